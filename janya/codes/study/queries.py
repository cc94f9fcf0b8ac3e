"""Questions to check oneself: those of an item, how a person did, and how far the agency is item by item."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from janya.codes.models import Reading
from janya.codes.signing.queries import Chosen as ChosenPersons
from janya.codes.signing.queries import Sight, of_choice, units
from janya.core.keeping import Kept
from janya.drives.models import Drive
from janya.norms.models import CodeItem
from janya.people.models import Person

from . import rules
from .models import QuizQuestion, QuizResult, StudyTerm

EVERYBODY = ChosenPersons(show="all")


# ── one person ─────────────────────────────────────────────────────────────────────────────
def results_of(drive: Drive, person: Person) -> dict[int, QuizResult]:
    """How a person did, by item; one query."""
    return {one.item_id: one for one in QuizResult.objects.filter(drive=drive, person=person)}


def items_with_questions(drive: Drive) -> QuerySet[CodeItem]:
    """The items that ask something, in their order."""
    asked = QuizQuestion.objects.values("item")
    return CodeItem.objects.of(drive.code_id, drive.agency_id).filter(pk__in=asked).order_by("number", "pk")


def still_to_pass(drive: Drive, person: Person) -> list[CodeItem]:
    """The items whose questions this person has to answer rightly before signing on screen; none where that is not asked."""
    if not is_needed(drive):
        return []
    passed = QuizResult.objects.filter(drive=drive, person=person).exclude(passed_at=None)
    return list(items_with_questions(drive).exclude(pk__in=passed.values("item")))


def is_needed(drive: Drive) -> bool:
    return StudyTerm.objects.filter(drive=drive, quiz_needed=True).exists()


# ── the agency ─────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class ItemStudy:
    """How far all are with one item: persons, and questions answered rightly of those asked, each one's best try."""

    number: int
    title: str
    people: int
    read: int
    asks: bool
    tried: int = 0
    passed: int = 0
    right: int = 0
    asked: int = 0

    @property
    def percent_read(self) -> float:
        return rules.percent(self.read, self.people)

    @property
    def percent_passed(self) -> float:
        return rules.percent(self.passed, self.people)

    @property
    def percent_right(self) -> float | None:
        return rules.percent(self.right, self.asked) if self.asked else None


@dataclass(frozen=True, slots=True)
class UnitStudy:
    """How many of a unit with all below it passed every question; None where so few would tell of single persons."""

    name: str
    people: int
    passed: int | None

    @property
    def percent_passed(self) -> float | None:
        return None if self.passed is None else rules.percent(self.passed, self.people)


BY_ITEM: Kept[list[ItemStudy]] = Kept(16)
BY_UNIT: Kept[list[UnitStudy]] = Kept(16)


def by_item(seen: Sight) -> list[ItemStudy]:
    """Item by item; four queries, kept until something happens."""
    return BY_ITEM.get(seen.key("study-items"), lambda: counted_by_item(seen))


def counted_by_item(seen: Sight) -> list[ItemStudy]:
    here = of_choice(seen, EVERYBODY).order_by()
    total = here.count()
    read = dict(
        Reading.objects.filter(drive=seen.drive.pk, person__in=here)
        .values_list("item")
        .annotate(n=Count("pk"))
        .order_by()
    )
    figures = {
        row["item"]: row
        for row in QuizResult.objects.filter(drive=seen.drive.pk, person__in=here)
        .values("item")
        .annotate(
            tried=Count("pk"), passed=Count("passed_at"), right=Sum("best_right"), asked=Sum("best_asked")
        )
        .order_by()
    }
    asking = set(QuizQuestion.objects.values_list("item", flat=True))
    nothing = {"tried": 0, "passed": 0, "right": 0, "asked": 0}
    return [
        ItemStudy(
            item.number,
            item.title,
            total,
            read.get(item.pk, 0),
            item.pk in asking,
            **{name: figures.get(item.pk, nothing)[name] for name in nothing},
        )
        for item in CodeItem.objects.of(seen.drive.code_id, seen.drive.agency_id).order_by("number", "pk")
    ]


def by_unit(seen: Sight) -> list[UnitStudy]:
    """The units at the top with all below them, and who is in none; three queries, kept until something happens."""
    return BY_UNIT.get(seen.key("study-units"), lambda: counted_by_unit(seen))


def counted_by_unit(seen: Sight) -> list[UnitStudy]:
    here = of_choice(seen, EVERYBODY).order_by()
    asking = list(items_with_questions(seen.drive).values_list("pk", flat=True))
    passers = (
        QuizResult.objects.filter(drive=seen.drive.pk, item__in=asking)
        .exclude(passed_at=None)
        .values("person")
        .annotate(n=Count("pk"))
        .filter(n__gte=len(asking))
        .order_by()
        .values("person")
    )
    people = dict(here.values_list("unit").annotate(n=Count("pk")))
    done = dict(here.filter(pk__in=passers).values_list("unit").annotate(n=Count("pk"))) if asking else {}
    every = units(seen.drive, seen.mark)
    sizes: dict[int | None, int] = {}
    right: dict[int | None, int] = {}
    for unit, size in people.items():
        top = every[unit].above[0] if unit in every else None
        sizes[top] = sizes.get(top, 0) + size
        right[top] = right.get(top, 0) + done.get(unit, 0)
    shown = rules.shown(sizes)
    names = {pk: one.name for pk, one in every.items()} | {None: _("ยังไม่ระบุหน่วยงาน")}
    order = [pk for pk in every if pk in sizes] + ([None] if None in sizes else [])
    return [UnitStudy(names[pk], sizes[pk], right[pk] if pk in shown else None) for pk in order]
