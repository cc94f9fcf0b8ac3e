"""What the register keeps, refuses and remembers."""

import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from pytest_django import DjangoAssertNumQueries

from janya.core.models import HasChanged
from janya.journal.models import Entry
from janya.people.models import Agency
from janya.risks import actions, queries
from janya.risks.models import Assessment, Band, Risk
from tests import make

pytestmark = pytest.mark.django_db
LEVELS: dict[str, Any] = {"likelihood": 5, "impact": 5, "residual_likelihood": 4, "residual_impact": 5}


def test_a_risk_gets_the_next_number_of_its_drive_its_scores_and_a_first_assessment() -> None:
    drive, other = make.drive(), make.drive()
    make.risk(other)

    first, second = (
        make.risk(drive),
        make.risk(drive, likelihood=2, impact=5, residual_likelihood=1, residual_impact=5),
    )

    assert (first.number, second.number, second.score, second.residual_score) == (1, 2, 10, 5)
    assert second.reference == "R-2569-002"
    assert Assessment.objects.filter(risk=second).count() == 1
    assert Entry.objects.first().deed == "risks.added"  # type: ignore[union-attr]


@pytest.mark.django_db(transaction=True)
def test_two_who_add_at_once_leave_no_gap_in_the_numbers(tmp_path: Path) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    make.bands()
    default = connections.settings["default"]
    name = default["NAME"]
    if connection.vendor == "sqlite":  # the test database is in memory, where SQLite locks otherwise
        default["NAME"] = str(tmp_path / "risks.sqlite3")
        with sqlite3.connect(default["NAME"]) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=WAL")  # two that open it at once may not both turn it on
        copy.close()
    together = threading.Barrier(2)
    found: list[int] = []

    def add() -> None:
        together.wait()
        for _n in range(10):
            make.risk(drive, by=ana)
        connection.close()

    def read() -> None:
        found.extend(Risk.objects.of(drive).order_by("number").values_list("number", flat=True))
        connection.close()

    try:
        for group in ([threading.Thread(target=add) for _ in range(2)], [threading.Thread(target=read)]):
            for thread in group:
                thread.start()
            for thread in group:
                thread.join()
    finally:
        default["NAME"] = name

    assert found == list(range(1, 21))


def test_a_change_tells_the_journal_which_facts_and_no_texts() -> None:
    risk = make.risk(make.drive())
    ana = make.officer(risk.drive.agency)
    facts = {name: getattr(risk, name) for name in ("title", "controls", "owner", *LEVELS)}

    actions.change(
        risk,
        seen=1,
        items=risk.items.all(),
        by=ana,
        on=make.TODAY,
        **{**facts, "title": "เรียกรับของขวัญ", "cause": "ไม่มีทะเบียนของขวัญ"},
    )

    newest = Entry.objects.first()
    assert newest
    assert newest.deed == "risks.changed"
    assert newest.facts == {"fields": ["cause", "title"], "residual": 12}
    assert risk.assessments.count() == 1


def test_other_levels_in_a_change_are_an_assessment_with_its_reason() -> None:
    risk = make.risk(make.drive())
    ana = make.officer(risk.drive.agency)

    actions.change(risk, seen=1, items=[], by=ana, on=make.TODAY, why="เพิ่มการตรวจสอบ", residual_likelihood=1)

    newest, first = queries.history(risk)
    assert (newest.assessment.why, newest.residual, newest.movement) == ("เพิ่มการตรวจสอบ", 4, "down")
    assert (first.residual, first.movement) == (12, None)
    assert risk.residual_score == 4


def test_assessing_anew_remembers_who_and_why_and_moves_the_score() -> None:
    risk = make.risk(make.drive())
    ana = make.officer(risk.drive.agency)

    actions.assess(risk, seen=risk.version, why="พบเหตุซ้ำสองครั้งในไตรมาสนี้", by=ana, on=make.TODAY, **LEVELS)

    risk.refresh_from_db()
    newest = queries.history(risk)[0].assessment
    assert (risk.score, risk.residual_score, risk.version) == (25, 20, 2)
    assert (newest.by, newest.why) == (ana, "พบเหตุซ้ำสองครั้งในไตรมาสนี้")


