"""Reminders by rule: when, to whom, and never twice."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from janya.followup import actions, rules
from janya.followup.models import ReminderTerm
from janya.followup.rules import ActivityFacts, DueFacts, Terms, What
from janya.inbox.models import Notice
from janya.journal.models import Entry
from janya.people.models import Person
from janya.people.rules import Role
from janya.plans.models import Activity, Milestone
from janya.plans.models import Progress as Report
from janya.risks.models import Risk
from tests import make

Browse = Callable[[Person], Client]
START, END = date(2026, 1, 1), date(2026, 3, 31)
DAYS = st.integers(-40, 400).map(lambda n: START + timedelta(days=n))


# ── rules ──────────────────────────────────────────────────────────────────────────────────
@given(DAYS, st.integers(0, 100), DAYS)
def test_a_finished_activity_and_a_distant_day_remind_nobody(
    today: date, percent: int, reported: date
) -> None:
    found = rules.of_activity(ActivityFacts(1, START, END, percent, reported), Terms(), today)

    if percent == 100 or today < START - timedelta(days=7):
        assert found == []
    if today > END and percent < 100:
        assert [one.what for one in found] == [What.OVER]
    assert len({one.what for one in found}) == len(found)


@given(
    st.lists(st.integers(0, 400), min_size=1, max_size=400), st.sampled_from([What.MILESTONE, What.REVIEW])
)
def test_however_often_the_night_comes_each_step_has_one_key(nights: list[int], what: What) -> None:
    """Keys grow with the days, so a night that was missed sends one step and not three."""
    found: list[str] = []
    for night in sorted(nights):
        today = START + timedelta(days=night)
        due = rules.due_reminders([], [DueFacts(what, 1, date(2026, 2, 1))], terms=Terms(), today=today)
        assert len(due) <= 1
        found += [one.once for one in due]

    assert len(set(found)) <= 2 + (400 // 7) + 1
    assert found == [key for at, key in enumerate(found) if key not in found[:at] or key == found[at - 1]]


@given(st.integers(1, 400), st.integers(1, 60))
def test_steps_after_a_day_grow_by_one_every_so_many_days(over: int, again: int) -> None:
    assert rules.step_after(over + again, again) == rules.step_after(over, again) + 1


def test_a_day_that_was_moved_begins_anew() -> None:
    def once(end: date) -> str:
        due = rules.of_activity(ActivityFacts(1, START, end, 50, end), Terms(), end - timedelta(days=7))
        return due[0].once

    assert once(END) != once(END + timedelta(days=30))


# ── the night ──────────────────────────────────────────────────────────────────────────────
def an_activity(owner: Person, **facts: Any) -> Activity:
    drive = facts.pop("drive", None) or make.drive(owner.workplace)
    made = make.activity(drive, by=owner, **facts)
    return Activity.objects.get(pk=made.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2025, 12, 25), "จะเริ่มในอีก 7 วัน"),
        (date(2026, 2, 10), "ไม่มีรายงานความก้าวหน้ามา 40 วัน"),
        (date(2026, 3, 24), "จะสิ้นสุดในอีก 7 วัน"),
        (date(2026, 3, 31), "สิ้นสุดวันนี้"),
        (date(2026, 4, 1), "เลยกำหนดสิ้นสุด 31 มี.ค. 2569 มา 1 วัน"),
    ],
)
def test_the_owner_is_told_in_words_and_once(today: date, words: str) -> None:
    owner = make.person(Role.COORDINATOR, make.agency())
    made = an_activity(owner, starts_on=START, ends_on=END)

    actions.remind_all(today)
    again = actions.remind_all(today)

    told = Notice.objects.filter(person=owner)
    assert any(words in one.text for one in told), [one.text for one in told]
    assert {one.href for one in told} == {made.get_absolute_url()}
    assert again == 0
    assert Entry.objects.filter(deed="followup.reminded").count() == 1
    assert Entry.objects.get(deed="followup.reminded").by_id is None


@pytest.mark.django_db
def test_after_two_steps_the_officers_are_told_too() -> None:
    agency = make.agency()
    owner, officer = make.person(Role.COORDINATOR, agency), make.officer(agency)
    an_activity(owner, starts_on=START, ends_on=END)

    for days in (1, 8):
        actions.remind_all(END + timedelta(days=days))
    before = Notice.objects.filter(person=officer).count()
    actions.remind_all(END + timedelta(days=15))

    assert (before, Notice.objects.filter(person=officer).count()) == (0, 1)
    assert Notice.objects.filter(person=owner).count() == 3


@pytest.mark.django_db
def test_of_an_owner_who_left_the_officers_are_told() -> None:
    agency = make.agency()
    owner, officer = make.person(Role.COORDINATOR, agency), make.officer(agency)
    an_activity(owner, starts_on=START, ends_on=END)
    owner.appointments.update(ended_on=START)

    actions.remind_all(END + timedelta(days=1))

    assert [one.person for one in Notice.objects.all()] == [officer]


@pytest.mark.django_db
def test_milestones_readings_and_reviews_are_told_too() -> None:
    drive = make.drive()
    owner = make.officer(drive.agency)
    made = an_activity(owner, drive=drive, starts_on=START, ends_on=date(2026, 9, 30))
    Report.objects.create(activity=made, on=date(2026, 2, 8), percent=10, note="x", by=owner)
    Milestone.objects.create(activity=made, title="เห็นชอบร่าง", due_on=date(2026, 2, 16))
    Milestone.objects.create(
        activity=made, title="เสร็จแล้ว", due_on=date(2026, 2, 1), done_on=date(2026, 1, 30)
    )
    make.kpi(drive, by=owner)
    risk = make.risk(drive, by=owner)
    Risk.objects.filter(pk=risk.pk).update(review_on=date(2026, 2, 1))

    actions.remind_all(make.TODAY)

    told = [(one.kind, one.text) for one in Notice.objects.filter(person=owner).order_by("kind")]
    assert [kind for kind, _text in told] == ["activity", "reading", "review"]
    assert "หมุดหมาย “เห็นชอบร่าง" in told[0][1]
    assert "31 ธ.ค. 2568" in told[1][1]
    assert "เลยกำหนดทบทวน" in told[2][1]


@pytest.mark.django_db
def test_closed_years_and_agencies_that_turned_it_off_are_left_alone() -> None:
    off, closed = make.drive(), make.drive()
    for drive in (off, closed):
        an_activity(make.officer(drive.agency), drive=drive, starts_on=START, ends_on=END)
    actions.set_terms(off.agency, by=make.officer(off.agency), is_on=False)
    closed.state = "closed"
    closed.save()

    assert actions.remind_all(END + timedelta(days=1)) == 0


@pytest.mark.django_db
def test_the_night_takes_as_many_queries_for_ten_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    drive = make.drive()

    def more(count: int) -> None:
        for _n in range(count):
            owner = make.person(Role.COORDINATOR, drive.agency)
            made = an_activity(owner, drive=drive, starts_on=START, ends_on=END)
            Milestone.objects.create(activity=made, title="ก", due_on=date(2026, 2, 1))
            make.kpi(drive, by=owner)
            Risk.objects.filter(pk=make.risk(drive, by=owner).pk).update(review_on=date(2026, 2, 1))

    more(1)
    with django_assert_max_num_queries(26) as few:
        actions.remind(drive, END + timedelta(days=1))
    more(9)
    with django_assert_num_queries(len(few)):
        actions.remind(drive, END + timedelta(days=2))


# ── the screen of the days ─────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_an_agency_sets_its_days_with_thai_digits(browse: Browse) -> None:
    agency = make.agency()
    client, here = browse(make.officer(agency)), reverse("followup:terms", args=[agency.pk])
    typed = {
        "is_on": "on",
        "begins": "๑๐",
        "ends": "๓๐, 7",
        "milestone": "",
        "stale": "45",
        "again": "14",
        "alone": "1",
    }

    wrong = client.post(here, {**typed, "ends": "สามวัน"}, headers={"HX-Request": "true"})
    right = client.post(here, typed)

    assert wrong.status_code == 422
    assert "สามวัน" in wrong.content.decode()
    assert right.status_code == 302
    assert ReminderTerm.objects.get().terms == Terms((10,), (30, 7), (), 45, 14, 1)
    assert "30, 7" in client.get(here).content.decode()
    assert Entry.objects.filter(deed="followup.terms-set").exists()


@pytest.mark.django_db
def test_only_who_manages_sets_the_days(browse: Browse) -> None:
    agency = make.agency()
    here = reverse("followup:terms", args=[agency.pk])

    assert browse(make.person(Role.AUDITOR, agency)).post(here, {}).status_code == 403
    assert browse(make.officer(make.agency())).get(here).status_code == 404
