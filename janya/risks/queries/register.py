"""The register: which risks, in which order, and what a list shows of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, IntegerField, OrderBy, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from janya.core import search, thai
from janya.drives.models import Drive
from janya.norms.models import CodeItem
from janya.people.models import Person, Unit

from .. import rules
from ..models import Acceptance, Band, Process, Risk, RiskQuerySet
from .cells import AXES, cell_of, whole_number
from .scales import bands_for, kinds_for

FILTERS = (
    "q",
    "level",
    "item",
    "unit",
    "kind",
    "process",
    "owner",
    "response",
    "state",
    "which",
    "cell",
    "before",
    "left",
    "aim",
    "sort",
)
USUAL = {"which": "residual", "state": "open", "sort": "residual"}
CELLS = {"before": "inherent", "left": "residual", "aim": "target"}
SORTS: dict[str, tuple[str | OrderBy, ...]] = {
    "residual": ("-residual_score", "number"),
    "inherent": ("-score", "-residual_score", "number"),
    "number": ("number",),
    "unit": (F("unit__path").asc(nulls_last=True), "-residual_score", "number"),
    "owner": (F("owner__order").asc(nulls_last=True), "-residual_score", "number"),
    "review": (F("review_on").asc(nulls_last=True), "-residual_score", "number"),
}
NOBODY = "none"


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One risk with its levels before controls, left over and aimed at, and what of it waits."""

    risk: Risk
    level: str
    level_name: str
    residual_level: str
    residual_name: str
    target_level: str = ""
    target_name: str = ""
    is_overdue: bool = False
    is_due_soon: bool = False
    awaits: bool = False  # to be accepted, but nobody answers for it at its present levels
    parts: tuple[search.Part, ...] = ()  # where the words that were searched stand

    @property
    def movement(self) -> rules.Movement:
        """What the controls do to the score."""
        return rules.movement(self.risk.score, self.risk.residual_score)

    @property
    def difference(self) -> int:
        return abs(self.risk.residual_score - self.risk.score)


def rows_of(
    risks: Iterable[Risk], bands: list[Band], *, today: date | None = None, words: str = ""
) -> list[RiskRow]:
    """What a list shows of risks that `register` gave."""
    names = {band.level: band.name for band in bands}
    day = today or timezone.localdate()
    made = []
    for risk in risks:
        before, left = rules.level(risk.score, bands), rules.level(risk.residual_score, bands)
        aimed = rules.level(risk.target_score, bands) if risk.target_score else ""
        is_open = risk.closed_on is None
        late = is_open and rules.is_overdue(risk.review_on, day)
        soon = is_open and not late and rules.is_overdue(risk.review_on, day + timedelta(rules.SOON_DAYS))
        waits = is_open and rules.needs_acceptance(risk.response, left) and not vars(risk).get("accepted")
        parts = search.excerpt(words, texts_of(risk)) if words and not in_title(words, risk) else []
        made.append(
            RiskRow(
                risk,
                before,
                names[before],
                left,
                names[left],
                aimed,
                names.get(aimed, ""),
                late,
                soon,
                waits,
                tuple(parts),
            )
        )
    return made


def texts_of(risk: Risk) -> tuple[str, ...]:
    return (risk.cause, risk.event, risk.consequence, risk.controls)


def in_title(words: str, risk: Risk) -> bool:
    """Every word stands in the title, which the list shows anyway."""
    title = search.fold(risk.title)
    return all(word in title for word in search.words(words))


def filters_of(asked: Mapping[str, str]) -> dict[str, str]:
    """The filters that an address names."""
    return {name: asked[name] for name in FILTERS if asked.get(name)}


def narrowing(filters: Mapping[str, str]) -> dict[str, str]:
    """Those of them that leave risks out."""
    return {
        name: value
        for name, value in filters.items()
        if USUAL.get(name) != value and name not in {"which", "sort"}
    }


def register(
    drive: Drive,
    filters: Mapping[str, str] | None = None,
    bands: list[Band] | None = None,
    today: date | None = None,
) -> "QuerySet[Risk]":
    """The register, worst first unless `sort` says otherwise; `FILTERS` names what may narrow it.

    A filter that cannot be read is none.
    """
    wanted = filters or {}
    return (
        narrowed(drive, wanted, bands, today)
        .annotate(accepted=Exists(Acceptance.standing()))
        .select_related("drive", "unit", "owner", "kind", "process")
        .prefetch_related(
            Prefetch("items", CodeItem.objects.only("number", "code_id", "agency_id").order_by("number"))
        )
        .order_by(*order(wanted.get("sort", "")))
    )


