from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from janya.core.http import Request, go, page
from janya.core.thai import fiscal_year
from janya.drives import actions as drive_actions
from janya.drives.access import need, the_drive
from janya.drives.models import Drive
from janya.people.models import Agency
from janya.people.rules import Duty

from . import actions, queries
from .forms import FirstRunForm, YearForm


@login_not_required
def front(request: Request) -> HttpResponse:
    """To the first run, to sign-in, to the present year, or to the choice of a year."""
    if not request.user.is_authenticated:
        return redirect("home:first-run" if actions.is_empty() else "people:sign-in")
    visible = Drive.objects.visible_to(request.user)
    drive = visible.filter(pk=request.session.get("drive", 0)).first() or visible.first()
    if drive:
        return redirect(drive)
    agencies = list(Agency.objects.where(request.user, Duty.BELONG))
    return page(
        request, "home/no_year.html", agencies=[(one, request.user.may(Duty.EDIT, one)) for one in agencies]
    )


@login_not_required
@sensitive_post_parameters("password", "password_again")
def first_run(request: Request) -> HttpResponse:
    """Only while nobody can sign in: agency, year, code version, first officer."""
    if not actions.is_empty():
        return redirect("home:front")
    today = timezone.localdate()
    form = FirstRunForm(request.POST or None, initial={"fiscal_year": fiscal_year(today)})
    if request.method == "POST" and form.is_valid():
        facts = {key: value for key, value in form.cleaned_data.items() if key != "password_again"}
        try:
            drive = actions.begin(**facts, on=today)
        except actions.HasBegun:
            return redirect("home:front")
        officer = drive.agency.appointments.select_related("person")[0].person
        login(request, officer, backend="django.contrib.auth.backends.ModelBackend")
        return go(request, drive, say=_("เริ่มต้นเรียบร้อยแล้ว ขั้นตอนแรกคือศึกษาประมวลจริยธรรม"))
    return page(request, "home/first_run.html", form=form)


def drive(request: Request, drive: int) -> HttpResponse:
    """The year's eight steps."""
    found = the_drive(request, drive, Duty.BELONG)
    if not request.user.may(Duty.VIEW, found.agency_id):
        return redirect("codes:study", found.pk)
    return page(request, "home/drive.html", drive=found, year=queries.year(found, timezone.localdate()))


def open_year(request: Request, agency: int) -> HttpResponse:
    """A new fiscal year of an agency."""
    found = get_object_or_404(Agency.objects.where(request.user, Duty.VIEW), pk=agency)
    need(request, Duty.EDIT, found)
    today = timezone.localdate()
    form = YearForm(request.POST or None, initial={"fiscal_year": fiscal_year(today)})
    if request.method == "POST" and form.is_valid():
        try:
            made = drive_actions.open_year(found, **form.cleaned_data, by=request.user, on=today)
        except drive_actions.YearIsOpenAlready as already:
            form.add_error("fiscal_year", str(already))
        else:
            return go(request, made, say=_("เปิดปีงบประมาณใหม่แล้ว"))
    return page(request, "home/open_year.html", agency=found, form=form)


@require_POST
def close_year(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    need(request, Duty.DECIDE, found.agency_id)
    if found.state == Drive.State.RUNNING:
        drive_actions.close_year(found, by=request.user, on=timezone.localdate())
    return go(request, found, say=_("ปิดปีงบประมาณแล้ว ข้อมูลทั้งหมดยังเปิดดูได้"))


@require_POST
def reopen_year(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    need(request, Duty.DECIDE, found.agency_id)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        return page(request, "home/reopen.html", drive=found, status=422, missing=True)
    if found.state == Drive.State.CLOSED:
        drive_actions.reopen_year(found, reason=reason, by=request.user)
    return go(request, found, say=_("เปิดปีงบประมาณนี้ให้แก้ไขได้อีกครั้งแล้ว"))


@login_not_required
def alive(request: HttpRequest) -> HttpResponse:
    """For watchers: answers as soon as the server does, and touches nothing."""
    return HttpResponse("ok\n", content_type="text/plain")
