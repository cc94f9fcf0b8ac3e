from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from janya.core import thai
from janya.core.forms import what_changed
from janya.core.http import Request, go, page, slice_of
from janya.core.models import HasChanged
from janya.drives.access import changing, the_drive
from janya.drives.models import Drive
from janya.issues.models import Issue
from janya.people.rules import Duty

from .. import actions, charts, queries
from ..forms import ChangeForm, CorrectForm, KpiForm, ReadingForm
from ..metrics import METRICS
from ..models import Kpi, Reading


def kpi_list(request: Request, drive: int) -> HttpResponse:
    """The scorecard: every KPI with its latest reading, level and share of the score."""
    found = the_drive(request, drive)
    card = queries.scorecard(found, timezone.localdate())
    used = {row.kpi.metric for row in card.rows}
    return page(
        request,
        "kpis/list.html",
        drive=found,
        card=card,
        rows=slice_of(request, card.rows),
        without_kpi=queries.issues_without_kpi(found),
        has_issues=Issue.objects.of(found).adopted().exists(),
        measures=any(used - {""}),
        left=queries.left_owners(card),
        free_metrics=[metric for key, metric in METRICS.items() if key not in used],
    )


def first_values(request: Request, drive: Drive) -> dict[str, Any]:
    """What a new KPI begins with: the issue or the system's figure that the link names, the year's last day, the weight left."""
    first: dict[str, Any] = {"due_on": thai.fiscal_year_span(drive.fiscal_year)[1]}
    if (free := queries.free_weight(drive)) > 0:
        first["weight"] = free
    if request.GET.get("issue", "").isdecimal():
        first["issues"] = [int(request.GET["issue"])]
    if metric := METRICS.get(request.GET.get("metric", "")):
        names = ("name", "definition", "formula", "unit", "direction", "source")
        first |= {"metric": metric.key, **{name: getattr(metric, name) for name in names}}
    return first


