"""The pictures of the whole register: the heat map, and where risks move on it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from janya.core.charts import Band as ChartBand
from janya.core.charts import HeatMap, Move, Moves
from janya.core.charts.page import heat_words, move_words
from janya.drives.models import Drive

from ..models import Band, Risk, RiskQuerySet, Scale
from .cells import AXES, Cell, cell_of
from .scales import scales_for

MOVES = "moves"  # beside the axes, what the picture may show


def heat(drive: Drive, which: str = "residual", rows: RiskQuerySet | None = None) -> dict[Cell, int]:
    """How many risks, the open ones unless told, stand in each cell (likelihood, impact)."""
    names = AXES[which]
    found = Risk.objects.of(drive).open() if rows is None else Risk.objects.filter(pk__in=rows.values("pk"))
    counted = found.exclude(**{names[0]: None}).order_by().values_list(*names).annotate(Count("pk"))
    return {(likelihood, impact): count for likelihood, impact, count in counted}


def titles(which: str) -> str:
    return {
        "residual": _("แผนที่ความเสี่ยงที่เหลืออยู่หลังการควบคุม"),
        "inherent": _("แผนที่ความเสี่ยงก่อนการควบคุม"),
        "target": _("แผนที่ระดับเป้าหมาย"),
    }[which]


def heat_map(
    drive: Drive,
    bands: list[Band],
    *,
    which: str = "residual",
    cell: str = "",
    links: bool = True,
    rows: RiskQuerySet | None = None,
    kept: Mapping[str, str] | None = None,
    scales: Mapping[str, list[Scale]] | None = None,
) -> HeatMap:
    """The 5×5 picture; on the page each cell leads to its risks, with the other filters `kept`."""
    counts = heat(drive, which, rows)
    more = {**(kept or {}), **({} if which == "residual" else {"which": which})}
    counted = (
        _("ความเสี่ยงที่เปิดอยู่ %(count)s รายการ ตามโอกาสและผลกระทบ")
        if rows is None
        else _("ความเสี่ยงตามตัวกรอง %(count)s รายการ ตามโอกาสและผลกระทบ")
    )
    return replace(
        matrix(scales or scales_for(drive.agency_id), bands),
        title=titles(which),
        description=counted % {"count": sum(counts.values())},
        counts=counts,
        hrefs={key: address(drive, {**more, "cell": written(key)}) for key in counts} if links else {},
        selected=cell_of(cell),
    )


def movement_map(
    drive: Drive,
    bands: list[Band],
    *,
    rows: RiskQuerySet | None = None,
    kept: Mapping[str, str] | None = None,
    scales: Mapping[str, list[Scale]] | None = None,
    links: bool = True,
) -> Moves:
    """Where risks move: by the controls from before to left over, and by the plan from there to the target. One query."""
    names = [name for which in ("inherent", "residual", "target") for name in AXES[which]]
    found = Risk.objects.of(drive).open() if rows is None else Risk.objects.filter(pk__in=rows.values("pk"))
    by_controls: Counter[tuple[Cell, Cell]] = Counter()
    by_plan: Counter[tuple[Cell, Cell]] = Counter()
    untargeted = 0
    for one in found.order_by().values_list(*names).annotate(count=Count("pk")):
        before, left, aim, count = one[0:2], one[2:4], one[4:6], one[6]
        by_controls[before, left] += count
        if aim[0]:
            by_plan[left, aim] += count
        else:
            untargeted += count
    here = kept or {}

    def moves(counted: Mapping[tuple[Cell, Cell], int], first: str, last: str) -> tuple[Move, ...]:
        falling = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
        return tuple(
            Move(
                start,
                end,
                count,
                address(drive, {**here, "which": MOVES, first: written(start), last: written(end)})
                if links
                else "",
            )
            for (start, end), count in falling
        )

    base = matrix(scales or scales_for(drive.agency_id), bands)
    total = sum(by_controls.values())
    said = _("ความเสี่ยง %(count)s รายการ เส้นทึบคือผลของการควบคุม เส้นประคือเป้าหมาย") % {"count": total}
    if untargeted:
        said += " " + _("ยังไม่กำหนดเป้าหมาย %(count)s รายการ") % {"count": untargeted}
    return Moves(
        title=_("การเคลื่อนไหวจากก่อนควบคุม ไปหลังควบคุม และเป้าหมาย"),
        description=said,
        likelihood_words=base.likelihood_words,
        impact_words=base.impact_words,
        bands=base.bands,
        by_controls=moves(by_controls, "before", "left"),
        by_plan=moves(by_plan, "left", "aim"),
        words=move_words(),
    )


def address(drive: Drive, filters: Mapping[str, str]) -> str:
    """The register with these filters."""
    here = reverse("risks:list", args=[drive.pk])
    return f"{here}?{urlencode(filters)}#register" if filters else here


def written(cell: Cell) -> str:
    return f"{cell[0]}-{cell[1]}"


def matrix(scales: Mapping[str, list[Scale]], bands: list[Band]) -> HeatMap:
    """The matrix without risks: which cell is of which level."""
    return HeatMap(
        title=_("ระดับของแต่ละช่องตามเกณฑ์ที่ใช้อยู่"),
        description=_("คะแนน = โอกาส × ผลกระทบ"),
        likelihood_words=tuple(scale.word for scale in scales["likelihood"]),
        impact_words=tuple(scale.word for scale in scales["impact"]),
        bands=tuple(ChartBand(band.level, band.name, band.floor, band.ceiling) for band in bands),
        counts={},
        words=heat_words(),
    )
