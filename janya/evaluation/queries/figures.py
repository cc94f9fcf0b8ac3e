"""The figures of a year as of a day, as plain values that JSON keeps: what a closing freezes."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from janya.codes.signing import queries as signing
from janya.drives.models import Drive
from janya.findings import queries as findings
from janya.issues import rules as issue_rules
from janya.kpis import queries as kpis
from janya.kpis.metrics import closed_survey, end_of
from janya.norms.models import CodeItem
from janya.people.models import Person
from janya.plans.models import Activity, Progress
from janya.plans.queries import facts_of, planned_of
from janya.plans.rules import Light, light
from janya.risks import queries as risks
from janya.risks.models import Assessment, Band, Risk
from janya.risks.rules import Level
from janya.surveys import queries as surveys
from janya.surveys.models import Survey

from .. import rules

Facts = dict[str, Any]
GRAVE = {Level.HIGH, Level.CRITICAL}


def figures(drive: Drive, as_of: date) -> Facts:
    """Everything that an evaluation rests on; a fixed number of queries.

    Readings, progress, assessments and signatures are those of the day; weights, budgets and the staff are today's.
    """
    return {
        "as_of": as_of.isoformat(),
        **of_kpis(drive, as_of),
        **of_activities(drive, as_of),
        "risks": of_risks(drive, as_of),
        "coverage": of_coverage(drive, as_of),
        **of_surveys(drive, as_of),
    }


def of_kpis(drive: Drive, as_of: date) -> Facts:
    card = kpis.scorecard(drive, as_of)
    return {
        "score": as_float(card.score),
        "covered": as_float(card.covered),
        "kpis": [
            {
                "pk": row.kpi.pk,
                "number": row.kpi.number,
                "name": row.kpi.name,
                "unit": row.kpi.unit,
                "weight": as_float(row.kpi.weight),
                "target": as_float(row.kpi.target),
                "value": as_float(row.latest.value) if row.latest else None,
                "read_on": row.latest.as_of.isoformat() if row.latest else None,
                "level": row.level,
                "weighted": as_float(row.weighted),
                "reached": rules.is_reached(
                    row.latest.value if row.latest else None, row.kpi.target, row.kpi.direction, row.level
                ),
            }
            for row in card.rows
        ],
    }


def as_float(value: Decimal | float | None) -> float | None:
    return None if value is None else float(value)


def of_activities(drive: Drive, as_of: date) -> Facts:
    """Progress and money by the last report until that day; two queries."""
    last = Progress.objects.filter(activity=OuterRef("pk"), on__lte=as_of).order_by("-on", "-pk")
    rows = (
        Activity.objects.of(drive)
        .filter(Q(cancelled_on=None) | Q(cancelled_on__gt=as_of))
        .select_related("area", "unit")
        .prefetch_related("milestones")
        .annotate(
            then=Coalesce(Subquery(last.values("percent")[:1]), 0),
            paid=Subquery(last.values("spent")[:1]),
            proved=Count("proofs", filter=Q(proofs__at__lt=end_of(as_of))),
        )
        .order_by("area__number", "number")
    )
    told = [activity_facts(one, as_of) for one in rows]
    lights = Counter(one["light"] for one in told)
    budget, spent = (sum((Decimal(one[name]) for one in told), Decimal(0)) for name in ("budget", "spent"))
    done = [one for one in told if one["percent"] >= 100]
    return {
        "activities": {
            "count": len(told),
            "done": len(done),
            "proved": sum(one["proved"] > 0 for one in done),
            "lights": {one.value: lights[one.value] for one in Light},
            "rows": told,
        },
        "budget": str(budget),
        "spent": str(spent),
        "spent_percent": as_float(rules.share(spent, budget)),
    }


def activity_facts(one: Any, as_of: date) -> Facts:
    planned = planned_of(one, facts_of(one.milestones.all()), as_of)
    span = {"starts_on": one.starts_on, "ends_on": one.ends_on, "today": as_of}
    return {
        "pk": one.pk,
        "number": one.number,
        "title": one.title,
        "area": one.area.short,
        "unit": one.unit.name if one.unit else "",
        "percent": one.then,
        "planned": planned,
        "light": light(one.then, planned=planned, **span).value,
        "budget": f"{one.budget:.2f}",
        "spent": f"{one.paid or 0:.2f}",
        "proved": one.proved,
    }


def of_risks(drive: Drive, as_of: date) -> Facts:
    """Open risks by level as last assessed until that day, and of those grave before controls how many no longer are."""
    bands = risks.bands_for(drive.agency_id)
    judged = Assessment.objects.filter(risk=OuterRef("pk"), on__lte=as_of).order_by("-on", "-pk")

    def then(likelihood: str, impact: str, now: str) -> Coalesce:
        found = judged.annotate(points=F(likelihood) * F(impact)).values("points")[:1]
        return Coalesce(Subquery(found), F(now), output_field=IntegerField())

    scores = (
        Risk.objects.of(drive)
        .annotate(
            before=then("likelihood", "impact", "score"),
            left=then("residual_likelihood", "residual_impact", "residual_score"),
        )
        .values_list("before", "left", "closed_on")
    )
    told = [
        (level_at(before, bands), level_at(left, bands), closed is not None and closed <= as_of)
        for before, left, closed in scores
    ]
    standing = Counter(left for _before, left, closed in told if not closed)
    grave = [(left, closed) for before, left, closed in told if before in GRAVE]
    return {
        "count": len(told),
        "closed": sum(closed for _before, _left, closed in told),
        "levels": [
            {"level": band.level, "name": band.name, "count": standing[band.level]}
            for band in reversed(bands)
        ],
        "grave": len(grave),
        "eased": sum(closed or left not in GRAVE for left, closed in grave),
    }


def level_at(score: int, bands: list[Band]) -> str:
    return next((band.level for band in bands if band.floor <= score <= band.ceiling), "")


def of_coverage(drive: Drive, as_of: date) -> Facts:
    signed = signing.signed_until(drive, end_of(as_of))
    people = Person.objects.working_in(drive.agency).count()
    return {"people": people, "signed": signed, "percent": as_float(rules.share(signed, people))}


def of_surveys(drive: Drive, as_of: date) -> Facts:
    """Gaps of the latest closed survey of expectations, knowledge of the latest of awareness, and who answered."""
    survey = closed_survey(drive, as_of)
    found = findings.results(survey) if survey else None
    rows = [row for row in found.overall if not row.suppressed and row.gap is not None] if found else []
    items = findings.items_of([row.item_id for row in rows])
    weight = sum(row.n or 0 for row in rows)
    mean = sum((row.gap or 0.0) * (row.n or 0) for row in rows) / weight if weight else None
    knowing = (
        findings.counted(drive, Survey.Kind.AWARENESS).filter(opens_on__lte=as_of).first()
    )  # the same as the measured KPI
    known = findings.score(findings.results(knowing)) if knowing else None
    return {
        "survey": answered(survey) if survey else None,
        "gaps": [
            {
                "item": row.item_id,
                "label": whole_label(items.get(row.item_id), row.label),
                "n": row.n,
                "desired": row.desired,
                "perceived": row.perceived,
                "gap": row.gap,
                "candidate": is_candidate(row.gap, row.low),
            }
            for row in rows
        ],
        "mean_gap": None if mean is None else round(mean, 2),
        "awareness": {"pk": knowing.pk, "n": known.n, "mean": round(known.mean, 2)} if known else None,
    }


def whole_label(item: CodeItem | None, short: str) -> str:
    """The item's number and whole title: an official paper shortens none."""
    if item is None:
        return short
    return _("ข้อ %(number)s %(title)s") % {"number": item.number, "title": item.title}


def answered(survey: Survey) -> Facts:
    groups = surveys.groups_of(survey)
    count, target = sum(one.answered for one in groups), sum(one.target for one in groups)
    return {
        "pk": survey.pk,
        "title": survey.title,
        "answered": count,
        "target": target,
        "percent": as_float(rules.share(count, target)),
    }


def is_candidate(gap: float | None, low: float | None) -> bool:
    """As the room of issues judges a gap."""
    if gap is None or low is None:
        return False
    return issue_rules.gap_is_candidate(Decimal(str(gap)), Decimal(str(low)))
