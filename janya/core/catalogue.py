"""Reads the norms that officers keep as YAML, and says by file, line and field what is wrong in them.

`read` reads one file, `read_folder` a whole folder; both tell all faults at once, in Thai, to the person who edits.
`SHAPES` states what an entry of each kind holds, `CHECKS` what must be true across the entries of one kind,
`REFERENCES` what must be true between kinds. How a value is read, and the faults themselves: `janya.core.shapes`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from janya.core.shapes import (
    CatalogueIsWrong,
    Day,
    Fault,
    Flag,
    ListOf,
    Maybe,
    Number,
    OneOf,
    Reading,
    Shape,
    Text,
    Value,
    Whole,
)

Entry = Mapping[str, Any]

PACKAGE = Path(__file__).resolve().parent.parent
LOWEST_SCORE, HIGHEST_SCORE = 1, 25
LEVELS = range(1, 6)
AXES = ("likelihood", "impact")

MONTH = Whole(1, 12)
ITEM = Whole(1, 99)
SHORT, NAME, SENTENCE = Text(longest=100), Text(longest=200), Text(longest=400)  # as long as the tables allow


def entry(**fields: Value) -> Shape:
    """Make the shape of an entry: of whatever kind, it has a key, a source, and whether it was verified there."""
    return Shape({"key": Text(longest=80), **fields, "source": Text(), "verified": Flag()})


SUB_ITEM = Shape(
    {
        "number": ITEM,
        "text": Text(),
        "status": OneOf("draft", "checked"),
        "source": Text(),
        "verified": Flag(),
    }
)
CODE_ITEM = Shape(
    {
        "number": ITEM,
        "clause": Maybe(Whole(1, 999)),
        "slug": Text(longest=60),
        "title": Text(),
        "gloss_en": Text(),
        "gist": Text(),
        "guidance": Text(),
        "dos": ListOf(Text()),
        "donts": ListOf(Text()),
        "questions": ListOf(Text()),
        "source": Text(),
        "verified": Flag(),
        "sub_items": ListOf(SUB_ITEM, unique="number"),
    }
)
SUGGESTED_KPI = Shape(
    {"name": Text(), "unit": Text(), "direction": OneOf("more", "less"), "target": Whole(minimum=0)}
)
STATEMENT = Shape({"number": Whole(1), "text": Text(longest=400)})

SHAPES: dict[str, Shape] = {
    "codes": entry(
        title=NAME,
        short_title=SHORT,
        gazette=NAME,
        published_on=Day(),
        effective_from=Day(),
        effective_to=Maybe(Day()),
        legal_base=Text(),
        items=ListOf(CODE_ITEM, fewest=1, unique="number"),
    ),
    "code_mappings": entry(
        from_code=SHORT,
        from_item=ITEM,
        to_code=SHORT,
        to_item=ITEM,
        weight=Number(Decimal(0), Decimal(1), places=3),
    ),
    "steps": entry(
        number=Whole(1), title=NAME, short=Text(longest=60), question=NAME, months=ListOf(MONTH, fewest=1)
    ),
    "activity_areas": entry(number=Whole(1), title=NAME, short=Text(longest=80)),
    "budget_sources": entry(name=Text(longest=120)),
    "activities": entry(
        area=Whole(1),
        number=Whole(1),
        title=Text(),
        guidance=Text(),
        suggested_kpi=SUGGESTED_KPI,
        evidence=ListOf(Text(), fewest=1),
        tool=Text(longest=40),
        code_items=ListOf(ITEM),
        months=ListOf(MONTH),
    ),
    "ministries": entry(name=NAME, name_en=NAME),
    "agencies": entry(
        kind=OneOf("province", "special_local", "department", "central"),
        name=NAME,
        name_en=NAME,
        letter_code=Text(longest=10),
        ministry=Text(),
        head_title=NAME,
    ),
    "position_levels": entry(
        type=Text(longest=40),
        level=Text(longest=40),
        type_en=Text(longest=60),
        level_en=Text(longest=60),
        dpis_code=Text(longest=4),
        ocsc_code=Text(longest=4),
        order=Whole(1),
    ),
    "staff_kinds": entry(name=SHORT, name_en=SHORT),
    "stakeholder_groups": entry(name=NAME, name_en=NAME, inside=Flag(), description=SENTENCE),
    "risk_scales": entry(
        scale_set=SHORT,
        axis=OneOf(*AXES),
        level=Whole(LEVELS[0], LEVELS[-1]),
        word=Text(longest=60),
        description=SENTENCE,
    ),
    "risk_bands": entry(
        scale_set=SHORT,
        level=OneOf("low", "moderate", "high", "critical"),
        name=Text(longest=60),
        floor=Whole(LOWEST_SCORE, HIGHEST_SCORE),
        ceiling=Whole(LOWEST_SCORE, HIGHEST_SCORE),
        response=SENTENCE,
    ),
    "risk_kinds": entry(name=SHORT, description=SENTENCE),
    "risk_bank": entry(
        code=SHORT,
        item=ITEM,
        number=Whole(1),
        kind=SHORT,
        title=Text(longest=300),
        cause=SENTENCE,
        event=SENTENCE,
        consequence=SENTENCE,
        controls=ListOf(SENTENCE, fewest=1),
        likelihood=Whole(1, 5),
        impact=Whole(1, 5),
    ),
    "cases": entry(
        code=SHORT,
        item=ITEM,
        number=Whole(1),
        kind=OneOf("do", "dont"),
        situation=SENTENCE,
        why=SENTENCE,
    ),
    "quizzes": entry(
        code=SHORT,
        item=ITEM,
        number=Whole(1),
        text=SENTENCE,
        choices=ListOf(Text(longest=300), fewest=3, most=4),
        answer=Whole(1, 4),
        explanation=SENTENCE,
    ),
    "expectation_questions": entry(
        code=SHORT, item=ITEM, statements=ListOf(STATEMENT, fewest=1, unique="number")
    ),
    "awareness_questions": entry(
        code=SHORT,
        item=ITEM,
        number=Whole(1),
        text=SENTENCE,
        choices=ListOf(Text(longest=300), fewest=2, most=8),
        answer=Whole(1, 8),
    ),
    "awareness_ratings": entry(number=Whole(1), text=SENTENCE),
    "priority_criteria": entry(
        name=NAME,
        description=SENTENCE,
        weight=Whole(1, 100),
        feed=OneOf("risk", "gap", "none"),
        scale=ListOf(Text(), fewest=5, most=5),
    ),
    "holidays": entry(date=Day(), name=NAME),
}


@dataclass(frozen=True)
class Catalogue:
    """One file, read and found sound. `lines` tells where each field stands, as `entries[0].name`."""

    kind: str
    version: str
    entries: list[dict[str, Any]]
    file: str = ""
    lines: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)


def folder() -> Path:
    """Find the folder of shipped files: inside the installed package, or beside the package in the repository."""
    places = PACKAGE / "catalogue", PACKAGE.parent / "catalogue"
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"ไม่พบโฟลเดอร์ข้อมูลอ้างอิงทั้งที่ {places[0]} และ {places[1]}")


def read(path: Path, kind: str | None = None) -> Catalogue:
    """Read one file; `kind`, when given, is what the file must hold."""
    reading = Reading(f"{path.parent.name}/{path.name}")
    root = reading.compose(path.read_bytes())
    found = _written_kind(root)
    if kind is not None and found is not None and found != kind:
        reading.refuse(
            "catalogue", f'ไฟล์นี้ต้องเป็นชนิด "{kind}" (พบ "{found}") ให้แก้บรรทัด catalogue หรือชื่อไฟล์', root
        )
    if root is not None:
        document = _document(found).read(root, "", reading)
    reading.raise_faults()
    entries: list[dict[str, Any]] = document["entries"]
    for check in CHECKS.get(document["catalogue"], ()):
        reading.refuse_all(check(entries))
    reading.raise_faults()
    return Catalogue(document["catalogue"], document["version"], entries, reading.file, reading.lines)


def read_folder(path: Path) -> dict[str, Catalogue]:
    """Read all files of a folder, by kind. A file is named after its kind, so there is one of each."""
    found: dict[str, Catalogue] = {}
    faults: list[Fault] = []
    for file in sorted(path.glob("*.yaml")):
        try:
            found[file.stem] = read(file, kind=file.stem)
        except CatalogueIsWrong as wrong:
            faults += wrong.faults
    for reference in REFERENCES:
        faults += reference.faults(found)
    if faults:
        raise CatalogueIsWrong(faults)
    return found


def _document(kind: str | None) -> Shape:
    entries = (
        ListOf(SHAPES[kind], fewest=1, unique="key") if kind in SHAPES else ListOf(Shape({}, closed=False))
    )
    return Shape({"catalogue": OneOf(*SHAPES), "version": Text(longest=20), "entries": entries})


def _written_kind(root: yaml.Node | None) -> str | None:
    if isinstance(root, yaml.MappingNode):
        for name, value in root.value:
            if name.value == "catalogue" and isinstance(value, yaml.ScalarNode):
                return str(value.value)
    return None


# What must be true across the entries of one kind ------------------------------------------------------------------


class Finding(NamedTuple):
    """Something wrong in the entry at this place of the list, in this field."""

    entry: int
    field: str
    problem: str


def wrong_bands(entries: Sequence[Entry]) -> list[Finding]:
    """Every score from 1 to 25 belongs to exactly one band of a scale set: no hole, no overlap.

    Source: house rule for band tables; the usual four bands of Thai agencies are 1-3, 4-9, 10-16 and 17-25.
    >>> def bands(*limits):
    ...     return [{"scale_set": "default", "floor": low, "ceiling": high} for low, high in limits]
    >>> wrong_bands(bands((1, 3), (4, 9), (10, 16), (17, 25)))
    []
    >>> [(found.entry, found.field) for found in wrong_bands(bands((1, 3), (5, 9), (9, 25)))]
    [(1, 'floor'), (2, 'floor')]
    """
    found = []
    for places in _grouped(entries, "scale_set").values():
        due = LOWEST_SCORE
        last = places[0]
        for place in sorted(places, key=lambda place: (entries[place]["floor"], entries[place]["ceiling"])):
            floor, ceiling = entries[place]["floor"], entries[place]["ceiling"]
            if floor > ceiling:
                found.append(
                    Finding(place, "ceiling", f"ต้องไม่น้อยกว่า floor ({floor}) ให้สลับหรือแก้คะแนน (พบ {ceiling})")
                )
                continue
            if floor > due:
                found.append(Finding(place, "floor", _hole(due, floor - 1)))
            if floor < due:
                found.append(Finding(place, "floor", _overlap(floor, min(ceiling, due - 1))))
            if ceiling >= due:
                due, last = ceiling + 1, place
        if due <= HIGHEST_SCORE:
            found.append(Finding(last, "ceiling", _hole(due, HIGHEST_SCORE)))
    return found


def wrong_scales(entries: Sequence[Entry]) -> list[Finding]:
    """A scale set has both axes, and each axis has the levels 1 to 5 exactly once."""
    found = _twice(entries, "scale_set", "axis", "level")
    for (scale_set,), places in _grouped(entries, "scale_set").items():
        for axis in AXES:
            there = {entries[place]["level"] for place in places if entries[place]["axis"] == axis}
            absent = ", ".join(str(level) for level in LEVELS if level not in there)
            if absent:
                found.append(
                    Finding(
                        places[0],
                        "level",
                        f'ชุด "{scale_set}" แกน {axis} ยังขาดระดับ {absent} ให้เพิ่มให้ครบ 1 ถึง 5',
                    )
                )
    return found


def wrong_mapping_weights(entries: Sequence[Entry]) -> list[Finding]:
    """What one item of a code passes on to the items of another code sums to the whole."""
    groups = _grouped(entries, "from_code", "from_item", "to_code")
    return [
        Finding(places[0], "weight", f"น้ำหนักของข้อ {item} ต้องรวมกันได้ 1 (รวมได้ {total})")
        for (_, item, _), places in groups.items()
        if (total := sum(entries[place]["weight"] for place in places)) != 1
    ]


def wrong_criteria_weights(entries: Sequence[Entry]) -> list[Finding]:
    """The weights of all criteria sum to 100."""
    total = sum(found["weight"] for found in entries)
    return [] if total == 100 else [Finding(0, "weight", f"น้ำหนักของเกณฑ์ทุกข้อต้องรวมกันได้ 100 (รวมได้ {total})")]


def wrong_answers(entries: Sequence[Entry]) -> list[Finding]:
    """The right choice is one of the choices, and no choice stands twice."""
    found = [
        Finding(place, "answer", f"คำตอบที่ถูกคือตัวเลือกที่ {one['answer']} แต่มีเพียง {len(one['choices'])} ตัวเลือก")
        for place, one in enumerate(entries)
        if one["answer"] > len(one["choices"])
    ]
    return found + [
        Finding(place, "choices", "มีตัวเลือกที่ซ้ำกัน ให้แก้หรือลบตัวเลือกที่ซ้ำ")
        for place, one in enumerate(entries)
        if len(set(one["choices"])) < len(one["choices"])
    ]


def wrong_cases(entries: Sequence[Entry]) -> list[Finding]:
    """An item that has cases shows both what to do and what not to do."""
    return [
        Finding(places[0], "kind", f'ข้อ {item} ของประมวล "{code}" ต้องมีทั้งกรณี do และกรณี dont')
        for (code, item), places in _grouped(entries, "code", "item").items()
        if len({entries[place]["kind"] for place in places}) < 2
    ]


def _grouped(entries: Sequence[Entry], *names: str) -> dict[tuple[Any, ...], list[int]]:
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for place, found in enumerate(entries):
        groups[tuple(found[name] for name in names)].append(place)
    return groups


def _twice(entries: Sequence[Entry], *names: str) -> list[Finding]:
    """Tell the entries that say again what an earlier one has said in these fields together."""
    return [
        Finding(place, names[-1], f'"{same[-1]}" มีอยู่แล้วในรายการ "{entries[first]["key"]}" ให้แก้หรือลบรายการที่ซ้ำ')
        for same, (first, *again) in _grouped(entries, *names).items()
        for place in again
    ]


def _hole(low: int, high: int) -> str:
    return f"คะแนน {_span(low, high)} ไม่อยู่ในระดับใด ให้ขยาย floor หรือ ceiling ให้ต่อเนื่องกันตั้งแต่ 1 ถึง 25"


def _overlap(low: int, high: int) -> str:
    return f"คะแนน {_span(low, high)} อยู่ในระดับอื่นแล้ว ให้แก้ floor หรือ ceiling ไม่ให้ช่วงซ้อนกัน"


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"


CHECKS: dict[str, tuple[Callable[[Sequence[Entry]], list[Finding]], ...]] = {
    "code_mappings": (
        wrong_mapping_weights,
        lambda entries: _twice(entries, "from_code", "from_item", "to_code", "to_item"),
    ),
    "steps": (lambda entries: _twice(entries, "number"),),
    "activity_areas": (lambda entries: _twice(entries, "number"),),
    "activities": (lambda entries: _twice(entries, "area", "number"),),
    "position_levels": (
        lambda entries: _twice(entries, "dpis_code"),
        lambda entries: _twice(entries, "ocsc_code"),
        lambda entries: _twice(entries, "order"),
    ),
    "agencies": (lambda entries: _twice(entries, "name"),),
    "risk_scales": (wrong_scales,),
    "risk_bands": (wrong_bands, lambda entries: _twice(entries, "scale_set", "level")),
    "risk_bank": (lambda entries: _twice(entries, "code", "item", "number"),),
    "cases": (wrong_cases, lambda entries: _twice(entries, "code", "item", "number")),
    "quizzes": (wrong_answers, lambda entries: _twice(entries, "code", "item", "number")),
    "expectation_questions": (lambda entries: _twice(entries, "code", "item"),),
    "awareness_questions": (wrong_answers, lambda entries: _twice(entries, "code", "item", "number")),
    "awareness_ratings": (lambda entries: _twice(entries, "number"),),
    "priority_criteria": (wrong_criteria_weights,),
}


# What must be true between kinds -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reference:
    """These fields of one kind together name something that stands in another kind."""

    kind: str
    fields: tuple[str, ...]
    target: str
    names: Callable[[Entry], Iterable[tuple[Any, ...]]]

    def faults(self, found: Mapping[str, Catalogue]) -> list[Fault]:
        """Tell the names that lead nowhere; a kind that is not there (or is itself wrong) is not judged."""
        if self.kind not in found or self.target not in found:
            return []
        here = found[self.kind]
        known = {name for target in found[self.target].entries for name in self.names(target)}
        return [
            Fault(
                here.file,
                here.lines[f"entries[{place}].{self.fields[-1]}"],
                self.fields[-1],
                f'ไม่มี "{" ".join(str(part) for part in name)}" ใน {found[self.target].file} ให้แก้หรือเพิ่มที่นั่น',
            )
            for place, entry in enumerate(here.entries)
            if (name := tuple(entry[part] for part in self.fields)) not in known
        ]


def by_field(name: str) -> Callable[[Entry], list[tuple[Any, ...]]]:
    return lambda entry: [(entry[name],)]


def code_and_item(code: Entry) -> list[tuple[Any, ...]]:
    return [(code["key"], item["number"]) for item in code["items"]]


REFERENCES = (
    Reference("agencies", ("ministry",), "ministries", by_field("key")),
    Reference("activities", ("area",), "activity_areas", by_field("number")),
    Reference("risk_bands", ("scale_set",), "risk_scales", by_field("scale_set")),
    Reference("code_mappings", ("from_code", "from_item"), "codes", code_and_item),
    Reference("code_mappings", ("to_code", "to_item"), "codes", code_and_item),
    Reference("risk_bank", ("code", "item"), "codes", code_and_item),
    Reference("risk_bank", ("kind",), "risk_kinds", by_field("key")),
    Reference("cases", ("code", "item"), "codes", code_and_item),
    Reference("quizzes", ("code", "item"), "codes", code_and_item),
    Reference("expectation_questions", ("code", "item"), "codes", code_and_item),
    Reference("awareness_questions", ("code", "item"), "codes", code_and_item),
)
