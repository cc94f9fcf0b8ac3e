"""All kinds of questions on the public page, conditions, going on later, the kiosk, and links for one answer."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from janya.core.thai import fiscal_year
from janya.surveys import actions, queries, rules
from janya.surveys.actions import storing
from janya.surveys.models import (
    Choice,
    Invitation,
    Question,
    Remark,
    Response,
    Section,
    Survey,
    SurveyGroup,
    Unfinished,
    Waiting,
)
from tests import make

pytestmark = pytest.mark.django_db
KINDS = ("paired", "rating", "single", "multiple", "ranking", "text")


def every_kind() -> tuple[Survey, SurveyGroup, dict[str, Question]]:
    """One question of each kind in a survey that takes answers today; the rating is asked when the single is 2."""
    today = timezone.localdate()
    drive = make.drive(year=fiscal_year(today))
    survey = make.survey(
        drive, is_open=False, opens_on=today - timedelta(days=1), closes_on=today + timedelta(days=9)
    )
    survey.sections.all().delete()
    section = Section.objects.create(survey=survey, position=0, title="ส่วนแรก", introduction="คำชี้แจง")
    asked = {
        kind: Question.objects.create(
            survey=survey,
            section=section,
            position=place,
            kind=kind,
            text=f"คำถาม {kind}",
            required=kind != "text",
        )
        for place, kind in enumerate(("single", "rating", "paired", "multiple", "ranking", "text"))
    }
    for kind in ("single", "multiple", "ranking"):
        for place in range(3):
            Choice.objects.create(question=asked[kind], position=place, text=f"{kind} {place + 1}")
    asked["rating"].asked_if, asked["rating"].asked_if_answer = asked["single"], "2"
    asked["rating"].save()
    actions.open_survey(survey, by=make.officer(drive.agency))
    return survey, survey.groups.get(), asked


def whole(group: SurveyGroup, asked: dict[str, Question], **more: Any) -> dict[str, Any]:
    key = {kind: one.pk for kind, one in asked.items()}
    return {
        "number": actions.new_number(group),
        f"a{key['single']}": "2",
        f"a{key['rating']}": "4",
        f"d{key['paired']}": "5",
        f"p{key['paired']}": "?",
        f"c{key['multiple']}": ["1", "3"],
        f"r{key['ranking']}-1": "3",
        f"r{key['ranking']}-2": "1",
        f"r{key['ranking']}-3": "2",
        f"t{key['text']}": "บริการดี",
        **more,
    }


def link(group: SurveyGroup) -> str:
    return reverse("surveys:answer", args=[group.token])


# ── kinds and conditions ───────────────────────────────────────────────────────────────────
def test_an_answer_of_every_kind_is_kept_where_its_question_stands(client: Client) -> None:
    _survey, group, asked = every_kind()

    shown = client.get(link(group)).content.decode()
    answer = client.post(link(group), whole(group, asked))

    assert answer.status_code == 302
    assert Response.objects.get().answers == "2" + "4" + "5?" + "101" + "312"
    assert [(one.text, one.question, one.group) for one in Remark.objects.all()] == [
        ("บริการดี", asked["text"], group)
    ]
    assert "ตอบข้อนี้เมื่อคำถาม “คำถาม single” ตอบว่า “single 2”" in shown
    assert "คำชี้แจง" in shown


def test_what_was_not_asked_is_not_kept_and_not_missed(client: Client) -> None:
    _survey, group, asked = every_kind()
    rating = f"a{asked['rating'].pk}"

    client.post(link(group), whole(group, asked, **{f"a{asked['single'].pk}": "1"}))
    without = whole(group, asked, **{f"a{asked['single'].pk}": "3"})
    del without[rating]
    client.post(link(group), without)

    assert sorted(one.answers[:2] for one in Response.objects.all()) == ["10", "30"]


@pytest.mark.parametrize(
    ("kind", "changes", "why"),
    [
        ("rating", {"a{}": ""}, "กรุณาเลือกระดับ"),
        ("single", {"a{}": "4"}, "กรุณาเลือกจากตัวเลือกที่มี"),
        ("multiple", {"c{}": []}, "กรุณาตอบคำถามนี้"),
        ("multiple", {"c{}": ["1", "9"]}, "กรุณาเลือกจากตัวเลือกที่มี"),
        ("ranking", {"r{}-1": "1"}, "มีลำดับที่ซ้ำกัน"),
        ("ranking", {"r{}-1": ""}, "กรุณาเลือกลำดับให้ครบ"),
        ("ranking", {"r{}-1": "12"}, "กรุณาเลือกจากตัวเลือกที่มี"),
        ("text", {"t{}": "ก" * 2001}, "ยาวเกิน 2,000 ตัวอักษร"),
    ],
)
def test_what_is_wrong_is_told_beside_the_question_and_the_rest_stays(
    client: Client, kind: str, changes: dict[str, Any], why: str
) -> None:
    _survey, group, asked = every_kind()
    typed = whole(group, asked, **{name.format(asked[kind].pk): value for name, value in changes.items()})

    answer = client.post(link(group), typed)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert why in text
    assert "ยังตอบไม่ครบ 1 ข้อ" in text
    assert f'name="d{asked["paired"].pk}" value="5" checked' in text
    assert not Response.objects.exists()


def test_not_knowing_is_an_answer_to_every_kind(client: Client) -> None:
    _survey, group, asked = every_kind()
    key = {kind: one.pk for kind, one in asked.items()}
    typed = whole(
        group,
        asked,
        **{
            f"a{key['single']}": "?",
            f"p{key['paired']}": "?",
            f"d{key['paired']}": "?",
            f"c{key['multiple']}": ["?", "1"],
            f"r{key['ranking']}-1": "?",
        },
    )

    assert client.post(link(group), typed).status_code == 302
    assert Response.objects.get().answers == "?" + "0" + "??" + "???" + "???"


def test_the_door_refuses_what_no_page_sends() -> None:
    _survey, group, asked = every_kind()
    forged = [
        "2" + "4" + "5?" + "101" + "311",  # a rank twice
        "1" + "4" + "5?" + "101" + "312",  # an answer that was not asked for
        "2" + "0" + "5?" + "101" + "312",  # a required one left out
        "9" + "0" + "5?" + "101" + "312",
        "2454?101312"[:-1],
    ]

    for answers in forged:
        with pytest.raises(actions.AnswerIsWrong):
            actions.answer(group, answers=answers, number=actions.new_number(group), on=timezone.localdate())
    with pytest.raises(actions.AnswerIsWrong):
        actions.answer(
            group,
            answers="245?101312",
            texts={asked["single"].pk: "x"},
            number=actions.new_number(group),
            on=timezone.localdate(),
        )
    assert not Response.objects.exists()


def test_answering_asks_the_database_as_often_for_one_question_as_for_many(client: Client) -> None:
    few = []
    for questions in (1, 30):
        _survey, group, asked = every_kind()
        Survey.objects.update(state=Survey.State.OPEN)
        Question.objects.bulk_create(
            Question(survey=group.survey, position=100 + n, kind="rating", text=f"ข้อ {n}", required=False)
            for n in range(questions)
        )
        client.get(link(group))
        with CaptureQueriesContext(connection) as caught:
            assert client.post(link(group), whole(group, asked)).status_code == 302
        few.append(len(caught))

    assert few[0] == few[1] <= 8


# ── going on later ─────────────────────────────────────────────────────────────────────────
def test_half_an_answer_is_kept_under_a_link_and_nobody_else_can_read_it(client: Client) -> None:
    _survey, group, asked = every_kind()
    typed = whole(group, asked, later="1")
    del typed[f"d{asked['paired'].pk}"]

    kept = client.post(link(group), typed)
    row = Unfinished.objects.get()
    address = kept.content.decode().split('<p class="survey-link mb-1"><a href="')[1].split('"')[0]
    later = Client().get(address)
    sent = Client().post(address, whole(group, asked))

    assert kept.status_code == later.status_code == 200
    assert not Waiting.objects.exists()
    assert address.rstrip("/").rsplit("/", 1)[1] not in row.link_hash
    assert "บริการดี".encode() not in bytes(row.sealed)
    assert "บริการดี" in later.content.decode()
    assert f'name="p{asked["paired"].pk}" value="?" checked' in later.content.decode()
    assert sent.status_code == 302
    assert (Response.objects.count(), Unfinished.objects.count()) == (1, 0)
    assert Client().get(address).status_code == 404


def test_kept_answers_all_have_one_length_and_the_same_link_keeps_the_newest(client: Client) -> None:
    _survey, group, _asked = every_kind()
    first = actions.keep_for_later(group, client.post("/").wsgi_request.POST.copy())
    typed = client.post("/", {"remark": "ก" * 400}).wsgi_request.POST.copy()
    second = actions.keep_for_later(group, typed)
    actions.keep_for_later(group, typed, link=first)

    assert len({len(bytes(one.sealed)) for one in Unfinished.objects.all()}) == 1
    assert (
        actions.kept_for_later(group, first)
        == actions.kept_for_later(group, second)
        == {"remark": ["ก" * 400]}
    )
    assert actions.kept_for_later(group, "another") is None


def test_a_survey_closed_meanwhile_shows_what_was_typed(client: Client) -> None:
    survey, group, asked = every_kind()
    actions.close_survey(survey, by=make.officer(survey.drive.agency))

    answer = client.post(link(group), whole(group, asked))

    text = answer.content.decode()
    assert answer.status_code == 410
    assert "คำตอบครั้งนี้ไม่ได้บันทึก" in text
    assert "บริการดี" in text


# ── kiosk ──────────────────────────────────────────────────────────────────────────────────
def test_a_kiosk_begins_anew_after_each_answer(client: Client) -> None:
    _survey, group, asked = every_kind()
    path = reverse("surveys:kiosk", args=[group.token])

    shown = client.get(path)
    answer = client.post(path, whole(group, asked))
    thanks = client.get(answer.headers["Location"])

    assert "ตอบต่อภายหลัง" not in shown.content.decode()
    assert f'content="8;url={path}start/"' in thanks.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert Response.objects.count() == 1


# ── links for one answer ───────────────────────────────────────────────────────────────────
def invited(group: SurveyGroup) -> tuple[Invitation, str]:
    token = actions.new_token()
    made = Invitation.objects.create(group=group, token_hash=actions.hash_of(token))
    return made, reverse("surveys:invited", args=[token])


def test_a_link_takes_one_answer_and_opening_it_takes_none(client: Client) -> None:
    _survey, group, asked = every_kind()
    invitation, path = invited(group)

    opened = [client.get(path).status_code for _n in range(3)]
    invitation.refresh_from_db()
    before = invitation.is_used
    sent = [client.post(path, whole(group, asked)).status_code for _n in range(2)]
    again = client.get(path)

    assert opened == [200] * 3
    assert not before
    assert sent == [302, 410]
    assert again.status_code == 410
    assert "ลิงก์นี้ใช้ตอบแบบสำรวจแล้ว" in again.content.decode()
    assert (Waiting.objects.count(), Response.objects.count(), Remark.objects.count()) == (1, 0, 0)
    assert client.get(reverse("surveys:invited", args=["no-such"])).status_code == 404


def test_answers_through_links_wait_until_ten_and_then_half_go_by_lot() -> None:
    survey, group, _asked = every_kind()
    told = []
    for n in range(11):
        invitation, _path = invited(group)
        actions.answer(
            group,
            answers=f"24{n % 5 + 1}?101312",
            number=actions.new_number(group),
            remark=f"ความเห็น {n}",
            on=timezone.localdate(),
            invitation=invitation,
        )
        told.append((Waiting.objects.count(), Response.objects.count(), Remark.objects.count()))

    assert told == [(n, 0, 0) for n in range(1, 10)] + [(5, 5, 5), (6, 5, 5)]
    assert [one.answered for one in queries.groups_of(survey)] == [11]
    actions.close_survey(survey, by=make.officer(survey.drive.agency))
    assert (Waiting.objects.count(), Response.objects.count(), Remark.objects.count()) == (0, 11, 11)
    assert sorted(one.answers[2] for one in Response.objects.all()) == sorted(
        str(n % 5 + 1) for n in range(11)
    )


def test_a_refused_answer_leaves_the_link_unspent() -> None:
    _survey, group, _asked = every_kind()
    invitation, _path = invited(group)

    with pytest.raises(actions.AnswerIsWrong):
        actions.answer(
            group,
            answers="x",
            number=actions.new_number(group),
            on=timezone.localdate(),
            invitation=invitation,
        )

    invitation.refresh_from_db()
    assert not invitation.is_used


def test_what_waits_is_sealed_and_of_one_length() -> None:
    room = storing.room_for(2)
    short, long = (
        storing.seal("5", {}, room),
        storing.seal("5" * 2000, {None: "ก" * 2000, 3: "😀" * 2000}, room),
    )

    assert len(short) == len(long)
    assert storing.unseal(long) == ("5" * 2000, {None: "ก" * 2000, 3: "😀" * 2000})


# ── rules ──────────────────────────────────────────────────────────────────────────────────
QUESTIONS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(2, 5)), min_size=1, max_size=8)


@given(QUESTIONS)
def test_places_follow_each_other_and_nothing_fits_everywhere(questions: list[tuple[str, int]]) -> None:
    places = rules.layout(questions)
    text = "".join(rules.nothing(kind, choices) for kind, choices in questions)

    assert sum(one.width for one in places) == len(text)
    pieces = rules.split(text, places)
    assert "".join(pieces) == text
    assert all(
        rules.fits(kind, choices, piece) for (kind, choices), piece in zip(questions, pieces, strict=True)
    )


@given(st.data())
def test_what_rests_on_what_was_not_asked_is_not_asked(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 6))
    questions, answers = [], []
    for place in range(count):
        on = data.draw(st.one_of(st.none(), st.integers(0, place - 1))) if place else None
        questions.append(rules.Asked("single", 3, asked_if=on, asked_if_answer="2"))
        answers.append(data.draw(st.sampled_from("0123?")))

    asked = rules.are_asked(questions, answers)
    kept = rules.only_asked(questions, answers)

    for one, is_asked, answer in zip(questions, asked, kept, strict=True):
        if one.asked_if is not None:
            assert is_asked == (asked[one.asked_if] and kept[one.asked_if] == "2")
        assert is_asked or answer == "0"
    assert rules.only_asked(questions, kept) == kept
