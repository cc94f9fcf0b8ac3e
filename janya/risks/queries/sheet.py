"""The register as a workbook, and what a workbook that comes back would change."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from janya.core import search, sheets, thai
from janya.core.sheets import Cell, Column, Fault, Row, SheetIsWrong, tidy
from janya.drives.models import Drive
from janya.norms.models import CodeItem
from janya.people.models import Person, Unit
from janya.people.names import People, unit_paths, units_by_name, written

from .. import rules
from ..models import EFFECTS, LONGEST_CONTROL, RESPONSES, Band, Control, Risk
from .register import rows_of
from .scales import bands_for, kinds_for

MOST_ROWS = 5_000
LONGEST_TEXT = 10_000
LEVELS = ("likelihood", "impact", "residual_likelihood", "residual_impact")
TARGET = ("target_likelihood", "target_impact")
# field: the header that goes out, how wide, its kind, and other spellings that are understood
HEADS: dict[str, tuple[str, int, Any, tuple[str, ...]]] = {
    "reference": ("รหัส", 14, "text", ("รหัสความเสี่ยง", "reference")),
    "version": ("รุ่น (ระบบใช้ ไม่ต้องแก้)", 10, "number", ("รุ่น", "version")),
    "title": ("ประเด็นความเสี่ยง", 40, "long", ("ความเสี่ยง", "ชื่อความเสี่ยง", "title", "risk")),
    "items": ("ข้อของประมวล", 12, "text", ("ข้อ", "ข้อจริยธรรม", "items")),
    "unit": ("หน่วยงานหลัก", 26, "text", ("หน่วยงาน", "unit")),
    "other_units": ("หน่วยงานอื่นที่เกี่ยวข้อง (บรรทัดละแห่ง)", 26, "long", ("หน่วยงานอื่น", "other units")),
    "process": ("กระบวนงาน", 24, "text", ("โครงการ/กระบวนงาน", "process")),
    "kind": ("ประเภท", 20, "text", ("ประเภทความเสี่ยง", "kind")),
    "cause": ("สาเหตุ", 36, "long", ("cause",)),
    "event": ("เหตุการณ์ที่อาจเกิดขึ้น", 36, "long", ("เหตุการณ์", "event")),
    "consequence": ("ผลที่ตามมา", 36, "long", ("ผลกระทบที่ตามมา", "consequence")),
    "controls": (
        "การควบคุมที่มีอยู่ (บรรทัดละอย่าง [ผล | ผู้ดูแล])",
        44,
        "long",
        ("การควบคุมที่มีอยู่", "การควบคุม", "controls"),
    ),
    "likelihood": ("โอกาสก่อนควบคุม", 9, "number", ("inherent likelihood",)),
    "impact": ("ผลกระทบก่อนควบคุม", 9, "number", ("inherent impact",)),
    "residual_likelihood": ("โอกาสหลังควบคุม", 9, "number", ("โอกาสที่เหลืออยู่", "residual likelihood")),
    "residual_impact": ("ผลกระทบหลังควบคุม", 9, "number", ("ผลกระทบที่เหลืออยู่", "residual impact")),
    "why": ("เหตุผลที่ปรับระดับ", 30, "long", ("เหตุผล", "reason")),
    "target_likelihood": ("โอกาสเป้าหมาย", 9, "number", ("โอกาสที่มุ่งหมาย", "target likelihood")),
    "target_impact": ("ผลกระทบเป้าหมาย", 9, "number", ("ผลกระทบที่มุ่งหมาย", "target impact")),
    "target_on": ("บรรลุเป้าหมายภายใน", 14, "date", ("target date",)),
    "owner": ("ผู้รับผิดชอบ", 28, "text", ("owner",)),
    "response": ("การตอบสนอง", 12, "text", ("วิธีตอบสนอง", "response")),
    "review_on": ("ทบทวนภายใน", 14, "date", ("review date",)),
}
TOLD = (
    Column("คะแนนก่อนควบคุม (คำนวณให้)", 10, "number"),
    Column("คะแนนหลังควบคุม (คำนวณให้)", 10, "number"),
    Column("ระดับหลังควบคุม (คำนวณให้)", 12),
    Column("สถานะ (คำนวณให้)", 12),
)


# ── out ────────────────────────────────────────────────────────────────────────────────────
@dataclass
class Words:
    """The names that stand in cells, and the things they name; always in Thai, whoever takes the file."""

    drive: Drive
    units: dict[int, str] = field(default_factory=dict)
    items: dict[int, str] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)
    effects: dict[str, str] = field(default_factory=dict)
    responses: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, drive: Drive) -> "Words":
        made = cls(drive)
        with translation.override("th"):
            made.effects = {effect.value: str(word) for effect, word in EFFECTS.items()}
            made.responses = {response.value: str(word) for response, word in RESPONSES.items()}
        made.units = unit_paths(drive.agency)
        every = list(
            CodeItem.objects.of(drive.code_id, drive.agency_id).only("number", "agency_id", "code_id")
        )
        twice = Counter(item.number for item in every)
        made.items = {
            item.pk: f"{item.number}{' (ส่วนราชการ)' if item.agency_id and twice[item.number] > 1 else ''}"
            for item in every
        }
        made.kinds = {kind.pk: tidy(kind.name) for kind in kinds_for(drive.agency_id, every=True)}
        return made

    def cells(self, risk: Risk) -> dict[str, Any]:
        """What stands in the cells of a risk; texts as they come back from a workbook."""
        texts = {name: tidy(getattr(risk, name)) for name in ("title", "cause", "event", "consequence")}
        plain = (*LEVELS, *TARGET, "target_on", "review_on", "version")
        return {
            "reference": risk.reference,
            **{name: getattr(risk, name) for name in plain},
            **texts,
            "items": ", ".join(self.items[item.pk] for item in self.ordered(risk.items.all())),
            "unit": self.units.get(risk.unit_id or 0, ""),
            "other_units": "\n".join(sorted(self.units[unit.pk] for unit in risk.other_units.all())),
            "process": tidy(risk.process.name) if risk.process else "",
            "kind": self.kinds.get(risk.kind_id or 0, ""),
            "controls": "\n".join(self.control(row) for row in risk.control_rows.all()),
            "why": "",
            "owner": written(risk.owner) if risk.owner else "",
            "response": self.responses.get(risk.response, ""),
        }

    def ordered(self, items: Iterable[CodeItem]) -> list[CodeItem]:
        return sorted(
            (item for item in items if item.pk in self.items), key=lambda item: (item.number, item.pk)
        )

    def control(self, row: Control) -> str:
        owner = written(row.owner) if row.owner else ""
        return rules.control_line(tidy(row.text), self.effects[row.effect], owner)


def whole(rows: "QuerySet[Risk]") -> "QuerySet[Risk]":
    """The rows with all that a line of the workbook tells; a fixed number of queries."""
    return (
        rows.select_related("drive", "process", "owner", "kind", "unit")
        .prefetch_related(None)
        .prefetch_related(
            Prefetch("items", CodeItem.objects.only("number", "agency_id", "code_id")),
            "other_units",
            Prefetch("control_rows", Control.objects.select_related("owner").order_by("position")),
        )
    )


def lines(drive: Drive, rows: "QuerySet[Risk]", bands: list[Band]) -> tuple[list[Column], list[list[object]]]:
    """Columns and rows of the register for a workbook or a CSV."""
    words = Words.of(drive)
    columns = [Column(head, width, kind) for head, width, kind, _more in HEADS.values()]
    with translation.override("th"):
        found = [
            [
                *(cells[name] for name in HEADS),
                row.risk.score,
                row.risk.residual_score,
                row.residual_name,
                _("ปิดแล้ว") if row.risk.closed_on else _("เปิดอยู่"),
            ]
            for row in rows_of(whole(rows), bands)
            if (cells := words.cells(row.risk))
        ]
    return [*columns, *TOLD], found


# ── in ─────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Change:
    """One field: what stands there now and what the workbook says."""

    label: str
    before: str
    after: str


@dataclass(slots=True)
class Line:
    """One row of the workbook: what it would do, and what is wrong with it."""

    row: int
    title: str
    risk: Risk | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    why: str = ""
    tells_review: bool = False  # the day of review in the file stands, though the levels change
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.risk is None and not self.faults

    @property
    def is_changed(self) -> bool:
        return self.risk is not None and bool(self.changes) and not self.faults


@dataclass(slots=True)
class Plan:
    """What a workbook would do to the register."""

    lines: list[Line]
    warnings: list[str]
    faults: list[Fault]  # of the whole file or of its rows

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


def plan(drive: Drive, content: bytes, name: str) -> Plan:
    """Read the workbook against the register as it is now. Raises SheetIsWrong when it is no table of risks."""
    spelt = {key: (head, *more) for key, (head, _width, _kind, more) in HEADS.items()}
    grid = sheets.read(content, name=name, known=[word for words in spelt.values() for word in words])
    places = sheets.columns(grid.headers, spelt)
    if "title" not in places and "reference" not in places:
        raise SheetIsWrong(
            _("ไม่พบช่อง “ประเด็นความเสี่ยง” หรือ “รหัส” ในไฟล์ กรุณาใช้ไฟล์ที่ส่งออกจากทะเบียนความเสี่ยงเป็นแบบ")
        )
    rows = []
    for row in grid.rows:
        rows.append(row)
        if len(rows) > MOST_ROWS:
            raise SheetIsWrong(_("ไฟล์มีมากกว่า %(most)s แถว กรุณาแบ่งเป็นหลายไฟล์") % {"most": f"{MOST_ROWS:,}"})
    if not rows:
        raise SheetIsWrong(_("ไฟล์ไม่มีแถวข้อมูล กรุณาตรวจสอบแล้วเลือกไฟล์ใหม่"))
    reader = Reader(drive, places, grid.headers)
    read = [reader.line(row) for row in rows]
    return Plan(read, grid.warnings, [fault for line in read for fault in line.faults])


class Reader:
    """Reads rows against the register; what is asked of the database is asked once for all rows."""

    def __init__(self, drive: Drive, places: Mapping[str, int], headers: list[str]) -> None:
        self.drive, self.places, self.headers = drive, places, headers
        self.words = Words.of(drive)
        self.bands = bands_for(drive.agency_id)
        self.risks = {risk.number: risk for risk in whole(Risk.objects.of(drive))}
        self.titles = {search.fold(risk.title): risk for risk in self.risks.values() if not risk.closed_on}
        self.units = units_by_name(self.words.units)
        self.items = {search.fold(name): pk for pk, name in self.words.items.items()}
        self.kinds = {search.fold(name): pk for pk, name in self.words.kinds.items()}
        self.effects = {word: value for value, word in self.words.effects.items()}
        self.responses = {search.fold(word): value for value, word in self.words.responses.items()}
        self.people = People(
            Person.objects.listed_in(drive.agency),
            {written(person): person for risk in self.risks.values() for person in people_in(risk)},
        )
        self.seen: dict[str, int] = {}

    # one row
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
        line.why = told.pop("why", "")
        line.tells_review = bool(told.get("review_on"))
        if line.risk is None:
            self.check_new(told, wrong)
            line.facts = told
        else:
            now = self.words.cells(line.risk)
            for name, value in told.items():
                if name == "review_on" and value is None:
                    continue  # the day is left to the system
                before, after = self.shown(name, now[name]), self.shown(name, self.as_cell(name, value))
                if before != after:
                    line.facts[name] = value
                    line.changes.append(Change(self.head(name), before, after))
            if line.changes:
                self.check_change(line, cells, wrong)
        if not line.faults and (line.risk is None or line.changes):
            self.check_levels(line, wrong)
        return line

    def head(self, name: str) -> str:
        return self.headers[self.places[name]] if name in self.places else HEADS[name][0]

    def find(self, line: Line, cells: Mapping[str, Cell], wrong: Any) -> None:
        """Which risk the row is about: by its reference; without one, by a title that stands in the register."""
        typed = thai.to_arabic_digits(tidy(str(cells.get("reference") or ""))).upper()
        key = typed or search.fold(line.title)
        if not key:
            wrong("title", _("กรุณากรอกประเด็นความเสี่ยง"))
        elif key in self.seen:
            wrong(
                "reference" if typed else "title",
                _("ซ้ำกับแถวที่ %(row)s กรุณาเหลือเพียงแถวเดียว") % {"row": self.seen[key]},
            )
        self.seen.setdefault(key, line.row)
        if not typed:
            line.risk = self.titles.get(key)
            return
        found = re.fullmatch(r"R-(\d{4})-(\d{1,6})", typed)
        if found is None:
            wrong(
                "reference",
                _("รหัสไม่ถูกต้อง ต้องเป็นเช่น R-%(year)s-014 หรือเว้นว่างสำหรับรายการใหม่")
                % {"year": self.drive.fiscal_year},
            )
        elif int(found[1]) != self.drive.fiscal_year:
            wrong("reference", _("รหัสนี้เป็นของปีงบประมาณ %(year)s ไม่ใช่ปีของทะเบียนนี้") % {"year": found[1]})
        elif int(found[2]) not in self.risks:
            wrong("reference", _("ไม่มีรหัสนี้ในทะเบียน"))
        else:
            line.risk = self.risks[int(found[2])]
            line.title = line.title or line.risk.title

    def values(self, cells: Mapping[str, Cell], wrong: Any) -> dict[str, Any]:
        """What the cells say, as facts of a risk; what cannot be read is told."""
        told: dict[str, Any] = {}
        for name, cell in cells.items():
            if name in {"reference", "version"}:
                continue
            try:
                told[name] = self.value(name, cell)
            except ValueError as mistake:
                wrong(name, str(mistake))
        return told

    def value(self, name: str, cell: Cell) -> Any:
        if name in LEVELS or name in TARGET:
            return self.level(cell)
        if name in {"target_on", "review_on"}:
            return sheets.day(cell)
        typed = tidy(sheets.text(cell, LONGEST_TEXT if name not in {"title", "process"} else 300))
        match name:
            case "items":
                return self.several(typed, self.items, _("ไม่มีข้อ “%(name)s” ในประมวลของปีนี้"), r"[,;\n]|และ")
            case "other_units":
                return self.several(typed, self.units, unknown_unit(), r"\n")
            case "unit":
                return self.one(typed, self.units, unknown_unit())
            case "kind":
                return self.one(typed, self.kinds, _("ไม่มีประเภท “%(name)s” กรุณาเพิ่มประเภทก่อนหรือเลือกประเภทที่มี"))
            case "response":
                return (
                    self.one(typed, self.responses, _("ไม่รู้จัก “%(name)s” กรุณาใช้ ยอมรับ ลด ถ่ายโอน หรือหลีกเลี่ยง"))
                    or ""
                )
            case "owner":
                return self.people.named(typed)
            case "controls":
                return [self.control(one) for one in typed.split("\n") if one]
            case "title" if not typed:
                raise ValueError(_("กรุณากรอกประเด็นความเสี่ยง"))
            case "process" if len(typed) > 200:
                raise ValueError(_("ยาวเกิน 200 ตัวอักษร กรุณาย่อชื่อ"))
            case _any:
                return typed

    def level(self, cell: Cell) -> int | None:
        """1 to 5; "4 สูง" is taken too."""
        if isinstance(cell, str):
            found = re.match(r"\s*([0-9๐-๙]+)(?:\s|$)", cell)
            cell = found[1] if found else cell
        number = sheets.whole(cell)
        if number is not None and not rules.LOWEST <= number <= rules.HIGHEST:
            raise ValueError(_("ต้องเป็นระดับ 1 ถึง 5"))
        return number

    def one(self, typed: str, known: Mapping[str, Any], unknown: str) -> Any:
        if not typed:
            return None
        found = known.get(search.fold(typed))
        if found is None:
            raise ValueError(unknown % {"name": typed})
        return found

    def several(self, typed: str, known: Mapping[str, int], unknown: str, between: str) -> list[int]:
        names = [
            part.strip().removeprefix("ข้อ").strip() if between != r"\n" else part.strip()
            for part in re.split(between, typed)
        ]
        return sorted({self.one(name, known, unknown) for name in names if name})

    def control(self, line: str) -> rules.ControlFacts:
        text, effect, owner = rules.read_control_line(line, self.effects)
        if len(text) > LONGEST_CONTROL:
            raise ValueError(_("การควบคุมหนึ่งอย่างยาวได้ไม่เกิน %(most)s ตัวอักษร") % {"most": LONGEST_CONTROL})
        person = self.people.named(owner)
        return rules.ControlFacts(text, effect, person.pk if person else None)

    # now beside then
    def as_cell(self, name: str, value: Any) -> Any:
        """A value as it would stand in the cell."""
        match name:
            case "items":
                return ", ".join(self.words.items[pk] for pk in self.in_order(value))
            case "other_units":
                return "\n".join(sorted(self.words.units[pk] for pk in value))
            case "unit":
                return self.words.units.get(value or 0, "")
            case "kind":
                return self.words.kinds.get(value or 0, "")
            case "response":
                return self.words.responses.get(value, "")
            case "owner":
                return written(value) if value else ""
            case "controls":
                owners = {one.pk: one for one in self.people.found.values() if isinstance(one, Person)}
                return "\n".join(
                    rules.control_line(
                        row.text,
                        self.words.effects[row.effect],
                        written(owners[row.owner_id]) if row.owner_id else "",
                    )
                    for row in value
                )
            case _any:
                return value

    def in_order(self, items: Iterable[int]) -> list[int]:
        names = self.words.items
        return sorted(items, key=lambda pk: (int(names[pk].split()[0]), pk))

    def shown(self, name: str, value: Any) -> str:
        if value is None:
            return ""
        return thai.short_date(value) if isinstance(value, date) else str(value)

    # what must be true
    def check_new(self, told: dict[str, Any], wrong: Any) -> None:
        for name in ("items", *LEVELS):
            if not told.get(name):
                wrong(name, _("กรุณากรอกให้ครบสำหรับรายการใหม่"))

    def check_change(self, line: Line, cells: Mapping[str, Cell], wrong: Any) -> None:
        assert line.risk is not None
        if line.risk.closed_on:
            wrong("reference", _("ความเสี่ยงนี้ปิดแล้ว กรุณาเปิดอีกครั้งก่อนแก้ไข"))
            return
        if "reference" not in cells or not cells["reference"]:
            wrong(
                "reference",
                _("มีความเสี่ยงชื่อนี้อยู่แล้วคือ %(reference)s กรุณาใส่รหัสหากต้องการแก้ไข หรือเปลี่ยนชื่อหากเป็นรายการใหม่")
                % {"reference": line.risk.reference},
            )
            return
        try:
            seen = sheets.whole(cells.get("version"))
        except ValueError:
            seen = None
        if seen != line.risk.version:
            wrong(
                "version",
                _("มีผู้แก้ไขรายการนี้หลังจากส่งออกไฟล์ กรุณาส่งออกใหม่แล้วแก้ไขอีกครั้ง")
                if seen
                else _("ไม่มีรุ่นของรายการ กรุณาแก้ไขจากไฟล์ที่ส่งออกจากทะเบียน"),
            )
        for name in LEVELS:
            if name in line.facts and line.facts[name] is None:
                wrong(name, _("ต้องเป็นระดับ 1 ถึง 5"))
        if any(name in line.facts for name in LEVELS) and not line.why:
            wrong("why", _("ปรับระดับความเสี่ยงแล้ว กรุณาบอกเหตุผลในช่องนี้"))
        if "items" in line.facts and not line.facts["items"]:
            wrong("items", _("กรุณาระบุข้อของประมวลอย่างน้อยหนึ่งข้อ"))

    def check_levels(self, line: Line, wrong: Any) -> None:
        def now(name: str) -> Any:
            return line.facts[name] if name in line.facts else getattr(line.risk, name, None)

        before, left = (
            rules.score(now("likelihood"), now("impact")),
            rules.score(now(LEVELS[2]), now(LEVELS[3])),
        )
        if left > before:
            wrong(
                "residual_impact",
                _("คะแนนหลังควบคุม (%(left)s) สูงกว่าก่อนควบคุม (%(before)s)") % {"left": left, "before": before},
            )
        aimed = [now(name) for name in TARGET]
        if not any(name in line.facts for name in (*TARGET, "target_on")):
            return
        if bool(aimed[0]) != bool(aimed[1]) or bool(aimed[0]) != bool(now("target_on")):
            wrong("target_impact", _("เป้าหมายต้องมีครบทั้งโอกาส ผลกระทบ และวันที่จะบรรลุ หรือเว้นว่างทั้งหมด"))
        elif aimed[0] and rules.score(*aimed) > left:
            wrong("target_impact", _("คะแนนเป้าหมายสูงกว่าที่เหลืออยู่ กรุณาตรวจอีกครั้ง"))


def unknown_unit() -> str:
    return _("ไม่พบหน่วยงาน “%(name)s” ในผังหน่วยงาน กรุณาใช้ชื่อตามผัง")


def people_in(risk: Risk) -> list[Person]:
    return [person for person in (risk.owner, *(row.owner for row in risk.control_rows.all())) if person]


def resolved(drive: Drive, line: Line) -> dict[str, Any]:
    """The facts of a line as the actions take them: rows instead of their numbers."""
    facts = dict(line.facts)
    for name, rows in (
        ("items", CodeItem.objects.of(drive.code_id, drive.agency_id)),
        ("other_units", Unit.objects.of(drive.agency)),
    ):
        if name in facts:
            facts[name] = list(rows.filter(pk__in=facts[name])) if facts[name] else []
    for name in ("unit", "kind"):
        if name in facts:
            facts[f"{name}_id"] = facts.pop(name)
    return facts
