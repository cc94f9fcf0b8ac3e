"""Controls, targets, responses, acceptance, reviews, lists of one's own, last year's risks: what is kept and refused."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from janya.core.models import HasChanged
from janya.drives.models import Drive
from janya.journal.models import Entry
from janya.norms.models import CodeItem, ItemMapping
from janya.people.rules import Role
from janya.risks import actions, queries, rules
from janya.risks.models import KindTurnedOff, Process, Risk, RiskKind
from janya.risks.rules import ControlFacts
from tests import make

pytestmark = pytest.mark.django_db
LEVELS: dict[str, Any] = {"likelihood": 4, "impact": 4, "residual_likelihood": 3, "residual_impact": 4}


def change(risk: Risk, **facts: Any) -> None:
    now = Risk.objects.select_related("drive").get(pk=risk.pk)
    by = risk.owner or make.officer(now.drive.agency)
    actions.change(now, seen=now.version, by=by, on=make.TODAY, **facts)


# ── controls ───────────────────────────────────────────────────────────────────────────────
def test_controls_are_rows_and_their_text_is_kept_beside_for_lists_and_search() -> None:
    risk = make.risk(make.drive(), controls="ทะเบียน\n\n  ประกาศ  ")
    change(risk, controls=[ControlFacts("ทะเบียน", "good", risk.owner_id), ControlFacts("อบรม")])

    now = Risk.objects.get(pk=risk.pk)
    change(risk, controls="ทะเบียน\nตรวจทาน")  # a plain text keeps what is known of a control so named
    kept = list(risk.control_rows.values_list("text", "effect"))

    assert now.controls == "ทะเบียน\nอบรม"
    assert "อบรม" in now.searched
    assert kept == [("ทะเบียน", "good"), ("ตรวจทาน", "unknown")]
    assert Entry.objects.filter(deed="risks.changed").latest("number").facts["fields"] == ["controls"]


@given(
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1).map(str.strip).filter(bool),
    st.sampled_from(list(rules.Effect)),
    st.text(st.sampled_from("กขค ()D1[]|"), max_size=10).map(str.strip),
)
def test_a_control_written_as_a_line_reads_back(text: str, effect: str, owner: str) -> None:
    words = {"ได้ผลดี": "good", "ได้ผลบางส่วน": "partial", "ยังไม่ได้ผล": "none", "ยังไม่ประเมิน": "unknown"}
    said = next(word for word, value in words.items() if value == effect)

    line = rules.control_line(text, said, owner)

    plain = owner.translate(rules.NOT_IN_BRACKETS).strip()
    assert rules.read_control_line(line, words) == (text, effect, plain)


# ── reviews ────────────────────────────────────────────────────────────────────────────────
@given(st.sampled_from(list(rules.Level)), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_graver_risk_is_never_looked_at_later(level: rules.Level, on: date) -> None:
    due = [rules.review_due(one, on) for one in rules.Level]

    assert due == sorted(due, reverse=True)
    assert on < rules.review_due(level, on) <= on + timedelta(366)


def test_the_day_of_review_follows_from_the_level_unless_somebody_set_it() -> None:
    risk = make.risk(make.drive())  # 3 × 4, high: in three months
    first = risk.review_on
    change(risk, review_on=date(2026, 3, 1), residual_likelihood=4)
    told = Risk.objects.get(pk=risk.pk).review_on
    change(risk, residual_likelihood=1, why="ลดแล้ว")  # 1 × 4, moderate: in six
    followed = Risk.objects.get(pk=risk.pk).review_on
    change(risk, review_on=None)

    assert (first, told, followed) == (date(2026, 5, 10), date(2026, 3, 1), date(2026, 8, 10))
    assert Risk.objects.get(pk=risk.pk).review_on == date(2026, 8, 10)


def test_what_is_late_is_counted_listed_and_missing_from_the_step() -> None:
    drive = make.drive(items=1)
    late = make.risk(drive, review_on=make.TODAY - timedelta(1))
    soon = make.risk(drive, review_on=make.TODAY)
    make.risk(drive, review_on=make.TODAY + timedelta(31))
    actions.close(make.risk(drive, review_on=date(2020, 1, 1)), reason="เลิก", by=late.owner, on=make.TODAY)

    waiting = queries.waiting(drive, queries.bands_for(drive.agency_id), make.TODAY)
    state = queries.step_state(drive, make.TODAY)

    assert (waiting.overdue, waiting.due) == (1, 2)
    assert list(queries.register(drive, {"state": "overdue"}, today=make.TODAY)) == [late]
    assert list(queries.register(drive, {"state": "due", "sort": "review"}, today=make.TODAY)) == [late, soon]
    assert [one.text for one in state.missing] == ["ความเสี่ยงที่เลยกำหนดทบทวน 1 รายการ"]


# ── acceptance ─────────────────────────────────────────────────────────────────────────────
def test_a_high_risk_to_be_accepted_waits_for_somebody_and_other_levels_end_the_acceptance() -> None:
    drive = make.drive()
    head = make.person(Role.HEAD, drive.agency)
    risk = make.risk(drive, response="accept")
    bands = queries.bands_for(drive.agency_id)

    def waits() -> bool:
        return queries.rows_of(queries.register(drive), bands)[0].awaits

    before = waits(), queries.waiting(drive, bands, make.TODAY).unaccepted
    actions.accept(risk, seen=1, accepted_by=head, reason="เฝ้าระวังอยู่", accepted_on=make.TODAY, by=head)
    accepted = waits(), queries.acceptances(risk)[0].stands
    actions.assess(risk, seen=2, why="พบเหตุ", by=head, on=make.TODAY, **{**LEVELS, "likelihood": 5})
    ended = waits(), queries.acceptances(Risk.objects.get(pk=risk.pk))[0].stands
    actions.assess(risk, seen=3, why="กลับไป", by=head, on=make.TODAY, **LEVELS)

    assert before == (True, 1)
    assert accepted == (False, True)
    assert ended == (True, False)
    assert list(queries.register(drive, {"state": "unaccepted"})) == []
    assert Entry.objects.filter(deed="risks.accepted").get().facts == {
        "accepted_by": head.pk,
        "levels": LEVELS,
    }


def test_a_low_risk_is_accepted_without_ceremony_and_an_acceptance_claims_its_version() -> None:
    drive = make.drive()
    low = make.risk(drive, response="accept", residual_likelihood=1, residual_impact=1)
    row = queries.rows_of(queries.register(drive), queries.bands_for(drive.agency_id))[0]

    assert not row.awaits
    with pytest.raises(HasChanged):
        actions.accept(low, seen=9, accepted_by=low.owner, reason="ก", accepted_on=make.TODAY, by=low.owner)
    actions.close(low, reason="เลิก", by=low.owner, on=make.TODAY)
    with pytest.raises(actions.RiskIsClosed):
        actions.accept(low, seen=2, accepted_by=low.owner, reason="ก", accepted_on=make.TODAY, by=low.owner)


def test_a_target_is_whole_or_none_in_the_database_too() -> None:
    risk = make.risk(make.drive(), target_likelihood=2, target_impact=2, target_on=date(2026, 9, 30))

    assert risk.target_score == 4
    with pytest.raises(IntegrityError), transaction.atomic():
        Risk.objects.filter(pk=risk.pk).update(target_impact=None)


# ── lists of one's own ─────────────────────────────────────────────────────────────────────
def test_an_agency_adds_kinds_and_turns_ready_ones_off_for_itself_alone() -> None:
    make.bands()
    agency, other = make.agency(), make.agency()
    ana = make.officer(agency)
    ready = RiskKind.objects.filter(agency=None).first()
    assert ready

    own = actions.add_kind(agency, name="การใช้อาวุธ", description="", by=ana)
    actions.turn_kind(agency, ready, off=True, by=ana)
    actions.turn_kind(agency, ready, off=True, by=ana)

    assert own in queries.kinds_for(agency)
    assert own not in queries.kinds_for(other)
    assert ready not in queries.kinds_for(agency)
    assert ready in queries.kinds_for(agency, keep=ready.pk)
    assert ready in queries.kinds_for(other)
    assert Entry.objects.filter(deed="risks.kind-turned-off").count() == 1
    with pytest.raises(actions.NameIsTaken):
        actions.add_kind(agency, name=ready.name, description="", by=ana)
    actions.turn_kind(agency, ready, off=False, by=ana)
    assert not KindTurnedOff.objects.exists()


def test_a_process_is_made_by_naming_it_renamed_joined_and_removed_when_nothing_has_it() -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    one = make.risk(drive, process="  การตรวจรับ   พัสดุ ", by=ana)
    two = make.risk(drive, process="ตรวจรับพัสดุ", by=ana)
    assert one.process
    assert two.process
    assert one.process.name == "การตรวจรับ พัสดุ"

    actions.rename_process(one.process, name="การตรวจรับพัสดุ", by=ana)
    actions.rename_process(two.process, name="การตรวจรับพัสดุ", by=ana)
    with pytest.raises(actions.IsInUse):
        actions.remove_process(one.process, by=ana)
    change(one, process="")
    change(two, process=None)
    left = Process.objects.get()
    actions.remove_process(left, by=ana)

    assert not Process.objects.exists()
    assert left.name == "การตรวจรับพัสดุ"


# ── last year's risks ──────────────────────────────────────────────────────────────────────
def two_years() -> tuple[Drive, Drive]:
    old = make.drive(items=3)
    return old, make.drive(old.agency, 2570, items=2)


def leads(old: CodeItem, new: CodeItem, weight: float) -> None:
    ItemMapping.objects.create(key=f"{old.pk}-{new.pk}", from_item=old, to_item=new, weight=weight)


def test_risks_are_carried_once_with_their_items_translated_and_begin_at_their_last_levels() -> None:
    old, new = two_years()
    ana = make.officer(old.agency)
    leads(make.item(old, 1), make.item(new, 1), 0.7)
    leads(make.item(old, 1), make.item(new, 2), 0.3)
    leads(make.item(old, 2), make.item(new, 2), 1)
    first = make.risk(
        old,
        by=ana,
        items=[make.item(old, 1), make.item(old, 2)],
        controls=[ControlFacts("ทะเบียน", "good", ana.pk)],
        process="การตรวจรับ",
        response="reduce",
        target_likelihood=2,
        target_impact=2,
        target_on=date(2026, 9, 30),
    )
    make.risk(old, by=ana, items=[make.item(old, 3)])
    gone = make.risk(old, by=ana)
    actions.close(gone, reason="เลิก", by=ana, on=make.TODAY)

    rows = queries.carriable(new, old, queries.bands_for(new.agency_id))
    made = actions.carry(new, [row.row.risk for row in rows], by=ana, on=make.TODAY)
    again = actions.carry(new, [row.row.risk for row in rows], by=ana, on=make.TODAY)

    carried = Risk.objects.get(carried_from=first)
    assert [[item.number for item in row.items] for row in rows] == [[1, 2], []]
    assert (len(made), again) == (2, [])
    assert (carried.title, carried.score, carried.residual_score, carried.target_score) == (
        first.title,
        16,
        12,
        4,
    )
    assert [item.code_id for item in carried.items.all()] == [new.code_id] * 2
    assert list(carried.control_rows.values_list("text", "effect", "owner")) == [("ทะเบียน", "good", ana.pk)]
    assert carried.assessments.get().why == "ยกมาจาก R-2569-001 ตามผลประเมินล่าสุดของปีก่อน"
    assert [row.carried for row in queries.carriable(new, old, queries.bands_for(new.agency_id))] == made


def test_risks_of_another_agency_are_not_carried() -> None:
    drive = make.drive(year=2570)
    stranger = make.risk(make.drive())

    assert actions.carry(drive, [stranger], by=make.officer(drive.agency), on=make.TODAY) == []


def test_what_may_be_carried_takes_the_same_queries_whatever_its_number(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    old, new = two_years()
    ana = make.officer(old.agency)
    make.risk(old, by=ana)
    bands = queries.bands_for(new.agency_id)
    with django_assert_num_queries(4):
        queries.carriable(new, old, bands)
    for _n in range(4):
        make.risk(old, by=ana)

    with django_assert_num_queries(4):
        rows = queries.carriable(new, old, bands)

    assert len(rows) == 5
    assert queries.previous_drive(new) == old
    assert queries.previous_drive(old) is None


# ── figures ────────────────────────────────────────────────────────────────────────────────
def test_units_are_compared_with_the_same_queries_whatever_their_number(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    for n in range(4):
        make.risk(drive, by=ana, unit=make.unit(drive.agency, f"กอง {n}"), residual_likelihood=n % 4 + 1)
    make.risk(drive, by=ana, review_on=date(2020, 1, 1))
    bands = queries.bands_for(drive.agency_id)

    with django_assert_num_queries(3):
        rows = queries.compared(drive, bands, make.TODAY)

    assert [(queries.named(row.unit), row.mean or 0, row.late_share or 0) for row in rows] == [
        ("กอง 3", 16, 0),
        ("กอง 2", 12, 0),
        ("ทุกหน่วยงาน", 12, 100),
        ("กอง 1", 8, 0),
        ("กอง 0", 4, 0),
    ]
    assert [row.counts for row in rows][:2] == [{"high": 1}, {"high": 1}]
    assert len(queries.comparison(drive, rows, bands).table().rows) == 5


def test_moves_are_counted_by_cell_and_lead_to_their_risks() -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    aim = {"target_likelihood": 1, "target_impact": 4, "target_on": date(2026, 9, 30)}
    made = [make.risk(drive, by=ana, **aim), make.risk(drive, by=ana), make.risk(drive, by=ana, likelihood=5)]

    chart = queries.movement_map(drive, queries.bands_for(drive.agency_id))

    assert [(one.start, one.end, one.count) for one in chart.by_controls] == [
        ((4, 4), (3, 4), 2),
        ((5, 4), (3, 4), 1),
    ]
    assert [(one.start, one.end, one.count) for one in chart.by_plan] == [((3, 4), (1, 4), 1)]
    assert "ยังไม่กำหนดเป้าหมาย 2 รายการ" in chart.description
    assert list(queries.register(drive, {"before": "4-4", "left": "3-4"})) == made[:2]
    assert list(queries.register(drive, {"left": "3-4", "aim": "1-4"})) == made[:1]
    assert "before=4-4" in chart.by_controls[0].href


def test_a_unit_has_the_risks_of_those_below_it_and_those_that_concern_it() -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    top, other = make.unit(drive.agency, "สำนัก"), make.unit(drive.agency, "ศูนย์")
    below = make.unit(drive.agency, "กลุ่ม", top)
    one, two = (
        make.risk(drive, by=ana, unit=below),
        make.risk(drive, by=ana, unit=other, other_units=[below, other]),
    )
    make.risk(drive, by=ana)

    assert set(queries.register(drive, {"unit": str(top.pk)})) == {one, two}
    assert set(queries.register(drive, {"unit": str(other.pk)})) == {two}
    assert list(two.other_units.all()) == [below]  # the main unit does not stand among the others
    assert list(queries.register(drive, {"unit": "9999999"})) == []


def test_the_bank_gathers_examples_by_item_and_finds_words_in_them() -> None:
    from janya.core import catalogue
    from janya.home import loading

    loading.load(catalogue.folder())
    from janya.norms.models import Code

    drive = make.drive()
    Drive.objects.filter(pk=drive.pk).update(code=Code.objects.get(key="2564"))
    drive.refresh_from_db()

    gathered = queries.bank_rows(drive)
    found = queries.bank_rows(drive, words="ของขวัญ")

    assert [item.number for item, _rows in gathered] == list(range(1, 8))
    assert all(len(rows) >= 4 for _item, rows in gathered)
    assert 0 < sum(len(rows) for _item, rows in found) < 28
    begun = queries.example_for(drive, str(gathered[0][1][0].example.pk))
    assert begun["items"] == [gathered[0][0].pk]
    assert queries.example_for(drive, "x") == queries.example_for(make.drive(), begun["title"]) == {}
