"""Rounds are closed with their figures, opened again with a reason, and what they leave is taken up by the next year."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from janya.core import catalogue as files
from janya.core.models import HasChanged
from janya.drives.models import Drive
from janya.evaluation import actions, catalogue, queries
from janya.evaluation.models import Carry, Evaluation, PromotionCriterion
from janya.journal.models import Entry
from janya.people.models import Person
from janya.plans import actions as plans
from janya.plans.models import YearEnd
from tests import make

pytestmark = pytest.mark.django_db
END = date(2026, 9, 30)


@pytest.fixture
def drive() -> Drive:
    return make.drive()


@pytest.fixture
def ana(drive: Drive) -> Person:
    return make.officer(drive.agency)


def begun(drive: Drive, by: Person, kind: str = "end", **facts: Any) -> Evaluation:
    usual = {"seen": actions.UNSAVED, "planned_on": END, "as_of": END, "summary": "ดำเนินการตามแผน"}
    return actions.write(drive, kind, by=by, **{**usual, **facts})


def criteria() -> list[PromotionCriterion]:
    catalogue.load(files.read_folder(files.folder()))
    return list(PromotionCriterion.objects.all())


def scored(evaluation: Evaluation, by: Person, level: int = 3) -> None:
    version = dict(evaluation.scores.values_list("criterion", "version"))
    for one in PromotionCriterion.objects.all():
        actions.score(
            evaluation,
            one,
            seen=version.get(one.pk, actions.UNSAVED),
            level=level,
            proposed=None,
            arithmetic="",
            reason="",
            note="",
            evidence=[],
            by=by,
            on=END,
        )


def test_a_round_begins_once_and_changes_by_version(drive: Drive, ana: Person) -> None:
    made = begun(drive, ana)

    with pytest.raises(HasChanged):
        begun(drive, ana)
    actions.write(drive, "end", seen=2, planned_on=END, as_of=END, summary="ฉบับที่สอง", by=ana)
    with pytest.raises(HasChanged):
        actions.write(drive, "end", seen=2, planned_on=END, as_of=END, summary="ฉบับที่สาม", by=ana)

    made.refresh_from_db()
    assert (made.summary, made.version) == ("ฉบับที่สอง", 3)


def test_figures_are_those_of_the_day(drive: Drive, ana: Person) -> None:
    kpi = make.kpi(drive, by=ana)
    make.reading(kpi, 70, date(2026, 3, 1), by=ana)
    make.reading(kpi, 100, date(2026, 8, 1), by=ana)
    activity = make.activity(drive, by=ana, budget=Decimal(1000), ends_on=date(2026, 8, 31))
    for on, percent, spent in ((date(2026, 3, 1), 40, 300), (date(2026, 8, 1), 100, 900)):
        plans.report(activity, on=on, percent=percent, spent=Decimal(spent), note="", by=ana)
    make.risk(drive)

    mid, end = (queries.figures(drive, day) for day in (date(2026, 3, 31), END))

    assert (mid["kpis"][0]["level"], end["kpis"][0]["level"]) == (2, 5)
    assert (mid["score"], end["score"]) == (2.0, 5.0)
    assert (mid["activities"]["done"], end["activities"]["done"]) == (0, 1)
    assert (mid["spent_percent"], end["spent_percent"]) == (30.0, 90.0)
    assert (end["risks"]["grave"], end["risks"]["eased"]) == (1, 0)


def test_the_number_of_queries_for_figures_is_constant(
    drive: Drive, ana: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for rows in (1, 3):
        for _n in range(rows):
            kpi = make.kpi(drive, by=ana, weight=Decimal(1))
            make.reading(kpi, 80, by=ana)
            make.activity(drive, by=ana, kpis=[kpi])
            make.risk(drive, by=ana)
        with django_assert_max_num_queries(13):
            queries.figures(drive, END)


def test_closing_freezes_the_figures_and_fills_what_the_report_reads(drive: Drive, ana: Person) -> None:
    kpi = make.kpi(drive, by=ana)
    make.reading(kpi, 90, by=ana)
    made = begun(drive, ana)
    actions.learn(made, kind="keep", text="ลงนามรับทราบเร็ว", carried=False, by=ana)
    actions.learn(made, kind="mend", text="เริ่มอบรมเร็วกว่านี้", carried=True, by=ana)

    actions.close(made, by=ana, on=END)
    make.reading(kpi, 20, date(2026, 9, 29), by=ana)

    told = YearEnd.objects.get(drive=drive)
    assert queries.facts_of(made)["score"] == 4.0
    assert (told.score, told.carried) == (Decimal("4.00"), "1. เริ่มอบรมเร็วกว่านี้")
    assert told.lessons == "1. ลงนามรับทราบเร็ว\n2. เริ่มอบรมเร็วกว่านี้"
    assert Entry.objects.filter(deed="evaluation.closed").count() == 1


def test_what_is_closed_is_not_changed_until_it_is_opened_with_a_reason(drive: Drive, ana: Person) -> None:
    made = begun(drive, ana)
    lesson = actions.learn(made, kind="keep", text="ก", carried=False, by=ana)
    remark = actions.remark(made, kind="problem", text="ข", by=ana)
    actions.close(made, by=ana, on=END)

    for change in (
        lambda: actions.remark(made, kind="problem", text="ค", by=ana),
        lambda: actions.remove_remark(remark, by=ana),
        lambda: actions.learn(made, kind="keep", text="ค", carried=False, by=ana),
        lambda: actions.change_lesson(lesson, seen=1, by=ana, text="ค"),
        lambda: actions.remove_lesson(lesson, by=ana),
        lambda: actions.close(made, by=ana, on=END),
        lambda: actions.write(drive, "end", seen=2, planned_on=END, as_of=END, summary="ค", by=ana),
    ):
        with pytest.raises(actions.IsClosed):
            change()
    actions.reopen(made, reason="ผลการวัดเดือนกันยายนมาช้า", by=ana)
    with pytest.raises(actions.IsDraft):
        actions.reopen(made, reason="อีกครั้ง", by=ana)
    actions.remark(made, kind="problem", text="ค", by=ana)
    actions.close(made, by=ana, on=END)

    kept = list(made.closings.values_list("reopened_why", flat=True))
    assert kept == ["", "ผลการวัดเดือนกันยายนมาช้า"]


def test_closing_mid_year_does_not_end_the_year(drive: Drive, ana: Person) -> None:
    made = begun(drive, ana, "mid", as_of=date(2026, 3, 31))

    actions.close(made, by=ana, on=END)

    assert not YearEnd.objects.exists()


def test_the_promotion_work_is_closed_when_every_criterion_has_a_level(drive: Drive, ana: Person) -> None:
    criteria()
    made = begun(drive, ana, "promotion")

    with pytest.raises(actions.IsIncomplete, match="10 เกณฑ์"):
        actions.close(made, by=ana, on=END)
    scored(made, ana, 4)
    actions.close(made, by=ana, on=END)

    facts = queries.facts_of(made)
    assert (facts["score"], facts["percent"], len(facts["criteria"])) == (4.0, 80.0, 10)


def test_figures_propose_levels_with_their_arithmetic(drive: Drive, ana: Person) -> None:
    every = criteria()
    for percent in (100, 100, 30):
        activity = make.activity(drive, by=ana)
        plans.report(activity, on=make.TODAY, percent=percent, spent=Decimal(0), note="", by=ana)

    found = queries.proposals(drive, every, as_of=END)

    by_key = {one.key: found.get(one.pk) for one in every}
    assert by_key["leadership"] is None
    done = by_key["activities"]
    assert done
    assert (done.level, done.arithmetic) == (
        3,
        "เสร็จ 2 จาก 3 กิจกรรม เท่ากับร้อยละ 66.7 ถึงเกณฑ์ระดับ 3 (ตั้งแต่ 65)",
    )
    assert by_key["knowledge"]
    assert by_key["knowledge"].level is None


def test_weights_of_a_year_sum_to_the_whole(drive: Drive, ana: Person) -> None:
    first, second, *others = criteria()

    with pytest.raises(actions.WeightsAreNotWhole, match="ยังขาด 10"):
        actions.weigh(drive, {first: Decimal(60), second: Decimal(30)}, by=ana, on=END)
    with pytest.raises(actions.WeightsAreNotWhole, match=r"เกิน 0\.5"):
        actions.weigh(drive, {first: Decimal(60), second: Decimal("40.5")}, by=ana, on=END)
    actions.weigh(drive, {first: Decimal(60), second: Decimal(40)}, by=ana, on=END)

    weights = dict(queries.weights_of(drive))
    assert weights == {first: 60, second: 40, **dict.fromkeys(others, 0)}


def test_an_own_criterion_counts_once_it_has_a_weight(drive: Drive, ana: Person) -> None:
    criteria()
    words: dict[str, Any] = {"description": "", "scale": ["ก", "ข", "ค", "ง", "จ"], "evidence": []}
    own = actions.add_criterion(drive.agency, name="เครือข่ายภาคประชาชน", by=ana, **words)

    assert dict(queries.weights_of(drive))[own] == 0
    assert own not in dict(queries.weights_of(make.drive()))


def test_a_gap_is_sent_on_and_a_good_level_is_not(drive: Drive, ana: Person) -> None:
    criteria()
    made = begun(drive, ana, "promotion")
    scored(made, ana, 2)
    score = made.scores.all()[0]

    actions.send_gap(score, carried=True, by=ana)
    assert made.scores.get(pk=score.pk).carried
    scored(made, ana, 4)

    assert not made.scores.get(pk=score.pk).carried


# ── the next year ──────────────────────────────────────────────────────────────────────────
@pytest.fixture
def following(drive: Drive) -> Drive:
    return Drive.objects.create(
        agency=drive.agency, fiscal_year=2570, code=drive.code, opened_on=END + timedelta(days=1)
    )


def ended(drive: Drive, ana: Person) -> Evaluation:
    """A lesson to carry and one to leave, an activity done and one not, a KPI reached and one not."""
    for value in (95, 50):
        make.reading(make.kpi(drive, by=ana), value, by=ana)
    for percent in (100, 60):
        activity = make.activity(drive, by=ana)
        plans.report(activity, on=make.TODAY, percent=percent, spent=Decimal(0), note="", by=ana)
    made = begun(drive, ana)
    actions.learn(made, kind="mend", text="เริ่มอบรมเร็วกว่านี้", carried=True, by=ana)
    actions.learn(made, kind="keep", text="ไม่ต้องส่งต่อ", carried=False, by=ana)
    actions.close(made, by=ana, on=END)
    return made


def test_the_next_year_sees_what_was_left_over(drive: Drive, following: Drive, ana: Person) -> None:
    ended(drive, ana)

    found = queries.carried(following)

    assert [(row.source.kind, row.source.detail) for row in found.rows] == [
        ("lesson", "ต้องปรับปรุง"),
        ("activity", "ทำได้ร้อยละ 60"),
        ("kpi", "ได้ 50 เป้าหมาย 90 ร้อยละ"),
    ]
    assert found.waiting == 3
    assert queries.carried(drive).rows == []


def test_each_is_taken_up_or_turned_down_once_and_both_years_know(
    drive: Drive, following: Drive, ana: Person
) -> None:
    made = ended(drive, ana)
    lesson, activity, kpi = (row.source for row in queries.carried(following).rows)
    span = {"starts_on": date(2026, 10, 1), "ends_on": date(2027, 9, 30)}

    taken = actions.take_up_as_activity(
        following, lesson, title="อบรมเดือนแรก", area=make.area(), by=ana, on=END, **span
    )
    actions.take_up_as_issue(
        following, kpi, title="ยกระดับการรับทราบ", item=make.item(following), by=ana, on=END
    )
    actions.turn_down(following, activity, reason="หมดความจำเป็น", by=ana, on=END)
    with pytest.raises(actions.IsDecided):
        actions.turn_down(following, lesson, reason="ซ้ำ", by=ana, on=END)

    assert queries.carried(following).waiting == 0
    assert [(str(one.made), one.reason) for one in queries.made_of(drive)] == [
        ("อบรมเดือนแรก", ""),
        ("ยกระดับการรับทราบ", ""),
        ("None", "หมดความจำเป็น"),
    ]
    assert made.lessons.all()[0].carries.get() == taken


def test_what_is_removed_again_waits_again(drive: Drive, following: Drive, ana: Person) -> None:
    ended(drive, ana)
    lesson = queries.carried(following).rows[0].source
    activity = make.activity(following, by=ana)
    actions.take_up(following, lesson, made=activity, by=ana, on=END)

    plans.remove(activity, by=ana)

    assert not Carry.objects.exists()


def test_the_year_for_the_report_has_frozen_figures_only(drive: Drive, following: Drive, ana: Person) -> None:
    ended(drive, ana)
    begun(following, ana, "mid", as_of=date(2027, 3, 31))

    first, second = queries.annual(drive), queries.annual(following)

    assert first["year_end"]
    assert first["year_end"]["figures"]["score"] is not None
    assert first["mid_year"] is None
    assert second["mid_year"]
    assert second["mid_year"]["figures"] is None
    assert [row["decision"] for row in second["carried"]["rows"]] == ["", "", ""]
