"""What a value in a catalogue file may look like, and how a fault in one is told to the person who edits it.

A shape reads a node of the YAML tree (PyYAML keeps its line) and gives the plain value; whatever is wrong is
put down in the `Reading`, so that one pass finds all faults of a file.
"""

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Protocol

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one reads ten times faster
NOTHING = "tag:yaml.org,2002:null"
PLAIN = (None, "")  # the style of a value without quotation marks, in the Python and in the C reader
YEAR_OF_BUDDHIST_ERA = 2400
ENTRY = re.compile(r"^entries\[\d+\]\.(?=.)")


@dataclass(frozen=True)
class Fault:
    """One thing to put right, told so that an officer can find it and do it."""

    file: str
    line: int
    field: str
    problem: str

    def __str__(self) -> str:
        place = (
            f'{self.file} บรรทัด {self.line} ช่อง "{self.field}"'
            if self.field
            else f"{self.file} บรรทัด {self.line}"
        )
        return f"{place}: {self.problem}"


class CatalogueIsWrong(Exception):
    """A catalogue file cannot be used; `faults` tells all that is to be put right."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


@dataclass
class Reading:
    """One file while it is read: where each field stands, and what is wrong so far."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def compose(self, content: bytes) -> yaml.Node | None:
        """Parse into nodes; None when it is not YAML at all."""
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            self.faults.append(Fault(self.file, line, "", "อ่านตัวอักษรไม่ได้ ให้บันทึกไฟล์ใหม่เป็น UTF-8"))
            return None
        try:
            root: yaml.Node | None = yaml.compose(text, Loader=LOADER)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            position = getattr(error, "position", 0) or 0
            line = mark.line + 1 if mark else text.count("\n", 0, position) + 1
            said = getattr(error, "problem", None) or getattr(error, "reason", "")
            self.faults.append(
                Fault(
                    self.file,
                    line,
                    "",
                    "เขียนไม่ตรงรูปแบบ YAML ให้ตรวจการย่อหน้า (ใช้ช่องว่าง ไม่ใช้แท็บ) เครื่องหมาย : และเครื่องหมายคำพูด"
                    f" ที่บรรทัดนี้และบรรทัดก่อนหน้า (ตัวอ่านแจ้งว่า {said})",
                )
            )
            return None
        if root is None:
            self.faults.append(Fault(self.file, 1, "", "ไฟล์ว่าง ให้ใส่ catalogue, version และ entries"))
        return root

    def at(self, node: yaml.Node, path: str) -> None:
        self.lines[path] = node.start_mark.line + 1

    def refuse(self, path: str, problem: str, node: yaml.Node | None = None) -> None:
        """Put down a fault; its line is that of the node, or of the field as it was read."""
        line = node.start_mark.line + 1 if node else self.lines.get(path, 1)
        self.faults.append(Fault(self.file, line, ENTRY.sub("", path), problem))

    def refuse_all(self, findings: Iterable[tuple[int, str, str]]) -> None:
        for place, name, problem in findings:
            self.refuse(f"entries[{place}].{name}", problem)

    def raise_faults(self) -> None:
        if self.faults:
            raise CatalogueIsWrong(sorted(self.faults, key=lambda fault: fault.line))

    def scalar(self, node: yaml.Node, path: str) -> str | None:
        """Give what is written, as it is written; None, and a fault, where nothing is or a list or group is."""
        if not isinstance(node, yaml.ScalarNode):
            self.refuse(path, "ต้องเป็นค่าเดียว ไม่ใช่รายการหรือกลุ่มช่องย่อย", node)
            return None
        written = str(node.value).strip()
        if not written or node.tag == NOTHING:
            self.refuse(path, "ว่างอยู่ ให้เติมค่า", node)
            return None
        return written


class Value(Protocol):
    """Reads one node; on a fault it puts it down in the reading and gives None."""

    def read(self, node: yaml.Node, path: str, reading: Reading) -> Any: ...


