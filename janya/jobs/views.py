from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from janya.core.http import Request, go, page, slice_of
from janya.people.access import the_agency

from . import actions, queries
from .models import Job, JobQuerySet


def the_job(request: Request, pk: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user).select_related("agency", "by"), pk=pk)


def every(request: Request, agency: int) -> HttpResponse:
    """The long work of an agency: all of it for those who manage the agency, else one's own."""
    where = the_agency(request, agency)
    jobs = slice_of(request, queries.of_agency(request.user, where))
    now = timezone.now()
    rows = [(job, queries.standing(job, now)) for job in JobQuerySet.with_notes(jobs)]
    return page(request, "jobs/list.html", agency=where, jobs=jobs, rows=rows)


def show(request: Request, job: int) -> HttpResponse:
    """How far the work is; asks again by itself until it is over."""
    the = the_job(request, job)
    return page(
        request,
        "jobs/show.html",
        fragment="state",
        job=the,
        standing=queries.standing(the, timezone.now()),
        alone=queries.lacks_a_worker(the),
    )


@require_POST
def stop(request: Request, job: int) -> HttpResponse:
    the = the_job(request, job)
    actions.stop(the, by=request.user)
    return go(request, the)


@require_POST
def take_up(request: Request, job: int) -> HttpResponse:
    the = the_job(request, job)
    try:
        actions.take_up(the, by=request.user)
    except actions.AlreadyRunning as running:
        return go(request, running.job or the, say=str(running))
    except actions.CannotBeTakenUp as cannot:
        return go(request, the, say=str(cannot))
    return go(request, the, say=_("เริ่มงานใหม่แล้ว"))
