from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from janya.core import sheets
from janya.core.http import Request, download, go, page, slice_of
from janya.jobs.actions import AlreadyRunning
from janya.people.access import the_agency
from janya.people.models import Agency
from janya.people.rules import Duty

from . import actions, queries
from .forms import FileForm, QuestionsForm
from .models import Intake, Kind


def the_intake(request: Request, pk: int) -> Intake:
    """404 for whoever may not see the agency, 403 for whoever does not manage it."""
    seen = Agency.objects.where(request.user, Duty.VIEW)
    found = get_object_or_404(
        Intake.objects.filter(agency__in=seen).select_related("agency", "job", "by"), pk=pk
    )
    the_agency(request, found.agency_id, Duty.MANAGE)
    return found


def start(request: Request, agency: int) -> HttpResponse:
    """Send a file in; and the files that were sent before, to go on with."""
    found = the_agency(request, agency, Duty.MANAGE)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            intake = actions.receive(
                found, name=file.name, size=file.size, chunks=file.chunks(), by=request.user
            )
        except (actions.FileIsTooLarge, AlreadyRunning) as refused:
            form.add_error("file", str(refused))
        else:
            if intake.state != Intake.State.REFUSED:
                return onward(request, intake)
            form.add_error("file", intake.why)
    return page(request, "personnel/start.html", agency=found, form=form, recent=queries.recent(found))


def template(request: Request, agency: int) -> HttpResponse:
    """The workbook to fill in."""
    the_agency(request, agency, Duty.MANAGE)
    return download(queries.template(), _("แบบนำเข้ารายชื่อบุคลากร"), "xlsx")


def onward(request: Request, intake: Intake, say: str = "") -> HttpResponse:
    """To the progress of the work, or where that is done, to what comes of it."""
    return go(request, intake.job if intake.is_at_work and intake.job else intake, say=say)


def show(request: Request, intake: int) -> HttpResponse:
    """Where an import stands: its questions, what it would do, or what it did."""
    found = the_intake(request, intake)
    if found.state == Intake.State.ASKING:
        return questions(request, found.pk)
    if found.state == Intake.State.READY:
        return preview(request, found)
    if found.state == Intake.State.DONE:
        return result(request, found)
    return page(request, "personnel/stands.html", agency=found.agency, intake=found)


def questions(request: Request, intake: int) -> HttpResponse:
    """Which column is what, and the rest that only a person can know."""
    found = the_intake(request, intake)
    if not found.may_be_answered:
        return go(request, found)
    form = QuestionsForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(found, answers=form.answers, by=request.user)
        except (actions.IntakeIsElsewhere, AlreadyRunning) as refused:
            return go(request, found, say=str(refused))
        return onward(request, found)
    return page(request, "personnel/questions.html", agency=found.agency, intake=found, form=form)


def chosen_tab(request: Request, tabs: list[queries.Tab]) -> str:
    asked = request.GET.get("kind", "")
    kinds = [tab.kind for tab in tabs]
    return asked if asked in kinds else kinds[0] if kinds else ""


def preview(request: Request, intake: Intake, *, status: int = 0, refusal: str = "") -> HttpResponse:
    tabs = queries.tabs(intake)
    kind = chosen_tab(request, tabs)
    rows = slice_of(request, queries.lines(intake, kind))
    for line in rows:
        line.changes = queries.in_words(line) if kind == Kind.CHANGED else []
    counts: dict[str, Any] = intake.counts
    return page(
        request,
        "personnel/preview.html",
        fragment="rows",
        status=status,
        agency=intake.agency,
        intake=intake,
        counts=counts,
        tabs=tabs,
        kind=kind,
        rows=rows,
        refusal=refusal,
        does_something=counts["new"] or counts["changed"] or counts["gone"],
        leaves_many=counts["gone"] * 5 > counts["gone"] + counts["same"] + counts["changed"],
    )


def result(request: Request, intake: Intake) -> HttpResponse:
    tabs = queries.tabs(intake)
    kind = chosen_tab(request, tabs)
    rows = slice_of(request, queries.traces(intake, kind))
    return page(
        request,
        "personnel/result.html",
        fragment="rows",
        agency=intake.agency,
        intake=intake,
        counts=intake.counts,
        tabs=tabs,
        kind=kind,
        rows=rows,
    )


@require_POST
def confirm(request: Request, intake: int) -> HttpResponse:
    """Write it all."""
    found = the_intake(request, intake)
    if found.state == Intake.State.READY and (found.counts["wrong"] or found.counts["faults"]):
        return preview(request, found, status=409, refusal=_("ยังมีแถวที่ต้องแก้ จึงยังนำเข้าไม่ได้"))
    try:
        actions.confirm(found, by=request.user)
    except AlreadyRunning:
        found.refresh_from_db()
        why = _("ขณะนี้มีการนำเข้าอีกไฟล์หนึ่งของส่วนราชการนี้กำลังบันทึกอยู่ กรุณารอให้เสร็จแล้วตรวจไฟล์นี้อีกครั้ง")
        return preview(request, found, status=409, refusal=why)
    except actions.IntakeIsElsewhere as refused:
        return go(request, found, say=str(refused))
    return onward(request, found)


@require_POST
def discard(request: Request, intake: int) -> HttpResponse:
    found = the_intake(request, intake)
    try:
        actions.discard(found, by=request.user)
    except actions.IntakeIsElsewhere as refused:
        return go(request, found, say=str(refused))
    return go(request, "personnel:start", found.agency_id, say=_("ยกเลิกการนำเข้าแล้ว ระบบลบข้อมูลในไฟล์นี้แล้ว"))


def faults(request: Request, intake: int, kind: str) -> HttpResponse:
    """Every fault, to put the file right with."""
    found = the_intake(request, intake)
    title = _("แถวที่ต้องแก้ %(name)s") % {"name": found.name}
    rows = queries.fault_rows(found)
    if kind == "csv":
        return download(sheets.csv(queries.FAULTS, rows), title, "csv")
    return download(sheets.excel([(_("แถวที่ต้องแก้"), queries.FAULTS, rows)], title=title), title, "xlsx")
