import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from janya.core import thai
from janya.journal import actions
from janya.journal.deeds import DEEDS, sentence
from janya.people.models import Person
from janya.people.rules import Role
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]


def test_deeds_are_sentences_and_an_unknown_one_shows_as_it_is() -> None:
    assert sentence("people.unit-added") == "เพิ่มหน่วยงาน"
    assert sentence("nobody.knows") == "nobody.knows"


def test_every_deed_in_the_program_has_a_sentence() -> None:
    rooms = Path(apps.get_app_config("journal").path).parent
    told = {
        deed
        for path in rooms.rglob("*.py")
        for deed in re.findall(r"journal\.record\(\s*\"([a-z.-]+)\"", path.read_text(encoding="utf-8"))
    }

    assert told
    assert sorted(told - DEEDS.keys()) == []


def test_an_auditor_reads_the_lines_of_the_agency_only(browse: Browse) -> None:
    here, elsewhere = make.agency("จังหวัดแพร่"), make.agency("จังหวัดน่าน")
    auditor = make.person(Role.AUDITOR, here)
    actions.record("people.joined", here, by=auditor)
    actions.record("people.joined", elsewhere, by=None)

    answer = browse(auditor).get(f"/agencies/{here.pk}/journal/")

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "ส่วนราชการเริ่มใช้ระบบ" in text
    assert "จังหวัดแพร่" in text
    assert "จังหวัดน่าน" not in text


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.ADMINISTRATOR, 200),
        (Role.AUDITOR, 200),
        (Role.OFFICER, 403),
        (Role.HEAD, 403),
        (Role.OFFICIAL, 404),
    ],
)
def test_who_may_read(browse: Browse, role: Role, status: int) -> None:
    agency = make.agency()

    answer = browse(make.person(role, agency)).get(f"/agencies/{agency.pk}/journal/")

    assert answer.status_code == status


def test_a_stranger_finds_nothing(browse: Browse) -> None:
    agency = make.agency()

    assert (
        browse(make.person(Role.AUDITOR, make.agency())).get(f"/agencies/{agency.pk}/journal/").status_code
        == 404
    )
    assert Client().get(f"/agencies/{agency.pk}/journal/").status_code == 302


def test_lines_are_narrowed_by_person_deed_and_thai_day(browse: Browse) -> None:
    agency = make.agency()
    auditor = make.person(Role.AUDITOR, agency)
    ana = make.person(first_name="อนา")
    actions.record("people.joined", agency, by=ana)
    actions.record("people.agency-changed", agency, by=auditor)
    client, today = browse(auditor), timezone.localdate()

    def numbers(**asked: str) -> list[int]:
        return [
            entry.number for entry in client.get(f"/agencies/{agency.pk}/journal/", asked).context["rows"]
        ]

    assert numbers() == [2, 1]
    assert numbers(by="อนา ใจดี") == [1]
    assert numbers(deed="people.agency-changed") == [2]
    assert numbers(first=thai.typed_date(today), last=thai.to_thai_digits(thai.typed_date(today))) == [2, 1]
    assert numbers(first=thai.typed_date(today + timedelta(days=1))) == []
    assert numbers(last=thai.typed_date(today - timedelta(days=1))) == []


def test_a_day_that_cannot_be_read_is_told_and_all_lines_stay(browse: Browse) -> None:
    agency = make.agency()
    auditor = make.person(Role.AUDITOR, agency)
    actions.record("people.joined", agency, by=auditor)

    answer = browse(auditor).get(f"/agencies/{agency.pk}/journal/", {"first": "31/02/2569"})

    assert answer.status_code == 200
    assert "ไม่มีวันที่ 31 กุมภาพันธ์" in answer.content.decode()
    assert len(answer.context["rows"]) == 1


def test_htmx_gets_the_rows_alone(browse: Browse) -> None:
    agency = make.agency()

    answer = browse(make.person(Role.AUDITOR, agency)).get(
        f"/agencies/{agency.pk}/journal/", headers={"HX-Request": "true"}
    )

    assert "<html" not in answer.content.decode()


def test_one_line_costs_as_much_as_four(
    browse: Browse, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    agency = make.agency()
    auditor = make.person(Role.AUDITOR, agency)
    client, address = browse(auditor), f"/agencies/{agency.pk}/journal/"
    actions.record("people.joined", agency, by=auditor)
    with CaptureQueriesContext(connection) as one:
        client.get(address)

    for _number in range(3):
        actions.record("people.joined", agency, by=auditor)

    with django_assert_num_queries(len(one)):
        client.get(address)
