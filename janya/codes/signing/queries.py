"""Who has signed, who is asked (again) and why; coverage by unit, level, home agency, kind and place of work.

100,000 officials are asked for with aggregates; what costs more than a page is kept until the journal has a new line
(decision 0010): the figures of a dimension, and the list of persons as their numbers in order, so that its count and
its last page cost what its first page costs.
"""

from array import array
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from janya.codes.models import Reading
from janya.core.keeping import Kept
from janya.core.thai import short_date
from janya.drives.models import Drive
from janya.drives.queries import mark
from janya.journal.models import Entry
from janya.norms.models import CodeItem
from janya.people.models import Agency, Person, PersonQuerySet, PositionLevel, StaffKind, Unit

from . import rules
from .models import BEGINNING, REASONS, Acknowledgement, Reminder, ScannedPage
from .rules import Reason

UNSIGNED, SIGNED, ALL = "unsigned", "signed", "all"
NONE = "none"  # of no unit, no level …
DIMENSIONS: dict[str, Promise] = {
    "unit": gettext_lazy("หน่วยงาน"),
    "level": gettext_lazy("ประเภทและระดับตำแหน่ง"),
    "home": gettext_lazy("สังกัด"),
    "kind": gettext_lazy("ประเภทบุคลากร"),
    "place": gettext_lazy("สถานที่ปฏิบัติราชการ"),
}
FIELDS = {
    "unit": "unit",
    "level": "position_level",
    "home": "home_agency",
    "kind": "staff_kind",
    "place": "workplace",
}


# ── what is acknowledged ───────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Sight:
    """A drive as of one moment: `mark` is the newest journal line, `code_mark` what is acknowledged now."""

    drive: Drive
    mark: int
    code_mark: str
    items: tuple[int, ...]

    def key(self, *more: Hashable) -> Hashable:
        return (self.drive.pk, self.mark, *more)


ITEMS: Kept[tuple[str, tuple[int, ...]]] = Kept(32)


def sight(drive: Drive) -> Sight:
    """One query; two when something has happened since."""
    newest = mark(drive)

    def found() -> tuple[str, tuple[int, ...]]:
        items = list(CodeItem.objects.of(drive.code_id, drive.agency_id).values_list("pk", "number", "title"))
        told = rules.code_mark(drive.code.key, [(number, title) for _pk, number, title in items])
        return told, tuple(pk for pk, _number, _title in items)

    told, items = ITEMS.get((drive.agency_id, drive.code_id, newest), found)
    return Sight(drive, newest, told, items)


def signed(seen: Sight) -> Exists:
    """Whether the person of the outer query has a signature that stands: of this code, and not older than the post."""
    return Exists(
        Acknowledgement.objects.filter(
            drive=seen.drive.pk,
            person=OuterRef("pk"),
            ended_at=None,
            code_mark=seen.code_mark,
            signed_on__gte=Coalesce(OuterRef("post_since"), BEGINNING),
        )
    )


def signed_until(drive: Drive, moment: datetime) -> int:
    """How many of those who work here now had signed before this moment what they are asked for now."""
    seen = sight(drive)
    had = Acknowledgement.objects.filter(
        Q(ended_at=None) | Q(ended_at__gte=moment),
        drive=drive,
        person=OuterRef("pk"),
        code_mark=seen.code_mark,
        signed_at__lt=moment,
        signed_on__gte=Coalesce(OuterRef("post_since"), BEGINNING),
    )
    return Person.objects.working_in(drive.agency).filter(Exists(had)).count()


def why_again(
    seen: Sight, person: Person, found: "Acknowledgement | None", *, withdrawn: bool = False
) -> Reason | None:
    return rules.why_again(
        signed_on=found.signed_on if found else None,
        marked=found.code_mark if found else "",
        mark=seen.code_mark,
        post_since=person.post_since,
        withdrawn=withdrawn,
    )


def sentence(reason: Reason, post_since: date | None) -> str:
    """The reason as the list shows it, with the day where there is one."""
    if reason == Reason.POST and post_since:
        return _("เปลี่ยนตำแหน่งเมื่อ %(date)s") % {"date": short_date(post_since)}
    return str(REASONS[reason])


