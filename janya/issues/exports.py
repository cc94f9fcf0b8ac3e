"""The ranking as an Excel workbook: ranks, every line of the arithmetic, the weights, and how firmly the ranks stand."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from janya.core.sheets import Column, excel
from janya.drives.models import Drive

from . import queries
from .queries import Ranked

Sheet = tuple[str, list[Column], list[Sequence[object]]]


def workbook(drive: Drive, on: date) -> bytes:
    rows = queries.ranking(drive)
    sheets = [ranks(rows), arithmetic(rows), weights(drive, on), firmness(queries.sensitivity(drive, rows))]
    return excel(sheets, title=_("ลำดับความสำคัญของประเด็น ปีงบประมาณ %(year)s") % {"year": drive.fiscal_year})


def number(title: str) -> Column:
    return Column(title, 12, "number")


def ranks(rows: Sequence[Ranked]) -> Sheet:
    columns = [
        number(_("ลำดับ")),
        number(_("ลำดับตามการคำนวณ")),
        number(_("ข้อ")),
        number(_("ลำดับในข้อ")),
        Column(_("ประเด็น"), 60, "long"),
        number(_("คะแนนรวม")),
        Column(_("ความเสี่ยง"), 24),
        number(_("ช่องว่าง")),
        Column(_("ตัดสินเมื่อคะแนนเท่ากัน"), 50, "long"),
        Column(_("เหตุผลที่กำหนดลำดับเอง"), 50, "long"),
        Column(_("ผู้มีมติ"), 30),
        Column(_("ผู้บันทึก"), 24),
    ]
    told: list[Sequence[object]] = [
        (
            row.place.overall,
            row.place.by_arithmetic,
            row.issue.item.number,
            row.place.in_item,
            row.issue.title,
            row.total,
            ", ".join(sorted(risk.reference for risk in row.issue.risks.all())),
            row.issue.gap,
            row.tie_said,
            row.override.reason if row.override else "",
            row.override.authority if row.override else "",
            str(row.override.by) if row.override else "",
        )
        for row in rows
    ]
    return _("ลำดับ"), columns, told


def arithmetic(rows: Sequence[Ranked]) -> Sheet:
    columns = [
        number(_("ลำดับ")),
        Column(_("ประเด็น"), 60, "long"),
        Column(_("เกณฑ์"), 30),
        number(_("น้ำหนัก")),
        number(_("คะแนน")),
        number(_("น้ำหนัก × คะแนน ÷ 100")),
        Column(_("ความหมายของคะแนน"), 40, "long"),
        Column(_("ที่มาของคะแนน"), 50, "long"),
        number(_("คะแนนที่ตัวเลขเสนอ")),
        Column(_("ผู้ให้คะแนน"), 24),
        Column(_("วันที่"), 14, "date"),
    ]
    told: list[Sequence[object]] = [
        (
            row.place.overall,
            row.issue.title,
            line.criterion.name,
            line.weight,
            line.score,
            line.points,
            line.meaning,
            line.source,
            line.proposed,
            str(line.by) if line.by else "",
            line.on,
        )
        for row in rows
        for line in row.lines
    ]
    return _("วิธีคิด"), columns, told


def weights(drive: Drive, on: date) -> Sheet:
    columns = [
        Column(_("เกณฑ์"), 34),
        number(_("น้ำหนัก")),
        Column(_("คำอธิบาย"), 60, "long"),
        *(Column(_("คะแนน %(n)s หมายถึง") % {"n": n}, 34, "long") for n in range(1, 6)),
        Column(_("ข้อมูล ณ วันที่"), 14, "date"),
    ]
    told: list[Sequence[object]] = [
        (one.name, weight, one.description, *(*one.scale, "", "", "", "", "")[:5], on)
        for one, weight in queries.weights_of(drive)
    ]
    return _("น้ำหนัก"), columns, told


def firmness(found: queries.Sensitivity) -> Sheet:
    columns = [
        number(_("ลำดับขณะนี้")),
        Column(_("ประเด็น"), 60, "long"),
        *(number(f"{trial.criterion.name} {trial.by:+d}") for trial in found.trials),
        number(_("ลำดับสูงสุด")),
        number(_("ลำดับต่ำสุด")),
        Column(_("คงที่"), 10),
    ]
    told: list[Sequence[object]] = [
        (
            one.now,
            row.issue.title,
            *one.trials,
            one.highest,
            one.lowest,
            _("คงที่") if one.holds else "",
        )
        for row, one in found.rows
    ]
    return _("ความมั่นคง"), columns, told
