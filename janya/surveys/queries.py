from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from janya.core.keeping import Kept
from janya.drives.models import Drive
from janya.drives.rules import Missing, StepState
from janya.people.models import Agency

from . import rules
from .models import Question, Response, StakeholderGroup, Survey, SurveyGroup, Waiting


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many of a group answered, against how many are hoped for."""

    pk: int
    name: str
    answered: int
    target: int

    @property
    def percent(self) -> float:
        return min(100.0, self.answered * 100 / self.target) if self.target else 0.0


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """A question with its choices, ready to be shown and judged; texts are of the questionnaire, not of an answer."""

    pk: int
    kind: str
    text: str
    help: str
    lowest: str
    highest: str
    item_id: int | None
    item: str
    item_number: int | None
    choices: tuple[str, ...]
    right: int | None  # place of the right choice, from 1, in a question of knowledge
    rule: rules.Asked
    condition: str  # when it is asked, in words


@dataclass(frozen=True, slots=True)
class SectionAsked:
    title: str
    introduction: str
    number: int | None  # of the code item, where the section is an item
    questions: tuple[QuestionAsked, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A survey's questions in their order, by section, and where each stands in the text of a response."""

    questions: tuple[QuestionAsked, ...]
    sections: tuple[SectionAsked, ...]
    places: tuple[rules.Place, ...]

    @property
    def width(self) -> int:
        return self.places[-1].start + self.places[-1].width if self.places else 0

    @property
    def rules(self) -> list[rules.Asked]:
        return [one.rule for one in self.questions]


KNOWN: Kept[tuple[list[Any], list[Any]]] = Kept(200)
GROUP_COLUMNS = [one.attname for one in SurveyGroup._meta.concrete_fields]
SURVEY_COLUMNS = [one.attname for one in Survey._meta.concrete_fields]


def group_to_answer(token: str) -> SurveyGroup:
    """The group of an open link with its survey as this process last read them, for whoever judges them again by the
    database before anything is kept (`actions.answer`); no query when they were read before. Raises DoesNotExist.
    """

    def read() -> tuple[list[Any], list[Any]]:
        group = SurveyGroup.objects.select_related("survey").get(token=token)
        return [getattr(group, name) for name in GROUP_COLUMNS], [
            getattr(group.survey, name) for name in SURVEY_COLUMNS
        ]

    of_group, of_survey = KNOWN.get(token, read)
    group = SurveyGroup.from_db(None, GROUP_COLUMNS, of_group)
    group.survey = Survey.from_db(None, SURVEY_COLUMNS, of_survey)
    return group


def read_anew(token: str) -> None:
    """What was read of this group is older than the database."""
    with KNOWN.lock:
        KNOWN.things.pop(token, None)


QUESTIONNAIRES: Kept[Questionnaire] = Kept(50)


def questionnaire(survey: Survey) -> Questionnaire:
    """The questions of a survey; two queries, none when it was opened and is known already."""
    if survey.state == Survey.State.DRAFT:
        return _questionnaire(survey)
    return QUESTIONNAIRES.get((survey.pk, survey.version, get_language()), lambda: _questionnaire(survey))


def _questionnaire(survey: Survey) -> Questionnaire:
    found = list(
        survey.questions.select_related("item", "section").prefetch_related("choices").order_by("position")
    )
    at = {one.pk: place for place, one in enumerate(found)}
    asked = [_asked(one, at, found) for one in found]
    places = rules.layout((one.kind, one.rule.choices) for one in asked)
    sections: dict[tuple[str, int], tuple[SectionAsked, list[QuestionAsked]]] = {}
    for one, shown in zip(found, asked, strict=True):
        if one.section_id and one.section:
            key = ("section", one.section_id)
            head = SectionAsked(one.section.title, one.section.introduction, None, ())
        elif one.item_id and one.item:
            key, head = ("item", one.item_id), SectionAsked(one.item.title, "", one.item.number, ())
        else:
            key, head = ("", 0), SectionAsked("", "", None, ())
        sections.setdefault(key, (head, []))[1].append(shown)
    return Questionnaire(
        tuple(asked),
        tuple(
            SectionAsked(head.title, head.introduction, head.number, tuple(inside))
            for head, inside in sections.values()
        ),
        tuple(places),
    )


