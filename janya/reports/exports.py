"""The report as a workbook and as a Word paper: the same tables, part by part, each figure with its source."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from docxtpl import DocxTemplate

from janya.core import documents, sheets, thai
from janya.core.sheets import Column
from janya.drives.models import Drive

from . import queries

WORD = Path(__file__).parent / "word" / "annual.docx"
"""A template of docxtpl: its looks may be changed in Word, its marks between braces must stay."""


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet of the workbook, one chapter of the paper. Columns of `codes` keep their Arabic digits."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]
    said: Sequence[str] = ()
    codes: frozenset[int] = frozenset()


def number(title: str, width: int = 12) -> Column:
    return Column(title, width, "number")


def day(title: str) -> Column:
    return Column(title, 14, "date")


def long(title: str, width: int = 50) -> Column:
    return Column(title, width, "long")


def parts(facts: dict[str, Any]) -> list[Part]:
    """The report's tables, in its order. Hidden cells stay empty, as in the paper."""
    return [
        figures(facts),
        study(facts["study"]),
        register(facts["risks"]),
        gaps(facts["survey"]),
        issues(facts["issues"]),
        turned_down(facts["issues"]),
        kpis(facts["kpis"]),
        plan(facts["plan"]),
        evidence(facts["plan"]),
    ]


def figures(facts: dict[str, Any]) -> Part:
    columns = [
        long(_("ตัวเลข"), 40),
        number(_("ค่า")),
        Column(_("หน่วย"), 10),
        Column(_("หน้าที่เป็นที่มา"), 28),
        Column(_("ที่อยู่ในระบบ"), 28),
        Column(_("ตัวเลข ณ"), 22),
    ]
    rows = [
        (
            one["name"],
            round(one["value"], one["places"]),
            one["unit"],
            one["source"]["title"],
            one["source"]["address"],
            moment(one["source"]["taken_at"]),
        )
        for one in facts["figures"]
    ]
    said = [one["text"] for one in facts["overview"]["messages"]]
    return Part(_("ตัวเลขสำคัญและที่มา"), columns, rows, said, codes=frozenset({4}))


def moment(at: date) -> str:
    if isinstance(at, datetime):
        here = timezone.localtime(at)
        return f"{thai.short_date(here.date())} {thai.clock(here.time())}"
    return thai.short_date(at)


def study(facts: dict[str, Any]) -> Part:
    columns = [long(_("หน่วยงาน")), number(_("บุคลากร (คน)")), number(_("ลงนาม (คน)")), number(_("ร้อยละ"))]
    rows = [
        ("   " * one["depth"] + one["name"], one["people"], one["signed"], round(one["percent"], 1))
        for one in facts["units"]
    ]
    return Part(_("การลงนามรับทราบ"), columns, rows)


def register(facts: dict[str, Any]) -> Part:
    columns = [
        Column(_("รหัส"), 14),
        long(_("ความเสี่ยง")),
        Column(_("ข้อ"), 8),
        Column(_("หน่วยงาน"), 24),
        long(_("การควบคุม")),
        number(_("คะแนนก่อนควบคุม")),
        number(_("คะแนนหลังควบคุม")),
        Column(_("ระดับหลังควบคุม"), 14),
    ]
    rows = [
        (
            one["reference"],
            one["title"],
            joined(one["items"]),
            one["unit"],
            one["controls"],
            one["score"],
            one["residual"],
            one["level_name"],
        )
        for one in facts["rows"]
    ]
    return Part(_("ความเสี่ยง"), columns, rows)


def gaps(facts: dict[str, Any]) -> Part:
    columns = [
        long(_("ข้อ")),
        number(_("ผู้ตอบ")),
        number(_("พึงประสงค์")),
        number(_("เป็นอยู่")),
        number(_("ช่องว่าง")),
        number(_("ช่วงเชื่อมั่น ต่ำสุด")),
        number(_("ช่วงเชื่อมั่น สูงสุด")),
        Column(_("หมายเหตุ"), 34),
    ]
    hidden = _("ไม่แสดง เพราะอาจบอกได้ว่าใครตอบ")
    rows = [
        (
            one["label"],
            *(
                None if one["suppressed"] or one[name] is None else round(one[name], 2)
                for name in ("n", "desired", "perceived", "gap", "low", "high")
            ),
            hidden if one["suppressed"] else "",
        )
        for one in facts["rows"]
    ]
    return Part(_("ช่องว่างความคาดหวัง"), columns, rows, [facts["title"]] if facts["title"] else [])


def issues(facts: dict[str, Any]) -> Part:
    columns = [
        number(_("ลำดับ"), 8),
        long(_("ประเด็น")),
        Column(_("ข้อ"), 8),
        Column(_("ความเสี่ยงที่"), 14),
        number(_("ช่องว่าง")),
        *(number(f"{one['name']} ({one['weight']:g})") for one in facts["criteria"]),
        number(_("คะแนนรวม")),
        number(_("ลำดับในข้อ"), 8),
        long(_("เหตุผลที่กำหนดลำดับต่างจากผลคำนวณ"), 36),
    ]
    wanted = len(facts["criteria"])
    rows = [
        (
            one["overall"],
            one["title"],
            one["item"],
            joined(one["sources"]),
            one["gap"],
            *(*one["scores"], *[None] * wanted)[:wanted],
            one["total"],
            one["in_item"],
            one["reason"],
        )
        for one in facts["ranked"]
    ]
    return Part(_("ประเด็นและลำดับ"), columns, rows)


