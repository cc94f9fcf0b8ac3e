"""Readings through the years, readings owed, what can be carried over, and workbooks."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils import translation
from django.utils.translation import gettext as _

from janya.core import sheets, thai
from janya.core.sheets import Cell, Column, Fault, Row, SheetIsWrong, tidy
from janya.drives.models import Drive
from janya.evidence.queries import Use, UsedBy
from janya.issues.models import Issue
from janya.people.models import Person

from .. import rules
from ..models import Kpi, Reading, ReadingProof
from .indicators import Scorecard, ScoreRow, scorecard

YEARS_BACK = 5
PERCENT = {"ร้อยละ", "เปอร์เซ็นต์", "%"}
MOST_ROWS = 2_000
BEFORE = ["__".join([*["copied_from"] * years, "drive"]) for years in range(YEARS_BACK + 1)]


# ── through the years ──────────────────────────────────────────────────────────────────────
def line_of(kpi: Kpi) -> list[Kpi]:
    """A KPI and what it was copied from, the newest first, at most five years back; one query."""
    found: list[Kpi] = []
    one: Kpi | None = Kpi.objects.select_related(*BEFORE).get(pk=kpi.pk)
    while one is not None and len(found) <= YEARS_BACK and one not in found:
        found.append(one)
        one = one.copied_from if len(found) <= YEARS_BACK else None
    return found


def readings_of(kpis: Sequence[Kpi]) -> list[Reading]:
    """Their standing readings, oldest first; one query."""
    return list(Reading.objects.standing().filter(kpi__in=kpis).order_by("as_of", "pk"))


def latest_of(kpis: Sequence[Kpi]) -> dict[int, Decimal]:
    """The value that was read last of each; one query."""
    return {one.kpi_id: one.value for one in readings_of(kpis)}


def readings_on(evidence: Collection[int]) -> dict[int, list[Use]]:
    """The KPIs whose readings stand on some evidence; one query."""
    found: dict[int, list[Use]] = {}
    for one in ReadingProof.objects.filter(evidence__in=evidence).select_related("reading__kpi"):
        kpi = one.reading.kpi
        title = f"{kpi.name} ({thai.short_date(one.reading.as_of)})"
        found.setdefault(one.evidence_id, []).append(Use(_("ตัวชี้วัด"), title, kpi.get_absolute_url()))
    return found


PROVED = UsedBy(
    uses=readings_on,
    numbers=lambda drive: ReadingProof.objects.filter(reading__kpi__drive=drive).values("evidence"),
)


# ── owed ───────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Owed:
    """A person with the KPIs that owe a reading; `has_left` tells that somebody else must be named."""

    owner: Person
    rows: list[ScoreRow]

    @property
    def has_left(self) -> bool:
        return not self.owner.is_active


def owed(card: Scorecard) -> list[Owed]:
    """Whose readings are owed, those first who owe most."""
    found: dict[int, Owed] = {}
    for row in card.rows:
        if row.owed:
            found.setdefault(row.kpi.owner_id, Owed(row.kpi.owner, [])).rows.append(row)
    return sorted(found.values(), key=lambda one: (-len(one.rows), one.owner.pk))


def unmeasured(drive: Drive, today: date) -> dict[date, list[int]]:
    """KPIs bound to a figure, by the last day of each period that is over and on which they have no reading."""
    bound = list(Kpi.objects.of(drive).exclude(metric=""))
    read = set(Reading.objects.standing().filter(kpi__in=bound).values_list("kpi", "as_of"))
    found: dict[date, list[int]] = {}
    for kpi in bound:
        for period in rules.periods(kpi.frequency, drive.fiscal_year):
            if period.last < today and (kpi.pk, period.last) not in read:
                found.setdefault(period.last, []).append(kpi.pk)
    return found


def left_owners(card: Scorecard) -> list[ScoreRow]:
    """The KPIs whose owner no longer works here."""
    return [row for row in card.rows if not row.kpi.owner.is_active]


# ── carried over ───────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class CarryRow:
    """A KPI of the earlier year with what was read last, the issue proposed for it now, and what it has become already."""

    kpi: Kpi
    latest: Decimal | None
    issue: Issue | None
    carried: Kpi | None


def carriable(drive: Drive, earlier: Drive) -> list[CarryRow]:
    """The KPIs of the earlier year; an issue of the same title, else of an item of the same number, is proposed."""
    issues = list(Issue.objects.of(drive).adopted().select_related("item").order_by("number"))
    by_title = {one.title: one for one in issues}
    by_item = {one.item.number: one for one in reversed(issues)} if same_code(drive, earlier) else {}
    old = list(
        Kpi.objects.of(earlier)
        .select_related("owner")
        .prefetch_related(
            Prefetch("issues", Issue.objects.select_related("item")),
            Prefetch("copies", Kpi.objects.of(drive)),
        )
        .order_by("number")
    )
    latest = latest_of(old)
    rows = []
    for kpi in old:
        answered = list(kpi.issues.all())
        proposed = next((by_title[one.title] for one in answered if one.title in by_title), None)
        proposed = proposed or next(
            (by_item[one.item.number] for one in answered if one.item.number in by_item), None
        )
        copies = list(kpi.copies.all())
        rows.append(CarryRow(kpi, latest.get(kpi.pk), proposed, copies[0] if copies else None))
    return rows


def same_code(drive: Drive, earlier: Drive) -> bool:
    return drive.code_id == earlier.code_id


def carried_facts(drive: Drive, kpi: Kpi, baseline: Decimal | None, target: Decimal) -> dict[str, Any]:
    """The facts of a KPI in a later year: same definition, new baseline and target, thresholds proposed anew."""
    first, last = thai.fiscal_year_span(drive.fiscal_year)
    years = drive.fiscal_year - kpi.drive.fiscal_year
    day = 28 if (kpi.due_on.month, kpi.due_on.day) == (2, 29) else kpi.due_on.day
    due_on = kpi.due_on.replace(year=kpi.due_on.year + years, day=day)
    if baseline is not None and not is_usable(baseline, target, kpi.direction):
        baseline = None
    names = (
        "name",
        "definition",
        "formula",
        "unit",
        "direction",
        "weight",
        "frequency",
        "owner",
        "source",
        "metric",
    )
    return {
        **{name: getattr(kpi, name) for name in names},
        "baseline": baseline,
        "target": target,
        "levels": rules.propose_thresholds(baseline, target, kpi.direction),
        "due_on": min(max(due_on, first), last),
    }


def is_usable(baseline: Decimal, target: Decimal, direction: str) -> bool:
    """A baseline that is as good as the target says nothing of what is still to be reached."""
    if direction == rules.Direction.RANGE:
        return baseline != target
    return rules.is_better(target, baseline, direction)


# ── workbooks ──────────────────────────────────────────────────────────────────────────────
HEADS: dict[str, tuple[str, int, Any, tuple[str, ...]]] = {
    "number": ("ลำดับ", 8, "number", ("ที่", "เลขที่", "ตัวชี้วัดที่", "number", "no")),
    "name": ("ตัวชี้วัด", 50, "long", ("ชื่อตัวชี้วัด", "kpi")),
    "as_of": ("ณ วันที่", 14, "date", ("วันที่", "วันที่วัด", "as of")),
    "value": ("ค่าที่วัดได้", 14, "number", ("ผล", "ผลการวัด", "value")),
    "note": ("หมายเหตุ", 34, "long", ("note",)),
}


def owed_sheet(drive: Drive, today: date) -> tuple[list[Column], list[list[object]]]:
    """A sheet to be filled: every KPI that people read, those that owe a reading with the last day of their period."""
    columns = [Column(head, width, kind) for head, width, kind, _more in HEADS.values()]
    columns += [
        Column("หน่วยนับ (ระบบบอก)", 14),
        Column("เป้าหมาย (ระบบบอก)", 14, "number"),
        Column("ผู้รับผิดชอบ (ระบบบอก)", 26),
    ]
    rows: list[list[object]] = []
    for row in scorecard(drive, today).rows:
        kpi = row.kpi
        as_of = row.owed.last if row.owed else None
        rows.append([kpi.number, kpi.name, as_of, None, None, kpi.unit, kpi.target, str(kpi.owner)])
    return columns, rows


def score_sheet(drive: Drive, today: date) -> tuple[list[Column], list[list[object]]]:
    """The scorecard as it stands."""
    heads: list[tuple[str, int, Any]] = [
        ("ลำดับ", 8, "number"),
        ("ตัวชี้วัด", 50, "long"),
        ("ประเด็นที่ตอบ", 40, "long"),
        ("สูตรการคำนวณ", 40, "long"),
        ("หน่วยนับ", 14, "text"),
        ("ทิศทาง", 18, "text"),
        ("ค่าฐาน", 12, "number"),
        ("ค่าเป้าหมาย", 12, "number"),
        *((f"ระดับ {level}", 10, "number") for level in range(1, 6)),
        ("น้ำหนัก", 10, "number"),
        ("ผลล่าสุด", 12, "number"),
        ("ณ วันที่", 14, "date"),
        ("ระดับที่ได้", 10, "number"),
        ("คะแนนถ่วงน้ำหนัก", 12, "number"),
        ("ความถี่", 14, "text"),
        ("กำหนดบรรลุ", 14, "date"),
        ("ผู้รับผิดชอบ", 28, "text"),
        ("แหล่งข้อมูล", 30, "text"),
    ]
    rows: list[list[object]] = []
    with translation.override("th"):
        for row in scorecard(drive, today).rows:
            kpi = row.kpi
            rows.append(
                [
                    kpi.number,
                    kpi.name,
                    "\n".join(issue.title for issue in kpi.issues.all()),
                    kpi.formula,
                    kpi.unit,
                    kpi.get_direction_display(),
                    kpi.baseline,
                    kpi.target,
                    *kpi.levels,
                    kpi.weight,
                    row.latest.value if row.latest else None,
                    row.latest.as_of if row.latest else None,
                    row.level,
                    row.weighted,
                    kpi.get_frequency_display(),
                    kpi.due_on,
                    str(kpi.owner),
                    kpi.source,
                ]
            )
    return [Column(title, width, kind) for title, width, kind in heads], rows


@dataclass(slots=True)
class ReadingLine:
    """One row of a workbook: the reading that it would be, or what is wrong with it."""

    row: int
    kpi: Kpi | None = None
    as_of: date | None = None
    value: Decimal | None = None
    note: str = ""
    is_there: bool = False
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class ReadingPlan:
    """What a workbook of readings would write; rows without a value are left out."""

    lines: list[ReadingLine]
    warnings: list[str]

    @property
    def faults(self) -> list[Fault]:
        return [fault for line in self.lines for fault in line.faults]

    @property
    def new(self) -> list[ReadingLine]:
        return [line for line in self.lines if not line.faults and not line.is_there]

    @property
    def same(self) -> int:
        return sum(line.is_there for line in self.lines)


def reading_plan(drive: Drive, content: bytes, name: str, *, today: date) -> ReadingPlan:
    """Read a workbook of readings. Raises SheetIsWrong when it is none."""
    spelt = {key: (head, *more) for key, (head, _width, _kind, more) in HEADS.items()}
    grid = sheets.read(content, name=name, known=[word for words in spelt.values() for word in words])
    places = sheets.columns(grid.headers, spelt)
    if not {"number", "value"} <= places.keys():
        raise SheetIsWrong(_("ไม่พบช่อง “ลำดับ” และ “ค่าที่วัดได้” ในไฟล์ กรุณาใช้แบบบันทึกผลที่ดาวน์โหลดจากหน้านี้"))
    kpis = {kpi.number: kpi for kpi in Kpi.objects.of(drive)}
    there = {
        (one.kpi_id, one.as_of): one.value for one in Reading.objects.standing().filter(kpi__drive=drive)
    }
    span = thai.fiscal_year_span(drive.fiscal_year)
    lines: list[ReadingLine] = []
    rows = list(limited(grid.rows))
    for row in rows:
        cells = {key: row.cells[at] if at < len(row.cells) else None for key, at in places.items()}
        if cells.get("value") in (None, ""):
            continue
        line = ReadingLine(row.number)
        read_line(line, cells, kpis, there, span, today)
        lines.append(line)
    for key, count in Counter((one.kpi.pk, one.as_of) for one in lines if one.kpi and one.as_of).items():
        if count > 1:
            last = next(one for one in reversed(lines) if one.kpi and (one.kpi.pk, one.as_of) == key)
            last.faults.append(Fault(last.row, HEADS["as_of"][0], _("มีผลของตัวชี้วัดและวันเดียวกันมากกว่าหนึ่งแถว")))
    if not lines:
        raise SheetIsWrong(_("ไม่มีแถวที่กรอกช่อง “ค่าที่วัดได้” กรุณากรอกอย่างน้อยหนึ่งแถวแล้วส่งใหม่"))
    return ReadingPlan(lines, grid.warnings)


def limited(rows: Iterable[Row]) -> Iterable[Row]:
    for count, row in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise SheetIsWrong(_("ไฟล์มีมากกว่า %(most)s แถว กรุณาแบ่งเป็นหลายไฟล์") % {"most": f"{MOST_ROWS:,}"})
        yield row


def read_line(
    line: ReadingLine,
    cells: dict[str, Cell],
    kpis: dict[int, Kpi],
    there: dict[tuple[int, date], Decimal],
    span: tuple[date, date],
    today: date,
) -> None:
    """Fill a line from its cells, or tell what is wrong."""

    def wrong(name: str, why: str) -> None:
        line.faults.append(Fault(line.row, HEADS[name][0], why))

    try:
        number = sheets.whole(cells.get("number"))
        line.kpi = kpis.get(number or 0)
        if line.kpi is None:
            wrong("number", _("ไม่มีตัวชี้วัดลำดับนี้ในปีนี้"))
    except ValueError as mistake:
        wrong("number", str(mistake))
    try:
        line.as_of = sheets.day(cells.get("as_of"))
        if line.as_of is None:
            wrong("as_of", _("กรุณากรอกวันที่"))
        elif not span[0] <= line.as_of <= span[1]:
            wrong("as_of", _("วันที่ต้องอยู่ในปีงบประมาณนี้"))
        elif line.as_of > today:
            wrong("as_of", _("วันที่ยังมาไม่ถึง"))
    except ValueError as mistake:
        wrong("as_of", str(mistake))
    try:
        line.value = number_of(cells.get("value"))
        line.note = tidy(sheets.text(cells.get("note"), 1000))
    except ValueError as mistake:
        wrong("value", str(mistake))
    if line.faults or line.kpi is None or line.as_of is None or line.value is None:
        return
    if line.kpi.unit in PERCENT and isinstance(cells.get("value"), float) and 0 < line.value < 1:
        wrong(
            "value",
            _("%(value)s น้อยกว่าร้อยละ 1 หากเป็นช่องรูปแบบเปอร์เซ็นต์ กรุณากรอก %(hundred)s หากตั้งใจ ให้กรอกเป็นข้อความ")
            % {"value": thai.number(line.value), "hundred": thai.number(line.value * 100)},
        )
        return
    present = there.get((line.kpi.pk, line.as_of))
    if present is not None and present == line.value:
        line.is_there = True
    elif present is not None:
        wrong(
            "value",
            _("วันนี้มีผล %(value)s อยู่แล้ว หากไม่ถูกต้อง กรุณาแก้ไขที่หน้าตัวชี้วัดพร้อมเหตุผล")
            % {"value": thai.number(present)},
        )


def number_of(cell: Cell) -> Decimal:
    """A number with at most four decimals. Raises ValueError."""
    if isinstance(cell, bool) or not isinstance(cell, (str, int, float)):
        raise ValueError(_("กรุณากรอกเป็นตัวเลข"))
    try:
        found = thai.parse_decimal(cell.replace("%", "").strip() if isinstance(cell, str) else repr(cell))
    except thai.NumberIsWrong as wrong:
        raise ValueError(_("กรุณากรอกเป็นตัวเลข")) from wrong
    if abs(found) >= 10**10:
        raise ValueError(_("ตัวเลขใหญ่เกินไป กรุณาตรวจอีกครั้ง"))
    return found.quantize(Decimal("0.0001"))
