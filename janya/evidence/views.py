from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from janya.core.http import Request, go, page, slice_of
from janya.core.models import HasChanged
from janya.drives.access import changing, the_drive
from janya.jobs import actions as jobs
from janya.people.rules import Duty

from . import actions, queries, thumbnails
from .forms import ChangeForm, FileForm, LinkForm, WithdrawForm
from .models import Evidence
from .rules import Outcome


def the_evidence(request: Request, pk: int) -> Evidence:
    visible = Evidence.objects.visible_to(request.user)
    found = get_object_or_404(
        visible.select_related("drive__agency", "drive__code", "file", "added_by", "withdrawn_by"), pk=pk
    )
    the_drive(request, found.drive_id)
    return found


@require_safe
def evidence_list(request: Request, drive: int) -> HttpResponse:
    """All evidence of a year, with what stands on it."""
    found = the_drive(request, drive)
    show = request.GET.get("show", "")
    show = show if show in queries.SHOWS else ""
    words = request.GET.get("q", "")[:100]
    rows = slice_of(request, queries.listed(found, show, words))
    shown = list(rows.object_list)
    uses = queries.uses_of(shown)
    return page(
        request,
        "evidence/list.html",
        fragment="rows",
        drive=found,
        rows=rows,
        lines=[(one, uses[one.pk]) for one in shown],
        shows=queries.SHOWS.items(),
        show=show,
        words=words,
        counts=queries.counts(found),
    )


def add_file(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    changing(request, found, Duty.FOLLOW_UP)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_file(
                found, form.cleaned_data.pop("upload"), by=request.user, **form.cleaned_data
            )
        except (actions.FileIsRefused, actions.IsThereAlready) as refused:
            form.add_error("upload", str(refused))
        else:
            return go(request, made, say=_("เก็บหลักฐานแล้ว"))
    return page(request, "evidence/add.html", drive=found, form=form, kind="file")


def add_link(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    changing(request, found, Duty.FOLLOW_UP)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_link(
                found, form.cleaned_data.pop("link"), by=request.user, **form.cleaned_data
            )
        except actions.IsThereAlready as refused:
            form.add_error("link", str(refused))
        else:
            return go(request, made, say=_("เก็บหลักฐานแล้ว ระบบจะตรวจลิงก์คืนนี้"))
    return page(request, "evidence/add.html", drive=found, form=form, kind="link")


@require_safe
def show(request: Request, evidence: int) -> HttpResponse:
    found = the_evidence(request, evidence)
    return page(
        request,
        "evidence/show.html",
        drive=found.drive,
        evidence=found,
        uses=queries.uses_of([found])[found.pk],
        looks=list(queries.looks_of(found)) if found.is_link else [],
        has_picture=thumbnails.can_have(found.file),
        has_changed=found.outcome == Outcome.CHANGED,
    )


def change(request: Request, evidence: int) -> HttpResponse:
    found = the_evidence(request, evidence)
    changing(request, found.drive, Duty.FOLLOW_UP)
    first = {name: getattr(found, name) for name in ("title", "about", "dated_on", "version")}
    form = ChangeForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            actions.change(found, seen=facts.pop("version"), by=request.user, **facts)
        except HasChanged as changed:
            form.data = {**dict(form.data.items()), "version": Evidence.objects.get(pk=found.pk).version}
            form.add_error(None, str(changed))
            return page(
                request, "evidence/change.html", status=409, drive=found.drive, evidence=found, form=form
            )
        return go(request, found, say=_("บันทึกแล้ว"))
    return page(request, "evidence/change.html", drive=found.drive, evidence=found, form=form)


def withdraw(request: Request, evidence: int) -> HttpResponse:
    found = the_evidence(request, evidence)
    changing(request, found.drive, Duty.FOLLOW_UP)
    if found.withdrawn_at:
        return go(request, found)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(
                found, why=form.cleaned_data["why"], used=queries.is_used(found), by=request.user
            )
        except actions.IsUsed as refused:
            form.add_error(None, str(refused))
        else:
            return go(request, "evidence:list", found.drive_id, say=_("ถอนหลักฐานแล้ว แฟ้มและประวัติยังเก็บไว้"))
    return page(request, "evidence/withdraw.html", drive=found.drive, evidence=found, form=form)


@require_POST
def accept(request: Request, evidence: int) -> HttpResponse:
    """The page has changed and is still the evidence."""
    found = the_evidence(request, evidence)
    changing(request, found.drive, Duty.FOLLOW_UP)
    done = actions.accept(found, by=request.user)
    return go(request, found, say=_("ยืนยันเนื้อหาปัจจุบันของลิงก์แล้ว") if done else "")


@require_POST
def check(request: Request, drive: int) -> HttpResponse:
    """Look at all links of the year now."""
    found = the_drive(request, drive)
    changing(request, found, Duty.FOLLOW_UP)
    try:
        job = jobs.begin(
            "evidence.check-drive",
            title=_("ตรวจลิงก์หลักฐาน"),
            agency=found.agency,
            by=request.user,
            facts={"drive": found.pk},
            once=f"evidence.check-{found.pk}",
        )
    except jobs.AlreadyRunning as running:
        if running.job is None:
            return go(request, "evidence:list", found.pk, say=str(running))
        job = running.job
    return go(request, job)


@require_safe
def thumbnail(request: Request, evidence: int) -> HttpResponse:
    """A small picture that Janya drew; the file itself is only ever handed over to be saved."""
    found = the_evidence(request, evidence)
    drawn = thumbnails.thumbnail(found.file) if found.file and thumbnails.can_have(found.file) else None
    if drawn is None:
        raise Http404
    answer = HttpResponse(drawn, content_type="image/jpeg")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
