"""A respondent's way: section by section, conditions between pages, the look back, keeping for later, another language."""

import re
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
from janya.surveys.actions import ChoiceFacts, QuestionFacts
from janya.surveys.answer_sheet import AnswerSheet
from janya.surveys.models import Question, Remark, Response, SurveyGroup, Unfinished
from janya.surveys.queries import QuestionAsked, Questionnaire, SectionAsked
from janya.surveys.walk import Walk
from tests import make

pytestmark = pytest.mark.django_db
WORDS = {"single": ["เคย", "ไม่เคย"], "ranking": ["โทรศัพท์", "เว็บไซต์"]}


def by_page(*, by_page: bool = True) -> tuple[SurveyGroup, dict[str, Question]]:
    """Three sections: a single; then a ranking and its text, both asked of those who chose the first; then a pair."""
    today = timezone.localdate()
    drive = make.drive(year=fiscal_year(today), items=1)
    ana = make.officer(drive.agency)
    survey = actions.prepare_own(
        drive,
        title="แบบของเรา",
        introduction="โปรดตอบตามจริง",
        opens_on=today,
        closes_on=today + timedelta(days=20),
        groups={make.stakeholders(): 10},
        by=ana,
    )
    sections = [survey.sections.get()]
    for title in ("เฉพาะผู้ที่เคย", "ทุกคน"):
        sections.append(actions.add_section(survey, title=title, introduction="", seen=len(sections), by=ana))
    found: dict[str, Question] = {}
    for n, (kind, section) in enumerate(
        zip(("single", "ranking", "text", "paired"), (0, 1, 1, 2), strict=True), start=3
    ):
        facts = QuestionFacts(
            kind,
            f"คำถาม {kind}",
            choices=[ChoiceFacts(one) for one in WORDS.get(kind, [])],
            asked_if=found["single"] if section == 1 else None,
            asked_if_answer="1" if section == 1 else "",
        )
        found[kind] = actions.add_question(sections[section], facts, seen=n, by=ana)
    actions.change(
        survey,
        seen=7,
        title=survey.title,
        introduction=survey.introduction,
        opens_on=survey.opens_on,
        closes_on=survey.closes_on,
        by_page=by_page,
        by=ana,
    )
    actions.open_survey(survey, by=ana)
    return survey.groups.select_related("survey").get(), found


def link(group: SurveyGroup) -> str:
    return reverse("surveys:answer", args=[group.token])


