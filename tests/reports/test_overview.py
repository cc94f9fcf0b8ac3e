"""The year on one page: its sentences are made by rule and tell only figures of the report."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from janya.people.models import Person
from janya.people.rules import Role
from janya.reports import overview, queries
from tests import make
from tests.core import annual_sample as sample
from tests.reports.test_annual import YEAR_END, filled
from tests.reports.words import words_of

Browse = Callable[[Person], Client]


def told(facts: Any) -> list[str]:
    grave = [row for row in facts["risks"]["rows"] if row["level"] in overview.GRAVE]
    gaps = overview.largest_gaps(facts["survey"]["rows"])
    return [one.text for one in overview.messages(facts, gaps, len(grave))]


def test_what_stands_out_is_said() -> None:
    facts = sample.annual()

    assert told(facts) == [
        "ยังไม่ลงนามรับทราบประมวล 4 จาก 76 คน",
        "มีความเสี่ยงระดับสูงขึ้นไปหลังควบคุม 1 จาก 6 รายการ",
        "ช่องว่างความคาดหวังมากที่สุด 1.00 คือ ข้อ 6 ปฏิบัติหน้าที่ด้วยความเที่ยงธรรม ปราศจากอคติ และไม่เลือกปฏิบัติ",
        "ตัวชี้วัดได้คะแนน 3.90 จาก 5 ถึงระดับ 4 ขึ้นไป 4 จาก 6 ตัว",
        "กิจกรรมเสร็จ 0 จาก 6 กิจกรรม ล่าช้า 1 กิจกรรม",
        "ใช้งบประมาณแล้วร้อยละ 16 ของ 1,505,000.5 บาท",
    ]


def test_what_is_well_is_said_so() -> None:
    facts: Any = sample.annual()
    facts["study"] |= {"signed": 76}
    facts["plan"] |= {"late": 0, "done": 6}
    facts["risks"]["rows"] = [row | {"level": "low"} for row in facts["risks"]["rows"]]

    found = told(facts)

    assert "ลงนามรับทราบประมวลครบทั้ง 76 คน" in found
    assert "ความเสี่ยงทั้ง 6 รายการอยู่ต่ำกว่าระดับสูงหลังควบคุม" in found
    assert "กิจกรรมเสร็จ 6 จาก 6 กิจกรรม ไม่มีกิจกรรมล่าช้า" in found


def test_of_an_empty_year_nothing_is_said() -> None:
    assert told(sample.empty()) == []


def test_gaps_that_are_hidden_are_not_among_the_largest() -> None:
    rows: Any = [sample.item_gap(n) for n in range(len(sample.ITEMS))]

    found = overview.largest_gaps(rows)

    assert [row["label"].split()[1] for row in found] == ["6", "5", "4", "3", "2"]


@pytest.mark.django_db
def test_every_sentence_has_the_source_of_its_figures() -> None:
    facts = queries.annual(filled(2), YEAR_END)

    keys = {one["key"] for one in facts["sources"]}
    assert {one["key"] for one in facts["overview"]["messages"]} <= keys
    assert facts["overview"]["charts"]["heat"] is not None


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [0, 3])
def test_the_summary_is_taken_by_whoever_may_look(browse: Browse, rows: int) -> None:
    drive = filled(rows) if rows else make.drive()
    address = reverse("reports:summary-pdf", args=[drive.pk])

    answer = browse(make.person(Role.EXECUTIVE, drive.agency)).get(address)

    assert answer.content.startswith(b"%PDF-")
    assert "บทสรุปผู้บริหาร" in words_of(answer.content)
    assert browse(make.person(Role.OFFICIAL, drive.agency)).get(address).status_code == 404
