"""The plan as a workbook, and what a workbook that comes back would change."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from janya.core import search, sheets, thai
from janya.core.sheets import Cell, Column, Fault, Row, SheetIsWrong, tidy
from janya.drives.models import Drive
from janya.issues.models import Issue
from janya.kpis.models import Kpi
from janya.people.models import Person
from janya.people.names import People, unit_paths, units_by_name, written

from .. import rules
from ..models import TOOLS, Activity, ActivityArea, SampleActivity
from .activities import samples
from .money import sources_of
from .versions import whole

MOST_ROWS = 1_000
LONGEST_TEXT = 10_000
# field: the header that goes out, how wide, its kind, and other spellings that are understood
HEADS: dict[str, tuple[str, int, Any, tuple[str, ...]]] = {
    "number": ("ลำดับ", 8, "number", ("ที่", "เลขที่โครงการ", "number", "no")),
    "version": ("รุ่น (ระบบใช้ ไม่ต้องแก้)", 10, "number", ("รุ่น", "version")),
    "title": (
        "กิจกรรม/โครงการ",
        44,
        "long",
        ("ชื่อโครงการ", "โครงการ", "กิจกรรม", "โครงการ/กิจกรรม", "ชื่อกิจกรรม", "title", "project"),
    ),
    "nature": ("ประเภท", 12, "text", ("ประเภทงาน", "nature")),
    "area": ("ด้าน", 10, "text", ("ด้านที่", "area")),
    "sample": ("ตัวอย่างที่ใช้ (รหัส)", 10, "text", ("ตัวอย่าง", "sample")),
    "kind": ("เครื่องมือที่ใช้ดำเนินการ", 22, "text", ("เครื่องมือ", "kind")),
    "unit": ("หน่วยงาน", 26, "text", ("หน่วยงานรับผิดชอบ", "หน่วยงานที่รับผิดชอบ", "unit")),
    "owner": ("ผู้รับผิดชอบ", 28, "text", ("ผู้รับผิดชอบโครงการ", "owner")),
    "starts_on": ("เริ่ม", 14, "date", ("วันที่เริ่ม", "วันเริ่มต้น", "start")),
    "ends_on": ("สิ้นสุด", 14, "date", ("วันที่สิ้นสุด", "วันสิ้นสุด", "end")),
    "method": ("วิธีดำเนินการ", 40, "long", ("รายละเอียด", "method")),
    "budget": ("งบประมาณ (บาท)", 14, "money", ("งบประมาณ", "วงเงิน", "budget")),
    "money": (
        "แผนการใช้งบประมาณ (บรรทัดละรายการ แหล่งเงิน | เดือน | บาท)",
        40,
        "long",
        ("แผนการใช้งบประมาณ", "แผนการใช้จ่าย", "money"),
    ),
    "milestones": (
        "หมุดหมาย (บรรทัดละรายการ ชื่อ | กำหนดเสร็จ | น้ำหนัก)",
        40,
        "long",
        ("หมุดหมาย", "ขั้นตอน", "milestones"),
    ),
    "kpis": ("ตัวชี้วัดที่สนับสนุน (เลขที่)", 14, "text", ("ตัวชี้วัด", "ตัวชี้วัดที่สนับสนุน", "kpis")),
    "issues": ("ประเด็นที่ตอบ (เลขที่)", 14, "text", ("ประเด็น", "ประเด็นที่ตอบ", "issues")),
}
TOLD = (
    Column("ความก้าวหน้า ร้อยละ (จากรายงาน)", 12, "number"),
    Column("ใช้จ่ายแล้ว บาท (จากรายงาน)", 14, "money"),
    Column("สถานะ (คำนวณให้)", 14),
)
MONTHS = {name: number for number, name in enumerate(thai.MONTHS, start=1)} | {
    name: number for number, name in enumerate(thai.MONTHS_SHORT, start=1)
}
NATURES = {"โครงการ": Activity.Nature.PROJECT, "กิจกรรม": Activity.Nature.ACTIVITY}


# ── out ────────────────────────────────────────────────────────────────────────────────────
@dataclass
class Words:
    """The names that stand in cells, and the things they name; always in Thai, whoever takes the file."""

    drive: Drive
    units: dict[int, str] = field(default_factory=dict)
    areas: dict[int, ActivityArea] = field(default_factory=dict)
    samples: dict[int, SampleActivity] = field(default_factory=dict)
    sources: dict[int, str] = field(default_factory=dict)
    kpis: dict[int, int] = field(default_factory=dict)
    issues: dict[int, int] = field(default_factory=dict)
    tools: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, drive: Drive) -> "Words":
        with translation.override("th"):
            tools = {tool.value: str(word) for tool, word in TOOLS.items()}
        return cls(
            drive,
            unit_paths(drive.agency),
            {area.pk: area for area in ActivityArea.objects.all()},
            {sample.pk: sample for sample in samples(drive)},
            {source.pk: tidy(source.name) for source in sources_of(drive.agency_id)},
            dict(Kpi.objects.of(drive).values_list("pk", "number")),
            dict(Issue.objects.of(drive).adopted().values_list("pk", "number")),
            tools,
        )

    def cells(self, activity: Activity) -> dict[str, Any]:
        """What stands in the cells of an activity, as it comes back from a workbook."""
        sample = self.samples.get(activity.sample_id or 0)
        return {
            "number": activity.number,
            "version": activity.version,
            "title": tidy(activity.title),
            "nature": next(word for word, nature in NATURES.items() if nature == activity.nature),
            "area": self.area(self.areas[activity.area_id]),
            "sample": sample.key if sample else "",
            "kind": self.tools.get(activity.kind, ""),
            "unit": self.units.get(activity.unit_id or 0, ""),
            "owner": written(activity.owner),
            "starts_on": activity.starts_on,
            "ends_on": activity.ends_on,
            "method": tidy(activity.method),
            "budget": activity.budget,
            "money": "\n".join(
                self.money(rules.BudgetFacts(line.source_id, line.month, line.amount))
                for line in activity.budget_lines.all()
            ),
            "milestones": "\n".join(
                milestone_line(one.title, one.due_on, one.weight) for one in activity.milestones.all()
            ),
            "kpis": self.numbers(self.kpis, (kpi.pk for kpi in activity.kpis.all())),
            "issues": self.numbers(self.issues, (issue.pk for issue in activity.issues.all())),
        }

    @staticmethod
    def area(area: ActivityArea) -> str:
        return f"{area.number} {tidy(area.short)}"

    def money(self, line: rules.BudgetFacts) -> str:
        month = f"{thai.MONTHS_SHORT[line.month.month - 1]} {thai.be_year(line.month)}"
        return f"{self.sources[line.source]} | {month} | {line.amount:,.2f}"

    @staticmethod
    def numbers(known: Mapping[int, int], pks: Any) -> str:
        return ", ".join(str(number) for number in sorted(known[pk] for pk in pks if pk in known))


def milestone_line(title: str, due_on: date, weight: int) -> str:
    return f"{tidy(title).replace('|', '/')} | {thai.typed_date(due_on)} | {weight}"


def lines(drive: Drive, states: Mapping[int, str]) -> tuple[list[Column], list[list[object]]]:
    """Columns and rows of the plan for a workbook; `states` has the light of each activity in words."""
    words = Words.of(drive)
    columns = [Column(head, width, kind) for head, width, kind, _more in HEADS.values()]
    rows = []
    for activity in whole(drive):
        cells = words.cells(activity)
        told = (activity.percent, activity.spent, states.get(activity.pk, ""))
        rows.append([*(cells[name] for name in HEADS), *told])
    return [*columns, *TOLD], rows


# ── in ─────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class SheetChange:
    """One field: what stands there now and what the workbook says."""

    label: str
    before: str
    after: str


@dataclass(slots=True)
class Line:
    """One row of the workbook: what it would do, and what is wrong with it."""

    row: int
    title: str
    number: int | None = None
    activity: Activity | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    changes: list[SheetChange] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.activity is None and not self.faults

    @property
    def is_changed(self) -> bool:
        return self.activity is not None and bool(self.changes) and not self.faults


@dataclass(slots=True)
class Portfolio:
    """What a workbook would do to the plan."""

    lines: list[Line]
    warnings: list[str]

    @property
    def faults(self) -> list[Fault]:
        return [fault for line in self.lines for fault in line.faults]

    @property
    def new(self) -> list[Line]:
        return [line for line in self.lines if line.is_new]

    @property
    def changed(self) -> list[Line]:
        return [line for line in self.lines if line.is_changed]

    @property
    def same(self) -> int:
        return sum(not line.is_new and not line.is_changed and not line.faults for line in self.lines)

    @property
    def does_something(self) -> bool:
        return not self.faults and any(line.is_new or line.is_changed for line in self.lines)


def portfolio(drive: Drive, content: bytes, name: str, *, sender: Person) -> Portfolio:
    """Read a workbook against the plan as it is now. Raises SheetIsWrong when it is no table of activities."""
    spelt = {key: (head, *more) for key, (head, _width, _kind, more) in HEADS.items()}
    grid = sheets.read(content, name=name, known=[word for words in spelt.values() for word in words])
    places = sheets.columns(grid.headers, spelt)
    if "title" not in places:
        raise SheetIsWrong(_("ไม่พบช่อง “กิจกรรม/โครงการ” ในไฟล์ กรุณาใช้ไฟล์ที่ส่งออกจากแผน หรือตั้งหัวตารางให้มีช่องนี้"))
    rows: list[Row] = []
    for row in grid.rows:
        rows.append(row)
        if len(rows) > MOST_ROWS:
            raise SheetIsWrong(_("ไฟล์มีมากกว่า %(most)s แถว กรุณาแบ่งเป็นหลายไฟล์") % {"most": f"{MOST_ROWS:,}"})
    if not rows:
        raise SheetIsWrong(_("ไฟล์ไม่มีแถวข้อมูล กรุณาตรวจสอบแล้วเลือกไฟล์ใหม่"))
    reader = Reader(drive, places, grid.headers, sender)
    return Portfolio([reader.line(row) for row in rows], grid.warnings)


class Reader:
    """Reads rows against the plan; what is asked of the database is asked once for all rows."""

    def __init__(self, drive: Drive, places: Mapping[str, int], headers: list[str], sender: Person) -> None:
        self.drive, self.places, self.headers, self.sender = drive, places, headers, sender
        self.words = Words.of(drive)
        self.activities = {one.number: one for one in whole(drive)}
        self.units = units_by_name(self.words.units)
        self.sources = {search.fold(name): pk for pk, name in self.words.sources.items()}
        self.samples = {sample.key.upper(): sample for sample in self.words.samples.values()}
        self.tools = {search.fold(word): value for value, word in self.words.tools.items()}
        self.kpis = {number: pk for pk, number in self.words.kpis.items()}
        self.issues = {number: pk for pk, number in self.words.issues.items()}
        self.people = People(
            Person.objects.listed_in(drive.agency),
            {written(one.owner): one.owner for one in self.activities.values()},
        )
        self.seen: dict[int, int] = {}
        self.titles: dict[str, int] = {}

    def head(self, name: str) -> str:
        return self.headers[self.places[name]] if name in self.places else HEADS[name][0]

    def line(self, row: Row) -> Line:
        cells = {name: row.cells[at] if at < len(row.cells) else None for name, at in self.places.items()}
        line = Line(row.number, tidy(str(cells.get("title") or "")))

        def wrong(name: str, why: str) -> None:
            line.faults.append(Fault(row.number, self.head(name), why))

        self.find(line, cells, wrong)
        if line.faults:
            return line
        told = self.values(cells, wrong)
        if line.faults:
            return line
        if line.activity is None:
            self.fill_new(told, wrong)
            line.facts = told
        else:
            self.compare(line, told)
            if line.changes:
                self.check_change(line, cells, wrong)
        if not line.faults and (line.activity is None or line.changes):
            self.check(line, wrong)
        return line

    def find(self, line: Line, cells: Mapping[str, Cell], wrong: Any) -> None:
        """Which activity the row is about: the one of its number; another number or none is a new one."""
        try:
            line.number = sheets.whole(cells.get("number"))
        except ValueError as mistake:
            wrong("number", str(mistake))
            return
        if not line.title:
            wrong("title", _("กรุณากรอกชื่อกิจกรรมหรือโครงการ"))
        if line.number is not None and line.number < 1:
            wrong("number", _("ลำดับต้องเริ่มจาก 1"))
        elif line.number is not None and line.number in self.seen:
            wrong(
                "number",
                _("ลำดับ %(number)s ซ้ำกับแถวที่ %(row)s กรุณาให้แต่ละโครงการมีลำดับของตนเอง")
                % {"number": line.number, "row": self.seen[line.number]},
            )
        folded = search.fold(line.title)
        if line.number is None and folded in self.titles:
            wrong(
                "title",
                _("ซ้ำกับแถวที่ %(row)s กรุณาเหลือเพียงแถวเดียว") % {"row": self.titles[folded]},
            )
        if line.number is not None:
            self.seen.setdefault(line.number, line.row)
            line.activity = self.activities.get(line.number)
        self.titles.setdefault(folded, line.row)

    def values(self, cells: Mapping[str, Cell], wrong: Any) -> dict[str, Any]:
        """What the cells say, field by field."""
        told: dict[str, Any] = {}
        for name, cell in cells.items():
            if name in {"number", "version"}:
                continue
            try:
                told[name] = self.value(name, cell)
            except ValueError as mistake:
                wrong(name, str(mistake))
        return told

    def value(self, name: str, cell: Cell) -> Any:
        if name in {"starts_on", "ends_on"}:
            return sheets.day(cell)
        if name == "budget":
            return baht(cell)
        typed = tidy(sheets.text(cell, LONGEST_TEXT if name not in {"title"} else 400))
        match name:
            case "nature":
                return known(typed, NATURES, _("ไม่รู้จัก “%(name)s” กรุณาใช้ โครงการ หรือ กิจกรรม"))
            case "area":
                return self.area(typed)
            case "sample":
                return known(
                    typed.upper(), self.samples, _("ไม่มีตัวอย่างรหัส “%(name)s” กรุณาใช้รหัสเช่น A2.9 หรือเว้นว่าง")
                )
            case "kind":
                return known(search.fold(typed), self.tools, _("ไม่รู้จักเครื่องมือนี้ กรุณาใช้คำตามไฟล์ที่ส่งออก")) or ""
            case "unit":
                return known(search.fold(typed), self.units, _("ไม่พบหน่วยงานนี้ในผังหน่วยงาน กรุณาใช้ชื่อตามผัง"))
            case "owner":
                return self.people.named(typed)
            case "money":
                return [self.money_line(one) for one in typed.split("\n") if one]
            case "milestones":
                return [milestone(one) for one in typed.split("\n") if one]
            case "kpis":
                return several(typed, self.kpis, _("ไม่มีตัวชี้วัดที่ %(number)s ในปีนี้"))
            case "issues":
                return several(typed, self.issues, _("ไม่มีประเด็นที่ %(number)s ที่รับไว้ในปีนี้"))
            case _any:
                return typed

    def area(self, typed: str) -> ActivityArea | None:
        """By its number, its short name or its title."""
        if not typed:
            return None
        number = re.match(r"(?:ด้านที่|ด้าน)?\s*([0-9๐-๙]+)", typed)
        told = int(thai.to_arabic_digits(number[1])) if number else None
        for area in self.words.areas.values():
            if told == area.number or search.fold(typed) in {
                search.fold(area.short),
                search.fold(area.title),
            }:
                return area
        raise ValueError(_("ไม่มีด้าน “%(name)s” กรุณาใช้เลข 1 ถึง 4") % {"name": typed})

    def money_line(self, line: str) -> rules.BudgetFacts:
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3:
            raise ValueError(
                _(
                    "อ่าน “%(line)s” ไม่ได้ กรุณาเขียน แหล่งเงิน | เดือน | บาท เช่น งบประมาณรายจ่ายประจำปี | ม.ค. 2570 | 50,000"
                )
                % {"line": line[:60]}
            )
        source = known(
            search.fold(parts[0]), self.sources, _("ไม่มีแหล่งเงินนี้ กรุณาใช้ชื่อตามรายการแหล่งเงินของส่วนราชการ")
        )
        amount = baht(parts[2])
        if source is None or amount is None or amount <= 0:
            raise ValueError(_("“%(line)s” ต้องมีแหล่งเงินและจำนวนบาทที่มากกว่า 0") % {"line": line[:60]})
        return rules.BudgetFacts(source, month_of(parts[1]), amount)

    # a new one, a changed one
    def fill_new(self, told: dict[str, Any], wrong: Any) -> None:
        """What a new activity may leave out is taken from its sample, the year and the person who sends."""
        sample = told.get("sample")
        told["nature"] = told.get("nature") or Activity.Nature.ACTIVITY
        told["area"] = told.get("area") or (sample.area if sample else None)
        told["owner"] = told.get("owner") or self.sender
        told["budget"] = told.get("budget") or Decimal(0)
        told["kind"] = told.get("kind") or ""
        if told["area"] is None:
            wrong("area", _("กรุณาระบุด้าน 1 ถึง 4"))
        for name in ("starts_on", "ends_on"):
            if told.get(name) is None:
                wrong(name, _("กรุณาระบุวันที่"))

    def compare(self, line: Line, told: Mapping[str, Any]) -> None:
        assert line.activity is not None
        now = self.words.cells(line.activity)
        needs = {"nature", "area", "owner", "starts_on", "ends_on", "budget"}
        for name, value in told.items():
            if name in needs and value is None:
                continue  # an empty cell leaves what cannot be empty
            before, after = shown(now[name]), shown(self.as_cell(name, value))
            if before != after:
                line.facts[name] = value
                line.changes.append(SheetChange(self.head(name), before, after))

    def as_cell(self, name: str, value: Any) -> Any:
        """A value as it would stand in the cell."""
        match name:
            case "nature":
                return next(word for word, nature in NATURES.items() if nature == value)
            case "area":
                return self.words.area(value)
            case "sample":
                return value.key if value else ""
            case "kind":
                return self.words.tools.get(value, "")
            case "unit":
                return self.words.units.get(value or 0, "")
            case "owner":
                return written(value)
            case "money":
                order = {pk: n for n, pk in enumerate(self.words.sources)}
                ordered = sorted(value, key=lambda one: (order[one.source], one.month))
                return "\n".join(self.words.money(one) for one in ordered)
            case "milestones":
                ordered = sorted(value, key=lambda one: one.due_on)
                return "\n".join(milestone_line(one.title, one.due_on, one.weight) for one in ordered)
            case "kpis":
                return self.words.numbers(self.words.kpis, value)
            case "issues":
                return self.words.numbers(self.words.issues, value)
            case _any:
                return value

    # what must be true
    def check_change(self, line: Line, cells: Mapping[str, Cell], wrong: Any) -> None:
        assert line.activity is not None
        try:
            seen = sheets.whole(cells.get("version"))
        except ValueError:
            seen = None
        if seen is None:
            wrong(
                "number",
                _("แผนมีลำดับ %(number)s อยู่แล้วคือ “%(title)s” กรุณาใช้ลำดับอื่น หรือแก้ไขจากไฟล์ที่ส่งออก")
                % {"number": line.number, "title": line.activity.title},
            )
        elif seen != line.activity.version:
            wrong("version", _("มีผู้แก้ไขรายการนี้หลังจากส่งออกไฟล์ กรุณาส่งออกใหม่แล้วแก้ไขอีกครั้ง"))
        elif line.activity.cancelled_on:
            wrong("number", _("กิจกรรมนี้ยกเลิกแล้ว จึงแก้ไขจากไฟล์ไม่ได้"))

    def check(self, line: Line, wrong: Any) -> None:
        def now(name: str) -> Any:
            if name in line.facts:
                return line.facts[name]
            return getattr(line.activity, name, None) if line.activity else None

        starts, ends = now("starts_on"), now("ends_on")
        if ends < starts:
            wrong("ends_on", _("วันที่สิ้นสุดต้องไม่ก่อนวันที่เริ่ม"))
            return
        money: list[rules.BudgetFacts] = line.facts.get("money") or []
        twice = [
            one for one in money if sum(o.source == one.source and o.month == one.month for o in money) > 1
        ]
        if twice:
            wrong("money", _("แหล่งเงินเดียวกันมีเดือนซ้ำกัน กรุณารวมเป็นบรรทัดเดียว"))
        total = sum((one.amount for one in money), Decimal(0))
        if money and line.facts.get("budget") and line.facts["budget"] != total:
            wrong(
                "budget",
                _("งบประมาณ %(budget)s บาท ไม่เท่ากับผลรวมของแผนการใช้งบประมาณ %(total)s บาท")
                % {"budget": thai.money(line.facts["budget"]), "total": thai.money(total)},
            )
        points = line.facts.get("milestones")
        if points is None and line.activity:
            points = [rules.MilestoneFacts(one.title, one.due_on) for one in line.activity.milestones.all()]
        if points and len(points) > rules.MOST_MILESTONES:
            wrong("milestones", _("มีหมุดหมายได้ไม่เกิน %(most)s รายการ") % {"most": rules.MOST_MILESTONES})
        for one in rules.outside(points or [], starts, ends):
            wrong(
                "milestones",
                _("หมุดหมาย “%(title)s” อยู่นอกช่วงเวลาของกิจกรรม กรุณาแก้กำหนดเสร็จ") % {"title": one.title},
            )


def shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return thai.short_date(value)
    return thai.money(value) if isinstance(value, Decimal) else str(value)


def known(key: str, among: Mapping[str, Any], unknown: str) -> Any:
    """What is called so, None for an empty cell. Raises ValueError."""
    if not key:
        return None
    if key not in among:
        raise ValueError(unknown % {"name": key} if "%(" in unknown else unknown)
    return among[key]


def several(typed: str, among: Mapping[int, int], unknown: str) -> list[int]:
    """Numbers between commas, semicolons or lines."""
    found = set()
    for part in re.split(r"[,;\s]+", typed):
        if not part:
            continue
        digits = thai.to_arabic_digits(part)
        if not digits.isdecimal() or int(digits) not in among:
            raise ValueError(unknown % {"number": part})
        found.add(among[int(digits)])
    return sorted(found)


def baht(cell: Cell) -> Decimal | None:
    """Baht from a number or a text, at most two decimals. Raises ValueError."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, bool) or not isinstance(cell, (str, int, float)):
        raise ValueError(_("กรุณากรอกจำนวนเงินเป็นตัวเลข"))
    try:
        typed = cell.replace("บาท", "") if isinstance(cell, str) else repr(cell)
        amount = thai.parse_decimal(typed)
    except thai.NumberIsWrong as wrong:
        raise ValueError(_("กรุณากรอกจำนวนเงินเป็นตัวเลข")) from wrong
    if amount < 0 or amount >= 10**12:
        raise ValueError(_("จำนวนเงินต้องไม่ติดลบและไม่เกินหนึ่งล้านล้านบาท"))
    return amount.quantize(Decimal("0.01"))


