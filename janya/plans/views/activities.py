from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from janya.core.forms import what_changed
from janya.core.http import Request, go, page, slice_of
from janya.core.models import HasChanged
from janya.core.thai import fiscal_year_span
from janya.drives.access import changing, the_drive
from janya.files.actions import FileIsRefused
from janya.kpis import queries as kpis
from janya.people.rules import Duty

from .. import actions, queries, rules
from ..forms import AddForm, ChangeForm, EvidenceForm, ProgressForm, ReasonForm, SampleForm
from ..models import Activity, Proof, YearEnd
from .common import reporting, the_activity


def plan_list(request: Request, drive: int) -> HttpResponse:
    """The plan by area, with what hangs loose told at the top."""
    found = the_drive(request, drive)
    rows = queries.plan(found, timezone.localdate())
    return page(
        request,
        "plans/list.html",
        drive=found,
        rows=slice_of(request, rows),
        totals=queries.totals(rows),
        loose=queries.check(found),
    )


def samples(request: Request, drive: int) -> HttpResponse:
    """The 44 sample activities by area, and the agency's own."""
    found = the_drive(request, drive)
    return page(
        request,
        "plans/samples.html",
        drive=found,
        samples=queries.samples(found),
        kpi=request.GET.get("kpi", ""),
    )


def add(request: Request, drive: int) -> HttpResponse:
    """A new activity, or one adopted from `?sample=`."""
    found = the_drive(request, drive)
    changing(request, found)
    chosen = request.GET.get("sample", "")
    sample = queries.samples(found).filter(pk=chosen).first() if chosen.isdecimal() else None
    start, end = fiscal_year_span(found.fiscal_year)
    first: dict[str, object] = {
        "starts_on": start,
        "ends_on": end,
        "owner": request.user.pk,
        "unit": request.user.unit_id,
    }
    if sample:
        first |= {"title": sample.title, "area": sample.area_id, "method": sample.guidance}
    if (kpi := request.GET.get("kpi", "")).isdecimal():
        first["kpis"] = [int(kpi)]
    form = AddForm(request.POST or None, drive=found, initial=first)
    if request.method == "POST" and form.is_valid():
        made = actions.add(found, by=request.user, sample=sample, **form.cleaned_data)
        return go(request, made, say=_("เพิ่มกิจกรรมในแผนแล้ว"))
    return page(request, "plans/add.html", fragment="form", drive=found, form=form, sample=sample)


def show(request: Request, activity: int) -> HttpResponse:
    found = the_activity(request, activity)
    reports = found.drive.state == "running" and request.user.may(Duty.FOLLOW_UP, found.drive.agency_id)
    return page(
        request,
        "plans/show.html",
        drive=found.drive,
        activity=found,
        row=queries.row(found, timezone.localdate()),
        kpis=found.kpis.all(),
        issues=found.issues.all(),
        sources=queries.by_source(found),
        today=timezone.localdate(),
        reports=found.reports.select_related("by"),
        proofs=found.proofs.select_related("evidence__file", "evidence__drive", "by"),
        may_report=reports and queries.may_report(request.user, found),
        besides=queries.beside(found, request.user),
    )


def change(request: Request, activity: int) -> HttpResponse:
    found = the_activity(request, activity)
    changing(request, found.drive)
    form = ChangeForm(request.POST or None, instance=Activity.objects.get(pk=found.pk), drive=found.drive)
    differences = None
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        seen = facts.pop("version")
        try:
            actions.change(the_activity(request, activity), seen=seen, by=request.user, **facts)
        except HasChanged:
            differences = what_changed(form, found)
            form.catch_up(found)
        except actions.MilestoneNeedsDays as refused:
            form.add_error("ends_on", str(refused))
        else:
            return go(request, found, say=_("บันทึกแล้ว"))
    status = 0 if differences is None else 409
    return page(
        request,
        "plans/change.html",
        fragment="form",
        status=status,
        drive=found.drive,
        activity=found,
        form=form,
        differences=differences,
    )


