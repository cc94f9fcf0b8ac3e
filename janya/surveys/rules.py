"""Paired gaps with their intervals, small cells that stay hidden, and the digit string of an answer."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from math import exp, lgamma, log, sqrt
from typing import NamedTuple, TypeVar

SMALLEST_CELL = 5  # fewer answers than this are not shown
CONFIDENCE = 0.95
LOWEST, HIGHEST = 1, 5
NO_ANSWER = 0

Key = TypeVar("Key", bound=Hashable)
Rating = tuple[int, int]  # desired, perceived; 0 where the respondent does not know


PAIRED, RATING, SINGLE, MULTIPLE, RANKING, TEXT = (
    "paired",
    "rating",
    "single",
    "multiple",
    "ranking",
    "text",
)
CODES = "123456789abcdefghijklmnopqrstuvwxy"  # one character a choice, in the order of the choices
UNANSWERED, UNKNOWN, NOT_CHOSEN, CHOSEN = "0", "?", "0", "1"
MOST_CHOICES = len(CODES)


class Place(NamedTuple):
    """Where one question stands in the text of every response: `text[start:start + width]`."""

    start: int
    width: int


def width_of(kind: str, choices: int) -> int:
    """Tell how many characters the answer of one question takes.

    paired: desired and perceived, "1".."5", "0" no answer, "?" does not know; rating: one of these; single: the code of
    the choice, "0" or "?"; multiple: "1" or "0" a choice, all "-" when not asked or not answered; ranking: the rank of
    each choice, its code in the order of CODES, all "0" when not answered; text: none, it is kept apart.

    Source: the project's own storage (measured: one short text a response).

    >>> [width_of(kind, 4) for kind in ("paired", "rating", "single", "multiple", "ranking", "text")]
    [2, 1, 1, 4, 4, 0]
    """
    match kind:
        case "paired":
            return 2
        case "rating" | "single":
            return 1
        case "multiple" | "ranking":
            return choices
        case "text":
            return 0
    msg = f"there is no kind of question {kind!r}"
    raise ValueError(msg)


def layout(questions: Iterable[tuple[str, int]]) -> list[Place]:
    """Place questions, given as (kind, number of choices) in their order, in the text of a response.

    Source: `width_of`.

    >>> layout([("paired", 0), ("multiple", 3), ("text", 0), ("single", 4)])
    [Place(start=0, width=2), Place(start=2, width=3), Place(start=5, width=0), Place(start=5, width=1)]
    """
    places, start = [], 0
    for kind, choices in questions:
        width = width_of(kind, choices)
        places.append(Place(start, width))
        start += width
    return places


def nothing(kind: str, choices: int) -> str:
    """Write that a question was not asked or not answered.

    Source: `width_of`.

    >>> [nothing(kind, 3) for kind in ("paired", "single", "multiple", "ranking", "text")]
    ['00', '0', '---', '000', '']
    """
    return ("-" if kind == MULTIPLE else UNANSWERED) * width_of(kind, choices)


def fits(kind: str, choices: int, answer: str) -> bool:
    """Tell whether a piece of a response is an answer (or none) to a question of this kind.

    Source: `width_of`.

    >>> fits("paired", 0, "5?"), fits("single", 3, "4"), fits("ranking", 3, "231"), fits("ranking", 3, "220")
    (True, False, True, False)
    """
    if len(answer) != width_of(kind, choices):
        return False
    if answer == nothing(kind, choices) or (answer and set(answer) == {UNKNOWN}):
        return True
    match kind:
        case "paired" | "rating":
            return set(answer) <= set("12345" + UNANSWERED + UNKNOWN)
        case "single":
            return answer in CODES[:choices]
        case "multiple":
            return set(answer) <= {CHOSEN, NOT_CHOSEN}
        case _ranking:
            return sorted(answer) == sorted(CODES[:choices])


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rules know of a question; `asked_if` is the place of an earlier question in the questionnaire."""

    kind: str
    choices: int = 0
    required: bool = True
    may_not_know: bool = True
    asked_if: int | None = None
    asked_if_answer: str = ""  # codes, one character each; any of them is enough


def holds(kind: str, answer: str, wanted: str) -> bool:
    """Tell whether an answer is one of those that a later question waits for.

    Source: mission row S3 (conditions of a questionnaire).

    >>> holds("single", "2", "23"), holds("multiple", "0110", "14"), holds("multiple", "0110", "13"), holds("rating", "0", "12")
    (True, False, True, False)
    """
    if kind == MULTIPLE:
        return any(CODES[place] in wanted for place, mark in enumerate(answer) if mark == CHOSEN)
    return answer not in {"", UNANSWERED, UNKNOWN} and answer in wanted


