"""Paper: printed with its code, keyed in with digits, through the same door as every answer."""

import re
from collections.abc import Callable
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from janya.core.thai import fiscal_year, to_arabic_digits
from janya.journal.models import Entry
from janya.people.models import Person
from janya.people.rules import Role
from janya.surveys import actions, keying, queries
from janya.surveys.models import Batch, Choice, Question, Remark, Response, Section, Survey, SurveyGroup
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]
HTMX = {"HX-Request": "true"}
KINDS = ("single", "rating", "paired", "multiple", "ranking", "text")


def every_kind(many: int = 3) -> tuple[Survey, SurveyGroup, dict[str, int]]:
    """One question of each kind; the keys of the questions by kind."""
    today = timezone.localdate()
    survey = make.survey(
        make.drive(year=fiscal_year(today)),
        is_open=False,
        opens_on=today - timedelta(days=1),
        closes_on=today + timedelta(days=9),
    )
    survey.questions.all().delete()
    survey.sections.all().delete()
    section = Section.objects.create(survey=survey, position=0, title="ส่วนแรก")
    asked = {}
    for place, kind in enumerate(KINDS):
        one = Question.objects.create(
            survey=survey,
            section=section,
            position=place,
            kind=kind,
            text=f"คำถาม {kind}",
            required=kind != "text",
        )
        asked[kind] = one.pk
        if kind in {"single", "multiple", "ranking"}:
            Choice.objects.bulk_create(
                Choice(question=one, position=n, text=f"{kind} {n + 1}") for n in range(many)
            )
    actions.open_survey(survey, by=make.officer(survey.drive.agency))
    group = SurveyGroup.objects.select_related("survey__drive__agency").get(survey=survey)
    return survey, group, asked


def digits(asked: dict[str, int], **more: str) -> dict[str, str]:
    typed = {
        f"k{asked['single']}": "2",
        f"k{asked['rating']}": "๔",
        f"kd{asked['paired']}": "5",
        f"kp{asked['paired']}": "9",
        f"k{asked['multiple']}": "13",
        f"k{asked['ranking']}": "312",
        f"k{asked['text']}": "บริการดี",
        "kremark": "",
    }
    return {**typed, **{f"k{asked[kind]}" if kind in asked else kind: value for kind, value in more.items()}}


def begun(client: Client, group: SurveyGroup, **facts: str) -> str:
    return str(client.post(reverse("surveys:batch", args=[group.pk]), facts).headers["Location"])


def next_form(text: str, name: str = "number") -> str:
    found = re.search(f'name="{name}" value="([^"]+)"', text)
    assert found, name
    return found.group(1)


# ── printing ───────────────────────────────────────────────────────────────────────────────
def test_the_form_on_paper_has_group_and_edition_in_its_qr_and_in_letters(browse: Browse) -> None:
    survey, group, _asked = every_kind()
    client = browse(make.officer(survey.drive.agency))

    answer = client.post(reverse("surveys:paper-print", args=[group.pk]), {"copies": "๒๐๐"})

    assert answer.headers["Content-Type"] == "application/pdf"
    pdf = pypdfium2.PdfDocument(answer.content)
    text = to_arabic_digits("".join(page.get_textpage().get_text_range() for page in pdf))
    code = f"S{survey.pk}-1-{group.pk}"
    assert code in text
    assert "คำถาม ranking" in text
    picture = pdf[0].render(scale=3).to_pil()
    [read] = zxingcpp.read_barcodes(picture)
    assert read.text == f"http://testserver{reverse('surveys:answer', args=[group.token])}?form={code}"
    group.refresh_from_db()
    assert group.printed == 200
    entry = Entry.objects.filter(deed="surveys.paper-printed").get()
    assert entry.facts == {"group": group.pk, "count": 200}


