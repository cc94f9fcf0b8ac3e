from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from janya.core.models import HasChanged
from janya.drives.models import Drive
from janya.evidence import actions as evidence
from janya.evidence.models import Evidence
from janya.issues.models import Issue
from janya.journal import actions as journal
from janya.kpis.models import Kpi
from janya.people.models import Agency, Person

from .. import rules
from ..models import Activity, ActivityArea, Milestone, Progress, Proof, SampleActivity, YearEnd
from . import milestones as points


class CannotBeRemoved(Exception):
    """The activity has progress or evidence: cancel it instead."""

    def __str__(self) -> str:
        return _("กิจกรรมนี้มีรายงานความก้าวหน้าหรือหลักฐานแล้ว จึงลบไม่ได้ กรุณาใช้การยกเลิกกิจกรรมแทน")


class ReportIsOlder(Exception):
    """A report for an earlier day than the newest one."""

    def __str__(self) -> str:
        return _("มีรายงานของวันที่ใหม่กว่าแล้ว กรุณาระบุวันที่ไม่ก่อนรายงานล่าสุด")


@transaction.atomic
def add(
    drive: Drive,
    *,
    by: Person,
    kpis: Iterable[Kpi] = (),
    issues: Iterable[Issue] = (),
    number: int | None = None,
    **facts: Any,
) -> Activity:
    """Put an activity into the year's plan, adopted from a sample or new; a sample tells the tool.

    Without a number of its own it gets the next one.
    """
    if (sample := facts.get("sample")) and not facts.get("kind"):
        facts["kind"] = rules.tool_of(sample.tool)
    Drive.objects.select_for_update().get(pk=drive.pk)
    last = Activity.objects.of(drive).aggregate(last=Max("number"))["last"] or 0
    facts.pop("version", None)
    activity = Activity.objects.create(drive=drive, number=number or last + 1, **facts)
    activity.kpis.set(kpis)
    activity.issues.set(issues)
    journal.record(
        "plans.added",
        activity,
        by=by,
        number=activity.number,
        sample=activity.sample.key if activity.sample else "",
    )
    return activity


@transaction.atomic
def change(
    activity: Activity, *, seen: int, by: Person, kpis: Iterable[Kpi], issues: Iterable[Issue], **facts: Any
) -> None:
    """Change an activity. Raises HasChanged when somebody saved it since, MilestoneNeedsDays outside its new days."""
    check_days(activity, facts)
    if not activity.claim(seen):
        raise HasChanged
    for name, value in facts.items():
        setattr(activity, name, value)
    activity.save()
    activity.kpis.set(kpis)
    activity.issues.set(issues)
    journal.record("plans.changed", activity, by=by, fields=sorted(facts))


def check_days(activity: Activity, facts: dict[str, Any]) -> None:
    """Its milestones lie in the days that it is to have. Raises MilestoneNeedsDays."""
    starts, ends = facts.get("starts_on", activity.starts_on), facts.get("ends_on", activity.ends_on)
    if (starts, ends) == (activity.starts_on, activity.ends_on):
        return
    for one in activity.milestones.all():
        if not starts <= one.due_on <= ends:
            raise points.MilestoneNeedsDays(one)


@transaction.atomic
def cancel(activity: Activity, *, reason: str, by: Person, on: date) -> None:
    """Take an activity out of the year's work; it stays in the plan with its reason."""
    activity.cancelled_on = on
    activity.save(update_fields=["cancelled_on", "updated_at"])
    Progress.objects.create(
        activity=activity, on=on, percent=activity.percent, spent=activity.spent, note=reason, by=by
    )
    journal.record("plans.cancelled", activity, by=by, reason=reason)


@transaction.atomic
def remove(activity: Activity, *, by: Person) -> None:
    """Remove an activity on which nothing was reported. Raises CannotBeRemoved."""
    if activity.reports.exists() or activity.proofs.exists():
        raise CannotBeRemoved
    journal.record("plans.removed", activity, by=by, number=activity.number)
    activity.delete()


@transaction.atomic
def report(
    activity: Activity,
    *,
    on: date,
    percent: int,
    spent: Decimal,
    note: str,
    by: Person,
    milestones: Iterable[Milestone] = (),
) -> Progress:
    """Report progress as of a day, with the milestones reached. Raises ReportIsOlder than the newest report."""
    Activity.objects.select_for_update().get(pk=activity.pk)
    newest = activity.reports.first()
    if newest and on < newest.on:
        raise ReportIsOlder
    made = Progress.objects.create(activity=activity, on=on, percent=percent, spent=spent, note=note, by=by)
    points.finish(activity, milestones, on=on, by=by)
    Activity.objects.filter(pk=activity.pk).update(percent=percent, spent=spent)
    activity.percent, activity.spent = percent, spent
    journal.record("plans.reported", activity, by=by, percent=percent, on=on)
    return made


@transaction.atomic
def let_prove(activity: Activity, found: Evidence, *, by: Person) -> Proof:
    """Let a piece of evidence prove an activity; twice is once."""
    made, new = Proof.objects.get_or_create(activity=activity, evidence=found, defaults={"by": by})
    if new:
        journal.record("plans.proved", activity, by=by, evidence=found.reference)
    return made


def prove(
    activity: Activity,
    *,
    upload: "File[bytes] | None" = None,
    link: str = "",
    found: Evidence | None = None,
    title: str = "",
    by: Person,
) -> Proof:
    """Prove an activity with a new file, a new link or evidence that is there. Raises evidence.FileIsRefused with a sentence.

    A file or link that is evidence of this year already is used, not doubled.
    """
    if found is None:
        try:
            if upload is not None:
                found = evidence.add_file(activity.drive, upload, title=title, by=by)
            else:
                found = evidence.add_link(activity.drive, link, title=title or link, by=by)
        except evidence.IsThereAlready as same:
            found = same.evidence
    return let_prove(activity, found, by=by)


@transaction.atomic
def withdraw(proof: Proof, *, reason: str, by: Person) -> None:
    """Take evidence off an activity; it stays among the evidence of the year."""
    journal.record(
        "plans.evidence-withdrawn", proof.activity, by=by, evidence=proof.evidence.reference, reason=reason
    )
    proof.delete()


@transaction.atomic
def evaluate(
    drive: Drive, *, summary: str, lessons: str, carried: str, score: Decimal | None, by: Person, on: date
) -> YearEnd:
    """Write the year-end evaluation, with the weighted score as it stands."""
    made, _new = YearEnd.objects.update_or_create(
        drive=drive,
        defaults={
            "summary": summary,
            "lessons": lessons,
            "carried": carried,
            "score": score,
            "by": by,
            "on": on,
        },
    )
    journal.record("plans.evaluated", drive, by=by, score=score)
    return made


@transaction.atomic
def add_sample(
    agency: Agency, *, area: ActivityArea, title: str, guidance: str, by: Person
) -> SampleActivity:
    """An agency's own sample activity beside the 44."""
    last = (
        SampleActivity.objects.filter(area=area, agency__in=[agency]).aggregate(last=Max("number"))["last"]
        or 100
    )
    made = SampleActivity.objects.create(
        agency=agency,
        area=area,
        number=last + 1,
        key=f"A{area.number}.{last + 1}",
        title=title,
        guidance=guidance,
        source=agency.name,
    )
    journal.record("plans.sample-added", made, by=by, agency=agency)
    return made
