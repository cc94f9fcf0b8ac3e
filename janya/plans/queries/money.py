"""Money of a plan by source and month."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from janya.core import thai
from janya.core.charts import Columns, ColumnWords
from janya.drives.models import Drive
from janya.people.models import Agency

from .. import rules
from ..models import Activity, BudgetLine, BudgetSource, Ceiling, Progress


def sources_of(agency: Agency | int) -> "QuerySet[BudgetSource]":
    """The ready sources and the agency's own."""
    return BudgetSource.objects.filter(Q(agency=None) | Q(agency=agency))


def planned_by_source(drive: Drive) -> dict[int | None, Decimal]:
    """Baht of the running activities by source; None is all together, with what has no source yet."""
    running = Activity.objects.of(drive).filter(cancelled_on=None)
    lines = (
        BudgetLine.objects.filter(activity__in=running)
        .values("source")
        .annotate(sum=Sum("amount"))
        .order_by("source")
    )
    found: dict[int | None, Decimal] = {row["source"]: row["sum"] for row in lines}
    found[None] = running.aggregate(sum=Sum("budget"))["sum"] or Decimal(0)
    return found


def ceilings(drive: Drive) -> dict[int | None, Decimal]:
    return dict(Ceiling.objects.filter(drive=drive).values_list("source", "amount"))


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source (None: without a source yet): what is planned of it, and its ceiling."""

    name: str
    planned: Decimal
    ceiling: Decimal | None

    @property
    def is_over(self) -> bool:
        return self.ceiling is not None and self.planned > self.ceiling


@dataclass(frozen=True, slots=True)
class Money:
    """The money of a year: by source, by month, and all together."""

    sources: list[SourceRow]
    months: list[rules.MonthRow]
    whole: SourceRow
    spent: Decimal
    unplaced: Decimal
    today: date

    @property
    def chart(self) -> Columns:
        return Columns(
            title=_("แผนและผลการใช้จ่ายสะสมรายเดือน"),
            description=_("แผนทั้งปี %(planned)s บาท ใช้จ่ายแล้ว %(spent)s บาท")
            % {"planned": thai.money(self.whole.planned), "spent": thai.money(self.spent)},
            labels=tuple(thai.MONTHS_SHORT[row.month.month - 1] for row in self.months),
            first=tuple(row.planned_so_far for row in self.months),
            second=tuple(row.spent_so_far if row.month <= self.today else None for row in self.months),
            words=ColumnWords(_("เดือน"), _("แผนสะสม"), _("ใช้จ่ายสะสม"), _("ยังไม่มีข้อมูล")),
            unit=_("บาท"),
        )


def money(drive: Drive, today: date) -> Money:
    """Five queries, whatever the size of the plan. Months after today tell nothing spent."""
    names = {one.pk: one.name for one in sources_of(drive.agency_id)}
    planned, limits = planned_by_source(drive), ceilings(drive)
    running = Activity.objects.of(drive).filter(cancelled_on=None)
    lines = [
        rules.BudgetFacts(source, month, amount)
        for source, month, amount in BudgetLine.objects.filter(activity__in=running).values_list(
            "source", "month", "amount"
        )
    ]
    reports: dict[int, list[tuple[date, Decimal]]] = {}
    told = Progress.objects.filter(activity__in=running).order_by("on", "pk")
    for activity, on, spent in told.values_list("activity", "on", "spent"):
        reports.setdefault(activity, []).append((on, spent))
    spent_in: dict[date, Decimal] = {}
    for rows in reports.values():
        for month, amount in rules.spent_by_month(rows).items():
            spent_in[month] = spent_in.get(month, Decimal(0)) + amount
    whole = SourceRow(_("รวมทุกแหล่ง"), planned[None] or Decimal(0), limits.get(None))
    placed = sum((amount for source, amount in planned.items() if source is not None), Decimal(0))
    return Money(
        [
            SourceRow(name, planned.get(pk, Decimal(0)), limits.get(pk))
            for pk, name in names.items()
            if pk in planned or pk in limits
        ],
        rules.by_month(lines, spent_in, drive.fiscal_year),
        whole,
        sum(spent_in.values(), Decimal(0)),
        whole.planned - placed,
        today,
    )


def over_ceilings(drive: Drive) -> list[tuple[str, rules.Over]]:
    """The ceilings that the plan is over, each with the name of its source; three queries."""
    over = rules.over_ceilings(planned_by_source(drive), ceilings(drive))
    names = {one.pk: one.name for one in sources_of(drive.agency_id)} if over else {}
    return [(names.get(one.source or 0, _("รวมทุกแหล่ง")), one) for one in over]


def by_source(activity: Activity) -> list[tuple[str, Decimal]]:
    """What an activity plans to use of each source; one query."""
    found: dict[str, Decimal] = {}
    for line in activity.budget_lines.select_related("source"):
        found[line.source.name] = found.get(line.source.name, Decimal(0)) + line.amount
    return list(found.items())
