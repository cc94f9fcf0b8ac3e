"""Rounds of evaluation, levels that figures propose, weights, weighted totals, and what is left for next year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from janya.core import thai
from janya.kpis.rules import Direction, Weighed, weighted_score

LEVELS = 5
GAP_AT = 2  # a level up to this is a gap
STRENGTH_AT = 4  # a level from this on is a strength
WHOLE = Decimal(100)
TENTH = Decimal("0.1")


class Kind(StrEnum):
    MID_YEAR = "mid"
    YEAR_END = "end"
    PROMOTION = "promotion"


class Feed(StrEnum):
    """The figures of Janya that propose the level of a criterion."""

    NONE = "none"
    COVERAGE = "coverage"  # percent who signed
    AWARENESS = "awareness"  # mean score of knowledge, 0 to 100
    ACTIVITIES = "activities"  # percent of activities that are done
    EVIDENCE = "evidence"  # percent of activities done that have evidence
    KPIS = "kpis"  # weighted score of the KPIs, 1 to 5
    RESPONSE = "response"  # percent of the hoped-for answers
    RISKS = "risks"  # percent of high risks brought below high


def due_on(kind: str, fiscal_year: int) -> date:
    """The day of the figures of a round: 31 March for six months, 30 September for twelve.

    Source: sample activity A3.11 (half-year and year-end); fiscal year, Budget Procedures Act B.E. 2561, s. 4.

    >>> due_on("mid", 2569).isoformat(), due_on("end", 2569).isoformat()
    ('2026-03-31', '2026-09-30')
    """
    end = thai.fiscal_year_span(fiscal_year)[1]
    return date(end.year, 3, 31) if kind == Kind.MID_YEAR else end


def day_of_figures(kind: str, fiscal_year: int, today: date) -> date:
    """The day that a round takes its figures of: its due day, or today as long as that is to come.

    Source: arithmetic.

    >>> day_of_figures("mid", 2569, date(2026, 2, 10)).isoformat()
    '2026-02-10'
    >>> day_of_figures("mid", 2569, date(2026, 5, 1)).isoformat()
    '2026-03-31'
    """
    return min(due_on(kind, fiscal_year), today)


def share(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """Percent with one decimal; None of nothing.

    Source: arithmetic.

    >>> share(2, 3), share(1, 0)
    (Decimal('66.7'), None)
    """
    return (100 * Decimal(part) / Decimal(whole)).quantize(TENTH, ROUND_HALF_UP) if whole else None


def proposed_level(value: Decimal | None, floors: Sequence[Decimal]) -> int | None:
    """The level 1..5 that a figure proposes: the highest whose floor it reaches, at least 1; None without a figure.

    Source: the project's own rule; the floors of each criterion stand in catalogue/promotion_criteria.yaml.

    >>> floors = [Decimal(n) for n in (0, 50, 70, 85, 95)]
    >>> [proposed_level(Decimal(value), floors) for value in (0, 69, 85, 100)]
    [1, 2, 4, 5]
    >>> proposed_level(None, floors) is None
    True
    """
    if value is None or not floors:
        return None
    return max(1, sum(value >= floor for floor in floors))


def needs_reason(level: int, proposed: int | None) -> bool:
    """Whoever gives another level than the figures propose says why.

    Source: the project's own rule.

    >>> needs_reason(4, 3), needs_reason(3, 3), needs_reason(3, None)
    (True, False, False)
    """
    return proposed is not None and level != proposed


def off_whole(weights: Iterable[Decimal]) -> Decimal:
    """What the weights are short of 100; below nought they are over it.

    Source: a percentage of the whole.

    >>> off_whole([Decimal(60), Decimal(30)]), off_whole([Decimal(60), Decimal(50)])
    (Decimal('10'), Decimal('-10'))
    """
    return WHOLE - sum(weights, Decimal(0))


@dataclass(frozen=True, slots=True)
class Given:
    """A criterion's weight and the level given, None as long as nobody has."""

    weight: Decimal
    level: int | None


@dataclass(frozen=True, slots=True)
class Total:
    """The weighted mean 1.00 to 5.00, the same as percent of the best, and how many percent of the weight was given."""

    score: Decimal | None
    percent: Decimal | None
    covered: Decimal


def total(rows: Sequence[Given]) -> Total:
    """Σ weight × level ÷ Σ weight over the criteria that have a level.

    Source: weighted mean of the five-level scale; mission row A3.11.

    >>> total([Given(Decimal(60), 5), Given(Decimal(40), 2)])
    Total(score=Decimal('3.80'), percent=Decimal('76.0'), covered=Decimal('100.00'))
    >>> total([Given(Decimal(60), None)])
    Total(score=None, percent=None, covered=Decimal('0.00'))
    """
    found = weighted_score([Weighed(row.weight, row.level) for row in rows if row.weight])
    percent = share(found.score, LEVELS) if found.score is not None else None
    return Total(found.score, percent, found.covered)


def nearest(score: Decimal | float | None) -> int | None:
    """The whole level nearest to a score, halves upwards.

    Source: arithmetic.

    >>> nearest(Decimal("3.50")), nearest(3.49), nearest(None)
    (4, 3, None)
    """
    return None if score is None else int(Decimal(str(score)).quantize(Decimal(1), ROUND_HALF_UP))


def is_reached(value: Decimal | None, target: Decimal, direction: str, level: int | None = None) -> bool:
    """Whether a KPI has come to its target; one without a reading has not.

    Where neither more nor less is better, it has from the level on that is a strength.

    Source: arithmetic.

    >>> is_reached(Decimal(90), Decimal(90), "more"), is_reached(Decimal(3), Decimal(2), "less")
    (True, False)
    >>> is_reached(None, Decimal(2), "less"), is_reached(Decimal(3), Decimal(2), "range", 4)
    (False, True)
    """
    if value is None:
        return False
    if direction == Direction.MORE:
        return value >= target
    if direction == Direction.LESS:
        return value <= target
    return level is not None and level >= STRENGTH_AT
