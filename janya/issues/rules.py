"""Candidates, weighted priorities, ranks and overrides: the arithmetic that people must be able to check by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

# A gap (desired − perceived, on the 1–5 scale) proposes this score; the first floor that it reaches counts.
# These are the words of the scale of `gap` in catalogue/priority_criteria.yaml, which people read when they score.
GAP_POINTS: tuple[tuple[Decimal, int], ...] = (
    (Decimal("2.00"), 5),
    (Decimal("1.50"), 4),
    (Decimal("1.00"), 3),
    (Decimal("0.50"), 2),
    (Decimal("-99"), 1),
)
SHIFT = 10  # points of weight by which the sensitivity moves each criterion, up and down
WHOLE = 100
# A gap is worth a candidate from here on, when its interval does not reach zero.
GAP_WORTH_TELLING = Decimal("0.50")


def risk_points(score: int) -> int:
    """Turn a risk score 1..25 into a criterion score 1..5, five scores each.

    Source: the project's own proposal (priority criteria of the catalogue, `feed: risk`); people may change it.

    >>> [risk_points(score) for score in (1, 5, 6, 16, 25)]
    [1, 1, 2, 4, 5]
    """
    return min(5, max(1, -(-score // 5)))


def gap_points(gap: Decimal) -> int:
    """Turn a gap into a criterion score 1..5.

    Source: the project's own proposal (priority criteria of the catalogue, `feed: gap`); people may change it.

    >>> [gap_points(Decimal(gap)) for gap in ("0.1", "0.5", "1.2", "2")]
    [1, 2, 3, 5]
    """
    return next(points for floor, points in GAP_POINTS if gap >= floor)


def gap_is_candidate(gap: Decimal, low: Decimal) -> bool:
    """Tell whether a gap is proposed as an issue: large enough, and its 95 % interval does not reach zero.

    Source: the project's own rule; mission row S4.

    >>> gap_is_candidate(Decimal("0.8"), Decimal("0.3")), gap_is_candidate(Decimal("0.8"), Decimal("-0.1"))
    (True, False)
    """
    return gap >= GAP_WORTH_TELLING and low > 0


def weights_are_whole(weights: Sequence[Decimal]) -> bool:
    """Tell whether weights are all zero or more and sum to 100.

    Source: mission row S5, a documented weighted method.

    >>> weights_are_whole([Decimal(60), Decimal(40)]), weights_are_whole([Decimal(60), Decimal(41)])
    (True, False)
    """
    return all(weight >= 0 for weight in weights) and sum(weights) == 100


@dataclass(frozen=True, slots=True)
class Term:
    """One summand of the arithmetic: weight × score / 100."""

    criterion: int
    weight: Decimal
    score: int | None

    @property
    def points(self) -> Decimal:
        return self.weight * (self.score or 0) / 100


def total(terms: Sequence[Term]) -> Decimal:
    """The weighted score, 1.00 to 5.00 when every criterion is scored; two decimals, half up.

    Source: mission row S5; weighted mean.

    >>> total([Term(1, Decimal(60), 5), Term(2, Decimal(40), 2)])
    Decimal('3.80')
    """
    return sum((term.points for term in terms), Decimal(0)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides the order of one issue. `wanted` is the rank that people gave it, if they did."""

    key: int
    item: int
    total: Decimal
    risk: int
    gap: Decimal
    number: int
    wanted: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an issue stands: by the arithmetic, and after people's overrides; overall and within its code item."""

    by_arithmetic: int
    overall: int
    in_item: int


class Tie(StrEnum):
    """What put an issue after the one before it."""

    TOTAL = "total"
    RISK = "risk"
    GAP = "gap"
    NUMBER = "number"


def before(one: Standing) -> tuple[Decimal, int, Decimal, int, int]:
    """What orders issues: weighted score, risk score, gap, then the earlier number.

    Source: the project's own tie rule (decision 0008).

    >>> a, b = Standing(1, 7, Decimal(4), 12, Decimal(0), 2), Standing(2, 7, Decimal(4), 12, Decimal(0), 1)
    >>> [one.key for one in sorted([a, b], key=before)]
    [2, 1]
    """
    return (-one.total, -one.risk, -one.gap, one.number, one.key)


