"""The pictures of a KPI: its thresholds with the latest value, and its readings through the year."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from janya.core import thai
from janya.core.charts import Bar, Bars
from janya.core.charts.page import bar_words

from .models import Kpi
from .queries import HistoryRow, ScoreRow
from .rules import Direction

MOST_BARS = 12
MOST_DECIMALS = 2
PERCENT = {"ร้อยละ", "เปอร์เซ็นต์", "%"}


def chart_unit(kpi: Kpi) -> str:
    """Thai writes ร้อยละ before the figure; behind a bar stands the sign."""
    return "%" if kpi.unit in PERCENT else kpi.unit


def ceiling(kpi: Kpi, values: Sequence[Decimal]) -> int | None:
    """Percents stand on a scale to 100, unless one is beyond it."""
    return 100 if kpi.unit in PERCENT and max(values) <= 100 else None


def decimals(values: Sequence[Decimal]) -> int:
    """As many decimals as the values need, at most two."""
    wanted = [-int(value.normalize().as_tuple().exponent) for value in values]
    return min(max([0, *wanted]), MOST_DECIMALS)


def reach(kpi: Kpi, level: int) -> str:
    """Which values give this level, in words."""
    floors = kpi.levels
    more = kpi.direction == Direction.MORE
    if level == 1:
        words = _("น้อยกว่า %(value)s") if more else _("มากกว่า %(value)s")
        return words % {"value": thai.number(floors[1])}
    words = _("ตั้งแต่ %(value)s ขึ้นไป") if more else _("ไม่เกิน %(value)s")
    return words % {"value": thai.number(floors[level - 1])}


def thresholds(row: ScoreRow) -> Bars:
    kpi = row.kpi
    bars = [
        Bar(_("ระดับ %(level)s") % {"level": level}, kpi.levels[level - 1], reach(kpi, level))
        for level in range(5, 0, -1)
    ]
    if kpi.baseline is not None:
        bars.append(Bar(_("ค่าฐาน"), kpi.baseline))
    if row.latest:
        note = _("ณ วันที่ %(day)s ได้ระดับ %(level)s") % {
            "day": thai.short_date(row.latest.as_of),
            "level": row.level,
        }
        bars.insert(0, Bar(_("ผลล่าสุด"), row.latest.value, note))
    shown = [kpi.target, *kpi.levels, *([row.latest.value] if row.latest else [])]
    return Bars(
        title=_("เกณฑ์ให้คะแนน 5 ระดับ"),
        description=_("เป้าหมาย %(target)s %(unit)s") % {"target": thai.number(kpi.target), "unit": kpi.unit},
        rows=tuple(bars),
        words=bar_words(_("ระดับ"), _("ค่า")),
        unit=chart_unit(kpi),
        digits=decimals(shown),
        maximum=ceiling(kpi, shown),
        target=kpi.target,
    )


def readings(kpi: Kpi, history: Sequence[HistoryRow]) -> Bars | None:
    """The standing readings, oldest first; none with fewer than two, for then there is nothing to compare."""
    standing = [row for row in history if row.replaced_by is None][:MOST_BARS][::-1]
    if len(standing) < 2:
        return None
    bars = [
        Bar(thai.short_date(row.reading.as_of), row.reading.value, _("ระดับ %(level)s") % {"level": row.level})
        for row in standing
    ]
    shown = [kpi.target, *(row.reading.value for row in standing)]
    return Bars(
        title=_("ผลการวัดตามเวลา"),
        description=_("ผลการวัด %(count)s ครั้ง เรียงจากครั้งแรก") % {"count": len(bars)},
        rows=tuple(bars),
        words=bar_words(_("ณ วันที่"), _("ค่าที่วัดได้")),
        unit=chart_unit(kpi),
        digits=decimals(shown),
        maximum=ceiling(kpi, shown),
        target=kpi.target,
    )
