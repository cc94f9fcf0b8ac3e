from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from janya.drives.models import Drive
from janya.drives.rules import Missing, StepState
from janya.norms.models import CodeItem
from janya.people.models import Person

from . import rules
from .models import Acknowledgement, Reading
from .signing import queries as signing
from .study import queries as studying
from .study.models import QuizQuestion, QuizResult

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
    seen = signing.sight(drive)
    read = Reading.objects.filter(drive=drive, person=OuterRef("pk"), item__in=seen.items).order_by()
    people = Person.objects.working_in(drive.agency).annotate(
        has_signed=signing.signed(seen),
        read_count=Coalesce(Subquery(read.values("person").annotate(n=Count("pk")).values("n")), 0),
    )
    return people if signed is None else people.filter(has_signed=signed)


def coverage(drive: Drive) -> Coverage:
    """Coverage of the whole agency and of each unit with its sub-units; four queries, one while nothing happens."""
    seen = signing.sight(drive)
    found = signing.counts(seen, "unit", signing.Chosen())
    sums = signing.rolled_up(seen, found)
    rows = [
        UnitCoverage(one.pk, one.name, one.depth, count.people, count.readers, count.signed)
        for one in signing.units(drive, seen.mark).values()
        for count in [sums[one.pk]]
    ]
    if loose := found.get(None):
        rows.append(UnitCoverage(None, _("ยังไม่ระบุหน่วยงาน"), 0, loose.people, loose.readers, loose.signed))
    whole = signing.total(seen)
    return Coverage(whole.people, whole.readers, whole.signed, rows)


@dataclass(frozen=True, slots=True)
class ItemToStudy:
    item: CodeItem
    read: bool
    quiz: QuizResult | None = None


@dataclass(frozen=True, slots=True)
class OwnStudy:
    """One person's way through the items."""

    items: list[ItemToStudy]
    acknowledgement: Acknowledgement | None  # the one that stands
    before: Acknowledgement | None = None  # the last one, when it is asked for again
    again: str = ""  # why
    quiz_needed: bool = False  # before one signs
    asking: frozenset[int] = frozenset()  # the items that have questions

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
    def to_pass(self) -> list[CodeItem]:
        """The items whose questions are still to be answered rightly before one signs."""
        if not self.quiz_needed:
            return []
        return [
            one.item
            for one in self.items
            if one.item.pk in self.asking and not (one.quiz and one.quiz.passed_at)
        ]

    @property
    def may_sign(self) -> bool:
        return rules.may_sign(
            read=self.read,
            items=len(self.items),
            signed=self.acknowledgement is not None,
            to_pass=len(self.to_pass),
        ).ok


def own(drive: Drive, person: Person) -> OwnStudy:
    """Eight queries."""
    read = set(Reading.objects.filter(drive=drive, person=person).values_list("item_id", flat=True))
    items = CodeItem.objects.of(drive.code_id, drive.agency_id).order_by("number", "pk")
    signed = signing.own_signature(drive, person)
    results = studying.results_of(drive, person)
    return OwnStudy(
        [ItemToStudy(item, item.pk in read, results.get(item.pk)) for item in items],
        signed.standing,
        signed.last,
        signed.again,
        studying.is_needed(drive),
        frozenset(QuizQuestion.objects.values_list("item", flat=True)),
    )


def step_state(drive: Drive, today: date) -> StepState:
    """Step 1 is done when every official here has signed; parts are officials."""
    whole = signing.total(signing.sight(drive))
    total, signed = whole.people, whole.signed
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
                reverse("codes:people", args=[drive.pk]),
            )
        )
    facts = [
        _("ลงนามรับทราบแล้ว %(signed)s จาก %(total)s คน") % {"signed": f"{signed:,}", "total": f"{total:,}"}
    ]
    return StepState(1, signed, total, facts if total else [], missing)