def test_posters_have_a_page_a_group_and_their_links_can_be_scanned(browse: Browse) -> None:
    today = timezone.localdate()
    survey = make.survey(
        make.drive(year=fiscal_year(today)),
        opens_on=today,
        closes_on=today + timedelta(days=9),
        groups={make.stakeholders(): 5, make.stakeholders(): 5},
    )
    client = browse(make.officer(survey.drive.agency))

    every = pypdfium2.PdfDocument(client.get(reverse("surveys:posters", args=[survey.pk])).content)
    one = pypdfium2.PdfDocument(
        client.get(reverse("surveys:poster", args=[survey.groups.first().pk])).content
    )

    read = [zxingcpp.read_barcodes(page.render(scale=2).to_pil())[0].text for page in every]
    links = [
        f"http://testserver{reverse('surveys:answer', args=[group.token])}" for group in survey.groups.all()
    ]
    assert (read, len(one)) == (links, 1)


def test_a_number_of_copies_that_is_none_prints_nothing(browse: Browse) -> None:
    survey, group, _asked = every_kind()
    client = browse(make.officer(survey.drive.agency))

    answer = client.post(reverse("surveys:paper-print", args=[group.pk]), {"copies": "x"}, follow=True)

    group.refresh_from_db()
    assert group.printed == 0
    assert "ตัวเลข" in answer.content.decode()


def test_a_code_leads_to_its_group(browse: Browse) -> None:
    survey, group, _asked = every_kind()
    _other, elsewhere, _them = every_kind()
    client = browse(make.officer(survey.drive.agency))
    path = reverse("surveys:paper-find", args=[group.pk])
    own = f"http://testserver/s/x/?form=S{survey.pk}-1-{group.pk}"

    assert client.get(path, {"code": own}).headers["Location"] == reverse("surveys:paper", args=[group.pk])
    for code in ("", "S1", f"S{survey.pk}-2-{group.pk}", f"S{elsewhere.survey_id}-1-{elsewhere.pk}"):
        answer = client.get(path, {"code": code}, follow=True)
        assert "ไม่พบแบบสำรวจที่มีรหัสนี้" in answer.content.decode()


# ── keying in ──────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_form_is_keyed_with_digits_and_the_page_comes_back_empty(
    browse: Browse, headers: dict[str, str]
) -> None:
    survey, group, asked = every_kind()
    client = browse(make.officer(survey.drive.agency))
    path = begun(client, group)
    first = client.get(path).content.decode()

    kept = client.post(path, {**digits(asked, kremark="ขอบคุณ"), "number": next_form(first)}, headers=headers)
    again = client.post(path, {**digits(asked), "number": next_form(first)}, headers=headers)

    text = kept.content.decode()
    assert [one.answers for one in Response.objects.all()] == ["245?101312"]
    assert sorted(Remark.objects.values_list("question", "text"), key=str) == sorted(
        [(asked["text"], "บริการดี"), (None, "ขอบคุณ")], key=str
    )
    assert "บันทึกแล้ว 1 ฉบับ" in text
    assert 'value="312"' not in text
    assert "<html" in text if not headers else "<html" not in text
    assert again.status_code == 200  # sent twice: kept once
    assert Batch.objects.get().keyed == 1


def test_what_was_left_empty_on_paper_stays_empty(browse: Browse) -> None:
    survey, group, asked = every_kind()
    client = browse(make.officer(survey.drive.agency))
    path = begun(client, group)

    client.post(path, {f"k{asked['rating']}": "3", "number": next_form(client.get(path).content.decode())})

    assert Response.objects.get().answers == "0300---000"


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("rating", "6"),
        ("rating", "x"),
        ("rating", "44"),
        ("single", "4"),
        ("single", "-1"),
        ("multiple", "14"),
        ("multiple", "11"),
        ("ranking", "112"),
        ("ranking", "12"),
        ("ranking", "1234"),
        ("rating", "²"),
        ("text", "ย" * 2001),
    ],
)
def test_a_wrong_digit_is_told_and_the_rest_stays(browse: Browse, kind: str, typed: str) -> None:
    survey, group, asked = every_kind()
    client = browse(make.officer(survey.drive.agency))
    path = begun(client, group)
    number = next_form(client.get(path).content.decode())

    answer = client.post(path, {**digits(asked, **{kind: typed}, kremark="ของเดิม"), "number": number})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "มีช่องที่ต้องแก้ไข 1 ช่อง" in text
    assert "ของเดิม" in text
    assert next_form(text) == number
    assert not Response.objects.exists()


