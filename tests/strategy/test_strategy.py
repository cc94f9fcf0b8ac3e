"""The strategic plan and the other policies the code is woven into: rules, actions, pages, papers."""

import io
from collections.abc import Callable
from typing import Any

import docx
import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from janya.core.models import HasChanged
from janya.people.models import Person
from janya.people.rules import Role
from janya.strategy import actions, papers, queries, rules
from janya.strategy.models import Goal, Policy, StrategicPlan, Strategy
from tests import make

Browse = Callable[[Person], Client]
PLAN: dict[str, Any] = {
    "vision": "ราชการใสสะอาด",
    "missions": "ก\nข",
    "values": "",
    "first_year": 2569,
    "last_year": 2573,
}
goals = st.lists(
    st.builds(
        rules.GoalFacts,
        st.integers(1, 50),
        st.integers(0, 3),
        st.dictionaries(st.integers(1, 50), st.lists(st.integers(1, 9), max_size=3), max_size=3),
    ),
    max_size=4,
)


# ── rules ──────────────────────────────────────────────────────────────────────────────────
@given(goals, st.sets(st.integers(1, 9)))
def test_an_issue_hangs_loose_just_when_no_strategy_answers_it(
    found: list[rules.GoalFacts], issues: set[int]
) -> None:
    answered = {issue for goal in found for answers in goal.strategies.values() for issue in answers}

    loose = {
        one.pk for one in rules.loose_ends(found, issues) if one.kind is rules.Kind.ISSUE_WITHOUT_STRATEGY
    }

    assert loose == issues - answered


@given(st.lists(st.integers(1, 9), unique=True), st.lists(st.sets(st.integers(1, 9)), max_size=4))
def test_what_is_uncovered_is_in_no_policy(items: list[int], policies: list[set[int]]) -> None:
    bare = rules.uncovered(items, policies)

    assert bare == [item for item in items if item in bare]
    assert all((item in bare) is not any(item in one for one in policies) for item in items)


# ── actions ────────────────────────────────────────────────────────────────────────────────
def whole(year: int = 2569, agency: Any = None) -> tuple[Any, Goal, Strategy]:
    drive = make.drive(agency, year=year)
    ana = make.officer(drive.agency)
    issue = make.issue(drive, "ของขวัญ", by=ana)
    actions.write(drive, seen=1, by=ana, **PLAN)
    goal = actions.add_goal(
        drive, by=ana, title="ประชาชนเชื่อมั่น", kpis=[make.kpi(drive, by=ana, issues=[issue])]
    )
    strategy = actions.add_strategy(
        drive, by=ana, goal=goal, title="เปิดเผยข้อมูล", measures="ติดประกาศ\nทบทวนคู่มือ", issues=[issue]
    )
    return drive, goal, strategy


@pytest.mark.django_db
def test_a_plan_that_holds_together_has_no_loose_end_and_one_that_does_not_tells_each() -> None:
    drive, goal, strategy = whole()
    assert queries.whole(drive).loose == []

    make.issue(drive, "ใช้รถราชการ")
    goal.kpis.clear()
    strategy.issues.clear()

    told = [one.text for one in queries.whole(drive).loose]
    assert len(told) == 4
    assert any("ใช้รถราชการ" in one for one in told)


@pytest.mark.django_db
def test_the_second_of_two_writers_is_refused() -> None:
    drive, goal, _strategy = whole()
    ana = make.officer(drive.agency)
    actions.write(drive, seen=1, by=ana, **{**PLAN, "vision": "ใหม่"})

    with pytest.raises(HasChanged):
        actions.write(drive, seen=1, by=ana, **PLAN)
    actions.change_goal(goal, seen=1, by=ana, title="อีกชื่อ", kpis=[])
    with pytest.raises(HasChanged):
        actions.change_goal(goal, seen=1, by=ana, title="อีก", kpis=[])


@pytest.mark.django_db
def test_last_years_plan_is_carried_once_with_issues_of_the_same_title() -> None:
    agency = make.agency()
    old, _goal, strategy = whole(2569, agency)
    new = make.drive(agency, year=2570)
    issue = make.issue(new, "ของขวัญ")
    ana = make.officer(agency)

    made = actions.carry(new, old, by=ana)

    assert made
    assert made.vision == PLAN["vision"]
    (copied,) = Strategy.objects.of(new)
    assert (copied.title, copied.measures) == (strategy.title, strategy.measures)
    assert list(copied.issues.all()) == [issue]
    assert actions.carry(new, old, by=ana) is None


