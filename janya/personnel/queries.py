"""Lists for the pages, what can be taken away, and the template to fill in."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from janya.core import sheets
from janya.core.sheets import Column
from janya.people.models import Agency

from .models import FIELDS, LABELS, Intake, IntakeQuerySet, Kind, Line, Trace
from .rules import Field

RECENT = 20


def recent(agency: Agency) -> IntakeQuerySet:
    """The last files of an agency, newest first."""
    return Intake.objects.filter(agency=agency).select_related("by", "job")[:RECENT]


def lines(intake: Intake, kind: str) -> "QuerySet[Line]":
    return Line.objects.filter(intake=intake, kind=kind)


def traces(intake: Intake, kind: str) -> "QuerySet[Trace]":
    return Trace.objects.filter(intake=intake, kind=kind).select_related("person__unit")


@dataclass(frozen=True)
class Tab:
    kind: str
    word: Any
    count: int


def tabs(intake: Intake) -> list[Tab]:
    """The kinds of line that there are, what is wrong first."""
    counts = intake.counts
    number = {kind: counts.get(kind, 0) for kind in Kind.values}
    number[Kind.GONE] += 0 if intake.state == Intake.State.DONE else counts.get("kept", 0)
    if intake.state == Intake.State.DONE:
        number[Kind.SKIPPED] = number[Kind.WRONG] = 0
    return [Tab(kind.value, kind.label, number[kind]) for kind in Kind if number[kind]]


def earlier_answers(agency: Agency) -> dict[str, Any]:
    """What was answered the last time that an import of this agency was written, its columns by their headers."""
    last = Intake.objects.filter(agency=agency, state=Intake.State.DONE).first()
    if not last:
        return {}
    headers = last.about.get("headers", [])
    columns = last.answers.get("columns", {})
    chosen = {headers[at]: name for name, at in columns.items() if at < len(headers)}
    return {**last.answers, "columns": chosen}


# ── to take away ───────────────────────────────────────────────────────────────────────────
FAULTS = (Column("แถว", 8, "number"), Column("ผู้ใด", 30), Column("คอลัมน์", 26), Column("สิ่งที่ต้องแก้", 70, "long"))


def fault_rows(intake: Intake) -> list[list[object]]:
    """One row a fault, as the downloads have them."""
    found = lines(intake, Kind.WRONG).values_list("row", "label", "notes")
    return [
        [row, label, column, why]
        for row, label, notes in found.iterator(chunk_size=2_000)
        for column, why in notes
    ]


TEMPLATE: tuple[tuple[Field, str, int, Any, str, str], ...] = (
    (Field.EXTERNAL_ID, "รหัสบุคลากร", 14, "text", "D01001", "รหัสในระบบบุคลากรของท่าน เช่น PER_ID ใน DPIS ไม่ใช่เลขประจำตัวประชาชน ช่วยให้รู้ว่าเป็นคนเดิมแม้เปลี่ยนชื่อ"),
    (Field.PRENAME, "คำนำหน้าชื่อ", 14, "text", "นางสาว", "เขียนติดกับชื่อก็ได้"),
    (Field.FIRST_NAME, "ชื่อ", 18, "text", "มาลี", "จำเป็น หรือใช้คอลัมน์เดียว “ชื่อ-สกุล” แทน"),
    (Field.LAST_NAME, "นามสกุล", 20, "text", "สุขใจ", "จำเป็น"),
    (Field.STAFF_KIND, "ประเภทบุคลากร", 20, "text", "ข้าราชการ", "ข้าราชการ พนักงานราชการ ลูกจ้างประจำ ลูกจ้างชั่วคราว พนักงานกระทรวงสาธารณสุข หรืออื่น ๆ"),
    (Field.POSITION_TITLE, "ตำแหน่ง", 28, "text", "นักทรัพยากรบุคคล", "ชื่อตำแหน่งในสายงาน"),
    (Field.LEVEL, "ระดับ", 32, "text", "ประเภทวิชาการ ระดับชำนาญการ", "เขียนเป็นคำ ตัวย่อ (ชก.) หรือรหัส (K2) ก็ได้"),
    (Field.UNIT, "หน่วยงาน", 40, "text", "สำนักงานจังหวัด > กลุ่มงานอำนวยการ", "เขียนจากหน่วยงานใหญ่ไปเล็ก คั่นด้วย > หน่วยงานที่ยังไม่มีจะเพิ่มให้"),
    (Field.HOME_AGENCY, "สังกัด", 24, "text", "กรมการปกครอง", "กรมต้นสังกัดของตำแหน่ง เว้นว่างได้"),
    (Field.EMAIL, "อีเมล", 28, "text", "malee@example.go.th", "ใช้เข้าสู่ระบบ เว้นว่างได้"),
    (Field.STATUS, "สถานะ", 16, "text", "ปฏิบัติงาน", "ปฏิบัติงาน ลาออก เกษียณ โอน หรือถึงแก่กรรม เว้นว่างคือปฏิบัติงาน"),
    (Field.STARTED_ON, "วันบรรจุ", 18, "text", "1 ต.ค. 2560", "พ.ศ. หรือ ค.ศ. เลขไทยหรืออารบิก"),
    (Field.POST_SINCE, "ดำรงตำแหน่งปัจจุบันตั้งแต่", 24, "text", "๑ เม.ย. ๒๕๖๘", "เมื่อเปลี่ยนวันนี้ ระบบถือว่าย้ายตำแหน่ง"),
)  # fmt: skip
SECOND = {
    Field.EXTERNAL_ID: "D01002",
    Field.PRENAME: "นาย",
    Field.FIRST_NAME: "สมชาย",
    Field.LAST_NAME: "ใจดี",
    Field.STAFF_KIND: "พนักงานราชการ",
    Field.POSITION_TITLE: "เจ้าหน้าที่บริหารงานทั่วไป",
    Field.LEVEL: "",
    Field.UNIT: "สำนักงานจังหวัด > กลุ่มงานยุทธศาสตร์",
    Field.EMAIL: "somchai@example.go.th",
    Field.STARTED_ON: "2021-10-01",
    Field.POST_SINCE: "",
}


def template() -> bytes:
    """A workbook to fill in, with two made-up persons and what each column is for."""
    columns = [Column(title, width, kind) for _field, title, width, kind, _example, _help in TEMPLATE]
    first = [example for _field, _title, _width, _kind, example, _help in TEMPLATE]
    second = [SECOND.get(field, example) for field, _title, _width, _kind, example, _help in TEMPLATE]
    helps = [[title, told] for _field, title, _width, _kind, _example, told in TEMPLATE]
    return sheets.excel(
        [
            ("รายชื่อ", columns, [first, second]),
            ("คำอธิบาย", [Column("คอลัมน์", 28), Column("คำอธิบาย", 90, "long")], helps),
        ],
        title=_("แบบนำเข้ารายชื่อบุคลากร"),
    )


def in_words(line: Line) -> list[tuple[Any, Any, Any]]:
    """(field, before, after) of a changed line."""
    return [(LABELS.get(name, name), before, after) for name, before, after in line.notes]


def fields() -> list[tuple[str, Any]]:
    """What a column may hold, to choose from."""
    return [(field.value, FIELDS[field]) for field in Field]
