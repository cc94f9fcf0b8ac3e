"""The head's screen with its slide, and the officer's week."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from janya.core import keeping
from janya.core.thai import fiscal_year
from janya.drives.models import Drive
from janya.journal.models import Entry
from janya.norms.models import Step
from janya.people.models import Person
from janya.people.rules import Duty, Role
from janya.plans import actions as plans
from janya.plans.models import Milestone
from janya.reports import actions, dashboards
from tests import make
from tests.reports.test_annual import YEAR_END, filled
from tests.reports.test_signing import submitted
from tests.reports.words import words_of

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]


def address(drive: Drive, page: str = "head") -> str:
    return reverse(f"reports:{page}", args=[drive.pk])


def test_the_screen_shows_score_risks_gaps_lights_and_money(browse: Browse) -> None:
    make.bands()
    drive = filled(2)

    page = browse(make.person(Role.HEAD, drive.agency)).get(address(drive)).content.decode()

    for told in ("3.00", "ความเสี่ยง 0", "ข้อ 1 ข้าราชการต้องประพฤติ", "กิจกรรมที่ล่าช้า", "ใช้งบประมาณแล้ว", "2.00"):
        assert told in page
    assert "ไม่มีเรื่องรอการตัดสินใจของท่าน" in page


def test_of_an_empty_year_the_screen_says_so(browse: Browse) -> None:
    drive = make.drive()

    page = browse(make.person(Role.HEAD, drive.agency)).get(address(drive)).content.decode()

    assert "ยังไม่มีกิจกรรมในแผน" in page
    assert "ยังไม่มีผลสำรวจที่แสดงได้" in page


def test_what_waits_is_shown_to_whoever_may_decide(browse: Browse) -> None:
    submission = submitted(make.drive())
    drive = submission.drive

    head, officer = (
        browse(person).get(address(drive)).content.decode()
        for person in (make.person(Role.HEAD, drive.agency), submission.submitted_by)
    )

    assert submission.get_absolute_url() in head
    assert submission.get_absolute_url() not in officer
    assert "รอผู้มีอำนาจอื่นตัดสินใจ 1 เรื่อง" in officer


def test_what_is_decided_waits_no_longer() -> None:
    submission = submitted(make.drive())
    head = make.person(Role.HEAD, submission.drive.agency)
    today = timezone.localdate()
    before = dashboards.head(submission.drive, today).decisions

    actions.send_back(submission, comment="ตรวจอีกครั้ง", by=head, at=timezone.now())

    assert [one.duty for one in before] == [Duty.SIGN]
    assert dashboards.head(submission.drive, today).decisions == []


def test_a_plan_that_was_sent_waits_for_the_head() -> None:
    activity = make.activity(make.drive())

    version = plans.send(activity.drive, note="", by=activity.owner)

    found = dashboards.head(activity.drive, YEAR_END).decisions
    assert [(one.href, one.duty) for one in found] == [(version.get_absolute_url(), Duty.DECIDE)]


def test_a_milestone_that_is_due_is_in_the_week() -> None:
    activity = make.activity(make.drive())
    Milestone.objects.create(activity=activity, title="อบรมรุ่นที่ 1", due_on=activity.starts_on)
    day = activity.starts_on - timedelta(days=3)

    week = {one.number: [task.text for task in one.tasks] for one in dashboards.week(activity.drive, day)}

    assert week[8][0] == f"หมุดหมาย “อบรมรุ่นที่ 1” ของกิจกรรม “{activity.title}”"


def test_rooms_above_add_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    one = dashboards.Decision("แผนรออนุมัติ", "/x/", Duty.DECIDE)
    monkeypatch.setattr(dashboards, "WAITS_FOR", [lambda _drive, _today: [one]])

    assert dashboards.head(make.drive(), YEAR_END).decisions == [one]


def test_the_screen_takes_as_many_queries_for_ten_of_everything_as_for_one(browse: Browse) -> None:
    few, many = filled(1), filled(10)

    def asked(drive: Drive) -> int:
        client = browse(make.person(Role.HEAD, drive.agency))
        client.get(address(drive))
        keeping.forget()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(drive)).status_code == 200
        return len(queries)

    assert asked(few) == asked(many)
    assert asked(many) <= 80


def test_the_screen_that_is_kept_takes_few_queries(browse: Browse) -> None:
    drive = filled(1)
    client = browse(make.person(Role.HEAD, drive.agency))
    client.get(address(drive))
    client.get(address(drive))

    with CaptureQueriesContext(connection) as queries:
        client.get(address(drive))

    assert len(queries) <= 12


@pytest.mark.parametrize("rows", [0, 3])
def test_the_slide_is_one_page_of_sixteen_to_nine(browse: Browse, rows: int) -> None:
    drive = filled(rows) if rows else make.drive()
    lines = Entry.objects.count()

    content = browse(make.person(Role.HEAD, drive.agency)).get(address(drive, "slide")).content

    (page,) = PdfReader(BytesIO(content)).pages
    assert round(page.mediabox.width / page.mediabox.height, 2) == 1.78
    assert "รอการตัดสินใจ" in words_of(content)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert Entry.objects.count() == lines


def test_the_same_figures_give_the_same_slide() -> None:
    drive = filled(2)

    assert actions.slide_pdf(drive, on=YEAR_END) == actions.slide_pdf(drive, on=YEAR_END)


def test_a_slide_of_long_words_is_one_page_still() -> None:
    drive = make.drive()
    by = make.officer(drive.agency)
    for _n in range(8):
        make.risk(drive, by=by, title="นำความสัมพันธ์ส่วนตัวมาใช้ประกอบการพิจารณา" * 6)

    content = actions.slide_pdf(drive, on=YEAR_END)

    assert len(PdfReader(BytesIO(content)).pages) == 1


# ── the officer's week ─────────────────────────────────────────────────────────────────────
def test_what_is_due_comes_first_and_what_is_far_away_not_at_all() -> None:
    today = timezone.localdate()
    drive = make.drive(year=fiscal_year(today))
    by = make.officer(drive.agency)
    for title, days in (("เลย", -2), ("พรุ่งนี้", 1), ("เดือนหน้า", 30)):
        make.activity(
            drive,
            by=by,
            title=title,
            starts_on=today - timedelta(days=20),
            ends_on=today + timedelta(days=days),
            budget=Decimal(0),
        )

    week = {one.number: one for one in dashboards.week(drive, today)}

    due = [(one.text, one.due, one.late) for one in week[8].tasks if one.due]
    assert due == [
        ("กิจกรรม “เลย” ทำได้ร้อยละ 0", today - timedelta(days=2), True),
        ("กิจกรรม “พรุ่งนี้” ทำได้ร้อยละ 0", today + timedelta(days=1), False),
    ]
    assert week[2].tasks[0].due is None


def test_a_survey_that_closes_and_a_kpi_that_is_owed_are_in_the_week() -> None:
    drive = make.drive()
    by = make.officer(drive.agency)
    survey = make.survey(drive, by=by)
    kpi = make.kpi(drive, by=by)
    day = survey.closes_on - timedelta(days=3)

    week = {one.number: [task.text for task in one.tasks] for one in dashboards.week(drive, day)}

    assert any(survey.title in text for text in week[3])
    assert any(kpi.name in text for text in dashboards_texts(drive))


def dashboards_texts(drive: Drive) -> list[str]:
    return [task.text for task in dashboards.kpi_tasks(drive, date(2026, 9, 30) + timedelta(days=1))]


def test_the_week_of_the_officer_and_of_whoever_only_looks(browse: Browse) -> None:
    Step.objects.create(number=2, key="s2", title="วิเคราะห์ความเสี่ยง")
    drive = make.drive()

    officer = browse(make.officer(drive.agency)).get(address(drive, "week")).content.decode()
    auditor = browse(make.person(Role.AUDITOR, drive.agency)).get(address(drive, "week")).content.decode()

    assert "วิเคราะห์ความเสี่ยง" in officer
    assert f'<a href="/drives/{drive.pk}/risks/new/">' in officer
    assert f'<a href="/drives/{drive.pk}/risks/new/">' not in auditor


def test_the_week_takes_as_many_queries_for_ten_of_everything_as_for_one(browse: Browse) -> None:
    few, many = filled(1), filled(10)

    def asked(drive: Drive) -> int:
        client = browse(make.officer(drive.agency))
        client.get(address(drive, "week"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(drive, "week")).status_code == 200
        return len(queries)

    assert asked(few) == asked(many)


@pytest.mark.parametrize("page", ["head", "slide", "week"])
def test_an_official_and_a_stranger_find_nothing(browse: Browse, page: str) -> None:
    drive = make.drive()

    official = browse(make.person(Role.OFFICIAL, drive.agency)).get(address(drive, page))
    stranger = browse(make.officer(make.agency())).get(address(drive, page))

    assert (official.status_code, stranger.status_code) == (404, 404)
