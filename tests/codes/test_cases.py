"""Cases and questions to check oneself: complete for every item, and shown where the item is read."""

from collections import Counter
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from janya.codes import catalogue
from janya.codes.study.models import Case, QuizQuestion
from janya.core import catalogue as files
from janya.norms import catalogue as norms
from janya.norms.models import CodeItem
from janya.people.models import Person
from janya.people.rules import Role
from tests import make

pytestmark = pytest.mark.django_db


def test_every_item_of_both_codes_has_cases_of_both_kinds_and_questions_with_one_right_choice() -> None:
    kinds = files.read_folder(files.folder())
    norms.load(kinds)
    catalogue.load(kinds)
    items = set(CodeItem.objects.values_list("key", flat=True))

    told = Counter(Case.objects.values_list("item__key", "kind"))

    assert {key for key, _kind in told} == items
    assert set(told.values()) == {2}
    assert set(QuizQuestion.objects.values_list("item__key", flat=True)) == items
    assert len(set(Case.objects.values_list("situation", flat=True))) == Case.objects.count()
    assert len(set(QuizQuestion.objects.values_list("text", flat=True))) == QuizQuestion.objects.count()
    assert all(1 <= one.answer <= len(one.choices) for one in QuizQuestion.objects.all())
    assert len(set(QuizQuestion.objects.values_list("answer", flat=True))) > 2


def test_the_reading_page_shows_cases_and_questions(browse: Callable[[Person], Client]) -> None:
    drive = make.drive()
    item = make.item(drive)
    for number, kind in enumerate(("do", "dont"), start=1):
        Case.objects.create(
            key=f"c{number}", item=item, number=number, kind=kind, situation=f"เรื่อง {kind}", why="เหตุนั้น"
        )
    QuizQuestion.objects.create(
        key="q",
        item=item,
        number=1,
        text="ข้อใดถูก",
        choices=["หนึ่ง", "สอง"],
        answer=2,
        explanation="เพราะสองถูก",
    )

    page = browse(make.person(Role.OFFICIAL, drive.agency)).get(
        reverse("codes:item", args=[drive.pk, item.pk])
    )

    text = page.content.decode()
    assert all(word in text for word in ("เรื่อง do", "เรื่อง dont", "เหตุนั้น", "ข้อใดถูก", "หนึ่ง", "สอง"))
