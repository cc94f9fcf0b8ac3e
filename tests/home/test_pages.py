"""First run, the year's home, opening and closing a year."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from janya.core import keeping
from janya.drives.models import Drive
from janya.home import loading
from janya.journal.models import Entry
from janya.norms.models import Code, CodeItem, Step
from janya.people.models import Agency, Person
from janya.people.rules import Role
from janya.plans.models import SampleActivity
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]


def first_run(**changes: object) -> dict[str, object]:
    return {
        "agency": Agency.objects.get(key="76").pk,
        "fiscal_year": "๒๕๖๙",
        "code": Code.objects.get(key="2564").pk,
        "first_name": "กมล",
        "last_name": "ธรรมวัฒน์",
        "email": "Kamon@Example.go.th",
        "password": "phetchaburi-๗๖-wat",
        "password_again": "phetchaburi-๗๖-wat",
        **changes,
    }


def test_an_empty_database_leads_to_the_first_run_which_makes_agency_officer_and_year(client: Client) -> None:
    loading.load()
    assert client.get("/").headers["Location"] == reverse("home:first-run")

    answer = client.post(reverse("home:first-run"), first_run())

    drive = Drive.objects.get()
    officer = Person.objects.get()
    assert answer.headers["Location"] == reverse("home:drive", args=[drive.pk])
    assert (drive.agency.key, drive.fiscal_year, drive.code.key) == ("76", 2569, "2564")
    assert officer.email == "kamon@example.go.th"
    assert {Role.OFFICER, Role.ADMINISTRATOR} <= officer.roles_in(drive.agency)
    assert client.get(answer.headers["Location"]).status_code == 200
    assert client.get(reverse("home:first-run")).headers["Location"] == "/"
    assert [entry.deed for entry in Entry.objects.order_by("number")] == [
        "norms.loaded",
        "people.began",
        "drives.opened",
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password_again": "อื่น"}, "รหัสผ่านสองช่องไม่ตรงกัน"),
        ({"password": "1234567890", "password_again": "1234567890"}, "รหัสผ่าน"),
        ({"fiscal_year": "2026"}, "พ.ศ. สี่หลัก"),
        ({"agency": ""}, "กรุณา"),
    ],
)
def test_a_wrong_first_run_makes_nothing_and_keeps_what_was_typed(
    client: Client, changes: dict[str, object], sentence: str
) -> None:
    loading.load()

    answer = client.post(reverse("home:first-run"), first_run(**changes))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "ธรรมวัฒน์" in page
    assert not Person.objects.exists()


def test_loading_twice_changes_nothing_and_keeps_what_people_edited() -> None:
    loading.load()
    item = CodeItem.objects.get(key="2564.1")
    CodeItem.objects.filter(pk=item.pk).update(gist="แก้ไขโดยเจ้าหน้าที่", edited_at="2026-01-01T00:00:00Z")

    again = loading.load()

    assert {(synced.new, synced.changed) for synced in again.values()} == {(0, 0)}
    assert CodeItem.objects.get(pk=item.pk).gist == "แก้ไขโดยเจ้าหน้าที่"
    assert (
        CodeItem.objects.filter(code__key="2552").count(),
        CodeItem.objects.filter(code__key="2564").count(),
    ) == (10, 7)
    assert SampleActivity.objects.count() == 44
    assert Step.objects.count() == 8
    assert Agency.objects.filter(kind="province").count() == 76


def test_the_home_of_an_empty_year_names_the_first_thing_to_do(browse: Browse) -> None:
    loading.load()
    drive = make.drive()

    page = browse(make.officer(drive.agency)).get(reverse("home:drive", args=[drive.pk])).content.decode()

    assert page.count('class="year-step ') == 8
    assert "ยังไม่ลงนามรับทราบ 1 คน" in page


def test_the_home_takes_as_many_queries_for_a_full_year(
    browse: Browse,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    loading.load()
    drive = make.drive()
    ana = make.officer(drive.agency)
    make.activity(drive, by=ana, kpis=[make.kpi(drive, by=ana)])
    make.risk(drive, by=ana)
    client, address = browse(ana), reverse("home:drive", args=[drive.pk])
    client.get(address)
    keeping.forget()
    with django_assert_max_num_queries(60) as few:
        client.get(address)

    for _n in range(4):
        make.activity(drive, by=ana, kpis=[make.kpi(drive, by=ana)])
        make.risk(drive, by=ana)

    with django_assert_num_queries(len(few)):
        client.get(address)


def test_the_second_visit_asks_little_and_a_change_is_seen_at_once(
    browse: Browse, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    loading.load()
    drive = make.drive()
    ana = make.officer(drive.agency)
    client, address = browse(ana), reverse("home:drive", args=[drive.pk])
    assert "ความเสี่ยงเปิดอยู่" not in client.get(address).content.decode()
    with django_assert_max_num_queries(8):
        client.get(address)

    make.risk(drive, by=ana)

    assert "ความเสี่ยงเปิดอยู่ 1 รายการ" in client.get(address).content.decode()


def test_an_official_is_led_to_study_and_a_stranger_finds_nothing(browse: Browse) -> None:
    drive = make.drive()
    address = reverse("home:drive", args=[drive.pk])

    assert browse(make.person(Role.OFFICIAL, drive.agency)).get(address).headers["Location"] == reverse(
        "codes:study", args=[drive.pk]
    )
    assert browse(make.officer(make.agency())).get(address).status_code == 404


def test_a_year_is_opened_once_closed_and_opened_again_with_a_reason(browse: Browse) -> None:
    loading.load()
    agency = make.agency()
    client = browse(make.officer(agency))
    facts = {"fiscal_year": "2569", "code": Code.objects.get(key="2564").pk}

    client.post(reverse("home:open-year", args=[agency.pk]), facts)
    twice = client.post(reverse("home:open-year", args=[agency.pk]), facts)

    drive = Drive.objects.get()
    assert twice.status_code == 422
    assert "เปิดปีงบประมาณดังกล่าวไว้แล้ว" in twice.content.decode()
    client.post(reverse("home:close", args=[drive.pk]))
    assert client.get(reverse("risks:add", args=[drive.pk])).status_code == 403
    assert client.post(reverse("home:reopen", args=[drive.pk]), {"reason": " "}).status_code == 422
    client.post(reverse("home:reopen", args=[drive.pk]), {"reason": "แก้ไขตัวเลขงบประมาณ"})
    assert client.get(reverse("risks:add", args=[drive.pk])).status_code == 200


def test_english_is_behind_a_switch_and_a_browsers_language_decides_nothing(client: Client) -> None:
    loading.load()

    assert (
        'lang="th"'
        in client.get(reverse("home:first-run"), headers={"Accept-Language": "en"}).content.decode()
    )
    client.post(reverse("set_language"), {"language": "en", "next": "/first-run/"})
    assert 'lang="en"' in client.get(reverse("home:first-run")).content.decode()
