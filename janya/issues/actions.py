from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from janya.core.models import HasChanged
from janya.drives.models import Drive
from janya.journal import actions as journal
from janya.norms.models import CodeItem
from janya.people.models import Person
from janya.risks.models import Risk

from . import rules
from .models import CriterionScore, Issue, Override, PriorityCriterion, Weight


class WeightsAreNotWhole(Exception):
    """The weights do not sum to 100."""

    def __str__(self) -> str:
        return _("น้ำหนักทุกเกณฑ์รวมกันต้องเท่ากับ 100 พอดี")


@transaction.atomic
def decide(
    drive: Drive,
    *,
    item: CodeItem,
    title: str,
    decision: str,
    by: Person,
    on: date,
    description: str = "",
    reason: str = "",
    risks: Iterable[Risk] = (),
    gap: Decimal | None = None,
) -> Issue:
    """Adopt a candidate as an issue, or turn it down with a reason. Measured criteria get their proposed scores."""
    Drive.objects.select_for_update().get(pk=drive.pk)
    last = Issue.objects.of(drive).aggregate(last=Max("number"))["last"] or 0
    issue = Issue.objects.create(
        drive=drive,
        item=item,
        number=last + 1,
        title=title,
        description=description,
        decision=decision,
        reason=reason,
        gap=gap,
        decided_by=by,
        decided_on=on,
    )
    chosen = list(risks)
    issue.risks.set(chosen)
    if issue.decision == Issue.Decision.ADOPTED:
        propose(issue, risk=max((risk.residual_score for risk in chosen), default=None))
    journal.record(
        f"issues.{issue.decision.replace('_', '-')}",
        issue,
        by=by,
        item=item.number,
        risks=[risk.number for risk in chosen],
    )
    return issue


def propose(issue: Issue, *, risk: int | None) -> None:
    """Write the scores that figures propose; people's own scores are not touched."""
    CriterionScore.objects.bulk_create(
        [
            CriterionScore(issue=issue, criterion=criterion, score=points, proposed=points)
            for criterion in criteria_of(issue.drive)
            if (points := rules.proposed(criterion.feed, risk=risk, gap=issue.gap)) is not None
        ],
        ignore_conflicts=True,
    )


def criteria_of(drive: Drive) -> list[PriorityCriterion]:
    """The agency's own criteria if it has any, else the national ones."""
    every = list(
        PriorityCriterion.objects.filter(agency__in=[drive.agency_id])
        | PriorityCriterion.objects.filter(agency=None)
    )
    own = [one for one in every if one.agency_id]
    return own or every


@transaction.atomic
def change(
    issue: Issue, *, seen: int, by: Person, risks: Iterable[Risk] | None = None, **facts: object
) -> None:
    """Change an issue's words, decision or risks. Raises HasChanged when somebody saved it since."""
    if not issue.claim(seen):
        raise HasChanged
    for name, value in facts.items():
        setattr(issue, name, value)
    issue.save()
    if risks is not None:
        issue.risks.set(risks)
    if issue.decision == Issue.Decision.ADOPTED:
        propose(issue, risk=max((risk.residual_score for risk in issue.risks.all()), default=None))
    journal.record("issues.changed", issue, by=by, fields=sorted(facts))


@transaction.atomic
def score(issue: Issue, scores: Mapping[PriorityCriterion, int], *, by: Person) -> None:
    """Score an issue 1..5 on each criterion."""
    for criterion, points in scores.items():
        CriterionScore.objects.update_or_create(issue=issue, criterion=criterion, defaults={"score": points})
    journal.record(
        "issues.scored", issue, by=by, scores={criterion.key: points for criterion, points in scores.items()}
    )


@transaction.atomic
def weigh(drive: Drive, weights: Mapping[PriorityCriterion, Decimal], *, by: Person) -> None:
    """Set the year's weights. Raises WeightsAreNotWhole."""
    if not rules.weights_are_whole(list(weights.values())):
        raise WeightsAreNotWhole
    for criterion, weight in weights.items():
        Weight.objects.update_or_create(drive=drive, criterion=criterion, defaults={"weight": weight})
    journal.record(
        "issues.weighed",
        drive,
        by=by,
        weights={criterion.key: weight for criterion, weight in weights.items()},
    )


@transaction.atomic
def override(issue: Issue, *, rank: int | None, reason: str, by: Person) -> None:
    """Put an issue at a rank against the arithmetic, or with rank None give the arithmetic back its say."""
    Override.objects.create(issue=issue, rank=rank, reason=reason, by=by)
    journal.record("issues.overridden", issue, by=by, rank=rank, reason=reason)
