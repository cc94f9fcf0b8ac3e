"""Money by source and month, what has been spent, and the ceiling."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from janya.core import thai

NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class BudgetFacts:
    """Baht of one source planned for one month (its first day)."""

    source: int
    month: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month of the fiscal year: baht planned and spent in it, and both from October on."""

    month: date
    planned: Decimal
    spent: Decimal
    planned_so_far: Decimal
    spent_so_far: Decimal


def by_month(lines: Iterable[BudgetFacts], spent: Mapping[date, Decimal], fiscal_year: int) -> list[MonthRow]:
    """The twelve months of a fiscal year, October first; what lies outside the year is not in them.

    `spent` has the baht spent in each month (its first day), from `spent_by_month`.

    Source: fiscal year, Budget Procedures Act B.E. 2561, s. 4; sums.

    >>> october = date(2025, 10, 1)
    >>> rows = by_month([BudgetFacts(1, october, Decimal(50))], {october: Decimal(20)}, 2569)
    >>> len(rows), rows[0].planned, rows[11].planned_so_far, rows[11].spent_so_far
    (12, Decimal('50'), Decimal('50'), Decimal('20'))
    """
    planned: dict[date, Decimal] = {}
    for line in lines:
        planned[line.month] = planned.get(line.month, NONE) + line.amount
    rows: list[MonthRow] = []
    plan_so_far, spent_so_far = NONE, NONE
    for month in thai.months_of_fiscal_year(fiscal_year):
        here, gone = planned.get(month, NONE), spent.get(month, NONE)
        plan_so_far, spent_so_far = plan_so_far + here, spent_so_far + gone
        rows.append(MonthRow(month, here, gone, plan_so_far, spent_so_far))
    return rows


def spent_by_month(reports: Sequence[tuple[date, Decimal]]) -> dict[date, Decimal]:
    """What one activity spent in each month, from its reports of what is spent so far, in any order.

    A later report may tell less than an earlier one (money given back): that month is negative.

    Source: differences of the running total that activities report.

    >>> spent_by_month([(date(2026, 1, 15), Decimal(100)), (date(2026, 2, 1), Decimal(150))])
    {datetime.date(2026, 1, 1): Decimal('100'), datetime.date(2026, 2, 1): Decimal('50')}
    """
    rows = [(date.min, NONE), *sorted(reports, key=lambda one: one[0])]
    found: dict[date, Decimal] = {}
    for (_before, so_far), (on, total) in pairwise(rows):
        if total != so_far:
            month = on.replace(day=1)
            found[month] = found.get(month, NONE) + total - so_far
    return found


@dataclass(frozen=True, slots=True)
class Over:
    """A ceiling that the plan is over: of one source, or of all together (None)."""

    source: int | None
    planned: Decimal
    ceiling: Decimal


def over_ceilings(
    planned: Mapping[int | None, Decimal], ceilings: Mapping[int | None, Decimal]
) -> list[Over]:
    """The ceilings that the plan is over; None stands for all sources together.

    Source: mission row S7, budget over the ceiling.

    >>> over_ceilings({None: Decimal(120), 1: Decimal(50)}, {None: Decimal(100), 1: Decimal(50)})
    [Over(source=None, planned=Decimal('120'), ceiling=Decimal('100'))]
    """
    return [
        Over(source, planned.get(source, NONE), most)
        for source, most in ceilings.items()
        if planned.get(source, NONE) > most
    ]