@pytest.mark.django_db
def test_the_tree_takes_as_many_queries_for_many_goals(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    drive, goal, _strategy = whole()
    ana = make.officer(drive.agency)
    for n in range(5):
        more = actions.add_goal(drive, by=ana, title=f"เป้า {n}", kpis=[])
        actions.add_strategy(drive, by=ana, goal=more, title=f"กลยุทธ์ {n}", issues=[])

    with django_assert_num_queries(6):
        found = queries.whole(drive)
        assert (len(found.goals), found.strategies) == (6, 6)
        assert found.goals[0] == goal


# ── pages and papers ───────────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_an_officer_writes_the_plan_and_years_out_of_order_keep_what_was_typed(browse: Browse) -> None:
    drive = make.drive()
    ana = browse(make.officer(drive.agency))
    address = reverse("strategy:write", args=[drive.pk])

    wrong = ana.post(address, {**PLAN, "first_year": "๒๕๗๓", "last_year": "๒๕๖๙", "version": 1})
    right = ana.post(address, {**PLAN, "first_year": "๒๕๖๙", "version": 1})
    stale = ana.post(address, {**PLAN, "vision": "ของคนช้า", "version": 9})

    assert (wrong.status_code, right.status_code, stale.status_code) == (422, 302, 409)
    assert "ปีสิ้นสุดต้องไม่ก่อนปีเริ่มต้น" in wrong.content.decode()
    assert PLAN["vision"] in wrong.content.decode()
    assert "ของคนช้า" in stale.content.decode()
    assert StrategicPlan.objects.get().first_year == 2569


@pytest.mark.django_db
def test_goals_strategies_and_policies_are_kept_shown_and_removed(browse: Browse) -> None:
    drive, goal, strategy = whole()
    ana = browse(make.officer(drive.agency))
    items = make.item(drive, 1), make.item(drive, 2)
    typed = {"title": "แผนปฏิบัติราชการ", "kind": "action_plan", "dated_on": "๑ ต.ค. ๒๕๖๘", "version": 1}

    ana.post(
        reverse("strategy:add-policy", args=[drive.pk]),
        {**typed, f"item_{items[0].pk}": "on", f"how_{items[1].pk}": "เป็นตัวชี้วัดรายบุคคล"},
    )
    policy = Policy.objects.get()
    shown = ana.get(reverse("strategy:policies", args=[drive.pk])).content.decode()
    ana.post(reverse("strategy:change-policy", args=[policy.pk]), {**typed, f"item_{items[0].pk}": "on"})
    tree = ana.get(reverse("strategy:show", args=[drive.pk])).content.decode()

    assert "เป็นตัวชี้วัดรายบุคคล" in shown
    assert [one.item for one in policy.coverage.all()] == [items[0]]
    assert queries.matrix(drive).counts == [1, 0, 0]
    assert goal.title in tree
    assert strategy.title in tree
    assert ana.get(reverse("strategy:export-policies", args=[drive.pk])).content[:2] == b"PK"
    for name, row in (("remove-strategy", strategy), ("remove-goal", goal), ("remove-policy", policy)):
        assert ana.post(reverse(f"strategy:{name}", args=[row.pk])).status_code == 302
    assert not Goal.objects.exists()
    assert not Policy.objects.exists()


@pytest.mark.django_db
def test_a_committee_member_reads_and_does_not_write(browse: Browse) -> None:
    drive, goal, _strategy = whole()
    bee = browse(make.person(Role.COMMITTEE, drive.agency))

    assert bee.get(reverse("strategy:show", args=[drive.pk])).status_code == 200
    assert bee.post(reverse("strategy:change-goal", args=[goal.pk]), {"title": "ก"}).status_code == 403


@pytest.mark.django_db
def test_the_papers_hold_the_plan_in_thai_digits_and_run_nothing(browse: Browse) -> None:
    drive, _goal, strategy = whole()
    ana = make.officer(drive.agency)
    title = "เปิดเผย {{ 7*7 }} <w:p> & #import ๓"
    actions.change_strategy(strategy, seen=1, by=ana, title=title, issues=strategy.issues.all())

    pdf = browse(ana).get(reverse("strategy:paper", args=[drive.pk])).content
    word = browse(ana).get(reverse("strategy:word", args=[drive.pk])).content

    paper = docx.Document(io.BytesIO(word))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert papers.in_thai(title) in cells
    assert "๑.๑" in cells
    assert any("ราชการใสสะอาด" in one.text for one in paper.paragraphs)
    assert not any("{" in one.text for one in paper.paragraphs)
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    assert "#import" in "".join(page.get_textpage().get_text_range() for page in document)
