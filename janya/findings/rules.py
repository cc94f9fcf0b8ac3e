"""What counts of answers say: means, gaps with their intervals, reliability, comparison, and what stays hidden.

Everything is worked out from counts, so that a million answers cost as little as a hundred (docs/findings.md).
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import exp, lgamma, log, sqrt
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from janya.surveys.rules import (
    CODES,
    MULTIPLE,
    NO_ANSWER,
    PAIRED,
    RANKING,
    RATING,
    SINGLE,
    SMALLEST_CELL,
    UNANSWERED,
    Rating,
    read,
)

CONFIDENCE = 0.95
LEVELS = "12345"
TOP = "45"  # the levels of the top box
Key = TypeVar("Key", bound=Hashable)


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


def t_cumulative(t: float, freedom: float) -> float:
    """Tell how likely Student's t is at most `t`.

    Source: Abramowitz & Stegun 26.7.1.

    >>> round(t_cumulative(2.228139, 10), 6)
    0.975
    """
    tail = incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2
    return 1 - tail if t > 0 else tail


@lru_cache(maxsize=20_000)
def t_quantile(share: float, freedom: float) -> float:
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


# ── counting ───────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Measured:
    """One question as the counts need it: where it stands in a response, what it is, what it belongs to."""

    start: int
    width: int
    kind: str
    choices: int = 0
    item: int | None = None
    right: int | None = None  # place of the right choice, from 1


def tally(texts: Sequence[str], questions: Sequence[Measured]) -> dict[str, Any]:
    """Count responses once for all figures; tallies of two groups add up by `added`.

    n: responses; q: per question how often each answer occurs (ranking and multiple too); items: per code item how
    often each pair of a respondent's mean desired and mean perceived level occurs, as [desired, perceived, count];
    sets: per set of like questions what Cronbach's alpha needs; score: how often so many right of so many asked occur.

    Source: the project's own storage; mission row S3.

    >>> found = tally(["53", "5?"], [Measured(0, 2, "paired", item=7)])
    >>> found["n"], found["q"], found["items"]
    (2, {'0': {'53': 1, '5?': 1}}, {'7': [[5.0, 3.0, 1]]})
    """
    found: dict[str, Any] = {"n": len(texts), "q": {}, "items": {}, "sets": {}, "score": []}
    for place, one in enumerate(questions):
        if one.width:
            cut = itemgetter(slice(one.start, one.start + one.width))
            found["q"][str(place)] = dict(Counter(map(cut, texts)))
    by_item: dict[int, list[Measured]] = {}
    for one in questions:
        if one.kind == PAIRED and one.item is not None:
            by_item.setdefault(one.item, []).append(one)
    for item, paired in by_item.items():
        digits = _digits(texts, paired)
        pairs: Counter[Pair] = Counter()
        for text, count in digits.items():
            if (pair := pair_in(text)) is not None:
                pairs[pair] += count
        found["items"][str(item)] = [[pair.desired, pair.perceived, count] for pair, count in pairs.items()]
        if len(paired) > 1:
            for side, name in enumerate(("desired", "perceived")):
                found["sets"][f"{name}.{item}"] = _spread(_sides(digits, side), len(paired))
    for name, columns in _whole_sets(questions).items():
        if len(columns) > 1:
            side_of_all = itemgetter(*columns)
            found["sets"][name] = _spread(Counter(map("".join, map(side_of_all, texts))), len(columns))
    knowledge = [one for one in questions if one.right]
    if knowledge:
        found["score"] = _scores(texts, knowledge)
    return found


def _digits(texts: Sequence[str], paired: Sequence[Measured]) -> Counter[str]:
    cut = itemgetter(*(slice(one.start, one.start + 2) for one in paired))
    if len(paired) == 1:
        return Counter(map(cut, texts))
    return Counter({"".join(parts): count for parts, count in Counter(map(cut, texts)).items()})


def _sides(digits: Mapping[str, int], side: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for text, count in digits.items():
        found[text[side::2]] += count
    return found


def _whole_sets(questions: Sequence[Measured]) -> dict[str, list[int]]:
    paired = [one for one in questions if one.kind == PAIRED]
    return {
        "desired": [one.start for one in paired],
        "perceived": [one.start + 1 for one in paired],
        "rating": [one.start for one in questions if one.kind == RATING],
    }


def _spread(texts: Mapping[str, int], width: int) -> list[Any]:
    """[questions, complete respondents, sum of totals, sum of squared totals, sums, sums of squares] of whole rows."""
    n = total = squares = 0
    sums, sums_of_squares = [0] * width, [0] * width
    for text, count in texts.items():
        if not set(text) <= set(LEVELS):
            continue
        levels = [ord(mark) - 48 for mark in text]
        whole = sum(levels)
        n += count
        total += whole * count
        squares += whole * whole * count
        for place, level in enumerate(levels):
            sums[place] += level * count
            sums_of_squares[place] += level * level * count
    return [width, n, total, squares, sums, sums_of_squares]


def _scores(texts: Sequence[str], knowledge: Sequence[Measured]) -> list[list[int]]:
    cut = itemgetter(*(one.start for one in knowledge))
    right = [CODES[(one.right or 1) - 1] for one in knowledge]
    found: Counter[tuple[int, int]] = Counter()
    for marks, count in Counter(map(cut, texts)).items():
        asked = sum(mark != UNANSWERED for mark in marks)
        if asked:
            found[sum(mark == wanted for mark, wanted in zip(marks, right, strict=True)), asked] += count
    return [[hits, asked, count] for (hits, asked), count in sorted(found.items())]


def added(tallies: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Add tallies of several groups of one survey.

    Source: `tally`; counts and sums add up.

    >>> one = tally(["53"], [Measured(0, 2, "paired", item=7)])
    >>> added([one, one])["q"], added([one, one])["items"], added([])["n"]
    ({'0': {'53': 2}}, {'7': [[5.0, 3.0, 2]]}, 0)
    """
    n = 0
    questions: dict[str, Counter[str]] = {}
    items: dict[str, Counter[tuple[float, float]]] = {}
    sets: dict[str, list[Any]] = {}
    score: Counter[tuple[int, int]] = Counter()
    for one in tallies:
        n += one["n"]
        for place, counts in one["q"].items():
            questions.setdefault(place, Counter()).update(counts)
        for item, pairs in one["items"].items():
            kept = items.setdefault(item, Counter())
            for desired, perceived, count in pairs:
                kept[desired, perceived] += count
        for name, row in one["sets"].items():
            sets[name] = row if name not in sets else _sum_of(sets[name], row)
        for hits, asked, count in one["score"]:
            score[hits, asked] += count
    return {
        "n": n,
        "q": {place: dict(counts) for place, counts in questions.items()},
        "items": {item: [[d, p, count] for (d, p), count in pairs.items()] for item, pairs in items.items()},
        "sets": sets,
        "score": [[hits, asked, count] for (hits, asked), count in sorted(score.items())],
    }