def are_asked(questions: Sequence[Asked], answers: Sequence[str]) -> list[bool]:
    """Tell which questions these answers lead to; what rests on a question that was not asked is not asked either.

    Source: mission row S3 (conditions of a questionnaire).

    >>> first, second = Asked("single", 2), Asked("rating", asked_if=0, asked_if_answer="2")
    >>> are_asked([first, second], ["1", "5"]), are_asked([first, second], ["2", "5"])
    ([True, False], [True, True])
    """
    asked: list[bool] = []
    for one in questions:
        on = one.asked_if
        if on is None:
            asked.append(True)
        else:
            asked.append(
                on < len(asked) and asked[on] and holds(questions[on].kind, answers[on], one.asked_if_answer)
            )
    return asked


def only_asked(questions: Sequence[Asked], answers: Sequence[str]) -> list[str]:
    """Put nothing where a question was not asked, whatever stood there.

    Source: `are_asked`.

    >>> only_asked([Asked("single", 2), Asked("rating", asked_if=0, asked_if_answer="2")], ["1", "5"])
    ['1', '0']
    """
    return [
        answer if asked else nothing(one.kind, one.choices)
        for one, answer, asked in zip(questions, answers, are_asked(questions, answers), strict=True)
    ]


def wanting(questions: Sequence[Asked], answers: Sequence[str]) -> list[int]:
    """Tell the places of required questions that were asked and not answered; texts are judged elsewhere.

    A paired question wants both its levels.

    Source: mission row S3 (required questions).

    >>> wanting([Asked("paired"), Asked("rating", required=False)], ["50", "0"])
    [0]
    """
    return [
        place
        for place, (one, answer, asked) in enumerate(
            zip(questions, answers, are_asked(questions, answers), strict=True)
        )
        if asked
        and one.required
        and one.kind != TEXT
        and (answer == nothing(one.kind, one.choices) or (one.kind == PAIRED and UNANSWERED in answer))
    ]


def split(answers: str, places: Sequence[Place]) -> list[str]:
    """Cut the text of a response into the answers of its questions.

    Source: `layout`.

    >>> split("53010", layout([("paired", 0), ("multiple", 3)]))
    ['53', '010']
    """
    return [answers[one.start : one.start + one.width] for one in places]


def released(waiting: int, *, closing: bool, smallest: int = 5) -> int:
    """Tell how many sealed answers of a group leave the pool now, chosen by lot.

    An answer through a single-use link waits until twice the smallest cell wait together; then half of them leave by
    lot, so that nobody who copies the database before and after can tell which of at least `smallest` answers came with
    which link; at closing all leave together.

    Source: a threshold pool mix (Serjantov, Dingledine & Syverson, From a Trickle to a Flood, 2002).

    >>> [released(count, closing=False) for count in (1, 9, 10, 11)], released(7, closing=True)
    ([0, 0, 5, 6], 7)
    """
    if closing:
        return waiting
    return waiting - smallest if waiting >= 2 * smallest else 0


class Phase(StrEnum):
    """What a survey is on a day: whoever opened it may still be too early or too late for an answer."""

    DRAFT = "draft"
    WAITING = "waiting"
    TAKING = "taking"
    LAPSED = "lapsed"
    CLOSED = "closed"


def phase(state: str, opens_on: date, closes_on: date, on: date) -> Phase:
    """Tell what a survey in this state (draft, open, closed) is on a day; both its days are taken in.

    Source: the project's own rule for mission row S3.

    >>> phase("open", date(2026, 2, 1), date(2026, 2, 28), date(2026, 2, 28)).value
    'taking'
    >>> phase("open", date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1)).value
    'lapsed'
    """
    if state != "open":
        return Phase.CLOSED if state == "closed" else Phase.DRAFT
    if on < opens_on:
        return Phase.WAITING
    return Phase.LAPSED if on > closes_on else Phase.TAKING


def written(ratings: Iterable[Rating]) -> str:
    """Write ratings as two digits a statement, desired then perceived. Raises ValueError off the scale.

    Source: the project's own storage (measured: one short text a response).

    >>> written([(5, 3), (4, 0)])
    '5340'
    """
    text = ""
    for rating in ratings:
        if any(not (level == NO_ANSWER or LOWEST <= level <= HIGHEST) for level in rating):
            msg = "a level is 1 to 5, or 0 for no answer"
            raise ValueError(msg)
        text += f"{rating[0]}{rating[1]}"
    return text


def read(text: str) -> list[Rating]:
    """Read ratings back; whatever is no level is no answer.

    Source: the project's own storage.

    >>> read("534?")
    [(5, 3), (4, 0)]
    """
    levels = [int(mark) if mark in "12345" else NO_ANSWER for mark in text]
    return list(zip(levels[::2], levels[1::2], strict=False))


class Pair(NamedTuple):
    """One respondent's mean desired and mean perceived level of one code item."""

    desired: float
    perceived: float


def pair_of(ratings: Sequence[Rating]) -> Pair | None:
    """Take the mean over the statements of one item that a respondent rated on both sides; None when none is.

    Source: mission row S3: desired and perceived level per code item.

    >>> pair_of([(5, 3), (4, 0), (4, 4)])
    Pair(desired=4.5, perceived=3.5)
    """
    whole = [rating for rating in ratings if NO_ANSWER not in rating]
    if not whole:
        return None
    return Pair(sum(d for d, _p in whole) / len(whole), sum(p for _d, p in whole) / len(whole))


