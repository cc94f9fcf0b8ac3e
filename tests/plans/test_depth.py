"""Milestones, money by source and month, and ceilings: rules, actions and pages."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from janya.core.models import HasChanged
from janya.people.models import Person
from janya.plans import actions, queries, rules
from janya.plans.models import Activity, BudgetLine, BudgetSource, Milestone
from tests import make

Browse = Callable[[Person], Client]
DAYS = st.dates(date(2025, 10, 1), date(2026, 9, 30))
POINTS = st.lists(
    st.builds(rules.MilestoneFacts, st.text(min_size=1), DAYS, st.integers(1, 100), st.none() | DAYS),
    max_size=6,
)
JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


def source(name: str = "งบประมาณรายจ่ายประจำปี") -> BudgetSource:
    made, _new = BudgetSource.objects.get_or_create(key=name, agency=None, defaults={"name": name})
    return made


# ── rules ──────────────────────────────────────────────────────────────────────────────────
@given(POINTS, DAYS, DAYS)
def test_what_is_due_and_done_by_weight_only_grows_with_time(
    points: list[rules.MilestoneFacts], one: date, other: date
) -> None:
    first, last = sorted((one, other))

    for share in (rules.share_due, rules.share_done):
        assert 0 <= share(points, first) <= share(points, last) <= 100
    assert not points or rules.share_due(points, date(2026, 9, 30)) == 100


@given(st.lists(st.tuples(DAYS, st.decimals(0, 10**9, places=2)), max_size=8, unique_by=lambda one: one[0]))
def test_the_months_add_up_to_the_last_report(reports: list[tuple[date, Decimal]]) -> None:
    spent = rules.spent_by_month(reports)

    last = max(reports, default=(None, Decimal(0)), key=lambda one: one[0])[1]
    assert sum(spent.values(), Decimal(0)) == last
    assert rules.by_month([], spent, 2569)[-1].spent_so_far == last


@given(
    st.dictionaries(st.integers(1, 4), st.integers(0, 100)),
    st.dictionaries(st.integers(1, 4), st.integers(0, 100)),
)
def test_a_ceiling_is_broken_only_by_more(planned: dict[int, int], limits: dict[int, int]) -> None:
    over = rules.over_ceilings(
        {key: Decimal(value) for key, value in planned.items()},
        {key: Decimal(value) for key, value in limits.items()},
    )

    assert {one.source for one in over} == {
        key for key, value in limits.items() if planned.get(key, 0) > value
    }


def test_a_light_follows_the_milestones_where_there_are_any() -> None:
    span: dict[str, Any] = {
        "starts_on": date(2025, 10, 1),
        "ends_on": date(2026, 9, 30),
        "today": date(2026, 6, 30),
    }

    assert rules.light(0, **span) is rules.Light.RED
    assert rules.light(0, **span, planned=0) is rules.Light.GREEN


# ── actions ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_a_milestone_outside_its_activity_is_refused_and_nothing_is_written() -> None:
    activity = make.activity(make.drive())
    late = rules.MilestoneFacts("ส่งรายงาน", date(2026, 9, 1))

    with pytest.raises(actions.MilestoneIsOutside, match="ส่งรายงาน"):
        actions.set_milestones(activity, [late], seen=1, by=activity.owner)

    assert not Milestone.objects.exists()


@pytest.mark.django_db
def test_new_days_cannot_leave_a_milestone_outside() -> None:
    activity = make.activity(make.drive())
    actions.set_milestones(
        activity, [rules.MilestoneFacts("ส่งรายงาน", date(2026, 3, 1))], seen=1, by=activity.owner
    )

    with pytest.raises(actions.MilestoneNeedsDays):
        actions.change(activity, seen=2, by=activity.owner, kpis=[], issues=[], ends_on=date(2026, 2, 1))


@pytest.mark.django_db
def test_milestones_that_are_left_out_go_and_the_others_keep_who_did_them() -> None:
    activity = make.activity(make.drive())
    ana = activity.owner
    first = [
        rules.MilestoneFacts("ก", date(2026, 1, 1), done_on=date(2026, 1, 1)),
        rules.MilestoneFacts("ข", date(2026, 2, 1)),
    ]
    actions.set_milestones(activity, first, seen=1, by=ana)
    kept = activity.milestones.get(title="ก")

    actions.set_milestones(
        activity,
        [rules.MilestoneFacts("ก้าวแรก", kept.due_on, 3, kept.done_on, kept.pk)],
        seen=2,
        by=make.officer(activity.drive.agency),
    )

    (left,) = activity.milestones.all()
    assert (left.pk, left.title, left.weight, left.done_by) == (kept.pk, "ก้าวแรก", 3, ana)
    with pytest.raises(HasChanged):
        actions.set_milestones(activity, [], seen=2, by=ana)


@pytest.mark.django_db
def test_the_budget_is_the_sum_of_its_lines_and_a_ceiling_is_told_by_the_check() -> None:
    drive = make.drive()
    activity = make.activity(drive, budget=Decimal(5))
    lines = [rules.BudgetFacts(source().pk, month, Decimal(600)) for month in (JANUARY, FEBRUARY)]

    actions.set_budget(activity, lines, seen=1, by=activity.owner)
    actions.set_ceilings(drive, {None: Decimal(1000), source().pk: Decimal(1200)}, by=activity.owner)

    activity.refresh_from_db()
    assert activity.budget == 1200
    over = [one for one in queries.check(drive) if one.kind is rules.Kind.OVER_CEILING]
    assert [("1,200" in one.text, "1,000" in one.text) for one in over] == [(True, True)]


@pytest.mark.django_db
def test_the_money_of_the_year_takes_a_fixed_number_of_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    drive = make.drive()
    for n in range(3):
        activity = make.activity(drive)
        actions.set_budget(
            activity, [rules.BudgetFacts(source().pk, JANUARY, Decimal(100))], seen=1, by=activity.owner
        )
        actions.report(
            activity, on=date(2026, 1, 9), percent=10, spent=Decimal(30 + n), note="ก", by=activity.owner
        )

    with django_assert_num_queries(6):
        found = queries.money(drive, make.TODAY)

    assert (found.whole.planned, found.spent, found.unplaced) == (Decimal(300), Decimal(93), Decimal(0))
    assert found.months[3].planned == 300
    assert found.months[3].spent == 93
    with django_assert_num_queries(0):
        assert "แผนสะสม" in found.chart.svg()


@pytest.mark.django_db
def test_an_owner_who_has_left_is_told_by_the_check() -> None:
    activity = make.activity(make.drive())
    Person.objects.filter(pk=activity.owner_id).update(is_active=False)

    kinds = {one.kind for one in queries.check(activity.drive)}

    assert rules.Kind.OWNER_LEFT in kinds


# ── pages ──────────────────────────────────────────────────────────────────────────────────
def rows(prefix: str, *rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    typed = {f"{prefix}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    return {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0, **typed, **more}


@pytest.mark.django_db
def test_milestones_are_typed_in_thai_and_a_wrong_one_keeps_what_was_typed(browse: Browse) -> None:
    activity = make.activity(make.drive())
    address = reverse("plans:milestones", args=[activity.pk])
    good = {"title": "จัดอบรมรุ่นแรก", "due_on": "๑๕ ม.ค. ๒๕๖๙", "weight": "๒"}

    wrong = browse(activity.owner).post(
        address, rows("m", good, {"title": "", "due_on": "1/2/2569"}, version=1)
    )
    right = browse(activity.owner).post(address, rows("m", good, {"title": ""}, version=1))

    assert wrong.status_code == 422
    assert "จัดอบรมรุ่นแรก" in wrong.content.decode()
    assert right.status_code == 302
    made = Milestone.objects.get()
    assert (str(made.due_on), made.weight) == ("2026-01-15", 2)


@pytest.mark.django_db
def test_a_report_ticks_milestones_and_takes_the_percentage_from_their_weights(browse: Browse) -> None:
    activity = make.activity(make.drive())
    points = [
        rules.MilestoneFacts("ก", date(2025, 11, 1), 3),
        rules.MilestoneFacts("ข", date(2026, 3, 1), 1),
    ]
    actions.set_milestones(activity, points, seen=1, by=activity.owner)
    reached = activity.milestones.get(title="ก")

    browse(activity.owner).post(
        reverse("plans:progress", args=[activity.pk]),
        {"on": "1/12/2568", "percent": "", "spent": "", "note": "จัดแล้ว", "milestones": [reached.pk]},
    )

    activity.refresh_from_db()
    reached.refresh_from_db()
    assert activity.percent == 75
    assert str(reached.done_on) == "2025-12-01"


@pytest.mark.django_db
def test_money_is_typed_by_month_and_one_source_twice_is_refused(browse: Browse) -> None:
    activity = make.activity(make.drive())
    address = reverse("plans:budget", args=[activity.pk])
    line = {"source": source().pk, "2026-01-01": "๑,๐๐๐", "2026-02-01": ""}

    twice = browse(activity.owner).post(address, rows("s", line, line, version=1))
    once = browse(activity.owner).post(address, rows("s", line, version=1))

    assert twice.status_code == 422
    assert "แหล่งเงินซ้ำกัน" in twice.content.decode()
    assert once.status_code == 302
    assert [(one.month, one.amount) for one in BudgetLine.objects.all()] == [(JANUARY, Decimal(1000))]
    assert Activity.objects.get().budget == 1000


@pytest.mark.django_db
def test_ceilings_and_own_sources_are_kept(browse: Browse) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    address = reverse("plans:ceilings", args=[drive.pk])

    browse(ana).post(address, {"add_source": "1", "own-name": "กองทุนส่งเสริมคุณธรรม"})
    own = BudgetSource.objects.get(agency=drive.agency)
    browse(ana).post(address, {"whole": "500,000", f"source_{own.pk}": "๑๐๐๐๐"})
    again = browse(ana).post(address, {"add_source": "1", "own-name": "กองทุนส่งเสริมคุณธรรม"})

    assert queries.ceilings(drive) == {None: Decimal(500000), own.pk: Decimal(10000)}
    assert "มีแหล่งเงินชื่อนี้แล้ว" in again.content.decode()
    assert "กองทุนส่งเสริมคุณธรรม" in browse(ana).get(reverse("plans:money", args=[drive.pk])).content.decode()
