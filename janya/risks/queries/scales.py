"""Scales, bands, kinds and processes of an agency; scores of levels not saved yet."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from janya.people.models import Agency

from .. import rules
from ..models import Band, KindTurnedOff, Process, RiskKind, Scale
from .cells import AXES, cell_of


def bands_for(agency: Agency | int) -> list[Band]:
    """The agency's own bands if it has any, else the national ones, lowest first."""
    every = list(Band.objects.filter(Q(agency=None) | Q(agency=agency)).order_by("floor"))
    own = [band for band in every if band.agency_id]
    return own or every


def scales_for(agency: Agency | int) -> dict[str, list[Scale]]:
    """Five steps a scale, "likelihood" and "impact"; the agency's own words where it has any."""
    every = Scale.objects.filter(Q(agency=None) | Q(agency=agency))
    found: dict[str, dict[int, Scale]] = {"likelihood": {}, "impact": {}}
    for scale in every:
        if scale.agency_id or scale.level not in found[scale.axis]:
            found[scale.axis][scale.level] = scale
    return {axis: [steps[level] for level in sorted(steps)] for axis, steps in found.items()}


def kinds_for(agency: Agency | int, *, keep: int | None = None, every: bool = False) -> "QuerySet[RiskKind]":
    """The kinds that the agency offers, and `keep` besides; `every` one, those turned off too."""
    kinds = RiskKind.objects.filter(Q(agency=None) | Q(agency=agency)).order_by("pk")
    off = KindTurnedOff.objects.filter(agency=agency)
    return kinds if every else kinds.filter(~Q(pk__in=off.values("kind")) | Q(pk=keep))


@dataclass(frozen=True, slots=True)
class KindRow:
    kind: RiskKind
    risks: int
    is_off: bool


def kind_rows(agency: Agency) -> list[KindRow]:
    """Every kind with how many risks of the agency have it, and whether it is turned off; one query."""
    counted = Count("risk", filter=Q(risk__drive__agency=agency))
    off = KindTurnedOff.objects.filter(agency=agency, kind=OuterRef("pk"))
    rows = kinds_for(agency, every=True).annotate(risks=counted, is_off=Exists(off))
    return [KindRow(kind, vars(kind)["risks"], vars(kind)["is_off"]) for kind in rows]


def processes_of(agency: Agency | int) -> "QuerySet[Process]":
    return Process.objects.filter(agency=agency).annotate(risks=Count("risk")).order_by("name")


# ── scores of levels not saved yet ─────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Weight:
    score: int
    level: str
    name: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """The scores of levels that a person is choosing; None where one is still wanting."""

    before: Weight | None
    left: Weight | None

    @property
    def movement(self) -> rules.Movement | None:
        return rules.movement(self.before.score, self.left.score) if self.before and self.left else None

    @property
    def difference(self) -> int:
        return abs(self.before.score - self.left.score) if self.before and self.left else 0


def weigh(levels: Mapping[str, str], agency: int) -> Weighed:
    """Score and level of what was chosen: likelihood, impact, residual_likelihood, residual_impact."""
    bands = bands_for(agency)
    names = {band.level: band.name for band in bands}

    def weight(likelihood: str, impact: str) -> Weight | None:
        cell = cell_of(f"{levels.get(likelihood, '')}-{levels.get(impact, '')}")
        if cell is None:
            return None
        points = rules.score(*cell)
        level = rules.level(points, bands)
        return Weight(points, level, names[level])

    return Weighed(weight(*AXES["inherent"]), weight(*AXES["residual"]))