def fields(text: str) -> dict[str, Any]:
    """What the browser would send of this page's hidden fields and text boxes."""
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", text):
        facts = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if facts.get("type") == "hidden" or " checked" in tag:
            found[facts["name"]] = facts["value"]
    found |= dict(re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>([^<]*)</textarea>', text))
    for name, options in re.findall(r'<select[^>]* name="([\w-]+)"[^>]*>(.*?)</select>', text, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    found.pop("csrfmiddlewaretoken", None)
    return found


class Phone:
    """A browser without JavaScript that fills in what stands on the page and presses a button."""

    def __init__(self, client: Client, address: str) -> None:
        self.client, self.address = client, address
        self.take(client.get(address))

    def take(self, answer: Any) -> None:
        self.answer, self.text = answer, answer.content.decode()
        if answer.status_code in {200, 422} and "<form" in self.text:
            self.address = re.findall(r'<form id="sheet"[^>]*action="([^"]+)"', self.text)[0]
            self.here = fields(self.text)

    def press(self, name: str = "", value: str = "", **typed: Any) -> "Phone":
        button = {name: value} if name else {}
        self.take(self.client.post(self.address, {**self.here, **typed, **button}))
        return self


# ── section by section ─────────────────────────────────────────────────────────────────────
def test_answers_travel_from_page_to_page_and_are_sent_together(client: Client) -> None:
    group, asked = by_page()
    key = {kind: one.pk for kind, one in asked.items()}
    phone = Phone(client, link(group))
    assert "โปรดตอบตามจริง" in phone.text
    assert "ส่วนที่ 1 จาก 3" in phone.text
    assert "คำถาม paired" not in phone.text

    phone.press("to", "next", **{f"a{key['single']}": "1"})
    assert "คำถาม ranking" in phone.text
    assert "โปรดตอบตามจริง" not in phone.text
    phone.press(
        "to", "next", **{f"r{key['ranking']}-1": "2", f"r{key['ranking']}-2": "1", f"t{key['text']}": "ดี"}
    )
    phone.press("to", "next", **{f"d{key['paired']}": "5", f"p{key['paired']}": "3"})
    assert "1. เว็บไซต์ · 2. โทรศัพท์" in phone.text
    assert "ที่พึงประสงค์ 5 ที่เป็นอยู่ 3" in phone.text
    phone.press(remark="ขอบคุณ")

    assert phone.answer.status_code == 302
    assert Response.objects.get().answers == "1" + "21" + "53"
    assert {(one.question, one.text) for one in Remark.objects.all()} == {
        (asked["text"], "ดี"),
        (None, "ขอบคุณ"),
    }


def test_a_section_that_asks_nothing_is_passed_by_both_ways(client: Client) -> None:
    group, asked = by_page()
    phone = Phone(client, link(group))

    phone.press("to", "next", **{f"a{asked['single'].pk}": "2"})
    assert "คำถาม paired" in phone.text
    phone.press("to", "back")

    assert "คำถาม single" in phone.text
    assert f'name="a{asked["single"].pk}" value="2" checked' in phone.text
    assert 'value="back"' not in phone.text


def test_a_page_goes_on_only_when_it_is_whole_and_back_without_a_word(client: Client) -> None:
    group, asked = by_page()
    key = {kind: one.pk for kind, one in asked.items()}
    phone = Phone(client, link(group)).press("to", "next")
    assert phone.answer.status_code == 422
    assert "ยังตอบไม่ครบ 1 ข้อ" in phone.text

    phone.press("to", "next", **{f"a{key['single']}": "1"})
    phone.press(
        "to", "next", **{f"r{key['ranking']}-1": "1", f"r{key['ranking']}-2": "1", f"t{key['text']}": "ดี"}
    )
    assert phone.answer.status_code == 422
    assert "มีลำดับที่ซ้ำกัน (1)" in phone.text
    assert "ดี</textarea>" in phone.text
    phone.press("to", "back")
    assert phone.answer.status_code == 200
    phone.press("to", "next")

    assert phone.here[f"r{key['ranking']}-1"] == "1"
    assert phone.here[f"t{key['text']}"] == "ดี"


def test_an_answer_that_was_changed_takes_back_what_rested_on_it(client: Client) -> None:
    group, asked = by_page()
    key = {kind: one.pk for kind, one in asked.items()}
    phone = Phone(client, link(group)).press("to", "next", **{f"a{key['single']}": "1"})
    phone.press(
        "to", "next", **{f"r{key['ranking']}-1": "2", f"r{key['ranking']}-2": "1", f"t{key['text']}": "ดี"}
    )
    phone.press("to", "next", **{f"d{key['paired']}": "5", f"p{key['paired']}": "3"})
    phone.press("to", "0")
    phone.press("to", "next", **{f"a{key['single']}": "2"})
    phone.press("to", "next")
    assert "คำถาม ranking" not in phone.text
    phone.press()

    assert Response.objects.get().answers == "2" + "00" + "53"
    assert not Remark.objects.exists()


def test_sending_with_a_section_left_out_leads_there(client: Client) -> None:
    group, asked = by_page()
    key = {kind: one.pk for kind, one in asked.items()}
    sent = {"number": actions.new_number(group), "page": "3", f"a{key['single']}": "1"}

    answer = client.post(link(group), {**sent, f"d{key['paired']}": "5", f"p{key['paired']}": "3"})

    assert answer.status_code == 422
    assert "คำถาม ranking" in answer.content.decode()
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    ("page", "to"),
    [("999", "next"), ("-1", "back"), ("๑", "next"), ("0", "99999"), ("", "sideways"), ("0", "")],
)
def test_a_page_that_is_none_is_the_nearest(client: Client, page: str, to: str) -> None:
    group, _asked = by_page()

    answer = client.post(link(group), {"number": actions.new_number(group), "page": page, "to": to})

    assert answer.status_code in {200, 422}
    assert not Response.objects.exists()


def test_the_browsers_way_back_may_show_a_page_but_not_share_it(client: Client) -> None:
    group, asked = by_page()
    phone = Phone(client, link(group)).press("to", "next", **{f"a{asked['single'].pk}": "2"})
    thanks = client.get(reverse("surveys:thanks", args=[group.token]))
    kiosk = client.get(reverse("surveys:kiosk", args=[group.token]))

    assert phone.answer.headers["Cache-Control"] == "private, no-cache"
    assert thanks.headers["Clear-Site-Data"] == '"cache"'
    assert "no-store" in kiosk.headers["Cache-Control"]
    assert "ส่วนที่ 1 จาก 3" in kiosk.content.decode()
    assert "คำถาม paired" in kiosk.content.decode()  # all on one page


# ── one page ───────────────────────────────────────────────────────────────────────────────
def test_on_one_page_a_look_back_is_offered_and_nothing_is_lost(client: Client) -> None:
    group, asked = by_page(by_page=False)
    key = {kind: one.pk for kind, one in asked.items()}
    phone = Phone(client, link(group))
    assert "ตอบข้อนี้เมื่อคำถาม “คำถาม single” ตอบว่า “เคย”" in phone.text
    typed = {f"a{key['single']}": "2", f"d{key['paired']}": "?", f"p{key['paired']}": "3"}

    phone.press("to", "review", remark="ขอบคุณ")
    assert phone.answer.status_code == 422
    phone.press("to", "review", **typed, remark="ขอบคุณ")
    assert "ที่พึงประสงค์ ไม่ทราบ/ไม่ตอบ ที่เป็นอยู่ 3" in phone.text
    phone.press("to", "0")
    assert phone.here[f"p{key['paired']}"] == "3"
    assert phone.here["remark"] == "ขอบคุณ"
    phone.press("to", "review").press()

    assert Response.objects.get().answers == "2" + "00" + "?3"
    assert Remark.objects.get().text == "ขอบคุณ"


# ── later ──────────────────────────────────────────────────────────────────────────────────
def test_going_on_later_begins_on_the_page_where_it_was_left(client: Client) -> None:
    group, asked = by_page()
    phone = Phone(client, link(group)).press("to", "next", **{f"a{asked['single'].pk}": "1"})

    phone.press("later", "1", **{f"t{asked['text'].pk}": "ค้างไว้"})
    saved = re.findall(r'<a href="http://testserver(/s/[^"]+/go-on/[^"]+/)"', phone.text)
    assert "<svg" in phone.text
    other = Phone(Client(), saved[0])
    assert other.here[f"t{asked['text'].pk}"] == "ค้างไว้"
    assert other.here["page"] == "1"
    other.press("later", "1", **{f"t{asked['text'].pk}": "ใหม่"})
    again = Phone(Client(), saved[0])

    assert again.here[f"t{asked['text'].pk}"] == "ใหม่"
    assert Unfinished.objects.count() == 1
    assert not Response.objects.exists()


def test_a_link_under_which_nothing_is_kept_says_so_and_offers_to_begin(client: Client) -> None:
    group, _asked = by_page()

    answer = client.get(reverse("surveys:answer-go-on", args=[group.token, "x" * 24]))

    assert answer.status_code == 404
    assert "ไม่พบคำตอบที่เก็บไว้" in answer.content.decode()
    assert f'href="{link(group)}"' in answer.content.decode()


def test_what_was_kept_goes_with_the_answer_that_was_sent(client: Client) -> None:
    group, asked = by_page()
    key = {kind: one.pk for kind, one in asked.items()}
    phone = Phone(client, link(group)).press("later", "1", **{f"a{key['single']}": "2"})
    phone.press("to", "next")
    phone.press("to", "next", **{f"d{key['paired']}": "5", f"p{key['paired']}": "3"}).press()

    assert phone.answer.status_code == 302
    assert not Unfinished.objects.exists()


def test_a_longer_survey_keeps_unfinished_answers_longer() -> None:
    group, _asked = by_page()
    survey = group.survey
    link_part = actions.keep_for_later(group, Client().get("/").wsgi_request.POST)
    day = survey.closes_on + timedelta(days=30)

    actions.extend(survey, seen=survey.version, closes_on=day, by=make.officer(survey.drive.agency))

    assert link_part
    assert Unfinished.objects.get().kept_until == day + timedelta(days=1)


# ── closed meanwhile, another language ─────────────────────────────────────────────────────
def test_what_was_answered_is_shown_when_the_survey_closed_meanwhile(client: Client) -> None:
    group, asked = by_page()
    phone = Phone(client, link(group)).press("to", "next", **{f"a{asked['single'].pk}": "1"})
    actions.close_survey(group.survey, by=make.officer(group.survey.drive.agency))

    phone.press("to", "next", **{f"t{asked['text'].pk}": "ความเห็นยาวที่พิมพ์ไว้"})

    assert phone.answer.status_code == 410
    assert "ปิดรับคำตอบแล้ว" in phone.text
    assert "ความเห็นยาวที่พิมพ์ไว้" in phone.text
    assert '<dd class="text-pre">เคย</dd>' in phone.text
    assert "no-store" in phone.answer.headers["Cache-Control"]


def test_another_language_keeps_what_was_answered(client: Client) -> None:
    group, asked = by_page()
    phone = Phone(client, link(group)).press("to", "next", **{f"a{asked['single'].pk}": "1"})

    phone.press("language", "en", **{f"t{asked['text'].pk}": "ค้างไว้"})
    assert (phone.answer.status_code, phone.answer.headers["Content-Language"]) == (200, "en")
    assert '<html lang="en"' in phone.text
    assert phone.here[f"t{asked['text'].pk}"] == "ค้างไว้"
    phone.press("to", "back")
    assert '<html lang="en"' in phone.text
    unknown = client.post(link(group), {**phone.here, "language": "xx", "to": "back"})

    assert unknown.headers["Content-Language"] == "en"
    assert client.cookies["janya_language"].value == "en"


# ── cheap ──────────────────────────────────────────────────────────────────────────────────
def test_sending_asks_seldom_and_as_often_for_a_page_more(client: Client) -> None:
    group, asked = by_page()
    key = {kind: one.pk for kind, one in asked.items()}
    client.get(link(group))
    sent = {"page": "3", f"a{key['single']}": "2", f"d{key['paired']}": "5", f"p{key['paired']}": "3"}

    with CaptureQueriesContext(connection) as found:
        answer = client.post(link(group), {**sent, "number": actions.new_number(group)})

    told = [one["sql"].split()[0] for one in found.captured_queries]
    assert answer.status_code == 302
    assert told.count("INSERT") == 2
    assert told.count("SELECT") <= 3


# ── the law of the way ─────────────────────────────────────────────────────────────────────
def sheet_of(judged: list[rules.Asked], sections: list[int], answers: list[str]) -> AnswerSheet:
    questions = tuple(
        QuestionAsked(n, one.kind, str(n), "", "", "", None, "", None, ("ก", "ข"), None, one, "")
        for n, one in enumerate(judged)
    )
    parts = tuple(
        SectionAsked(
            str(name), "", None, tuple(one for one, at in zip(questions, sections, strict=True) if at == name)
        )
        for name in sorted(set(sections))
    )
    made = AnswerSheet(Questionnaire(questions, parts, tuple(rules.layout(("single", 2) for _one in judged))))
    made.answers = answers
    return made


@given(st.data())
def test_the_way_shows_every_question_that_is_asked_and_ends(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 10))
    sections = sorted(data.draw(st.lists(st.integers(0, 4), min_size=count, max_size=count)))
    judged = [
        rules.Asked(
            "single",
            2,
            asked_if=data.draw(st.none() | st.integers(0, n - 1)) if n else None,
            asked_if_answer=data.draw(st.sampled_from(["1", "2", "12"])),
        )
        for n in range(count)
    ]
    answers = [data.draw(st.sampled_from("012?")) for _one in judged]
    walk = Walk(sheet_of(judged, sections, answers), by_page=True)
    shown: set[int] = set()

    for _step in range(walk.last + 1):
        shown |= set(walk.here)
        if walk.looks_back:
            break
        walk.at = walk._other(1)

    assert walk.looks_back
    asked = rules.are_asked(judged, answers)
    assert {place for place, is_asked in enumerate(asked) if is_asked} <= shown
    for _step in range(walk.last + 1):
        walk.at = walk._other(-1)
    assert walk.is_first
    assert queries.QUESTIONNAIRES is not None
