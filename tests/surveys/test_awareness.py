"""The ready awareness survey: questions of knowledge for the drive's code, then ratings."""

from collections import Counter

import pytest

from janya.core import catalogue as files
from janya.norms import catalogue as norms
from janya.norms.models import Code, CodeItem
from janya.surveys import actions, catalogue
from janya.surveys.models import BankQuestion, Question
from tests import make

pytestmark = pytest.mark.django_db


def loaded() -> None:
    kinds = files.read_folder(files.folder())
    norms.load(kinds)
    catalogue.load(kinds)


def test_every_item_of_both_codes_has_two_questions_of_knowledge_and_the_right_answers_stand_anywhere() -> (
    None
):
    loaded()
    asked = Counter(BankQuestion.objects.exclude(item=None).values_list("item__key", flat=True))

    assert asked == dict.fromkeys(CodeItem.objects.values_list("key", flat=True), 2)
    assert len(set(BankQuestion.objects.values_list("text", flat=True))) == BankQuestion.objects.count()
    places = Counter(BankQuestion.objects.exclude(item=None).values_list("answer", flat=True))
    assert set(places) == {1, 2, 3, 4}
    assert max(places.values()) < 2 * min(places.values())
    assert BankQuestion.objects.filter(item=None, answer=None).count() == 8


def test_an_awareness_survey_asks_the_code_of_its_drive_and_knows_the_right_choice() -> None:
    loaded()
    drive = make.drive()
    drive.code = Code.objects.get(key="2564")
    drive.save()

    survey = actions.prepare_awareness(
        drive,
        title="แบบสำรวจการรับรู้",
        opens_on=make.TODAY,
        closes_on=make.TODAY,
        groups={make.stakeholders(): 30},
        by=make.officer(drive.agency),
    )

    questions = list(survey.questions.select_related("item").prefetch_related("choices"))
    assert [one.position for one in questions] == list(range(22))
    assert [one.item.number for one in questions if one.item] == sorted([*range(1, 8), *range(1, 8)])
    assert {one.kind for one in questions[:14]} == {Question.Kind.SINGLE}
    assert {one.kind for one in questions[14:]} == {Question.Kind.RATING}
    assert all(sum(choice.is_right for choice in one.choices.all()) == 1 for one in questions[:14])
    assert [one.title for one in survey.sections.all()] == ["ความรู้เกี่ยวกับประมวลจริยธรรม", "ความเห็นและการปฏิบัติ"]
    first = BankQuestion.objects.get(key="knowledge.2564.1.1")
    assert [choice.text for choice in questions[0].choices.all() if choice.is_right] == [
        first.choices[first.answer - 1]  # type: ignore[operator]
    ]


def test_a_right_answer_that_is_no_choice_and_a_choice_that_stands_twice_are_told() -> None:
    wrong = files.wrong_answers(
        [
            {"answer": 3, "choices": ["ก", "ข"]},
            {"answer": 1, "choices": ["ก", "ก"]},
            {"answer": 1, "choices": ["ก", "ข"]},
        ]
    )

    assert [(one.entry, one.field) for one in wrong] == [(0, "answer"), (1, "choices")]