def _asked(one: Question, at: dict[int, int], found: list[Question]) -> QuestionAsked:
    choices = list(one.choices.all())
    on = at.get(one.asked_if_id) if one.asked_if_id else None
    condition = ""
    if on is not None:
        condition = _("ตอบข้อนี้เมื่อคำถาม “%(question)s” ตอบว่า %(answers)s") % {
            "question": found[on].text,
            "answers": _(" หรือ ").join(f"“{word}”" for word in answer_words(found[on], one.asked_if_answer)),
        }
    return QuestionAsked(
        one.pk,
        one.kind,
        one.text,
        one.help,
        one.lowest or _("น้อยที่สุด"),
        one.highest or _("มากที่สุด"),
        one.item_id,
        one.item.short if one.item else "",
        one.item.number if one.item else None,
        tuple(choice.text for choice in choices),
        next((place for place, choice in enumerate(choices, start=1) if choice.is_right), None),
        rules.Asked(one.kind, len(choices), one.required, one.may_not_know, on, one.asked_if_answer),
        condition,
    )


def answer_words(question: Question, codes: str) -> list[str]:
    """What the codes of an answer mean, in words."""
    if question.kind in {Question.Kind.SINGLE, Question.Kind.MULTIPLE}:
        words = [choice.text for choice in question.choices.all()]
        return [words[rules.CODES.index(code)] for code in codes if rules.CODES.index(code) < len(words)]
    return list(codes)


def latest(drive: Drive) -> Survey | None:
    """The drive's newest survey that was opened, else its newest draft."""
    surveys = sorted(Survey.objects.of(drive), key=lambda one: (one.state != Survey.State.DRAFT, one.pk))
    return surveys[-1] if surveys else None


def groups_of(survey: Survey) -> list[GroupCount]:
    """Who was asked, with live counts; one query. Answers that wait for company are counted too."""

    def how_many(model: type[Response] | type[Waiting]) -> Coalesce:
        counted = model.objects.filter(group=OuterRef("pk")).order_by().values("group")
        return Coalesce(Subquery(counted.annotate(n=Count("*")).values("n")), 0)

    rows = (
        survey.groups.select_related("group", "unit")
        .annotate(answered=how_many(Response) + how_many(Waiting))
        .order_by("group__pk", "unit__path", "pk")
    )
    return [GroupCount(one.pk, str(one), one.answered, one.target) for one in rows]


def groups_for(agency: Agency | int) -> "QuerySet[StakeholderGroup]":
    return StakeholderGroup.objects.filter(Q(agency=None) | Q(agency=agency)).order_by("-inside", "pk")


def step_state(drive: Drive, today: date) -> StepState:
    """Step 3: parts are the survey prepared, opened, closed, and each group that answered enough."""
    survey = latest(drive)
    if survey is None:
        begin = Missing(_("ยังไม่ได้เตรียมแบบสำรวจ"), reverse("surveys:add", args=[drive.pk]))
        return StepState(3, 0, 1, [], [begin])
    groups = groups_of(survey)
    here = reverse("surveys:show", args=[survey.pk])
    enough = [one for one in groups if rules.is_enough(one.answered, one.target)]
    missing = []
    if survey.state == Survey.State.DRAFT:
        missing.append(Missing(_("แบบสำรวจยังไม่เปิดรับคำตอบ"), here))
    else:
        missing += [
            Missing(
                _("%(group)s ตอบแล้ว %(answered)s จากเป้าหมาย %(target)s")
                % {"group": one.name, "answered": one.answered, "target": one.target},
                here,
            )
            for one in groups
            if one not in enough
        ]
    phase = survey.phase(today)
    if phase == rules.Phase.LAPSED:
        missing.append(Missing(_("แบบสำรวจพ้นวันปิดรับแล้ว กรุณาปิดรับคำตอบหรือขยายเวลา"), here))
    elif survey.state == Survey.State.OPEN:
        missing.append(Missing(_("แบบสำรวจยังเปิดรับคำตอบอยู่"), here))
    answered = sum(one.answered for one in groups)
    opened, closed = survey.state != Survey.State.DRAFT, survey.state == Survey.State.CLOSED
    done = 1 + opened + len(enough) + closed
    return StepState(3, done, len(groups) + 3, [_("ผู้ตอบ %(count)s คน") % {"count": f"{answered:,}"}], missing)