def _sum_of(one: Sequence[Any], other: Sequence[Any]) -> list[Any]:
    return [
        one[0],
        one[1] + other[1],
        one[2] + other[2],
        one[3] + other[3],
        [a + b for a, b in zip(one[4], other[4], strict=True)],
        [a + b for a, b in zip(one[5], other[5], strict=True)],
    ]


# ── figures from counts ────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Levels:
    """Levels 1 to 5 of one question: how many, mean, standard deviation, counts from 1 to 5, share of 4 and 5 in percent."""

    n: int
    mean: float
    deviation: float | None
    counts: tuple[int, ...]
    top_box: float


def levels_of(counts: Mapping[str, int]) -> Levels | None:
    """Describe levels given as how often each mark occurs; marks that are no level are left out.

    Source: any textbook of statistics; sample standard deviation (n − 1). Tests compare with NumPy.

    >>> levels_of({"5": 2, "3": 2, "?": 9})
    Levels(n=4, mean=4.0, deviation=1.1547005383792515, counts=(0, 0, 2, 0, 2), top_box=50.0)
    """
    found = tuple(counts.get(level, 0) for level in LEVELS)
    n = sum(found)
    if not n:
        return None
    mean = sum(level * count for level, count in enumerate(found, start=1)) / n
    squares = sum((level - mean) ** 2 * count for level, count in enumerate(found, start=1))
    top = sum(counts.get(level, 0) for level in TOP)
    return Levels(n, mean, sqrt(squares / (n - 1)) if n > 1 else None, found, top * 100 / n)


