"""My work: what is mine, what comes first, why."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from janya.followup import queries
from janya.people.models import Person
from janya.people.rules import Role
from janya.plans.models import Milestone
from janya.risks.models import Risk
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]


def test_a_coordinator_has_the_work_of_the_unit_and_below_the_most_urgent_first() -> None:
    drive = make.drive()
    top = make.unit(drive.agency)
    below, aside = make.unit(drive.agency, parent=top), make.unit(drive.agency)
    bo = make.person(Role.COORDINATOR, drive.agency, unit=top, workplace=None)
    others = make.officer(drive.agency)
    later = make.activity(drive, by=others, unit=below, starts_on=date(2026, 6, 1), ends_on=date(2026, 7, 1))
    over = make.activity(drive, by=others, unit=below, ends_on=date(2026, 2, 1))
    behind = make.activity(drive, by=others, unit=top, ends_on=date(2026, 8, 1))
    make.activity(drive, by=others, unit=aside, title="ของหน่วยอื่น")

    found = queries.mine(drive, bo, make.TODAY)

    assert [one.title for one in found.tasks] == [over.title, behind.title, later.title]
    assert found.tasks[0].why == "เลยกำหนดสิ้นสุดมา 9 วัน ทำได้ร้อยละ 0"
    assert "ไม่มีรายงานความก้าวหน้า" in found.tasks[1].why
    assert [one.href for one in found.tasks[0].buttons] == [
        reverse("plans:progress", args=[over.pk]),
        reverse("plans:prove", args=[over.pk]),
    ]


def test_readings_reviews_milestones_and_the_signature_are_mine_too(browse: Browse) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    activity = make.activity(drive, by=ana)
    Milestone.objects.create(activity=activity, title="เห็นชอบ", due_on=date(2026, 2, 1))
    Milestone.objects.create(activity=activity, title="อีกนาน", due_on=date(2026, 3, 20))
    kpi = make.kpi(drive, by=ana)
    risk = make.risk(drive, by=ana)
    Risk.objects.filter(pk=risk.pk).update(review_on=date(2026, 2, 5))

    found = queries.mine(drive, ana, make.TODAY)

    titles = [one.title for one in found.tasks]
    assert set(titles) == {
        activity.title,
        f"เห็นชอบ ({activity.title})",
        kpi.name,
        risk.title,
        "ลงนามรับทราบประมวลจริยธรรม",
    }
    assert titles[0] == kpi.name  # 41 days late


def test_a_finished_or_cancelled_activity_is_no_work() -> None:
    drive = make.drive()
    ana = make.person(Role.OFFICER, drive.agency, workplace=None)
    done, cancelled = make.activity(drive, by=ana), make.activity(drive, by=ana)
    type(done).objects.filter(pk=done.pk).update(percent=100)
    type(done).objects.filter(pk=cancelled.pk).update(cancelled_on=make.TODAY)

    assert queries.mine(drive, ana, make.TODAY).tasks == []


def test_a_closed_year_has_no_buttons() -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    make.activity(drive, by=ana)
    drive.state = "closed"

    assert [one.buttons for one in queries.mine(drive, ana, make.TODAY).tasks] == [[]]


def test_the_page_shows_notices_and_has_a_fixed_number_of_queries(
    browse: Browse, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    client, here = browse(ana), reverse("followup:mine", args=[drive.pk])
    assert client.get(here).status_code == 200

    def more(count: int) -> None:
        for _n in range(count):
            activity = make.activity(drive, by=ana)
            Milestone.objects.create(activity=activity, title="ก", due_on=date(2026, 2, 1))
            make.kpi(drive, by=ana)
            Risk.objects.filter(pk=make.risk(drive, by=ana).pk).update(review_on=date(2025, 2, 1))
            make.notice(ana, agency=drive.agency)

    more(1)
    with django_assert_num_queries(22) as few:
        client.get(here)
    more(6)
    with django_assert_num_queries(len(few)):
        shown = client.get(here).content.decode()
    assert "ข้อความที่ยังไม่ได้อ่าน" in shown


def test_a_stranger_finds_nothing_and_an_official_has_no_such_page(browse: Browse) -> None:
    drive = make.drive()
    here = reverse("followup:mine", args=[drive.pk])

    assert browse(make.officer(make.agency())).get(here).status_code == 404
    assert browse(make.person(Role.OFFICIAL, drive.agency)).get(here).status_code == 404