def test_choices_beyond_nine_are_keyed_with_two_digits() -> None:
    survey, _group, asked = every_kind(many=11)
    paper = queries.questionnaire(survey)

    sheet, wrong = keying.sheet_of(
        paper,
        digits(asked, single="11", multiple="1 10", ranking="2 1 3 4 5 6 7 8 9 10 11"),
    )
    unknown, _none = keying.sheet_of(paper, digits(asked, single="99", multiple="99", ranking="99"))

    assert not wrong
    assert sheet.written == "b45?" + "10000000010" + "213456789ab"
    assert unknown.written == "?45?" + "?" * 22


def test_what_may_not_be_unknown_is_not_keyed_as_unknown() -> None:
    survey, _group, asked = every_kind()
    Question.objects.filter(survey=survey).update(may_not_know=False)

    _sheet, wrong = keying.sheet_of(queries._questionnaire(survey), digits(asked, rating="9"))

    assert set(wrong) == {f"k{asked['rating']}", f"kp{asked['paired']}"}


def test_the_last_form_is_taken_back_until_the_next_one(browse: Browse) -> None:
    survey, group, asked = every_kind()
    client = browse(make.officer(survey.drive.agency))
    path = begun(client, group)
    undo = path + "undo/"
    make.responses(group, 1, "245?101312")  # somebody else's, who says the same

    first = client.post(
        path, {**digits(asked, kremark="ผิด"), "number": next_form(client.get(path).content.decode())}
    ).content.decode()
    second = client.post(path, {**digits(asked, rating="1"), "number": next_form(first)}).content.decode()
    late = client.post(undo, {"undo": next_form(first, "undo")}, follow=True).content.decode()
    back = client.post(undo, {"undo": next_form(second, "undo")}, follow=True).content.decode()
    twice = client.post(undo, {"undo": next_form(second, "undo")}, follow=True).content.decode()
    forged = client.post(undo, {"undo": "x"}, follow=True).content.decode()

    assert "ยกเลิกได้เฉพาะฉบับล่าสุด" in late
    assert "ยกเลิกฉบับล่าสุดแล้ว" in back
    assert "ยกเลิกได้เฉพาะฉบับล่าสุด" in twice
    assert "ยกเลิกได้เฉพาะฉบับล่าสุด" in forged
    assert Batch.objects.get().keyed == 1
    assert [one.answers for one in Response.objects.all()] == ["245?101312"] * 2
    assert Remark.objects.filter(text="ผิด").count() == 1  # of the first form, which stays
    assert Entry.objects.filter(deed="surveys.paper-undone").count() == 1


def test_texts_of_the_form_that_is_taken_back_go_with_it(browse: Browse) -> None:
    survey, group, asked = every_kind()
    client = browse(make.officer(survey.drive.agency))
    path = begun(client, group)

    text = client.post(
        path, {**digits(asked, kremark="ผิด"), "number": next_form(client.get(path).content.decode())}
    ).content.decode()
    client.post(path + "undo/", {"undo": next_form(text, "undo")})

    assert (Response.objects.count(), Remark.objects.count()) == (0, 0)


def test_keyed_twice_a_form_is_kept_only_when_both_are_alike(browse: Browse) -> None:
    survey, group, asked = every_kind()
    client = browse(make.officer(survey.drive.agency))
    path = begun(client, group, is_double="on")

    once = client.post(path, {**digits(asked), "number": next_form(client.get(path).content.decode())})
    text = once.content.decode()
    carried = {"number": next_form(text), "first": next_form(text, "first")}
    unlike = client.post(path, {**digits(asked, rating="2"), **carried})
    none = Response.objects.count()
    alike = client.post(path, {**digits(asked), **carried})

    assert "อีกครั้งเพื่อตรวจทาน" in text
    assert unlike.status_code == 422
    assert "ไม่ตรงกับครั้งแรก" in unlike.content.decode()
    assert none == 0
    assert alike.status_code == 200
    assert Response.objects.count() == 1


