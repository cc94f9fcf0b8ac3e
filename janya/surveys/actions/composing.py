"""Sections and questions of a draft. Each action claims the survey first, so that two people never write over each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from janya.journal import actions as journal
from janya.norms.models import CodeItem
from janya.people.models import Person

from .. import rules
from ..models import Choice, Question, Section, Survey
from .building import take

FAR = 10_000  # positions are put out of the way before they are given anew, for each may stand once only


class RestsOnIt(Exception):
    """Another question is asked because of an answer to this one; str() says which and what to do."""


@dataclass(frozen=True, slots=True)
class ChoiceFacts:
    """A choice as it was typed; `was` is its place among the choices before, None for a new one."""

    text: str
    was: int | None = None
    is_right: bool = False


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    kind: str
    text: str
    help: str = ""
    item: CodeItem | None = None
    required: bool = True
    may_not_know: bool = True
    lowest: str = ""
    highest: str = ""
    choices: Sequence[ChoiceFacts] = ()
    asked_if: Question | None = None
    asked_if_answer: str = ""


# ── sections ───────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def add_section(survey: Survey, *, seen: int, title: str, introduction: str, by: Person) -> Section:
    take(survey, seen)
    made = Section.objects.create(
        survey=survey, position=survey.sections.count(), title=title, introduction=introduction
    )
    _note(survey, by)
    return made


@transaction.atomic
def change_section(section: Section, *, seen: int, title: str, introduction: str, by: Person) -> None:
    take(section.survey, seen)
    section.title, section.introduction = title, introduction
    section.save(update_fields=["title", "introduction"])
    _note(section.survey, by)


@transaction.atomic
def move_section(section: Section, *, seen: int, up: bool, by: Person) -> None:
    """Let a section change places with its neighbour. Raises RestsOnIt when a condition would look forward."""
    take(section.survey, seen)
    order = list(section.survey.sections.all())
    at = order.index(section)
    to = at - 1 if up else at + 1
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
        _put_in_order(section.survey, order)
        _note(section.survey, by)


@transaction.atomic
def remove_section(section: Section, *, seen: int, keep_questions: bool, by: Person) -> None:
    """Remove a section; its questions go with it, or to the section beside it. Conditions on what is gone end."""
    survey = section.survey
    take(survey, seen)
    order = list(survey.sections.all())
    at = order.index(section)
    others = [one for one in order if one != section]
    if keep_questions and others:
        section.questions.update(section=others[max(at - 1, 0)])
    else:
        _end_conditions(list(section.questions.values_list("pk", flat=True)))
    section.delete()
    _put_in_order(survey, others)
    _note(survey, by)


# ── questions ──────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def add_question(section: Section, facts: QuestionFacts, *, seen: int, by: Person) -> Question:
    """Add a question at the end of a section."""
    survey = section.survey
    take(survey, seen)
    made = Question(survey=survey, section=section, position=FAR * 2)
    _write(made, facts)
    _put_in_order(survey, list(survey.sections.all()))
    made.refresh_from_db(fields=["position"])
    _note(survey, by)
    return made


@transaction.atomic
def change_question(question: Question, facts: QuestionFacts, *, seen: int, by: Person) -> None:
    """Change a question. Raises RestsOnIt when another rests on a choice that goes, or on a kind that cannot bear it."""
    take(question.survey, seen)
    followers = list(question.leads_to.all())
    if followers:
        if facts.kind not in {rules.SINGLE, rules.RATING, rules.MULTIPLE} or (
            (facts.kind == rules.RATING) != (question.kind == rules.RATING)
        ):
            raise RestsOnIt(
                _("คำถาม “%(question)s” ถามตามคำตอบของข้อนี้ จึงเปลี่ยนรูปแบบไม่ได้ กรุณาแก้เงื่อนไขของคำถามนั้นก่อน")
                % {"question": followers[0].text}
            )
        if facts.kind != rules.RATING:
            _follow(followers, facts.choices)
    _write(question, facts)
    _note(question.survey, by)


def _follow(followers: Sequence[Question], choices: Sequence[ChoiceFacts]) -> None:
    """Conditions name choices by their code, which is their place: write them anew after the choices moved."""
    places = {one.was: at for at, one in enumerate(choices) if one.was is not None}
    for one in followers:
        codes = rules.moved(one.asked_if_answer, places)
        if len(codes) < len(one.asked_if_answer):
            raise RestsOnIt(
                _("คำถาม “%(question)s” ถามเมื่อเลือกตัวเลือกที่ท่านลบ กรุณาแก้เงื่อนไขของคำถามนั้นก่อน")
                % {"question": one.text}
            )
        Question.objects.filter(pk=one.pk).update(asked_if_answer=codes)


@transaction.atomic
def copy_question(question: Question, *, seen: int, by: Person) -> Question:
    """Put a copy behind a question, with its choices and its condition."""
    survey = question.survey
    take(survey, seen)
    question.refresh_from_db(fields=["section"])
    facts = QuestionFacts(
        question.kind,
        question.text,
        question.help,
        question.item,
        question.required,
        question.may_not_know,
        question.lowest,
        question.highest,
        [ChoiceFacts(one.text, None, one.is_right) for one in question.choices.all()],
        question.asked_if,
        question.asked_if_answer,
    )
    made = Question(survey=survey, section_id=question.section_id, position=FAR * 2)
    _write(made, facts)
    order = list(survey.questions.exclude(pk=made.pk))
    order.insert(order.index(question) + 1, made)
    _number(survey, order)
    _note(survey, by)
    return made


@transaction.atomic
def move_question(question: Question, *, seen: int, up: bool, by: Person) -> None:
    """Move a question one place; at the end of its section, into the next one. Raises RestsOnIt."""
    survey = question.survey
    take(survey, seen)
    question.refresh_from_db(fields=["section"])
    sections = list(survey.sections.all())
    lists = {one.pk: list(one.questions.all()) for one in sections}
    if question.section_id not in lists:
        return
    mine = lists[question.section_id]
    at = mine.index(question)
    to = at - 1 if up else at + 1
    if 0 <= to < len(mine):
        mine[at], mine[to] = mine[to], mine[at]
    else:
        place = [one.pk for one in sections].index(question.section_id) + (-1 if up else 1)
        if not 0 <= place < len(sections):
            return
        mine.remove(question)
        Question.objects.filter(pk=question.pk).update(section=sections[place])
        neighbours = lists[sections[place].pk]
        neighbours.insert(len(neighbours) if up else 0, question)
    _number(survey, [one for section in sections for one in lists[section.pk]])
    _note(survey, by)


@transaction.atomic
def remove_question(question: Question, *, seen: int, by: Person) -> None:
    """Remove a question. Those that were asked because of its answer are asked of everybody from then on."""
    survey = question.survey
    take(survey, seen)
    _end_conditions([question.pk])
    question.delete()
    _put_in_order(survey, list(survey.sections.all()))
    _note(survey, by)


def _end_conditions(gone: Sequence[int]) -> None:
    Question.objects.filter(asked_if__in=gone).update(asked_if=None, asked_if_answer="")


def _write(question: Question, facts: QuestionFacts) -> None:
    question.kind, question.text, question.help, question.item = (
        facts.kind,
        facts.text,
        facts.help,
        facts.item,
    )
    question.required, question.may_not_know = facts.required, facts.may_not_know
    question.lowest, question.highest = facts.lowest, facts.highest
    question.asked_if, question.asked_if_answer = facts.asked_if, facts.asked_if_answer
    question.save()
    question.choices.all().delete()
    Choice.objects.bulk_create(
        Choice(question=question, position=place, text=one.text, is_right=one.is_right)
        for place, one in enumerate(facts.choices)
    )


# ── order ──────────────────────────────────────────────────────────────────────────────────
def _put_in_order(survey: Survey, sections: Sequence[Section]) -> None:
    """Number sections anew, and questions after them: without a section first, then section by section."""
    Section.objects.filter(survey=survey).update(position=F("position") + FAR)
    for place, one in enumerate(sections):
        one.position = place
    Section.objects.bulk_update(sections, ["position"])
    place_of = {one.pk: place for place, one in enumerate(sections)}
    _number(
        survey,
        sorted(survey.questions.all(), key=lambda one: (place_of.get(one.section_id or 0, -1), one.position)),
    )


def _number(survey: Survey, order: Sequence[Question]) -> None:
    """Give questions their places. Raises RestsOnIt when one would come before what it rests on."""
    at: Mapping[int, int] = {one.pk: place for place, one in enumerate(order)}
    judged = [
        rules.Asked(one.kind, asked_if=at.get(one.asked_if_id) if one.asked_if_id else None) for one in order
    ]
    for place in rules.misplaced(judged):
        base = order[judged[place].asked_if or 0]
        raise RestsOnIt(
            _("ย้ายไม่ได้ เพราะคำถาม “%(question)s” ถามตามคำตอบของ “%(base)s” จึงต้องอยู่หลังข้อนั้น")
            % {"question": order[place].text, "base": base.text}
        )
    Question.objects.filter(survey=survey).update(position=F("position") + FAR)
    for place, one in enumerate(order):
        one.position = place
    Question.objects.bulk_update(order, ["position"])


def _note(survey: Survey, by: Person) -> None:
    journal.record("surveys.changed", survey, by=by)