def test_the_second_of_two_editors_is_refused() -> None:
    risk = make.risk(make.drive())
    ana = make.officer(risk.drive.agency)
    actions.assess(risk, seen=1, why="ก", by=ana, on=make.TODAY, **LEVELS)

    with pytest.raises(HasChanged):
        actions.assess(Risk.objects.get(pk=risk.pk), seen=1, why="ข", by=ana, on=make.TODAY, **LEVELS)

    assert Assessment.objects.filter(risk=risk).count() == 2


def test_a_closed_risk_is_neither_changed_nor_assessed_and_leaves_the_map() -> None:
    risk = make.risk(make.drive())
    ana = make.officer(risk.drive.agency)

    actions.close(risk, reason="ยกเลิกภารกิจ", by=ana, on=make.TODAY)

    assert queries.heat(risk.drive) == {}
    with pytest.raises(actions.RiskIsClosed):
        actions.assess(risk, seen=risk.version, why="", by=ana, on=make.TODAY, **LEVELS)
    with pytest.raises(actions.RiskIsClosed):
        actions.change(
            Risk.objects.get(pk=risk.pk), seen=risk.version, items=[], by=ana, on=make.TODAY, title="ก"
        )
    again = Risk.objects.get(pk=risk.pk)
    assert again.version == risk.version

    actions.reopen(again, reason="ภารกิจกลับมา", by=ana, on=make.TODAY)

    assert queries.heat(risk.drive) == {(3, 4): 1}
    assert [(turn.closed, turn.why) for turn in again.state_changes.all()] == [
        (False, "ภารกิจกลับมา"),
        (True, "ยกเลิกภารกิจ"),
    ]


def test_of_two_who_close_one_finds_it_closed() -> None:
    risk = make.risk(make.drive())
    ana, same = make.officer(risk.drive.agency), Risk.objects.get(pk=risk.pk)
    actions.close(risk, reason="ก", by=ana, on=make.TODAY)

    with pytest.raises(HasChanged):
        actions.close(same, reason="ข", by=ana, on=make.TODAY)

    assert Entry.objects.filter(deed="risks.closed").count() == 1
    assert risk.state_changes.count() == 1


def test_whoever_edits_a_risk_meanwhile_closed_is_told_that_it_is_closed() -> None:
    risk = make.risk(make.drive())
    ana, seen = make.officer(risk.drive.agency), risk.version
    actions.close(risk, reason="ก", by=ana, on=make.TODAY)

    with pytest.raises(actions.RiskIsClosed):
        actions.assess(Risk.objects.get(pk=risk.pk), seen=seen, why="ข", by=ana, on=make.TODAY, **LEVELS)


def test_a_band_table_with_a_hole_is_refused_and_nothing_changes() -> None:
    make.bands()
    agency = make.agency()
    ana = make.officer(agency)
    low = actions.BandFacts("low", "ต่ำ", 1, 9, "")
    hole = [low, actions.BandFacts("high", "สูง", 11, 25, "")]

    with pytest.raises(actions.BandsAreNotWhole, match="คะแนน 10"):
        actions.set_bands(agency, hole, by=ana)
    assert not Band.objects.filter(agency=agency).exists()

    actions.set_bands(agency, [low, actions.BandFacts("high", "สูง", 10, 25, "")], by=ana)
    assert [band.level for band in queries.bands_for(agency)] == ["low", "high"]
    assert len(queries.bands_for(make.agency())) == 4
    actions.use_national(agency, by=ana)
    assert len(queries.bands_for(agency)) == 4


