"""The plan as a whole: its table, the months, the calendar, the workbook, and what the head of agency approves."""

from datetime import date
from hashlib import sha256
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from janya.core import documents, sheets, thai
from janya.core.forms import what_changed
from janya.core.http import Request, download, go, page, slice_of
from janya.core.models import HasChanged
from janya.core.sheets import SheetIsWrong
from janya.drives.access import changing, need, the_drive
from janya.drives.models import Drive
from janya.people.models import Agency
from janya.people.rules import Duty

from .. import actions, calendars, papers, queries
from ..forms import DecideForm, FeedForm, RowForm, SendForm, SheetForm
from ..models import Activity, ActivityArea, Feed, PlanVersion, Sheet
from .common import the_activity

MOST_DRAWN = 50  # activities on one page of the months
MOST_SHOWN = 200  # lines of a kind on the page of a workbook


def plan_name(drive: Drive) -> str:
    return _("แผนปฏิบัติด้านจริยธรรม %(agency)s ปี %(year)s") % {
        "agency": drive.agency.name,
        "year": drive.fiscal_year,
    }


# ── table ──────────────────────────────────────────────────────────────────────────────────
@require_safe
def table(request: Request, drive: int) -> HttpResponse:
    """Every activity as a row that can be changed where it stands."""
    found = the_drive(request, drive)
    rows = slice_of(request, queries.plan(found, timezone.localdate()), MOST_DRAWN)
    return page(request, "plans/table.html", drive=found, rows=rows)


def row(request: Request, activity: int) -> HttpResponse:
    """One row of the table as a form; saved, it is a row again. Without JavaScript a page of its own."""
    found = the_activity(request, activity)
    changing(request, found.drive)
    present = Activity.objects.get(pk=found.pk)
    form = RowForm(request.POST or None, instance=present, drive=found.drive)
    differences = None
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        seen = facts.pop("version")
        kept = the_activity(request, activity)
        try:
            actions.change(
                kept, seen=seen, by=request.user, kpis=kept.kpis.all(), issues=kept.issues.all(), **facts
            )
        except HasChanged:
            differences = what_changed(form, found)
            form.catch_up(found)
        except actions.MilestoneNeedsDays as refused:
            form.add_error("ends_on", str(refused))
        else:
            if request.htmx:
                saved = queries.row(the_activity(request, activity), timezone.localdate())
                return page(request, "plans/table.html", fragment="row", row=saved, drive=found.drive)
            return go(request, "plans:table", found.drive_id, say=_("บันทึกแล้ว"))
    if request.method != "POST" and request.htmx and "cancel" in request.GET:
        kept_row = queries.row(found, timezone.localdate())
        return page(request, "plans/table.html", fragment="row", row=kept_row, drive=found.drive)
    status = 0 if differences is None else 409
    return page(
        request,
        "plans/row.html",
        fragment="row",
        status=status,
        drive=found.drive,
        activity=found,
        form=form,
        differences=differences,
    )


# ── months and days ────────────────────────────────────────────────────────────────────────
def narrowed(request: Request, drive: Drive) -> tuple[list[queries.ActivityRow], str]:
    """The rows of the area that the address names, and its number."""
    rows = queries.plan(drive, timezone.localdate())
    area = request.GET.get("area", "")
    return [one for one in rows if area in {"", str(one.activity.area.number)}], area


@require_safe
def months(request: Request, drive: int) -> HttpResponse:
    """The plan on the months of the year."""
    found = the_drive(request, drive)
    rows, area = narrowed(request, found)
    shown = slice_of(request, [one for one in rows if not one.cancelled], MOST_DRAWN)
    return page(
        request,
        "plans/months.html",
        drive=found,
        rows=shown,
        chart=queries.gantt(found, list(shown), timezone.localdate()),
        areas=ActivityArea.objects.all(),
        area=area,
    )


@require_safe
def months_paper(request: Request, drive: int) -> HttpResponse:
    """The plan with its months on A3."""
    found = the_drive(request, drive)
    today = timezone.localdate()
    facts = papers.plan_facts(found, queries.plan(found, today), today)
    try:
        made = documents.press("plans/typst/plan.typ", facts, as_of=today)
    except documents.DocumentCannotBeMade as failed:
        return page(request, "plans/failed.html", drive=found, status=500, why=str(failed))
    return download(made, plan_name(found), "pdf")


