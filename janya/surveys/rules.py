"""What a survey is on a day, and how an answer is written down: one short text a response."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil
from typing import NamedTuple

SMALLEST_CELL = 5  # fewer answers than this are not shown
LOWEST, HIGHEST = 1, 5
NO_ANSWER = 0

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
WIDEST = 2000  # characters of the answers of one response


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


Given = Sequence[str]  # what was chosen in one question; nothing when it was not asked or not answered


def encode_one(one: Asked, given: Given) -> str:
    """Write down what was chosen in one question. Raises ValueError for what the question does not offer.

    paired: desired, perceived ("" where one of them is missing); rating and single: one code; multiple: the codes
    chosen; ranking: the rank of each choice; `("?",)` is "does not know"; nothing for a text, which is kept apart.

    Source: `width_of`.

    >>> encode_one(Asked("paired"), ("5", "")), encode_one(Asked("multiple", 4), ("1", "3"))
    ('50', '1010')
    >>> encode_one(Asked("ranking", 3), ("2", "3", "1")), encode_one(Asked("single", 3), ())
    ('231', '0')
    """
    written = _written_down(one, given)
    if not fits(one.kind, one.choices, written) or (UNKNOWN in written and not one.may_not_know):
        msg = f"{given!r} is no answer to a question of kind {one.kind}"
        raise ValueError(msg)
    return written


def _written_down(one: Asked, given: Given) -> str:
    if one.kind == TEXT:
        return "".join(given)
    if not any(given):
        return nothing(one.kind, one.choices)
    if one.kind in {MULTIPLE, RANKING} and UNKNOWN in given:
        return UNKNOWN * one.choices
    if one.kind == MULTIPLE:
        codes = CODES[: one.choices]
        known = set(given) <= set(codes)
        return "".join(CHOSEN if code in given else NOT_CHOSEN for code in codes) if known else "!"
    return "".join((mark if len(mark) == 1 else "!") if mark else UNANSWERED for mark in given)


def decode_one(one: Asked, written: str) -> tuple[str, ...]:
    """Read what was chosen in one question; the inverse of `encode_one`.

    Source: `width_of`.

    >>> decode_one(Asked("multiple", 4), "1010"), decode_one(Asked("single", 3), "0")
    (('1', '3'), ())
    """
    if not written or written == nothing(one.kind, one.choices):
        return ()
    if one.kind in {MULTIPLE, RANKING} and set(written) == {UNKNOWN}:
        return (UNKNOWN,)
    if one.kind == MULTIPLE:
        return tuple(code for code, mark in zip(CODES, written, strict=False) if mark == CHOSEN)
    return tuple("" if mark == UNANSWERED else mark for mark in written)


def encode(questions: Sequence[Asked], given: Sequence[Given]) -> str:
    """Write the text of a response from what was chosen in each question; what was not asked is nothing.

    Source: `encode_one` and `only_asked`.

    >>> encode([Asked("single", 2), Asked("rating", asked_if=0, asked_if_answer="2")], [("1",), ("5",)])
    '10'
    """
    pieces = [encode_one(one, marks) for one, marks in zip(questions, given, strict=True)]
    return "".join(only_asked(questions, pieces))


def decode(questions: Sequence[Asked], answers: str) -> list[tuple[str, ...]]:
    """Read what was chosen in each question from the text of a response.

    Source: `decode_one`.

    >>> decode([Asked("paired"), Asked("multiple", 3)], "5?011")
    [('5', '?'), ('2', '3')]
    """
    places = layout((one.kind, one.choices) for one in questions)
    return [decode_one(one, piece) for one, piece in zip(questions, split(answers, places), strict=True)]


def may_rest_on(kinds: Sequence[str], place: int) -> list[int]:
    """Tell on which questions the one at a place may rest: earlier ones whose answer is one of some codes.

    Source: mission row S3 (conditions of a questionnaire); only earlier ones, so that conditions never turn in a circle.

    >>> may_rest_on(["text", "single", "paired", "multiple", "rating"], 4)
    [1, 3]
    """
    return [at for at, kind in enumerate(kinds[:place]) if kind in {SINGLE, RATING, MULTIPLE}]


def misplaced(questions: Sequence[Asked]) -> list[int]:
    """Tell the places of questions that rest on one that does not come before them.

    Source: `may_rest_on`.

    >>> misplaced([Asked("rating", asked_if=1, asked_if_answer="1"), Asked("single", 2)])
    [0]
    """
    return [
        place for place, one in enumerate(questions) if one.asked_if is not None and one.asked_if >= place
    ]


def moved(codes: str, places: Mapping[int, int]) -> str:
    """Write codes of choices anew after the choices were put in another order; a choice that is gone is left out.

    Source: `CODES`.

    >>> moved("13", {0: 2, 1: 0})
    '3'
    """
    return "".join(sorted(CODES[places[at]] for code in codes for at in [CODES.index(code)] if at in places))


def sample_size(people: int, *, error: float = 0.05) -> int:
    """Suggest how many of so many people to ask: n = N / (1 + N·e²), rounded up, at 95 % confidence.

    Source: Yamane, T., Statistics: An Introductory Analysis, 2nd ed., New York: Harper and Row, 1967, p. 886.

    >>> sample_size(2000), sample_size(5), sample_size(0)
    (334, 5, 0)
    """
    return min(people, ceil(round(people / (1 + people * error * error), 6)))


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


def is_enough(answered: int, target: int, *, smallest: int = SMALLEST_CELL) -> bool:
    """Tell whether a group has answered enough for step 3: its figures may be shown, or all who were hoped for answered.

    Source: the project's own rule for mission row S3.

    >>> [is_enough(5, 200), is_enough(4, 200), is_enough(3, 3), is_enough(0, 0)]
    [True, False, True, False]
    """
    return answered >= smallest or answered >= target > 0