@dataclass(frozen=True, slots=True)
class OwnSignature:
    """A person's own signature in a drive: the one that stands, or the last one and why it is asked for again."""

    standing: Acknowledgement | None
    last: Acknowledgement | None
    again: str

    @property
    def is_asked_again(self) -> bool:
        return self.standing is None and self.last is not None


def own_signature(drive: Drive, person: Person) -> OwnSignature:
    """Two queries."""
    seen = sight(drive)
    last = Acknowledgement.objects.of(drive).filter(person=person).order_by("ended_at", "-pk").first()
    history = (
        list(Acknowledgement.objects.of(drive).filter(person=person).order_by("-pk")[:5]) if last else []
    )
    standing = next((one for one in history if one.ended_at is None), None)
    ended = any(one.ended_because == Acknowledgement.End.WITHDRAWN for one in history)
    reason = why_again(seen, person, standing, withdrawn=ended)
    if reason is None:
        return OwnSignature(standing, standing, "")
    return OwnSignature(
        None, history[0] if history else None, sentence(reason, person.post_since) if history else ""
    )


# ── whom is asked about ────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Chosen:
    """What a page, a print, a letter or an export is about. Numbers as text; `none`: those without."""

    show: str = UNSIGNED
    unit: str = ""
    level: str = ""
    home: str = ""
    kind: str = ""
    reason: str = ""
    way: str = ""
    reminded: str = ""
    words: str = ""
    person: str = ""
    path: str = field(default="", compare=False)

    @classmethod
    def of(cls, params: Any, drive: Drive, newest: int | None = None) -> "Chosen":
        """What an address asks for; what is no choice is not chosen."""

        def number(name: str) -> str:
            typed = params.get(name, "")
            return (
                typed if typed == NONE or (typed.isascii() and typed.isdecimal() and len(typed) < 12) else ""
            )

        def one_of(name: str, known: Iterable[str]) -> str:
            typed = params.get(name, "")
            return typed if typed in known else ""

        made = cls(
            show=one_of("show", (SIGNED, ALL)) or UNSIGNED,
            unit=number("unit"),
            level=number("level"),
            home=number("home"),
            kind=number("kind"),
            reason=one_of("reason", list(Reason)),
            way=one_of("way", ("email", "paper")),
            reminded=one_of("reminded", ("yes", "no")),
            words=" ".join(params.get("q", "").replace("\0", "").split())[:100],
            person=number("person"),
        )
        if made.unit in {"", NONE}:
            return made
        unit = units(drive, newest).get(int(made.unit))
        return replace(made, path=unit.path) if unit else replace(made, unit="")

    @property
    def is_grouped(self) -> bool:
        """Whether one of the filters is set that the page keeps folded away."""
        return any((self.unit, self.level, self.home, self.kind, self.way, self.reminded))

    @property
    def groups(self) -> "Chosen":
        """Only what coverage is filtered by."""
        return Chosen(
            show=ALL, unit=self.unit, level=self.level, home=self.home, kind=self.kind, path=self.path
        )


def of_choice(seen: Sight, chosen: Chosen) -> PersonQuerySet:
    """The persons that were chosen, in no order yet."""
    drive = seen.drive
    found = Person.objects.working_in(drive.agency)
    if chosen.unit == NONE:
        found = found.filter(unit=None)
    elif chosen.unit:
        found = found.filter(unit__in=Unit.objects.of(drive.agency).filter(path__startswith=chosen.path))
    for name in ("level", "home", "kind"):
        value = getattr(chosen, name)
        if value:
            found = found.filter(**{FIELDS[name]: None if value == NONE else int(value)})
    if chosen.person and chosen.person != NONE:
        found = found.filter(pk=int(chosen.person))
    if chosen.show != ALL:
        found = found.filter(signed(seen) if chosen.show == SIGNED else ~signed(seen))
    if chosen.reason and chosen.show != SIGNED:
        found = because(found, seen, Reason(chosen.reason))
    if chosen.way:
        found = found.filter(email__isnull=chosen.way == "paper")
    if chosen.reminded:
        told = Exists(
            Reminder.objects.filter(step__drive=drive.pk, person=OuterRef("pk"), state=Reminder.State.SENT)
        )
        found = found.filter(told if chosen.reminded == "yes" else ~told)
    return found.named_like(chosen.words) if chosen.words else found


