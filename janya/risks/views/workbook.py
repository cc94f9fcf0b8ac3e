"""The register taken away as Excel, CSV or PDF, and a workbook that comes back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from janya.core import documents, sheets
from janya.core.http import Request, download, go, page
from janya.core.sheets import SheetIsWrong
from janya.drives.access import changing, the_drive
from janya.drives.models import Drive
from janya.people.models import Agency
from janya.people.rules import Duty

from .. import actions, queries
from ..forms import SheetForm
from ..models import Sheet

MOST_SHOWN = 200  # lines of a kind on the page
MOST_ON_PAPER = 1_000  # risks: some three hundred sheets of A4, which the press makes in half a minute


def register_name(drive: Drive) -> str:
    return _("ทะเบียนความเสี่ยง %(agency)s ปี %(year)s") % {
        "agency": drive.agency.name,
        "year": drive.fiscal_year,
    }


def chosen(request: Request, pk: int) -> tuple[Drive, list[sheets.Column], list[list[object]]]:
    """The register as it is filtered, as columns and rows."""
    found = the_drive(request, pk)
    bands = queries.bands_for(found.agency_id)
    rows = queries.register(found, queries.filters_of(request.GET.dict()), bands)
    return found, *queries.lines(found, rows, bands)


def export_excel(request: Request, drive: int) -> HttpResponse:
    """The register as shown, to be changed in Excel and sent in again."""
    found, columns, rows = chosen(request, drive)
    title = register_name(found)
    return download(sheets.excel([(_("ทะเบียนความเสี่ยง"), columns, rows)], title=title), title, "xlsx")


def export_csv(request: Request, drive: int) -> HttpResponse:
    found, columns, rows = chosen(request, drive)
    return download(sheets.csv(columns, rows), register_name(found), "csv")


def paper(request: Request, drive: int) -> HttpResponse:
    """The register as shown, as a PDF on A4 or A3."""
    found = the_drive(request, drive)
    filters = queries.filters_of(request.GET.dict())
    size = "a3" if request.GET.get("paper") == "a3" else "a4"
    today = timezone.localdate()
    if queries.narrowed(found, filters, today=today).count() > MOST_ON_PAPER:
        said = _("มีมากกว่า %(most)s รายการ กรุณากรองให้น้อยลงก่อนจัดทำ PDF หรือใช้ Excel แทน")
        return go(request, "risks:list", found.pk, say=said % {"most": f"{MOST_ON_PAPER:,}"})
    facts = queries.paper_facts(found, filters, paper=size, as_of=today)
    try:
        made = documents.press("risks/typst/register.typ", facts, as_of=today)
    except documents.DocumentCannotBeMade as failed:
        return page(request, "risks/failed.html", drive=found, status=500, why=str(failed))
    return download(made, register_name(found), "pdf")


def send_in(request: Request, drive: int) -> HttpResponse:
    """Take a workbook to look at; nothing is written yet."""
    found = the_drive(request, drive)
    changing(request, found)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > actions.LARGEST:
            most = actions.LARGEST // 1_000_000
            form.add_error("file", _("ไฟล์ใหญ่เกิน %(most)s MB กรุณาแบ่งเป็นหลายไฟล์") % {"most": most})
        else:
            content = file.read()
            try:
                queries.plan(found, content, file.name)
            except SheetIsWrong as wrong:
                form.add_error("file", str(wrong))
            else:
                kept = actions.take_sheet(found, name=file.name, content=content, by=request.user)
                return go(request, "risks:sheet", kept.pk)
    return page(request, "risks/send_in.html", drive=found, form=form)


def the_sheet(request: Request, pk: int) -> Sheet:
    seen = Agency.objects.where(request.user, Duty.VIEW)
    rows = Sheet.objects.filter(drive__agency__in=seen).select_related("drive__agency", "drive__code", "by")
    return get_object_or_404(rows, pk=pk)


def sheet(request: Request, sheet: int) -> HttpResponse:
    """What a workbook would do, worked out against the register as it is now; on saving, all of it or nothing."""
    found = the_sheet(request, sheet)
    changing(request, found.drive)
    if request.method == "POST":
        try:
            actions.write_sheet(found, by=request.user, on=timezone.localdate())
        except actions.PlanIsWrong as refused:
            return preview(request, found, refused.plan, status=409)
        except (actions.SheetIsWritten, SheetIsWrong) as refused:
            return preview(request, found, None, status=409, refusal=str(refused))
        return go(request, "risks:list", found.drive_id, say=_("นำเข้าแล้ว"))
    if found.written_at:
        return preview(request, found, None, refusal=str(actions.SheetIsWritten()))
    try:
        plan = queries.plan(found.drive, bytes(found.content), found.name)
    except SheetIsWrong as wrong:
        return preview(request, found, None, refusal=str(wrong))
    return preview(request, found, plan)


def preview(
    request: Request, sheet: Sheet, plan: queries.Plan | None, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    more: dict[str, Any] = {}
    if plan:
        more = {
            "new": plan.new[:MOST_SHOWN],
            "changed": plan.changed[:MOST_SHOWN],
            "faults": plan.faults[: 5 * MOST_SHOWN],
            "counts": {
                "new": len(plan.new),
                "changed": len(plan.changed),
                "same": plan.same,
                "wrong": sum(bool(line.faults) for line in plan.lines),
            },
        }
    return page(
        request,
        "risks/sheet.html",
        status=status,
        drive=sheet.drive,
        sheet=sheet,
        plan=plan,
        refusal=refusal,
        most=MOST_SHOWN,
        **more,
    )
