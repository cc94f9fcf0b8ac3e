"""The same figures as on the page, as Excel, CSV and PDF: what the page hides is hidden here too."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from janya.core import documents, sheets
from janya.core.charts import HeatCell, HeatTable, on_paper
from janya.core.charts.chart import finite
from janya.core.sheets import Column
from janya.core.thai import to_thai_digits
from janya.surveys import rules as asking
from janya.surveys.models import Survey

from . import queries, rules
from .queries import GapRow, QuestionRow, Results

HIDDEN = "–*"
MOST_COLUMNS = 6  # parts beside the total that fit on a sheet of paper
NOTE_COLUMN = 60


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def item_rows(found: Results) -> Iterator[list[object]]:
    for row in found.rows:
        yield [row.label, row.group or _("ทุกกลุ่ม"), *_gap(row)]


def _gap(row: GapRow) -> list[object]:
    if row.suppressed:
        return [HIDDEN] * 6
    return [row.n, *(rounded(value) for value in (row.desired, row.perceived, row.gap, row.low, row.high))]


def heat_rows(found: Results) -> Iterator[list[object]]:
    """The shaded tables of the page, groups and units side by side, figures as they are and hidden cells hidden."""
    parts = [one.key for one in found.parts]
    items = queries.heat_of_items(found, parts)
    tables = ([items] if items else []) + list(queries.heats_of_questions(found, parts))
    for table in tables:
        for row in table.rows:
            yield [table.title, row.under, row.label, *(_shaded(cell) for cell in row.cells)]


def _shaded(cell: HeatCell) -> object:
    return HIDDEN if cell.suppressed else rounded(finite(cell.value))


def heat_columns(found: Results) -> list[Column]:
    return [
        Column(_("ตาราง"), 28, "long"),
        Column(_("ข้อ"), 36, "long"),
        Column(_("ข้อหรือคำถาม"), 60, "long"),
        Column(_("ทุกกลุ่ม"), 14, "number"),
        *(Column(found.names[one.key], 14, "number") for one in found.parts),
    ]


def item_columns() -> list[Column]:
    return [
        Column(_("ข้อ"), 36),
        Column(_("กลุ่ม"), 28),
        Column(_("ผู้ตอบ"), 10, "number"),
        Column(_("ระดับที่พึงประสงค์"), 14, "number"),
        Column(_("ระดับที่เป็นอยู่"), 14, "number"),
        Column(_("ช่องว่าง"), 12, "number"),
        Column(_("ขอบล่างร้อยละ 95"), 14, "number"),
        Column(_("ขอบบนร้อยละ 95"), 14, "number"),
    ]


def question_rows(found: Results) -> Iterator[list[object]]:
    """One line a question, part and side; a choice of a list is a line too."""
    for part in (None, *(one.key for one in found.parts)):
        name = found.names[part] if part else _("ทุกกลุ่ม")
        for row in queries.questions(found, part):
            yield from _lines(row, name)


def _lines(row: QuestionRow, name: str) -> Iterator[list[object]]:
    one = row.question
    head: list[object] = [one.text, name]
    if row.suppressed:
        yield [*head, "", HIDDEN, *[None] * 8]
        return
    sides = {_("พึงประสงค์"): row.desired, _("เป็นอยู่"): row.perceived, _("คะแนน"): row.levels}
    for side, levels in sides.items():
        if levels is not None:
            yield [*head, side, *_levels(levels)]
    for choice, share in row.shares:
        what = _("ลำดับเฉลี่ย") if one.kind == asking.RANKING else _("ร้อยละ")
        yield [*head, f"{choice} ({what})", row.n, round(share, 2), *[None] * 7]


def _levels(levels: rules.Levels) -> list[object]:
    return [
        levels.n,
        rounded(levels.mean),
        rounded(levels.deviation),
        round(levels.top_box, 2),
        *levels.counts,
    ]


def question_columns() -> list[Column]:
    return [
        Column(_("คำถาม"), 60, "long"),
        Column(_("กลุ่ม"), 28),
        Column(_("ด้านหรือตัวเลือก"), 30, "long"),
        Column(_("ผู้ตอบ"), 10, "number"),
        Column(_("ค่าเฉลี่ยหรือร้อยละ"), 16, "number"),
        Column(_("ส่วนเบี่ยงเบนมาตรฐาน"), 16, "number"),
        Column(_("ร้อยละที่ให้ 4–5"), 14, "number"),
        *(Column(_("จำนวนที่ให้ %(level)s") % {"level": level}, 10, "number") for level in range(1, 6)),
    ]


def excel(survey: Survey, found: Results) -> bytes:
    """Sheets: items, questions, both by parts, reliability, texts, and how to read them."""
    words: list[list[object]] = [
        [one.title, group, text] for one in queries.texts(survey, found) for group, text in one.texts
    ]
    notes: list[list[object]] = [
        [_("แบบสำรวจ"), survey.title],
        [_("ผู้ตอบที่นำมานับ"), found.counted],
        [
            _("ช่องที่ไม่แสดง"),
            _("“%(mark)s” หมายถึงมีผู้ตอบน้อยกว่า %(n)s คน หรือหากแสดงจะคำนวณย้อนกลับถึงกลุ่มเล็กได้")
            % {"mark": HIDDEN, "n": asking.SMALLEST_CELL},
        ],
        [_("ช่องว่าง"), _("ระดับที่พึงประสงค์ − ระดับที่เป็นอยู่ ของผู้ตอบแต่ละคน ช่วงเชื่อมั่นร้อยละ 95 ตามการแจกแจงที")],
    ]
    return sheets.excel(
        [
            (_("รายข้อ"), item_columns(), item_rows(found)),
            (_("รายคำถาม"), question_columns(), question_rows(found)),
            (_("ข้อและคำถามแยกตามกลุ่ม"), heat_columns(found), heat_rows(found)),
            (
                _("ความเชื่อมั่น"),
                [
                    Column(_("ชุดคำถาม"), 40),
                    Column(_("จำนวนคำถาม"), 12, "number"),
                    Column(_("ผู้ตอบครบ"), 12, "number"),
                    Column(_("แอลฟาของครอนบาค"), 16, "number"),
                ],
                ([one.name, one.questions, one.n, rounded(one.alpha)] for one in queries.reliability(found)),
            ),
            (
                _("ข้อความ"),
                [Column(_("คำถาม"), 40, "long"), Column(_("กลุ่ม"), 28), Column(_("ข้อความ"), 80, "long")],
                words,
            ),
            (_("วิธีอ่าน"), [Column(_("เรื่อง"), 24), Column(_("คำอธิบาย"), 100, "long")], notes),
        ],
        title=survey.title,
    )


def csv(found: Results) -> bytes:
    return sheets.csv(question_columns(), question_rows(found))


def _tables_on_paper(found: Results) -> Iterator[HeatTable]:
    """By groups, then by units where they are told apart, as many columns at a time as a sheet holds."""
    for kind in dict.fromkeys(part.kind for part in found.parts):
        parts = queries.columns(found, kind)
        for begin in range(0, len(parts), MOST_COLUMNS):
            some = parts[begin : begin + MOST_COLUMNS]
            items = queries.heat_of_items(found, some)
            yield from ([items] if items else []) + list(queries.heats_of_questions(found, some))


def _heat(table: HeatTable) -> dict[str, object]:
    return {
        "title": table.title,
        "key": table.words.key,
        "corner": table.words.corner,
        "heads": table.heads,
        "places": table.scale.digits,
        "key_names": table.scale.names,
        "rows": [
            [row.label, [[_shaded(cell), table.step(cell)] for cell in row.cells]] for row in table.rows
        ],
    }


def pdf(survey: Survey, found: Results, *, on: date) -> bytes:
    """An official paper of the results, in Thai whatever the reader's language."""
    facts = {
        "agency": survey.drive.agency.name,
        "year": survey.drive.fiscal_year,
        "title": survey.title,
        "on": on,
        "demonstration": survey.drive.agency.is_demonstration,
        "opens_on": survey.opens_on,
        "closes_on": survey.closes_on,
        "counted": found.counted or 0,
        "groups": [[one.name, one.answered, one.target] for one in found.by_group],
        "heats": [_heat(table) for table in _tables_on_paper(found)],
        "items": [
            {
                "label": row.label,
                "cells": _gap(row),
            }
            for row in found.overall
        ],
        "chart": on_paper(queries.dumbbell(found.overall), 640, to_thai_digits) if found.overall else None,
        "questions": [
            [line[0], line[2], *line[3:7]] for row in queries.questions(found) for line in _lines(row, "")
        ],
        "reliability": [
            [one.name, one.questions, one.n, rounded(one.alpha)] for one in queries.reliability(found)
        ],
        "texts": [[one.title, [text for _group, text in one.texts]] for one in queries.texts(survey, found)],
    }
    return documents.press("findings/typst/results.typ", facts, as_of=on)
