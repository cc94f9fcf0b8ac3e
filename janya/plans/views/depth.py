"""Milestones and money of an activity, and the money of the year."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from janya.core.http import Request, go, page
from janya.core.models import HasChanged
from janya.drives.access import changing, the_drive

from .. import actions, queries
from ..forms import CeilingForm, OwnSourceForm, SeenForm, milestone_rows, source_rows
from .common import the_activity


def milestones(request: Request, activity: int) -> HttpResponse:
    """Every milestone of an activity as a row; an empty name takes a row away."""
    found = the_activity(request, activity)
    changing(request, found.drive)
    seen = SeenForm(request.POST or None, instance=found)
    rows = milestone_rows(request.POST or None, list(found.milestones.all()))
    refused, status = "", 0
    if request.method == "POST" and seen.is_valid() and rows.is_valid():
        try:
            actions.set_milestones(found, rows.facts, seen=seen.cleaned_data["version"], by=request.user)
        except actions.MilestoneIsOutside as because:
            refused, status = str(because), 422
        except HasChanged:
            refused, status = changed_meanwhile(), 409
            seen.catch_up(found)
        else:
            return go(request, found, say=_("บันทึกหมุดหมายแล้ว"))
    elif request.method == "POST":
        status = 422
    return page(
        request,
        "plans/milestones.html",
        status=status,
        drive=found.drive,
        activity=found,
        seen=seen,
        rows=rows,
        refused=refused,
    )


def changed_meanwhile() -> str:
    return _("มีผู้แก้ไขกิจกรรมนี้ระหว่างที่ท่านกรอก ข้อมูลที่ท่านกรอกยังอยู่ กรุณาตรวจแล้วบันทึกอีกครั้ง")


def budget(request: Request, activity: int) -> HttpResponse:
    """What an activity plans to use, by source and month; the budget of the activity is the sum."""
    found = the_activity(request, activity)
    changing(request, found.drive)
    seen = SeenForm(request.POST or None, instance=found)
    lines = found.budget_lines.select_related("source")
    rows = source_rows(request.POST or None, found, lines, queries.sources_of(found.drive.agency_id))
    refused, status = "", 0
    if request.method == "POST" and seen.is_valid() and rows.is_valid():
        try:
            actions.set_budget(found, rows.facts, seen=seen.cleaned_data["version"], by=request.user)
        except HasChanged:
            refused, status = changed_meanwhile(), 409
            seen.catch_up(found)
        else:
            return go(request, found, say=_("บันทึกแผนการใช้งบประมาณแล้ว"))
    elif request.method == "POST":
        status = 422
    return page(
        request,
        "plans/budget.html",
        status=status,
        drive=found.drive,
        activity=found,
        seen=seen,
        rows=rows,
        refused=refused,
    )


def money(request: Request, drive: int) -> HttpResponse:
    """The money of the year: planned and spent by month, by source against its ceiling."""
    found = the_drive(request, drive)
    return page(request, "plans/money.html", drive=found, money=queries.money(found, timezone.localdate()))


def ceilings(request: Request, drive: int) -> HttpResponse:
    """The ceilings of the year, and a source of one's own."""
    found = the_drive(request, drive)
    changing(request, found)
    adds = request.method == "POST" and "add_source" in request.POST
    own = OwnSourceForm(request.POST if adds else None, prefix="own")
    if adds and own.is_valid():
        try:
            actions.add_source(found.agency, name=own.cleaned_data["name"], by=request.user)
        except actions.SourceIsThere as because:
            own.add_error("name", str(because))
        else:
            return go(request, "plans:ceilings", found.pk, say=_("เพิ่มแหล่งเงินแล้ว"))
    sources = queries.sources_of(found.agency_id)
    form = CeilingForm(
        request.POST if request.method == "POST" and not adds else None,
        sources=sources,
        present=queries.ceilings(found),
    )
    if request.method == "POST" and not adds and form.is_valid():
        actions.set_ceilings(found, form.amounts, by=request.user)
        return go(request, "plans:money", found.pk, say=_("บันทึกวงเงินแล้ว"))
    return page(request, "plans/ceilings.html", drive=found, form=form, own=own)