def test_a_pile_has_its_count_and_an_end(browse: Browse) -> None:
    survey, group, asked = every_kind()
    client = browse(make.officer(survey.drive.agency))
    path = begun(client, group)
    number = next_form(client.get(path).content.decode())
    client.post(path, {**digits(asked), "number": number})

    ended = client.post(path + "end/", follow=True).content.decode()
    refused = client.post(path, {**digits(asked), "number": actions.new_number(group)})
    shown = client.get(reverse("surveys:group", args=[group.pk])).content.decode()

    assert "จบชุดที่ 1 บันทึกแล้ว 1 ฉบับ" in ended
    assert refused.status_code == 409
    assert "ชุดนี้บันทึกครบแล้ว" in refused.content.decode()
    assert "บันทึกเข้าระบบแล้ว 1 ฉบับ" in shown
    entry = Entry.objects.filter(deed="surveys.paper-keyed").get()
    assert entry.facts == {"group": group.pk, "batch": 1, "count": 1}
    assert begun(client, group) != path


def test_after_closing_nothing_is_keyed_and_what_was_typed_stays(browse: Browse) -> None:
    survey, group, asked = every_kind()
    ana = make.officer(survey.drive.agency)
    client = browse(ana)
    path = begun(client, group)
    number = next_form(client.get(path).content.decode())
    actions.close_survey(survey, by=ana)

    answer = client.post(path, {**digits(asked, kremark="ยังอยู่"), "number": number})
    begin = client.post(reverse("surveys:batch", args=[group.pk]), follow=True)

    assert answer.status_code == 409
    assert "ยังอยู่" in answer.content.decode()
    assert "ปิดรับคำตอบแล้ว" in begin.content.decode()
    assert not Response.objects.exists()


def test_a_keyed_answer_leaves_no_journal_line_and_no_trace_of_the_pile(browse: Browse) -> None:
    survey, group, asked = every_kind()
    client = browse(make.officer(survey.drive.agency))
    path = begun(client, group)
    number = next_form(client.get(path).content.decode())
    before = Entry.objects.count()

    client.post(path, {**digits(asked), "number": number})

    assert Entry.objects.count() == before
    assert Response.objects.get().answers not in str(list(Batch.objects.values()))
    assert Response.objects.get().pk.hex not in str(dict(client.session))


def test_keying_asks_the_database_as_often_for_the_first_form_as_for_the_tenth(browse: Browse) -> None:
    survey, group, asked = every_kind()
    client = browse(make.officer(survey.drive.agency))
    path = begun(client, group)
    told = []
    for _turn in range(10):
        number = actions.new_number(group)
        with CaptureQueriesContext(connection) as counted:
            client.post(path, {**digits(asked), "number": number})
        told.append(len(counted))

    assert told[1:] == [told[1]] * 9
    assert told[1] <= 22


# ── who may ────────────────────────────────────────────────────────────────────────────────
def test_who_only_looks_may_not_print_or_key(browse: Browse) -> None:
    survey, group, _asked = every_kind()
    batch = Batch.objects.create(group=group, number=1)
    auditor = browse(make.person(Role.AUDITOR, survey.drive.agency))
    stranger = browse(make.officer(make.agency()))
    writing = [
        reverse("surveys:paper-print", args=[group.pk]),
        reverse("surveys:batch", args=[group.pk]),
        *(reverse(f"surveys:{name}", args=[batch.pk]) for name in ("key", "key-undo", "batch-end")),
    ]

    for path in writing:
        assert auditor.post(path).status_code == 403
        assert stranger.post(path).status_code == 404
    assert auditor.get(reverse("surveys:paper", args=[group.pk])).status_code == 200
