from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from janya.core.models import HasChanged
from janya.drives.models import Drive
from janya.journal import actions as journal
from janya.norms.models import CodeItem
from janya.people.models import Person
from janya.risks.models import Risk

from . import rules
from .models import (
    Consideration,
    CriterionScore,
    GapSource,
    Issue,
    Override,
    PriorityCriterion,
    Weight,
)

D = Issue.Decision


class Refusal(Exception):
    """What cannot be done with an issue; str() is the sentence for whoever tried."""


class WeightsAreNotWhole(Refusal):
    def __str__(self) -> str:
        return _("น้ำหนักทุกเกณฑ์รวมกันต้องเท่ากับ 100 พอดี")


class TooFewToMerge(Refusal):
    def __str__(self) -> str:
        return _("กรุณาเลือกข้อเสนอหรือประเด็นอย่างน้อย 2 รายการเพื่อรวมกัน")


class TooFewParts(Refusal):
    def __str__(self) -> str:
        return _("กรุณาระบุประเด็นใหม่อย่างน้อย 2 ประเด็น")


class IsNotAdopted(Refusal):
    def __str__(self) -> str:
        return _("ประเด็นนี้ไม่อยู่ในรายการที่รับไว้แล้ว อาจมีผู้รวม แยก หรือถอนไปก่อน")


class IsLeantOn(Refusal):
    def __str__(self) -> str:
        return _("มีตัวชี้วัดหรือกิจกรรมที่ตอบประเด็นนี้อยู่ กรุณาแก้ไขตัวชี้วัดหรือกิจกรรมนั้นให้ตอบประเด็นอื่นก่อน")


class RankIsGiven(Refusal):
    def __init__(self, issue: Issue) -> None:
        super().__init__()
        self.issue = issue

    def __str__(self) -> str:
        return _("ลำดับนี้กำหนดให้ประเด็น “%(title)s” ไว้แล้ว กรุณาเลือกลำดับอื่น หรือยกเลิกลำดับของประเด็นนั้นก่อน") % {
            "title": self.issue.title
        }


@dataclass(frozen=True, slots=True)
class GapFound:
    """A gap as the survey shows it now."""

    item: CodeItem
    gap: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One of the issues into which another is split."""

    title: str
    item: CodeItem
    description: str = ""
    risks: Sequence[Risk] = field(default_factory=tuple)


# ── deciding ───────────────────────────────────────────────────────────────────────────────
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
    gaps: Iterable[GapFound] = (),
) -> Issue:
    """Adopt a candidate as an issue, or turn it down with a reason. Measured criteria get their proposed scores."""
    found = list(gaps) or ([GapFound(item, gap)] if gap is not None else [])
    facts = {"item": item, "title": title, "description": description}
    issue = add(drive, decision=decision, reason=reason, by=by, on=on, risks=list(risks), gaps=found, **facts)
    journal.record(
        f"issues.{issue.decision.replace('_', '-')}",
        issue,
        by=by,
        item=item.number,
        risks=[risk.number for risk in issue.risks.all()],
    )
    return issue


def add(
    drive: Drive,
    *,
    decision: str,
    reason: str,
    by: Person,
    on: date,
    risks: Sequence[Risk],
    gaps: Sequence[GapFound],
    **facts: Any,
) -> Issue:
    """The next issue of the drive with its sources, its first consideration and the scores that figures propose."""
    Drive.objects.select_for_update().get(pk=drive.pk)
    last = Issue.objects.of(drive).aggregate(last=Max("number"))["last"] or 0
    issue = Issue.objects.create(
        drive=drive,
        number=last + 1,
        decision=decision,
        reason=reason,
        gap=max((found.gap for found in gaps), default=None),
        decided_by=by,
        decided_on=on,
        **facts,
    )
    issue.risks.set(risks)
    GapSource.objects.bulk_create(
        GapSource(issue=issue, item=found.item, gap=found.gap, low=found.low, high=found.high, n=found.n)
        for found in gaps
    )
    Consideration.objects.create(issue=issue, decision=decision, reason=reason, by=by, on=on)
    if decision == D.ADOPTED:
        propose(issue)
    return issue


def propose(issue: Issue) -> None:
    """Write what figures propose: it is the score where nobody has given one, and stands beside it where somebody has."""
    risk = max((risk.residual_score for risk in issue.risks.all()), default=None)
    given = {one.criterion_id: one for one in issue.scores.all()}
    for criterion in criteria_of(issue.drive):
        points = rules.proposed(criterion.feed, risk=risk, gap=issue.gap)
        known = given.get(criterion.pk)
        if known is None:
            if points is not None:
                CriterionScore.objects.create(issue=issue, criterion=criterion, score=points, proposed=points)
        elif known.proposed != points:
            known.proposed = points
            known.score = points if points and known.by_id is None else known.score
            known.save()


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
    issue: Issue, *, seen: int, by: Person, on: date, risks: Iterable[Risk] | None = None, **facts: object
) -> None:
    """Change an issue's words, decision or risks. Raises HasChanged when somebody saved it since."""
    if not issue.claim(seen):
        raise HasChanged
    before = issue.decision, issue.reason
    for name, value in facts.items():
        setattr(issue, name, value)
    if issue.decision != before[0] and issue.decision != D.ADOPTED and is_leant_on(issue):
        raise IsLeantOn
    issue.save()
    if risks is not None:
        issue.risks.set(risks)
    if (issue.decision, issue.reason) != before:
        Consideration.objects.create(issue=issue, decision=issue.decision, reason=issue.reason, by=by, on=on)
    if issue.decision == D.ADOPTED:
        propose(issue)
    journal.record("issues.changed", issue, by=by, fields=sorted(facts))


