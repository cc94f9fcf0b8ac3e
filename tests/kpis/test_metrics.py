from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from janya.codes.models import Reading as ItemRead
from janya.drives.models import Drive
from janya.findings import actions as findings
from janya.kpis import metrics
from janya.risks import actions as risks
from janya.risks.models import Band, Risk
from janya.surveys.models import Choice, Question, Response, StakeholderGroup, Survey, SurveyGroup
from tests import make

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY, MARCH = date(2026, 1, 15), date(2026, 2, 10), date(2026, 3, 31)
LEVELS = {"low": (1, 3), "moderate": (4, 9), "high": (10, 15), "critical": (16, 25)}


def bands(drive: Drive) -> None:
    for level, (floor, ceiling) in LEVELS.items():
        Band.objects.create(
            agency=drive.agency, key=level, level=level, name=level, floor=floor, ceiling=ceiling
        )


def risk(drive: Drive, left: tuple[int, int], on: date) -> Risk:
    ana = make.officer(drive.agency)
    levels: dict[str, Any] = {
        "likelihood": 5,
        "impact": 5,
        "residual_likelihood": left[0],
        "residual_impact": left[1],
    }
    return risks.add(drive, items=[make.item(drive)], by=ana, on=on, title="รับของขวัญ", **levels)


def test_open_high_risks_as_they_stood_on_the_day() -> None:
    drive = make.drive()
    bands(drive)
    ana = make.officer(drive.agency)
    mended, closed = risk(drive, (4, 4), JANUARY), risk(drive, (2, 5), JANUARY)
    risk(drive, (3, 3), JANUARY)
    risks.assess(
        mended,
        seen=1,
        why="ควบคุมได้ผล",
        by=ana,
        on=FEBRUARY,
        likelihood=5,
        impact=5,
        residual_likelihood=2,
        residual_impact=2,
    )
    risks.close(closed, reason="เลิกภารกิจ", by=ana, on=MARCH)
    risk(drive, (5, 5), MARCH)

    found = [metrics.open_high_risks(drive, day) for day in (date(2025, 12, 1), JANUARY, FEBRUARY, MARCH)]

    assert found == [None, 2, 1, 1]


def test_items_read_of_all_items_times_all_people() -> None:
    drive = make.drive(items=2)
    first, second = make.person(None, drive.agency), make.person(None, drive.agency)
    for person, number, day in ((first, 1, JANUARY), (first, 2, MARCH), (second, 1, MARCH)):
        at = datetime(day.year, day.month, day.day, 8, tzinfo=timezone.get_default_timezone())
        ItemRead.objects.create(drive=drive, person=person, item=make.item(drive, number), read_at=at)

    assert [metrics.items_read(drive, day) for day in (JANUARY, MARCH)] == [Decimal(25), Decimal(75)]


def survey(drive: Drive, answers: list[str], *, opens: date, state: str) -> None:
    """One statement of each of two items, one group of which ten were hoped for."""
    made = Survey.objects.create(
        drive=drive, title="แบบสำรวจ", opens_on=opens, closes_on=opens + timedelta(days=30), state=state
    )
    for position in range(2):
        item = make.item(drive, position + 1)
        Question.objects.create(survey=made, item=item, position=position, text="ข้อความ")
    group, _new = StakeholderGroup.objects.get_or_create(
        agency=drive.agency, key="g", defaults={"name": "ประชาชน"}
    )
    asked = SurveyGroup.objects.create(survey=made, group=group, token=f"t{made.pk}", target=10)
    Response.objects.bulk_create([Response(survey=made, group=asked, answers=text) for text in answers])
    if state == "closed":
        findings.tally(made)


def test_survey_figures_come_from_the_latest_survey_of_the_day() -> None:
    drive = make.drive()
    survey(drive, ["5350"] * 3 + ["5340"] * 2 + ["5342"] * 5, opens=JANUARY, state="closed")
    survey(drive, ["5454"] * 4, opens=FEBRUARY, state="open")

    assert [metrics.survey_gap(drive, day) for day in (date(2025, 12, 1), MARCH)] == [None, Decimal("2.00")]
    assert metrics.survey_perceived(drive, MARCH) == Decimal("2.67")
    assert [metrics.survey_answers(drive, day) for day in (JANUARY, MARCH)] == [Decimal(100), Decimal(40)]


def test_knowledge_comes_from_the_latest_counted_awareness_survey() -> None:
    drive = make.drive()
    made = Survey.objects.create(
        drive=drive,
        kind=Survey.Kind.AWARENESS,
        title="แบบสำรวจการรับรู้",
        opens_on=JANUARY,
        closes_on=FEBRUARY,
        state=Survey.State.CLOSED,
    )
    asked = Question.objects.create(survey=made, position=0, kind="single", text="ข้อใดถูก")
    for place in range(2):
        Choice.objects.create(question=asked, position=place, text=str(place), is_right=place == 1)
    group = SurveyGroup.objects.create(survey=made, group=make.stakeholders(), token="k", target=9)
    Response.objects.bulk_create(Response(survey=made, group=group, answers=text) for text in "2222221???")
    assert metrics.awareness_score(drive, MARCH) is None
    findings.tally(made)

    assert [metrics.awareness_score(drive, day) for day in (date(2025, 12, 1), MARCH)] == [
        None,
        Decimal("60.00"),
    ]


def test_figures_of_an_agency_without_anything_are_none() -> None:
    drive = make.drive()
    bands(drive)

    assert {key: one.measure(drive, MARCH) for key, one in metrics.METRICS.items()} == dict.fromkeys(
        metrics.METRICS
    )


def test_each_metric_makes_a_concrete_kpi() -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    issue = make.issue(drive, by=ana)
    for one in metrics.METRICS.values():
        better = [Decimal(level) for level in (1, 2, 3, 4, 5)]
        facts = {
            "name": one.name,
            "definition": one.definition,
            "formula": one.formula,
            "unit": one.unit,
            "direction": one.direction.value,
            "metric": one.key,
            "baseline": None,
            "target": Decimal(3),
            "levels": better if one.direction == "more" else better[::-1],
        }

        made = make.kpi(drive, by=ana, issues=[issue], **facts)

        assert made.metric == one.key
