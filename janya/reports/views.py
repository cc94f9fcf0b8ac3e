from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from janya.core import documents
from janya.core.documents import DocumentCannotBeMade
from janya.core.http import Request, download, go, page
from janya.drives.access import need, the_drive
from janya.drives.models import Drive
from janya.people.rules import Duty

from . import actions, dashboards, exports, queries, steps, verification
from .forms import CheckForm, SendBackForm, SignForm, SubmitForm
from .models import SignedReport, Submission


def annual(request: Request, drive: int) -> HttpResponse:
    """What the yearly report will say, where something is still empty, and where its signature stands."""
    found = the_drive(request, drive)
    facts = queries.annual(found, timezone.localdate(), this_minute())
    return page(
        request,
        "reports/annual.html",
        drive=found,
        today=timezone.localdate(),
        facts=facts,
        chapters=queries.chapters(found, facts),
        signing=queries.signing(found),
    )


def this_minute() -> Any:
    return timezone.localtime().replace(second=0, microsecond=0)


@require_POST
def annual_pdf(request: Request, drive: int) -> HttpResponse:
    """The draft of the report as a file; a journal line says who made it."""
    found = the_drive(request, drive)
    try:
        content = actions.annual_pdf(
            found,
            as_of=timezone.localdate(),
            by=request.user,
            make=documents.press,
            taken_at=this_minute(),
        )
    except DocumentCannotBeMade as failed:
        return cannot_be_made(request, found, failed)
    name = _("รายงานขับเคลื่อนจริยธรรม %(agency)s %(year)s.pdf") % {
        "agency": found.agency.name,
        "year": found.fiscal_year,
    }
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def summary_pdf(request: Request, drive: int) -> HttpResponse:
    """The year on one page, to be taken along."""
    found = the_drive(request, drive)
    try:
        content = actions.summary_pdf(
            found, as_of=timezone.localdate(), taken_at=this_minute(), make=documents.press
        )
    except DocumentCannotBeMade as failed:
        return cannot_be_made(request, found, failed)
    return download(content, _("บทสรุปผู้บริหาร %(year)s") % {"year": found.fiscal_year}, "pdf")


@require_safe
def excel(request: Request, drive: int) -> HttpResponse:
    """The report's tables as a workbook."""
    found = the_drive(request, drive)
    content = exports.excel(found, timezone.localdate(), this_minute())
    return download(content, exports.title_of(found), "xlsx")


@require_safe
def word(request: Request, drive: int) -> HttpResponse:
    """The report's tables as a Word paper to go on with."""
    found = the_drive(request, drive)
    content = exports.word(found, timezone.localdate(), this_minute())
    return download(content, exports.title_of(found), "docx")


def cannot_be_made(request: Request, drive: Drive, failed: DocumentCannotBeMade) -> HttpResponse:
    return page(request, "reports/failed.html", drive=drive, status=500, why=str(failed))


# ── before the head ────────────────────────────────────────────────────────────────────────
def submit(request: Request, drive: int) -> HttpResponse:
    """Lay the report before the head."""
    found = the_drive(request, drive)
    need(request, Duty.EDIT, found.agency_id)
    today = timezone.localdate()
    missing = steps.missing(found, today)
    signing = queries.signing(found)
    form = SubmitForm(
        request.POST if request.method == "POST" else None,
        initial={"as_of": today},
        is_incomplete=bool(missing),
        corrects=signing.latest is not None,
    )
    context: dict[str, Any] = {"drive": found, "missing": missing, "signing": signing}
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.submit(
                found, **form.cleaned_data, missing=missing, by=request.user, at=timezone.now()
            )
        except actions.WaitsAlready as waits:
            form.add_error(None, str(waits))
            return page(request, "reports/submit.html", fragment="form", form=form, status=409, **context)
        return go(request, made, say=_("เสนอรายงานให้หัวหน้าส่วนราชการลงนามแล้ว"))
    return page(request, "reports/submit.html", fragment="form", form=form, **context)


