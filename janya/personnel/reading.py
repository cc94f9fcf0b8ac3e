"""From the cells of a row to what it says of a person, and what is wrong with it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from janya.core import sheets, thai
from janya.core.sheets import Fault
from janya.people.actions import DEEPEST
from janya.people.models import Agency, Person, PositionLevel, StaffKind, Unit

from . import rules
from .rules import Field, Presence, Rung, Scheme, WordIsUnknown
from .staging import CITIZEN, Plain

ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)")
LONGEST = {
    name: Person._meta.get_field(name).max_length or 0  # type: ignore[union-attr]
    for name in ("external_id", "prename", "first_name", "last_name", "position_title", "email")
}
LONGEST_UNIT = 200
MOST_TOGETHER = 20_000
POST = (Field.STAFF_KIND, Field.POSITION_TITLE, Field.POSITION_TYPE, Field.LEVEL)
PLACE = (Field.HOME_AGENCY, Field.DIVISION, Field.UNIT, Field.SECTION, Field.WORKPLACE, Field.STATUS)
PLAIN_EMAIL = re.compile(r"[a-z0-9](?:[._+-]?[a-z0-9])*@(?:[a-z0-9](?:-?[a-z0-9])*\.)+[a-z]{2,10}")
Names = tuple[str, ...]


@dataclass(slots=True)
class Draft:
    """What one row tells of a person; a fact that it does not tell is absent, and changes nothing."""

    row: int
    facts: dict[str, Any] = field(default_factory=dict)
    leaves: str = ""  # the file itself says that the person no longer works here
    is_wrong: bool = False

    @property
    def name(self) -> tuple[str, str]:
        return self.facts.get("first_name", ""), self.facts.get("last_name", "")

    @property
    def label(self) -> str:
        return f"{self.facts.get('prename', '')}{' '.join(self.name)}".strip()


class CellIsWrong(ValueError):
    """str() is the Thai reason."""


class Reader:
    """Reads rows by a choice of columns; keeps the faults."""

    def __init__(
        self,
        agency: Agency,
        *,
        columns: Mapping[Field, int],
        headers: Sequence[str],
        scheme: Scheme | None,
        unworked: Sequence[Sequence[int]],
        adds_homes: bool,
        today: date,
    ) -> None:
        self.agency, self.columns, self.scheme, self.today = agency, columns, scheme, today
        self.headers = headers
        self.unworked = {(row, at) for row, at in unworked}
        self.faults: list[Fault] = []
        self.rungs = [
            Rung(one.key, one.type, one.level, one.dpis_code, one.ocsc_code)
            for one in PositionLevel.objects.all()
        ]
        self.levels = dict(PositionLevel.objects.values_list("key", "pk"))
        self.kinds = dict(StaffKind.objects.values_list("key", "pk"))
        self.homes = Homes(adds=adds_homes)
        self.read: dict[tuple[Field, str], Any] = {}  # what stands in many rows is understood once
        self.together: dict[tuple[Any, ...], tuple[dict[str, Any], str]] = {}
        self.row, self.cells = 0, list[Plain]()

    # one row
    def draft(self, row: int, cells: list[Plain]) -> Draft:
        self.row, self.cells = row, cells
        before = len(self.faults)
        made = Draft(row)
        self.name(made)
        self.once(made, POST, self.post)
        self.once(made, PLACE, self.place)
        self.take(made, "external_id", Field.EXTERNAL_ID, self.text("external_id"))
        self.take(made, "email", Field.EMAIL, email_of)
        self.take(made, "started_on", Field.STARTED_ON, self.day)
        self.take(made, "post_since", Field.POST_SINCE, self.day)
        begun, since = made.facts.get("started_on"), made.facts.get("post_since")
        if begun and since and since < begun:
            self.fault(Field.POST_SINCE, _("มาก่อนวันบรรจุ กรุณาตรวจทั้งสองวัน"))
        made.is_wrong = len(self.faults) > before
        return made

    def once(self, made: Draft, columns: Sequence[Field], read: Callable[[Draft], None]) -> None:
        """What the same cells say in many rows is understood once, unless it is wrong."""
        key = (columns, *[self.cells[self.columns[one]] for one in columns if one in self.columns])
        if (known := self.together.get(key)) is not None:
            made.facts.update(known[0])
            made.leaves = made.leaves or known[1]
            return
        part, faults, unknown = Draft(made.row), len(self.faults), sum(self.homes.unknown.values())
        read(part)
        made.facts.update(part.facts)
        made.leaves = made.leaves or part.leaves
        is_plain = len(self.faults) == faults and sum(self.homes.unknown.values()) == unknown
        if is_plain and not self.unworked and len(self.together) < MOST_TOGETHER:
            self.together[key] = (part.facts, part.leaves)

    def name(self, made: Draft) -> None:
        given = self.cell(Field.PRENAME, self.text("prename")) or ""
        if Field.FULL_NAME in self.columns and not {Field.FIRST_NAME, Field.LAST_NAME} <= self.columns.keys():
            whole = self.cell(Field.FULL_NAME, lambda text: text) or ""
            prename, first, last = rules.split_full_name(whole, given)
            columns = (Field.FULL_NAME, Field.FULL_NAME)
        else:
            first = self.cell(Field.FIRST_NAME, self.text("first_name")) or ""
            last = self.cell(Field.LAST_NAME, self.text("last_name")) or ""
            prename, first = rules.split_prename(first, given)
            columns = (Field.FIRST_NAME, Field.LAST_NAME)
        for name, value, column in (
            ("prename", prename, columns[0]),
            ("first_name", first, columns[0]),
            ("last_name", last, columns[1]),
        ):
            if len(value) > LONGEST[name]:
                self.fault(column, too_long(LONGEST[name]))
            elif value:
                made.facts[name] = value
        if not first and not self.has_fault(columns[0]):
            self.fault(columns[0], _("ไม่มีชื่อ กรุณากรอก"))
        elif not last and not self.has_fault(columns[1]):
            self.fault(columns[1], _("ไม่มีนามสกุล กรุณากรอก"))

    def post(self, made: Draft) -> None:
        self.take(
            made, "staff_kind", Field.STAFF_KIND, lambda text: self.kinds.get(rules.kind_of_staff(text) or "")
        )
        self.take(made, "position_title", Field.POSITION_TITLE, self.text("position_title"))
        kind = self.cell(Field.POSITION_TYPE, lambda text: text) or ""
        level = self.cell(Field.LEVEL, lambda text: text) or ""
        if not kind and not level:
            return
        key = (Field.LEVEL, f"{kind}\n{level}")
        if key not in self.read:
            try:
                self.read[key] = rules.read_level(kind, level, self.rungs, self.scheme)
            except WordIsUnknown as unknown:
                self.read[key] = unknown
        found = self.read[key]
        is_official = made.facts.get("staff_kind", self.kinds.get("civil_servant")) == self.kinds.get(
            "civil_servant"
        )
        if isinstance(found, WordIsUnknown):
            if is_official:  # other kinds of staff have groups of their own, which are no level
                self.fault(Field.LEVEL if level else Field.POSITION_TYPE, said(found))
        elif found in self.levels:
            made.facts["position_level"] = self.levels[found]

    def place(self, made: Draft) -> None:
        self.take(made, "home_agency", Field.HOME_AGENCY, self.homes.find)
        cells = [
            self.cell(one, lambda text: text) or "" for one in (Field.DIVISION, Field.UNIT, Field.SECTION)
        ]
        path = rules.unit_path(*cells)
        if path:
            last = next(one for one, cell in reversed(list(zip(UNITS, cells, strict=True))) if cell)
            if any(len(name) > LONGEST_UNIT for name in path):
                self.fault(last, too_long(LONGEST_UNIT))
            elif len(path) > DEEPEST:
                self.fault(last, _("ผังหน่วยงานซ้อนกันลึกเกินไป"))
            else:
                made.facts["unit"] = path
        where = self.cell(Field.WORKPLACE, self.homes.known)
        if where and where != self.agency.pk:
            made.leaves = _("ปฏิบัติราชการที่ %(place)s") % {"place": self.homes.names[where]}
        if self.cell(Field.STATUS, rules.presence) == Presence.LEFT:
            made.leaves = _("สถานะในไฟล์: %(status)s") % {"status": self.said_in(Field.STATUS)}

    # one cell
    def take(self, made: Draft, name: str, column: Field, read: Callable[[str], Any]) -> None:
        value = self.cell(column, read)
        if value is not None and value != "":
            made.facts[name] = value

    def said_in(self, column: Field) -> str:
        at = self.columns.get(column)
        cell = None if at is None else self.cells[at]
        return cell if isinstance(cell, str) else "" if cell is None else sheets.text(cell)

    def cell(self, column: Field, read: Callable[[str], Any]) -> Any:
        """What the cell of this column says; None where it says nothing or something wrong, which is noted."""
        at = self.columns.get(column)
        if at is None:
            return None
        if self.unworked and (self.row, at) in self.unworked:
            self.fault(column, _("เป็นสูตรที่ไม่มีผลลัพธ์หรือให้ค่าผิดพลาด กรุณาเปิดไฟล์ด้วย Excel แก้ไขแล้วบันทึก หรือวางเป็นค่า"))
            return None
        text = self.said_in(column)
        if not text:
            return None
        if text == CITIZEN:
            self.fault(column, _("เป็นเลขประจำตัวประชาชน ซึ่งระบบไม่รับและไม่เก็บ กรุณาใช้รหัสบุคลากรหรือเว้นว่าง"))
            return None
        if text[0] == "#" and ERROR.fullmatch(text):
            self.fault(column, _("สูตรในเซลล์ให้ค่าผิดพลาด (%(value)s) กรุณาแก้สูตร") % {"value": text})
            return None
        try:
            return read(text)
        except WordIsUnknown as unknown:
            self.fault(column, said(unknown))
        except thai.IsWrong as wrong:
            self.fault(column, said(wrong))
        except ValueError as wrong:
            self.fault(column, str(wrong))
        return None

    def text(self, name: str) -> Callable[[str], str]:
        longest = LONGEST[name]

        def read(text: str) -> str:
            if len(text) > longest:
                raise CellIsWrong(too_long(longest))
            return text.replace("\n", " ")

        return read

    def day(self, text: str) -> date | None:
        key = (Field.STARTED_ON, text)
        if key not in self.read:
            self.read[key] = sheets.day(int(text) if text.isascii() and text.isdecimal() else text)
        found: date | None = self.read[key]
        if found and found > self.today.replace(day=1, year=self.today.year + 1):
            raise CellIsWrong(_("เป็นวันในอนาคต กรุณาตรวจปี"))
        return found

    def fault(self, column: Field, why: str) -> None:
        at = self.columns.get(column)
        self.faults.append(Fault(self.row, self.headers[at] if at is not None else "", why))

    def has_fault(self, column: Field) -> bool:
        header = self.headers[self.columns[column]] if column in self.columns else ""
        return any(one.row == self.row and one.column == header for one in self.faults[-6:])


UNITS = (Field.DIVISION, Field.UNIT, Field.SECTION)


def said(wrong: thai.IsWrong) -> str:
    return _(wrong.sentence) % wrong.named


def too_long(longest: int) -> str:
    return _("ยาวเกินกำหนด (ไม่เกิน %(limit)s ตัวอักษร) กรุณาย่อข้อความ") % {"limit": longest}


def email_of(text: str) -> str:
    found = text.lower()
    try:
        if not PLAIN_EMAIL.fullmatch(found):
            validate_email(found)
    except ValidationError:
        raise CellIsWrong(_("อีเมลไม่ถูกต้อง กรุณาตรวจ เช่น somchai@example.go.th")) from None
    if len(found) > LONGEST["email"]:
        raise CellIsWrong(too_long(LONGEST["email"]))
    return found


class Homes:
    """Agencies by the names that files give them. Those that are not in the list are noted, or added below zero."""

    def __init__(self, *, adds: bool) -> None:
        self.adds = adds
        self.by_name: dict[str, int] = {}
        self.names: dict[int, str] = {}
        for pk, name in Agency.objects.order_by("-edited_at", "pk").values_list("pk", "name"):
            self.names[pk] = name
            for spelling in (name, name.removeprefix("จังหวัด")):
                self.by_name.setdefault(squeezed(spelling), pk)
        self.unknown: dict[str, int] = {}  # name: how many persons
        self.new: list[str] = []

    def known(self, text: str) -> int:
        bare = squeezed(text)
        found = self.by_name.get(bare) or self.by_name.get(bare.removeprefix("จังหวัด").removeprefix("จ."))
        if not found or found < 0:
            raise CellIsWrong(
                _("ไม่พบส่วนราชการ “%(name)s” ในระบบ หากผู้นี้ทำงานในส่วนราชการของท่าน กรุณาเว้นว่าง")
                % {"name": text[:60]}
            )
        return found

    def find(self, text: str) -> int | None:
        bare = squeezed(text)
        found = self.by_name.get(bare) or self.by_name.get(bare.removeprefix("จังหวัด").removeprefix("จ."))
        if found and found > 0:
            return found
        if len(text) > LONGEST_UNIT:
            raise CellIsWrong(too_long(LONGEST_UNIT))
        self.unknown[text] = self.unknown.get(text, 0) + 1
        if not self.adds:
            return None
        if not found:
            self.new.append(text)
            found = self.by_name[bare] = -len(self.new)
            self.names[found] = text
        return found


def squeezed(name: str) -> str:
    return re.sub(r"\s+", "", name).casefold()


class UnitIsUnclear(Exception):
    """The same name stands in several places of the tree."""


class Units:
    """The tree of units by the names of their paths; what is not there yet is numbered below zero."""

    def __init__(self, agency: Agency) -> None:
        self.paths: dict[Names, int] = {}
        self.by_name: dict[str, list[Names]] = {}
        self.told: dict[int, Names] = {}
        self.new: list[Names] = []
        own: dict[int, Names] = {}
        for pk, name, parent in Unit.objects.of(agency).order_by("path").values_list("pk", "name", "parent"):
            own[pk] = (*own.get(parent or 0, ()), name)
            self.put(own[pk], pk)

    def put(self, path: Names, number: int) -> None:
        key = tuple(squeezed(name) for name in path)
        self.paths[key] = number
        self.by_name.setdefault(key[-1], []).append(path)
        self.told[number] = path

    def resolve(self, path: Names) -> int:
        """The number of the unit. A path may begin in the middle of the tree where its first name stands once."""
        key = tuple(squeezed(name) for name in path)
        if (found := self.paths.get(key)) is not None:
            return found
        if (key[0],) not in self.paths:
            places = self.by_name.get(key[0], [])
            if len(places) > 1:
                raise UnitIsUnclear
            path = (*(places[0][:-1] if places else ()), *path)
        for depth in range(1, len(path) + 1):
            part = path[:depth]
            key = tuple(squeezed(name) for name in part)
            if key not in self.paths:
                self.new.append(part)
                self.put(part, -len(self.new))
        return self.paths[key]