@lru_cache(maxsize=20_000)
def pair_in(digits: str) -> Pair | None:
    """Read the pair out of the digits of one item; alike digits, of which a large survey is full, are read once.

    Source: `read` and `pair_of`.

    >>> pair_in("534044")
    Pair(desired=4.5, perceived=3.5)
    """
    return pair_of(read(digits))


@dataclass(frozen=True, slots=True)
class Gap:
    """Means, their difference, and its 95 % interval; `low` and `high` are None with fewer than two respondents."""

    n: int
    desired: float
    perceived: float
    gap: float
    low: float | None
    high: float | None


def gap_of(pairs: Mapping[Pair, int]) -> Gap | None:
    """Work out the paired gap of respondents, given as how often each pair occurs.

    gap = mean(desired − perceived); interval = gap ± t(0.975, n−1) · s / √n, where s is the standard
    deviation of the respondents' own differences.

    Source: Student's t interval for paired differences (any textbook of statistics); tests compare with SciPy.

    >>> gap_of({Pair(5, 3): 2, Pair(4, 3): 2}).gap
    1.5
    """
    n = sum(pairs.values())
    if not n:
        return None
    desired = sum(pair.desired * count for pair, count in pairs.items()) / n
    perceived = sum(pair.perceived * count for pair, count in pairs.items()) / n
    gap = desired - perceived
    if n < 2:
        return Gap(n, desired, perceived, gap, None, None)
    squares = sum((pair.desired - pair.perceived - gap) ** 2 * count for pair, count in pairs.items())
    half = t_quantile(0.5 + CONFIDENCE / 2, n - 1) * sqrt(squares / (n - 1) / n)
    return Gap(n, desired, perceived, gap, gap - half, gap + half)


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Work out the regularised incomplete beta function I_x(a, b) by its continued fraction.

    Source: Abramowitz & Stegun 26.5.8; modified Lentz's method.

    >>> round(incomplete_beta(2, 3, 0.5), 6)
    0.6875
    """
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)) / a
    tiny = 1e-300
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > tiny else tiny)
    fraction = d
    for m in range(1, 400):
        for top in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + top * d
            d = 1 / (d if abs(d) > tiny else tiny)
            c = 1 + top / c
            c = c if abs(c) > tiny else tiny
            fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * fraction


def t_cumulative(t: float, freedom: int) -> float:
    """Tell how likely Student's t is at most `t`.

    Source: Abramowitz & Stegun 26.7.1.

    >>> round(t_cumulative(2.228139, 10), 6)
    0.975
    """
    tail = incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2
    return 1 - tail if t > 0 else tail


@cache
def t_quantile(share: float, freedom: int) -> float:
    """Find the t below which `share` of Student's distribution lies, share from 0.5 to below 1.

    Source: inverse of `t_cumulative`, found by halving.

    >>> round(t_quantile(0.975, 10), 6)
    2.228139
    """
    low, high = 0.0, 1.0
    while t_cumulative(high, freedom) < share:
        high *= 2
    for _step in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if t_cumulative(middle, freedom) < share else (low, middle)
    return (low + high) / 2


def is_enough(answered: int, target: int, *, smallest: int = SMALLEST_CELL) -> bool:
    """Tell whether a group has answered enough for step 3: its figures may be shown, or all who were hoped for answered.

    Source: the project's own rule for mission row S3.

    >>> [is_enough(5, 200), is_enough(4, 200), is_enough(3, 3), is_enough(0, 0)]
    [True, False, True, False]
    """
    return answered >= smallest or answered >= target > 0


def hidden(counts: Mapping[Key, int], *, smallest: int = SMALLEST_CELL) -> tuple[set[Key], bool]:
    """Tell which cells are not shown, and whether the total is withheld too.

    Cells with answers, but fewer than the smallest, are hidden. Where the total is shown, what is hidden must not
    follow from what is left: the hidden cells together must hold at least `smallest` answers and be at least two, so the
    smallest shown cell is hidden with them until that is so; when nothing is left to hide with, the total goes too.

    Source: mission row S3 (groups too small to hide a person are suppressed); complementary suppression.

    >>> hidden({"a": 3, "b": 40, "c": 9}) == ({"a", "c"}, False)
    True
    >>> hidden({"a": 3})
    ({'a'}, True)
    >>> hidden({"a": 30, "b": 12})
    (set(), False)
    """
    filled = {key: count for key, count in counts.items() if count}
    away = {key for key, count in filled.items() if count < smallest}
    if not away:
        return set(), False
    left = sorted((key for key in filled if key not in away), key=lambda key: filled[key])
    while left and (len(away) < 2 or sum(filled[key] for key in away) < smallest):
        away.add(left.pop(0))
    safe = len(away) >= 2 and sum(filled[key] for key in away) >= smallest
    return away, not safe
