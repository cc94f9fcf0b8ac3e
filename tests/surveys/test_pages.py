"""The pages of step 3, and the page that the public sees."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from janya.core import keeping
from janya.core.thai import fiscal_year
from janya.drives.models import Drive
from janya.people.models import Person
from janya.people.rules import Role
from janya.surveys import actions
from janya.surveys.models import (
    Question,
    Remark,
    Response,
    SpentForm,
    StakeholderGroup,
    Survey,
    SurveyGroup,
)
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]
HTMX = {"HX-Request": "true"}


def running(**facts: Any) -> Survey:
    """A survey that takes answers today."""
    today = timezone.localdate()
    days = {"opens_on": today, "closes_on": today + timedelta(days=9)}
    made: Survey = make.survey(make.drive(year=fiscal_year(today), items=2), **{**days, **facts})
    return made


def typed(group: StakeholderGroup, **changes: Any) -> dict[str, Any]:
    return {
        "title": "แบบสำรวจความคาดหวัง",
        "introduction": "",
        "opens_on": "๑ ก.พ. ๒๕๖๙",
        "closes_on": "28/02/2569",
        f"g{group.pk}": "๑,๒๐๐",
        **changes,
    }


def filled(survey: Survey, group: SurveyGroup, **changes: Any) -> dict[str, Any]:
    """The public form with 5 wished and 3 perceived everywhere."""
    sides = {
        f"{side}{one.pk}": level for one in survey.questions.all() for side, level in (("d", 5), ("p", 3))
    }
    return {**sides, "number": actions.new_number(group), "remark": "", **changes}


def link(group: SurveyGroup) -> str:
    return reverse("surveys:answer", args=[group.token])


# ── who sees what ──────────────────────────────────────────────────────────────────────────
def pages_of(survey: Survey) -> list[str]:
    group = survey.groups.get()
    return [
        reverse("surveys:list", args=[survey.drive_id]),
        reverse("surveys:show", args=[survey.pk]),
        reverse("findings:results", args=[survey.pk]),
        reverse("surveys:qr", args=[group.pk]),
    ]


def writing_pages_of(survey: Survey) -> list[str]:
    return [
        reverse("surveys:add", args=[survey.drive_id]),
        reverse("surveys:add-group", args=[survey.drive_id]),
        *(reverse(f"surveys:{verb}", args=[survey.pk]) for verb in ("change", "open", "close", "extend")),
    ]


def test_an_auditor_sees_every_page_and_may_write_on_none(browse: Browse) -> None:
    survey = running()
    client = browse(make.person(Role.AUDITOR, survey.drive.agency))

    assert [client.get(one).status_code for one in pages_of(survey)] == [200] * 4
    assert [client.post(one).status_code for one in writing_pages_of(survey)] == [403] * 6


def test_a_stranger_finds_nothing_and_an_official_without_a_duty_neither(browse: Browse) -> None:
    survey = running()
    for person in (make.officer(make.agency()), make.person(Role.OFFICIAL, survey.drive.agency)):
        client = browse(person)

        assert {client.get(one).status_code for one in pages_of(survey)} == {404}
        assert {client.post(one).status_code for one in writing_pages_of(survey)} == {404}


def test_opening_and_closing_are_not_done_by_looking(browse: Browse) -> None:
    survey = running()
    client = browse(make.officer(survey.drive.agency))

    answers = [client.get(reverse(f"surveys:{verb}", args=[survey.pk])) for verb in ("open", "close")]

    assert [one.status_code for one in answers] == [405, 405]


def test_nothing_is_written_in_a_closed_year(browse: Browse) -> None:
    survey = running()
    Drive.objects.update(state=Drive.State.CLOSED)
    client = browse(make.officer(survey.drive.agency))

    assert {client.post(one).status_code for one in writing_pages_of(survey)} == {403}


# ── preparing ──────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_officer_prepares_a_survey_with_thai_digits(browse: Browse, headers: dict[str, str]) -> None:
    drive, group = make.drive(), make.stakeholders()
    make.stakeholders()
    client = browse(make.officer(drive.agency))

    answer = client.post(reverse("surveys:add", args=[drive.pk]), typed(group), headers=headers)

    made = Survey.objects.get()
    onward = answer.headers["HX-Redirect" if headers else "Location"]
    assert onward == made.get_absolute_url()
    assert [(one.group, one.target) for one in made.groups.all()] == [(group, 1200)]
    assert (str(made.opens_on), str(made.closes_on)) == ("2026-02-01", "2026-02-28")
    assert made.questions.count() == 3


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_cannot_be_is_told_and_nothing_typed_is_lost(browse: Browse, headers: dict[str, str]) -> None:
    drive, group = make.drive(), make.stakeholders()
    client = browse(make.officer(drive.agency))
    path = reverse("surveys:add", args=[drive.pk])

    answer = client.post(path, typed(group, closes_on="1/1/2569"), headers=headers)
    nobody = client.post(path, typed(group, **{f"g{group.pk}": ""}), headers=headers)

    text = answer.content.decode()
    assert (answer.status_code, nobody.status_code) == (422, 422)
    assert "วันปิดรับต้องไม่ก่อนวันเปิดรับ" in text
    assert "๑,๒๐๐" in text
    assert ("<html" in text) is not bool(headers)
    assert "อย่างน้อยหนึ่งกลุ่ม" in nobody.content.decode()
    assert not Survey.objects.exists()


def test_the_second_editor_is_told_what_changed_and_keeps_what_was_typed(browse: Browse) -> None:
    survey = running(is_open=False)
    group = survey.groups.get()
    client = browse(make.officer(survey.drive.agency))
    path = reverse("surveys:change", args=[survey.pk])
    client.post(path, typed(group.group, version=1, title="ชื่อของคนแรก"))

    answer = client.post(path, typed(group.group, version=1, title="ชื่อของคนหลัง"))

    text = answer.content.decode()
    assert answer.status_code == 409
    assert all(words in text for words in ("ชื่อของคนแรก", "ชื่อของคนหลัง"))
    assert "คำชี้แจง</th>" not in text
    survey.refresh_from_db()
    assert survey.title == "ชื่อของคนแรก"

    again = client.post(path, typed(group.group, version=2, title="ชื่อของคนหลัง"))

    survey.refresh_from_db()
    assert (again.status_code, survey.title) == (302, "ชื่อของคนหลัง")


def test_an_opened_survey_says_that_it_cannot_be_changed(browse: Browse) -> None:
    survey = running()
    client = browse(make.officer(survey.drive.agency))

    answer = client.post(
        reverse("surveys:change", args=[survey.pk]), typed(survey.groups.get().group, version=1)
    )

    assert answer.status_code == 422
    assert "จึงแก้ไขไม่ได้" in answer.content.decode()


def test_an_agency_adds_a_group_of_its_own_once(browse: Browse) -> None:
    drive = make.drive()
    client = browse(make.officer(drive.agency))
    path = reverse("surveys:add-group", args=[drive.pk])

    first, again = (client.post(path, {"name": "ชมรมผู้สูงอายุ"}) for _n in range(2))

    made = StakeholderGroup.objects.get()
    assert (first.status_code, again.status_code) == (302, 422)
    assert (made.agency, made.name, made.inside) == (drive.agency, "ชมรมผู้สูงอายุ", False)
    page = client.get(reverse("surveys:add", args=[drive.pk]), {"begin": "expectation"})
    assert "ชมรมผู้สูงอายุ" in page.content.decode()


def test_the_page_of_a_survey_gives_links_codes_and_counts(browse: Browse) -> None:
    survey = running()
    group = survey.groups.get()
    make.responses(group, 4)
    client = browse(make.officer(survey.drive.agency))

    whole = client.get(survey.get_absolute_url()).content.decode()
    part = client.get(survey.get_absolute_url(), headers=HTMX).content.decode()
    qr = client.get(reverse("surveys:qr", args=[group.pk]))

    for text in (whole, part):
        assert f'data-copy="http://testserver{link(group)}"' in text
        assert "4 จากเป้าหมาย 20 คน" in text
    assert "<html" not in part
    assert (qr.headers["Content-Type"], qr.content[:4]) == ("image/svg+xml", b"<svg")


def test_a_code_can_be_taken_along_as_a_picture(browse: Browse) -> None:
    survey = running()
    client = browse(make.officer(survey.drive.agency))

    picture = client.get(reverse("surveys:qr", args=[survey.groups.get().pk]), {"as": "png"})

    assert (picture.headers["Content-Type"], picture.content[1:4]) == ("image/png", b"PNG")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_survey_that_is_past_takes_answers_again_until_a_new_day(
    browse: Browse, client: Client, headers: dict[str, str]
) -> None:
    today = timezone.localdate()
    survey = running(opens_on=today - timedelta(days=9), closes_on=today - timedelta(days=1))
    officer = browse(make.officer(survey.drive.agency))
    path = reverse("surveys:extend", args=[survey.pk])
    before = officer.get(survey.get_absolute_url()).content.decode()

    refused = officer.post(path, {"closes_on": str(today - timedelta(days=1)), "version": 1}, headers=headers)
    taken = officer.post(path, {"closes_on": str(today), "version": 1}, headers=headers)
    stale = officer.post(path, {"closes_on": str(today + timedelta(days=3)), "version": 1}, headers=headers)

    assert "พ้นวันปิดรับเมื่อ" in before
    assert path in before
    assert (refused.status_code, taken.status_code, stale.status_code) == (422, 200 if headers else 302, 409)
    assert "วันปิดรับต้องไม่ก่อนวันที่" in refused.content.decode()
    assert client.get(link(survey.groups.get())).status_code == 200


def test_opening_after_the_last_day_leads_to_a_new_day(browse: Browse) -> None:
    past = timezone.localdate() - timedelta(days=1)
    draft = running(opens_on=past, closes_on=past, is_open=False)
    closed = running(opens_on=past, closes_on=past)
    actions.close_survey(closed, by=make.officer(closed.drive.agency))

    for survey, verb in ((draft, "change"), (closed, "extend")):
        client = browse(make.officer(survey.drive.agency))

        answer = client.post(reverse("surveys:open", args=[survey.pk]), follow=True)

        assert answer.redirect_chain == [(reverse(f"surveys:{verb}", args=[survey.pk]), 302)]
        assert "พ้นวันปิดรับที่กำหนดไว้แล้ว" in answer.content.decode()


def test_opening_before_the_first_day_says_when_the_links_work(browse: Browse) -> None:
    survey = running(opens_on=timezone.localdate() + timedelta(days=2), is_open=False)
    client = browse(make.officer(survey.drive.agency))

    answer = client.post(reverse("surveys:open", args=[survey.pk]), follow=True)

    assert "ใช้ตอบได้ตั้งแต่วันที่" in answer.content.decode()
    assert "ลิงก์จะเริ่มรับคำตอบวันที่" in answer.content.decode()


def test_a_draft_is_not_closed(browse: Browse) -> None:
    survey = running(is_open=False)
    client = browse(make.officer(survey.drive.agency))

    answer = client.post(reverse("surveys:close", args=[survey.pk]), follow=True)

    assert "ยังไม่เคยเปิดรับคำตอบ" in answer.content.decode()
    assert Survey.objects.get().state == Survey.State.DRAFT


def test_opening_and_closing_by_the_buttons(browse: Browse) -> None:
    survey = running(is_open=False)
    client = browse(make.officer(survey.drive.agency))

    states = []
    for verb in ("open", "close"):
        client.post(reverse(f"surveys:{verb}", args=[survey.pk]))
        survey.refresh_from_db()
        states.append(survey.state)

    assert states == [Survey.State.OPEN, Survey.State.CLOSED]


# ── how often the database is asked ────────────────────────────────────────────────────────
def test_pages_ask_as_often_for_one_answer_as_for_fifty(browse: Browse) -> None:
    survey = running()
    group = survey.groups.get()
    client = browse(make.officer(survey.drive.agency))
    pages = [*pages_of(survey), link(group)]

    def asked(path: str) -> int:
        keeping.forget()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    make.responses(group, 1)
    for one in pages:
        client.get(one)  # the session takes note of the drive
    few = [asked(one) for one in pages]
    make.responses(group, 49)
    many = [asked(one) for one in pages]

    assert few == many
    assert max(many) <= 14


# ── the public's page ──────────────────────────────────────────────────────────────────────
def test_whoever_has_the_link_answers_without_an_account(client: Client) -> None:
    survey = running()
    group = survey.groups.get()

    form = client.get(link(group))
    answer = client.post(link(group), filled(survey, group, remark="บริการดี"))
    thanks = client.get(answer.headers["Location"])

    text = form.content.decode()
    assert (form.status_code, answer.status_code, thanks.status_code) == (200, 302, 200)
    assert form.headers["Referrer-Policy"] == answer.headers["Referrer-Policy"] == "same-origin"
    assert form.headers["Cache-Control"] == "private, no-cache"
    assert "ไม่ถามชื่อ" in text
    assert text.count('type="radio"') == 2 * 2 * 6
    assert set(client.cookies) == {settings.CSRF_COOKIE_NAME}
    assert Response.objects.get().answers == "5353"
    assert Remark.objects.get().text == "บริการดี"


def test_dont_know_is_an_answer(client: Client) -> None:
    survey = running()
    group = survey.groups.get()
    first = survey.questions.all()[0]

    answer = client.post(link(group), filled(survey, group, **{f"p{first.pk}": "?"}))

    assert answer.status_code == 302
    assert Response.objects.get().answers == "5?53"


def test_unanswered_statements_are_counted_and_what_was_chosen_stays(client: Client) -> None:
    survey = running()
    group = survey.groups.get()
    first, second = survey.questions.all()
    typed = filled(survey, group, remark="ข้อความยาว", **{f"d{first.pk}": "4"})
    del typed[f"p{second.pk}"]

    answer = client.post(link(group), typed)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "ยังตอบไม่ครบ 1 ข้อ" in text
    assert f'href="#t{second.pk}"' in text
    assert '<progress max="100" value="50"' in text
    assert f'name="d{first.pk}" value="4" checked' in text
    assert "ข้อความยาว" in text
    assert typed["number"] in text
    assert text.count("checked") == 3
    assert not Response.objects.exists()


def test_a_form_sent_twice_is_thanked_twice_and_counts_once(client: Client) -> None:
    survey = running()
    group = survey.groups.get()
    typed = filled(survey, group, remark="ซ้ำ")

    answers = [client.post(link(group), typed) for _n in range(2)]

    assert [one.headers["Location"] for one in answers] == [reverse("surveys:thanks", args=[group.token])] * 2
    assert (Response.objects.count(), SpentForm.objects.count(), Remark.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("level", ["6", "-1", "x", "", "5.0"])
def test_a_level_that_is_none_is_refused(client: Client, level: str) -> None:
    survey = running()
    group = survey.groups.get()
    first = survey.questions.all()[0]

    answer = client.post(link(group), filled(survey, group, **{f"d{first.pk}": level}))

    assert answer.status_code == 422
    assert not Response.objects.exists()


def test_statements_of_another_survey_are_not_taken(client: Client) -> None:
    survey, other = running(), running()
    group = survey.groups.get()
    forged = filled(other, group)

    answer = client.post(link(group), forged)

    assert answer.status_code == 422
    assert Question.objects.count() == 4
    assert not Response.objects.exists()


def test_a_whole_answer_with_a_statement_that_is_not_of_this_survey_is_refused(client: Client) -> None:
    survey = running()
    group = survey.groups.get()

    answer = client.post(link(group), filled(survey, group, d999999="5"))

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "ไม่ตรงกับข้อคำถาม" in text
    assert text.count("checked") == 4
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": ""}, "กรุณากดส่งคำตอบอีกครั้ง"),
        ({"number": "x" * 400}, "กรุณากดส่งคำตอบอีกครั้ง"),
        ({"remark": "ก" * 2001}, "กรุณาแก้ไขข้อเสนอแนะ"),
    ],
)
def test_every_refusal_says_why(client: Client, changes: dict[str, str], sentence: str) -> None:
    survey = running()
    group = survey.groups.get()

    answer = client.post(link(group), filled(survey, group, **changes))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Response.objects.exists()


def test_an_invented_number_is_refused_and_the_choices_stay(client: Client) -> None:
    survey = running()
    group = survey.groups.get()

    answer = client.post(link(group), filled(survey, group, number="ของปลอม"))

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "กรุณากดส่งคำตอบอีกครั้ง" in text
    assert "ของปลอม" not in text
    assert text.count("checked") == 4
    assert not Response.objects.exists()


def test_before_opening_and_after_closing_a_sentence_is_all_there_is(client: Client) -> None:
    today = timezone.localdate()
    draft, later = running(is_open=False), running(opens_on=today + timedelta(days=1))
    closed = running()
    actions.close_survey(closed, by=make.officer(closed.drive.agency))

    for survey, sentence in ((draft, "ยังไม่เปิด"), (later, "ยังไม่เปิด"), (closed, "ปิดรับคำตอบแล้ว")):
        group = survey.groups.get()
        answers = [client.get(link(group)), client.post(link(group), filled(survey, group))]

        assert [one.status_code for one in answers] == [410, 410]
        assert all(sentence in one.content.decode() for one in answers)
    assert not Response.objects.exists()


def test_a_link_that_is_none_is_not_found(client: Client) -> None:
    assert client.get(reverse("surveys:answer", args=["no-such-link"])).status_code == 404
    assert client.get(reverse("surveys:thanks", args=["no-such-link"])).status_code == 404
    assert client.get("/s/%00/").status_code == 404


def test_the_form_refuses_a_post_from_elsewhere() -> None:
    survey = running()
    group = survey.groups.get()

    answer = Client(enforce_csrf_checks=True).post(link(group), filled(survey, group))

    assert answer.status_code == 403
    assert not Response.objects.exists()


def test_a_browsers_post_from_the_page_itself_is_taken() -> None:
    survey = running()
    group = survey.groups.get()
    browser = Client(enforce_csrf_checks=True)
    browser.get(link(group))
    token = browser.cookies[settings.CSRF_COOKIE_NAME].value

    answer = browser.post(
        link(group),
        filled(survey, group, csrfmiddlewaretoken=token),
        headers={"Origin": "http://testserver"},
    )

    assert answer.status_code == 302
    assert Response.objects.count() == 1


# ── what a process still knows of a survey ─────────────────────────────────────────────────
def test_an_answer_is_judged_by_the_survey_as_it_is_now_whatever_was_known_of_it(client: Client) -> None:
    survey = running()
    group = survey.groups.get()
    ana = make.officer(survey.drive.agency)
    form = filled(survey, group)
    first = client.post(link(group), filled(survey, group)).status_code

    actions.extend(survey, seen=1, closes_on=survey.closes_on + timedelta(days=3), by=ana)
    extended = client.post(link(group), form).status_code
    actions.close_survey(survey, by=ana)
    closed = client.post(link(group), filled(survey, group)).status_code
    actions.open_survey(survey, by=ana)
    reopened = client.post(link(group), filled(survey, group)).status_code

    assert [first, extended, closed, reopened] == [302, 302, 410, 302]
    assert Response.objects.count() == 3


def test_taking_an_answer_is_one_question_and_two_rows(client: Client) -> None:
    survey = running()
    group = survey.groups.get()
    client.post(link(group), filled(survey, group))
    form = filled(survey, group)

    with CaptureQueriesContext(connection) as asked:
        client.post(link(group), form)

    told = [one["sql"].split()[0] for one in asked.captured_queries]
    assert [word for word in told if word not in {"SAVEPOINT", "RELEASE", "BEGIN"}] == [
        "SELECT",
        "INSERT",
        "INSERT",
    ]
