"""Deciding, scoring, weighing and overriding."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from janya.core import catalogue
from janya.issues import actions, queries
from janya.issues import catalogue as issue_catalogue
from janya.issues.models import Issue, PriorityCriterion
from janya.journal.models import Entry
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def criteria(db: None) -> list[PriorityCriterion]:
    issue_catalogue.load(catalogue.read_folder(catalogue.folder()))
    return list(PriorityCriterion.objects.order_by("order"))


def test_a_risk_above_the_lowest_band_is_proposed_until_it_is_decided() -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    high = make.risk(drive)
    make.risk(drive, residual_likelihood=1, residual_impact=2)

    waiting = queries.candidates(drive)

    assert [(one.key, one.risk) for one in waiting] == [(f"risk-{high.pk}", high)]
    actions.decide(
        drive,
        item=make.item(drive),
        title="ก",
        decision="turned_down",
        reason="อยู่ในแผนอื่น",
        risks=[high],
        by=ana,
        on=make.TODAY,
    )
    assert queries.candidates(drive) == []


def test_an_adopted_issue_gets_the_scores_that_figures_propose() -> None:
    drive = make.drive()
    risk = make.risk(drive, residual_likelihood=4, residual_impact=4)

    issue = actions.decide(
        drive,
        item=make.item(drive),
        title="ก",
        decision="adopted",
        risks=[risk],
        gap=Decimal("1.20"),
        by=make.officer(drive.agency),
        on=make.TODAY,
    )

    assert {one.criterion.feed: one.score for one in issue.scores.all()} == {"risk": 4, "gap": 3}
    assert Entry.objects.first().deed == "issues.adopted"  # type: ignore[union-attr]


def test_turning_down_without_a_reason_is_impossible_in_the_database() -> None:
    drive = make.drive()

    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.create(
            drive=drive,
            item=make.item(drive),
            number=1,
            title="ก",
            decision="turned_down",
            decided_by=make.officer(drive.agency),
            decided_on=make.TODAY,
        )


def test_the_ranking_shows_its_arithmetic_and_an_override_its_reason(
    criteria: list[PriorityCriterion],
) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    first, second = (
        actions.decide(drive, item=make.item(drive), title=title, decision="adopted", by=ana, on=make.TODAY)
        for title in "กข"
    )
    actions.score(first, dict.fromkeys(criteria, 5), by=ana)
    actions.score(second, dict.fromkeys(criteria, 2), by=ana)

    rows = queries.ranking(drive)
    assert [(row.issue, row.total, row.place.overall) for row in rows] == [
        (first, Decimal("5.00"), 1),
        (second, Decimal("2.00"), 2),
    ]
    assert sum(term.points for term in rows[1].terms) == rows[1].total
    actions.override(second, rank=1, reason="กระทบประชาชนโดยตรง", by=ana)

    rows = queries.ranking(drive)
    assert [row.issue for row in rows] == [second, first]
    assert rows[0].place.by_arithmetic == 2
    actions.override(second, rank=None, reason="กลับตามการคำนวณ", by=ana)
    assert [row.issue for row in queries.ranking(drive)] == [first, second]


def test_weights_must_sum_to_a_hundred(criteria: list[PriorityCriterion]) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)

    with pytest.raises(actions.WeightsAreNotWhole):
        actions.weigh(drive, dict.fromkeys(criteria, Decimal(30)), by=ana)
    actions.weigh(drive, {one: Decimal(100 if n == 0 else 0) for n, one in enumerate(criteria)}, by=ana)

    assert next(weight for _one, weight in queries.weights_of(drive)) == 100


def test_steps_four_and_five_follow_decisions_and_scores(criteria: list[PriorityCriterion]) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    risk = make.risk(drive)
    assert queries.step_state_4(drive, make.TODAY).share == 0

    issue = actions.decide(
        drive, item=make.item(drive), title="ก", decision="adopted", risks=[risk], by=ana, on=make.TODAY
    )

    assert queries.step_state_4(drive, make.TODAY).share == 1
    assert 0 < queries.step_state_5(drive, make.TODAY).share < 1
    actions.score(issue, dict.fromkeys(criteria, 3), by=ana)
    assert queries.step_state_5(drive, make.TODAY).share == 1


# ── merging, splitting, taking back ────────────────────────────────────────────────────────
def test_issues_and_candidates_become_one_and_what_leant_on_them_follows(
    criteria: list[PriorityCriterion],
) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    risks = [make.risk(drive) for _n in range(3)]
    first = make.issue(drive, by=ana, risks=risks[:1])
    second = make.issue(drive, by=ana, risks=risks[1:2], gap=Decimal("1.60"))
    kpi = make.kpi(drive, by=ana, issues=[first])
    for issue, points in ((first, 2), (second, 4)):
        actions.score(issue, {criteria[2]: points}, by=ana, on=make.TODAY)

    found = queries.picked(drive, [f"issue-{first.pk}", f"issue-{second.pk}", f"risk-{risks[2].pk}"])
    made = actions.merge(
        drive,
        issues=found.issues,
        risks=[one.risk for one in found.candidates if one.risk],
        title="การให้บริการที่ไม่เสมอภาค",
        item=make.item(drive, 2),
        description="",
        reason="มีต้นเหตุเดียวกัน",
        by=ana,
        on=make.TODAY,
    )

    assert set(made.risks.all()) == set(risks)
    assert (made.gap, made.number, set(made.came_from.all())) == (Decimal("1.60"), 3, {first, second})
    assert {one.decision for one in Issue.objects.filter(pk__in=[first.pk, second.pk])} == {"merged"}
    assert list(kpi.issues.all()) == [made]
    assert made.scores.get(criterion=criteria[2]).score == 4
    assert [row.issue for row in queries.ranking(drive)] == [made]
    assert queries.candidates(drive) == []
    assert Entry.objects.first().deed == "issues.merged"  # type: ignore[union-attr]


def test_one_alone_is_not_merged_and_what_is_gone_neither() -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    one, other = make.issue(drive, by=ana), make.issue(drive, by=ana)
    facts: dict[str, Any] = {
        "title": "ก",
        "item": make.item(drive),
        "description": "",
        "by": ana,
        "on": make.TODAY,
    }

    with pytest.raises(actions.TooFewToMerge):
        actions.merge(drive, issues=[one], **facts)
    actions.take_back(other, reason="ซ้ำกับแผนเดิม", by=ana, on=make.TODAY)
    with pytest.raises(actions.IsNotAdopted):
        actions.merge(drive, issues=[one, other], **facts)

    assert Issue.objects.adopted().count() == 1


def test_an_issue_becomes_several_and_its_sources_are_shared_out(criteria: list[PriorityCriterion]) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    risks = [make.risk(drive) for _n in range(2)]
    issue = make.issue(drive, by=ana, risks=risks, gap=Decimal("1.20"), item=make.item(drive, 2))
    kpi = make.kpi(drive, by=ana, issues=[issue])
    actions.score(issue, {criteria[3]: 5}, by=ana, on=make.TODAY)

    made = actions.split(
        issue,
        [
            actions.Part("การรับของขวัญ", make.item(drive, 1), risks=risks[:1]),
            actions.Part("การนัดคิว", make.item(drive, 2), risks=risks[1:]),
        ],
        reason="ผู้รับผิดชอบต่างกัน",
        by=ana,
        on=make.TODAY,
    )

    issue.refresh_from_db()
    assert issue.decision == "split"
    assert [list(one.risks.all()) for one in made] == [risks[:1], risks[1:]]
    assert [one.gap for one in made] == [None, Decimal("1.20")]
    assert set(kpi.issues.all()) == set(made)
    assert [one.scores.get(criterion=criteria[3]).score for one in made] == [5, 5]
    assert queries.candidates(drive) == []
    with pytest.raises(actions.IsNotAdopted):
        actions.split(issue, [], reason="ก", by=ana, on=make.TODAY)


def test_what_is_taken_back_waits_again_with_its_history() -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    risk = make.risk(drive)
    issue = make.issue(drive, by=ana, risks=[risk], decision="turned_down", reason="อยู่ในแผนอื่น")
    assert queries.candidates(drive) == []

    actions.take_back(issue, reason="แผนนั้นถูกยกเลิก", by=ana, on=make.TODAY)

    assert [one.risk for one in queries.candidates(drive)] == [risk]
    assert queries.turned_down(drive) == []
    assert [(one.decision, one.reason) for one in issue.considerations.all()] == [
        ("taken_back", "แผนนั้นถูกยกเลิก"),
        ("turned_down", "อยู่ในแผนอื่น"),
    ]
    with pytest.raises(actions.IsNotAdopted):
        actions.take_back(issue, reason="อีกครั้ง", by=ana, on=make.TODAY)


def test_what_a_kpi_answers_is_neither_taken_back_nor_turned_down() -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    issue = make.issue(drive, by=ana)
    make.kpi(drive, by=ana, issues=[issue])

    with pytest.raises(actions.IsLeantOn):
        actions.take_back(issue, reason="ก", by=ana, on=make.TODAY)
    with pytest.raises(actions.IsLeantOn):
        actions.change(issue, seen=1, by=ana, on=make.TODAY, decision="turned_down", reason="ก")

    assert Issue.objects.get().decision == "adopted"


def test_undoing_a_merge_or_the_last_part_of_a_split_brings_the_old_ones_back() -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    old = [make.issue(drive, by=ana) for _n in range(2)]
    facts: dict[str, Any] = {"by": ana, "on": make.TODAY}
    merged = actions.merge(drive, issues=old, title="ก", item=make.item(drive), description="", **facts)
    actions.take_back(merged, reason="ต่างเรื่องกัน", **facts)
    back = set(Issue.objects.adopted())
    item = make.item(drive)
    parts = actions.split(old[0], [actions.Part("ก", item), actions.Part("ข", item)], reason="ก", **facts)

    actions.take_back(parts[0], reason="ก", **facts)
    halfway = set(Issue.objects.adopted())
    actions.take_back(parts[1], reason="ก", **facts)

    assert back == set(old)
    assert halfway == {old[1], parts[1]}
    assert set(Issue.objects.adopted()) == set(old)


# ── scores and their sources ───────────────────────────────────────────────────────────────
def test_each_line_says_where_its_value_comes_from(criteria: list[PriorityCriterion]) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    risk = make.risk(drive, residual_likelihood=4, residual_impact=4)
    found = actions.GapFound(make.item(drive), Decimal("1.60"), Decimal("1.40"), Decimal("1.80"), 250)
    issue = actions.decide(
        drive,
        item=make.item(drive),
        title="ก",
        decision="adopted",
        risks=[risk],
        gaps=[found],
        by=ana,
        on=make.TODAY,
    )
    actions.score(issue, {criteria[1]: 5}, by=ana, on=make.TODAY)

    [row] = queries.ranking(drive)

    told = [(one.criterion.key, one.score, one.source, one.by, one.proposed) for one in row.lines[:3]]
    assert told == [
        ("severity", 4, f"{risk.reference} คะแนนที่เหลืออยู่ 16 จาก 25", None, 4),
        ("gap", 5, "ช่องว่าง 1.60 ในข้อ 1 จากผู้ตอบ 250 คน", ana, 4),
        ("reach", None, "ดุลพินิจของคณะทำงาน", None, None),
    ]
    assert row.lines[0].points == row.lines[0].weight * 4 / 100
    assert row.lines[0].meaning == "คะแนนความเสี่ยง 16 ถึง 20"


def test_new_figures_move_the_scores_that_nobody_gave(criteria: list[PriorityCriterion]) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    risks = [make.risk(drive, residual_likelihood=1, residual_impact=impact) for impact in (5, 1)]
    issue = make.issue(drive, by=ana, risks=risks[1:], gap=Decimal("1.20"))
    actions.score(issue, {criteria[1]: 1}, by=ana, on=make.TODAY)
    make.risk(drive, residual_likelihood=5, residual_impact=5)
    risks[0].residual_score = 25
    risks[0].save()

    actions.change(issue, seen=1, by=ana, on=make.TODAY, risks=risks[:1])

    scores = {one.criterion.key: (one.score, one.proposed) for one in issue.scores.all()}
    assert scores == {"severity": (5, 5), "gap": (1, 3)}


def test_a_rank_is_given_to_one_issue_only_and_only_while_it_takes_part() -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    first, second, third = (make.issue(drive, by=ana) for _n in range(3))
    actions.override(third, rank=1, reason="เร่งด่วน", authority="มติที่ประชุมครั้งที่ 2/2569", by=ana)

    with pytest.raises(actions.RankIsGiven) as given:
        actions.override(second, rank=1, reason="เร่งด่วนกว่า", by=ana)
    actions.override(third, rank=None, reason="กลับตามการคำนวณ", by=ana)
    actions.override(second, rank=1, reason="เร่งด่วนกว่า", by=ana)
    actions.take_back(first, reason="ก", by=ana, on=make.TODAY)
    with pytest.raises(actions.IsNotAdopted):
        actions.override(first, rank=2, reason="ก", by=ana)

    assert third.title in str(given.value)
    assert [row.issue for row in queries.ranking(drive)] == [second, third]
    line = Entry.objects.filter(deed="issues.overridden").first()
    assert line
    assert line.facts == {"rank": 1}, "the reason is free text and stays out of the journal"


def test_ties_are_told(criteria: list[PriorityCriterion]) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    risks = [make.risk(drive, residual_likelihood=3, residual_impact=impact) for impact in (4, 5)]
    issues = [make.issue(drive, by=ana, risks=[risk]) for risk in risks]
    for issue in issues:
        actions.score(issue, dict.fromkeys(criteria, 3), by=ana, on=make.TODAY)

    first, second = queries.ranking(drive)

    assert (first.issue, first.tie_said) == (issues[1], "")
    assert second.tie_said == f"คะแนนรวมเท่ากับ “{issues[1].title}” จึงตัดสินด้วยคะแนนความเสี่ยง"
