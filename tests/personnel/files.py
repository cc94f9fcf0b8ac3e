"""Files as offices send them, made in the tests; and the way of one through an import."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl

from janya.people.models import Agency, Person, PositionLevel, StaffKind
from janya.personnel import actions
from janya.personnel.forms import QuestionsForm
from janya.personnel.models import Intake, Kind
from tests import make

HEAD = ["รหัสบุคลากร", "คำนำหน้า", "ชื่อ", "นามสกุล", "ตำแหน่ง", "ระดับ", "หน่วยงาน", "อีเมล", "วันบรรจุ"]
MALEE = [
    "D1",
    "นางสาว",
    "มาลี",
    "สุขใจ",
    "นักทรัพยากรบุคคล",
    "ชำนาญการ",
    "สำนักงาน > กลุ่ม ก",
    "malee@example.go.th",
    "1/10/2560",
]
SOMCHAI = ["D2", "นาย", "สมชาย", "ใจดี", "นักวิชาการเงิน", "K3", "สำนักงาน > กลุ่ม ข", "", "๑ ต.ค. ๒๕๖๑"]


def levels() -> None:
    """The levels that the tests speak of, and the kinds of staff."""
    rows = [
        ("M1", "บริหาร", "ต้น", "M1", "S1"),
        ("D1", "อำนวยการ", "ต้น", "D1", "M1"),
        ("K2", "วิชาการ", "ชำนาญการ", "K2", "K2"),
        ("K3", "วิชาการ", "ชำนาญการพิเศษ", "K3", "K3"),
    ]
    for order, (key, kind, level, dpis, ocsc) in enumerate(rows):
        PositionLevel.objects.get_or_create(
            key=key,
            defaults={"type": kind, "level": level, "dpis_code": dpis, "ocsc_code": ocsc, "order": order},
        )
    for key in ("civil_servant", "government_employee", "permanent_employee", "temporary_employee", "other"):
        StaffKind.objects.get_or_create(key=key, defaults={"name": key})


def excel(rows: Sequence[Sequence[Any]], *, change: Any = None) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(list(row))
    if change:
        change(page)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def send(agency: Agency, by: Person, data: bytes, name: str = "คน.xlsx") -> Intake:
    return actions.receive(agency, name=name, size=len(data), chunks=[data], by=by)


def answer(intake: Intake, by: Person, **more: Any) -> Intake:
    """Answer as the page proposes, unless told."""
    fields = QuestionsForm(intake).fields
    columns = {
        str(field.initial): int(name.removeprefix("column-"))
        for name, field in fields.items()
        if name.startswith("column-") and field.initial
    }
    actions.answer(intake, answers={"columns": columns, "gone": "keep", "homes": "empty", **more}, by=by)
    return intake


def checked(agency: Agency, by: Person, rows: Sequence[Sequence[Any]] | bytes, **more: Any) -> Intake:
    data = rows if isinstance(rows, bytes) else excel(rows)
    return answer(send(agency, by, data), by, **more)


def imported(agency: Agency, by: Person, rows: Sequence[Sequence[Any]] | bytes, **more: Any) -> Intake:
    intake = checked(agency, by, rows, **more)
    actions.confirm(intake, by=by)
    return intake


def faults(intake: Intake) -> list[tuple[int | None, str, str]]:
    return [
        (line.row, column, why) for line in intake.lines.filter(kind=Kind.WRONG) for column, why in line.notes
    ]


def counts(intake: Intake) -> dict[str, int]:
    """The numbers that are not nought."""
    wanted = ("new", "changed", "same", "gone", "kept", "skipped", "wrong", "units", "homes")
    return {name: intake.counts[name] for name in wanted if intake.counts[name]}


def officer(agency: Agency) -> Person:
    levels()
    return make.officer(agency)
