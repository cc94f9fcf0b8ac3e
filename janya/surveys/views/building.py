"""An officer prepares, opens, watches and closes a survey, and reads its results."""

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

from .. import actions, queries, rules
from ..answer_sheet import AnswerSheet
from ..forms import ChangeForm, ExtendForm, GroupForm, SurveyForm
from ..models import PHASES, Survey


def survey_list(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    today = timezone.localdate()
    surveys = [
        (one, phase, PHASES[phase]) for one in Survey.objects.of(found) for phase in [one.phase(today)]
    ]
    return page(request, "surveys/list.html", drive=found, surveys=surveys)


def add(request: Request, drive: int) -> HttpResponse:
    """Prepare a survey from the ready statements."""
    found = the_drive(request, drive)
    changing(request, found)
    start, _end = fiscal_year_span(found.fiscal_year)
    first = {
        "title": _("แบบสำรวจความคาดหวังต่อจริยธรรมของข้าราชการ ปีงบประมาณ %(year)s") % {"year": found.fiscal_year},
        "opens_on": max(start, timezone.localdate()),
    }
    form = SurveyForm(request.POST or None, agency=found.agency, initial=first)
    if request.method == "POST" and form.is_valid():
        made = actions.prepare(found, **form.facts, groups=form.groups, by=request.user)
        return go(request, made, say=_("เตรียมแบบสำรวจแล้ว ตรวจดูแล้วจึงเปิดรับคำตอบ"))
    return page(request, "surveys/add.html", fragment="form", drive=found, form=form)


def the_survey(request: Request, pk: int) -> Survey:
    visible = Survey.objects.visible_to(request.user).select_related("drive__agency", "drive__code")
    return get_object_or_404(visible, pk=pk)


def change(request: Request, survey: int) -> HttpResponse:
    found = the_survey(request, survey)
    changing(request, found.drive)
    first = {
        name: getattr(found, name) for name in ("title", "introduction", "opens_on", "closes_on", "version")
    }
    form = ChangeForm(request.POST or None, agency=found.drive.agency, survey=found, initial=first)
    differences = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(
                found, seen=form.cleaned_data["version"], **form.facts, groups=form.groups, by=request.user
            )
        except actions.IsFrozen as refused:
            form.add_error(None, str(refused))
        except HasChanged:
            differences = form.differences(found)
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
    """The questionnaire as respondents will see it; nothing is kept."""
    found = the_survey(request, survey)
    asked = queries.questionnaire(found)
    sheet = AnswerSheet(asked)
    return page(
        request,
        "surveys/answer.html",
        preview=True,
        sheet=sheet,
        sections=list(sheet.sections()),
        has_pairs=any(one.kind == rules.PAIRED for one in asked.questions),
        survey=found,
        agency=found.drive.agency,
    )


@require_POST
def open_survey(request: Request, survey: int) -> HttpResponse:
    found = the_survey(request, survey)
    changing(request, found.drive)
    today = timezone.localdate()
    try:
        actions.open_survey(found, by=request.user, on=today)
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
