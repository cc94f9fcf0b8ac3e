from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from janya.core.models import HasChanged
from janya.drives.models import Drive
from janya.evidence.models import Evidence
from janya.issues import actions as issues
from janya.issues.models import Issue
from janya.journal import actions as journal
from janya.kpis.models import Kpi
from janya.norms.models import CodeItem
from janya.people.models import Agency, Person
from janya.plans import actions as plans
from janya.plans.models import Activity, ActivityArea

from . import queries, rules
from .models import (
    Carry,
    Closing,
    CriterionWeight,
    Evaluation,
    Lesson,
    PromotionCriterion,
    Remark,
    Score,
)

UNSAVED = 1  # the version of a form that nobody has saved yet; the first one saved is the next


class Refusal(Exception):
    """What cannot be done with an evaluation; str() is the sentence for whoever tried."""


class IsClosed(Refusal):
    def __str__(self) -> str:
        return _("การประเมินนี้ปิดแล้ว จึงแก้ไขไม่ได้ หากจำเป็นต้องแก้ไข กรุณาเปิดการประเมินพร้อมระบุเหตุผลก่อน")


class IsDraft(Refusal):
    def __str__(self) -> str:
        return _("การประเมินนี้ยังเป็นร่าง แก้ไขได้โดยไม่ต้องเปิดใหม่")


class IsIncomplete(Refusal):
    def __init__(self, missing: int) -> None:
        super().__init__()
        self.missing = missing

    def __str__(self) -> str:
        return _("ยังไม่ได้ให้ระดับ %(count)s เกณฑ์ กรุณาให้ระดับให้ครบก่อนปิดการประเมิน") % {"count": self.missing}


class WeightsAreNotWhole(Refusal):
    def __init__(self, off: Decimal) -> None:
        super().__init__()
        self.off = off

    def __str__(self) -> str:
        if self.off > 0:
            told = _("น้ำหนักทุกเกณฑ์รวมกันต้องเท่ากับ 100 พอดี ขณะนี้ยังขาด %(off)s")
        else:
            told = _("น้ำหนักทุกเกณฑ์รวมกันต้องเท่ากับ 100 พอดี ขณะนี้เกิน %(off)s")
        return told % {"off": f"{abs(self.off).normalize():f}"}


class IsDecided(Refusal):
    def __str__(self) -> str:
        return _("มีผู้พิจารณารายการนี้ไปแล้ว กรุณาเปิดหน้านี้ใหม่เพื่อดูผล")


# ── writing ────────────────────────────────────────────────────────────────────────────────
def locked(evaluation: Evaluation) -> Evaluation:
    """The row as it is now, held until the end of the transaction. Raises IsClosed."""
    found = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    if found.is_closed:
        raise IsClosed
    return found


@transaction.atomic
def write(
    drive: Drive, kind: str, *, seen: int, planned_on: date, as_of: date, summary: str, by: Person
) -> Evaluation:
    """Begin an evaluation (`seen` is UNSAVED) or change its draft. Raises IsClosed, HasChanged."""
    Drive.objects.select_for_update().get(pk=drive.pk)
    found = Evaluation.objects.of(drive).filter(kind=kind).first()
    if found is None and seen == UNSAVED:
        found = Evaluation(drive=drive, kind=kind, version=UNSAVED + 1)
    elif found is None or not locked(found).claim(seen):
        raise HasChanged
    else:
        found.refresh_from_db()
    found.planned_on, found.as_of, found.summary = planned_on, as_of, summary
    found.save()
    journal.record("evaluation.written", found, by=by, kind=kind, as_of=as_of)
    return found


@transaction.atomic
def remark(
    evaluation: Evaluation,
    *,
    kind: str,
    text: str,
    by: Person,
    area: ActivityArea | None = None,
    issue: Issue | None = None,
) -> Remark:
    """Add a problem, recommendation, strength or gap to a draft. Raises IsClosed."""
    locked(evaluation)
    made = Remark.objects.create(evaluation=evaluation, kind=kind, text=text, area=area, issue=issue, by=by)
    journal.record("evaluation.remarked", evaluation, by=by, kind=kind)
    return made


@transaction.atomic
def remove_remark(remark: Remark, *, by: Person) -> None:
    locked(remark.evaluation)
    journal.record("evaluation.remark-removed", remark.evaluation, by=by, kind=remark.kind)
    remark.delete()


@transaction.atomic
def learn(
    evaluation: Evaluation,
    *,
    kind: str,
    text: str,
    carried: bool,
    by: Person,
    kpi: Kpi | None = None,
    activity: Activity | None = None,
    issue: Issue | None = None,
) -> Lesson:
    """Write a lesson down. Raises IsClosed."""
    locked(evaluation)
    made = Lesson.objects.create(
        evaluation=evaluation,
        kind=kind,
        text=text,
        carried=carried,
        kpi=kpi,
        activity=activity,
        issue=issue,
        by=by,
    )
    journal.record("evaluation.lesson-learnt", evaluation, by=by, kind=kind, carried=carried)
    return made


