from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from janya.core.keeping import forget
from janya.drives.models import Drive
from janya.evidence.models import Evidence
from janya.issues.models import Issue
from janya.kpis.models import Kpi, ReadingProof
from janya.norms.models import ItemMapping
from janya.plans.models import Activity, Proof
from janya.risks.models import ItemReview, Risk
from janya.thread import queries
from janya.thread.rules import Kind, Ref, Stage
from tests import make
from tests.thread.year import evidence, many_risks, whole_thread

pytestmark = pytest.mark.django_db
FEWEST = 13  # queries for the whole thread of a year without a counted survey


def kinds(drive: Drive) -> Counter[Kind]:
    forget()
    return Counter(one.kind for one in queries.thread(drive, make.TODAY).loose)


def test_one_walks_from_an_item_to_its_evidence_and_back() -> None:
    drive = make.drive(items=1)
    made = whole_thread(drive)
    item = make.item(drive)

    found = queries.thread(drive, make.TODAY)

    refs = [Ref(Stage(name), one.pk) for name, one in made.items()]
    gap = Ref(Stage.GAP, item.pk)
    assert set(found.graph.nodes) == {Ref(Stage.ITEM, item.pk), gap, *refs}
    assert found.rows[0].percent == 100
    assert found.loose == []
    figures = found.rows[0].figures
    assert (figures.risks, figures.high, figures.gap, figures.issues) == (1, 1, Decimal("1.20"), 1)
    assert (figures.kpis, figures.score, figures.activities, figures.done) == (1, Decimal("3.00"), 1, 1)
    assert figures.evidence == 1
    assert found.graph.above[Ref(Stage.ACTIVITY, made["activity"].pk)] == (Ref(Stage.KPI, made["kpi"].pk),)


def test_everything_that_hangs_loose_is_listed_with_its_kind() -> None:
    drive = make.drive(items=2)
    ana = make.officer(drive.agency)
    make.risk(drive, by=ana)
    orphan = make.risk(drive, by=ana, residual_likelihood=1, residual_impact=1)
    orphan.items.clear()
    issue = make.issue(drive, by=ana)
    kpi = make.kpi(drive, by=ana, issues=[make.issue(drive, by=ana)])
    kpi.issues.clear()
    make.activity(drive, by=ana)
    Activity.objects.update(percent=100)
    evidence(drive)

    assert kinds(drive) == {
        Kind.ITEM_WITHOUT_RISK: 1,
        Kind.RISK_WITHOUT_ITEM: 1,
        Kind.RISK_WITHOUT_ISSUE: 1,
        Kind.ISSUE_WITHOUT_KPI: 2,
        Kind.KPI_WITHOUT_ISSUE: 1,
        Kind.KPI_WITHOUT_ACTIVITY: 1,
        Kind.KPI_WITHOUT_READING: 1,
        Kind.ACTIVITY_WITHOUT_KPI: 1,
        Kind.ACTIVITY_WITHOUT_EVIDENCE: 1,
        Kind.EVIDENCE_UNUSED: 1,
    }
    assert queries.loose_count(drive, make.TODAY) == 11
    assert queries.annual(drive, make.TODAY)["loose_count"] == 11
    assert issue.pk


def test_what_somebody_decided_does_not_hang_loose() -> None:
    drive = make.drive(items=1)
    ana = make.officer(drive.agency)
    turned_down, closed = make.risk(drive, by=ana), make.risk(drive, by=ana)
    make.issue(
        drive, by=ana, risks=[turned_down], decision=Issue.Decision.TURNED_DOWN, reason="ติดตามในทะเบียน"
    )
    Risk.objects.filter(pk=closed.pk).update(closed_on=make.TODAY)
    empty = make.drive(items=1)
    ItemReview.objects.create(drive=empty, item=make.item(empty), reason="ไม่พบ", by=ana, on=make.TODAY)

    assert kinds(drive) == {}
    assert kinds(empty) == {}


def test_cancelled_activities_and_withdrawn_evidence_are_no_part_of_the_thread() -> None:
    drive = make.drive(items=1)
    made = whole_thread(drive)
    Activity.objects.update(cancelled_on=make.TODAY)

    assert kinds(drive) == {Kind.KPI_WITHOUT_ACTIVITY: 1}

    Activity.objects.update(cancelled_on=None)
    Evidence.objects.update(
        withdrawn_at=timezone.now(), withdrawn_by=made["evidence"].added_by, withdrawn_why="ผิดไฟล์"
    )
    assert kinds(drive) == {Kind.ACTIVITY_WITHOUT_EVIDENCE: 1}


def test_a_significant_gap_of_a_counted_survey_wants_an_issue() -> None:
    drive = make.drive(items=1)
    survey = make.survey(drive)
    make.responses(survey.groups.get(), 20)
    make.closed(survey)

    assert kinds(drive)[Kind.GAP_WITHOUT_ISSUE] == 1
    assert queries.thread(drive, make.TODAY).survey == survey.pk
    assert queries.thread(drive, make.TODAY).rows[0].figures.gap == Decimal("2.00")


