"""An officer writes a questionnaire: sections, questions, their order, who is asked, and what changed between editions."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from janya.core.forms import Difference, what_changed
from janya.core.http import Request, go, page
from janya.core.models import HasChanged
from janya.drives.access import changing
from janya.norms.queries import items_of

from .. import actions, composition, rules
from ..group_form import GroupsForm
from ..models import Question, Section, Survey
from ..queries import answer_words
from ..question_form import QuestionForm, SectionForm
from .building import the_survey

SOMEBODY_WAS_FIRST = gettext_lazy("มีผู้อื่นแก้ไขแบบสำรวจนี้ไปก่อนแล้ว หน้านี้แสดงข้อมูลล่าสุด กรุณาตรวจแล้วทำรายการอีกครั้ง")


def the_section(request: Request, pk: int) -> Section:
    visible = Section.objects.filter(survey__in=Survey.objects.visible_to(request.user))
    return get_object_or_404(visible.select_related("survey__drive__agency", "survey__drive__code"), pk=pk)


def the_question(request: Request, pk: int) -> Question:
    visible = Question.objects.filter(survey__in=Survey.objects.visible_to(request.user))
    found = visible.select_related("survey__drive__agency", "survey__drive__code", "section", "item")
    return get_object_or_404(found.prefetch_related("choices"), pk=pk)


def built(
    request: Request, survey: Survey, *, told: str = "", status: int = 200, **context: Any
) -> HttpResponse:
    """The page on which the whole questionnaire is written; eight queries, however many questions it has."""
    questions = list(
        survey.questions.select_related("item", "section").prefetch_related("choices").order_by("position")
    )
    numbers = {one.pk: n for n, one in enumerate(questions, start=1)}
    by_key = {one.pk: one for one in questions}
    parts: dict[int, dict[str, Any]] = {
        one.pk: {"section": one, "questions": []} for one in survey.sections.all()
    }
    for one in questions:
        base = by_key.get(one.asked_if_id or 0)
        part = parts.setdefault(one.section_id or 0, {"section": None, "questions": []})
        part["questions"].append(
            {
                "number": numbers[one.pk],
                "question": one,
                "base": base and numbers[base.pk],
                "answers": answer_words(base, one.asked_if_answer) if base else [],
                "lost_item": one.copied_from_id and not one.item_id and one.kind == rules.PAIRED,
            }
        )
    is_draft = survey.state == Survey.State.DRAFT
    width = composition.width_of(questions)
    return page(
        request,
        "surveys/build.html",
        fragment="parts",
        status=status,
        drive=survey.drive,
        survey=survey,
        parts=list(parts.values()),
        count=len(questions),
        width=width,
        widest=rules.WIDEST,
        is_draft=is_draft,
        wanting=composition.wanting(survey) if is_draft else [],
        has_answers=not is_draft and composition.has_answers(survey),
        kinds=Question.Kind.choices,
        told=told,
        **context,
    )


def build(request: Request, survey: int) -> HttpResponse:
    return built(request, the_survey(request, survey))


def at_work(request: Request, survey: Survey) -> HttpResponse | None:
    """May this person write, and is it still a draft; else where to go."""
    changing(request, survey.drive)
    if survey.state != Survey.State.DRAFT:
        messages.error(request, str(actions.IsFrozen()))
        return go(request, "surveys:build", survey.pk)
    return None


def seen(request: Request) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0


def done(request: Request, survey: Survey, anchor: str, say: str) -> HttpResponse:
    """Onward to the place in the questionnaire; htmx gets it at once."""
    if request.htmx:
        survey.refresh_from_db()
        return built(request, survey, said=say)
    return go(request, reverse("surveys:build", args=[survey.pk]) + anchor, say=say)


def attempt(
    request: Request, survey: Survey, act: Callable[[], object], anchor: str, say: str
) -> HttpResponse:
    """Do what one button asks; a refusal is told above the questionnaire, which is shown as it stands now."""
    try:
        act()
    except HasChanged:
        survey.refresh_from_db()
        return built(request, survey, told=str(SOMEBODY_WAS_FIRST), status=409)
    except (actions.IsFrozen, actions.RestsOnIt) as refused:
        survey.refresh_from_db()
        return built(request, survey, told=str(refused), status=422)
    return done(request, survey, anchor, say)


# ── sections ───────────────────────────────────────────────────────────────────────────────
def add_section(request: Request, survey: int) -> HttpResponse:
    found = the_survey(request, survey)
    if away := at_work(request, found):
        return away
    form = SectionForm(request.POST or None, initial={"version": found.version})
    return section_page(
        request,
        found,
        form,
        lambda facts: actions.add_section(found, **facts, by=request.user),
        say=_("เพิ่มส่วนแล้ว เพิ่มคำถามของส่วนนี้ได้"),
    )


def section(request: Request, section: int) -> HttpResponse:
    found = the_section(request, section)
    if away := at_work(request, found.survey):
        return away
    first = {"title": found.title, "introduction": found.introduction, "version": found.survey.version}
    form = SectionForm(request.POST or None, initial=first)
    return section_page(
        request,
        found.survey,
        form,
        lambda facts: actions.change_section(found, **facts, by=request.user),
        say=_("บันทึกแล้ว"),
        section=found,
    )


def section_page(
    request: Request,
    survey: Survey,
    form: SectionForm,
    act: Callable[[dict[str, Any]], Section | None],
    *,
    say: str,
    section: Section | None = None,
) -> HttpResponse:
    differences: list[Difference] | None = None
    status = 0
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            made = act(
                {"title": facts["title"], "introduction": facts["introduction"], "seen": facts["version"]}
            )
        except actions.IsFrozen as refused:
            form.add_error(None, str(refused))
        except HasChanged:
            differences = what_changed(form, section) if section else []
            form.catch_up(survey)
            status = 409
        else:
            kept = section or made
            anchor = f"#section-{kept.pk}" if kept else ""
            return go(request, reverse("surveys:build", args=[survey.pk]) + anchor, say=say)
    return page(
        request,
        "surveys/section.html",
        fragment="form",
        status=status,
        drive=survey.drive,
        survey=survey,
        section=section,
        form=form,
        differences=differences,
    )


@require_POST
def move_section(request: Request, section: int) -> HttpResponse:
    found = the_section(request, section)
    changing(request, found.survey.drive)
    up = request.POST.get("to") == "up"
    return attempt(
        request,
        found.survey,
        lambda: actions.move_section(found, seen=seen(request), up=up, by=request.user),
        f"#section-{found.pk}",
        _("ย้ายส่วนแล้ว"),
    )


def remove_section(request: Request, section: int) -> HttpResponse:
    """Ask what becomes of its questions; on the same page tell what rests on them."""
    found = the_section(request, section)
    survey = found.survey
    if away := at_work(request, survey):
        return away
    if request.method == "POST":
        keep = request.POST.get("questions") == "keep"
        return attempt(
            request,
            survey,
            lambda: actions.remove_section(found, seen=seen(request), keep_questions=keep, by=request.user),
            "",
            _("ลบส่วนแล้ว"),
        )
    inside = list(found.questions.all())
    followers = Question.objects.filter(asked_if__in=inside).exclude(pk__in=[one.pk for one in inside])
    return page(
        request,
        "surveys/remove_section.html",
        drive=survey.drive,
        survey=survey,
        section=found,
        questions=inside,
        followers=followers,
        may_keep=inside and survey.sections.count() > 1,
    )


# ── questions ──────────────────────────────────────────────────────────────────────────────
def add_question(request: Request, section: int) -> HttpResponse:
    found = the_section(request, section)
    survey = found.survey
    if away := at_work(request, survey):
        return away
    kind = request.GET.get("kind", "")
    first = {"version": survey.version, "kind": kind if kind in Question.Kind.values else rules.RATING}
    return question_page(
        request,
        survey,
        first,
        lambda facts, version: actions.add_question(found, facts, seen=version, by=request.user),
        section=found,
    )


def question(request: Request, question: int) -> HttpResponse:
    found = the_question(request, question)
    if away := at_work(request, found.survey):
        return away
    names = ("kind", "text", "help", "item", "lowest", "highest", "required", "may_not_know", "asked_if")
    first = {name: getattr(found, f"{name}_id" if name in {"item", "asked_if"} else name) for name in names}
    first |= {"asked_if_answer": list(found.asked_if_answer), "version": found.survey.version}

    def change(facts: actions.QuestionFacts, version: int) -> Question:
        actions.change_question(found, facts, seen=version, by=request.user)
        return found

    return question_page(request, found.survey, first, change, question=found, section=found.section)


def question_page(
    request: Request,
    survey: Survey,
    first: dict[str, Any],
    act: Callable[[actions.QuestionFacts, int], Question],
    *,
    question: Question | None = None,
    section: Section | None = None,
) -> HttpResponse:
    bases = composition.bases_for(survey, question, section)
    order = list(survey.questions.order_by("position").values_list("pk", flat=True))
    step = request.POST.get("step", "")
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        items=items_of(survey.drive.code_id, survey.drive.agency_id),
        bases=bases,
        numbers={pk: n for n, pk in enumerate(order, start=1)},
        question=question,
        step=step,
        initial=first,
    )
    differences: list[Difference] | None = None
    status = 0
    if request.method == "POST" and not step and form.is_valid():
        try:
            kept = act(form.facts, form.cleaned_data["version"])
        except (actions.IsFrozen, actions.RestsOnIt) as refused:
            form.add_error(None, str(refused))
        except HasChanged:
            labels = {name: form.fields[name].label for name in ("text", "help", "lowest", "highest")}
            differences = what_changed(form, question, labels) if question else []
            form.catch_up(survey)
            status = 409
        else:
            to = reverse("surveys:build", args=[survey.pk]) + f"#question-{kept.pk}"
            return go(request, to, say=_("บันทึกคำถามแล้ว"))
    return page(
        request,
        "surveys/question.html",
        fragment="form",
        status=status,
        drive=survey.drive,
        survey=survey,
        question=question,
        section=section,
        form=form,
        number=order.index(question.pk) + 1 if question else None,
        differences=differences,
    )


@require_POST
def move_question(request: Request, question: int) -> HttpResponse:
    found = the_question(request, question)
    changing(request, found.survey.drive)
    up = request.POST.get("to") == "up"
    return attempt(
        request,
        found.survey,
        lambda: actions.move_question(found, seen=seen(request), up=up, by=request.user),
        f"#question-{found.pk}",
        _("ย้ายคำถามแล้ว"),
    )


@require_POST
def copy_question(request: Request, question: int) -> HttpResponse:
    found = the_question(request, question)
    changing(request, found.survey.drive)
    return attempt(
        request,
        found.survey,
        lambda: actions.copy_question(found, seen=seen(request), by=request.user),
        f"#question-{found.pk}",
        _("ทำสำเนาคำถามไว้ถัดจากข้อเดิมแล้ว"),
    )


def remove_question(request: Request, question: int) -> HttpResponse:
    """Ask once more, and tell which questions are asked because of its answer."""
    found = the_question(request, question)
    if away := at_work(request, found.survey):
        return away
    if request.method == "POST":
        return attempt(
            request,
            found.survey,
            lambda: actions.remove_question(found, seen=seen(request), by=request.user),
            f"#section-{found.section_id}",
            _("ลบคำถามแล้ว"),
        )
    return page(
        request,
        "surveys/remove_question.html",
        drive=found.survey.drive,
        survey=found.survey,
        question=found,
        followers=found.leads_to.all(),
    )


# ── who is asked ───────────────────────────────────────────────────────────────────────────
def groups(request: Request, survey: int) -> HttpResponse:
    """Groups, perhaps by unit, with targets; a target is proposed from the number of people."""
    found = the_survey(request, survey)
    if away := at_work(request, found):
        return away
    rows = list(found.groups.select_related("group", "unit"))
    suggest = "suggest" in request.POST
    form = GroupsForm(
        request.POST or None,
        agency=found.drive.agency,
        rows=rows,
        staff=composition.Staff.of(found.drive.agency),
        suggest=suggest,
        initial={"version": found.version},
    )
    conflict = False
    if request.method == "POST" and not suggest and form.is_valid():
        try:
            actions.set_groups(found, form.facts, seen=form.cleaned_data["version"], by=request.user)
        except (actions.IsFrozen, actions.WasInvited) as refused:
            form.add_error(None, str(refused))
        except HasChanged:
            conflict = True
            form.catch_up(found)
        else:
            if form.cleaned_data["group"]:
                return go(request, "surveys:groups", found.pk, say=_("เพิ่มกลุ่มแล้ว"))
            return go(request, "surveys:build", found.pk, say=_("บันทึกแล้ว"))
    return page(
        request,
        "surveys/groups.html",
        fragment="form",
        status=409 if conflict else (200 if suggest else 0),
        drive=found.drive,
        survey=found,
        form=form,
        differences=[] if conflict else None,
    )


# ── editions ───────────────────────────────────────────────────────────────────────────────
@require_POST
def back_to_draft(request: Request, survey: int) -> HttpResponse:
    found = the_survey(request, survey)
    changing(request, found.drive)
    try:
        actions.back_to_draft(found, by=request.user)
    except actions.HasAnswers as refused:
        messages.error(request, str(refused))
        return go(request, "surveys:build", found.pk)
    return go(request, "surveys:build", found.pk, say=_("นำกลับมาเป็นร่างแล้ว ลิงก์ยังไม่รับคำตอบจนกว่าจะเปิดอีกครั้ง"))


@require_POST
def new_edition(request: Request, survey: int) -> HttpResponse:
    found = the_survey(request, survey)
    changing(request, found.drive)
    try:
        made = actions.new_edition(found, by=request.user, on=timezone.localdate())
    except actions.WasNotOpened as refused:
        messages.error(request, str(refused))
        return go(request, "surveys:build", found.pk)
    say = _("ทำเป็นฉบับที่ %(n)s แล้ว ฉบับเดิมปิดรับคำตอบ คำตอบเดิมยังอยู่ครบ") % {"n": made.edition}
    return go(request, "surveys:build", made.pk, say=say)


def differences(request: Request, survey: int) -> HttpResponse:
    """What differs between a copied questionnaire and the one it was copied from."""
    found = the_survey(request, survey)
    before = (
        Survey.objects.visible_to(request.user)
        .filter(pk=found.copied_from_id or 0)
        .select_related("drive")
        .first()
    )
    changes = composition.changes_between(before, found) if before else []
    return page(
        request, "surveys/differences.html", drive=found.drive, survey=found, before=before, changes=changes
    )