def because(found: PersonQuerySet, seen: Sight, reason: Reason) -> PersonQuerySet:
    mine = Acknowledgement.objects.filter(drive=seen.drive.pk, person=OuterRef("pk"))
    standing = mine.filter(ended_at=None)
    older = standing.filter(signed_on__lt=OuterRef("post_since"))
    withdrawn = mine.filter(ended_because=Acknowledgement.End.WITHDRAWN)
    if reason == Reason.POST:
        return found.filter(Exists(older))
    if reason == Reason.CODE:
        return found.filter(Exists(standing.exclude(code_mark=seen.code_mark))).exclude(Exists(older))
    if reason == Reason.WITHDRAWN:
        return found.exclude(Exists(standing)).filter(Exists(withdrawn))
    return found.exclude(Exists(standing)).exclude(Exists(withdrawn))


# ── the list ───────────────────────────────────────────────────────────────────────────────
NUMBERS: "Kept[array[int]]" = Kept(8)


def numbers(seen: Sight, chosen: Chosen) -> "array[int]":
    """The persons that were chosen, by number in dictionary order: 8 bytes each, kept."""

    def found() -> "array[int]":
        return array(
            "q", of_choice(seen, chosen).order_by("order", "pk").values_list("pk", flat=True).iterator(5000)
        )

    return NUMBERS.get(seen.key("numbers", chosen), found)