@dataclass(frozen=True)
class Text:
    """Text as it is written: `2552.10`, `no` and `07` stay what they are, with or without quotation marks."""

    longest: int | None = None

    def read(self, node: yaml.Node, path: str, reading: Reading) -> str | None:
        written = reading.scalar(node, path)
        if written and self.longest and len(written) > self.longest:
            reading.refuse(path, f"ยาวได้ไม่เกิน {self.longest} อักขระ (พบ {len(written)})", node)
        return written


@dataclass(frozen=True)
class Whole:
    """A whole number in Arabic digits, without quotation marks."""

    minimum: int | None = None
    maximum: int | None = None

    def read(self, node: yaml.Node, path: str, reading: Reading) -> int | None:
        written = reading.scalar(node, path)
        if written is None:
            return None
        if (
            _plain(node)
            and re.fullmatch(r"-?[0-9]+", written)
            and _within(int(written), self.minimum, self.maximum)
        ):
            return int(written)
        reading.refuse(
            path,
            f"ต้องเป็นจำนวนเต็ม{_limits(self.minimum, self.maximum)} เขียนด้วยเลขอารบิกโดยไม่ใส่เครื่องหมายคำพูด (พบ {written})",
            node,
        )
        return None


@dataclass(frozen=True)
class Number:
    """A number with at most so many decimal places, kept exactly."""

    minimum: Decimal | None = None
    maximum: Decimal | None = None
    places: int = 2

    def read(self, node: yaml.Node, path: str, reading: Reading) -> Decimal | None:
        written = reading.scalar(node, path)
        if written is None:
            return None
        if (
            _plain(node)
            and re.fullmatch(rf"-?[0-9]+(\.[0-9]{{1,{self.places}}})?", written)
            and _within(Decimal(written), self.minimum, self.maximum)
        ):
            return Decimal(written)
        reading.refuse(
            path,
            f"ต้องเป็นตัวเลข{_limits(self.minimum, self.maximum)} ทศนิยมไม่เกิน {self.places} ตำแหน่ง เขียนด้วยเลขอารบิกโดยไม่ใส่เครื่องหมายคำพูด (พบ {written})",
            node,
        )
        return None


@dataclass(frozen=True)
class Flag:
    """`true` or `false`."""

    def read(self, node: yaml.Node, path: str, reading: Reading) -> bool | None:
        written = reading.scalar(node, path)
        if written is not None and (written not in {"true", "false"} or not _plain(node)):
            reading.refuse(path, f"ต้องเป็น true หรือ false โดยไม่ใส่เครื่องหมายคำพูด (พบ {written})", node)
        return written == "true"


@dataclass(frozen=True)
class Day:
    """A day of the common era, as 2026-11-22."""

    def read(self, node: yaml.Node, path: str, reading: Reading) -> date | None:
        written = reading.scalar(node, path)
        if written is None:
            return None
        try:
            day = (
                date.fromisoformat(written) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written) else None
            )
        except ValueError:
            day = None
        if day is None:
            reading.refuse(path, f"ต้องเป็นวันที่ที่มีจริง ในรูป ปี-เดือน-วัน เช่น 2026-11-22 (พบ {written})", node)
        elif day.year > YEAR_OF_BUDDHIST_ERA:
            reading.refuse(path, f"ต้องเขียนปีเป็น ค.ศ. เช่น {day.year - 543} แทน {day.year}", node)
        return day


@dataclass(frozen=True, init=False)
class OneOf:
    """One word of a closed list."""

    words: tuple[str, ...]

    def __init__(self, *words: str) -> None:
        object.__setattr__(self, "words", words)

    def read(self, node: yaml.Node, path: str, reading: Reading) -> str | None:
        written = reading.scalar(node, path)
        if written is not None and written not in self.words:
            reading.refuse(path, f"ต้องเป็นค่าใดค่าหนึ่งต่อไปนี้: {', '.join(self.words)} (พบ {written})", node)
        return written


@dataclass(frozen=True)
class Maybe:
    """A field that may be left out or left empty; both read as None."""

    of: Value

    def read(self, node: yaml.Node, path: str, reading: Reading) -> Any:
        return None if node.tag == NOTHING else self.of.read(node, path, reading)