@require_safe
def calendar(request: Request, drive: int) -> HttpResponse:
    """What begins, ends and is due in one month."""
    found = the_drive(request, drive)
    every = thai.months_of_fiscal_year(found.fiscal_year)
    today = timezone.localdate()
    usual = next((one for one in every if (one.year, one.month) == (today.year, today.month)), every[0])
    asked = request.GET.get("month", "")
    month = next((one for one in every if one.isoformat()[:7] == asked), usual)
    at = every.index(month)
    last = every[at + 1] if at + 1 < len(every) else date(month.year, 10, 1)
    rows = queries.plan(found, today)
    days = queries.days(rows, month, date.fromordinal(last.toordinal() - 1))
    return page(
        request,
        "plans/calendar.html",
        drive=found,
        days=days,
        month=month,
        name=f"{thai.MONTHS[month.month - 1]} {thai.be_year(month)}",
        before=every[at - 1] if at else None,
        after=every[at + 1] if at + 1 < len(every) else None,
        today=today,
    )


@require_safe
def calendar_file(request: Request, drive: int) -> HttpResponse:
    """The plan for a calendar program, once."""
    found = the_drive(request, drive)
    rows = queries.plan(found, timezone.localdate())
    made = calendars.calendar(found, rows, base=site(request), moment=timezone.now())
    return download(made, plan_name(found), "ics")


def site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def feed(request: Request, drive: int) -> HttpResponse:
    """An address of one's own from which a calendar program fetches the plan; it is shown once."""
    found = the_drive(request, drive)
    present = Feed.objects.filter(drive=found, person=request.user).first()
    form = FeedForm(
        request.POST if request.method == "POST" else None,
        initial={"only_mine": bool(present and present.only_mine)},
    )
    address = ""
    if request.method == "POST" and "end" in request.POST:
        actions.end_feed(found, by=request.user)
        return go(request, "plans:feed", found.pk, say=_("ยกเลิกที่อยู่ปฏิทินแล้ว โปรแกรมปฏิทินจะไม่ได้รับข้อมูลอีก"))
    if request.method == "POST" and form.is_valid():
        token = actions.make_feed(found, only_mine=form.cleaned_data["only_mine"], by=request.user)
        address = f"{site(request)}{reverse('plans:feed-file', args=[token])}"
        present = Feed.objects.get(drive=found, person=request.user)
    return page(request, "plans/feed.html", drive=found, form=form, present=present, address=address)


@login_not_required
@require_safe
def feed_file(request: HttpRequest, token: str) -> HttpResponse:
    """For calendar programs, which cannot sign in: whoever has the address sees the plan as its person may."""
    digest = sha256(token.encode()).hexdigest()
    found = get_object_or_404(
        Feed.objects.select_related("drive__agency", "drive__code", "person"), digest=digest
    )
    if not found.person.is_active or not found.person.may(Duty.VIEW, found.drive.agency_id):
        raise Http404
    rows = queries.plan(found.drive, timezone.localdate())
    mine = [one for one in rows if not found.only_mine or one.activity.owner_id == found.person_id]
    made = calendars.calendar(found.drive, mine, base=site(request), moment=timezone.now())
    return download(made, plan_name(found.drive), "ics")


# ── workbook ───────────────────────────────────────────────────────────────────────────────
@require_safe
def export_excel(request: Request, drive: int) -> HttpResponse:
    """The whole plan, to be changed in Excel and sent in again."""
    found = the_drive(request, drive)
    states = {one.activity.pk: queries.state_of(one) for one in queries.plan(found, timezone.localdate())}
    columns, rows = queries.lines(found, states)
    title = plan_name(found)
    return download(sheets.excel([(_("แผนปฏิบัติ"), columns, rows)], title=title), title, "xlsx")


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
                queries.portfolio(found, content, file.name, sender=request.user)
            except SheetIsWrong as wrong:
                form.add_error("file", str(wrong))
            else:
                kept = actions.take_sheet(found, name=file.name, content=content, by=request.user)
                return go(request, "plans:sheet", kept.pk)
    return page(request, "plans/send_in.html", drive=found, form=form)


