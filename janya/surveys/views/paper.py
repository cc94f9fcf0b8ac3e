"""Paper: a form to print, and keying it in with digits and Enter only."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from janya.core.http import Request, go, page
from janya.drives.access import changing

from .. import actions, keying, queries, rules
from ..answer_sheet import LONGEST_TEXT, AnswerSheet
from ..models import Batch, Survey, SurveyGroup
from ..way_forms import BatchForm, PrintForm, code_of, read_code
from .watching import drawing_of, made, open_link, the_group

FIRST, UNDO = "janya.surveys.first-keying", "janya.surveys.undo"


def paper(request: Request, group: int) -> HttpResponse:
    """Print forms, and the piles that are keyed in."""
    found = the_group(request, group)
    today = timezone.localdate()
    return page(
        request,
        "surveys/paper.html",
        drive=found.survey.drive,
        survey=found.survey,
        group=found,
        code=code_of(found.survey_id, found.survey.edition, found.pk),
        phase=found.survey.phase(today),
        print_form=PrintForm(initial={"copies": found.target or ""}),
        batch_form=BatchForm(),
        batches=(batches := list(Batch.objects.filter(group=found)[:50])),
        keyed=sum(one.keyed for one in batches),
    )


@require_POST
def print_forms(request: Request, group: int) -> HttpResponse:
    """The form as a PDF to be printed so many times; the number is kept."""
    found = the_group(request, group)
    changing(request, found.survey.drive)
    form = PrintForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return go(request, "surveys:paper", found.pk)
    answer = made(
        request,
        found.survey,
        "surveys/typst/paper.typ",
        paper_facts(request, found),
        f"{_('แบบสำรวจกระดาษ')} {found}",
    )
    if answer.status_code == 200:
        actions.print_forms(found, form.cleaned_data["copies"], by=request.user)
    return answer


def paper_facts(request: Request, group: SurveyGroup) -> dict[str, Any]:
    """What stands on the form: everything is text, nothing is markup."""
    survey = group.survey
    asked = queries.questionnaire(survey)
    number = {one.pk: n for n, one in enumerate(asked.questions, start=1)}
    code = code_of(group.survey_id, survey.edition, group.pk)
    return {
        "title": survey.title,
        "introduction": survey.introduction,
        "agency": survey.drive.agency.name,
        "group": str(group),
        "edition": survey.edition,
        "closes_on": survey.closes_on,
        "code": code,
        "qr": drawing_of(f"{open_link(request, group)}?form={code}"),
        "sections": [
            {
                "title": section.title,
                "introduction": section.introduction,
                "number": section.number,
                "questions": [
                    {
                        "number": number[one.pk],
                        "kind": one.kind,
                        "text": one.text,
                        "help": one.help,
                        "condition": one.condition,
                        "required": one.rule.required,
                        "lowest": one.lowest,
                        "highest": one.highest,
                        "choices": list(one.choices),
                        "unknown": keying.unknown_of(one.rule.choices) if one.rule.may_not_know else "",
                    }
                    for one in section.questions
                ],
            }
            for section in asked.sections
        ],
    }


def find_paper(request: Request, group: int) -> HttpResponse:
    """Lead from the code on a form, scanned or typed, to the group it belongs to."""
    found = the_group(request, group)
    code = read_code(request.GET.get("code", ""))
    whose = None
    if code:
        visible = SurveyGroup.objects.filter(
            survey__in=Survey.objects.visible_to(request.user), survey=code[0], survey__edition=code[1]
        )
        whose = visible.filter(pk=code[2]).first()
    if whose is None:
        messages.error(request, _("ไม่พบแบบสำรวจที่มีรหัสนี้ กรุณาตรวจรหัสที่หัวกระดาษ"))
    return go(request, "surveys:paper", whose.pk if whose else found.pk)


# ── keying in ──────────────────────────────────────────────────────────────────────────────
@require_POST
def begin_batch(request: Request, group: int) -> HttpResponse:
    found = the_group(request, group)
    changing(request, found.survey.drive)
    form = BatchForm(request.POST)
    form.is_valid()
    try:
        batch = actions.begin_batch(
            found, is_double=form.cleaned_data["is_double"], by=request.user, on=timezone.localdate()
        )
    except actions.SurveyIsNotOpen as refused:
        messages.error(request, str(refused))
        return go(request, "surveys:paper", found.pk)
    return go(request, batch)


def the_batch(request: Request, pk: int) -> Batch:
    visible = Batch.objects.filter(group__survey__in=Survey.objects.visible_to(request.user))
    return get_object_or_404(
        visible.select_related(
            "group__survey__drive__agency", "group__survey__drive__code", "group__group", "group__unit"
        ),
        pk=pk,
    )


@never_cache
def key(request: Request, batch: int) -> HttpResponse:
    """Key one form; the page comes back empty for the next one."""
    found = the_batch(request, batch)
    changing(request, found.group.survey.drive)
    asked = queries.questionnaire(found.group.survey)
    if request.method != "POST":
        return keying_page(request, found, asked)
    data = {name: str(value) for name, value in request.POST.items()}
    sheet, wrong = keying.sheet_of(asked, data)
    if len(sheet.remark) > LONGEST_TEXT:
        wrong[keying.REMARK] = _("ข้อความยาวเกิน %(most)s ตัวอักษร กรุณาย่อ") % {"most": f"{LONGEST_TEXT:,}"}
    if wrong:
        return keying_page(request, found, asked, data=data, wrong=wrong, status=422)
    if found.is_double and not data.get("first"):
        return keying_page(request, found, asked, first=signing.dumps(said(sheet), salt=FIRST))
    if found.is_double and (differs := unlike(asked, data.get("first", ""), sheet)):
        return keying_page(request, found, asked, data=data, wrong=differs, status=422)
    try:
        slip = actions.key_form(
            found,
            answers=sheet.written,
            texts=sheet.asked_texts,
            remark=sheet.remark,
            number=data.get("number", ""),
            on=timezone.localdate(),
        )
    except (actions.SurveyIsNotOpen, actions.BatchIsDone, actions.AnswerIsWrong) as refused:
        return keying_page(request, found, asked, data=data, general=str(refused), status=409)
    found.refresh_from_db(fields=["keyed"])
    undo = signing.dumps([found.pk, data.get("number", ""), *said(sheet)], salt=UNDO) if slip else ""
    return keying_page(request, found, asked, slip=slip or found.keyed, undo=undo)


def said(sheet: AnswerSheet) -> list[Any]:
    """All that was keyed of one form."""
    return [sheet.written, sorted(sheet.asked_texts.items()), sheet.remark]


def unlike(asked: queries.Questionnaire, first: str, second: AnswerSheet) -> dict[str, str]:
    """Where the second keying of a form differs from the first, by field; what to do stands with it."""
    why = _("ไม่ตรงกับครั้งแรก กรุณาดูกระดาษแล้วแก้ไข หากครั้งนี้ถูก ให้เริ่มบันทึกฉบับนี้ใหม่")
    try:
        answers, texts, remark = signing.loads(first, salt=FIRST)
    except signing.BadSignature:
        return {keying.REMARK: _("ไม่พบการบันทึกครั้งแรก กรุณาเริ่มบันทึกฉบับนี้ใหม่")}
    now = said(second)
    pieces = zip(asked.questions, asked.places, strict=True)
    found = {
        f"kd{one.pk}" if one.kind == rules.PAIRED else f"k{one.pk}": why
        for one, place in pieces
        if answers[place.start : place.start + place.width] != now[0][place.start : place.start + place.width]
    }
    before, after = dict(map(tuple, texts)), dict(now[1])
    found |= {f"k{pk}": why for pk in before.keys() | after.keys() if before.get(pk) != after.get(pk)}
    return found | ({keying.REMARK: why} if remark != now[2] else {})


def keying_page(
    request: Request,
    batch: Batch,
    asked: queries.Questionnaire,
    *,
    data: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
    general: str = "",
    slip: int = 0,
    undo: str = "",
    first: str = "",
    status: int = 200,
) -> HttpResponse:
    survey = batch.group.survey
    return page(
        request,
        "surveys/key.html",
        fragment="form",
        status=status,
        drive=survey.drive,
        survey=survey,
        group=batch.group,
        batch=batch,
        code=code_of(survey.pk, survey.edition, batch.group_id),
        slots=keying.slots(asked, data, wrong),
        remark=(data or {}).get(keying.REMARK, ""),
        remark_wrong=(wrong or {}).get(keying.REMARK, ""),
        wrongs=len(wrong or {}),
        general=general,
        number=(data or {}).get("number") or actions.new_number(batch.group),
        slip=slip,
        undo=undo,
        first=first or (data or {}).get("first", ""),
    )


@require_POST
def undo(request: Request, batch: int) -> HttpResponse:
    """Take back the form that was keyed last, before the next one."""
    found = the_batch(request, batch)
    changing(request, found.group.survey.drive)
    try:
        whose, number, answers, texts, remark = signing.loads(request.POST.get("undo", ""), salt=UNDO)
        if whose != found.pk:
            raise actions.CannotBeUndone
        every = {**dict(map(tuple, texts)), **({None: remark} if remark else {})}
        actions.undo_form(
            found, answers=answers, texts=every, number=number, by=request.user, on=timezone.localdate()
        )
    except (signing.BadSignature, actions.CannotBeUndone):
        messages.error(request, str(actions.CannotBeUndone()))
        return go(request, found)
    return go(request, found, say=_("ยกเลิกฉบับล่าสุดแล้ว บันทึกใหม่ได้"))


@require_POST
def end_batch(request: Request, batch: int) -> HttpResponse:
    found = the_batch(request, batch)
    changing(request, found.group.survey.drive)
    actions.end_batch(found, by=request.user)
    found.refresh_from_db(fields=["keyed"])
    say = _("จบชุดที่ %(number)s บันทึกแล้ว %(count)s ฉบับ") % {"number": found.number, "count": found.keyed}
    return go(request, "surveys:paper", found.group_id, say=say)
