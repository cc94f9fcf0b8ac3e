"""The results of a survey on the page and as files: one view at a time, and what is hidden is hidden everywhere."""

import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from janya.core import keeping
from janya.people.models import Person
from janya.people.rules import Role
from janya.surveys import actions as surveys
from janya.surveys.models import Remark, Survey, SurveyGroup
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]
HTMX = {"HX-Request": "true"}
VIEWS = ("items", "questions", "compare", "texts")


def three(small: int = 3, middle: int = 8, large: int = 20, *, is_closed: bool = True) -> Survey:
    """Both small groups perceive 1.00 and miss 4.00 or 3.00; the large one perceives 3.00 and misses 2.00."""
    groups = [make.stakeholders(f"กลุ่มที่ {n}") for n in (1, 2, 3)]
    survey: Survey = make.survey(make.drive(items=2), groups=dict.fromkeys(groups, 5))
    for group, count, answers in zip(groups, (small, middle, large), ("5151", "4141", "5353"), strict=True):
        make.responses(survey.groups.get(group=group), count, answers)
    return make.closed(survey) if is_closed else survey


def path(survey: Survey) -> str:
    return reverse("findings:results", args=[survey.pk])


def parts(survey: Survey) -> list[str]:
    return [f"g{one.group_id}" for one in SurveyGroup.objects.filter(survey=survey).order_by("pk")]


def test_while_it_is_open_the_page_says_when_figures_come(browse: Browse) -> None:
    survey = three(is_closed=False)
    client = browse(make.officer(survey.drive.agency))

    text = client.get(path(survey)).content.decode()

    assert "ผลจะปรากฏเมื่อปิดรับคำตอบ" in text
    assert "มีผู้ตอบแล้ว 31 คน" in text
    assert "+2.45" not in text
    assert client.get(reverse("findings:export-xlsx", args=[survey.pk])).status_code == 404


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("view", VIEWS)
def test_no_view_tells_the_figures_of_a_hidden_group(
    browse: Browse, headers: dict[str, str], view: str
) -> None:
    survey = three()
    client = browse(make.officer(survey.drive.agency))
    hidden = re.compile(r"(?<![\d.,])[14]\.00(?![\d–])")  # 1.00–1.49 is a shade of the key

    pages = [
        client.get(path(survey), {"view": view, "part": part}, headers=headers)
        for part in ("", *parts(survey), "x")
    ]

    texts = [page.content.decode() for page in pages]
    assert {page.status_code for page in pages} == {200}
    assert [("<html" in text) for text in texts] == [not headers] * 5
    for text in texts[1:3]:
        assert not hidden.search(text.split("ความเชื่อมั่นของเครื่องมือ")[0])  # alpha is of all, and may be 1.00
    if view == "items":
        assert "+2.45" in texts[0]
        assert ["+2.00" in text for text in texts[1:4]] == [False, False, True]
        assert texts[0].count("ไม่แสดง</td>") == 4  # two groups, two items


def heat_of(text: str) -> list[list[str]]:
    """The cells of the first shaded table of a page, row by row, with the shade of each."""
    table = text.split("heat-table", 1)[1].split("</table>")[0]
    return [
        [
            f"{re.sub('<[^>]+>', ' ', cell).split()[0]} {shade}"
            for shade, cell in re.findall(r'<td class="num ?(heat-\w+)?">(.*?)</td>', row)
        ]
        for row in table.split("<tr>")[2:]
    ]


@pytest.mark.parametrize("view", ["items", "questions"])
def test_the_shaded_table_stands_by_group_or_unit_or_for_the_chosen_part(browse: Browse, view: str) -> None:
    survey = three(small=6)
    near, far = (make.unit(survey.drive.agency, name) for name in ("กองใกล้", "กองไกล"))
    first, *others = survey.groups.order_by("pk")
    SurveyGroup.objects.filter(pk=first.pk).update(unit=near)
    SurveyGroup.objects.filter(pk__in=[one.pk for one in others]).update(unit=far)
    client = browse(make.officer(survey.drive.agency))

    pages = [
        client.get(path(survey), {"view": view, **chosen}).content.decode()
        for chosen in ({}, {"by": "unit"}, {"by": "x"}, {"part": f"u{near.pk}", "by": "unit"})
    ]

    groups, units, none, one = (heat_of(page)[-1] for page in pages)
    assert groups == none == ["2.59 heat-4", "4.00 heat-4", "3.00 heat-4", "2.00 heat-4"]
    assert units == ["2.59 heat-4", "4.00 heat-4", "2.29 heat-4"]
    assert one == ["2.59 heat-4", "4.00 heat-4"]


