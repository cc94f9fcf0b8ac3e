"""What the register keeps, refuses and remembers."""

import pytest

from janya.core.models import HasChanged
from janya.journal.models import Entry
from janya.risks import actions, queries
from janya.risks.models import Assessment, Band, Risk
from tests import make

pytestmark = pytest.mark.django_db
LEVELS = {"likelihood": 5, "impact": 5, "residual_likelihood": 4, "residual_impact": 5}


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


def test_a_closed_risk_is_not_assessed_and_leaves_the_map() -> None:
    risk = make.risk(make.drive())
    ana = make.officer(risk.drive.agency)

    actions.close(risk, reason="ยกเลิกภารกิจ", by=ana, on=make.TODAY)

    assert queries.heat(risk.drive) == {}
    with pytest.raises(actions.RiskIsClosed):
        actions.assess(risk, seen=risk.version, why="", by=ana, on=make.TODAY, **LEVELS)
    actions.reopen(risk, reason="ภารกิจกลับมา", by=ana, on=make.TODAY)
    assert queries.heat(risk.drive) == {(3, 4): 1}


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