def narrowed(
    drive: Drive, wanted: Mapping[str, str], bands: list[Band] | None = None, today: date | None = None
) -> RiskQuerySet:
    """The risks that the filters leave."""
    state, level = wanted.get("state", ""), wanted.get("level", "")
    known = bands or (bands_for(drive.agency_id) if level or state == "unaccepted" else [])
    rows = in_state(Risk.objects.of(drive), state, today=today, bands=known)
    if words := search.words(wanted.get("q", "")):
        rows = rows.filter(told(" ".join(words), drive))
    elif wanted.get("q", "").strip():
        rows = rows.none()
    if chosen := next((band for band in known if band.level == level), None):
        rows = rows.filter(residual_score__range=(chosen.floor, chosen.ceiling))
    for name in ("kind", "process", "item"):
        if found := whole_number(wanted.get(name, "")):
            rows = rows.filter(**{"items" if name == "item" else name: found})
    if found := whole_number(wanted.get("unit", "")):
        rows = rows.filter(concerning(found, drive))
    if wanted.get("owner") == NOBODY:
        rows = rows.filter(owner=None)
    elif found := whole_number(wanted.get("owner", "")):
        rows = rows.filter(owner=found)
    if wanted.get("response") == NOBODY:
        rows = rows.filter(response="")
    elif wanted.get("response") in tuple(rules.Response):
        rows = rows.filter(response=wanted["response"])
    if cell := cell_of(wanted.get("cell", "")):
        names = AXES.get(wanted.get("which", ""), AXES["residual"])
        rows = rows.filter(**dict(zip(names, cell, strict=True)))
    for name, axis in CELLS.items():
        if cell := cell_of(wanted.get(name, "")):
            rows = rows.filter(**dict(zip(AXES[axis], cell, strict=True)))
    return rows


def in_state(
    rows: RiskQuerySet, state: str, *, today: date | None = None, bands: list[Band] | None = None
) -> RiskQuerySet:
    """Open ones, unless `state` is overdue, due, unaccepted, untargeted, incomplete, closed or all."""
    day = today or timezone.localdate()
    match state:
        case "all":
            return rows
        case "closed":
            return rows.exclude(closed_on=None)
        case "incomplete":
            return rows.incomplete()
        case "overdue":
            return rows.overdue(day)
        case "due":
            return rows.open().filter(review_on__lte=day + timedelta(rules.SOON_DAYS))
        case "unaccepted":
            return rows.unaccepted(acceptance_floor(bands or []))
        case "untargeted":
            return rows.open().filter(target_score=None)
        case _:
            return rows.open()


def acceptance_floor(bands: list[Band]) -> int:
    """The lowest score whose acceptance somebody has to answer for."""
    floors = [band.floor for band in bands if band.level in rules.NEEDS_ACCEPTANCE]
    return min(floors, default=rules.LAST_SCORE + 1)


def told(words: str, drive: Drive) -> Q:
    """Rows in whose texts all words stand; a reference such as R-2569-014, or its number, finds the risk itself."""
    found = search.matching("searched", words)
    number = whole_number(words.upper().removeprefix(f"R-{drive.fiscal_year}-"))
    return found | Q(number=number) if number else found


def concerning(unit: int, drive: Drive) -> Q:
    """Risks of a unit, or of one below it, as the main unit or another concerned."""
    path = Unit.objects.of(drive.agency).filter(pk=unit).values_list("path", flat=True).first()
    if path is None:
        return Q(pk=None)
    others = Risk.other_units.through.objects.filter(unit__path__startswith=path)
    return Q(unit__path__startswith=path) | Q(pk__in=others.values("risk"))


def order(sort: str) -> tuple[str | OrderBy, ...]:
    """The order of a list; "-" before the name turns its first part round."""
    name = sort.removeprefix("-")
    chosen = SORTS.get(name, SORTS["residual"])
    if not sort.startswith("-") or name not in SORTS:
        return chosen
    first, *others = chosen
    if isinstance(first, OrderBy) and isinstance(first.expression, F):
        return (F(first.expression.name).desc(nulls_last=True), *others)
    assert isinstance(first, str)
    return (first.removeprefix("-") if first.startswith("-") else f"-{first}", *others)


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a filter."""

    pk: int
    name: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters of the list offer."""

    units: list[Choice]
    kinds: list[Choice]
    processes: list[Choice]
    owners: list[Choice]


def choices(drive: Drive) -> Choices:
    """Units, kinds and processes of the agency, and whoever answers for a risk of the drive; one query for all."""

    def lines(rows: "QuerySet[Any]", what: str, name: Any, order: Any, depth: Any = 0) -> Any:
        told = {"what": Value(what), "said": name, "sorted_by": order}
        return (
            rows.order_by()
            .annotate(**told, deep=Value(depth) if isinstance(depth, int) else depth)
            .values_list("what", "pk", "said", "sorted_by", "deep")
        )

    held = Risk.objects.of(drive).exclude(owner=None).values("owner")
    name = Concat("prename", "first_name", Value(" "), "last_name")
    kinds = kinds_for(drive.agency_id, every=True)
    found = lines(
        Unit.objects.of(drive.agency), "units", F("name"), F("path"), Cast("depth", IntegerField())
    ).union(
        lines(kinds, "kinds", F("name"), Value("")),
        lines(Process.objects.filter(agency=drive.agency_id), "processes", F("name"), Value("")),
        lines(Person.objects.filter(pk__in=held), "owners", name, F("order")),
        all=True,
    )
    gathered: dict[str, list[tuple[Any, Choice]]] = {"units": [], "kinds": [], "processes": [], "owners": []}
    for what, pk, said, order, depth in found:
        key = thai.sort_key(said) if what == "processes" else (order, pk)
        gathered[what].append((key, Choice(pk, said, depth)))
    return Choices(
        **{
            what: [one for _key, one in sorted(rows, key=lambda row: row[0])]
            for what, rows in gathered.items()
        }
    )