@dataclass(frozen=True)
class ListOf:
    """A list without repetition: of values, or of shapes that differ in the field `unique`."""

    of: Value
    fewest: int = 0
    most: int | None = None
    unique: str = ""

    def read(self, node: yaml.Node, path: str, reading: Reading) -> list[Any]:
        if not isinstance(node, yaml.SequenceNode):
            reading.refuse(path, "ต้องเป็นรายการ โดยขึ้นต้นแต่ละข้อด้วยขีด (-)", node)
            return []
        found = []
        seen: dict[Hashable, int] = {}
        for place, child in enumerate(node.value):
            here = f"{path}[{place}]"
            reading.at(child, here)
            value = self.of.read(child, here, reading)
            found.append(value)
            where = f"{here}.{self.unique}" if self.unique else here
            same = value.get(self.unique) if isinstance(value, dict) else value
            if same is not None:
                if same in seen:
                    reading.refuse(where, f'"{same}" ซ้ำกับบรรทัด {seen[same]} ให้แก้หรือลบข้อที่ซ้ำ')
                seen.setdefault(same, reading.lines[where])
        if not _within(len(found), self.fewest, self.most):
            reading.refuse(path, f"ต้องมีจำนวนข้อ{_limits(self.fewest, self.most)} (พบ {len(found)} ข้อ)", node)
        return found


@dataclass(frozen=True)
class Shape:
    """A group of named fields. A closed one refuses any name that it does not know."""

    fields: Mapping[str, Value]
    closed: bool = True

    def read(self, node: yaml.Node, path: str, reading: Reading) -> dict[str, Any]:
        if not isinstance(node, yaml.MappingNode):
            reading.refuse(path, "ต้องเป็นกลุ่มช่อง เขียนบรรทัดละช่องในรูป ชื่อช่อง: ค่า", node)
            return {}
        found: dict[str, Any] = {}
        for label, child in node.value:
            name = str(label.value) if isinstance(label, yaml.ScalarNode) else ""
            here = f"{path}.{name}" if path else name
            if name in found:
                reading.refuse(here, f"เขียนซ้ำกับบรรทัด {reading.lines[here]} ให้เหลือเพียงบรรทัดเดียว", label)
            elif name in self.fields:
                reading.at(child, here)
                found[name] = self.fields[name].read(child, here, reading)
            elif self.closed:
                reading.refuse(here, self._unknown(name), label)
        for name, value in self.fields.items():
            if name not in found and isinstance(value, Maybe):
                found[name] = None
            elif name not in found:
                reading.refuse(f"{path}.{name}" if path else name, "ยังไม่มีช่องนี้ ให้เพิ่ม", node)
        return found

    def _unknown(self, name: str) -> str:
        near = get_close_matches(name, self.fields, n=1)
        if near:
            return f'ไม่มีช่องชื่อนี้ หากหมายถึง "{near[0]}" ให้แก้ตัวสะกด หากไม่ใช่ให้ลบออก'
        return f"ไม่มีช่องชื่อนี้ ให้ลบออก (ช่องที่ใช้ได้: {', '.join(self.fields)})"


def _plain(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style in PLAIN


def _within(value: Any, minimum: Any, maximum: Any) -> bool:
    return (minimum is None or value >= minimum) and (maximum is None or value <= maximum)


def _limits(minimum: object, maximum: object) -> str:
    """Say the limits of a number.

    >>> _limits(1, 5), _limits(5, 5), _limits(1, None), _limits(None, None)
    (' ตั้งแต่ 1 ถึง 5', ' 5', ' ตั้งแต่ 1 ขึ้นไป', '')
    """
    if minimum is None:
        return "" if maximum is None else f" ไม่เกิน {maximum}"
    if maximum is None:
        return f" ตั้งแต่ {minimum} ขึ้นไป"
    return f" {minimum}" if minimum == maximum else f" ตั้งแต่ {minimum} ถึง {maximum}"