def side_of(counts: Mapping[str, int], side: int) -> dict[str, int]:
    """Take one side of paired answers: 0 the desired, 1 the perceived level.

    Source: `janya.surveys.rules.width_of`.

    >>> side_of({"53": 2, "43": 1}, 1)
    {'3': 3}
    """
    found: Counter[str] = Counter()
    for text, count in counts.items():
        found[text[side]] += count
    return dict(found)


def shares_of(kind: str, counts: Mapping[str, int], choices: int) -> tuple[int, list[float]] | None:
    """How many answered, and the share of each choice in percent; for a ranking the mean rank of each choice.

    Source: any textbook of statistics.

    >>> shares_of("single", {"1": 3, "2": 1, "?": 1}, 2), shares_of("multiple", {"11": 1, "10": 1, "--": 5}, 2)
    ((4, [75.0, 25.0]), (2, [100.0, 50.0]))
    >>> shares_of("ranking", {"12": 3, "21": 1, "00": 1}, 2)
    (4, [1.25, 1.75])
    """
    whole = {
        text: count
        for text, count in counts.items()
        if not set(text) & {"?", "-"} and (kind == MULTIPLE or UNANSWERED not in text)
    }
    n = sum(whole.values())
    if not n:
        return None
    if kind == SINGLE:
        return n, [whole.get(code, 0) * 100 / n for code in CODES[:choices]]
    if kind == MULTIPLE:
        return n, [
            sum(count for text, count in whole.items() if text[place] == "1") * 100 / n
            for place in range(choices)
        ]
    assert kind == RANKING
    return n, [
        sum((CODES.index(text[place]) + 1) * count for text, count in whole.items()) / n
        for place in range(choices)
    ]


def alpha_of(spread: Sequence[Any]) -> float | None:
    """Cronbach's alpha of a set of questions, from sums over respondents who rated all of them; None where it has no meaning.

    alpha = k / (k − 1) · (1 − sum of the questions' variances / variance of the totals)

    Source: Cronbach, Psychometrika 16 (1951). Tests compare with NumPy.

    >>> round(alpha_of(_spread({"55": 1, "44": 1, "13": 1}, 2)), 4)
    0.8571
    """
    k, n, total, squares, sums, sums_of_squares = spread
    if k < 2 or n < 2:
        return None
    whole = squares - total * total / n
    if whole <= 0:
        return None
    parts = sum(square - one * one / n for one, square in zip(sums, sums_of_squares, strict=True))
    return float(k / (k - 1) * (1 - parts / whole))


@dataclass(frozen=True, slots=True)
class Difference:
    """The later mean minus the earlier one, with its 95 % interval."""

    difference: float
    low: float | None
    high: float | None

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def difference_of(later: Mapping[float, int], earlier: Mapping[float, int]) -> Difference | None:
    """Compare two independent samples, given as how often each value occurs.

    Source: Welch, Biometrika 34 (1947); degrees of freedom of Welch and Satterthwaite. Tests compare with SciPy.

    >>> difference_of({4: 10, 5: 10}, {3: 10, 4: 10}).difference
    1.0
    """
    first, second = _moments(later), _moments(earlier)
    if first is None or second is None:
        return None
    (n, mean, variance), (m, other, other_variance) = first, second
    difference = mean - other
    if n < 2 or m < 2:
        return Difference(difference, None, None)
    a, b = variance / n, other_variance / m
    if not a + b:
        return Difference(difference, difference, difference)
    freedom = (a + b) ** 2 / (a * a / (n - 1) + b * b / (m - 1))
    half = t_quantile(0.5 + CONFIDENCE / 2, freedom) * sqrt(a + b)
    return Difference(difference, difference - half, difference + half)


