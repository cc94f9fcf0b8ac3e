"""Study item by item and unit by unit as a workbook: what the page hides is hidden here too."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from janya.codes.signing.queries import Sight
from janya.core import sheets
from janya.core.sheets import Column

from . import queries


def workbook(seen: Sight) -> bytes:
    return sheets.excel(
        [(_("รายข้อ"), item_columns(), item_rows(seen)), (_("รายหน่วยงาน"), unit_columns(), unit_rows(seen))],
        title=_("การศึกษารายข้อ"),
    )


def item_columns() -> list[Column]:
    return [
        Column(_("ข้อ"), 6, "number"),
        Column(_("สาระ"), 60, "long"),
        Column(_("จำนวนคน"), 12, "number"),
        Column(_("อ่านแล้ว"), 12, "number"),
        Column(_("ตอบคำถามแล้ว"), 14, "number"),
        Column(_("ตอบถูกทุกข้อ"), 14, "number"),
        Column(_("ร้อยละที่ตอบถูก"), 16, "number"),
    ]


def unit_columns() -> list[Column]:
    return [
        Column(_("หน่วยงาน"), 44),
        Column(_("จำนวนคน"), 12, "number"),
        Column(_("ตอบถูกครบทุกข้อของประมวล"), 24, "number"),
        Column(_("ร้อยละ"), 12, "number"),
    ]


def item_rows(seen: Sight) -> Iterator[list[object]]:
    for row in queries.by_item(seen):
        right = None if row.percent_right is None else round(row.percent_right, 1)
        yield [row.number, row.title, row.people, row.read, row.tried, row.passed, right]


def unit_rows(seen: Sight) -> Iterator[list[object]]:
    for row in queries.by_unit(seen):
        percent = None if row.percent_passed is None else round(row.percent_passed, 1)
        yield [row.name, row.people, _("ไม่แสดง") if row.passed is None else row.passed, percent]
