"""The page of what is late, its Excel, and the word to those who carry it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from janya.core import sheets
from janya.core.thai import fiscal_year
from janya.drives.models import Drive
from janya.inbox.models import Notice
from janya.journal.models import Entry
from janya.people.models import Person
from janya.people.rules import Role
from janya.plans.models import Milestone
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]


def a_year() -> Drive:
    return make.drive(year=fiscal_year(timezone.localdate()))


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def test_what_is_late_stands_with_its_days_the_latest_first(browse: Browse) -> None:
    drive = a_year()
    ana = make.officer(drive.agency)
    unit = make.unit(drive.agency, "กองคลัง")
    old = make.activity(drive, by=ana, unit=unit, starts_on=ago(90), ends_on=ago(40))
    young = make.activity(drive, by=ana, starts_on=ago(90), ends_on=ago(3))
    due = make.activity(drive, by=ana, title="ยังไม่ครบกำหนด", starts_on=ago(10), ends_on=ago(-10))
    Milestone.objects.create(activity=due, title="เห็นชอบ", due_on=ago(5))
    client, here = browse(ana), reverse("followup:late", args=[drive.pk])

    rows = client.get(here).context["rows"]
    of_unit = client.get(here, {"unit": unit.pk}, headers={"HX-Request": "true"})
    of_kind = client.get(here, {"kind": "milestone"})

    assert [(row.thing.pk, row.days) for row in rows if row.thing.what == "over"] == [
        (old.pk, 40),
        (young.pk, 3),
    ]
    assert rows == sorted(rows, key=lambda row: -row.days)
    assert [row.thing.pk for row in of_unit.context["rows"]] == [old.pk]
    assert "<html" not in of_unit.content.decode()
    assert [row.kind for row in of_kind.context["rows"]] == ["หมุดหมาย"]


def test_the_excel_has_what_is_shown(browse: Browse) -> None:
    drive = a_year()
    ana = make.officer(drive.agency)
    make.activity(drive, by=ana, title="=1+1", starts_on=ago(90), ends_on=ago(40))

    answer = browse(ana).get(reverse("followup:late-xlsx", args=[drive.pk]), {"kind": "over"})

    grid = sheets.read(answer.content, name="late.xlsx")
    assert "=1+1" in str([row.cells for row in grid.rows])
    assert "attachment" in answer["Content-Disposition"]


def test_the_owners_are_told_once_a_day(browse: Browse) -> None:
    drive = a_year()
    ana, owner, gone = (make.officer(drive.agency) for _n in range(3))
    first = make.activity(drive, by=owner, starts_on=ago(90), ends_on=ago(40))
    left = make.activity(drive, by=gone, starts_on=ago(90), ends_on=ago(30))
    make.activity(drive, by=owner, starts_on=ago(90), ends_on=ago(20))
    gone.appointments.update(ended_on=ago(1))
    client, here = browse(ana), reverse("followup:nudge", args=[drive.pk])
    rows = {"row": [f"over-{first.pk}", f"over-{left.pk}", "over-999999", "x"]}

    answer = client.post(here, rows, follow=True)
    client.post(here, rows)

    assert "เตือนผู้รับผิดชอบแล้ว 1 รายการ จากที่เลือก 2 รายการ" in answer.content.decode()
    assert [one.person for one in Notice.objects.filter(kind="nudge")] == [owner]
    assert Entry.objects.filter(deed="followup.nudged").count() == 1


def test_without_a_choice_nobody_is_told(browse: Browse) -> None:
    drive = a_year()

    answer = browse(make.officer(drive.agency)).post(reverse("followup:nudge", args=[drive.pk]), follow=True)

    assert "กรุณาเลือกรายการ" in answer.content.decode()
    assert not Notice.objects.exists()


def test_only_who_runs_the_steps_tells_owners(browse: Browse) -> None:
    drive = a_year()
    here = reverse("followup:nudge", args=[drive.pk])

    assert browse(make.person(Role.COORDINATOR, drive.agency)).post(here).status_code == 403
    assert browse(make.officer(make.agency())).post(here).status_code == 404


def test_the_page_has_a_fixed_number_of_queries(
    browse: Browse, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    drive = a_year()
    ana = make.officer(drive.agency)
    client, here = browse(ana), reverse("followup:late", args=[drive.pk])
    assert "ไม่มีงานล่าช้า" in client.get(here).content.decode()

    def more(count: int) -> None:
        for _n in range(count):
            make.activity(drive, by=ana, unit=make.unit(drive.agency), starts_on=ago(90), ends_on=ago(40))

    more(1)
    with django_assert_num_queries(14) as few:
        client.get(here)
    more(8)
    with django_assert_num_queries(len(few)):
        client.get(here)
