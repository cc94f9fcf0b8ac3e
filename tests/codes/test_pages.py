"""The pages of step 1, as each role sees them."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from janya.codes import actions
from janya.codes.models import Acknowledgement
from janya.core import keeping
from janya.people.models import Person
from janya.people.rules import Role
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]


def test_an_official_reads_every_item_and_signs(browse: Browse) -> None:
    drive = make.drive(items=2)
    ana = make.person(Role.OFFICIAL, drive.agency)
    client = browse(ana)
    first, second = drive.code.items.order_by("number")

    answer = client.post(reverse("codes:item", args=[drive.pk, first.pk]))
    assert answer.headers["Location"] == reverse("codes:item", args=[drive.pk, second.pk])
    answer = client.post(reverse("codes:item", args=[drive.pk, second.pk]))
    assert answer.headers["Location"] == reverse("codes:study", args=[drive.pk])
    text = client.get(reverse("codes:sign", args=[drive.pk])).context["text"]
    answer = client.post(
        reverse("codes:sign", args=[drive.pk]),
        {"typed_name": f"{ana.first_name} {ana.last_name}", "text": text, "agreed": "on"},
    )

    assert answer.status_code == 302
    assert Acknowledgement.objects.get().person == ana


@pytest.mark.parametrize("htmx", [False, True])
def test_a_wrong_name_is_told_and_what_was_typed_stays(browse: Browse, htmx: bool) -> None:
    drive = make.drive(items=1)
    ana = make.person(Role.OFFICIAL, drive.agency)
    actions.read(drive, make.item(drive), by=ana, at=timezone.now())

    answer = browse(ana).post(
        reverse("codes:sign", args=[drive.pk]),
        {"typed_name": "ชื่อผิด ใจดี", "text": actions.text_to_sign(drive, ana), "agreed": "on"},
        headers={"HX-Request": "true"} if htmx else {},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "ชื่อที่พิมพ์ไม่ตรงกับชื่อของท่านในระบบ" in page
    assert "ชื่อผิด ใจดี" in page
    assert ("<html" in page) is not htmx


def test_an_official_does_not_see_who_has_signed_and_a_stranger_sees_nothing(browse: Browse) -> None:
    drive = make.drive()
    official = make.person(Role.OFFICIAL, drive.agency)
    stranger = make.officer(make.agency())

    assert browse(official).get(reverse("codes:coverage", args=[drive.pk])).status_code == 404
    assert browse(stranger).get(reverse("codes:study", args=[drive.pk])).status_code == 404


def test_coverage_takes_as_many_queries_for_many_people_as_for_one(
    browse: Browse,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    drive = make.drive()
    client = browse(make.officer(drive.agency))
    address = reverse("codes:coverage", args=[drive.pk])
    client.get(address)
    keeping.forget()
    cache.clear()
    with django_assert_max_num_queries(20) as few:
        client.get(address)

    for _n in range(10):
        make.person(Role.OFFICIAL, drive.agency, unit=make.unit(drive.agency))

    keeping.forget()
    cache.clear()
    with django_assert_num_queries(len(few)):
        client.get(address)


def test_a_closed_year_can_be_read_and_not_changed(browse: Browse) -> None:
    drive = make.drive()
    ana = make.person(Role.OFFICIAL, drive.agency)
    drive.state = "closed"
    drive.save()
    address = reverse("codes:item", args=[drive.pk, make.item(drive).pk])

    assert browse(ana).get(address).status_code == 200
    assert browse(ana).post(address).status_code == 403