def test_evidence_of_a_reading_hangs_on_its_kpi() -> None:
    drive = make.drive(items=1)
    made = whole_thread(drive)
    proof = evidence(drive, "ผลการวัด")
    ReadingProof.objects.create(reading=made["kpi"].readings.get(), evidence=proof, by=proof.added_by)

    assert kinds(drive) == {}
    above = queries.thread(drive, make.TODAY).graph.above[Ref(Stage.EVIDENCE, proof.pk)]
    assert above == (Ref(Stage.KPI, made["kpi"].pk),)


def test_an_issue_that_people_bring_hangs_on_its_item() -> None:
    drive = make.drive(items=1)
    issue = make.issue(drive)

    found = queries.thread(drive, make.TODAY)

    assert found.graph.above[Ref(Stage.ISSUE, issue.pk)] == (Ref(Stage.ITEM, make.item(drive).pk),)


def counted(drive: Drive) -> int:
    forget()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        queries.thread(drive, make.TODAY)
    return len(asked)


def test_the_thread_costs_as_many_queries_however_large_the_year() -> None:
    drive = make.drive(items=3)
    made = whole_thread(drive)
    few = counted(drive)
    many(drive, made)

    assert few == counted(drive) == FEWEST
    found = queries.thread(drive, make.TODAY)
    assert (len(found.graph.of(Stage.RISK)), len(found.graph.of(Stage.EVIDENCE))) == (401, 5001)
    with CaptureQueriesContext(connection) as asked:
        assert queries.thread(drive, make.TODAY) is found
    assert len(asked) == 1


def many(drive: Drive, made: dict[str, Any]) -> None:
    """400 risks, 120 KPIs, 300 activities, 5,000 pieces of evidence."""
    risks = many_risks(drive, made["risk"], 400)
    issue = made["issue"]
    issue.risks.add(*risks[:100])
    kpi = made["kpi"]
    of_kpi = {f.name: getattr(kpi, f.name) for f in Kpi._meta.fields if f.name not in {"id", "number"}}
    kpis = Kpi.objects.bulk_create(Kpi(**{**of_kpi, "number": n}) for n in range(2, 122))
    Kpi.issues.through.objects.bulk_create(
        Kpi.issues.through(kpi_id=one.pk, issue_id=issue.pk) for one in kpis
    )
    one = made["activity"]
    of_one = {f.name: getattr(one, f.name) for f in Activity._meta.fields if f.name not in {"id", "number"}}
    activities = Activity.objects.bulk_create(Activity(**{**of_one, "number": n}) for n in range(2, 302))
    Activity.kpis.through.objects.bulk_create(
        Activity.kpis.through(activity_id=one.pk, kpi_id=kpis[n % 120].pk) for n, one in enumerate(activities)
    )
    proof = made["evidence"]
    pieces = Evidence.objects.bulk_create(
        Evidence(
            drive=drive,
            number=n,
            title=f"หลักฐาน {n}",
            link=f"https://example.go.th/e{n}",
            added_by=proof.added_by,
            added_at=proof.added_at,
            searched="",
        )
        for n in range(2, 5002)
    )
    Proof.objects.bulk_create(
        Proof(activity=activities[n % 300], evidence=one, by=proof.added_by) for n, one in enumerate(pieces)
    )


def test_last_year_stands_beside_this_one_in_the_same_code() -> None:
    last = make.drive(year=2568, items=2)
    whole_thread(last)
    drive = Drive.objects.create(
        agency=last.agency, fiscal_year=2569, code=last.code, opened_on=date(2025, 10, 1)
    )

    found = queries.years(drive, make.TODAY)

    assert found.earlier == last
    assert not found.other_code
    assert [one.before.risks if one.before else None for one in found.rows] == [1, 0]
    assert [one.row.figures.risks for one in found.rows] == [0, 0]


def test_last_year_is_read_across_the_codes_by_their_mapping() -> None:
    last = make.drive(year=2568, items=2)
    whole_thread(last)
    make.issue(last, item=make.item(last, 2), gap=Decimal("0.60"))
    drive = make.drive(last.agency, year=2569, items=2)
    for n in (1, 2):
        ItemMapping.objects.create(
            key=f"m{n}", from_item=make.item(last, n), to_item=make.item(drive, 2), weight=Decimal("0.5")
        )

    found = queries.years(drive, make.TODAY)

    assert found.other_code
    first, second = found.rows
    assert first.before is None
    assert [item.number for item in second.earlier] == [1, 2]
    assert second.before
    assert (second.before.risks, second.before.issues, second.before.gap) == (1, 2, Decimal("0.90"))


def test_without_a_year_before_there_is_nothing_beside() -> None:
    found = queries.years(make.drive(items=1), make.TODAY)

    assert found.earlier is None
    assert [one.before for one in found.rows] == [None]
