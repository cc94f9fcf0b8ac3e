from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from janya.core import thai
from janya.core.charts import Band as ChartBand
from janya.core.charts import HeatMap
from janya.core.charts.page import heat_words
from janya.core.forms import LARGEST_INTEGER
from janya.drives.models import Drive
from janya.drives.rules import Missing, StepState
from janya.journal.models import Entry, EntryQuerySet
from janya.norms.models import CodeItem
from janya.people.models import Agency

from . import rules
from .models import Assessment, Band, ItemReview, Risk, RiskKind, RiskQuerySet, Scale

Cell = tuple[int, int]  # likelihood, impact
AXES = {
    "residual": ("residual_likelihood", "residual_impact"),
    "inherent": ("likelihood", "impact"),
}


# ── scales, bands, kinds ───────────────────────────────────────────────────────────────────
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


def kinds_for(agency: Agency | int) -> "QuerySet[RiskKind]":
    return RiskKind.objects.filter(Q(agency=None) | Q(agency=agency)).order_by("pk")


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


# ── the register ───────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class RiskRow:
    """One risk with its levels before controls and left over."""

    risk: Risk
    level: str
    level_name: str
    residual_level: str
    residual_name: str

    @property
    def movement(self) -> rules.Movement:
        """What the controls do to the score."""
        return rules.movement(self.risk.score, self.risk.residual_score)

    @property
    def difference(self) -> int:
        return abs(self.risk.residual_score - self.risk.score)


def rows_of(risks: list[Risk], bands: list[Band]) -> list[RiskRow]:
    names = {band.level: band.name for band in bands}
    made = []
    for risk in risks:
        before, left = rules.level(risk.score, bands), rules.level(risk.residual_score, bands)
        made.append(RiskRow(risk, before, names[before], left, names[left]))
    return made


def register(
    drive: Drive, filters: Mapping[str, str] | None = None, bands: list[Band] | None = None
) -> "QuerySet[Risk]":
    """The register, worst first. `filters` may hold q, level, item, unit, cell ("4-5"), which, state.

    A filter that cannot be read is none.
    """
    wanted = filters or {}
    rows = in_state(Risk.objects.of(drive), wanted.get("state", ""))
    if words := thai.normalise(wanted.get("q", "")).replace("\0", "").strip():
        rows = rows.filter(told(words, drive))
    if level := wanted.get("level", ""):
        known = bands or bands_for(drive.agency_id)
        chosen = next((band for band in known if band.level == level), None)
        if chosen:
            rows = rows.filter(residual_score__range=(chosen.floor, chosen.ceiling))
    if item := whole_number(wanted.get("item", "")):
        rows = rows.filter(items=item)
    if unit := whole_number(wanted.get("unit", "")):
        rows = rows.filter(unit=unit)
    if cell := cell_of(wanted.get("cell", "")):
        names = AXES.get(wanted.get("which", ""), AXES["residual"])
        rows = rows.filter(**dict(zip(names, cell, strict=True)))
    return (
        rows.select_related("drive", "unit", "owner", "kind")
        .prefetch_related(
            Prefetch("items", CodeItem.objects.only("number", "code_id", "agency_id").order_by("number"))
        )
        .order_by("-residual_score", "number")
    )


def in_state(rows: RiskQuerySet, state: str) -> RiskQuerySet:
    """Open ones, unless `state` is closed, incomplete or all."""
    match state:
        case "all":
            return rows
        case "closed":
            return rows.exclude(closed_on=None)
        case "incomplete":
            return rows.incomplete()
        case _:
            return rows.open()


def told(words: str, drive: Drive) -> Q:
    """Rows in whose texts the words stand; a reference such as R-2569-014, or its number, finds the risk itself."""
    found = Q()
    for name in ("title", "cause", "event", "consequence"):
        found |= Q(**{f"{name}__icontains": words})
    number = whole_number(words.upper().removeprefix(f"R-{drive.fiscal_year}-"))
    return found | Q(number=number) if number else found


def whole_number(typed: str) -> int | None:
    """A number from an address, Thai digits too; None when it is none or larger than any row's."""
    typed = thai.to_arabic_digits(typed)
    if not (typed.isascii() and typed.isdigit() and len(typed) <= len(str(LARGEST_INTEGER))):
        return None
    return int(typed) if int(typed) <= LARGEST_INTEGER else None


def cell_of(typed: str) -> Cell | None:
    """The cell of "4-5", likelihood first; None off the matrix."""
    likelihood, _dash, impact = typed.partition("-")
    steps = tuple(str(step) for step in range(rules.LOWEST, rules.HIGHEST + 1))
    return (int(likelihood), int(impact)) if likelihood in steps and impact in steps else None


def heat(drive: Drive, which: str = "residual") -> dict[Cell, int]:
    """How many open risks stand in each cell (likelihood, impact)."""
    names = AXES[which]
    counted = Risk.objects.of(drive).open().order_by().values_list(*names).annotate(Count("pk"))
    return {(likelihood, impact): count for likelihood, impact, count in counted}


