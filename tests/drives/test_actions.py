"""A year is opened once, closed, and opened again with its reason."""

from datetime import date
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from janya.drives import actions, queries
from janya.drives.models import Drive
from janya.journal import actions as journal
from janya.journal.models import Entry
from tests import make

pytestmark = pytest.mark.django_db
FIRST_DAY = date(2025, 10, 1)


def test_a_year_opens_with_its_code_and_a_line_in_the_journal() -> None:
    agency, code = make.agency(), make.code()
    ana = make.officer(agency)

    drive = actions.open_year(agency, fiscal_year=2569, code=code, by=ana, on=FIRST_DAY)

    assert (drive.agency, drive.fiscal_year, drive.code) == (agency, 2569, code)
    assert (drive.state, drive.opened_on, drive.closed_on) == (Drive.State.RUNNING, FIRST_DAY, None)
    assert [(one.deed, one.by_id, one.agency_id, one.facts) for one in Entry.objects.all()] == [
        ("drives.opened", ana.pk, agency.pk, {"fiscal_year": 2569, "code": code.key})
    ]


def test_a_year_opens_once_in_an_agency_and_once_in_another() -> None:
    agency, other, code = make.agency(), make.agency(), make.code()
    for one in (agency, other):
        actions.open_year(one, fiscal_year=2569, code=code, by=None, on=FIRST_DAY)

    with pytest.raises(actions.YearIsOpenAlready, match="กรุณาเลือกปีอื่น"):
        actions.open_year(agency, fiscal_year=2569, code=code, by=None, on=FIRST_DAY)

    assert Drive.objects.count() == Entry.objects.count() == 2


def test_a_year_is_closed_and_opened_again_with_the_reason() -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    last = date(2026, 9, 30)

    actions.close_year(drive, by=ana, on=last)
    closed = Drive.objects.get()
    actions.reopen_year(drive, reason="แก้ไขตัวเลขงบประมาณ", by=ana)
    opened = Drive.objects.get()

    assert (closed.state, closed.closed_on) == (Drive.State.CLOSED, last)
    assert (opened.state, opened.closed_on) == (Drive.State.RUNNING, None)
    assert [(one.deed, one.by_id, one.facts) for one in Entry.objects.order_by("number")] == [
        ("drives.closed", ana.pk, {}),
        ("drives.reopened", ana.pk, {"reason": "แก้ไขตัวเลขงบประมาณ"}),
    ]


@pytest.mark.parametrize("year", [2026, 2539, 2701])
def test_a_year_of_another_era_is_refused_by_the_database(year: int) -> None:
    agency, code = make.agency(), make.code()

    with pytest.raises(IntegrityError), transaction.atomic():
        Drive.objects.create(agency=agency, fiscal_year=year, code=code, opened_on=FIRST_DAY)


def test_the_mark_moves_with_every_line_of_the_agency_or_of_nobody_and_with_no_other() -> None:
    drive, other = make.drive(), make.drive()
    told = [queries.mark(drive)]

    for thing in (drive, other, None, drive):
        journal.record("risks.added", thing, by=None)
        told.append(queries.mark(drive))

    assert [after > before for before, after in pairwise(told)] == [
        True,
        False,
        True,
        True,
    ]