def test_the_same_scales_and_bands_change_nothing_and_write_no_line() -> None:
    make.bands()
    agency = make.agency()
    ana = make.officer(agency)
    bands = [
        actions.BandFacts(band.level, band.name, band.floor, band.ceiling, band.response)
        for band in queries.bands_for(agency)
    ]

    actions.set_bands(agency, bands, by=ana)
    actions.set_scales(agency, {("impact", 1): ("น้อยมาก", scale_one(agency))}, by=ana)
    actions.use_national(agency, by=ana)

    assert not Entry.objects.exists()
    assert not Band.objects.filter(agency=agency).exists()


def scale_one(agency: Agency) -> str:
    return str(queries.scales_for(agency)["impact"][0].description)


def test_loading_the_catalogue_again_keeps_what_an_agency_set() -> None:
    make.bands()
    agency = make.agency()
    actions.set_scales(agency, {("likelihood", 5): ("แทบทุกวัน", "เกิดทุกวัน")}, by=make.officer(agency))

    make.bands()

    assert queries.scales_for(agency)["likelihood"][4].word == "แทบทุกวัน"
    assert queries.scales_for(make.agency())["likelihood"][4].word != "แทบทุกวัน"


def test_step_two_is_done_when_every_item_was_looked_at_and_every_risk_has_owner_and_controls() -> None:
    drive = make.drive(items=2)
    ana = make.officer(drive.agency)
    assert queries.step_state(drive, make.TODAY).share == 0
    make.risk(drive, items=[make.item(drive, 1)])
    half = queries.step_state(drive, make.TODAY)

    actions.review_item(drive, make.item(drive, 2), reason="ไม่มีภารกิจที่เกี่ยวข้อง", by=ana, on=make.TODAY)

    assert [one.text for one in half.missing] == ["ยังไม่ได้วิเคราะห์ข้อ 2"]
    assert queries.step_state(drive, make.TODAY).share == 1


def test_an_item_with_an_open_risk_is_not_told_to_be_without_and_a_judgement_can_be_withdrawn() -> None:
    drive = make.drive(items=2)
    ana = make.officer(drive.agency)
    make.risk(drive, items=[make.item(drive, 1)])
    bare = make.item(drive, 2)

    with pytest.raises(actions.RiskIsThere):
        actions.review_item(drive, make.item(drive, 1), reason="ไม่มี", by=ana, on=make.TODAY)
    actions.review_item(drive, bare, reason="ไม่มีภารกิจ", by=ana, on=make.TODAY)
    assert queries.items_without(drive) == []
    actions.withdraw_review(drive, bare, by=ana)
    actions.withdraw_review(drive, bare, by=ana)

    assert queries.items_without(drive) == [bare]
    deeds = Entry.objects.filter(thing="drives.drive").order_by("number").values_list("deed", "facts")
    assert list(deeds) == [("risks.item-reviewed", {"item": 2}), ("risks.review-withdrawn", {"item": 2})]


def test_a_risk_without_owner_or_controls_is_missing_until_mended() -> None:
    drive = make.drive(items=1)
    make.risk(drive, owner=None)
    make.risk(drive, controls="")

    state = queries.step_state(drive, make.TODAY)

    assert [one.text for one in state.missing] == ["ความเสี่ยงที่ยังไม่ระบุผู้รับผิดชอบหรือการควบคุม 2 รายการ"]
    assert (state.done, state.total) == (1, 3)
    found = queries.register(drive, {"state": "incomplete"})
    assert found.count() == 2


def test_a_risk_without_item_hides_no_other_item() -> None:
    drive = make.drive(items=2)
    make.risk(drive, items=[])

    loose = queries.items_without(drive)

    assert [item.number for item in loose] == [1, 2]


def test_the_state_of_the_step_takes_four_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    drive = make.drive()
    for _n in range(3):
        make.risk(drive)

    with django_assert_num_queries(4):
        queries.step_state(drive, make.TODAY)