# ── merging, splitting, taking back ────────────────────────────────────────────────────────
@transaction.atomic
def merge(
    drive: Drive,
    *,
    issues: Sequence[Issue],
    by: Person,
    on: date,
    reason: str = "",
    risks: Iterable[Risk] = (),
    gaps: Iterable[GapFound] = (),
    **facts: Any,
) -> Issue:
    """One new issue out of adopted issues and of candidates (their risks and gaps). What leant on the old ones follows.

    The highest score that people gave on a criterion is carried over.
    """
    old, fresh, found = lock(issues), list(risks), list(gaps)
    if len(old) + len(fresh) + len(found) < 2:
        raise TooFewToMerge
    new = add(
        drive,
        decision=D.ADOPTED,
        reason=reason,
        by=by,
        on=on,
        risks=list({*fresh, *risks_of(old)}),
        gaps=largest([*found, *gaps_of(old)]),
        **facts,
    )
    new.came_from.set(old)
    carry_scores(old, new)
    for one in old:
        follow(one, [new])
        turn(one, D.MERGED, reason=reason, by=by, on=on)
    journal.record(
        "issues.merged", new, by=by, issues=[one.number for one in old], candidates=len(fresh) + len(found)
    )
    return new


@transaction.atomic
def split(issue: Issue, parts: Sequence[Part], *, reason: str, by: Person, on: date) -> list[Issue]:
    """Several new issues out of an adopted one; what leant on it leans on all of them, people's scores are carried over.

    A gap goes to the part of its own code item, else to the first.
    """
    [old] = lock([issue])
    if len(parts) < 2:
        raise TooFewParts
    given: dict[int, list[GapFound]] = {}
    for found in gaps_of([old]):
        at = next((n for n, part in enumerate(parts) if part.item == found.item), 0)
        given.setdefault(at, []).append(found)
    new = [
        add(
            old.drive,
            decision=D.ADOPTED,
            reason=reason,
            by=by,
            on=on,
            risks=part.risks,
            gaps=given.get(at, []),
            item=part.item,
            title=part.title,
            description=part.description,
        )
        for at, part in enumerate(parts)
    ]
    for one in new:
        one.came_from.set([old])
        carry_scores([old], one)
    follow(old, new)
    turn(old, D.SPLIT, reason=reason, by=by, on=on)
    journal.record("issues.split", old, by=by, issues=[one.number for one in new])
    return new


@transaction.atomic
def take_back(issue: Issue, *, reason: str, by: Person, on: date) -> None:
    """As if it had not been decided: its sources are candidates again, and what it was made of stands again.

    Issues that were merged into it, or the one it was split from when no other part of it is left, are adopted again.
    """
    found = Issue.objects.select_for_update().get(pk=issue.pk)
    if found.decision not in {D.ADOPTED, D.TURNED_DOWN}:
        raise IsNotAdopted
    if is_leant_on(found):
        raise IsLeantOn
    turn(found, D.TAKEN_BACK, reason=reason, by=by, on=on)
    for old in found.came_from.filter(decision__in=[D.MERGED, D.SPLIT]):
        if not old.led_to.adopted().exists():
            turn(old, D.ADOPTED, reason=reason, by=by, on=on)
            propose(old)
    journal.record("issues.taken-back", found, by=by)


def lock(issues: Sequence[Issue]) -> list[Issue]:
    """The same issues as they are now, adopted all. Raises IsNotAdopted."""
    found = list(
        Issue.objects.select_for_update()
        .filter(pk__in=[one.pk for one in issues])
        .order_by("number")
        .select_related("drive")
    )
    if any(one.decision != D.ADOPTED for one in found):
        raise IsNotAdopted
    return found


