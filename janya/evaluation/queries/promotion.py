"""The evaluation of the promotion work: criteria and weights of a year, what the figures propose, what was given."""

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from janya.drives.models import Drive
from janya.evidence.models import Evidence
from janya.evidence.queries import Use, UsedBy

from .. import rules
from ..models import CriterionWeight, Evaluation, PromotionCriterion, Score
from .figures import Facts, figures


def criteria_of(drive: Drive) -> list[PromotionCriterion]:
    """The ready set and the agency's own."""
    rows = PromotionCriterion.objects.filter(Q(agency=None) | Q(agency=drive.agency_id))
    return sorted(rows, key=lambda one: (one.agency_id is not None, one.order, one.pk))


def weights_of(drive: Drive) -> list[tuple[PromotionCriterion, Decimal]]:
    """The year's weights, or those of the ready set until the year has its own; two queries."""
    own = dict(CriterionWeight.objects.filter(drive=drive).values_list("criterion", "weight"))
    return [
        (one, own.get(one.pk, Decimal(0)) if own else Decimal(0 if one.agency_id else one.weight))
        for one in criteria_of(drive)
    ]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A level that figures propose, the sum in words, and the page of the figures."""

    level: int | None
    arithmetic: str
    href: str


def proposals(
    drive: Drive, criteria: Collection[PromotionCriterion], facts: Facts | None = None, *, as_of: Any = None
) -> dict[int, Proposal]:
    """For each criterion that a figure feeds; no query beyond those of the figures."""
    facts = facts or figures(drive, as_of)
    return {one.pk: proposal(drive, one, facts) for one in criteria if one.feed != rules.Feed.NONE}


def proposal(drive: Drive, criterion: PromotionCriterion, facts: Facts) -> Proposal:
    value, sum_, href = figure_of(drive, criterion.feed, facts)
    level = rules.proposed_level(value, [Decimal(one) for one in criterion.floors])
    if level is None:
        return Proposal(None, _("ยังไม่มีตัวเลขในระบบ"), href)
    floor = Decimal(criterion.floors[level - 1])
    told = _("%(sum)s ถึงเกณฑ์ระดับ %(level)s (ตั้งแต่ %(floor)s)") % {
        "sum": sum_,
        "level": level,
        "floor": f"{floor.normalize():f}",
    }
    return Proposal(level, told, href)


def figure_of(drive: Drive, feed: str, facts: Facts) -> tuple[Decimal | None, str, str]:
    """The figure, the sum that it comes from in words, and its page."""
    here, plan = [drive.pk], reverse("plans:follow-up", args=[drive.pk])
    match feed:
        case rules.Feed.COVERAGE:
            signed, people = facts["coverage"]["signed"], facts["coverage"]["people"]
            words = _("ลงนาม %(part)s จาก %(whole)s คน")
            return of_share(signed, people, words, reverse("codes:coverage", args=here))
        case rules.Feed.ACTIVITIES:
            plans = facts["activities"]
            return of_share(plans["done"], plans["count"], _("เสร็จ %(part)s จาก %(whole)s กิจกรรม"), plan)
        case rules.Feed.EVIDENCE:
            plans = facts["activities"]
            words = _("มีหลักฐาน %(part)s จาก %(whole)s กิจกรรมที่เสร็จแล้ว")
            return of_share(plans["proved"], plans["done"], words, plan)
        case rules.Feed.RISKS:
            grave, eased = facts["risks"]["grave"], facts["risks"]["eased"]
            words = _("ลดลงได้ %(part)s จาก %(whole)s เรื่องที่เดิมอยู่ในระดับสูงหรือสูงมาก")
            return of_share(eased, grave, words, reverse("risks:list", args=here))
        case rules.Feed.RESPONSE:
            survey = facts["survey"]
            href = results_of(drive, survey)
            if survey is None:
                return None, "", href
            return of_share(
                survey["answered"], survey["target"], _("ตอบ %(part)s จากเป้าหมาย %(whole)s คน"), href
            )
        case rules.Feed.KPIS:
            href = reverse("kpis:list", args=here)
            return of_mean(facts["score"], _("คะแนนถ่วงน้ำหนักตัวชี้วัด %(mean)s จาก 5"), 2, href)
        case rules.Feed.AWARENESS:
            known = facts["awareness"]
            words = _("คะแนนความรู้เฉลี่ย %(mean)s จาก 100")
            return of_mean(known["mean"] if known else None, words, 1, results_of(drive, known))
    return None, "", ""


def results_of(drive: Drive, survey: Facts | None) -> str:
    if survey:
        return reverse("findings:results", args=[survey["pk"]])
    return reverse("surveys:list", args=[drive.pk])


def of_share(part: int, whole: int, words: str, href: str) -> tuple[Decimal | None, str, str]:
    found = rules.share(part, whole)
    told = _("%(words)s เท่ากับร้อยละ %(percent)s") % {
        "words": words % {"part": f"{part:,}", "whole": f"{whole:,}"},
        "percent": found,
    }
    return found, told, href


def of_mean(mean: float | None, words: str, digits: int, href: str) -> tuple[Decimal | None, str, str]:
    found = None if mean is None else Decimal(str(round(mean, digits)))
    return found, words % {"mean": "" if mean is None else f"{mean:.{digits}f}"}, href


# ── what was given ─────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion in use, its weight, what is proposed, and the score that was given; frozen words once it is closed."""

    criterion: PromotionCriterion
    name: str
    meaning: str  # of the level that was given
    weight: Decimal
    proposal: Proposal | None
    score: Score | None
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def level(self) -> int | None:
        return self.score.level if self.score else None

    @property
    def points(self) -> Decimal | None:
        return self.weight * self.level / 100 if self.level else None


