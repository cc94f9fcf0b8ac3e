"""Questions to check oneself: answered as often as one likes, kept as how many were right, asked for before signing where the agency wants it."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from janya.codes import actions as codes
from janya.codes.signing.queries import sight
from janya.codes.study import actions, queries
from janya.codes.study.models import QuizQuestion, QuizResult
from janya.drives.models import Drive
from janya.journal.models import Entry
from janya.norms.models import CodeItem
from janya.people.models import Person
from janya.people.rules import Role
from tests import make

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 3, tzinfo=UTC)
LATER = datetime(2026, 5, 5, 3, tzinfo=UTC)
Browse = Callable[[Person], Client]


def asked(item: CodeItem, answers: tuple[int, ...] = (2, 1)) -> list[QuizQuestion]:
    return [
        QuizQuestion.objects.create(
            key=f"{item.pk}-{number}",
            item=item,
            number=number,
            text=f"คำถามที่ {number}",
            choices=["ทางแรก", "ทางที่สอง", "ทางที่สาม"],
            answer=right,
            explanation=f"คำอธิบายที่ {number}",
        )
        for number, right in enumerate(answers, start=1)
    ]


def answered(drive: Drive, item: CodeItem, by: Person, *places: int, at: datetime = NOW) -> QuizResult:
    questions = list(QuizQuestion.objects.filter(item=item))
    chosen = {one.pk: place for one, place in zip(questions, places, strict=True)}
    return actions.answer(drive, item, questions, chosen, by=by, at=at)[1]


@pytest.fixture
def drive() -> Drive:
    return make.drive()


@pytest.fixture
def item(drive: Drive) -> CodeItem:
    item = make.item(drive)
    asked(item)
    return item


@pytest.fixture
def official(drive: Drive) -> Person:
    return make.person(Role.OFFICIAL, drive.agency)


# ── answering ──────────────────────────────────────────────────────────────────────────────
def test_the_latest_and_the_best_try_are_kept_and_passing_stays(
    drive: Drive, item: CodeItem, official: Person
) -> None:
    first = answered(drive, item, official, 2, 3)
    assert (first.right, first.best_right, first.passed_at) == (1, 1, None)

    passed = answered(drive, item, official, 2, 1, at=LATER)
    assert (passed.right, passed.best_right, passed.passed_at) == (2, 2, LATER)

    worse = answered(drive, item, official, 1, 2)
    assert (worse.right, worse.best_right, worse.passed_at) == (0, 2, LATER)
    assert QuizResult.objects.count() == 1


def test_the_journal_tells_that_it_was_done_and_not_how_well(
    drive: Drive, item: CodeItem, official: Person
) -> None:
    answered(drive, item, official, 2, 3)

    entry = Entry.objects.get(deed="codes.quiz-answered")
    assert not {"right", "asked", "best_right"} & set(entry.facts)


@pytest.mark.parametrize("chosen", [{}, {0: 1}, {0: 0, 1: 1}, {0: 4, 1: 1}])
def test_answers_that_do_not_fit_the_questions_are_refused(
    drive: Drive, item: CodeItem, official: Person, chosen: dict[int, int]
) -> None:
    questions = list(QuizQuestion.objects.filter(item=item))
    given = {questions[at].pk: place for at, place in chosen.items()}

    with pytest.raises(actions.QuizHasChanged):
        actions.answer(drive, item, questions, given, by=official, at=NOW)

    assert not QuizResult.objects.exists()


# ── the page ───────────────────────────────────────────────────────────────────────────────
def sent(client: Client, drive: Drive, item: CodeItem, *places: int, htmx: bool = False) -> tuple[int, str]:
    questions = QuizQuestion.objects.filter(item=item)
    facts = {f"question-{one.pk}": place for one, place in zip(questions, places, strict=False)}
    answer = client.post(
        reverse("codes:quiz", args=[drive.pk, item.pk]), facts, headers={"HX-Request": "true"} if htmx else {}
    )
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("htmx", [True, False])
def test_what_is_right_and_why_is_told_at_once(
    drive: Drive, item: CodeItem, official: Person, browse: Browse, htmx: bool
) -> None:
    status, text = sent(browse(official), drive, item, 2, 2, htmx=htmx)

    assert status == 200
    assert "ตอบถูก 1 จาก 2 คำถาม" in text
    assert text.count("ยังไม่ถูก") == 1
    assert "คำอธิบายที่ 1" in text
    assert "คำอธิบายที่ 2" in text
    assert ("<html" in text) is not htmx


def test_a_question_left_out_is_told_and_the_others_stay_chosen(
    drive: Drive, item: CodeItem, official: Person, browse: Browse
) -> None:
    status, text = sent(browse(official), drive, item, 2)

    assert status == 422
    assert "กรุณาเลือกคำตอบ" in text
    assert text.count(" checked") == 1
    assert not QuizResult.objects.exists()


def test_a_choice_that_is_not_there_is_refused(
    drive: Drive, item: CodeItem, official: Person, browse: Browse
) -> None:
    status, _text = sent(browse(official), drive, item, 9, 1)

    assert status == 422
    assert not QuizResult.objects.exists()


def test_a_closed_year_takes_no_answers_and_shows_them(
    drive: Drive, item: CodeItem, official: Person, browse: Browse
) -> None:
    Drive.objects.filter(pk=drive.pk).update(state=Drive.State.CLOSED)

    status, _text = sent(browse(official), drive, item, 2, 1)
    page = browse(official).get(reverse("codes:item", args=[drive.pk, item.pk])).content.decode()

    assert status in {403, 409}
    assert not QuizResult.objects.exists()
    assert "ข้อที่ถูกคือตัวเลือกที่ 2" in page


def test_the_way_of_study_shows_how_each_item_went(
    drive: Drive, item: CodeItem, official: Person, browse: Browse
) -> None:
    client = browse(official)
    address = reverse("codes:study", args=[drive.pk])

    answered(drive, item, official, 2, 2)
    assert "ถูก 1 จาก 2" in client.get(address).content.decode()

    answered(drive, item, official, 2, 1)
    assert "ตอบคำถามผ่าน" in client.get(address).content.decode()


# ── before signing ─────────────────────────────────────────────────────────────────────────
def read_all(drive: Drive, person: Person) -> None:
    for one in CodeItem.objects.of(drive.code_id, drive.agency_id):
        codes.read(drive, one, by=person, at=NOW)


def sign(drive: Drive, person: Person) -> None:
    name = f"{person.first_name} {person.last_name}"
    codes.sign(drive, typed_name=name, text=codes.text_to_sign(drive, person), by=person, at=NOW)


def test_where_the_agency_wants_it_one_signs_only_after_passing(
    drive: Drive, item: CodeItem, official: Person, browse: Browse
) -> None:
    read_all(drive, official)
    actions.set_term(drive, quiz_needed=True, by=make.officer(drive.agency))

    with pytest.raises(codes.CannotSign, match="ยังตอบคำถามทบทวนไม่ผ่านอีก 1 ข้อ"):
        sign(drive, official)
    page = browse(official).get(reverse("codes:study", args=[drive.pk])).content.decode()
    assert f"{reverse('codes:item', args=[drive.pk, item.pk])}#quiz" in page
    assert reverse("codes:sign", args=[drive.pk]) not in page

    answered(drive, item, official, 2, 1)
    sign(drive, official)


def test_where_the_agency_does_not_want_it_one_signs_without(
    drive: Drive, item: CodeItem, official: Person
) -> None:
    read_all(drive, official)

    sign(drive, official)


def test_an_officer_sets_the_condition_and_others_do_not(
    drive: Drive, item: CodeItem, official: Person, browse: Browse
) -> None:
    address = reverse("codes:progress", args=[drive.pk])

    refused = browse(make.person(Role.EXECUTIVE, drive.agency)).post(address, {"quiz_needed": "on"})
    assert refused.status_code in {403, 404}
    assert not queries.is_needed(drive)

    assert browse(make.officer(drive.agency)).post(address, {"quiz_needed": "on"}).status_code == 302
    assert queries.is_needed(drive)
    assert Entry.objects.filter(deed="codes.study-term-set").exists()


# ── the agency ─────────────────────────────────────────────────────────────────────────────
def test_items_are_counted_over_those_who_work_here(drive: Drive, item: CodeItem, official: Person) -> None:
    other = make.person(Role.OFFICIAL, drive.agency)
    codes.read(drive, item, by=official, at=NOW)
    answered(drive, item, official, 2, 1)
    answered(drive, item, other, 2, 3)
    answered(drive, item, make.person(Role.OFFICIAL, make.agency()), 1, 3)

    (row,) = [one for one in queries.by_item(sight(drive)) if one.number == item.number]

    assert (row.read, row.tried, row.passed) == (1, 2, 1)
    assert row.percent_right == pytest.approx(75)


def test_a_unit_of_few_persons_is_not_shown(drive: Drive, item: CodeItem) -> None:
    large, small, third = (make.unit(drive.agency) for _n in range(3))
    for unit, size in ((large, 9), (small, 2), (third, 6)):
        for n in range(size):
            person = make.person(Role.OFFICIAL, drive.agency, unit=unit)
            if n % 2:
                answered(drive, item, person, 2, 1)

    told = {one.name: (one.people, one.passed) for one in queries.by_unit(sight(drive))}

    assert told[large.name] == (9, 4)
    assert told[small.name] == (2, None)
    assert told[third.name] == (6, None)  # or the two could be worked out


def test_the_page_and_the_workbook_tell_the_same(
    drive: Drive, item: CodeItem, official: Person, browse: Browse
) -> None:
    answered(drive, item, official, 2, 1)
    client = browse(make.officer(drive.agency))

    page = client.get(reverse("codes:progress", args=[drive.pk]))
    book = openpyxl.load_workbook(
        BytesIO(client.get(reverse("codes:progress-xlsx", args=[drive.pk])).getvalue())
    )

    assert page.status_code == 200
    assert "<svg" in page.content.decode()
    assert [row[4:6] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)][
        item.number - 1
    ] == (
        1,
        1,
    )
    assert book.worksheets[1]["C2"].value == "ไม่แสดง"


def test_the_queries_of_the_page_do_not_grow_with_the_persons(
    drive: Drive,
    item: CodeItem,
    browse: Browse,
    django_assert_max_num_queries: Callable[[int], "object"],
) -> None:
    client = browse(make.officer(drive.agency))
    address = reverse("codes:progress", args=[drive.pk])
    counts = []
    for _round in range(3):
        for _n in range(6):
            answered(
                drive, item, make.person(Role.OFFICIAL, drive.agency, unit=make.unit(drive.agency)), 2, 1
            )
        with django_assert_max_num_queries(30) as asked_for:  # type: ignore[attr-defined]
            client.get(address)
        counts.append(len(asked_for.captured_queries))

    assert counts[1] == counts[2]  # the first page fills what is kept for good
