"""The past as it was: snapshots that never change."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from janya.followup import actions, background, queries, rules
from janya.followup.models import Snapshot, SnapshotIsFrozen
from janya.journal.models import Entry
from janya.people.models import Person
from janya.people.rules import Role
from janya.plans import actions as plans
from tests import make

Browse = Callable[[Person], Client]
JANUARY, FEBRUARY = date(2026, 1, 31), date(2026, 2, 28)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), JSON, max_size=4))
def test_the_mark_does_not_hang_on_the_order_of_keys(facts: dict[str, Any]) -> None:
    turned = dict(reversed(facts.items()))

    assert rules.digest(facts) == rules.digest(turned)
    assert rules.digest({**facts, "more": 1}) != rules.digest({**facts, "more": 2})


@given(
    st.lists(
        st.fixed_dictionaries({"pk": st.integers(1, 5), "percent": st.integers(0, 2)}),
        unique_by=lambda one: one["pk"],
    )
)
def test_nothing_differs_from_itself_and_everything_from_nothing(rows: list[dict[str, Any]]) -> None:
    named = [{**one, "title": "ก"} for one in rows]

    assert rules.changes(named, named, ["percent"]) == []
    assert (
        len(rules.changes([], named, ["percent"])) == len(rules.changes(named, [], ["percent"])) == len(rows)
    )


def report(activity: Any, on: date, percent: int, by: Person, spent: int = 0) -> None:
    plans.report(activity, on=on, percent=percent, spent=Decimal(spent), note="ดำเนินการแล้ว", by=by)


@pytest.mark.django_db
def test_a_snapshot_tells_the_year_as_of_its_day() -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    activity = make.activity(drive, by=ana, budget=Decimal(1000))
    report(activity, date(2026, 1, 20), 70, ana, 100)
    report(activity, date(2026, 2, 20), 90, ana, 300)
    kpi = make.kpi(drive, by=ana)
    make.reading(kpi, 75, date(2026, 1, 15))
    make.reading(kpi, 85, date(2026, 2, 15))

    january, _new = actions.take(drive, JANUARY, by=ana, steps=False)

    (one,) = january.facts["activities"]
    assert (one["percent"], one["light"], one["spent"]) == (70, "green", "100.00")
    (measured,) = january.facts["kpis"]
    assert (measured["value"], measured["level"]) == ("75", 2)
    assert january.facts["steps"] == []
    assert january.is_whole
    assert Entry.objects.get(deed="followup.snapshot-taken").facts["digest"] == january.digest


@pytest.mark.django_db
def test_the_snapshot_of_a_day_is_made_once_and_never_changes() -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    activity = make.activity(drive, by=ana)
    first, is_new = actions.take(drive, FEBRUARY, by=ana)
    report(activity, date(2026, 2, 20), 90, ana)

    again, is_new_again = actions.take(drive, FEBRUARY, by=None)

    assert (is_new, is_new_again, again.pk) == (True, False, first.pk)
    assert again.facts["activities"][0]["percent"] == 0
    assert [one["step"] for one in again.facts["steps"]] == [*range(1, 9)]
    for change in (
        first.save,
        first.delete,
        Snapshot.objects.all().delete,
        lambda: Snapshot.objects.update(digest="x"),
    ):
        with pytest.raises(SnapshotIsFrozen):
            change()


@pytest.mark.django_db
def test_what_was_changed_behind_the_system_is_seen(browse: Browse) -> None:
    drive = make.drive()
    made, _new = actions.take(drive, FEBRUARY, by=None, steps=False)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE followup_snapshot SET digest = %s", ["0" * 64])

    made.refresh_from_db()
    shown = browse(make.officer(drive.agency)).get(reverse("followup:months", args=[drive.pk]))

    assert not made.is_whole
    assert "ข้อมูลไม่ตรงกับรหัส" in shown.content.decode()


@pytest.mark.django_db
def test_the_night_keeps_the_last_day_of_a_month_of_running_years() -> None:
    running, closed = make.drive(), make.drive()
    closed.state = "closed"
    closed.save()

    for day in (date(2026, 2, 27), FEBRUARY, FEBRUARY, date(2026, 3, 1)):
        background.keep_the_month(day)

    assert [(one.drive, one.as_of, one.by) for one in Snapshot.objects.all()] == [(running, FEBRUARY, None)]


@pytest.mark.django_db
def test_two_months_are_compared(browse: Browse) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    activity, still = (
        make.activity(drive, by=ana),
        make.activity(
            drive, by=ana, title="กิจกรรมคงเดิม", starts_on=date(2026, 6, 1), ends_on=date(2026, 7, 1)
        ),
    )
    report(activity, date(2026, 1, 20), 40, ana)
    before, _new = actions.take(drive, JANUARY, by=ana, steps=False)
    report(activity, date(2026, 2, 20), 80, ana)
    after, _new = actions.take(drive, FEBRUARY, by=ana, steps=False)

    found = queries.compare(after, before)
    shown = browse(ana).get(reverse("followup:months", args=[drive.pk]), {"at": after.pk, "with": before.pk})

    assert (found.before, found.after) == (before, after)
    assert [one.key for one in found.activities] == [str(activity.pk)]
    assert still.title not in {one.title for one in found.activities}
    assert "สิ่งที่เปลี่ยนจาก 31 ม.ค. 2569 ถึง 28 ก.พ. 2569" in shown.content.decode()
    assert after.digest in shown.content.decode()


@pytest.mark.django_db
def test_an_officer_keeps_today_by_hand_once(browse: Browse) -> None:
    drive = make.drive()
    client, here = browse(make.officer(drive.agency)), reverse("followup:take", args=[drive.pk])

    first = client.post(here, follow=True).content.decode()
    again = client.post(here, follow=True).content.decode()

    assert "บันทึกภาพรวม ณ วันนี้แล้ว" in first
    assert "วันนี้บันทึกภาพรวมไว้แล้ว" in again
    assert Snapshot.objects.count() == 1
    assert browse(make.person(Role.COORDINATOR, drive.agency)).post(here).status_code == 403
    assert browse(make.officer(make.agency())).post(here).status_code == 404


@pytest.mark.django_db
def test_keeping_and_showing_take_a_fixed_number_of_queries(
    browse: Browse,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    client, here = browse(ana), reverse("followup:months", args=[drive.pk])
    assert "ยังไม่มีภาพรวมที่บันทึกไว้" in client.get(here).content.decode()

    def more(count: int) -> None:
        for _n in range(count):
            report(make.activity(drive, by=ana), date(2026, 1, 20), 40, ana)
            make.kpi(drive, by=ana)

    more(1)
    with django_assert_max_num_queries(17) as few:
        actions.take(drive, JANUARY, by=ana, steps=False)
    taken = len(few)  # before a request empties the log
    client.get(here)
    with django_assert_max_num_queries(6) as shown:
        client.get(here)
    looked = len(shown)
    more(5)
    with django_assert_num_queries(taken):
        actions.take(drive, FEBRUARY, by=ana, steps=False)
    client.get(here)  # the picture of two months is drawn and kept
    with django_assert_max_num_queries(looked):
        client.get(here)