def test_a_cell_that_is_hidden_has_no_shade(browse: Browse) -> None:
    survey = three()
    client = browse(make.officer(survey.drive.agency))

    for view in ("items", "questions"):
        rows = [row for row in heat_of(client.get(path(survey), {"view": view}).content.decode()) if row]
        assert rows == [["2.45 heat-4", "ไม่แสดง heat-hidden", "ไม่แสดง heat-hidden", "2.00 heat-4"]] * len(
            rows
        )
        assert len(rows) >= 2


def test_the_files_tell_what_the_page_tells_and_hide_what_it_hides(browse: Browse) -> None:
    survey = three()
    Remark.objects.create(survey=survey, text='=HYPERLINK("http://x")', group=survey.groups.first())
    client = browse(make.officer(survey.drive.agency))

    excel, csv, pdf = (
        client.get(reverse(f"findings:export-{kind}", args=[survey.pk])) for kind in ("xlsx", "csv", "pdf")
    )

    book = openpyxl.load_workbook(io.BytesIO(excel.content))
    items = [[cell.value for cell in row] for row in book["รายข้อ"].iter_rows(min_row=2)]
    assert [row[2:6] for row in items if row[1] == "กลุ่มที่ 3"] == [[20, 5, 3, 2]] * 2
    assert [row[2:] for row in items if row[1] in {"กลุ่มที่ 1", "กลุ่มที่ 2"}] == [["–*"] * 6] * 4
    assert [row[2] for row in items if row[1] == "ทุกกลุ่ม"] == [31, 31]
    heat = [[cell.value for cell in row] for row in book["ข้อและคำถามแยกตามกลุ่ม"].iter_rows(min_row=2)]
    assert [row[3:] for row in heat] == [[pytest.approx(2.4516), "–*", "–*", 2]] * 4
    assert [row[0] for row in heat] == ["ช่องว่างรายข้อและกลุ่ม"] * 2 + ["ช่องว่างรายคำถามและกลุ่ม"] * 2
    texts = [[cell.value for cell in row] for row in book["ข้อความ"].iter_rows(min_row=2)]
    assert texts == [["ข้อเสนอแนะ", None, '=HYPERLINK("http://x")']]
    assert book["ข้อความ"]["C2"].data_type == "s"
    lines = csv.content.decode("utf-8-sig").splitlines()
    assert sum(line.count("–*") for line in lines) == 4
    assert pdf.content.startswith(b"%PDF")
    assert all(one.headers["Content-Disposition"].startswith("attachment") for one in (excel, csv, pdf))


def test_texts_are_shown_when_closed_and_five_have_answered(browse: Browse) -> None:
    survey: Survey = make.survey(make.drive())
    Remark.objects.create(survey=survey, text="<b>ขอชมเชย</b>")
    ana = make.officer(survey.drive.agency)
    client = browse(ana)
    told = []
    for count in (4, 5):
        surveys.open_survey(survey, by=ana)
        make.responses(survey.groups.get(), count)
        for _state in ("open", "closed"):
            told.append("&lt;b&gt;ขอชมเชย" in client.get(path(survey), {"view": "texts"}).content.decode())
            surveys.close_survey(survey, by=ana)

    assert told == [False, False, False, True]


def test_a_closed_survey_that_was_not_counted_is_counted_by_the_button(browse: Browse) -> None:
    survey = three(is_closed=False)
    Survey.objects.update(state=Survey.State.CLOSED)
    officer, auditor = make.officer(survey.drive.agency), make.person(Role.AUDITOR, survey.drive.agency)
    count = reverse("findings:count", args=[survey.pk])

    refused = browse(auditor).post(count)
    client = browse(officer)
    before = client.get(path(survey)).content.decode()
    done = client.post(count)

    assert refused.status_code == 403
    assert "นับผลเดี๋ยวนี้" in before
    assert done.status_code == 302
    assert "+2.45" in client.get(path(survey)).content.decode()


def test_a_stranger_and_an_official_without_a_duty_find_nothing(browse: Browse) -> None:
    survey = three()
    strangers = [make.officer(make.agency()), make.person(Role.OFFICIAL, survey.drive.agency)]

    for one in strangers:
        client = browse(one)
        addresses = [
            path(survey),
            *(reverse(f"findings:export-{kind}", args=[survey.pk]) for kind in ("xlsx", "pdf")),
        ]
        assert {client.get(address).status_code for address in addresses} == {404}
        assert client.post(reverse("findings:count", args=[survey.pk])).status_code == 404


@pytest.mark.parametrize("view", VIEWS)
def test_views_ask_as_often_for_few_questions_as_for_many(browse: Browse, view: str) -> None:
    asked = []
    for items in (1, 9):
        survey = make.survey(make.drive(items=items))
        make.responses(survey.groups.get(), 9)
        make.closed(survey)
        client = browse(make.officer(survey.drive.agency))
        client.get(path(survey))
        keeping.forget()
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path(survey), {"view": view}).status_code == 200
        asked.append(len(caught))

    assert asked[0] == asked[1] <= 14