def the_submission(request: Request, pk: int) -> Submission:
    rows = Submission.objects.visible_to(request.user).select_related(
        "drive__agency", "drive__code", "submitted_by", "decided_by", "signed"
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
def submission(request: Request, submission: int) -> HttpResponse:
    """What was laid before the head, with what the head and the officer may do now."""
    return shown(request, the_submission(request, submission))


def shown(
    request: Request,
    found: Submission,
    *,
    status: int = 0,
    sign_form: SignForm | None = None,
    back_form: SendBackForm | None = None,
    refused: str = "",
) -> HttpResponse:
    may_sign = request.user.may(Duty.SIGN, found.drive.agency_id)
    return page(
        request,
        "reports/submission.html",
        drive=found.drive,
        submission=found,
        facts=found.facts,
        waits=found.state == Submission.State.WAITING,
        signs=may_sign,
        sign_form=sign_form
        or SignForm(is_incomplete=bool(found.missing), initial={"incomplete": found.incomplete}),
        back_form=back_form or SendBackForm(),
        refused=refused,
        status=status,
    )


@require_safe
def submission_pdf(request: Request, submission: int) -> HttpResponse:
    """What is to be signed, with its watermark."""
    found = the_submission(request, submission)
    try:
        content = actions.draft_pdf(found, make=documents.press)
    except DocumentCannotBeMade as failed:
        return cannot_be_made(request, found.drive, failed)
    return download(content, _("ร่างรายงานที่เสนอลงนาม %(year)s") % {"year": found.drive.fiscal_year}, "pdf")


@require_POST
def sign(request: Request, submission: int) -> HttpResponse:
    """The head signs: the file is made, numbered and kept."""
    found = the_submission(request, submission)
    need(request, Duty.SIGN, found.drive.agency_id)
    form = SignForm(request.POST, is_incomplete=bool(found.missing))
    if not form.is_valid():
        return shown(request, found, sign_form=form, status=422)
    try:
        made = actions.sign(
            found,
            typed_name=form.cleaned_data["typed_name"],
            incomplete=form.cleaned_data.get("incomplete", ""),
            by=request.user,
            at=timezone.now(),
            address=lambda seal: request.build_absolute_uri(reverse("reports:verify", args=[seal])),
            make=documents.press,
        )
    except actions.CannotSign as refused:
        form.add_error(None, str(refused))
        return shown(request, found, sign_form=form, status=422)
    except actions.IsDecided as decided:
        return shown(request, the_submission(request, found.pk), refused=str(decided), status=409)
    except DocumentCannotBeMade as failed:
        return cannot_be_made(request, found.drive, failed)
    return go(request, made, say=_("ลงนามแล้ว รายงานได้เลขที่ %(number)s") % {"number": made.spoken_number})


@require_POST
def send_back(request: Request, submission: int) -> HttpResponse:
    """The head sends it back with a comment."""
    found = the_submission(request, submission)
    need(request, Duty.SIGN, found.drive.agency_id)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return shown(request, found, back_form=form, status=422)
    try:
        actions.send_back(found, comment=form.cleaned_data["comment"], by=request.user, at=timezone.now())
    except actions.IsDecided as decided:
        return shown(request, the_submission(request, found.pk), refused=str(decided), status=409)
    return go(request, found, say=_("ส่งกลับให้ผู้เสนอแก้ไขแล้ว"))


@require_POST
def withdraw(request: Request, submission: int) -> HttpResponse:
    """The officer takes it back."""
    found = the_submission(request, submission)
    need(request, Duty.EDIT, found.drive.agency_id)
    try:
        actions.withdraw(found, by=request.user, at=timezone.now())
    except actions.IsDecided as decided:
        return shown(request, the_submission(request, found.pk), refused=str(decided), status=409)
    return go(request, "reports:annual", found.drive.pk, say=_("ถอนเรื่องที่เสนอลงนามแล้ว"))


# ── what was signed ────────────────────────────────────────────────────────────────────────
def the_report(request: Request, **which: Any) -> SignedReport:
    rows = SignedReport.objects.visible_to(request.user).select_related(
        "drive__agency", "drive__code", "submission", "replaces", "replaced_by", "file", "signed_by"
    )
    return get_object_or_404(rows, **which)


@require_safe
def signed(request: Request, signed_report: int) -> HttpResponse:
    found = the_report(request, pk=signed_report)
    return page(request, "reports/signed.html", drive=found.drive, report=found)


@require_safe
def signed_pdf(request: Request, signed_report: int) -> HttpResponse:
    """The very bytes that were signed; refused when the kept file is no longer those."""
    found = the_report(request, pk=signed_report)
    content = queries.signed_bytes(found)
    if content is None:
        why = _("แฟ้มที่เก็บไว้ไม่ตรงกับฉบับที่ลงนาม กรุณาแจ้งผู้ดูแลระบบให้กู้คืนจากสำเนาสำรอง")
        return page(request, "reports/failed.html", drive=found.drive, status=500, why=why)
    name = _("รายงานขับเคลื่อนจริยธรรม %(agency)s %(year)s เลขที่ %(number)s-%(of)s") % {
        "agency": found.drive.agency.name,
        "year": found.drive.fiscal_year,
        "number": found.number,
        "of": found.year,
    }
    return download(content, name, "pdf")


@require_safe
def verify(request: Request, seal: str) -> HttpResponse:
    """Where the QR code of a signed report leads."""
    found = the_report(request, seal=seal)
    return page(request, "reports/verify.html", drive=found.drive, report=found)


def check(request: Request) -> HttpResponse:
    """Whether a file is the one that was signed; the file is read and not kept."""
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    checked = None
    if form.is_valid():
        chunks: Iterator[bytes] = form.cleaned_data["file"].chunks()
        checked = verification.check(chunks, SignedReport.objects.visible_to(request.user))
    return page(request, "reports/check.html", form=form, checked=checked)


# ── dashboards ─────────────────────────────────────────────────────────────────────────────
@require_safe
def head(request: Request, drive: int) -> HttpResponse:
    """The year on one screen, for the head and for whoever sees the registers."""
    found = the_drive(request, drive)
    told = dashboards.head(found, timezone.localdate())
    mine = [one for one in told.decisions if request.user.may(one.duty, found.agency_id)]
    return page(
        request,
        "reports/head.html",
        drive=found,
        overview=told.overview,
        plan=told.overview.chapters["plan"],
        kpis=told.overview.chapters["kpis"],
        most=dashboards.MOST,
        messages_beside=[one for one in told.overview.messages if one.key not in dashboards.IN_FIGURES],
        decisions=mine,
        elsewhere=len(told.decisions) - len(mine),
    )


@require_safe
def slide(request: Request, drive: int) -> HttpResponse:
    """The head's screen as a 16:9 slide."""
    found = the_drive(request, drive)
    try:
        content = actions.slide_pdf(
            found, on=timezone.localdate(), taken_at=this_minute(), make=documents.press
        )
    except DocumentCannotBeMade as failed:
        return cannot_be_made(request, found, failed)
    return download(content, _("ภาพรวมผู้บริหาร %(year)s") % {"year": found.fiscal_year}, "pdf")


@require_safe
def week(request: Request, drive: int) -> HttpResponse:
    """What the officer does this week, by step."""
    found = the_drive(request, drive)
    today = timezone.localdate()
    return page(request, "reports/week.html", drive=found, today=today, steps=dashboards.week(found, today))
