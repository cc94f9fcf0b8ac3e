from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from janya.drives.models import Drive
from janya.drives.rules import Missing, StepState
from janya.norms.models import CodeItem
from janya.risks import queries as risk_queries
from janya.risks.models import Risk
from janya.surveys import queries as survey_queries

from . import rules
from .actions import criteria_of
from .models import CriterionScore, Issue, Override, PriorityCriterion, Weight


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposal with its source: `key` is "risk-<pk>" or "gap-<item pk>"."""

    key: str
    item: CodeItem
    title: str
    evidence: str
    risk: Risk | None = None
    gap: Decimal | None = None


def candidates(drive: Drive) -> list[Candidate]:
    """What the figures propose and nobody has decided: risks above the lowest band, gaps that are sure and large."""
    items = {item.pk: item for item in CodeItem.objects.of(drive.code_id, drive.agency_id)}
    decided = Issue.objects.of(drive)
    told = set(decided.values_list("risks__pk", flat=True))
    gaps_told = set(decided.exclude(gap=None).values_list("item_id", flat=True))
    floor = min(
        (band.floor for band in risk_queries.bands_for(drive.agency) if band.level != "low"), default=1
    )
    found = []
    risks = Risk.objects.of(drive).open().filter(residual_score__gte=floor).exclude(pk__in=told - {None})
    for risk in risks.order_by("-residual_score", "number").prefetch_related("items"):
        item = next(iter(risk.items.all()), None)
        if item is None:
            continue
        evidence = _("ความเสี่ยง R-%(year)s-%(number)03d คะแนนที่เหลืออยู่ %(score)s จาก 25") % {
            "year": drive.fiscal_year,
            "number": risk.number,
            "score": risk.residual_score,
        }
        found.append(Candidate(f"risk-{risk.pk}", items.get(item.pk, item), risk.title, evidence, risk=risk))
    for row in survey_queries.item_gaps(drive).values():
        if (
            row.item_id in gaps_told
            or row.suppressed
            or row.item_id not in items
            or row.gap is None
            or row.low is None
        ):
            continue
        gap, low = Decimal(str(row.gap)), Decimal(str(row.low))
        if rules.gap_is_candidate(gap, low):
            item = items[row.item_id]
            evidence = _(
                "ช่องว่างความคาดหวัง %(gap).2f คะแนน (ช่วงเชื่อมั่นร้อยละ 95: %(low).2f ถึง %(high).2f) จากผู้ตอบ %(n)s คน"
            ) % {
                "gap": row.gap,
                "low": row.low,
                "high": row.high,
                "n": row.n,
            }
            title = _("การปฏิบัติตามข้อ %(n)s ยังต่ำกว่าที่ผู้มีส่วนได้ส่วนเสียคาดหวัง") % {"n": item.number}
            found.append(
                Candidate(f"gap-{item.pk}", item, title, evidence, gap=gap.quantize(Decimal("0.01")))
            )
    return found


def candidate(drive: Drive, key: str) -> Candidate | None:
    return next((one for one in candidates(drive) if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Ranked:
    """One adopted issue with the arithmetic of its rank."""

    issue: Issue
    terms: list[rules.Term]
    total: Decimal
    place: rules.Place
    override: Override | None
    complete: bool

    @property
    def by_criterion(self) -> dict[int, rules.Term]:
        return {term.criterion: term for term in self.terms}


def weights_of(drive: Drive) -> list[tuple[PriorityCriterion, Decimal]]:
    """The year's weights, or the criteria's own until the year has set some."""
    set_here = dict(Weight.objects.filter(drive=drive).values_list("criterion_id", "weight"))
    return [(one, set_here.get(one.pk, Decimal(one.weight))) for one in criteria_of(drive)]


def ranking(drive: Drive, weights: Mapping[int, Decimal] | None = None) -> list[Ranked]:
    """Adopted issues in their order; `weights` (criterion pk → weight) tries other weights without saving."""
    weighed = [(one, (weights or {}).get(one.pk, weight)) for one, weight in weights_of(drive)]
    issues = list(
        Issue.objects.of(drive)
        .adopted()
        .select_related("item", "drive")
        .prefetch_related(
            "scores", "risks", Prefetch("overrides", Override.objects.select_related("by").order_by("-pk"))
        )
    )
    terms: dict[int, list[rules.Term]] = {}
    standings = []
    for issue in issues:
        scored = {one.criterion_id: one.score for one in issue.scores.all()}
        terms[issue.pk] = [rules.Term(one.pk, weight, scored.get(one.pk)) for one, weight in weighed]
        newest = next(iter(issue.overrides.all()), None)
        standings.append(
            rules.Standing(
                key=issue.pk,
                item=issue.item_id,
                total=rules.total(terms[issue.pk]),
                risk=max((risk.residual_score for risk in issue.risks.all()), default=0),
                gap=issue.gap or Decimal(0),
                number=issue.number,
                wanted=newest.rank if newest else None,
            )
        )
    places = rules.ranks(standings)
    rows = [
        Ranked(
            issue,
            terms[issue.pk],
            rules.total(terms[issue.pk]),
            places[issue.pk],
            next((one for one in list(issue.overrides.all())[:1] if one.rank), None),
            all(term.score for term in terms[issue.pk] if term.weight),
        )
        for issue in issues
    ]
    return sorted(rows, key=lambda row: row.place.overall)


def turned_down(drive: Drive) -> list[Issue]:
    return list(
        Issue.objects.of(drive)
        .filter(decision=Issue.Decision.TURNED_DOWN)
        .select_related("item", "decided_by")
    )


def step_state_4(drive: Drive, today: date) -> StepState:
    """Step 4 is done when at least one issue is adopted and no candidate waits; parts are candidates and decisions."""
    decided = list(Issue.objects.of(drive).values_list("decision", flat=True))
    waiting = len(candidates(drive))
    adopted = decided.count(Issue.Decision.ADOPTED)
    here = reverse("issues:list", args=[drive.pk])
    missing = []
    if waiting:
        missing.append(Missing(_("มีข้อเสนอรอพิจารณา %(count)s เรื่อง") % {"count": waiting}, here))
    if not adopted:
        missing.append(Missing(_("ยังไม่มีประเด็นที่รับไว้ขับเคลื่อน"), here))
    facts = (
        [_("รับ %(adopted)s ประเด็น ไม่รับ %(rest)s") % {"adopted": adopted, "rest": len(decided) - adopted}]
        if decided
        else []
    )
    return StepState(4, len(decided) if adopted else 0, max(len(decided) + waiting, 1), facts, missing)


def step_state_5(drive: Drive, today: date) -> StepState:
    """Step 5 is done when every adopted issue is scored on every criterion; parts are scores."""
    issues = Issue.objects.of(drive).adopted().count()
    criteria = [one.pk for one, weight in weights_of(drive) if weight]
    scores = CriterionScore.objects.filter(
        issue__drive=drive, issue__decision=Issue.Decision.ADOPTED, criterion__in=criteria
    ).count()
    wanted = issues * len(criteria)
    here = reverse("issues:ranking", args=[drive.pk])
    missing = []
    if not issues:
        missing.append(Missing(_("ต้องมีประเด็นที่รับไว้ก่อนจึงจัดลำดับได้"), reverse("issues:list", args=[drive.pk])))
    elif scores < wanted:
        missing.append(Missing(_("ยังไม่ได้ให้คะแนน %(count)s ช่อง") % {"count": wanted - scores}, here))
    facts = [_("จัดลำดับแล้ว %(count)s ประเด็น") % {"count": issues}] if issues and scores >= wanted else []
    return StepState(5, scores, wanted, facts, missing)