def turned_down(facts: dict[str, Any]) -> Part:
    columns = [long(_("เรื่อง")), Column(_("ข้อ"), 8), long(_("เหตุผล"))]
    return Part(
        _("เรื่องที่ไม่รับ"),
        columns,
        [(one["title"], one["item"], one["reason"]) for one in facts["turned_down"]],
    )


def kpis(facts: dict[str, Any]) -> Part:
    columns = [
        number(_("ที่"), 6),
        long(_("ตัวชี้วัด")),
        Column(_("หน่วยนับ"), 12),
        number(_("ค่าฐาน")),
        number(_("เป้าหมาย")),
        number(_("น้ำหนัก")),
        number(_("ผลที่ได้")),
        day(_("ณ วันที่")),
        number(_("ระดับ"), 8),
        number(_("คะแนนถ่วงน้ำหนัก")),
        Column(_("ผู้รับผิดชอบ"), 24),
    ]
    rows = [
        (
            one["number"],
            one["name"],
            one["unit"],
            figure(one["baseline"]),
            figure(one["target"]),
            figure(one["weight"]),
            figure(one["value"]),
            one["read_on"],
            one["level"],
            figure(one["weighted"]),
            one["owner"],
        )
        for one in facts["rows"]
    ]
    return Part(_("ตัวชี้วัด"), columns, rows)


def plan(facts: dict[str, Any]) -> Part:
    columns = [
        number(_("ที่"), 6),
        long(_("กิจกรรม")),
        Column(_("ด้าน"), 24),
        Column(_("ผู้รับผิดชอบ"), 24),
        day(_("เริ่ม")),
        day(_("สิ้นสุด")),
        number(_("งบประมาณ (บาท)"), 14),
        number(_("ใช้จ่าย (บาท)"), 14),
        number(_("ตามแผน (ร้อยละ)")),
        number(_("ทำได้ (ร้อยละ)")),
        Column(_("สถานะ"), 14),
        number(_("หลักฐาน"), 8),
    ]
    rows = [
        (
            one["number"],
            one["title"],
            one["area"],
            one["owner"],
            one["starts_on"],
            one["ends_on"],
            one["budget"],
            one["spent"],
            one["planned"],
            one["percent"],
            lights()[one["light"]],
            one["evidence"],
        )
        for one in facts["rows"]
    ]
    return Part(_("กิจกรรม"), columns, rows, facts["loose"])


def lights() -> dict[str, str]:
    return {
        "green": _("ตามแผน"),
        "amber": _("ช้ากว่าแผน"),
        "red": _("ล่าช้า"),
        "grey": _("ยังไม่ถึงเวลา"),
        "cancelled": _("ยกเลิก"),
    }


def evidence(facts: dict[str, Any]) -> Part:
    columns = [number(_("กิจกรรมที่"), 10), long(_("หลักฐาน")), day(_("วันที่เก็บ")), Column("SHA-256", 18)]
    rows = [(one["activity"], one["title"], one["on"], one["sha256"]) for one in facts["evidence"]]
    return Part(_("หลักฐาน"), columns, rows, codes=frozenset({3}))


def joined(numbers: Sequence[int]) -> str:
    return ", ".join(str(one) for one in numbers)


def figure(text: str | None) -> float | str | None:
    """A decimal as a number for a cell; what is none stays as it is told."""
    try:
        return float(text) if text else None
    except ValueError:
        return text


# ── out ────────────────────────────────────────────────────────────────────────────────────
def title_of(drive: Drive) -> str:
    return _("รายงานขับเคลื่อนจริยธรรม %(agency)s %(year)s") % {
        "agency": drive.agency.name,
        "year": drive.fiscal_year,
    }


def excel(drive: Drive, as_of: date, taken_at: datetime | None = None) -> bytes:
    """A sheet a part; always in Thai, as the report is."""
    with translation.override("th"):
        found = parts(queries.annual(drive, as_of, taken_at))
        return sheets.excel([(one.title, one.columns, one.rows) for one in found], title=title_of(drive))


def word(drive: Drive, as_of: date, taken_at: datetime | None = None) -> bytes:
    """The same as a Word paper that people can go on with; it says that it is a draft."""
    with translation.override("th"):
        facts = queries.annual(drive, as_of, taken_at)
        told = {
            "title": "รายงานผลการขับเคลื่อนประมวลจริยธรรมข้าราชการพลเรือน",
            "year": digits(facts["year"]),
            "agency": digits(facts["agency"]),
            "code": digits(facts["code"]),
            "as_of": digits(thai.long_date(as_of)),
            "demonstration": facts["demonstration"],
            "parts": [on_paper(one, at) for at, one in enumerate(parts(facts), start=1)],
        }
    template = DocxTemplate(WORD)
    clean = json.loads(documents.text_of(told))  # what no XML takes is gone
    template.render(clean, autoescape=True)
    held = io.BytesIO()
    template.save(held)
    return held.getvalue()


def on_paper(part: Part, at: int) -> dict[str, Any]:
    return {
        "number": digits(at),
        "title": digits(part.title),
        "said": [digits(one) for one in part.said],
        "head": [
            column.title if place in part.codes else digits(column.title)
            for place, column in enumerate(part.columns)
        ],
        "rows": [
            {
                "cells": [
                    str(value or "") if place in part.codes else written(value)
                    for place, value in enumerate(row)
                ]
            }
            for row in part.rows
        ],
    }


def written(value: object) -> str:
    """As official papers have it: figures with commas, days in the Buddhist Era, all digits Thai."""
    if value is None or value == "":
        return "–"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return digits(thai.number(value))
    if isinstance(value, date):
        return digits(thai.short_date(value))
    return digits(value)


def digits(value: object) -> str:
    return thai.to_thai_digits(str(value))