@transaction.atomic
def change_lesson(lesson: Lesson, *, seen: int, by: Person, **facts: Any) -> None:
    """Change a lesson of a draft. Raises IsClosed, and HasChanged when somebody saved it since."""
    locked(lesson.evaluation)
    if not lesson.claim(seen):
        raise HasChanged
    for name, value in facts.items():
        setattr(lesson, name, value)
    lesson.save()
    journal.record("evaluation.lesson-changed", lesson.evaluation, by=by, fields=sorted(facts))


@transaction.atomic
def remove_lesson(lesson: Lesson, *, by: Person) -> None:
    locked(lesson.evaluation)
    journal.record("evaluation.lesson-removed", lesson.evaluation, by=by, kind=lesson.kind)
    lesson.delete()


# ── closing ────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def close(evaluation: Evaluation, *, by: Person, on: date) -> Closing:
    """Freeze the figures and close. The year-end one also writes what the report and step 8 read.

    Raises IsClosed, and IsIncomplete while a criterion in use has no level.
    """
    held = locked(evaluation)
    found = Evaluation.objects.select_related("drive__agency", "drive__code").get(pk=held.pk)
    facts = to_freeze(found)
    lessons = list(found.lessons.all())
    made = Closing.objects.create(evaluation=found, facts=facts, on=on, by=by)
    found.state, found.closed_on, found.closed_by = Evaluation.State.CLOSED, on, by
    found.version += 1  # whoever has its form open hears of it
    found.save()
    if found.kind == rules.Kind.YEAR_END:
        score = facts["score"]
        plans.evaluate(
            found.drive,
            summary=found.summary,
            lessons=listed(one.text for one in lessons),
            carried=listed(one.text for one in lessons if one.carried),
            score=None if score is None else Decimal(str(score)),
            by=by,
            on=on,
        )
    evaluation.refresh_from_db()
    journal.record(
        "evaluation.closed", found, by=by, kind=found.kind, as_of=found.as_of, score=facts["score"]
    )
    return made


def to_freeze(evaluation: Evaluation) -> dict[str, Any]:
    """Figures, and the criteria of the promotion work with their scores."""
    facts = queries.figures(evaluation.drive, evaluation.as_of)
    if not evaluation.is_promotion:
        return facts
    found = queries.promotion(evaluation)
    if found.missing or not found.rows:
        raise IsIncomplete(found.missing)
    return {"as_of": facts["as_of"], **queries.frozen(found)}


def listed(texts: Iterable[str]) -> str:
    return "\n".join(f"{number}. {text}" for number, text in enumerate(texts, 1))


@transaction.atomic
def reopen(evaluation: Evaluation, *, reason: str, by: Person) -> None:
    """Open a closed evaluation again; the figures that stood are kept with the reason. Raises IsDraft."""
    held = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    if not held.is_closed:
        raise IsDraft
    held.closings.filter(reopened_at=None).update(
        reopened_at=timezone.now(), reopened_by=by, reopened_why=reason
    )
    held.state, held.closed_on, held.closed_by = Evaluation.State.DRAFT, None, None
    held.version += 1
    held.save()
    evaluation.refresh_from_db()
    journal.record("evaluation.reopened", held, by=by, kind=held.kind)


# ── the promotion work ─────────────────────────────────────────────────────────────────────
@transaction.atomic
def score(
    evaluation: Evaluation,
    criterion: PromotionCriterion,
    *,
    seen: int,
    level: int,
    proposed: int | None,
    arithmetic: str,
    reason: str,
    note: str,
    evidence: Iterable[Evidence],
    by: Person,
    on: date,
) -> Score:
    """Give a level on a criterion, beside what the figures proposed; `seen` is UNSAVED for the first time.

    Raises IsClosed, and HasChanged when somebody saved it since.
    """
    locked(evaluation)
    made = Score.objects.filter(evaluation=evaluation, criterion=criterion).first()
    if made is None and seen == UNSAVED:
        made = Score(evaluation=evaluation, criterion=criterion, version=UNSAVED + 1)
    elif made is None or not made.claim(seen):
        raise HasChanged
    made.level, made.proposed, made.arithmetic = level, proposed, arithmetic
    made.reason, made.note, made.by, made.on = reason, note, by, on
    made.carried = made.carried and made.is_gap
    made.save()
    made.evidence.set(evidence)
    journal.record(
        "evaluation.scored", evaluation, by=by, criterion=criterion.key, level=level, proposed=proposed
    )
    return made


