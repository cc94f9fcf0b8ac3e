"""The plan on the months of its year, and the days of its calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _

from janya.core import thai
from janya.core.charts import Gantt, GanttGroup, GanttPoint, GanttRow
from janya.core.charts.page import gantt_words
from janya.drives.models import Drive

from .. import rules
from .activities import ActivityRow


def state_of(row: ActivityRow) -> str:
    """The light in words."""
    if row.light is rules.Light.GREEN:
        return _("เสร็จแล้ว") if row.activity.percent >= 100 else _("ตามแผน")
    return {
        rules.Light.AMBER: _("ช้ากว่าแผน"),
        rules.Light.RED: _("ล่าช้า"),
        rules.Light.GREY: _("ยังไม่ถึงเวลา"),
    }[row.light]


def gantt(drive: Drive, rows: Sequence[ActivityRow], today: date, *, links: bool = True) -> Gantt:
    """The rows by area on the twelve months of the fiscal year; cancelled ones are left out."""
    first, last = thai.fiscal_year_span(drive.fiscal_year)
    running = [row for row in rows if not row.cancelled]
    groups = [
        GanttGroup(
            f"{area.number}. {area.title}",
            tuple(gantt_row(row, links=links) for row in found),
        )
        for area, found in groupby(running, key=lambda row: row.activity.area)
    ]
    months = tuple(
        (day, thai.MONTHS_SHORT[day.month - 1]) for day in thai.months_of_fiscal_year(drive.fiscal_year)
    )
    return Gantt(
        title=_("แผนปฏิบัติตามเดือน ปีงบประมาณ %(year)s") % {"year": drive.fiscal_year},
        description=_("กิจกรรม %(count)s รายการ แถบคือช่วงเวลา ส่วนที่ทึบคือความก้าวหน้า สี่เหลี่ยมข้าวหลามตัดคือหมุดหมาย")
        % {"count": len(running)},
        groups=tuple(groups),
        months=months,
        ends_on=last,
        words=gantt_words(),
        today=today if first <= today <= last else None,
    )


def gantt_row(row: ActivityRow, *, links: bool) -> GanttRow:
    activity = row.activity
    return GanttRow(
        label=f"{activity.number}. {activity.title}",
        starts_on=activity.starts_on,
        ends_on=activity.ends_on,
        percent=activity.percent,
        light=row.light.value,
        state=state_of(row),
        days=f"{thai.short_date(activity.starts_on)} – {thai.short_date(activity.ends_on)}",
        owner=str(activity.owner),
        points=tuple(GanttPoint(one.due_on, one.title, one.done_on is not None) for one in row.milestones),
        href=activity.get_absolute_url() if links else "",
    )


@dataclass(frozen=True, slots=True)
class Day:
    """One thing of the calendar: an activity begins or ends, or a milestone is due."""

    on: date
    what: str  # begins, ends, due, done
    text: str
    row: ActivityRow


def days(rows: Sequence[ActivityRow], first: date, last: date) -> list[Day]:
    """What the plan has between two days, the earliest first."""
    found: list[Day] = []
    for row in rows:
        if row.cancelled:
            continue
        found.append(Day(row.activity.starts_on, "begins", row.activity.title, row))
        found.append(Day(row.activity.ends_on, "ends", row.activity.title, row))
        found += [Day(one.due_on, "done" if one.done_on else "due", one.title, row) for one in row.milestones]
    return sorted((one for one in found if first <= one.on <= last), key=lambda one: (one.on, one.what))
