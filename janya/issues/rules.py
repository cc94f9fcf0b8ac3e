"""Candidates, weighted priorities, ranks and overrides: the arithmetic that people must be able to check by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# A gap (desired − perceived, on the 1–5 scale) proposes this score; the first floor that it reaches counts.
GAP_POINTS: tuple[tuple[Decimal, int], ...] = (
    (Decimal("1.50"), 5),
    (Decimal("1.00"), 4),
    (Decimal("0.50"), 3),
    (Decimal("0.25"), 2),
    (Decimal("-99"), 1),
)
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
    [1, 3, 4, 5]
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


def ranks(standings: Sequence[Standing]) -> dict[int, Place]:
    """Rank issues overall and within each code item, no two alike.

    Tie rule, in order: weighted score, risk score, gap, earlier number. An override puts its issue at the
    wanted rank (the last one if there are fewer); the others keep their order around it.

    Source: mission row S5; the tie rule is the project's own (decision 0008).

    >>> a, b = Standing(1, 7, Decimal("3.8"), 12, Decimal(0), 1), Standing(2, 7, Decimal("4.1"), 4, Decimal(0), 2)
    >>> ranks([a, b])[2]
    Place(by_arithmetic=1, overall=1, in_item=1)
    """
    ordered = sorted(standings, key=lambda one: (-one.total, -one.risk, -one.gap, one.number, one.key))
    arithmetic = {one.key: place for place, one in enumerate(ordered, 1)}
    final = [one for one in ordered if one.wanted is None]
    for one in sorted(
        (one for one in ordered if one.wanted is not None),
        key=lambda one: (one.wanted or 0, arithmetic[one.key]),
    ):
        final.insert(min((one.wanted or 1) - 1, len(final)), one)
    within: dict[int, int] = {}
    places: dict[int, Place] = {}
    for overall, one in enumerate(final, 1):
        within[one.item] = within.get(one.item, 0) + 1
        places[one.key] = Place(arithmetic[one.key], overall, within[one.item])
    return places


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
