"""The report as a workbook and as a Word paper: every part is there, nothing in them runs, what is hidden stays hidden."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from janya.people.models import Person
from janya.people.rules import Role
from janya.reports import exports
from tests import make
from tests.core import annual_sample as sample
from tests.reports.test_annual import YEAR_END, filled

Browse = Callable[[Person], Client]
PARTS = [
    "ตัวเลขสำคัญและที่มา",
    "การลงนามรับทราบ",
    "ความเสี่ยง",
    "ช่องว่างความคาดหวัง",
    "ประเด็นและลำดับ",
    "เรื่องที่ไม่รับ",
    "ตัวชี้วัด",
    "กิจกรรม",
    "หลักฐาน",
]


def sheet(content: bytes, name: str) -> list[tuple[Any, ...]]:
    return list(load_workbook(io.BytesIO(content))[name].iter_rows(values_only=True))


def tables(content: bytes) -> list[list[list[str]]]:
    paper = Document(io.BytesIO(content))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in paper.tables]


@pytest.mark.parametrize("facts", [sample.annual(), sample.empty()])
def test_every_row_has_a_cell_for_every_column(facts: Any) -> None:
    found = exports.parts(facts)

    assert [one.title for one in found] == PARTS
    assert [one.title for one in found for row in one.rows if len(list(row)) != len(one.columns)] == []


def test_what_is_hidden_is_hidden_in_the_tables_too() -> None:
    rows = exports.gaps(dict(sample.annual()["survey"])).rows

    assert list(rows[-1])[1:7] == [None] * 6
    assert "ไม่แสดง" in str(rows[-1][-1])
    assert list(rows[0])[1] == 180


@pytest.mark.django_db
def test_the_workbook_has_a_sheet_a_part_with_sources_and_dates_as_dates() -> None:
    drive = filled(2)

    content = exports.excel(drive, YEAR_END)

    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == PARTS
    figures = {row[0]: row for row in sheet(content, PARTS[0])}
    assert figures["ความเสี่ยงในทะเบียน"][1:5] == (2, "รายการ", "ทะเบียนความเสี่ยง", f"/drives/{drive.pk}/risks/")
    read_on = sheet(content, "ตัวชี้วัด")[1][7]
    assert read_on.date() == make.TODAY
    assert sheet(content, "ตัวชี้วัด")[1][6] == 85


@pytest.mark.django_db
def test_the_same_year_and_day_give_the_same_workbook() -> None:
    drive = filled(1)

    assert exports.excel(drive, YEAR_END) == exports.excel(drive, YEAR_END)


@pytest.mark.django_db
def test_what_looks_like_a_formula_or_a_mark_of_the_template_stays_text() -> None:
    drive = make.drive()
    typed = '=HYPERLINK("http://x") {{ 7*7 }} {%p for x in y %} <w:p>&amp;'
    make.risk(drive, title=typed)

    excel, word = exports.excel(drive, YEAR_END), exports.word(drive, YEAR_END)

    assert sheet(excel, "ความเสี่ยง")[1][1] == typed
    assert load_workbook(io.BytesIO(excel))["ความเสี่ยง"]["B2"].data_type == "s"
    assert tables(word)[2][1][1] == typed.replace("7", "๗")


@pytest.mark.django_db
def test_the_word_paper_has_every_part_in_thai_digits_and_says_that_it_is_a_draft() -> None:
    drive = filled(2)

    content = exports.word(drive, YEAR_END)

    paper = Document(io.BytesIO(content))
    headings = [one.text for one in paper.paragraphs if one.style and one.style.name == "Heading 1"]
    assert [one.split(" ", 1)[1] for one in headings] == PARTS
    assert headings[0].startswith("๑.")
    assert "ร่าง" in paper.sections[0].header.paragraphs[0].text
    text = "\n".join(one.text for one in paper.paragraphs)
    assert "พ.ศ. ๒๕๖๙" in text
    assert "{" not in text
    found = tables(content)
    assert found[0][0] == ["ตัวเลข", "ค่า", "หน่วย", "หน้าที่เป็นที่มา", "ที่อยู่ในระบบ", "ตัวเลข ณ"]
    assert any(f"/drives/{drive.pk}/risks/" in row for row in found[0])
    assert ["๒", "รายการ"] in [row[1:3] for row in found[0]]


@pytest.mark.django_db
def test_an_empty_year_is_a_workbook_and_a_paper_too() -> None:
    drive = make.drive()

    assert load_workbook(io.BytesIO(exports.excel(drive, date(2026, 9, 30)))).sheetnames == PARTS
    text = [one.text for one in Document(io.BytesIO(exports.word(drive, YEAR_END))).paragraphs]
    assert "ยังไม่มีข้อมูล" in text


@pytest.mark.django_db
@pytest.mark.parametrize(("page", "ending"), [("excel", "xlsx"), ("word", "docx")])
def test_whoever_may_look_may_take_them(browse: Browse, page: str, ending: str) -> None:
    drive = make.drive()
    address = reverse(f"reports:{page}", args=[drive.pk])

    answer = browse(make.person(Role.AUDITOR, drive.agency)).get(address)

    assert answer.content.startswith(b"PK")
    assert f".{ending}" in answer.headers["Content-Disposition"]
    assert browse(make.person(Role.OFFICIAL, drive.agency)).get(address).status_code == 404
