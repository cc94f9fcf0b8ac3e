"""Who may open a drive, who may change it, and which drive the frame of a page shows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.backends.cache import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from janya.drives.access import changing, drives_of, need, the_drive
from janya.drives.context import frame
from janya.drives.models import Drive
from janya.people.models import Person
from janya.people.rules import MAY, Duty, Role
from tests import make

pytestmark = pytest.mark.django_db
ROLES = [role for role in Role if role != Role.OCSC]


def asked(by: Person) -> Any:
    request: Any = RequestFactory().get("/")
    request.user = by
    request.session = SessionStore()
    return request


def refused(ask: Callable[[], object]) -> str:
    """The name of the refusal, or nothing."""
    try:
        ask()
    except (Http404, PermissionDenied) as refusal:
        return type(refusal).__name__
    return ""


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("duty", [Duty.VIEW, Duty.EDIT, Duty.FOLLOW_UP, Duty.DECIDE])
def test_who_may_not_see_finds_nothing_and_who_may_only_look_is_told(role: Role, duty: Duty) -> None:
    drive = make.drive()
    request = asked(make.person(role, drive.agency))

    told = refused(lambda: the_drive(request, drive.pk, duty))

    sees, may = role in MAY[Duty.VIEW], role in MAY[duty]
    assert told == ("" if sees and may else "PermissionDenied" if sees else "Http404")


@pytest.mark.parametrize("role", ROLES)
def test_everybody_who_belongs_to_the_agency_opens_the_pages_for_all(role: Role) -> None:
    drive = make.drive()

    assert the_drive(asked(make.person(role, drive.agency)), drive.pk, Duty.BELONG) == drive


@pytest.mark.parametrize("duty", [Duty.BELONG, Duty.VIEW, Duty.EDIT])
def test_a_stranger_finds_nothing_and_nothing_is_remembered(duty: Duty) -> None:
    drive = make.drive()
    request = asked(make.officer(make.agency()))

    assert refused(lambda: the_drive(request, drive.pk, duty)) == "Http404"
    assert refused(lambda: the_drive(request, 999_999, duty)) == "Http404"
    assert dict(request.session.items()) == {}


def test_changing_needs_the_duty_and_an_open_year() -> None:
    drive = make.drive()
    officer, auditor = asked(make.officer(drive.agency)), asked(make.person(Role.AUDITOR, drive.agency))

    changing(officer, drive)
    with pytest.raises(PermissionDenied, match="แก้ไขไม่ได้"):
        changing(auditor, drive)
    drive.state = Drive.State.CLOSED
    with pytest.raises(PermissionDenied, match="ปีงบประมาณนี้ปิดแล้ว"):
        changing(officer, drive)


def test_a_duty_in_one_agency_is_none_in_another() -> None:
    drive, other = make.drive(), make.drive()
    request = asked(make.officer(drive.agency))

    need(request, Duty.EDIT, drive.agency)
    with pytest.raises(PermissionDenied):
        need(request, Duty.EDIT, other.agency)


def test_the_drives_of_a_person_are_asked_for_once_a_request(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    agency = make.agency()
    drives = [make.drive(agency, year) for year in (2568, 2569)]
    make.drive()
    request = asked(make.officer(agency))
    request.user.may(Duty.VIEW, agency)

    with django_assert_num_queries(1):
        first, again = drives_of(request), drives_of(request)
        assert the_drive(request, drives[0].pk) == drives[0]

    assert first == again == drives[::-1]


def test_the_frame_shows_the_drive_that_was_opened_last_else_the_newest() -> None:
    agency = make.agency()
    old, new = make.drive(agency, 2568), make.drive(agency, 2569)
    request = asked(make.officer(agency))

    told = [frame(request)["drive"].pk]
    the_drive(request, old.pk)
    told.append(frame(request)["drive"].pk)
    request.session["drive"] = 999_999
    told.append(frame(request)["drive"].pk)

    assert told == [new.pk, old.pk, new.pk]


def test_nobody_signed_in_has_no_frame() -> None:
    assert frame(RequestFactory().get("/")) == {}


def test_a_person_without_an_agency_has_no_drive() -> None:
    assert not frame(asked(make.person()))["drive"]


def test_a_drive_is_called_by_agency_and_year() -> None:
    drive = make.drive(make.agency("จังหวัดเพชรบุรี"))

    assert str(drive) == "จังหวัดเพชรบุรี ปีงบประมาณ 2569"
    assert drive.get_absolute_url() == reverse("home:drive", args=[drive.pk])