def add(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    changing(request, found)
    form = KpiForm(request.POST or None, drive=found, initial=first_values(request, found))
    if request.method == "POST" and "propose" in request.POST:
        form.propose()
        return page(request, "kpis/add.html", fragment="form", status=200, drive=found, form=form)
    if request.method == "POST" and form.is_valid():
        made = actions.add(found, **form.facts, by=request.user)
        return go(request, made, say=_("เพิ่มตัวชี้วัดแล้ว"))
    return page(request, "kpis/add.html", fragment="form", drive=found, form=form)


def the_kpi(request: Request, pk: int) -> Kpi:
    visible = Kpi.objects.visible_to(request.user).select_related(
        "drive__agency", "drive__code", "owner", "copied_from__drive"
    )
    return get_object_or_404(visible, pk=pk)


def show(request: Request, kpi: int) -> HttpResponse:
    """The definition, its thresholds drawn, and every reading with what was corrected."""
    found = the_kpi(request, kpi)
    history = queries.history(found)
    newest = next((row.reading for row in history if row.replaced_by is None), None)
    row = queries.row(found, newest, found.drive.fiscal_year, timezone.localdate())
    return page(
        request,
        "kpis/show.html",
        drive=found.drive,
        kpi=found,
        row=row,
        issues=found.issues.select_related("item"),
        metric=METRICS.get(found.metric),
        chart=charts.thresholds(row),
        trend=charts.trend(queries.line_of(found)),
        history=history,
    )


def change(request: Request, kpi: int) -> HttpResponse:
    found = the_kpi(request, kpi)
    changing(request, found.drive)
    form = ChangeForm(request.POST or None, instance=Kpi.objects.get(pk=found.pk), drive=found.drive)
    differences = None
    objections: list[str] = []
    status = 0
    if request.method == "POST" and "propose" in request.POST:
        form.propose()
        status = 200
    elif request.method == "POST" and form.is_valid():
        speaks = actions.objections(found, form.cleaned_data.get("due_on"))
        if speaks and "confirm" not in request.POST:
            objections, status = speaks, 422
    if request.method == "POST" and not status and not objections and form.is_valid():
        try:
            actions.change(found, seen=form.cleaned_data["version"], **form.facts, by=request.user)
        except HasChanged:
            differences = what_changed(form, found)
            form.catch_up(found)
            status = 409
        else:
            return go(request, found, say=_("บันทึกแล้ว"))
    return page(
        request,
        "kpis/change.html",
        fragment="form",
        status=status,
        drive=found.drive,
        kpi=found,
        form=form,
        differences=differences,
        objections=objections,
    )


def remove(request: Request, kpi: int) -> HttpResponse:
    """Asks first; a KPI that was measured stays."""
    found = the_kpi(request, kpi)
    changing(request, found.drive)
    refused = ""
    if request.method == "POST":
        try:
            actions.remove(found, by=request.user)
        except actions.HasReadings as because:
            refused = str(because)
        else:
            return go(request, "kpis:list", found.drive_id, say=_("ลบตัวชี้วัดแล้ว"))
    elif found.readings.exists():
        refused = str(actions.HasReadings())
    status = 422 if refused and request.method == "POST" else 0
    return page(request, "kpis/remove.html", status=status, drive=found.drive, kpi=found, refused=refused)


def day_of(drive: Drive, today: date) -> date:
    """Today, or the last day of the fiscal year once that is over."""
    return min(today, thai.fiscal_year_span(drive.fiscal_year)[1])


def reading(request: Request, kpi: int) -> HttpResponse:
    found = the_kpi(request, kpi)
    changing(request, found.drive, Duty.FOLLOW_UP)
    today = timezone.localdate()
    year = found.drive.fiscal_year
    first = {"as_of": day_of(found.drive, today)}
    form = ReadingForm(request.POST or None, fiscal_year=year, today=today, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record(found, **form.cleaned_data, by=request.user)
        except actions.ReadAlready as because:
            form.add_error("as_of", str(because))
        else:
            return go(request, found, say=_("บันทึกผลการวัดแล้ว"))
    return page(request, "kpis/reading.html", fragment="form", drive=found.drive, kpi=found, form=form)


def correct(request: Request, reading: int) -> HttpResponse:
    visible = Reading.objects.visible_to(request.user).select_related(
        "kpi__drive__agency", "kpi__drive__code", "by"
    )
    found = get_object_or_404(visible, pk=reading)
    drive = found.kpi.drive
    changing(request, drive, Duty.FOLLOW_UP)
    first = {"value": found.value, "as_of": found.as_of}
    today = timezone.localdate()
    form = CorrectForm(request.POST or None, fiscal_year=drive.fiscal_year, today=today, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(found, **form.cleaned_data, by=request.user)
        except actions.ReadAlready as because:
            form.add_error("as_of", str(because))
        except actions.CorrectedAlready as because:
            form.add_error(None, str(because))
        else:
            return go(request, found.kpi, say=_("แก้ไขผลการวัดแล้ว ผลเดิมยังอยู่ในประวัติ"))
    return page(
        request, "kpis/correct.html", fragment="form", drive=drive, kpi=found.kpi, reading=found, form=form
    )


def measure(request: Request, kpi: int) -> HttpResponse:
    """POST lets the system measure as of today; anything else only leads back to the KPI."""
    found = the_kpi(request, kpi)
    changing(request, found.drive, Duty.FOLLOW_UP)
    if request.method != "POST":
        return go(request, found)
    day = day_of(found.drive, timezone.localdate())
    try:
        made = actions.measure(found, as_of=day, by=request.user)
    except actions.NothingToMeasure as because:
        messages.warning(request, str(because))
        return go(request, found)
    named = {"value": thai.number(made.value), "day": thai.short_date(day)}
    return go(request, found, say=_("ระบบวัดได้ %(value)s ณ วันที่ %(day)s") % named)