@transaction.atomic
def send_gap(score: Score, *, carried: bool, by: Person) -> None:
    """Ask next year to take up a gap, or no longer. Raises IsClosed."""
    locked(score.evaluation)
    score.carried = carried and score.is_gap
    score.save(update_fields=["carried"])
    journal.record(
        "evaluation.gap-sent", score.evaluation, by=by, criterion=score.criterion.key, carried=score.carried
    )


@transaction.atomic
def weigh(drive: Drive, weights: Mapping[PromotionCriterion, Decimal], *, by: Person, on: date) -> None:
    """Set the year's weights. Raises WeightsAreNotWhole, and IsClosed once the evaluation is closed."""
    off = rules.off_whole(weights.values())
    if off:
        raise WeightsAreNotWhole(off)
    if found := Evaluation.objects.of(drive).filter(kind=rules.Kind.PROMOTION).first():
        locked(found)
    for criterion, weight in weights.items():
        CriterionWeight.objects.update_or_create(
            drive=drive, criterion=criterion, defaults={"weight": weight, "by": by, "on": on}
        )
    journal.record(
        "evaluation.weighed",
        drive,
        by=by,
        weights={criterion.key: str(weight) for criterion, weight in weights.items()},
    )


@transaction.atomic
def add_criterion(
    agency: Agency, *, name: str, description: str, scale: list[str], evidence: list[str], by: Person
) -> PromotionCriterion:
    """An agency's own criterion; it counts once it is given a weight."""
    Agency.objects.select_for_update().get(pk=agency.pk)
    own = PromotionCriterion.objects.filter(agency__in=[agency])
    number = (own.aggregate(last=Max("order"))["last"] or 0) + 1
    made = PromotionCriterion.objects.create(
        agency=agency,
        key=f"own-{number}",
        order=number,
        name=name,
        description=description,
        scale=scale,
        evidence=evidence,
        source=agency.name,
    )
    journal.record("evaluation.criterion-added", made, by=by, agency=agency, key=made.key)
    return made


# ── carried into the next year ─────────────────────────────────────────────────────────────
def undecided(drive: Drive, source: queries.Source) -> None:
    """Hold the year; raises IsDecided when somebody was first."""
    Drive.objects.select_for_update().get(pk=drive.pk)
    if Carry.objects.filter(drive=drive, **{source.kind: source.thing}).exists():
        raise IsDecided


@transaction.atomic
def take_up(
    drive: Drive, source: queries.Source, *, made: Activity | Issue | Kpi, by: Person, on: date
) -> Carry:
    """Link a thing of the year before with what it has become this year. Raises IsDecided."""
    undecided(drive, source)
    to = {Activity: "to_activity", Issue: "to_issue", Kpi: "to_kpi"}[type(made)]
    carry = Carry.objects.create(
        drive=drive,
        decision=Carry.Decision.TAKEN,
        by=by,
        on=on,
        **{source.kind: source.thing, to: made},
    )
    journal.record("evaluation.taken-up", drive, by=by, of=source.key, became=to[3:], number=made.pk)
    return carry


@transaction.atomic
def take_up_as_activity(
    drive: Drive,
    source: queries.Source,
    *,
    title: str,
    area: ActivityArea,
    starts_on: date,
    ends_on: date,
    by: Person,
    on: date,
) -> Carry:
    """Put a new activity into this year's plan for it."""
    undecided(drive, source)
    made = plans.add(
        drive,
        by=by,
        title=title,
        area=area,
        starts_on=starts_on,
        ends_on=ends_on,
        owner=by,
        unit=by.unit if by.workplace_id == drive.agency_id else None,
        method=source.title,
    )
    return take_up(drive, source, made=made, by=by, on=on)


@transaction.atomic
def take_up_as_issue(
    drive: Drive, source: queries.Source, *, title: str, item: CodeItem, by: Person, on: date
) -> Carry:
    """Adopt a new issue of this year for it."""
    undecided(drive, source)
    made = issues.decide(
        drive,
        item=item,
        title=title,
        description=source.title,
        decision=Issue.Decision.ADOPTED,
        by=by,
        on=on,
    )
    return take_up(drive, source, made=made, by=by, on=on)


@transaction.atomic
def turn_down(drive: Drive, source: queries.Source, *, reason: str, by: Person, on: date) -> Carry:
    """Leave it, with the reason. Raises IsDecided."""
    undecided(drive, source)
    carry = Carry.objects.create(
        drive=drive,
        decision=Carry.Decision.TURNED_DOWN,
        reason=reason,
        by=by,
        on=on,
        **{source.kind: source.thing},
    )
    journal.record("evaluation.turned-down", drive, by=by, of=source.key)
    return carry


@transaction.atomic
def undo(carry: Carry, *, by: Person) -> None:
    """As if it had not been decided; what was made of it stays."""
    journal.record("evaluation.undecided", carry.drive, by=by, decision=carry.decision)
    carry.delete()