@dataclass(frozen=True, slots=True)
class Signed:
    """What the list tells of a signature."""

    pk: int
    kind: str
    signed_on: date
    code_mark: str
    text_sha256: str

    @property
    def way(self) -> str:
        return str(Acknowledgement.Kind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Line:
    """A person in the list, as texts."""

    pk: int
    name: str
    post: str
    external_id: str
    email: str
    unit: str
    home: str
    level: str
    kind: str
    signed: Signed | None  # what stands, or is asked for again
    why: str  # of being asked (again); empty when signed
    read: int
    reminded_at: datetime | None

    @property
    def has_signed(self) -> bool:
        return not self.why


class Lines(Sequence[Line]):
    """The list as pages of lines; only what is shown is asked for, in four queries."""

    def __init__(self, seen: Sight, chosen: Chosen) -> None:
        self.seen, self.numbers = seen, numbers(seen, chosen)

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return lines(self.seen, list(self.numbers[place]))
        return lines(self.seen, [self.numbers[place]])[0]

    def __iter__(self) -> Iterator[Line]:
        for start in range(0, len(self.numbers), 500):
            yield from self[start : start + 500]


PERSON = (
    "pk",
    "prename",
    "first_name",
    "last_name",
    "position_title",
    "external_id",
    "email",
    "post_since",
    "unit",
    "home_agency",
    "position_level",
    "staff_kind",
)


def lines(seen: Sight, persons: list[int]) -> list[Line]:
    """Four queries for as many persons as a page or a portion of an export has; names of units and groups are kept."""
    found = {row[0]: row for row in Person.objects.filter(pk__in=persons).order_by().values_list(*PERSON)}
    standing: dict[int, Signed] = {}
    withdrawn: set[int] = set()
    for person, ended, pk, kind, signed_on, code_mark, sha256 in (
        Acknowledgement.objects.filter(drive=seen.drive.pk, person__in=persons)
        .order_by()
        .values_list("person", "ended_because", "pk", "kind", "signed_on", "code_mark", "text_sha256")
    ):
        if not ended:
            standing[person] = Signed(pk, kind, signed_on, code_mark, sha256)
        elif ended == Acknowledgement.End.WITHDRAWN:
            withdrawn.add(person)
    read = dict(
        Reading.objects.filter(drive=seen.drive.pk, person__in=persons, item__in=seen.items)
        .values_list("person")
        .annotate(n=Count("pk"))
        .order_by()
    )
    told = dict(
        Reminder.objects.filter(person__in=persons, step__drive=seen.drive.pk, state=Reminder.State.SENT)
        .values_list("person")
        .annotate(last=Max("sent_at"))
        .order_by()
    )
    names = group_names(seen)
    every = units(seen.drive, seen.mark)
    made = []
    for pk in persons:
        if pk not in found:
            continue
        _pk, prename, first, last, post, number, email, since, unit, home, level, kind = found[pk]
        signed = standing.get(pk)
        reason = rules.why_again(
            signed_on=signed.signed_on if signed else None,
            marked=signed.code_mark if signed else "",
            mark=seen.code_mark,
            post_since=since,
            withdrawn=pk in withdrawn,
        )
        made.append(
            Line(
                pk=pk,
                name=f"{prename}{first} {last}".strip(),
                post=post,
                external_id=number,
                email=email or "",
                unit=every[unit].name if unit in every else "",
                home=names["home"].get(home, ""),
                level=names["level"].get(level, ""),
                kind=names["kind"].get(kind, ""),
                signed=signed,
                why=sentence(reason, since) if reason else "",
                read=read.get(pk, 0),
                reminded_at=told.get(pk),
            )
        )
    return made


# ── coverage ───────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Count3:
    """How many people, how many of them read every item, how many signed."""

    people: int = 0
    readers: int = 0
    signed: int = 0

    def __add__(self, other: "Count3") -> "Count3":
        return Count3(self.people + other.people, self.readers + other.readers, self.signed + other.signed)

    @property
    def percent(self) -> float:
        return self.signed * 100 / self.people if self.people else 0.0

    @property
    def missing(self) -> int:
        return self.people - self.signed


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One line of a coverage table; `key` is what the filter of this dimension is set to."""

    key: str
    name: str
    count: Count3
    has_below: bool = False
    is_itself: bool = False  # those who belong to the unit that is looked into, and to none below it


COUNTS: Kept[dict[int | None, Count3]] = Kept(32)


def counts(seen: Sight, dimension: str, chosen: Chosen) -> dict[int | None, Count3]:
    """The three figures for each value of a dimension, in two queries; kept."""
    chosen = chosen.groups
    if dimension == "place":
        newest = Entry.objects.order_by("-number").values_list("number", flat=True).first()
        return COUNTS.get((seen.drive.pk, "place", newest), lambda: by_place(seen))
    return COUNTS.get(seen.key("counts", dimension, chosen), lambda: counted(seen, dimension, chosen))


def counted(seen: Sight, dimension: str, chosen: Chosen) -> dict[int | None, Count3]:
    name = FIELDS[dimension]
    people = of_choice(seen, chosen).order_by()
    figures = people.values_list(name).annotate(n=Count("pk"), signed=Count("pk", filter=signed(seen)))
    read = (
        dict(people.filter(pk__in=readers(seen)).values_list(name).annotate(n=Count("pk")))
        if seen.items
        else {}
    )
    return {key: Count3(n, read.get(key, 0), has) for key, n, has in figures}


def readers(seen: Sight) -> "QuerySet[Reading, Any]":
    """The persons who read every item."""
    return (
        Reading.objects.filter(drive=seen.drive, item__in=seen.items)
        .values("person")
        .annotate(n=Count("pk"))
        .filter(n__gte=len(seen.items))
        .order_by()
        .values("person")
    )


def by_place(seen: Sight) -> dict[int | None, Count3]:
    """Those whose post belongs to this agency, by where they work; each signs in the drive of that place."""
    drive = seen.drive
    has = Exists(
        Acknowledgement.objects.filter(
            person=OuterRef("pk"),
            ended_at=None,
            drive__fiscal_year=drive.fiscal_year,
            drive__agency=OuterRef("workplace"),
            code=F("drive__code"),
            signed_on__gte=Coalesce(OuterRef("post_since"), BEGINNING),
        )
    )
    people = (
        Person.objects.filter(home_agency=drive.agency_id, is_active=True).exclude(workplace=None).order_by()
    )
    figures = people.values_list("workplace").annotate(n=Count("pk"), signed=Count("pk", filter=has))
    return {key: Count3(n, 0, had) for key, n, had in figures}


TOTALS: Kept[Count3] = Kept(32)


def total(seen: Sight, chosen: Chosen | None = None) -> Count3:
    chosen = (chosen or Chosen()).groups
    return TOTALS.get(seen.key("total", chosen), lambda: sum(counts(seen, "unit", chosen).values(), Count3()))


# ── units and other names ──────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class UnitName:
    pk: int
    name: str
    path: str
    depth: int

    @property
    def above(self) -> list[int]:
        """The numbers of the units from the top down to this one."""
        return [int(part) for part in self.path.strip("/").split("/")]


UNITS: Kept[dict[int, UnitName]] = Kept(16)


def units(drive: Drive, newest: int | None = None) -> dict[int, UnitName]:
    """The tree of units in its order; kept."""

    def found() -> dict[int, UnitName]:
        rows = Unit.objects.of(drive.agency).order_by("path").values_list("pk", "name", "path", "depth")
        return {pk: UnitName(pk, name, path, depth) for pk, name, path, depth in rows}

    return UNITS.get((drive.agency_id, mark(drive) if newest is None else newest), found)


def rolled_up(seen: Sight, found: dict[int | None, Count3]) -> dict[int, Count3]:
    """Each unit with all below it."""
    every = units(seen.drive, seen.mark)
    sums: dict[int, Count3] = defaultdict(Count3)
    for pk, count in found.items():
        if pk in every:
            for above in every[pk].above:
                sums[above] += count
    return sums


def rows_of(seen: Sight, dimension: str, chosen: Chosen) -> list[CoverageRow]:
    """The table of a dimension; of units the ones below the unit that is looked into."""
    found = counts(seen, dimension, chosen)
    if dimension == "unit":
        return unit_rows(seen, found, chosen)
    names = names_of(dimension, found) if dimension == "place" else group_names(seen)[dimension]
    rows = [CoverageRow(str(key), name, found[key]) for key, name in names.items() if key in found]
    rows += [CoverageRow(NONE, _("ไม่ระบุ"), found[None])] if None in found else []
    return rows


def unit_rows(seen: Sight, found: dict[int | None, Count3], chosen: Chosen) -> list[CoverageRow]:
    every = units(seen.drive, seen.mark)
    sums = rolled_up(seen, found)
    looked = every.get(int(chosen.unit)) if chosen.unit not in {"", NONE} else None
    depth = looked.depth + 1 if looked else 0
    parents = {one.above[-2] for one in every.values() if one.depth}
    rows = []
    if looked and looked.pk in found:
        rows.append(CoverageRow(str(looked.pk), looked.name, found[looked.pk], is_itself=True))
    rows += [
        CoverageRow(str(one.pk), one.name, sums[one.pk], has_below=one.pk in parents)
        for one in every.values()
        if one.depth == depth and one.path.startswith(chosen.path) and sums[one.pk].people
    ]
    loose = found.get(None)
    return [*rows, CoverageRow(NONE, _("ยังไม่ระบุหน่วยงาน"), loose)] if loose else rows


Names = dict[str, dict[int, str]]
GROUPS: Kept[Names] = Kept(16)


def group_names(seen: Sight) -> Names:
    """The levels, home agencies and kinds that occur among those who work here, in their order; kept."""

    def found() -> Names:
        fields = [FIELDS[name] for name in ("level", "home", "kind")]
        people = Person.objects.working_in(seen.drive.agency).order_by()
        occur = list(zip(*people.values_list(*fields).distinct(), strict=True)) or [(), (), ()]
        return {
            name: names_of(name, keys) for name, keys in zip(("level", "home", "kind"), occur, strict=True)
        }

    return GROUPS.get(seen.key("groups"), found)


def names_of(dimension: str, found: Iterable[int | None]) -> dict[int, str]:
    """The names of the values that occur, in their order."""
    keys = {key for key in found if key is not None}
    if dimension == "level":
        return {one.pk: str(one) for one in PositionLevel.objects.filter(pk__in=keys).order_by("order", "pk")}
    if dimension == "kind":
        return dict(StaffKind.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "name"))
    return dict(Agency.objects.filter(pk__in=keys).order_by("name").values_list("pk", "name"))


def options(seen: Sight, chosen: Chosen) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen in the filters: of units the top ones and the branch that is looked into."""
    every = units(seen.drive, seen.mark)
    looked = every.get(int(chosen.unit)) if chosen.unit not in {"", NONE} else None
    top = looked.above[0] if looked else 0
    made = {
        name: [(str(key), text) for key, text in kept.items()] for name, kept in group_names(seen).items()
    }
    made["unit"] = [
        (str(one.pk), f"{'— ' * one.depth}{one.name}")
        for one in every.values()
        if not one.depth or one.above[0] == top
    ]
    return made


# ── paper ──────────────────────────────────────────────────────────────────────────────────
def tally(pages: "QuerySet[ScannedPage]") -> dict[str, int]:
    """How many pages came to what."""
    return dict(pages.values_list("state").annotate(n=Count("pk")).order_by())