def decided_by(higher: Standing, lower: Standing) -> Tie:
    """Tell what put one issue above another by the arithmetic: the score, or which step of the tie rule.

    Source: the project's own tie rule (decision 0008).

    >>> a, b = Standing(1, 7, Decimal(4), 12, Decimal(0), 1), Standing(2, 7, Decimal(4), 9, Decimal(1), 2)
    >>> decided_by(a, b)
    <Tie.RISK: 'risk'>
    """
    if higher.total != lower.total:
        return Tie.TOTAL
    if higher.risk != lower.risk:
        return Tie.RISK
    return Tie.GAP if higher.gap != lower.gap else Tie.NUMBER


def ranks(standings: Sequence[Standing]) -> dict[int, Place]:
    """Rank issues overall and within each code item, no two alike.

    Tie rule, in order: weighted score, risk score, gap, earlier number. An override puts its issue at the
    wanted rank (the last one if there are fewer); the others keep their order around it. Of two that want the same
    rank the one that stands higher by the arithmetic gets it, the other the next that is free.

    Source: mission row S5; the tie rule is the project's own (decision 0008).

    >>> a, b = Standing(1, 7, Decimal("3.8"), 12, Decimal(0), 1), Standing(2, 7, Decimal("4.1"), 4, Decimal(0), 2)
    >>> ranks([a, b])[2]
    Place(by_arithmetic=1, overall=1, in_item=1)
    """
    ordered = sorted(standings, key=before)
    arithmetic = {one.key: place for place, one in enumerate(ordered, 1)}
    final: list[Standing | None] = [None] * len(ordered)
    for one in sorted(
        (one for one in ordered if one.wanted is not None),
        key=lambda one: (one.wanted or 0, arithmetic[one.key]),
    ):
        final[free_place(final, one.wanted or 1)] = one
    others = (one for one in ordered if one.wanted is None)
    settled = [one or next(others) for one in final]
    within: dict[int, int] = {}
    places: dict[int, Place] = {}
    for overall, one in enumerate(settled, 1):
        within[one.item] = within.get(one.item, 0) + 1
        places[one.key] = Place(arithmetic[one.key], overall, within[one.item])
    return places


def free_place(places: Sequence[object | None], wanted: int) -> int:
    """The place nearest to the wanted rank: itself, else the next free one below, else the last free one above.

    Source: the project's own rule for overrides (decision 0008).

    >>> free_place([None, None], 1), free_place(["a", None], 1), free_place([None, "a"], 9)
    (0, 1, 0)
    """
    first = min(wanted, len(places)) - 1
    downwards = (at for at in range(first, len(places)) if places[at] is None)
    upwards = (at for at in range(first, -1, -1) if places[at] is None)
    return next(iter([*downwards, *upwards]))


def proposed(feed: str, *, risk: int | None, gap: Decimal | None) -> int | None:
    """The score that figures propose for a criterion, or None where people must judge.

    Source: the `feed` of the priority criteria in the catalogue.

    >>> proposed("risk", risk=16, gap=None), proposed("none", risk=16, gap=None)
    (4, None)
    """
    if feed == "risk" and risk:
        return risk_points(risk)
    if feed == "gap" and gap is not None:
        return gap_points(gap)
    return None


def moved(before: Mapping[int, Place], after: Mapping[int, Place]) -> dict[int, tuple[int, int]]:
    """The issues whose overall rank changes, with the rank before and after.

    Source: arithmetic; issue “changing weights shows what would move”.

    >>> moved({1: Place(1, 1, 1), 2: Place(2, 2, 1)}, {1: Place(2, 2, 1), 2: Place(1, 1, 1)})
    {1: (1, 2), 2: (2, 1)}
    """
    return {
        key: (place.overall, after[key].overall)
        for key, place in before.items()
        if key in after and after[key].overall != place.overall
    }


