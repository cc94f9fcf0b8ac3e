"""The evaluations of a year: their list, one of them, its draft, remarks and lessons, closing, PDF and Excel."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from janya.core import documents, sheets
from janya.core.forms import what_changed
from janya.core.http import Request, download, go, page
from janya.core.models import HasChanged
from janya.drives.access import changing, need, the_drive
from janya.drives.models import Drive
from janya.people.rules import Duty

from .. import actions, pictures, queries, rules, taken_away
from ..forms import LessonForm, ReasonForm, RemarkForm, WriteForm
from ..models import KINDS, Evaluation, Lesson, Remark


def overview(request: Request, drive: int) -> HttpResponse:
    """The three evaluations of a year, what came from the year before, what goes to the next."""
    found = the_drive(request, drive)
    return page(
        request,
        "evaluation/list.html",
        drive=found,
        rounds=queries.rounds(found),
        left=queries.carried(found),
        made=queries.made_of(found),
    )


def the_evaluation(request: Request, pk: int) -> Evaluation:
    seen = Evaluation.objects.visible_to(request.user).select_related(
        "drive__agency", "drive__code", "closed_by"
    )
    return get_object_or_404(seen, pk=pk)


def write(request: Request, drive: int, kind: str) -> HttpResponse:
    """Begin an evaluation or change the words and days of its draft."""
    found = the_drive(request, drive)
    changing(request, found)
    present = Evaluation.objects.of(found).filter(kind=kind).first()
    if present and present.is_closed:
        return go(request, present)
    today = timezone.localdate()
    blank = Evaluation(
        drive=found,
        kind=kind,
        version=actions.UNSAVED,
        planned_on=rules.due_on(kind, found.fiscal_year),
        as_of=rules.day_of_figures(kind, found.fiscal_year, today),
    )
    subject = Evaluation.objects.get(pk=present.pk) if present else blank
    subject.drive = found
    form = WriteForm(request.POST or None, instance=subject)
    differences = None
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            made = actions.write(found, kind, seen=facts.pop("version"), by=request.user, **facts)
        except actions.IsClosed as refused:
            raise PermissionDenied(str(refused)) from refused
        except HasChanged:
            newer = get_object_or_404(Evaluation, drive=found, kind=kind)
            differences = what_changed(form, newer)
            form.catch_up(newer)
        else:
            return go(request, made, say=_("บันทึกร่างการประเมินแล้ว"))
    return page(
        request,
        "evaluation/write.html",
        fragment="form",
        status=409 if differences is not None else 0,
        drive=found,
        form=form,
        name=KINDS[rules.Kind(kind)],
        differences=differences,
    )


def show(request: Request, evaluation: int) -> HttpResponse:
    """One evaluation, with its figures as of its day or as they were frozen."""
    found = the_evaluation(request, evaluation)
    common: dict[str, Any] = {
        "drive": found.drive,
        "evaluation": found,
        "open": not found.is_closed and found.drive.state == Drive.State.RUNNING,
        "closings": list(found.closings.select_related("by", "reopened_by")),
        "write": reverse(f"evaluation:{WRITES[found.kind]}", args=[found.drive_id]),
    }
    return (show_promotion if found.is_promotion else show_round)(request, found, common)


WRITES = {"mid": "mid-year", "end": "year-end", "promotion": "promotion"}


def show_round(request: Request, found: Evaluation, common: dict[str, Any]) -> HttpResponse:
    view = queries.view(found)
    facts, compared = view.facts, view.compared
    half = _("รอบ 6 เดือน")
    last = compared.last_year
    charts = [
        pictures.gauge(
            _("คะแนนถ่วงน้ำหนัก"),
            facts["score"],
            compared.mid["score"] if compared.mid else None,
            half if compared.mid else "",
            href=reverse("kpis:list", args=[found.drive_id]),
        ),
        pictures.kpi_levels(facts, compared.mid, half),
    ]
    beside = []
    if compared.last and last:
        year = found.drive.fiscal_year
        beside = [
            one
            for one in (
                pictures.year_against_year(facts, compared.last, year, last),
                pictures.shares(compared, year),
            )
            if one
        ]
    return page(
        request,
        "evaluation/show.html",
        view=view,
        facts=facts,
        compared=compared,
        charts=charts,
        beside=beside,
        **common,
    )


def show_promotion(request: Request, found: Evaluation, common: dict[str, Any]) -> HttpResponse:
    figures = None if found.is_closed else queries.figures(found.drive, found.as_of)
    promotion = queries.promotion(found, figures)
    facts, last, last_year = queries.year_before(found)
    before = _("ปี %(year)s") % {"year": last_year} if last_year else ""
    score = facts["score"] if facts else promotion.total.score
    return page(
        request,
        "evaluation/promotion.html",
        promotion=promotion,
        percent=promotion.total.percent,
        charts=[
            pictures.gauge(
                _("คะแนนรวมถ่วงน้ำหนัก"),
                None if score is None else float(score),
                last["score"] if last else None,
                before,
            ),
            pictures.promotion_levels(promotion, last, before),
        ],
        remarks=queries.remarks_of(found),
        lessons=queries.lessons_of(found),
        **common,
    )


@require_POST
def close(request: Request, evaluation: int) -> HttpResponse:
    """Freeze the figures; the head may do it too."""
    found = the_evaluation(request, evaluation)
    changing(request, found.drive, Duty.DECIDE)
    try:
        actions.close(found, by=request.user, on=timezone.localdate())
    except actions.Refusal as refused:
        raise PermissionDenied(str(refused)) from refused
    return go(request, found, say=_("ปิดการประเมินแล้ว ตัวเลขคงไว้ตามวันที่ของข้อมูล"))


def reopen(request: Request, evaluation: int) -> HttpResponse:
    found = the_evaluation(request, evaluation)
    changing(request, found.drive, Duty.DECIDE)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen(found, reason=form.cleaned_data["reason"], by=request.user)
        except actions.Refusal as refused:
            raise PermissionDenied(str(refused)) from refused
        return go(request, found, say=_("เปิดการประเมินให้แก้ไขแล้ว"))
    return page(
        request, "evaluation/reopen.html", fragment="form", drive=found.drive, evaluation=found, form=form
    )


# ── remarks and lessons ────────────────────────────────────────────────────────────────────
def drafting(request: Request, found: Evaluation) -> None:
    """Refuse whoever may not edit, and everybody once it is closed."""
    changing(request, found.drive)
    if found.is_closed:
        raise PermissionDenied(str(actions.IsClosed()))


def add_remark(request: Request, evaluation: int) -> HttpResponse:
    found = the_evaluation(request, evaluation)
    drafting(request, found)
    form = RemarkForm(
        request.POST or None, evaluation=found, initial={"kind": request.GET.get("kind", "problem")}
    )
    if request.method == "POST" and form.is_valid():
        actions.remark(found, by=request.user, **form.cleaned_data)
        return go(request, found, say=_("บันทึกแล้ว"))
    return page(
        request, "evaluation/remark.html", fragment="form", drive=found.drive, evaluation=found, form=form
    )


@require_POST
def remove_remark(request: Request, remark: int) -> HttpResponse:
    visible = Remark.objects.filter(evaluation__in=Evaluation.objects.visible_to(request.user))
    found = get_object_or_404(visible.select_related("evaluation__drive__agency"), pk=remark)
    drafting(request, found.evaluation)
    actions.remove_remark(found, by=request.user)
    return go(request, found.evaluation, say=_("ลบข้อความแล้ว"))


def add_lesson(request: Request, evaluation: int) -> HttpResponse:
    found = the_evaluation(request, evaluation)
    drafting(request, found)
    form = LessonForm(request.POST or None, drive=found.drive)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        facts.pop("version")
        actions.learn(found, by=request.user, **facts)
        return go(request, found, say=_("บันทึกบทเรียนแล้ว"))
    return page(
        request, "evaluation/lesson.html", fragment="form", drive=found.drive, evaluation=found, form=form
    )


def the_lesson(request: Request, pk: int) -> Lesson:
    visible = Lesson.objects.filter(evaluation__in=Evaluation.objects.visible_to(request.user))
    return get_object_or_404(
        visible.select_related("evaluation__drive__agency", "evaluation__drive__code"), pk=pk
    )


def change_lesson(request: Request, lesson: int) -> HttpResponse:
    found = the_lesson(request, lesson)
    drafting(request, found.evaluation)
    drive = found.evaluation.drive
    form = LessonForm(request.POST or None, instance=Lesson.objects.get(pk=found.pk), drive=drive)
    differences = None
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            actions.change_lesson(found, seen=facts.pop("version"), by=request.user, **facts)
        except HasChanged:
            differences = what_changed(form, found)
            form.catch_up(found)
        else:
            return go(request, found.evaluation, say=_("บันทึกบทเรียนแล้ว"))
    return page(
        request,
        "evaluation/lesson.html",
        fragment="form",
        status=409 if differences is not None else 0,
        drive=drive,
        evaluation=found.evaluation,
        lesson=found,
        form=form,
        differences=differences,
    )


@require_POST
def remove_lesson(request: Request, lesson: int) -> HttpResponse:
    found = the_lesson(request, lesson)
    drafting(request, found.evaluation)
    actions.remove_lesson(found, by=request.user)
    return go(request, found.evaluation, say=_("ลบบทเรียนแล้ว"))


# ── taken away ─────────────────────────────────────────────────────────────────────────────
def paper(request: Request, evaluation: int) -> HttpResponse:
    """The evaluation as an official PDF; a draft says that it is one."""
    found = the_evaluation(request, evaluation)
    need(request, Duty.VIEW, found.drive.agency_id)
    template, facts = taken_away.paper(found)
    try:
        made = documents.press(template, facts, as_of=found.as_of)
    except documents.DocumentCannotBeMade as failed:
        return page(
            request,
            "evaluation/failed.html",
            drive=found.drive,
            evaluation=found,
            status=500,
            why=str(failed),
        )
    return download(made, taken_away.name_of(found), "pdf")


def excel(request: Request, evaluation: int) -> HttpResponse:
    found = the_evaluation(request, evaluation)
    need(request, Duty.VIEW, found.drive.agency_id)
    title = taken_away.name_of(found)
    return download(sheets.excel(taken_away.tables(found), title=title), title, "xlsx")
