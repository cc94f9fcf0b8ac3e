"""What is late: who carries it, how long already; and a word to them."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from janya.core.charts import Bar, Bars
from janya.core.charts.page import bar_words
from janya.core.http import Request, download, go, page
from janya.core.sheets import Column, excel
from janya.drives.access import changing, the_drive
from janya.drives.models import Drive
from janya.people.models import Unit

from .. import actions, queries
from ..queries import Thing
from ..rules import What


def kinds() -> dict[str, str]:
    return {
        What.OVER: _("กิจกรรม"),
        What.MILESTONE: _("หมุดหมาย"),
        What.READING: _("ผลตัวชี้วัด"),
        What.REVIEW: _("การทบทวนความเสี่ยง"),
    }


@dataclass(frozen=True, slots=True)
class Row:
    thing: Thing
    kind: str
    days: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of the late things is asked for."""

    unit: str = ""
    kind: str = ""

    def of(self, rows: list[Row]) -> list[Row]:
        return [
            row
            for row in rows
            if (not self.kind or row.thing.what == self.kind)
            and (not self.unit or str(row.thing.unit.pk if row.thing.unit else 0) == self.unit)
        ]


def rows_of(drive: Drive, today: date) -> list[Row]:
    names = kinds()
    return [Row(one, names[one.what], one.days_late(today)) for one in queries.late(drive, today)]


def units_of(rows: list[Row]) -> list[tuple[Unit | None, int]]:
    """The units with something late, the most first; what belongs to none last."""
    found: dict[int, tuple[Unit | None, int]] = {}
    for row in rows:
        pk = row.thing.unit.pk if row.thing.unit else 0
        found[pk] = (row.thing.unit, found.get(pk, (None, 0))[1] + 1)
    return sorted(found.values(), key=lambda one: (one[0] is None, -one[1], str(one[0])))


def picture(rows: list[Row]) -> Bars:
    return Bars(
        _("งานล่าช้ารายหน่วยงาน"),
        _("จำนวนงานที่เลยกำหนดของแต่ละหน่วยงาน"),
        rows=[
            Bar(str(unit or _("ไม่ระบุหน่วยงาน")), count, href=f"?unit={unit.pk if unit else 0}")
            for unit, count in units_of(rows)
        ],
        words=bar_words(_("หน่วยงาน"), _("จำนวนงานล่าช้า")),
    )


def late(request: Request, drive: int) -> HttpResponse:
    """Everything that is over its day, the latest first."""
    found = the_drive(request, drive)
    every = rows_of(found, timezone.localdate())
    chosen = Chosen(request.GET.get("unit", ""), request.GET.get("kind", ""))
    return page(
        request,
        "followup/late.html",
        fragment="rows",
        drive=found,
        rows=chosen.of(every),
        total=len(every),
        chosen=chosen,
        kinds=[(key, name, sum(row.thing.what == key for row in every)) for key, name in kinds().items()],
        units=units_of(every),
        picture=picture(every) if every else None,
    )


def workbook(request: Request, drive: int) -> HttpResponse:
    """What is shown, as Excel."""
    found = the_drive(request, drive)
    today = timezone.localdate()
    rows = Chosen(request.GET.get("unit", ""), request.GET.get("kind", "")).of(rows_of(found, today))
    columns = [
        Column(_("ประเภท"), 18),
        Column(_("เรื่อง"), 60, "long"),
        Column(_("หน่วยงาน"), 30),
        Column(_("ผู้รับผิดชอบ"), 28),
        Column(_("กำหนด"), 14, "date"),
        Column(_("ล่าช้า (วัน)"), 12, "number"),
    ]
    lines = [
        (
            row.kind,
            row.thing.title,
            str(row.thing.unit or ""),
            str(row.thing.owner or ""),
            row.thing.due_on,
            row.days,
        )
        for row in rows
    ]
    name = _("งานล่าช้า ปีงบประมาณ %(year)s") % {"year": found.fiscal_year}
    return download(excel([(_("งานล่าช้า"), columns, lines)], title=name), name, "xlsx")


@require_POST
def nudge(request: Request, drive: int) -> HttpResponse:
    """Send a word to those who carry the chosen things."""
    found = the_drive(request, drive)
    changing(request, found)
    today = timezone.localdate()
    keys = set(request.POST.getlist("row"))
    things = [one for one in queries.late(found, today) if one.key in keys]
    if not things:
        return go(request, "followup:late", found.pk, say=_("กรุณาเลือกรายการที่ต้องการเตือนก่อน"))
    told = actions.nudge(found, things, by=request.user, on=today)
    say = _("เตือนผู้รับผิดชอบแล้ว %(told)s รายการ จากที่เลือก %(count)s รายการ") % {
        "told": told,
        "count": len(things),
    }
    if told < len(things):
        say += _(" รายการที่เหลือเตือนไปแล้ววันนี้ หรือไม่มีผู้รับผิดชอบที่ยังปฏิบัติงาน")
    return go(request, "followup:late", found.pk, say=say)
