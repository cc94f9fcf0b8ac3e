from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from janya.drives.models import Drive
from janya.drives.rules import Missing, StepState
from janya.norms.models import CodeItem
from janya.people.models import Person, Unit

from . import rules
from .models import Acknowledgement, Reading

GOAL = 100  # percent of officials who sign


@dataclass(frozen=True, slots=True)
class UnitCoverage:
    """How far one unit (with all below it) has come; `unit_id` None: people without a unit."""

    unit_id: int | None
    name: str
    depth: int
    people: int
    readers: int
    signed: int

    @property
    def percent(self) -> float:
        return rules.share(self.signed, self.people)


@dataclass(frozen=True, slots=True)
class Coverage:
    total: int
    read: int
    signed: int
    units: list[UnitCoverage]

    @property
    def percent(self) -> float:
        return rules.share(self.signed, self.total)


def staff(drive: Drive, *, signed: bool | None = None) -> "QuerySet[Person, Any]":
    """The officials who work here, each with `has_signed` and `read_count` for this drive; `signed` chooses among them."""
    items = CodeItem.objects.of(drive.code_id, drive.agency_id)
    people = Person.objects.working_in(drive.agency).annotate(
        has_signed=Exists(Acknowledgement.objects.filter(drive=drive, person=OuterRef("pk"))),
        read_count=Count("readings", filter=Q(readings__drive=drive, readings__item__in=items)),
    )
    return people if signed is None else people.filter(has_signed=signed)


def coverage(drive: Drive) -> Coverage:
    """Coverage of the whole agency and of each unit with its sub-units, in three queries."""
    items = CodeItem.objects.of(drive.code_id, drive.agency_id).count()
    people = staff(drive).only("unit_id")
    rows = [(one.unit_id, one.has_signed, bool(items) and one.read_count >= items) for one in people]
    units = list(Unit.objects.of(drive.agency).order_by("path"))
    path = {unit.pk: unit.path for unit in units}
    found = []
    for unit in units:
        below = [row for row in rows if row[0] and path.get(row[0], "").startswith(unit.path)]
        found.append(
            UnitCoverage(
                unit.pk, unit.name, unit.depth, len(below), sum(r[2] for r in below), sum(r[1] for r in below)
            )
        )
    loose = [row for row in rows if not row[0]]
    if loose:
        found.append(
            UnitCoverage(
                None, _("ยังไม่ระบุหน่วยงาน"), 0, len(loose), sum(r[2] for r in loose), sum(r[1] for r in loose)
            )
        )
    return Coverage(len(rows), sum(row[2] for row in rows), sum(row[1] for row in rows), found)


@dataclass(frozen=True, slots=True)
class ItemToStudy:
    item: CodeItem
    read: bool


@dataclass(frozen=True, slots=True)
class OwnStudy:
    """One person's way through the items."""

    items: list[ItemToStudy]
    acknowledgement: Acknowledgement | None

    @property
    def read(self) -> int:
        return sum(one.read for one in self.items)

    @property
    def next(self) -> CodeItem | None:
        return next((one.item for one in self.items if not one.read), None)

    @property
    def percent(self) -> float:
        return rules.share(self.read, len(self.items))

    @property
    def may_sign(self) -> bool:
        return rules.may_sign(
            read=self.read, items=len(self.items), signed=self.acknowledgement is not None
        ).ok


def own(drive: Drive, person: Person) -> OwnStudy:
    """Three queries."""
    read = set(Reading.objects.filter(drive=drive, person=person).values_list("item_id", flat=True))
    items = CodeItem.objects.of(drive.code_id, drive.agency_id).order_by("number", "pk")
    signed = Acknowledgement.objects.of(drive).filter(person=person).first()
    return OwnStudy([ItemToStudy(item, item.pk in read) for item in items], signed)


def step_state(drive: Drive, today: date) -> StepState:
    """Step 1 is done when every official here has signed; parts are officials."""
    total = Person.objects.working_in(drive.agency).count()
    signed = (
        Acknowledgement.objects.of(drive)
        .filter(person__workplace=drive.agency_id, person__is_active=True)
        .count()
    )
    missing = []
    if not total:
        missing.append(
            Missing(
                _("ยังไม่มีรายชื่อข้าราชการและเจ้าหน้าที่ กรุณาเพิ่มบุคคล"), reverse("people:list", args=[drive.agency_id])
            )
        )
    elif signed < total:
        missing.append(
            Missing(
                _("ยังไม่ลงนามรับทราบ %(count)s คน") % {"count": f"{total - signed:,}"},
                reverse("codes:coverage", args=[drive.pk]),
            )
        )
    facts = [
        _("ลงนามรับทราบแล้ว %(signed)s จาก %(total)s คน") % {"signed": f"{signed:,}", "total": f"{total:,}"}
    ]
    return StepState(1, signed, total, facts if total else [], missing)