@dataclass(frozen=True, slots=True)
class Promotion:
    """The criteria with their scores, the weighted total, and what stands out."""

    rows: list[CriterionRow]
    total: rules.Total

    @property
    def strengths(self) -> list[CriterionRow]:
        return [row for row in self.rows if row.level and row.level >= rules.STRENGTH_AT]

    @property
    def gaps(self) -> list[CriterionRow]:
        return [row for row in self.rows if row.level and row.level <= rules.GAP_AT]

    @property
    def missing(self) -> int:
        return sum(row.score is None for row in self.rows)


def promotion(evaluation: Evaluation, facts: Facts | None = None) -> Promotion:
    """Criteria in use (weight above nought, or scored already), with proposals if there are figures; five queries.

    A closed one tells names, meanings and weights as they were when it was closed.
    """
    scored = {
        one.criterion_id: one
        for one in evaluation.scores.select_related("by").prefetch_related(
            Prefetch("evidence", Evidence.objects.select_related("drive", "file"))
        )
    }
    weighed = [(one, weight) for one, weight in weights_of(evaluation.drive) if weight or one.pk in scored]
    told = proposals(evaluation.drive, [one for one, _weight in weighed], facts) if facts else {}
    kept = kept_of(evaluation)
    rows = [
        row_of(one, weight, told.get(one.pk), scored.get(one.pk), kept.get(one.key))
        for one, weight in weighed
        if not kept or one.key in kept
    ]
    return Promotion(rows, rules.total([rules.Given(row.weight, row.level) for row in rows]))


def row_of(
    criterion: PromotionCriterion,
    weight: Decimal,
    proposal: Proposal | None,
    score: Score | None,
    kept: Facts | None,
) -> CriterionRow:
    return CriterionRow(
        criterion,
        kept["name"] if kept else criterion.name,
        kept["meaning"] if kept else criterion.meaning(score.level if score else None),
        Decimal(str(kept["weight"])) if kept else weight,
        proposal,
        score,
        list(score.evidence.all()) if score else [],
    )


def kept_of(evaluation: Evaluation) -> dict[str, Facts]:
    """The criteria as a closing that stands has frozen them, by key."""
    if not evaluation.is_closed:
        return {}
    standing = evaluation.closings.filter(reopened_at=None).first()
    return {one["key"]: one for one in standing.facts["criteria"]} if standing else {}


def frozen(found: Promotion) -> Facts:
    """What a closing keeps of the criteria."""
    return {
        "score": None if found.total.score is None else float(found.total.score),
        "percent": None if found.total.percent is None else float(found.total.percent),
        "criteria": [
            {
                "key": row.criterion.key,
                "name": row.name,
                "weight": float(row.weight),
                "level": row.level,
                "meaning": row.meaning,
                "proposed": row.score.proposed if row.score else None,
                "arithmetic": row.score.arithmetic if row.score else "",
                "reason": row.score.reason if row.score else "",
                "note": row.score.note if row.score else "",
                "evidence": [{"reference": one.reference, "title": one.title} for one in row.evidence],
            }
            for row in found.rows
        ],
    }


# ── what stands on evidence ────────────────────────────────────────────────────────────────
def scores_on(evidence: Collection[int]) -> dict[int, list[Use]]:
    """The scored criteria that stand on some evidence; one query."""
    found: dict[int, list[Use]] = {}
    through = Score.evidence.through.objects.filter(evidence__in=evidence)
    for one in through.select_related("score__criterion", "score__evaluation").order_by("pk"):
        score = one.score
        use = Use(_("เกณฑ์การส่งเสริมจริยธรรม"), score.criterion.name, score.evaluation.get_absolute_url())
        found.setdefault(one.evidence_id, []).append(use)
    return found


PROVED = UsedBy(
    uses=scores_on,
    numbers=lambda drive: Score.evidence.through.objects.filter(score__evaluation__drive=drive).values(
        "evidence"
    ),
)
