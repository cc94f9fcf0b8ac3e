"""Where each figure of the yearly report comes from: the page that shows it, and when it was taken.

A figure's source is that of the longest beginning of its place among the facts: `risks.rows.3.score` comes from the page
of `risks`. A figure without a source cannot be asked for: `every` raises, and a test asks it of all that a report says.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .shape import Figure, Source

UNTOLD = frozenset({"chart", "charts", "sources", "figures", "signature", "messages"})
"""Drawings and sentences of figures that stand in the facts anyway, and what tells of the report itself."""
DIGITS = re.compile(r"-?\d+(\.\d+)?")


class Page(NamedTuple):
    title: "Promise | str"
    name: str


PAGES: dict[str, Page] = {
    "year": Page(gettext_lazy("ภาพรวมทั้งปี"), "home:drive"),
    "overview": Page(gettext_lazy("ภาพรวมทั้งปี"), "home:drive"),
    "overview.grave": Page(gettext_lazy("ทะเบียนความเสี่ยง"), "risks:list"),
    "overview.lights": Page(gettext_lazy("ติดตามประเมินผล"), "plans:follow-up"),
    "overview.spent_percent": Page(gettext_lazy("ติดตามประเมินผล"), "plans:follow-up"),
    "items": Page(gettext_lazy("ศึกษาประมวล"), "codes:study"),
    "study": Page(gettext_lazy("ความครอบคลุมการลงนาม"), "codes:coverage"),
    "risks": Page(gettext_lazy("ทะเบียนความเสี่ยง"), "risks:list"),
    "survey": Page(gettext_lazy("แบบสำรวจความคาดหวัง"), "surveys:list"),
    "issues": Page(gettext_lazy("ประเด็น"), "issues:list"),
    "issues.criteria": Page(gettext_lazy("ลำดับความสำคัญ"), "issues:ranking"),
    "issues.ranked": Page(gettext_lazy("ลำดับความสำคัญ"), "issues:ranking"),
    "kpis": Page(gettext_lazy("ตัวชี้วัด"), "kpis:list"),
    "plan": Page(gettext_lazy("แผนปฏิบัติ"), "plans:list"),
    "plan.done": Page(gettext_lazy("ติดตามประเมินผล"), "plans:follow-up"),
    "plan.late": Page(gettext_lazy("ติดตามประเมินผล"), "plans:follow-up"),
    "plan.spent": Page(gettext_lazy("ติดตามประเมินผล"), "plans:follow-up"),
    "plan.evidence": Page(gettext_lazy("คลังหลักฐาน"), "evidence:list"),
    "plan.loose": Page(gettext_lazy("ตรวจแผน"), "plans:check"),
    "year_end": Page(gettext_lazy("การประเมินสิ้นปี"), "evaluation:list"),
}
"""The page that shows what stands below each place of the facts, in the order of the report."""


def sources(drive: int, taken_at: date, *, survey: int | None = None) -> list[Source]:
    """The pages of the report's figures, each with its number; `survey` leads to that survey's own results."""
    found: list[Source] = []
    numbers: dict[str, int] = {}
    for key, page in PAGES.items():
        address = reverse(page.name, args=[drive])
        title = str(page.title)
        if key == "survey" and survey:
            title, address = _("ผลสำรวจความคาดหวัง"), reverse("findings:results", args=[survey])
        number = numbers.setdefault(address, len(numbers) + 1)
        found.append({"key": key, "number": number, "title": title, "address": address, "taken_at": taken_at})
    return found


class Leaf(NamedTuple):
    """One figure among the facts: its place, what it is, and where it comes from."""

    place: str
    value: float | str
    source: Source


def every(facts: Mapping[str, Any]) -> Iterator[Leaf]:
    """Every figure of the facts with its source. Raises LookupError where one has none."""
    known = {source["key"]: source for source in facts["sources"]}
    for name, value in facts.items():
        if name not in UNTOLD:
            yield from (Leaf(place, one, source_of(place, known)) for place, one in leaves(value, name))


def source_of(place: str, known: Mapping[str, Source]) -> Source:
    parts = place.split(".")
    for length in range(len(parts), 0, -1):
        if found := known.get(".".join(parts[:length])):
            return found
    raise LookupError(place)


def leaves(value: Any, place: str) -> Iterator[tuple[str, float | str]]:
    if isinstance(value, Mapping):
        for name, one in value.items():
            if name not in UNTOLD:
                yield from leaves(one, f"{place}.{name}")
    elif isinstance(value, list | tuple):
        for at, one in enumerate(value):
            yield from leaves(one, f"{place}.{at}")
    elif isinstance(value, bool):
        return
    elif isinstance(value, int | float) or (isinstance(value, str) and DIGITS.fullmatch(value)):
        yield place, value


class Told(NamedTuple):
    """How a headline figure is called: its words, its unit and how many decimals it has."""

    name: "Promise | str"
    unit: "Promise | str"
    places: int = 0


PEOPLE, PIECES, BAHT, PERCENT = (
    gettext_lazy("คน"),
    gettext_lazy("รายการ"),
    gettext_lazy("บาท"),
    gettext_lazy("ร้อยละ"),
)
HEADLINES: dict[str, Told] = {
    "overview.percent": Told(gettext_lazy("ความครบถ้วนของแปดขั้นตอน"), PERCENT),
    "overview.grave": Told(gettext_lazy("ความเสี่ยงระดับสูงขึ้นไปหลังควบคุม"), PIECES),
    "overview.spent_percent": Told(gettext_lazy("ใช้จ่ายต่องบประมาณ"), PERCENT, 1),
    "study.total": Told(gettext_lazy("ผู้ปฏิบัติราชการทั้งหมด"), PEOPLE),
    "study.read": Told(gettext_lazy("ผู้อ่านครบทุกข้อ"), PEOPLE),
    "study.signed": Told(gettext_lazy("ผู้ลงนามรับทราบ"), PEOPLE),
    "study.percent": Told(gettext_lazy("ผู้ลงนามรับทราบต่อผู้ปฏิบัติราชการ"), PERCENT, 1),
    "risks.count": Told(gettext_lazy("ความเสี่ยงในทะเบียน"), PIECES),
    "survey.answered": Told(gettext_lazy("ผู้ตอบแบบสำรวจความคาดหวัง"), PEOPLE),
    "kpis.score": Told(gettext_lazy("คะแนนตัวชี้วัดถ่วงน้ำหนัก เต็ม 5"), gettext_lazy("คะแนน"), 2),
    "kpis.covered": Told(gettext_lazy("น้ำหนักของตัวชี้วัดที่วัดแล้ว"), PERCENT, 1),
    "plan.count": Told(gettext_lazy("กิจกรรมในแผน"), PIECES),
    "plan.budget": Told(gettext_lazy("งบประมาณตามแผน"), BAHT, 2),
    "plan.done": Told(gettext_lazy("กิจกรรมที่เสร็จ"), PIECES),
    "plan.late": Told(gettext_lazy("กิจกรรมที่ล่าช้า"), PIECES),
    "plan.spent": Told(gettext_lazy("ใช้จ่ายแล้ว"), BAHT, 2),
    "year_end.score": Told(gettext_lazy("คะแนนตัวชี้วัดเมื่อประเมินสิ้นปี เต็ม 5"), gettext_lazy("คะแนน"), 2),
}
COUNTED: dict[str, Told] = {
    "issues.ranked": Told(gettext_lazy("ประเด็นที่รับไว้ขับเคลื่อน"), PIECES),
    "issues.turned_down": Told(gettext_lazy("เรื่องที่พิจารณาแล้วไม่รับ"), PIECES),
    "kpis.rows": Told(gettext_lazy("ตัวชี้วัด"), gettext_lazy("ตัว")),
    "plan.evidence": Told(gettext_lazy("หลักฐานของกิจกรรม"), PIECES),
    "plan.loose": Told(gettext_lazy("จุดที่ยังไม่เชื่อมกันในแผน"), PIECES),
}
"""Lists whose length the report tells."""


def headlines(facts: Mapping[str, Any]) -> list[Figure]:
    """The figures that the report's sentences tell, by chapter, each with its source; levels of risk by their names."""
    known = {source["key"]: source for source in facts["sources"]}
    found: list[Figure] = []
    order = list(PAGES)
    for place, told in {**HEADLINES, **COUNTED}.items():
        value = at(facts, place)
        if value is not None:
            found.append(_figure(told, len(value) if isinstance(value, list) else value, place, known))
    for level in facts["risks"]["levels"]:
        told = Told(_("ความเสี่ยงหลังควบคุม ระดับ%(name)s") % {"name": level["name"]}, PIECES)
        found.append(_figure(told, level["count"], "risks.levels", known))
    return sorted(found, key=lambda one: order.index(one["source"]["key"]))


def _figure(told: Told, value: float, place: str, known: Mapping[str, Source]) -> Figure:
    return {
        "name": str(told.name),
        "value": value,
        "unit": str(told.unit),
        "places": told.places,
        "source": source_of(place, known),
    }


def at(facts: Mapping[str, Any], place: str) -> Any:
    value: Any = facts
    for name in place.split("."):
        value = value[name] if value is not None else None
    return value
