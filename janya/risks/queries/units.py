"""Units compared: how many risks of which level, how grave on average, how many late, the gravest of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from janya.core.charts import Stack, Stacks
from janya.core.charts.page import stack_words
from janya.drives.models import Drive
from janya.people.models import Unit

from .. import rules
from ..models import Band, Risk
from .heat import address

MOST_TOP = 3


@dataclass(slots=True)
class UnitRow:
    """A unit with its open risks; `unit` is None for risks of the whole agency."""

    unit: Unit | None
    counts: dict[str, int]
    risks: int = 0
    total: int = 0  # of the residual scores
    late: int = 0
    top: list[Risk] = field(default_factory=list)

    @property
    def mean(self) -> Decimal | None:
        return Decimal(self.total) / self.risks if self.risks else None

    @property
    def late_share(self) -> Decimal | None:
        return Decimal(100 * self.late) / self.risks if self.risks else None

    def counted(self, levels: list[str]) -> list[int]:
        return [self.counts.get(level, 0) for level in levels]


def compared(drive: Drive, bands: list[Band], today: date) -> list[UnitRow]:
    """Units that have open risks as their main unit, the gravest first; three queries whatever their number."""
    rows: dict[int | None, UnitRow] = {}
    open_risks = Risk.objects.of(drive).open()
    counted = (
        open_risks.order_by()
        .values_list("unit", "residual_score")
        .annotate(Count("pk"), late=Count("pk", filter=Q(review_on__lt=today)))
    )
    for unit, score, count, late in counted:
        row = rows.setdefault(unit, UnitRow(None, {}))
        level = rules.level(score, bands)
        row.counts[level] = row.counts.get(level, 0) + count
        row.risks, row.total, row.late = row.risks + count, row.total + score * count, row.late + late
    for unit in Unit.objects.of(drive.agency).filter(pk__in=[pk for pk in rows if pk]):
        rows[unit.pk].unit = unit
    gravest = open_risks.order_by("-residual_score", "-score", "number").only(
        "number", "title", "unit_id", "residual_score", "drive_id"
    )
    for risk in gravest:
        if len(rows[risk.unit_id].top) < MOST_TOP:
            risk.drive = drive
            rows[risk.unit_id].top.append(risk)
    return sorted(
        rows.values(),
        key=lambda row: (-(row.mean or 0), -row.risks, row.unit.path if row.unit else "~"),
    )


def comparison(drive: Drive, rows: list[UnitRow], bands: list[Band]) -> Stacks:
    """The picture: a bar a unit, its parts the levels."""
    return Stacks(
        title=_("จำนวนความเสี่ยงที่เปิดอยู่ แยกตามหน่วยงานและระดับที่เหลืออยู่"),
        description=_("หน่วยงาน %(count)s แห่ง เรียงจากคะแนนเฉลี่ยสูงไปต่ำ") % {"count": len(rows)},
        parts=tuple((band.level, band.name) for band in reversed(bands)),
        stacks=tuple(
            Stack(
                named(row.unit),
                {level: count for level, count in row.counts.items() if count},
                address(drive, {"unit": str(row.unit.pk)}) if row.unit else "",
            )
            for row in rows
        ),
        words=stack_words(_("หน่วยงาน")),
    )


def named(unit: Unit | None) -> str:
    return unit.name if unit else _("ทุกหน่วยงาน")


def levels_of(bands: list[Band]) -> Mapping[str, str]:
    """Levels with their names, gravest first."""
    return {band.level: band.name for band in reversed(bands)}
