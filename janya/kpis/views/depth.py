"""Measuring the year, carrying KPIs over, workbooks, and what proves a reading."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from janya.core import sheets, thai
from janya.core.http import Request, download, go, page
from janya.core.sheets import SheetIsWrong
from janya.drives.access import changing, the_drive
from janya.drives.models import Drive
from janya.files.actions import FileIsRefused
from janya.issues.models import Issue
from janya.people.models import Agency
from janya.people.rules import Duty

from .. import actions, queries
from ..forms import ProofForm, SheetForm
from ..models import Kpi, Reading, ReadingProof, ReadingSheet
from .indicators import day_of


@require_POST
def measure_all(request: Request, drive: int) -> HttpResponse:
    """Let the system measure whatever it can, as of today."""
    found = the_drive(request, drive)
    changing(request, found, Duty.FOLLOW_UP)
    made = actions.measure_all(found, as_of=day_of(found, timezone.localdate()), by=request.user)
    said = _("ระบบวัดได้ผลใหม่ %(count)s ตัว") % {"count": made} if made else _("ไม่มีผลใหม่ ค่าที่วัดได้ตรงกับที่บันทึกไว้แล้ว")
    return go(request, "kpis:list", found.pk, say=said)


@require_safe
def owed(request: Request, drive: int) -> HttpResponse:
    """Whose readings are owed."""
    found = the_drive(request, drive)
    card = queries.scorecard(found, timezone.localdate())
    return page(
        request, "kpis/owed.html", drive=found, owed=queries.owed(card), left=queries.left_owners(card)
    )


def previous(drive: Drive) -> Drive | None:
    earlier = Drive.objects.filter(agency=drive.agency_id, fiscal_year__lt=drive.fiscal_year)
    return earlier.select_related("agency", "code").order_by("-fiscal_year").first()


def carry(request: Request, drive: int) -> HttpResponse:
    """KPIs of the year before, each with the issue that it answers now and its new target."""
    found = the_drive(request, drive)
    changing(request, found)
    earlier = previous(found)
    rows = queries.carriable(found, earlier) if earlier else []
    issues = {str(one.pk): one for one in Issue.objects.of(found).adopted().order_by("number")}
    shown = [carry_row(request, row) for row in rows]
    refused = ""
    if request.method == "POST":
        chosen, refused = picked(shown, issues)
        if not refused:
            try:
                made = actions.carry(found, chosen, by=request.user)
            except actions.NotConcrete as because:
                refused = str(because)
            else:
                said = _("ยกตัวชี้วัดมา %(count)s ตัว กรุณาตรวจเกณฑ์และน้ำหนักของปีนี้") % {"count": len(made)}
                return go(request, "kpis:list", found.pk, say=said)
    return page(
        request,
        "kpis/carry.html",
        status=422 if refused else 0,
        drive=found,
        earlier=earlier,
        rows=shown,
        issues=issues,
        refused=refused,
    )


def carry_row(request: Request, row: queries.CarryRow) -> dict[str, Any]:
    """A row with what was chosen and typed, or what is proposed."""
    key, typed = row.kpi.pk, request.method == "POST"
    return {
        "row": row,
        "chosen": str(key) in request.POST.getlist("kpi") if typed else row.carried is None,
        "issue": request.POST.get(f"issue-{key}", "") if typed else str(row.issue.pk) if row.issue else "",
        "target": request.POST.get(f"target-{key}", "") if typed else thai.number(row.kpi.target),
    }


def picked(
    shown: list[dict[str, Any]], issues: dict[str, Issue]
) -> tuple[list[tuple[Kpi, Issue, Decimal]], str]:
    """What was chosen, or the first thing that is wrong with it."""
    chosen = []
    for one in shown:
        kpi: Kpi = one["row"].kpi
        if not one["chosen"] or one["row"].carried:
            continue
        named = {"number": kpi.number, "name": kpi.name}
        if one["issue"] not in issues:
            return [], _("กรุณาเลือกประเด็นของปีนี้ให้ตัวชี้วัดที่ %(number)s %(name)s") % named
        try:
            target = thai.parse_decimal(one["target"])
        except thai.NumberIsWrong:
            return [], _("กรุณากรอกค่าเป้าหมายของตัวชี้วัดที่ %(number)s เป็นตัวเลข") % named
        chosen.append((kpi, issues[one["issue"]], target))
    return chosen, "" if chosen else _("ยังไม่ได้เลือกตัวชี้วัด กรุณาทำเครื่องหมายหน้าตัวชี้วัดที่ต้องการยกมา")


# ── workbooks ──────────────────────────────────────────────────────────────────────────────
def name_of(drive: Drive, what: str) -> str:
    return f"{what} {drive.agency.name} {drive.fiscal_year}"


@require_safe
def export_scores(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    columns, rows = queries.score_sheet(found, timezone.localdate())
    title = name_of(found, _("ตัวชี้วัดและผล"))
    return download(sheets.excel([(_("ตัวชี้วัด"), columns, rows)], title=title), title, "xlsx")


@require_safe
def export_owed(request: Request, drive: int) -> HttpResponse:
    """A sheet to be filled in and sent back."""
    found = the_drive(request, drive)
    columns, rows = queries.owed_sheet(found, timezone.localdate())
    title = name_of(found, _("แบบบันทึกผลการวัด"))
    return download(sheets.excel([(_("ผลการวัด"), columns, rows)], title=title), title, "xlsx")


def send_in(request: Request, drive: int) -> HttpResponse:
    """Take a workbook of readings to look at; nothing is written yet."""
    found = the_drive(request, drive)
    changing(request, found, Duty.FOLLOW_UP)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > actions.LARGEST:
            most = actions.LARGEST // 1_000_000
            form.add_error("file", _("ไฟล์ใหญ่เกิน %(most)s MB กรุณาแบ่งเป็นหลายไฟล์") % {"most": most})
        else:
            content = file.read()
            try:
                queries.reading_plan(found, content, file.name, today=timezone.localdate())
            except SheetIsWrong as wrong:
                form.add_error("file", str(wrong))
            else:
                kept = actions.take_sheet(found, name=file.name, content=content, by=request.user)
                return go(request, "kpis:sheet", kept.pk)
    return page(request, "kpis/send_in.html", drive=found, form=form)


def sheet(request: Request, reading_sheet: int) -> HttpResponse:
    """What a workbook would write; on saving, all of it or nothing."""
    seen = Agency.objects.where(request.user, Duty.VIEW)
    visible = ReadingSheet.objects.filter(drive__agency__in=seen)
    found = get_object_or_404(visible.select_related("drive__agency", "drive__code", "by"), pk=reading_sheet)
    changing(request, found.drive, Duty.FOLLOW_UP)
    today = timezone.localdate()
    told, refusal, status = None, "", 0
    try:
        if request.method == "POST":
            made = actions.write_sheet(found, today=today, by=request.user)
            said = _("บันทึกผล %(count)s รายการแล้ว") % {"count": len(made.new)}
            return go(request, "kpis:list", found.drive_id, say=said)
        if found.written_at:
            refusal = str(actions.IsWritten())
        else:
            told = queries.reading_plan(found.drive, bytes(found.content), found.name, today=today)
    except actions.ReadingsAreWrong as wrong:
        told, status = wrong.told, 409
    except (actions.IsWritten, SheetIsWrong) as because:
        refusal, status = str(because), 409
    return page(
        request, "kpis/sheet.html", status=status, drive=found.drive, sheet=found, told=told, refusal=refusal
    )


# ── proof ──────────────────────────────────────────────────────────────────────────────────
def prove(request: Request, reading: int) -> HttpResponse:
    """Let a file, a link or evidence that is there prove a reading."""
    visible = Reading.objects.visible_to(request.user).select_related(
        "kpi__drive__agency", "kpi__drive__code"
    )
    found = get_object_or_404(visible, pk=reading)
    changing(request, found.kpi.drive, Duty.FOLLOW_UP)
    form = ProofForm(request.POST or None, request.FILES or None, drive=found.kpi.drive)
    if request.method == "POST" and form.is_valid():
        try:
            actions.prove(found, by=request.user, **form.cleaned_data)
        except FileIsRefused as refused:
            form.add_error("upload", str(refused))
        else:
            return go(request, found.kpi, say=_("เก็บหลักฐานแล้ว"))
    return page(request, "kpis/prove.html", drive=found.kpi.drive, kpi=found.kpi, reading=found, form=form)


@require_POST
def unprove(request: Request, reading_proof: int) -> HttpResponse:
    """Take evidence off a reading."""
    visible = ReadingProof.objects.filter(reading__in=Reading.objects.visible_to(request.user))
    found = get_object_or_404(
        visible.select_related("reading__kpi__drive__agency", "reading__kpi__drive__code", "evidence__drive"),
        pk=reading_proof,
    )
    kpi = found.reading.kpi
    changing(request, kpi.drive, Duty.FOLLOW_UP)
    actions.unprove(found, by=request.user)
    return go(request, kpi, say=_("นำหลักฐานออกแล้ว หลักฐานยังอยู่ในคลัง"))
