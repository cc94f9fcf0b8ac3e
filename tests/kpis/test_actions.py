from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from janya.codes.models import Acknowledgement
from janya.codes.signing import actions as signing
from janya.codes.signing import queries as signing_queries
from janya.core.models import HasChanged
from janya.issues.models import Issue
from janya.journal.models import Entry
from janya.kpis import actions, queries
from janya.kpis.actions import CorrectedAlready, HasReadings, NotConcrete, NothingToMeasure, ReadAlready
from janya.kpis.models import Kpi, Reading
from tests import make

pytestmark = pytest.mark.django_db
JANUARY = date(2026, 1, 15)


def deeds() -> list[str]:
    return [one.deed for one in Entry.objects.filter(deed__startswith="kpis.").order_by("number")]


def test_add_numbers_in_the_drive_and_writes_the_journal() -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    issue = make.issue(drive)
    make.kpi(make.drive())

    first = actions.add(drive, issues=[issue], by=ana, owner=ana, **make.kpi_facts(drive))
    second = actions.add(drive, issues=[issue], by=ana, owner=ana, **make.kpi_facts(drive))

    assert [first.number, second.number] == [1, 2]
    assert list(second.issues.all()) == [issue]
    assert Kpi.objects.get(pk=second.pk).levels == [Decimal(level) for level in (60, 70, 80, 90, 100)]
    assert deeds() == ["kpis.added"] * 3


def test_add_refuses_what_is_not_concrete_and_writes_nothing() -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    facts = make.kpi_facts(drive, name="มีจริยธรรมดีขึ้น", target=Decimal(50))

    with pytest.raises(NotConcrete) as refused:
        actions.add(drive, issues=[make.issue(drive)], by=ana, owner=ana, **facts)

    assert [one.field for one in refused.value.refusals] == ["name", "target"]
    assert not Kpi.objects.exists()


def test_change_keeps_both_values_of_what_decides_scores() -> None:
    drive = make.drive()
    kpi = make.kpi(drive)
    issue = make.issue(drive)
    facts = make.kpi_facts(drive, target=Decimal(80), owner=kpi.owner)

    actions.change(kpi, seen=1, issues=[issue], by=kpi.owner, **facts)

    kpi = Kpi.objects.get(pk=kpi.pk)
    assert (kpi.target, kpi.version, list(kpi.issues.all())) == (Decimal(80), 2, [issue])
    assert Entry.objects.get(deed="kpis.changed").facts == {"target": ["90", "80"]}


def test_the_second_of_two_editors_is_told() -> None:
    drive = make.drive()
    kpi = make.kpi(drive)
    facts = make.kpi_facts(drive, owner=kpi.owner)
    actions.change(kpi, seen=1, issues=list(kpi.issues.all()), by=kpi.owner, **facts)

    with pytest.raises(HasChanged):
        actions.change(kpi, seen=1, issues=list(kpi.issues.all()), by=kpi.owner, **facts)


def test_a_measured_kpi_stays() -> None:
    drive = make.drive()
    fresh, measured = make.kpi(drive), make.kpi(drive)
    make.reading(measured, 70)

    actions.remove(fresh, by=fresh.owner)
    with pytest.raises(HasReadings):
        actions.remove(measured, by=measured.owner)

    assert list(Kpi.objects.all()) == [measured]


def test_one_reading_a_day() -> None:
    kpi = make.kpi(make.drive())
    make.reading(kpi, 70)

    with pytest.raises(ReadAlready):
        make.reading(kpi, 71)

    assert [one.value for one in kpi.readings.all()] == [70]


def test_a_correction_is_a_new_row_and_the_old_one_stays() -> None:
    kpi = make.kpi(make.drive())
    wrong = make.reading(kpi, 700)

    right = actions.correct(wrong, value=Decimal(70), as_of=make.TODAY, reason="พิมพ์ผิดหลัก", by=kpi.owner)
    with pytest.raises(CorrectedAlready):
        actions.correct(wrong, value=Decimal(71), as_of=make.TODAY, reason="พิมพ์ผิดอีก", by=kpi.owner)

    assert [(row.reading, row.replaced_by) for row in queries.history(kpi)] == [(right, None), (wrong, right)]
    assert (right.note, right.replaces) == ("พิมพ์ผิดหลัก", wrong)
    assert Entry.objects.get(deed="kpis.corrected").facts["reason"] == "พิมพ์ผิดหลัก"


