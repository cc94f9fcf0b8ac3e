"""What counts say: means, gaps with their intervals, shares, reliability, comparison of two samples."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, lgamma, log, sqrt
from typing import Any, NamedTuple

from janya.surveys.rules import CODES, MULTIPLE, NO_ANSWER, RANKING, SINGLE, UNANSWERED, Rating, read

CONFIDENCE = 0.95
LEVELS = "12345"
TOP = "45"  # the levels of the top box


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

    >>> round(alpha_of([2, 3, 22, 180, [10, 12], [42, 50]]), 4)
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