def cancel(request: Request, activity: int) -> HttpResponse:
    found = the_activity(request, activity)
    changing(request, found.drive)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.cancel(found, reason=form.cleaned_data["reason"], by=request.user, on=timezone.localdate())
        return go(request, found, say=_("ยกเลิกกิจกรรมแล้ว"))
    return page(request, "plans/cancel.html", fragment="form", drive=found.drive, activity=found, form=form)


@require_POST
def remove(request: Request, activity: int) -> HttpResponse:
    found = the_activity(request, activity)
    changing(request, found.drive)
    try:
        actions.remove(found, by=request.user)
    except actions.CannotBeRemoved as refused:
        raise PermissionDenied(str(refused)) from refused
    return go(request, "plans:list", found.drive_id, say=_("ลบกิจกรรมแล้ว"))


def progress(request: Request, activity: int) -> HttpResponse:
    found = the_activity(request, activity)
    reporting(request, found)
    first = {"on": timezone.localdate(), "percent": found.percent, "spent": found.spent}
    form = ProgressForm(request.POST or None, activity=found, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            actions.report(found, by=request.user, **form.cleaned_data)
        except actions.ReportIsOlder as refused:
            form.add_error("on", str(refused))
        else:
            return go(request, found, say=_("บันทึกความก้าวหน้าแล้ว"))
    return page(request, "plans/progress.html", fragment="form", drive=found.drive, activity=found, form=form)


def prove(request: Request, activity: int) -> HttpResponse:
    """Upload evidence; what is refused is told why."""
    found = the_activity(request, activity)
    reporting(request, found)
    form = EvidenceForm(request.POST or None, request.FILES or None, drive=found.drive)
    if request.method == "POST" and form.is_valid():
        try:
            actions.prove(found, by=request.user, **form.cleaned_data)
        except FileIsRefused as refused:
            form.add_error("upload", str(refused))
        else:
            return go(request, found, say=_("เก็บหลักฐานแล้ว"))
    return page(request, "plans/prove.html", drive=found.drive, activity=found, form=form)


def withdraw(request: Request, proof: int) -> HttpResponse:
    """Take evidence off an activity; it stays in the store of evidence."""
    visible = Proof.objects.filter(activity__in=Activity.objects.visible_to(request.user))
    found = get_object_or_404(
        visible.select_related(
            "activity__drive__agency", "activity__drive__code", "activity__unit", "evidence__drive"
        ),
        pk=proof,
    )
    reporting(request, found.activity)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw(found, reason=form.cleaned_data["reason"], by=request.user)
        return go(request, found.activity, say=_("นำหลักฐานออกจากกิจกรรมแล้ว หลักฐานยังอยู่ในคลัง"))
    return page(request, "plans/withdraw.html", drive=found.activity.drive, proof=found, form=form)


def check(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    return page(request, "plans/check.html", drive=found, loose=queries.check(found))


def follow_up(request: Request, drive: int) -> HttpResponse:
    """Where every activity stands against its plan, and the year's score."""
    found = the_drive(request, drive)
    today = timezone.localdate()
    every = queries.plan(found, today)
    light = request.GET.get("light", "")
    rows = [
        one for one in every if light not in set(rules.Light) or (one.light == light and not one.cancelled)
    ]
    counts = [(one, sum(row.light is one and not row.cancelled for row in every)) for one in rules.Light]
    return page(
        request,
        "plans/follow_up.html",
        fragment="rows",
        drive=found,
        rows=slice_of(request, rows),
        totals=queries.totals(every),
        counts=counts,
        light=light,
        scorecard=kpis.scorecard(found, today),
        year_end=YearEnd.objects.filter(drive=found).select_related("by").first(),
    )


def year_end(request: Request, drive: int) -> HttpResponse:
    """The year-end evaluation is written in its own room; this address leads there."""
    found = the_drive(request, drive)
    changing(request, found)
    return go(request, "evaluation:year-end", found.pk)


def add_sample(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    changing(request, found)
    form = SampleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_sample(found.agency, by=request.user, **form.cleaned_data)
        return go(request, "plans:samples", found.pk, say=_("เพิ่มตัวอย่างกิจกรรมแล้ว"))
    return page(request, "plans/add_sample.html", drive=found, form=form)