# ── how firmly the ranks stand ─────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Scored:
    """What one issue brings into the sensitivity: its scores in the order of the criteria, and its tie rule."""

    standing: Standing
    scores: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Firmness:
    """The ranks of one issue by the arithmetic: now, and in each trial, in the order of the trials."""

    now: int
    trials: tuple[int, ...]

    @property
    def highest(self) -> int:
        return min((self.now, *self.trials))

    @property
    def lowest(self) -> int:
        return max((self.now, *self.trials))

    @property
    def holds(self) -> bool:
        return self.highest == self.lowest


def shifted(weights: Sequence[Decimal], at: int, by: int) -> tuple[Fraction, ...]:
    """Move one weight by so many points, within 0 and 100; the others share the rest in their old proportions.

    Where all others are zero they share it equally. The sum is exactly 100.

    Source: one-at-a-time sensitivity of a weighted sum, Triantaphyllou and Sánchez, Decision Sciences 28(1), 1997.

    >>> [float(weight) for weight in shifted([Decimal(50), Decimal(30), Decimal(20)], 0, 10)]
    [60.0, 24.0, 16.0]
    >>> [float(weight) for weight in shifted([Decimal(100), Decimal(0), Decimal(0)], 0, -10)]
    [90.0, 5.0, 5.0]
    """
    moved_to = min(Fraction(WHOLE), max(Fraction(0), Fraction(weights[at]) + by))
    if len(weights) == 1:
        return (Fraction(WHOLE),)
    rest = [Fraction(weight) for number, weight in enumerate(weights) if number != at]
    whole = sum(rest)
    shares = [weight / whole if whole else Fraction(1, len(rest)) for weight in rest]
    left = iter(share * (WHOLE - moved_to) for share in shares)
    return tuple(moved_to if number == at else next(left) for number in range(len(weights)))


def trials(weights: Sequence[Decimal]) -> list[tuple[int, int]]:
    """Each trial as (which criterion, by how many points); one that would change nothing is left out.

    Source: issue “which ranks hold if each weight moves ±10”.

    >>> trials([Decimal(100), Decimal(0)])
    [(0, -10), (1, 10)]
    """
    return [
        (at, by)
        for at, weight in enumerate(weights)
        for by in (SHIFT, -SHIFT)
        if len(weights) > 1 and (weight < WHOLE if by > 0 else weight > 0)
    ]


def weighed(weights: Sequence[Fraction], scores: Sequence[int]) -> Decimal:
    """The weighted score with exact weights, rounded half up to two decimals as `total` rounds.

    Source: mission row S5; weighted mean.

    >>> weighed([Fraction(60), Fraction(40)], [5, 2])
    Decimal('3.80')
    """
    hundredfold = sum((weight * score for weight, score in zip(weights, scores, strict=True)), Fraction(0))
    nearest = (2 * hundredfold.numerator + hundredfold.denominator) // (2 * hundredfold.denominator)
    return Decimal(nearest).scaleb(-2)


def sensitivity(weights: Sequence[Decimal], issues: Sequence[Scored]) -> dict[int, Firmness]:
    """The rank of each issue by the arithmetic when each weight in turn moves by ±10 points; overrides have no say here.

    Source: issue “which ranks hold if each weight moves ±10”; `shifted` tells how.

    >>> a = Scored(Standing(1, 7, Decimal(3), 0, Decimal(0), 1), (5, 1))
    >>> b = Scored(Standing(2, 7, Decimal(3), 0, Decimal(0), 2), (1, 5))
    >>> sensitivity([Decimal(50), Decimal(50)], [a, b])[1]
    Firmness(now=1, trials=(1, 2, 2, 1))
    """

    def order(exact: Sequence[Fraction]) -> dict[int, int]:
        tried = [replace(one.standing, total=weighed(exact, one.scores), wanted=None) for one in issues]
        return {one.key: rank for rank, one in enumerate(sorted(tried, key=before), 1)}

    now = order([Fraction(weight) for weight in weights])
    each = [order(shifted(weights, at, by)) for at, by in trials(weights)]
    return {key: Firmness(rank, tuple(one[key] for one in each)) for key, rank in now.items()}
