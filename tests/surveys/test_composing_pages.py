"""The pages on which a questionnaire is written: roles, strangers, htmx and without, conflicts, constant queries."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from janya.core.thai import fiscal_year
from janya.people.models import Person
from janya.people.rules import Role
from janya.surveys import actions, composition
from janya.surveys.actions import ChoiceFacts, QuestionFacts
from janya.surveys.models import Question, Response, Section, StakeholderGroup, Survey
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]
HTMX = {"HX-Request": "true"}


def draft() -> tuple[Survey, Section, Question, Person]:
    """A draft with one question of two choices."""
    today = timezone.localdate()
    drive = make.drive(year=fiscal_year(today), items=2)
    ana = make.officer(drive.agency)
    survey = actions.prepare_own(
        drive,
        title="แบบของเรา",
        opens_on=today,
        closes_on=today + timedelta(days=20),
        groups={make.stakeholders(): 10},
        by=ana,
    )
    section = survey.sections.get()
    facts = QuestionFacts("single", "เคยใช้หรือไม่", choices=[ChoiceFacts("เคย"), ChoiceFacts("ไม่เคย")])
    question = actions.add_question(section, facts, seen=1, by=ana)
    return survey, section, question, ana


def version(survey: Survey) -> int:
    return Survey.objects.get(pk=survey.pk).version


def asked(survey: Survey, **changes: Any) -> dict[str, Any]:
    return {
        "version": version(survey),
        "kind": "single",
        "text": "ใช้ช่องทางใด",
        "required": "on",
        "may_not_know": "on",
        "choice-0": "โทรศัพท์",
        "choice-1": "เว็บไซต์",
        "was-0": "",
        "was-1": "",
        "right": "1",
        **changes,
    }


# ── who ────────────────────────────────────────────────────────────────────────────────────
def pages_of(survey: Survey, section: Section, question: Question) -> tuple[list[str], list[str]]:
    reading = [reverse(f"surveys:{name}", args=[survey.pk]) for name in ("build", "preview", "differences")]
    writing = [
        *(
            reverse(f"surveys:{name}", args=[survey.pk])
            for name in ("groups", "back-to-draft", "new-edition", "add-section")
        ),
        *(
            reverse(f"surveys:{name}", args=[section.pk])
            for name in ("section", "move-section", "remove-section")
        ),
        reverse("surveys:add-question", args=[section.pk]),
        *(
            reverse(f"surveys:{name}", args=[question.pk])
            for name in ("question", "move-question", "copy-question", "remove-question")
        ),
        reverse("surveys:copy", args=[survey.drive_id, survey.pk]),
    ]
    return reading, writing


def test_an_auditor_reads_the_questionnaire_and_writes_nothing(browse: Browse) -> None:
    survey, section, question, _ana = draft()
    reading, writing = pages_of(survey, section, question)
    client = browse(make.person(Role.AUDITOR, survey.drive.agency))

    assert [client.get(one).status_code for one in reading] == [200] * len(reading)
    assert [client.post(one).status_code for one in writing] == [403] * len(writing)
    assert "เพิ่มคำถาม" not in client.get(reading[0]).content.decode()


def test_a_stranger_finds_none_of_these_pages(browse: Browse) -> None:
    survey, section, question, _ana = draft()
    reading, writing = pages_of(survey, section, question)
    client = browse(make.officer(make.agency()))

    assert {client.post(one).status_code for one in reading + writing} == {404}


# ── beginnings ─────────────────────────────────────────────────────────────────────────────
def test_the_first_page_offers_banks_an_empty_one_and_earlier_surveys(browse: Browse) -> None:
    survey, _section, _question, ana = draft()
    client = browse(ana)
    path = reverse("surveys:add", args=[survey.drive_id])

    text = client.get(path).content.decode()

    assert all(f"?begin={one}" in text for one in ("expectation", "awareness", "own"))
    assert reverse("surveys:copy", args=[survey.drive_id, survey.pk]) in text
    assert "การรับรู้ประมวลจริยธรรม ปีงบประมาณ" in client.get(path, {"begin": "awareness"}).content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_empty_survey_is_begun_and_leads_to_its_questions(browse: Browse, headers: dict[str, str]) -> None:
    drive = make.drive(year=fiscal_year(timezone.localdate()))
    group = make.stakeholders()
    typed = {
        "begin": "own",
        "title": "แบบสำรวจช่องทางร้องเรียน",
        "opens_on": "1/2/2569",
        "closes_on": "28/2/2569",
        f"g{group.pk}": "๓๐",
    }

    answer = browse(make.officer(drive.agency)).post(
        reverse("surveys:add", args=[drive.pk]), typed, headers=headers
    )

    made = Survey.objects.get()
    assert (made.kind, made.sections.count(), made.questions.count()) == ("own", 1, 0)
    assert answer.headers.get("HX-Redirect", answer.headers.get("Location")) == f"/surveys/{made.pk}/build/"


def test_a_copy_takes_the_title_with_the_present_year(browse: Browse) -> None:
    survey, _section, _question, ana = draft()
    Survey.objects.update(title=f"แบบของเรา ปี {survey.drive.fiscal_year}")
    client = browse(ana)
    path = reverse("surveys:copy", args=[survey.drive_id, survey.pk])

    shown = client.get(path).content.decode()
    typed = {"title": "สำเนา", "introduction": "", "opens_on": "1/2/2569", "closes_on": "28/2/2569"}
    answer = client.post(path, typed)

    made = Survey.objects.get(copied_from=survey)
    assert f"แบบของเรา ปี {survey.drive.fiscal_year}" in shown
    assert answer.headers["Location"] == f"/surveys/{made.pk}/build/"
    assert made.questions.get().choices.count() == 2


# ── questions ──────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_question_with_choices_a_right_answer_and_a_condition_is_added(
    browse: Browse, headers: dict[str, str]
) -> None:
    survey, section, base, ana = draft()
    typed = asked(survey, asked_if=base.pk, asked_if_answer=["1"], item=make.item(survey.drive).pk)

    answer = browse(ana).post(reverse("surveys:add-question", args=[section.pk]), typed, headers=headers)

    made = survey.questions.get(position=1)
    to = answer.headers.get("HX-Redirect") or answer.headers["Location"]
    assert to == f"/surveys/{survey.pk}/build/#question-{made.pk}"
    assert [(one.text, one.is_right) for one in made.choices.all()] == [("โทรศัพท์", False), ("เว็บไซต์", True)]
    assert (made.asked_if, made.asked_if_answer, made.item) == (base, "1", make.item(survey.drive))


def test_buttons_add_move_and_remove_lines_and_nothing_typed_is_lost(browse: Browse) -> None:
    survey, section, base, ana = draft()
    client = browse(ana)
    path = reverse("surveys:add-question", args=[section.pk])

    def lines(step: str, **changes: Any) -> list[str]:
        answer = client.post(path, asked(survey, step=step, help="คำอธิบายที่พิมพ์", **changes))
        text = answer.content.decode()
        assert answer.status_code == 200
        assert "คำอธิบายที่พิมพ์" in text
        assert "alert-danger" not in text
        return [
            line.split('value="')[1].split('"')[0] for line in text.split("<input") if 'name="choice-' in line
        ]

    assert lines("add") == ["โทรศัพท์", "เว็บไซต์", ""]
    assert lines("down-0") == ["เว็บไซต์", "โทรศัพท์"]
    assert lines("up-0") == ["โทรศัพท์", "เว็บไซต์"]
    assert lines("remove-0") == ["เว็บไซต์", ""]
    assert lines("remove-99") == ["โทรศัพท์", "เว็บไซต์"]
    assert lines("kind", kind="rating") == ["โทรศัพท์", "เว็บไซต์"]
    base_shown = client.post(path, asked(survey, step="base", asked_if=base.pk)).content.decode()
    assert 'name="asked_if_answer"' in base_shown
    assert survey.questions.count() == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"text": ""}, "กรุณากรอกช่องนี้"),
        ({"choice-1": ""}, "อย่างน้อย 2 ตัวเลือก"),
        ({"choice-1": " โทรศัพท์ "}, "มีตัวเลือกนี้แล้ว"),
        ({"choice-1": "ก" * 301}, "ยาวเกิน 300 ตัวอักษร"),
        ({"kind": "essay"}, "ไม่มีให้เลือก"),
        ({"asked_if": "0"}, "ไม่มีให้เลือก"),
        ({"asked_if": "base"}, "กรุณาเลือกอย่างน้อยหนึ่งรายการ"),
        ({"asked_if": "base", "asked_if_answer": ["9"]}, "ไม่มีให้เลือก"),
    ],
)
def test_what_is_wrong_with_a_question_is_told_and_it_is_not_kept(
    browse: Browse, changes: dict[str, Any], why: str
) -> None:
    survey, section, base, ana = draft()
    if changes.get("asked_if") == "base":
        changes = {**changes, "asked_if": base.pk}

    answer = browse(ana).post(reverse("surveys:add-question", args=[section.pk]), asked(survey, **changes))

    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert "โทรศัพท์" in answer.content.decode()
    assert survey.questions.count() == 1


def test_a_later_question_of_the_same_section_is_no_condition(browse: Browse) -> None:
    survey, section, base, ana = draft()
    later = actions.add_question(section, QuestionFacts("rating", "พอใจ"), seen=version(survey), by=ana)
    path = reverse("surveys:question", args=[base.pk])

    typed = asked(survey, asked_if=later.pk, asked_if_answer=["1"])
    answer = browse(ana).post(path, typed)

    base.refresh_from_db()
    assert (answer.status_code, base.asked_if) == (422, None)


def test_the_second_of_two_writers_of_a_question_is_told(browse: Browse) -> None:
    survey, _section, question, ana = draft()
    client = browse(ana)
    path = reverse("surveys:question", args=[question.pk])
    old = asked(survey, text="ของคนหลัง")
    client.post(path, asked(survey, text="ของคนแรก"))

    answer = client.post(path, old)

    text = answer.content.decode()
    assert answer.status_code == 409
    assert all(words in text for words in ("ของคนแรก", "ของคนหลัง", "มีผู้อื่นบันทึก"))
    again = client.post(path, {**old, "version": version(survey)})
    question.refresh_from_db()
    assert (again.status_code, question.text) == (302, "ของคนหลัง")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_moving_by_a_button_answers_with_the_questionnaire_or_leads_to_it(
    browse: Browse, headers: dict[str, str]
) -> None:
    survey, section, base, ana = draft()
    facts = QuestionFacts("rating", "พอใจเพียงใด")
    after = actions.add_question(section, facts, seen=version(survey), by=ana)
    client = browse(ana)
    path = reverse("surveys:move-question", args=[after.pk])

    answer = client.post(path, {"to": "up", "version": version(survey)}, headers=headers)
    stale = client.post(path, {"to": "up", "version": 1}, headers=headers)

    after.refresh_from_db()
    assert after.position == 0
    assert answer.status_code == (200 if headers else 302)
    assert stale.status_code == 409
    assert "มีผู้อื่นแก้ไขแบบสำรวจนี้ไปก่อนแล้ว" in stale.content.decode()
    assert ("<html" in stale.content.decode()) is not bool(headers)
    assert base.pk


def test_a_move_that_would_break_a_condition_is_refused_with_the_reason(browse: Browse) -> None:
    survey, section, base, ana = draft()
    facts = QuestionFacts("rating", "พอใจเพียงใด", asked_if=base, asked_if_answer="1")
    after = actions.add_question(section, facts, seen=version(survey), by=ana)
    client = browse(ana)

    refused = client.post(
        reverse("surveys:move-question", args=[after.pk]), {"to": "up", "version": version(survey)}
    )
    warned = client.get(reverse("surveys:remove-question", args=[base.pk])).content.decode()
    section_warned = client.get(reverse("surveys:remove-section", args=[section.pk])).content.decode()

    assert refused.status_code == 422
    assert "จึงต้องอยู่หลังข้อนั้น" in refused.content.decode()
    assert "พอใจเพียงใด" in warned
    assert "ส่วนนี้มี 2 คำถาม" in section_warned


def test_sections_are_added_named_anew_moved_and_removed(browse: Browse) -> None:
    survey, section, question, ana = draft()
    client = browse(ana)

    client.post(
        reverse("surveys:add-section", args=[survey.pk]), {"title": "ส่วนที่สอง", "version": version(survey)}
    )
    empty = client.post(
        reverse("surveys:section", args=[section.pk]), {"title": "", "version": version(survey)}
    )
    client.post(reverse("surveys:section", args=[section.pk]), {"title": "ชื่อใหม่", "version": version(survey)})
    client.post(
        reverse("surveys:move-section", args=[section.pk]), {"to": "down", "version": version(survey)}
    )
    assert [one.title for one in survey.sections.all()] == ["ส่วนที่สอง", "ชื่อใหม่"]
    client.post(
        reverse("surveys:remove-section", args=[section.pk]),
        {"questions": "keep", "version": version(survey)},
    )

    question.refresh_from_db()
    assert empty.status_code == 422
    assert question.section == survey.sections.get()


# ── who is asked ───────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_target_is_proposed_and_not_yet_kept(browse: Browse, headers: dict[str, str]) -> None:
    survey, _section, _question, ana = draft()
    row = survey.groups.get()
    path = reverse("surveys:groups", args=[survey.pk])
    typed = {"version": version(survey), "error": "๕", f"n{row.pk}": "๒,๐๐๐", f"t{row.pk}": "10"}

    answer = browse(ana).post(path, {**typed, "suggest": "1"}, headers=headers)

    row.refresh_from_db()
    assert answer.status_code == 200
    assert 'value="334"' in answer.content.decode()
    assert row.target == 10


def test_a_group_is_added_unit_by_unit_and_one_is_taken_out(browse: Browse) -> None:
    survey, _section, _question, ana = draft()
    row = survey.groups.get()
    group = StakeholderGroup.objects.create(key=composition.STAFF, name="ข้าราชการ")
    units = [make.unit(survey.drive.agency) for _n in range(2)]
    for _n in range(30):
        make.person(None, survey.drive.agency, unit=units[0])
    client = browse(ana)
    path = reverse("surveys:groups", args=[survey.pk])
    typed = {"version": version(survey), "error": "5", f"t{row.pk}": "10", "group": group.pk}

    nobody = client.post(path, {**typed, "units": [units[1].pk]})
    added = client.post(path, {**typed, "units": [units[0].pk]})
    gone = client.post(
        path, {"version": version(survey), f"x{row.pk}": "on", f"t{survey.groups.get(group=group).pk}": "28"}
    )

    assert (nobody.status_code, added.status_code, gone.status_code) == (422, 302, 302)
    assert "กรุณาระบุจำนวนเป้าหมาย" in nobody.content.decode()
    assert [(one.group, one.unit, one.target) for one in survey.groups.all()] == [(group, units[0], 28)]


def test_a_survey_keeps_at_least_one_group(browse: Browse) -> None:
    survey, _section, _question, ana = draft()
    row = survey.groups.get()

    answer = browse(ana).post(
        reverse("surveys:groups", args=[survey.pk]), {"version": version(survey), f"x{row.pk}": "on"}
    )

    assert answer.status_code == 422
    assert "อย่างน้อยหนึ่งกลุ่ม" in answer.content.decode()


def test_the_second_of_two_who_set_groups_is_told(browse: Browse) -> None:
    survey, _section, _question, ana = draft()
    row = survey.groups.get()

    answer = browse(ana).post(reverse("surveys:groups", args=[survey.pk]), {"version": 1, f"t{row.pk}": "99"})

    row.refresh_from_db()
    assert (answer.status_code, row.target) == (409, 10)
    assert 'value="99"' in answer.content.decode()


# ── opened, taken back, a new edition ──────────────────────────────────────────────────────
def test_a_draft_that_is_not_whole_leads_to_what_is_wanting(browse: Browse) -> None:
    survey, _section, question, ana = draft()
    actions.remove_question(question, seen=version(survey), by=ana)
    client = browse(ana)

    answer = client.post(reverse("surveys:open", args=[survey.pk]), follow=True)

    assert answer.redirect_chain[-1][0] == reverse("surveys:build", args=[survey.pk])
    assert "แบบสำรวจยังไม่มีคำถาม" in answer.content.decode()
    survey.refresh_from_db()
    assert survey.state == Survey.State.DRAFT


def test_an_opened_questionnaire_offers_what_can_be_done(browse: Browse) -> None:
    survey, section, question, ana = draft()
    actions.open_survey(survey, by=ana)
    client = browse(ana)
    build = reverse("surveys:build", args=[survey.pk])

    opened = client.get(build).content.decode()
    refused = client.get(reverse("surveys:question", args=[question.pk]), follow=True)
    client.post(reverse("surveys:back-to-draft", args=[survey.pk]))
    survey.refresh_from_db()
    assert survey.state == Survey.State.DRAFT

    actions.open_survey(survey, by=ana)
    Response.objects.create(survey=survey, group=survey.groups.get(), answers="1")
    answered = client.get(build).content.decode()
    too_late = client.post(reverse("surveys:back-to-draft", args=[survey.pk]), follow=True)
    made = client.post(reverse("surveys:new-edition", args=[survey.pk]), follow=True)

    assert "นำกลับมาเป็นร่าง" in opened
    assert "แบบสำรวจเปิดรับคำตอบแล้ว จึงแก้ไขไม่ได้" in refused.content.decode()
    assert "ทำเป็นฉบับใหม่" in answered
    assert "มีผู้ตอบแบบสำรวจนี้แล้ว" in too_late.content.decode()
    assert "ทำเป็นฉบับที่ 2 แล้ว" in made.content.decode()
    assert Survey.objects.get(edition=2).copied_from == survey
    assert section.pk


def test_what_differs_from_the_former_edition_is_shown(browse: Browse) -> None:
    survey, _section, question, ana = draft()
    actions.open_survey(survey, by=ana)
    made = actions.new_edition(survey, by=ana, on=timezone.localdate())
    facts = QuestionFacts(
        "single", "เคยใช้บ่อยเพียงใด", choices=[ChoiceFacts("เคย", 0), ChoiceFacts("ไม่เคย", 1)]
    )
    actions.change_question(made.questions.select_related("survey").get(), facts, seen=1, by=ana)
    client = browse(ana)

    text = client.get(reverse("surveys:differences", args=[made.pk])).content.decode()
    first = client.get(reverse("surveys:differences", args=[survey.pk])).content.decode()

    assert question.text in text
    assert "เคยใช้บ่อยเพียงใด" in text
    assert "ไม่ได้คัดลอกมาจากแบบอื่น" in first


# ── preview, and queries ───────────────────────────────────────────────────────────────────
def test_the_preview_walks_like_the_public_page_and_keeps_nothing(browse: Browse) -> None:
    survey, section, base, ana = draft()
    second = actions.add_section(survey, title="เฉพาะผู้ที่เคย", introduction="", seen=version(survey), by=ana)
    facts = QuestionFacts("rating", "พอใจเพียงใด", asked_if=base, asked_if_answer="1")
    actions.add_question(second, facts, seen=version(survey), by=ana)
    Survey.objects.update(by_page=True)
    client = browse(ana)
    path = reverse("surveys:preview", args=[survey.pk])

    first = client.get(path).content.decode()
    then = client.post(path, {"page": "0", "to": "next", f"a{base.pk}": "1"}).content.decode()
    sent = client.post(path, {"page": "2", f"a{base.pk}": "2"}).content.decode()

    assert "พอใจเพียงใด" not in first
    assert "พอใจเพียงใด" in then
    assert "ตัวอย่างนี้ไม่ได้บันทึกคำตอบ" in sent
    assert not Response.objects.exists()
    assert section.pk


@pytest.mark.parametrize("name", ["build", "groups", "differences", "preview"])
def test_pages_ask_as_often_for_two_questions_as_for_twelve(browse: Browse, name: str) -> None:
    survey, section, base, ana = draft()
    client = browse(ana)
    path = reverse(f"surveys:{name}", args=[survey.pk])

    def asked_for() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    def grow(count: int) -> None:
        for n in range(count):
            facts = QuestionFacts(
                "single",
                f"ข้อ {n}",
                choices=[ChoiceFacts("ก"), ChoiceFacts("ข")],
                asked_if=base,
                asked_if_answer="1",
            )
            actions.add_question(section, facts, seen=version(survey), by=ana)

    grow(1)
    asked_for()
    few = asked_for()
    grow(10)
    for _n in range(3):
        actions.set_groups(
            survey,
            [actions.GroupFacts(make.stakeholders(), 5) for _n in range(4)],
            seen=version(survey),
            by=ana,
        )

    assert asked_for() == few
    assert few <= 16
