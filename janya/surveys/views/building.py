"""An officer prepares, opens, watches and closes a survey, and reads its results."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from janya.core.forms import what_changed
from janya.core.http import Request, go, page
from janya.core.models import HasChanged
from janya.core.templatetags.janya import thai_date_long
from janya.core.thai import fiscal_year_span
from janya.drives.access import changing, the_drive
from janya.drives.models import Drive

from .. import actions, composition, queries, rules
from ..answer_sheet import AnswerSheet
from ..forms import AwarenessForm, ChangeForm, ExtendForm, FactsForm, GroupForm, SurveyForm
from ..models import PHASES, Survey
from ..walk import STEP, Walk, page_of
from .answering import sheet_page


def survey_list(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    today = timezone.localdate()
    surveys = [
        (one, phase, PHASES[phase]) for one in Survey.objects.of(found) for phase in [one.phase(today)]
    ]
    return page(request, "surveys/list.html", drive=found, surveys=surveys)


BEGINNINGS = {
    "expectation": (SurveyForm, actions.prepare),
    "awareness": (AwarenessForm, actions.prepare_awareness),
    "own": (SurveyForm, actions.prepare_own),
}


def add(request: Request, drive: int) -> HttpResponse:
    """Choose what to begin with; then say title, days and who is asked."""
    found = the_drive(request, drive)
    changing(request, found)
    begin = request.POST.get("begin") or request.GET.get("begin", "")
    if request.method == "GET" and begin not in BEGINNINGS:
        return page(
            request, "surveys/begin.html", drive=found, earlier=composition.earlier_surveys(found.agency_id)
        )
    begin = begin if begin in BEGINNINGS else "expectation"
    form_of, prepare = BEGINNINGS[begin]
    form = form_of(request.POST or None, agency=found.agency, initial=first_facts(found, begin))
    if request.method == "POST" and form.is_valid():
        made: Survey = prepare(found, **form.facts, groups=form.groups, by=request.user)
        if begin == "own":
            return go(request, "surveys:build", made.pk, say=_("เริ่มแบบสำรวจแล้ว เพิ่มคำถามได้"))
        return go(request, made, say=_("เตรียมแบบสำรวจแล้ว ตรวจดูแล้วจึงเปิดรับคำตอบ"))
    return page(request, "surveys/add.html", fragment="form", drive=found, form=form, begin=begin)


def first_facts(drive: Drive, begin: str) -> dict[str, Any]:
    start, _end = fiscal_year_span(drive.fiscal_year)
    titles = {
        "expectation": _("แบบสำรวจความคาดหวังต่อจริยธรรมของข้าราชการ ปีงบประมาณ %(year)s"),
        "awareness": _("แบบสำรวจการรับรู้ประมวลจริยธรรม ปีงบประมาณ %(year)s"),
    }
    return {
        "title": titles[begin] % {"year": drive.fiscal_year} if begin in titles else "",
        "opens_on": max(start, timezone.localdate()),
    }


def copy(request: Request, drive: int, survey: int) -> HttpResponse:
    """Prepare a survey from an earlier one of the agency."""
    found = the_drive(request, drive)
    changing(request, found)
    source = get_object_or_404(
        Survey.objects.visible_to(request.user).select_related("drive__code"),
        pk=survey,
        drive__agency=found.agency_id,
    )
    first = {
        **first_facts(found, "own"),
        "title": copied_title(source, found),
        "introduction": source.introduction,
    }
    form = FactsForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        made = actions.copy(source, found, **form.facts, by=request.user)
        return go(request, "surveys:build", made.pk, say=_("ทำสำเนาแล้ว ตรวจคำถามและกลุ่มก่อนเปิดรับคำตอบ"))
    return page(request, "surveys/copy.html", fragment="form", drive=found, source=source, form=form)


def copied_title(source: Survey, drive: Drive) -> str:
    """The year in the title becomes the present one."""
    return source.title.replace(str(source.drive.fiscal_year), str(drive.fiscal_year))


def the_survey(request: Request, pk: int) -> Survey:
    visible = Survey.objects.visible_to(request.user).select_related("drive__agency", "drive__code")
    return get_object_or_404(visible, pk=pk)


def change(request: Request, survey: int) -> HttpResponse:
    found = the_survey(request, survey)
    changing(request, found.drive)
    names = ("title", "introduction", "opens_on", "closes_on", "by_page", "version")
    first = {name: getattr(found, name) for name in names} | {"compared_with": found.compared_with_id}
    form = ChangeForm(request.POST or None, survey=found, initial=first)
    differences = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(found, seen=form.cleaned_data["version"], **form.facts, by=request.user)
        except actions.IsFrozen as refused:
            form.add_error(None, str(refused))
        except HasChanged:
            differences = what_changed(form, found)
            form.catch_up(found)
        else:
            return go(request, found, say=_("บันทึกแล้ว"))
    status = 0 if differences is None else 409
    return page(
        request,
        "surveys/change.html",
        fragment="form",
        status=status,
        drive=found.drive,
        survey=found,
        form=form,
        differences=differences,
    )


def preview(request: Request, survey: int) -> HttpResponse:
    """The questionnaire as respondents will see it, page by page and with its conditions; nothing is kept."""
    found = the_survey(request, survey)
    sent = request.POST if request.method == "POST" else None
    walk = Walk(AnswerSheet(queries.questionnaire(found), sent), found.by_page, page_of(sent))
    would_be_sent = False
    if sent is not None and STEP in sent:
        walk.go(str(sent[STEP]))
    elif sent is not None:
        would_be_sent = walk.is_whole()
    return sheet_page(request, walk, found, preview=True, would_be_sent=would_be_sent, address=request.path)


@require_POST
def open_survey(request: Request, survey: int) -> HttpResponse:
    found = the_survey(request, survey)
    changing(request, found.drive)
    today = timezone.localdate()
    try:
        actions.open_survey(found, by=request.user, on=today)
    except actions.IsNotReady as refused:
        messages.error(request, str(refused))
        return go(request, "surveys:build", found.pk)
    except actions.IsOver as refused:
        messages.error(request, str(refused))
        return go(
            request, "surveys:change" if found.state == Survey.State.DRAFT else "surveys:extend", found.pk
        )
    if found.phase(today) == rules.Phase.WAITING:
        say = _("กำหนดเปิดรับคำตอบแล้ว ลิงก์และ QR ใช้ตอบได้ตั้งแต่วันที่ %(day)s")
        return go(request, found, say=say % {"day": thai_date_long(found.opens_on)})
    return go(request, found, say=_("เปิดรับคำตอบแล้ว ส่งลิงก์หรือ QR ให้แต่ละกลุ่มได้"))


@require_POST
def close_survey(request: Request, survey: int) -> HttpResponse:
    found = the_survey(request, survey)
    changing(request, found.drive)
    try:
        actions.close_survey(found, by=request.user)
    except actions.WasNotOpened as refused:
        messages.error(request, str(refused))
        return go(request, found)
    return go(request, found, say=_("ปิดรับคำตอบแล้ว"))


def extend(request: Request, survey: int) -> HttpResponse:
    """Another last day, when too few have answered."""
    found = the_survey(request, survey)
    changing(request, found.drive)
    earliest = max(timezone.localdate(), found.opens_on)
    first = {"closes_on": max(earliest, found.closes_on), "version": found.version}
    form = ExtendForm(request.POST or None, earliest=earliest, initial=first)
    differences = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.extend(
                found,
                seen=form.cleaned_data["version"],
                closes_on=form.cleaned_data["closes_on"],
                by=request.user,
            )
        except actions.WasNotOpened as refused:
            form.add_error(None, str(refused))
        except HasChanged:
            differences = what_changed(form, found)
            form.catch_up(found)
        else:
            return go(request, found, say=_("ขยายเวลารับคำตอบแล้ว"))
    return page(
        request,
        "surveys/extend.html",
        fragment="form",
        status=0 if differences is None else 409,
        drive=found.drive,
        survey=found,
        form=form,
        differences=differences,
    )


def add_group(request: Request, drive: int) -> HttpResponse:
    """A stakeholder group of the agency's own."""
    found = the_drive(request, drive)
    changing(request, found)
    form = GroupForm(request.POST or None, agency=found.agency)
    if request.method == "POST" and form.is_valid():
        actions.add_group(found.agency, by=request.user, **form.cleaned_data)
        return go(request, "surveys:add", found.pk, say=_("เพิ่มกลุ่มแล้ว"))
    return page(request, "surveys/add_group.html", fragment="form", drive=found, form=form)
