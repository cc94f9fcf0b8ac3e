"""What may be carried over from an earlier year."""

from dataclasses import dataclass

from janya.drives.models import Drive
from janya.norms.models import CodeItem

from ..models import Band, Risk
from .items import translated
from .register import RiskRow, rows_of


@dataclass(frozen=True, slots=True)
class CarryRow:
    """A risk of the earlier year, the items it would have here, and the risk that it has become already."""

    row: RiskRow
    items: list[CodeItem]
    carried: Risk | None


def previous_drive(drive: Drive) -> Drive | None:
    """The agency's drive of the year before, or the newest earlier one."""
    earlier = Drive.objects.filter(agency=drive.agency_id, fiscal_year__lt=drive.fiscal_year)
    return earlier.select_related("agency", "code").order_by("-fiscal_year").first()


def carriable(drive: Drive, earlier: Drive, bands: list[Band]) -> list[CarryRow]:
    """The open risks of the earlier year, worst first; five queries whatever their number."""
    old = list(
        Risk.objects.of(earlier)
        .open()
        .select_related("drive", "unit", "owner", "kind", "carried_to__drive")
        .prefetch_related("items")
        .order_by("-residual_score", "number")
    )
    items = translated(old, drive)
    return [
        CarryRow(row, items[row.risk.pk], getattr(row.risk, "carried_to", None))
        for row in rows_of(old, bands)
    ]