def test_a_correction_does_not_take_the_day_of_another_reading() -> None:
    kpi = make.kpi(make.drive())
    make.reading(kpi, 60, JANUARY)
    wrong = make.reading(kpi, 70)

    with pytest.raises(ReadAlready):
        actions.correct(wrong, value=Decimal(70), as_of=JANUARY, reason="วันผิด", by=kpi.owner)


def test_the_latest_standing_reading_until_the_day_counts() -> None:
    drive = make.drive()
    kpi = make.kpi(drive)
    make.reading(kpi, 65, JANUARY)
    wrong = make.reading(kpi, 99, date(2026, 2, 1))
    actions.correct(wrong, value=Decimal(82), as_of=date(2026, 2, 1), reason="ตรวจนับใหม่", by=kpi.owner)
    make.reading(kpi, 95, date(2026, 3, 1))

    row = queries.scorecard(drive, make.TODAY).rows[0]

    assert row.latest is not None
    assert (row.latest.value, row.level, row.weighted) == (Decimal(82), 3, Decimal("0.75"))


def test_scorecard_weighs_what_has_been_read() -> None:
    drive = make.drive()
    make.reading(make.kpi(drive, weight=Decimal(60)), 100)
    make.reading(make.kpi(drive, weight=Decimal(20)), 70)
    make.kpi(drive, weight=Decimal(20))

    card = queries.scorecard(drive, make.TODAY)

    assert (card.score, card.covered, card.weight, card.is_whole) == (
        Decimal("4.25"),
        Decimal(80),
        Decimal(100),
        True,
    )
    assert [row.level for row in card.rows] == [5, 2, None]
    assert card.owed == 1


def test_step_is_done_when_every_adopted_issue_is_served_and_weights_are_whole() -> None:
    drive = make.drive()
    empty = queries.step_state(drive, make.TODAY)
    first, second = make.issue(drive, "ประเด็นแรก"), make.issue(drive, "ประเด็นสอง")
    make.issue(drive, decision=Issue.Decision.TURNED_DOWN, reason="ซ้ำ")
    make.kpi(drive, weight=Decimal(60), issues=[first])
    half = queries.step_state(drive, make.TODAY)
    make.kpi(drive, weight=Decimal(40), issues=[first, second])

    whole = queries.step_state(drive, make.TODAY)

    assert (empty.done, empty.total, len(empty.missing)) == (0, 1, 1)
    assert (half.done, half.total, len(half.missing)) == (1, 3, 2)
    assert half.missing[0].href.endswith(f"/kpis/new/?issue={second.pk}")
    assert (whole.done, whole.total, whole.missing) == (3, 3, [])


def signed(drive_kpi: Kpi, on: date) -> None:
    person = make.person(None, drive_kpi.drive.agency)
    at = datetime(on.year, on.month, on.day, 23, 30, tzinfo=timezone.get_default_timezone())
    facts = signing.facts_of(signing_queries.sight(drive_kpi.drive), person, text="รับทราบ", signed_at=at)
    Acknowledgement.objects.create(**facts, typed_name=person.get_full_name())


def test_the_system_measures_coverage_as_of_a_day_and_again_only_when_it_changed() -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    kpi = make.kpi(drive, by=ana, metric="acknowledged", issues=[make.issue(drive, by=ana)])
    signed(kpi, JANUARY)
    signed(kpi, make.TODAY)

    earlier = actions.measure(kpi, as_of=JANUARY, by=ana)
    now = actions.measure(kpi, as_of=make.TODAY, by=ana)
    again = actions.measure(kpi, as_of=make.TODAY, by=ana)
    make.person(None, drive.agency)
    changed = actions.measure(kpi, as_of=make.TODAY, by=ana)

    assert [earlier.value, now.value] == [Decimal("33.33"), Decimal("66.67")]
    assert again == now
    assert (changed.value, changed.replaces) == (Decimal(50), now)
    assert Reading.objects.filter(kpi=kpi).standing().count() == 2


def test_nothing_to_measure_without_a_metric_or_a_figure() -> None:
    drive = make.drive()
    typed = make.kpi(drive)
    survey = make.kpi(drive, metric="survey_perceived", unit="คะแนน", name="คะแนนเฉลี่ยของผู้ตอบแบบสำรวจ")

    for kpi in (typed, survey):
        with pytest.raises(NothingToMeasure):
            actions.measure(kpi, as_of=make.TODAY, by=kpi.owner)

    assert not Reading.objects.exists()
