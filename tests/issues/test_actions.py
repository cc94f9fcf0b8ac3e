"""Deciding, scoring, weighing and overriding."""

from decimal import Decimal

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

    assert {one.criterion.feed: one.score for one in issue.scores.all()} == {"risk": 4, "gap": 4}
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