def sheet(request: Request, plan_sheet: int) -> HttpResponse:
    """What a workbook would do, worked out against the plan as it is now; on saving, all of it or nothing."""
    seen = Agency.objects.where(request.user, Duty.VIEW)
    visible = Sheet.objects.filter(drive__agency__in=seen).select_related(
        "drive__agency", "drive__code", "by"
    )
    found = get_object_or_404(visible, pk=plan_sheet)
    changing(request, found.drive)
    if request.method == "POST":
        try:
            actions.write_sheet(found, by=request.user)
        except actions.PortfolioIsWrong as refused:
            return preview(request, found, refused.portfolio, status=409)
        except (actions.SheetIsWritten, SheetIsWrong) as refused:
            return preview(request, found, None, status=409, refusal=str(refused))
        return go(request, "plans:list", found.drive_id, say=_("นำเข้าแล้ว"))
    if found.written_at:
        return preview(request, found, None, refusal=str(actions.SheetIsWritten()))
    try:
        told = queries.portfolio(found.drive, bytes(found.content), found.name, sender=request.user)
    except SheetIsWrong as wrong:
        return preview(request, found, None, refusal=str(wrong))
    return preview(request, found, told)


def preview(
    request: Request, sheet: Sheet, told: queries.Portfolio | None, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    more: dict[str, Any] = {}
    if told:
        more = {
            "new": told.new[:MOST_SHOWN],
            "changed": told.changed[:MOST_SHOWN],
            "faults": told.faults[: 5 * MOST_SHOWN],
            "counts": {
                "new": len(told.new),
                "changed": len(told.changed),
                "same": told.same,
                "wrong": sum(bool(line.faults) for line in told.lines),
            },
        }
    return page(
        request,
        "plans/sheet.html",
        status=status,
        drive=sheet.drive,
        sheet=sheet,
        told=told,
        refusal=refusal,
        most=MOST_SHOWN,
        **more,
    )


# ── approval ───────────────────────────────────────────────────────────────────────────────
def approval(request: Request, drive: int) -> HttpResponse:
    """The plan that holds, what changed since, and putting it before the head of agency."""
    found = the_drive(request, drive)
    holds = queries.approved(found)
    form = SendForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        changing(request, found)
        if form.is_valid():
            try:
                made = actions.send(found, note=form.cleaned_data["note"], by=request.user)
            except actions.CannotBeSent as refused:
                form.add_error(None, str(refused))
            else:
                return go(request, made, say=_("เสนอแผนต่อหัวหน้าส่วนราชการแล้ว"))
    every = queries.versions(found)
    return page(
        request,
        "plans/approval.html",
        drive=found,
        form=form,
        holds=holds,
        changes=queries.told(holds.rows, queries.rows_now(found)) if holds else [],
        versions=every,
        awaits=next((one for one in every if not one.decision), None),
    )


def the_version(request: Request, pk: int) -> PlanVersion:
    visible = PlanVersion.objects.visible_to(request.user).select_related(
        "drive__agency", "drive__code", "sent_by", "decided_by"
    )
    return get_object_or_404(visible, pk=pk)


@require_safe
def version(request: Request, plan_version: int) -> HttpResponse:
    """A version as it was sent, and what changed from the one that was approved before it."""
    found = the_version(request, plan_version)
    before = (
        PlanVersion.objects.filter(
            drive=found.drive_id, number__lt=found.number, decision=PlanVersion.Decision.APPROVED
        )
        .order_by("-number")
        .first()
    )
    return page(
        request,
        "plans/version.html",
        drive=found.drive,
        version=found,
        before=before,
        changes=queries.told(before.rows, found.rows) if before else [],
        rows=[{**row, "days": days_of(row)} for row in found.rows],
        form=DecideForm(),
    )


def days_of(frozen: dict[str, Any]) -> str:
    first, last = (date.fromisoformat(frozen[name]) for name in ("starts_on", "ends_on"))
    return f"{thai.short_date(first)} – {thai.short_date(last)}"


@require_POST
def decide(request: Request, plan_version: int) -> HttpResponse:
    """The head of agency approves, or sends back with a reason."""
    found = the_version(request, plan_version)
    need(request, Duty.DECIDE, found.drive.agency_id)
    changing(request, found.drive, Duty.DECIDE)
    approves = "approve" in request.POST
    form = DecideForm(request.POST, approves=approves)
    if form.is_valid():
        try:
            actions.decide(found, approves=approves, reason=form.cleaned_data["reason"], by=request.user)
        except actions.DecidedAlready as refused:
            form.add_error(None, str(refused))
        else:
            return go(request, found, say=_("อนุมัติแผนแล้ว") if approves else _("ส่งแผนกลับแก้ไขแล้ว"))
    return page(
        request,
        "plans/version.html",
        drive=found.drive,
        version=found,
        changes=[],
        rows=[{**row, "days": days_of(row)} for row in found.rows],
        form=form,
    )
