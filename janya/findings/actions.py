"""Counting the answers of a survey when it closes (docs/findings.md, decision 0015)."""

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from janya.jobs import actions as jobs
from janya.jobs.models import Job
from janya.jobs.work import Progress, work
from janya.journal import actions as journal
from janya.people.models import Person
from janya.surveys import queries as surveys
from janya.surveys.models import Response, Survey, SurveyGroup

from . import queries, rules
from .models import Tally

AT_ONCE = 100_000  # more responses than this are counted in the background
KIND = "findings.tally"


def after_closing(survey: Survey, *, by: Person) -> None:
    """What closing a survey calls: count at once, or begin the counting of a large survey."""
    if Response.objects.filter(survey=survey).count() <= AT_ONCE:
        tally(survey)
    else:
        jobs.begin(
            KIND,
            title=_("นับผลแบบสำรวจ %(title)s") % {"title": survey.title},
            agency=survey.drive.agency,
            by=by,
            facts={"survey": survey.pk},
            once=f"tally-{survey.pk}",
        )


@work(KIND)
def tally_in_background(job: Job, progress: Progress) -> None:
    survey = Survey.objects.get(pk=job.facts["survey"])
    with transaction.atomic():
        tally(survey, progress)
        progress.finish(say=_("นับผลแล้ว"), url=reverse("findings:results", args=[survey.pk]))


@transaction.atomic
def tally(survey: Survey, progress: Progress | None = None) -> None:
    """Count every group anew; where fewer than five came to a figure since the last closing, it keeps what it had.

    Otherwise the difference of two closings would be the answers of one to four people.
    """
    measured = queries.measured_of(surveys.questionnaire(survey))
    kept = {one.group_id: one for one in Tally.objects.filter(survey=survey)}
    told = rules.told_before((one.counts for one in kept.values()), measured)
    nothing = rules.tally([], measured)
    edition = (Tally.objects.filter(survey=survey).aggregate(last=Max("edition"))["last"] or 0) + 1
    groups = list(SurveyGroup.objects.filter(survey=survey))
    for done, group in enumerate(groups):
        if progress:
            progress.step(done, len(groups), _("กำลังนับคำตอบ"))
        texts = list(Response.objects.filter(group=group).order_by().values_list("answers", flat=True))
        before = kept[group.pk].counts if group.pk in kept else nothing
        counts = rules.carried(before, rules.tally(texts, measured), measured, told)
        Tally.objects.update_or_create(
            group=group,
            defaults={"survey": survey, "n": counts["n"], "counts": counts, "edition": edition},
        )


def count_again(survey: Survey, *, by: Person) -> None:
    """Count a closed survey that was never counted, e.g. one that was brought in from elsewhere."""
    after_closing(survey, by=by)
    journal.record(
        "findings.counted", survey, by=by, responses=Response.objects.filter(survey=survey).count()
    )
