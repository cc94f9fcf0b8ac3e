"""The pages of steps 7 and 8."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from janya.core import keeping
from janya.people.models import Person
from janya.people.rules import Role
from janya.plans.models import Activity, SampleActivity
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]


def typed(owner: Person, **changes: Any) -> dict[str, Any]:
    return {
        "title": "ฝึกอบรมข้าราชการบรรจุใหม่",
        "area": make.area().pk,
        "starts_on": "๑ ต.ค. ๒๕๖๘",
        "ends_on": "28/02/2569",
        "owner": owner.pk,
        "budget": "๑๒,๕๐๐.๕๐",
        **changes,
    }


def test_an_officer_adopts_a_sample_with_thai_digits_and_dates(browse: Browse) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    sample = SampleActivity.objects.create(key="A2.9", area=make.area(), number=9, title="ฝึกอบรม")

    answer = browse(ana).post(reverse("plans:add", args=[drive.pk]) + f"?sample={sample.pk}", typed(ana))

    made = Activity.objects.get()
    assert answer.status_code == 302
    assert (made.sample, str(made.starts_on), str(made.ends_on), str(made.budget)) == (
        sample,
        "2025-10-01",
        "2026-02-28",
        "12500.50",
    )


@pytest.mark.parametrize(
    ("day", "sentence"),
    [("31/02/2569", "ไม่มีวันที่ 31 กุมภาพันธ์"), ("29/02/2569", "28 วัน"), ("1/9/2568", "วันที่สิ้นสุดต้องไม่ก่อนวันที่เริ่ม")],
)
def test_a_day_that_is_none_is_told_and_nothing_typed_is_lost(
    browse: Browse, day: str, sentence: str
) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)

    answer = browse(ana).post(reverse("plans:add", args=[drive.pk]), typed(ana, ends_on=day))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "ฝึกอบรมข้าราชการบรรจุใหม่" in page
    assert f'value="{day}"' in page


def test_the_twenty_ninth_of_february_of_a_leap_year_is_a_day(browse: Browse) -> None:
    drive = make.drive(year=2567)
    ana = make.officer(drive.agency)

    browse(ana).post(
        reverse("plans:add", args=[drive.pk]), typed(ana, starts_on="1/10/2566", ends_on="29/02/2567")
    )

    assert str(Activity.objects.get().ends_on) == "2024-02-29"


@pytest.mark.parametrize("htmx", [False, True])
def test_the_second_of_two_editors_keeps_what_was_typed(browse: Browse, htmx: bool) -> None:
    activity = make.activity(make.drive())
    ana = activity.owner
    address = reverse("plans:change", args=[activity.pk])
    browse(ana).post(address, typed(ana, version=1, title="ของคนแรก", area=activity.area_id))

    answer = browse(ana).post(
        address,
        typed(ana, version=1, title="ของคนที่สอง", area=activity.area_id),
        headers={"HX-Request": "true"} if htmx else {},
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "ของคนแรก" in page
    assert 'value="ของคนที่สอง"' in page
    assert ("<html" in page) is not htmx


def test_an_upload_named_out_of_its_folder_is_refused_with_what_is_allowed(browse: Browse) -> None:
    activity = make.activity(make.drive())
    upload = SimpleUploadedFile("../../x.html", b"<html><script>alert(1)</script></html>", "application/pdf")

    answer = browse(activity.owner).post(reverse("plans:prove", args=[activity.pk]), {"upload": upload})

    assert answer.status_code == 422
    assert "PDF" in answer.content.decode()
    assert not activity.proofs.exists()


def test_a_coordinator_of_another_unit_may_not_report(browse: Browse) -> None:
    drive = make.drive()
    activity = make.activity(drive, unit=make.unit(drive.agency))
    other = make.person(Role.COORDINATOR, drive.agency, unit=make.unit(drive.agency))
    facts = {"on": "10/02/2569", "percent": "๕๐", "spent": "0", "note": "ทำแล้วครึ่งหนึ่ง"}
    address = reverse("plans:progress", args=[activity.pk])

    assert browse(other).post(address, facts).status_code == 403
    assert browse(activity.owner).post(address, facts).status_code == 302
    assert Activity.objects.get().percent == 50


def test_plan_and_follow_up_take_as_many_queries_for_many_activities(
    browse: Browse,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    kpi = make.kpi(drive, by=ana)
    make.activity(drive, by=ana, kpis=[kpi])
    client = browse(ana)
    for name in ("plans:list", "plans:follow-up", "plans:check", "plans:samples"):
        address = reverse(name, args=[drive.pk])
        client.get(address)
        keeping.forget()
        with django_assert_max_num_queries(28) as few:
            client.get(address)
        for _n in range(4):
            make.activity(drive, by=ana, kpis=[kpi])
        with django_assert_num_queries(len(few)):
            assert client.get(address).status_code == 200


def test_strangers_and_officials_see_no_plan(browse: Browse) -> None:
    activity = make.activity(make.drive())
    for person in (make.officer(make.agency()), make.person(Role.OFFICIAL, activity.drive.agency)):
        assert browse(person).get(reverse("plans:show", args=[activity.pk])).status_code == 404
        assert browse(person).get(reverse("plans:list", args=[activity.drive_id])).status_code == 404
