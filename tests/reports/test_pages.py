"""The pages of the yearly report."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from janya.core import documents, keeping
from janya.journal.models import Entry
from janya.people.models import Person
from janya.people.rules import Role
from janya.reports import actions
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]


def address(drive: object, page: str = "annual") -> str:
    return reverse(f"reports:{page}", args=[getattr(drive, "pk")])  # noqa: B009


def test_the_page_tells_which_chapters_are_empty(browse: Browse) -> None:
    drive = make.drive()
    by = make.officer(drive.agency)
    make.risk(drive, by=by)

    page = browse(by).get(address(drive)).content.decode()

    assert "ความเสี่ยง 1 รายการ" in page
    assert page.count("ยังว่าง") == 7
    assert page.count("มีข้อมูล") == 1
    assert "ลายน้ำ" in page
    assert "ดาวน์โหลด PDF" in page


def test_the_file_has_a_thai_name_and_is_kept_by_nobody(browse: Browse) -> None:
    drive = make.drive()

    answer = browse(make.officer(drive.agency)).post(address(drive, "annual-pdf"))

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert quote(drive.agency.name) in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_journal_tells_who_took_the_file(browse: Browse) -> None:
    drive = make.drive()
    by = make.officer(drive.agency)

    browse(by).post(address(drive, "annual-pdf"))

    told = [(one.deed, one.by_id, one.agency_id) for one in Entry.objects.filter(deed="reports.made")]
    assert told == [("reports.made", by.pk, drive.agency_id)]


def test_the_page_takes_as_many_queries_for_five_of_everything_as_for_one(browse: Browse) -> None:
    drive = make.drive()
    by = make.officer(drive.agency)
    client = browse(by)

    def asked(more: int) -> int:
        for _n in range(more):
            make.risk(drive, by=by)
            make.activity(drive, by=by, kpis=[make.kpi(drive, by=by, weight=1)])
        keeping.forget()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(drive)).status_code == 200
        return len(queries)

    client.get(address(drive))  # the session takes note of the drive

    assert asked(1) == asked(4)


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.AUDITOR, Role.COORDINATOR])
def test_whoever_may_look_may_have_the_report(browse: Browse, role: Role) -> None:
    drive = make.drive()
    client = browse(make.person(role, drive.agency))

    assert client.get(address(drive)).status_code == 200
    assert client.post(address(drive, "annual-pdf")).status_code == 200


@pytest.mark.parametrize("role", [Role.OFFICIAL, None])
def test_an_official_and_a_stranger_find_nothing(browse: Browse, role: Role | None) -> None:
    drive = make.drive()
    at = drive.agency if role else make.agency()
    client = browse(make.person(role or Role.OFFICER, at))
    lines = Entry.objects.count()

    assert client.get(address(drive)).status_code == 404
    assert client.post(address(drive, "annual-pdf")).status_code == 404
    assert Entry.objects.count() == lines


def test_looking_at_the_address_of_the_file_makes_none(browse: Browse) -> None:
    drive = make.drive()

    assert browse(make.officer(drive.agency)).get(address(drive, "annual-pdf")).status_code == 405


def test_a_report_that_cannot_be_made_says_so(browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    drive = make.drive()
    monkeypatch.setattr(actions, "TEMPLATE", "core/typst/none.typ")

    answer = browse(make.officer(drive.agency)).post(address(drive, "annual-pdf"))

    assert answer.status_code == 500
    assert "จัดทำเอกสารไม่สำเร็จ" in answer.content.decode()
    assert "none.typ" not in answer.content.decode()
    assert not Entry.objects.filter(deed="reports.made").exists()


def test_the_name_of_the_template_is_one_that_is_there() -> None:
    assert (documents.PACKAGE / actions.TEMPLATE).is_file()