def turn(issue: Issue, decision: str, *, reason: str, by: Person, on: date) -> None:
    issue.decision, issue.reason, issue.decided_by, issue.decided_on = decision, reason, by, on
    issue.version += 1  # whoever has its form open hears of it
    issue.save()
    Consideration.objects.create(issue=issue, decision=decision, reason=reason, by=by, on=on)


def risks_of(issues: Sequence[Issue]) -> set[Risk]:
    return {risk for one in issues for risk in one.risks.all()}


def gaps_of(issues: Sequence[Issue]) -> list[GapFound]:
    return [
        GapFound(row.item, row.gap, row.low, row.high, row.n)
        for row in GapSource.objects.filter(issue__in=issues).select_related("item")
    ]


def largest(gaps: Iterable[GapFound]) -> list[GapFound]:
    """One gap a code item."""
    best: dict[int, GapFound] = {}
    for found in gaps:
        if found.item.pk not in best or found.gap > best[found.item.pk].gap:
            best[found.item.pk] = found
    return list(best.values())


def carry_scores(old: Sequence[Issue], new: Issue) -> None:
    given = CriterionScore.objects.filter(issue__in=old).exclude(by=None).order_by("score", "pk")
    for one in given:  # the highest last, so it stays
        CriterionScore.objects.update_or_create(
            issue=new,
            criterion_id=one.criterion_id,
            defaults={"score": one.score, "by_id": one.by_id, "on": one.on},
        )


def leaning(issue: Issue) -> list[Any]:
    """The related sets of the rooms above that lean on issues (KPIs, activities), whatever they are."""
    return [
        getattr(issue, str(relation.get_accessor_name()))
        for relation in Issue._meta.related_objects
        if relation.many_to_many and relation.related_model is not Issue
    ]


def is_leant_on(issue: Issue) -> bool:
    return any(things.exists() for things in leaning(issue))


def follow(old: Issue, new: Sequence[Issue]) -> None:
    """What leant on the old issue leans on the new ones."""
    for things in leaning(old):
        every: list[models.Model] = list(things.all())
        for one in new:
            getattr(one, name_of(things)).add(*every)
        things.clear()


def name_of(things: Any) -> str:
    return str(
        next(
            relation.get_accessor_name()
            for relation in Issue._meta.related_objects
            if relation.many_to_many and relation.related_model is things.model
        )
    )


# ── ranking ────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def score(
    issue: Issue, scores: Mapping[PriorityCriterion, int], *, by: Person, on: date | None = None
) -> None:
    """Score an issue 1..5 on each criterion."""
    for criterion, points in scores.items():
        CriterionScore.objects.update_or_create(
            issue=issue, criterion=criterion, defaults={"score": points, "by": by, "on": on}
        )
    journal.record(
        "issues.scored", issue, by=by, scores={criterion.key: points for criterion, points in scores.items()}
    )


@transaction.atomic
def weigh(
    drive: Drive, weights: Mapping[PriorityCriterion, Decimal], *, by: Person, on: date | None = None
) -> None:
    """Set the year's weights. Raises WeightsAreNotWhole."""
    if not rules.weights_are_whole(list(weights.values())):
        raise WeightsAreNotWhole
    for criterion, weight in weights.items():
        Weight.objects.update_or_create(
            drive=drive, criterion=criterion, defaults={"weight": weight, "by": by, "on": on}
        )
    journal.record(
        "issues.weighed",
        drive,
        by=by,
        weights={criterion.key: weight for criterion, weight in weights.items()},
    )


@transaction.atomic
def override(issue: Issue, *, rank: int | None, reason: str, by: Person, authority: str = "") -> None:
    """Put an issue at a rank against the arithmetic, or with rank None give the arithmetic back its say.

    Raises RankIsGiven when another issue was put there, IsNotAdopted when this one no longer takes part.
    """
    drive = Drive.objects.select_for_update().get(pk=issue.drive_id)
    others = Issue.objects.of(drive).adopted().prefetch_related("overrides")
    if not any(one.pk == issue.pk for one in others):
        raise IsNotAdopted
    for one in others:
        newest = next(iter(one.overrides.all()), None)
        if rank and newest and newest.rank == rank and one.pk != issue.pk:
            raise RankIsGiven(one)
    Override.objects.create(issue=issue, rank=rank, reason=reason, authority=authority, by=by)
    journal.record("issues.overridden", issue, by=by, rank=rank)