def month_of(typed: str) -> date:
    """ "ม.ค. 2570", "มกราคม 2570" or "1/2570" as the first day of that month. Raises ValueError."""
    text = thai.to_arabic_digits(typed).strip()
    found = re.fullmatch(r"(\S+?)[\s/]*(\d{4})", text)
    if found:
        year = int(found[2])
        year = year - thai.ERA if year >= thai.LOWEST_BUDDHIST else year
        month = MONTHS.get(found[1], int(found[1]) if found[1].isdecimal() and len(found[1]) < 3 else 0)
        if 1 <= month <= 12 and 1900 < year < 2200:
            return date(year, month, 1)
    raise ValueError(_("อ่านเดือน “%(month)s” ไม่ได้ กรุณาเขียนเช่น ม.ค. 2570") % {"month": typed[:30]})


def milestone(line: str) -> rules.MilestoneFacts:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) not in {2, 3} or not parts[0]:
        raise ValueError(
            _("อ่าน “%(line)s” ไม่ได้ กรุณาเขียน ชื่อหมุดหมาย | กำหนดเสร็จ | น้ำหนัก เช่น ส่งรายงาน | 31/3/2570 | 2")
            % {"line": line[:60]}
        )
    due_on = sheets.day(parts[1])
    weight = sheets.whole(parts[2]) if len(parts) == 3 and parts[2] else 1
    if due_on is None:
        raise ValueError(_("กรุณาระบุกำหนดเสร็จของหมุดหมาย “%(title)s”") % {"title": parts[0]})
    if weight is None or not 1 <= weight <= 100:
        raise ValueError(_("น้ำหนักของหมุดหมายต้องเป็น 1 ถึง 100"))
    return rules.MilestoneFacts(parts[0][:200], due_on, weight)