def _moments(values: Mapping[float, int]) -> tuple[int, float, float] | None:
    n = sum(values.values())
    if not n:
        return None
    mean = sum(value * count for value, count in values.items()) / n
    squares = sum((value - mean) ** 2 * count for value, count in values.items())
    return n, mean, squares / (n - 1) if n > 1 else 0.0


def scores_of(score: Iterable[Sequence[int]]) -> dict[float, int]:
    """Turn right-of-asked counts into scores from 0 to 100 and how often each occurs.

    Source: the awareness bank (catalogue/awareness_questions.yaml): score = right ÷ asked × 100.

    >>> scores_of([[7, 10, 2], [10, 10, 1]])
    {70.0: 2, 100.0: 1}
    """
    found: Counter[float] = Counter()
    for hits, asked, count in score:
        found[hits * 100 / asked] += count
    return dict(found)


# ── what stays hidden ──────────────────────────────────────────────────────────────────────
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


@dataclass(frozen=True, slots=True)
class Part:
    """A row of a table: a group or a unit, as the cells (group × unit) it is made of. Parts of one `kind` are disjoint."""

    key: str
    kind: str
    cells: frozenset[int]


def hidden_parts(parts: Sequence[Part], counts: Mapping[int, int]) -> tuple[set[str], bool]:
    """Tell which parts are not shown, and whether the total is withheld, where groups and units are both shown.

    Every kind of part is judged by `hidden`; then, while a hidden part with answers can be worked out as a sum and
    difference of what is shown (its cells lie in the span of the shown parts and the total), the smallest shown part is
    hidden too, and the total last.

    Source: mission row S3; linear disclosure control (Hundepool et al., Statistical Disclosure Control, 2012).

    >>> parts = [Part("g1", "group", frozenset({1})), Part("g2", "group", frozenset({2, 3})),
    ...          Part("u1", "unit", frozenset({1, 2})), Part("u2", "unit", frozenset({3}))]
    >>> hidden_parts(parts, {1: 9, 2: 9, 3: 9}) == (set(), False)
    True
    >>> away, total = hidden_parts(parts, {1: 2, 2: 9, 3: 9})
    >>> "g1" in away and "g2" in away
    True
    """
    size = {part.key: sum(counts.get(cell, 0) for cell in part.cells) for part in parts}
    away: set[str] = set()
    total_away = False
    for kind in dict.fromkeys(part.kind for part in parts):
        hides, total = hidden({part.key: size[part.key] for part in parts if part.kind == kind})
        away |= hides
        total_away |= total
    kinds = {part.kind for part in parts}
    while len(kinds) > 1:
        shown = [part for part in parts if part.key not in away and size[part.key]]
        known = [set(part.cells) for part in shown]
        if not total_away:
            known.append({cell for part in parts for cell in part.cells})
        filled = {cell for cell, count in counts.items() if count}
        open_to_all = [
            part
            for part in parts
            if part.key in away and size[part.key] and _follows(part.cells & filled, known, filled)
        ]
        if not open_to_all:
            break
        if shown:
            away.add(min(shown, key=lambda part: (size[part.key], part.key)).key)
        elif not total_away:
            total_away = True
        else:
            break
    return away, total_away


def _follows(cells: Iterable[int], known: Sequence[set[int]], filled: set[int]) -> bool:
    """Whether the sum over these cells is a linear combination of known sums."""
    basis: list[tuple[int, dict[int, Fraction]]] = []

    def reduced(row: dict[int, Fraction]) -> dict[int, Fraction]:
        for pivot, other in basis:
            if factor := row.get(pivot):
                for cell, value in other.items():
                    left = row.get(cell, Fraction(0)) - factor * value
                    if left:
                        row[cell] = left
                    else:
                        row.pop(cell, None)
        return row

    for one in known:
        row = reduced({cell: Fraction(1) for cell in one & filled})
        if row:
            pivot = min(row)
            scale = row[pivot]
            basis.append((pivot, {cell: value / scale for cell, value in row.items()}))
    return not reduced({cell: Fraction(1) for cell in cells})