def heat_map(
    drive: Drive, bands: list[Band], *, which: str = "residual", cell: str = "", links: bool = True
) -> HeatMap:
    """The 5×5 picture; on the page each cell leads to its risks."""
    counts = heat(drive, which)
    here = reverse("risks:list", args=[drive.pk])
    more = "" if which == "residual" else f"&which={which}"
    return replace(
        matrix(scales_for(drive.agency_id), bands),
        title=_("แผนที่ความเสี่ยงที่เหลืออยู่หลังการควบคุม") if which == "residual" else _("แผนที่ความเสี่ยงก่อนการควบคุม"),
        description=_("ความเสี่ยงที่เปิดอยู่ %(count)s รายการ ตามโอกาสและผลกระทบ") % {"count": sum(counts.values())},
        counts=counts,
        hrefs={key: f"{here}?cell={key[0]}-{key[1]}{more}#register" for key in counts} if links else {},
        selected=cell_of(cell),
    )


def matrix(scales: Mapping[str, list[Scale]], bands: list[Band]) -> HeatMap:
    """The matrix without risks: which cell is of which level."""
    return HeatMap(
        title=_("ระดับของแต่ละช่องตามเกณฑ์ที่ใช้อยู่"),
        description=_("คะแนน = โอกาส × ผลกระทบ"),
        likelihood_words=tuple(scale.word for scale in scales["likelihood"]),
        impact_words=tuple(scale.word for scale in scales["impact"]),
        bands=tuple(ChartBand(band.level, band.name, band.floor, band.ceiling) for band in bands),
        counts={},
        words=heat_words(),
    )


# ── code items ─────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class ItemRow:
    """One code item: how many open risks it has, else the judgement that none was found."""

    item: CodeItem
    risks: int
    reason: str
    on: date | None

    @property
    def is_seen(self) -> bool:
        return bool(self.risks or self.on)


def item_rows(drive: Drive) -> list[ItemRow]:
    """Every code item of the drive, in order; two queries. Without the long texts, which no list shows."""
    review = ItemReview.objects.filter(drive=drive, item=OuterRef("pk"))
    items = (
        CodeItem.objects.of(drive.code_id, drive.agency_id)
        .annotate(no_risk=Subquery(review.values("reason")[:1]), no_risk_on=Subquery(review.values("on")[:1]))
        .only("key", "code_id", "agency_id", "number", "title")
        .order_by("number", "pk")
    )
    counted = Risk.objects.of(drive).open().exclude(items=None).order_by().values_list("items")
    risks = dict(counted.annotate(Count("pk")))
    annotated = [(item, vars(item)) for item in items]
    return [
        ItemRow(item, risks.get(item.pk, 0), told["no_risk"] or "", told["no_risk_on"])
        for item, told in annotated
    ]


def items_without(drive: Drive) -> list[CodeItem]:
    """Code items under which there is neither an open risk nor a judgement that none was found."""
    return [row.item for row in item_rows(drive) if not row.is_seen]


# ── one risk ───────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Judgement:
    """One assessment, and where the score that is left went since the one before."""

    assessment: Assessment
    score: int
    residual: int
    movement: rules.Movement | None  # None for the first


def history(risk: Risk) -> list[Judgement]:
    """The assessments of a risk, newest first; one query."""
    rows = [
        (
            one,
            rules.score(one.likelihood, one.impact),
            rules.score(one.residual_likelihood, one.residual_impact),
        )
        for one in risk.assessments.select_related("by").order_by("pk")
    ]
    first = [Judgement(*row, None) for row in rows[:1]]
    later = [Judgement(*now, rules.movement(before[2], now[2])) for before, now in pairwise(rows)]
    return [*first, *later][::-1]


def told_of(risk: Risk) -> EntryQuerySet:
    """The journal's lines about a risk, newest first."""
    return Entry.objects.about(risk)


# ── the step ───────────────────────────────────────────────────────────────────────────────
def step_state(drive: Drive, today: date) -> StepState:
    """Step 2: parts are code items looked at, and open risks that have an owner and told controls."""
    items = item_rows(drive)
    loose = [row.item for row in items if not row.is_seen]
    counted = Risk.objects.of(drive).aggregate(
        risks=Count("pk", filter=Q(closed_on=None)),
        bare=Count("pk", filter=Q(closed_on=None) & (Q(owner=None) | Q(controls=""))),
    )
    risks, bare = counted["risks"], counted["bare"]
    here = reverse("risks:list", args=[drive.pk])
    missing = []
    if not risks:
        missing.append(Missing(_("ยังไม่มีความเสี่ยงในทะเบียน"), reverse("risks:add", args=[drive.pk])))
    if loose and risks:
        numbers = ", ".join(str(item.number) for item in loose)
        missing.append(Missing(_("ยังไม่ได้วิเคราะห์ข้อ %(numbers)s") % {"numbers": numbers}, f"{here}#items"))
    if bare:
        missing.append(
            Missing(
                _("ความเสี่ยงที่ยังไม่ระบุผู้รับผิดชอบหรือการควบคุม %(count)s รายการ") % {"count": bare},
                f"{here}?state=incomplete#register",
            )
        )
    facts = [_("ความเสี่ยงเปิดอยู่ %(count)s รายการ") % {"count": risks}] if risks else []
    done = (len(items) - len(loose) + risks - bare) if risks else 0
    return StepState(2, done, len(items) + risks, facts, missing)
