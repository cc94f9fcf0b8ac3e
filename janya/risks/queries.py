from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from janya.core import thai
from janya.core.charts import HeatMap
from janya.core.charts.page import heat_words
from janya.drives.models import Drive
from janya.drives.rules import Missing, StepState
from janya.norms.models import CodeItem
from janya.people.models import Agency

from . import rules
from .models import Assessment, Band, ItemReview, Risk, RiskKind, Scale


def bands_for(agency: Agency | int) -> list[Band]:
    """The agency's own bands if it has any, else the national ones, lowest first."""
    every = list(Band.objects.filter(Q(agency=None) | Q(agency=agency)).order_by("floor"))
    own = [band for band in every if band.agency_id]
    return own or every


def scales_for(agency: Agency | int) -> dict[str, list[Scale]]:
    """Five steps a scale, "likelihood" and "impact"; the agency's own words where it has any."""
    every = Scale.objects.filter(Q(agency=None) | Q(agency=agency)).order_by("axis", "level", "agency")
    found: dict[str, dict[int, Scale]] = {"likelihood": {}, "impact": {}}
    for scale in every:
        if scale.agency_id or scale.level not in found[scale.axis]:
            found[scale.axis][scale.level] = scale
    return {axis: [steps[level] for level in sorted(steps)] for axis, steps in found.items()}


def kinds_for(agency: Agency | int) -> "QuerySet[RiskKind]":
    return RiskKind.objects.filter(Q(agency=None) | Q(agency=agency)).order_by("pk")


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One risk with its levels before controls and left over."""

    risk: Risk
    level: str
    level_name: str
    residual_level: str
    residual_name: str


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
    """The register, worst first; `filters` may hold q, level, item, unit, cell ("4-5"), state."""
    rows = Risk.objects.of(drive).select_related("drive", "unit", "owner", "kind").prefetch_related("items")
    wanted = filters or {}
    if words := thai.normalise(wanted.get("q", "")).strip():
        rows = rows.filter(
            Q(title__icontains=words)
            | Q(cause__icontains=words)
            | Q(event__icontains=words)
            | Q(consequence__icontains=words)
        )
    if (level := wanted.get("level", "")) and bands:
        chosen = [band for band in bands if band.level == level]
        if chosen:
            rows = rows.filter(residual_score__range=(chosen[0].floor, chosen[0].ceiling))
    for name, field in (("item", "items"), ("unit", "unit")):
        if wanted.get(name, "").isdecimal():
            rows = rows.filter(**{field: int(wanted[name])})
    likelihood, _dash, impact = wanted.get("cell", "").partition("-")
    if likelihood.isdecimal() and impact.isdecimal():
        rows = rows.filter(residual_likelihood=int(likelihood), residual_impact=int(impact))
    state = wanted.get("state", "open")
    if state != "all":
        rows = rows.filter(closed_on__isnull=state != "closed")
    return rows.order_by("-residual_score", "number")


def heat(drive: Drive, which: str = "residual") -> Counter[tuple[int, int]]:
    """How many open risks stand in each cell (likelihood, impact)."""
    names = ("residual_likelihood", "residual_impact") if which == "residual" else ("likelihood", "impact")
    return Counter(Risk.objects.of(drive).open().values_list(*names))


def heat_map(
    drive: Drive, bands: list[Band], *, which: str = "residual", cell: str = "", links: bool = True
) -> HeatMap:
    """The 5×5 picture; on the page each cell leads to its risks."""
    scales = scales_for(drive.agency_id)
    counts = heat(drive, which)
    here = reverse("risks:list", args=[drive.pk])
    likelihood, _dash, impact = cell.partition("-")
    return HeatMap(
        title=_("แผนที่ความเสี่ยงที่เหลืออยู่หลังการควบคุม") if which == "residual" else _("แผนที่ความเสี่ยงก่อนการควบคุม"),
        description=_("ความเสี่ยงที่เปิดอยู่ %(count)s รายการ ตามโอกาสและผลกระทบ") % {"count": counts.total()},
        likelihood_words=tuple(scale.word for scale in scales["likelihood"]),
        impact_words=tuple(scale.word for scale in scales["impact"]),
        bands=bands,
        counts=dict(counts),
        words=heat_words(),
        hrefs={key: f"{here}?cell={key[0]}-{key[1]}#register" for key in counts} if links else {},
        selected=(int(likelihood), int(impact)) if likelihood.isdecimal() and impact.isdecimal() else None,
    )


def items_without(drive: Drive) -> list[CodeItem]:
    """Code items under which there is neither an open risk nor a judgement that none was found."""
    with_risk = Risk.objects.of(drive).open().values("items")
    looked_at = ItemReview.objects.filter(drive=drive).values("item")
    items = CodeItem.objects.of(drive.code_id, drive.agency_id)
    return list(items.exclude(pk__in=with_risk).exclude(pk__in=looked_at).order_by("number"))


def history(risk: Risk) -> "QuerySet[Assessment]":
    return risk.assessments.select_related("by")


def step_state(drive: Drive, today: date) -> StepState:
    """Step 2: parts are code items looked at, and open risks that have an owner and told controls."""
    items = CodeItem.objects.of(drive.code_id, drive.agency_id).count()
    loose = items_without(drive)
    risks = list(Risk.objects.of(drive).open().values_list("owner", "controls", "residual_score"))
    here = reverse("risks:list", args=[drive.pk])
    bare = sum(not owner or not controls for owner, controls, _score in risks)
    missing = []
    if not risks:
        missing.append(Missing(_("ยังไม่มีความเสี่ยงในทะเบียน"), reverse("risks:add", args=[drive.pk])))
    if loose and risks:
        numbers = ", ".join(str(item.number) for item in loose)
        missing.append(Missing(_("ยังไม่ได้วิเคราะห์ข้อ %(numbers)s") % {"numbers": numbers}, f"{here}#items"))
    if bare:
        missing.append(
            Missing(_("ความเสี่ยงที่ยังไม่ระบุผู้รับผิดชอบหรือการควบคุม %(count)s รายการ") % {"count": bare}, here)
        )
    facts = [_("ความเสี่ยงเปิดอยู่ %(count)s รายการ") % {"count": len(risks)}] if risks else []
    done = (items - len(loose) + len(risks) - bare) if risks else 0
    return StepState(2, done, items + len(risks), facts, missing)
