"""Answering the questions of an item, and what a drive asks of those who study."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from janya.drives.models import Drive
from janya.journal import actions as journal
from janya.norms.models import CodeItem
from janya.people.models import Person

from . import rules
from .models import QuizQuestion, QuizResult, StudyTerm


class QuizHasChanged(Exception):
    """The questions are no longer those that were answered."""

    def __str__(self) -> str:
        return _("คำถามของข้อนี้มีการแก้ไข กรุณาตอบคำถามล่าสุดอีกครั้ง")


@dataclass(frozen=True, slots=True)
class Marked:
    """A question, what was chosen (places from 1), and whether that is right."""

    question: QuizQuestion
    chosen: int

    @property
    def is_right(self) -> bool:
        return self.chosen == self.question.answer

    @property
    def chosen_words(self) -> str:
        return str(self.question.choices[self.chosen - 1])

    @property
    def right_words(self) -> str:
        return str(self.question.choices[self.question.answer - 1])


@transaction.atomic
def answer(
    drive: Drive,
    item: CodeItem,
    questions: Sequence[QuizQuestion],
    chosen: Mapping[int, int],
    *,
    by: Person,
    at: datetime,
) -> tuple[list[Marked], QuizResult]:
    """Mark the answers (question number in the table → place of the choice) and keep how it went: the latest and the best.

    What was chosen is told back and not kept. Raises QuizHasChanged when a question is without its choice.
    """
    if not questions or any(not 1 <= chosen.get(one.pk, 0) <= len(one.choices) for one in questions):
        raise QuizHasChanged
    marked = [Marked(one, chosen[one.pk]) for one in questions]
    right, asked = sum(one.is_right for one in marked), len(marked)
    first = {"right": right, "asked": asked, "at": at, "best_right": right, "best_asked": asked}
    QuizResult.objects.get_or_create(drive=drive, person=by, item=item, defaults=first)
    kept = QuizResult.objects.select_for_update().get(drive=drive, person=by, item=item)
    kept.right, kept.asked, kept.at = right, asked, at
    if rules.is_better(right, asked, than=(kept.best_right, kept.best_asked)):
        kept.best_right, kept.best_asked = right, asked
    if kept.passed_at is None and rules.is_passed(right, asked):
        kept.passed_at = at
    kept.save()
    # whoever reads the journal sees that it was done, not how well
    journal.record("codes.quiz-answered", item, by=by, agency=drive.agency, item=item.number)
    return marked, kept


@transaction.atomic
def set_term(drive: Drive, *, quiz_needed: bool, by: Person) -> StudyTerm:
    """Say whether the questions must be answered rightly before one signs on screen."""
    term, _new = StudyTerm.objects.update_or_create(drive=drive, defaults={"quiz_needed": quiz_needed})
    journal.record("codes.study-term-set", drive, by=by, quiz_needed=quiz_needed)
    return term
