"""The due date, the steps of reminders, the letters before they go out, and what was sent when."""

from dataclasses import replace

from django.db.models import Count, Max, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from janya.core.http import Request, go, page
from janya.drives.access import changing, the_drive
from janya.drives.models import Drive
from janya.jobs import actions as jobs
from janya.people.models import Person

from .. import queries, reminders
from ..forms import RemindForm, StepForm, TermForm
from ..models import Reminder, ReminderStep, SigningTerm
from ..queries import Chosen
from ..rules import To


def plan(request: Request, drive: int) -> HttpResponse:
    """By when one signs, the steps with their days, and what each has sent."""
    found = the_drive(request, drive)
    term = SigningTerm.objects.filter(drive=found).first()
    form = TermForm(request.POST or None, instance=term)
    if request.method == "POST":
        changing(request, found)
        if form.is_valid():
            facts = form.cleaned_data
            address = request.build_absolute_uri("/")
            reminders.set_term(found, **facts, address=address, by=request.user)
            return go(request, "codes:reminders", found.pk, say=_("กำหนดวันครบกำหนดลงนามแล้ว"))
        term = SigningTerm.objects.filter(drive=found).first()
    return page(
        request,
        "codes/reminders.html",
        fragment="form",
        drive=found,
        form=form,
        term=term,
        steps=steps_of(found, term),
        now=timezone.localdate(),
    )


def steps_of(drive: Drive, term: SigningTerm | None) -> list[ReminderStep]:
    """The steps in their order with `on`, and how many letters went out; those sent by hand last."""
    state = Reminder.State
    found = (
        ReminderStep.objects.filter(drive=drive)
        .filter(Q(removed_at=None) | Q(reminders__isnull=False))
        .distinct()
        .select_related("by")
        .annotate(
            sent=Count("reminders", filter=Q(reminders__state=state.SENT), distinct=True),
            failed=Count("reminders", filter=Q(reminders__state=state.FAILED), distinct=True),
            last=Max("reminders__sent_at"),
        )
    )
    rows = list(found)
    for one in rows:
        one.on = term.due_on + timezone.timedelta(days=one.days) if term and one.days is not None else None  # type: ignore[attr-defined]
    return sorted(rows, key=lambda one: (one.days is None, one.days or 0, one.pk))


def the_step(request: Request, pk: int) -> ReminderStep:
    return get_object_or_404(
        ReminderStep.objects.visible_to(request.user).select_related("drive__agency", "drive__code"),
        pk=pk,
        removed_at=None,
        days__isnull=False,
    )


def add_step(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    changing(request, found)
    return edit(request, found, None)


def change_step(request: Request, reminder_step: int) -> HttpResponse:
    step = the_step(request, reminder_step)
    changing(request, step.drive)
    return edit(request, step.drive, step)


def edit(request: Request, drive: Drive, step: ReminderStep | None) -> HttpResponse:
    form = StepForm(request.POST or None, instance=step)
    if request.method == "POST" and form.is_valid():
        try:
            reminders.set_step(drive, **form.cleaned_data, by=request.user, step=step)
        except reminders.StepIsThere as twice:
            form.add_error("days", str(twice))
        else:
            return go(request, "codes:reminders", drive.pk, say=_("บันทึกขั้นการเตือนแล้ว"))
    return page(request, "codes/reminder_step.html", fragment="form", drive=drive, step=step, form=form)


@require_POST
def remove_step(request: Request, reminder_step: int) -> HttpResponse:
    step = the_step(request, reminder_step)
    changing(request, step.drive)
    reminders.remove_step(step, by=request.user)
    return go(request, "codes:reminders", step.drive_id, say=_("ลบขั้นการเตือนแล้ว"))


@require_safe
def preview(request: Request, reminder_step: int) -> HttpResponse:
    """The letter of a step as it will go out, written to the first who would get it (else to oneself)."""
    step = the_step(request, reminder_step)
    return page(
        request,
        "codes/letter.html",
        drive=step.drive,
        step=step,
        letter=example(request, step, Chosen()),
    )


def example(request: Request, step: ReminderStep, chosen: Chosen) -> object:
    seen = queries.sight(step.drive)
    term = SigningTerm.objects.filter(drive=step.drive).first()
    letters = reminders.Letters(step, request.build_absolute_uri("/"), term.due_on if term else None)
    first = list(queries.numbers(seen, chosen)[:3])
    people = list(Person.objects.filter(pk__in=first).select_related("unit")) or [request.user]
    if step.to == To.COORDINATOR:
        return letters.list_letter(request.user, people, "")
    return letters.letter(people[0])


def remind(request: Request, drive: int) -> HttpResponse:
    """Send a letter now to exactly those who were chosen and have not signed."""
    found = the_drive(request, drive)
    changing(request, found)
    seen = queries.sight(found)
    filters = request.GET.urlencode()
    chosen = reminders.chosen_of(found, filters)
    form = RemindForm(request.POST or None)
    count = len(queries.numbers(seen, chosen))
    if not count and request.method == "POST":
        raise Http404(_("ไม่มีผู้ที่ยังไม่ลงนามตามที่เลือก"))
    if request.method == "POST" and form.is_valid():
        step = reminders.by_hand(found, words=form.cleaned_data["words"], by=request.user)
        job = jobs.begin(
            "codes.remind",
            title=_("ส่งหนังสือเตือนให้ลงนามรับทราบ"),
            agency=found.agency,
            by=request.user,
            facts={"step": step.pk, "filters": filters, "address": request.build_absolute_uri("/")},
        )
        return go(request, job)
    words = form["words"].value() or ""
    unsaved = ReminderStep(drive=found, to=To.PERSON.value, words=words)
    return page(
        request,
        "codes/remind.html",
        fragment="form",
        drive=found,
        form=form,
        count=count,
        with_email=len(queries.numbers(seen, replace(chosen, way="email"))),
        filters=filters,
        letter=example(request, unsaved, chosen),
    )
