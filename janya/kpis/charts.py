"""The pictures of a KPI: its thresholds with the latest value, and its readings through the year."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from janya.core import thai
from janya.core.charts import Bar, Bars, Trend, TrendBand, TrendPoint
from janya.core.charts.page import bar_words, trend_words
from janya.core.thai import fiscal_year_span

from .models import Kpi
from .queries import ScoreRow, readings_of
from .rules import Direction, level_of

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
    if kpi.direction == Direction.RANGE:
        distance = floors[1] if level == 1 else floors[level - 1]
        named = {
            "value": thai.number(distance),
            "low": thai.number(kpi.target - distance),
            "high": thai.number(kpi.target + distance),
        }
        if level == 1:
            return _("ต่างจากเป้าหมายเกิน %(value)s") % named
        return _("ต่างจากเป้าหมายไม่เกิน %(value)s (%(low)s ถึง %(high)s)") % named
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
    if kpi.direction == Direction.RANGE:
        return distances(row, bars)
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


def distances(row: ScoreRow, bars: list[Bar]) -> Bars:
    """The thresholds of a range: how far from the target, and how far the latest value is."""
    kpi = row.kpi
    if row.latest:
        note = _("ณ วันที่ %(day)s วัดได้ %(value)s ได้ระดับ %(level)s") % {
            "day": thai.short_date(row.latest.as_of),
            "value": thai.number(row.latest.value),
            "level": row.level,
        }
        bars.insert(0, Bar(_("ผลล่าสุดห่างจากเป้าหมาย"), abs(row.latest.value - kpi.target), note))
    return Bars(
        title=_("เกณฑ์ให้คะแนน 5 ระดับ เป็นระยะห่างจากเป้าหมาย"),
        description=_("เป้าหมาย %(target)s %(unit)s") % {"target": thai.number(kpi.target), "unit": kpi.unit},
        rows=tuple(bars),
        words=bar_words(_("ระดับ"), _("ระยะห่าง")),
        unit=chart_unit(kpi),
        digits=decimals([Decimal(str(bar.value)) for bar in bars]),
    )


def trend(kpis: Sequence[Kpi]) -> Trend | None:
    """The standing readings of a KPI, and of those it was copied from, on its thresholds; none without a reading."""
    kpi = kpis[0]
    standing = readings_of(kpis)
    if not standing:
        return None
    years = {one.pk: one for one in kpis}
    first = fiscal_year_span(min(years[one.kpi_id].drive.fiscal_year for one in standing))[0]
    last = fiscal_year_span(kpi.drive.fiscal_year)[1]
    shown = [kpi.target, *(one.value for one in standing)]
    return Trend(
        title=_("ผลการวัดตามเวลา"),
        description=_("ผลการวัด %(count)s ครั้ง เรียงจากครั้งแรก") % {"count": len(standing)},
        points=tuple(
            TrendPoint(one.as_of, one.value, thai.short_date(one.as_of), level_words(kpi, one.value))
            for one in standing
        ),
        bands=bands_of(kpi),
        first=first,
        last=last,
        words=trend_words(),
        target=kpi.target,
        unit=chart_unit(kpi),
        digits=decimals(shown),
        most=ceiling(kpi, shown),
    )


def level_words(kpi: Kpi, value: Decimal) -> str:
    return _("ระดับ %(level)s") % {"level": level_of(value, kpi.levels, kpi.direction, kpi.target)}


def bands_of(kpi: Kpi) -> tuple[TrendBand, ...]:
    """Which values have which level, from the bottom to the top; the ends are open."""
    floors, names = kpi.levels, [_("ระดับ %(level)s") % {"level": level} for level in range(6)]
    if kpi.direction == Direction.RANGE:
        near = [TrendBand(kpi.target - floors[4], kpi.target + floors[4], 5, names[5])]
        for level in range(4, 1, -1):
            wide, slim = floors[level - 1], floors[level]
            near += [
                TrendBand(kpi.target - wide, kpi.target - slim, level, names[level]),
                TrendBand(kpi.target + slim, kpi.target + wide, level, names[level]),
            ]
        return (
            *near,
            TrendBand(None, kpi.target - floors[1], 1, names[1]),
            TrendBand(kpi.target + floors[1], None, 1, names[1]),
        )
    edges: list[Decimal | None] = [None, *floors[1:], None]
    more = kpi.direction == Direction.MORE
    return tuple(
        TrendBand(
            edges[level - 1] if more else edges[level],
            edges[level] if more else edges[level - 1],
            level,
            names[level],
        )
        for level in range(1, 6)
    )
