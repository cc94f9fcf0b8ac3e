"""KPIs in depth: ranges, figures of the system through the year, carrying over, workbooks, objections, proof."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from janya.core import sheets
from janya.evidence.models import Evidence
from janya.kpis import actions, charts, metrics, queries, rules
from janya.kpis.background import measure_due
from janya.kpis.models import Kpi, Reading, ReadingSheet
from janya.people.models import Person
from janya.people.queries import called
from janya.plans import actions as plans
from janya.plans.models import Progress
from tests import make

Browse = Callable[[Person], Client]
amounts = st.decimals(min_value=-1000, max_value=1000, places=2)
distances = st.lists(
    st.decimals(min_value=0, max_value=1000, places=2), min_size=5, max_size=5, unique=True
).map(lambda found: sorted(found, reverse=True))
DECEMBER, MARCH = date(2025, 12, 31), date(2026, 3, 31)


# ── a range ────────────────────────────────────────────────────────────────────────────────
@given(amounts, distances, amounts, amounts)
def test_in_a_range_nearer_is_never_worse(
    target: Decimal, levels: list[Decimal], one: Decimal, other: Decimal
) -> None:
    near, far = sorted((one, other), key=lambda value: abs(value - target))

    found = [rules.level_of(value, levels, "range", target) for value in (near, far)]

    assert 5 >= found[0] >= found[1] >= 1
    assert rules.level_of(target, levels, "range", target) == 5


@given(st.none() | amounts, amounts)
def test_what_is_proposed_for_a_range_is_concrete(baseline: Decimal | None, target: Decimal) -> None:
    levels = rules.propose_thresholds(baseline, target, "range")

    assert all(wide > slim >= 0 for wide, slim in pairwise(levels))


@pytest.mark.django_db
def test_a_range_is_added_drawn_and_scored() -> None:
    drive = make.drive()
    levels = [Decimal(level) for level in (10, 8, 6, 4, 2)]
    kpi = make.kpi(drive, direction="range", target=Decimal(50), baseline=Decimal(40), levels=levels)
    make.reading(kpi, 53)

    (row,) = queries.scorecard(drive, make.TODAY).rows

    assert row.level == 4
    assert "48 ถึง 52" in str(charts.thresholds(row).table())
    trend = charts.trend([Kpi.objects.select_related("drive").get(pk=kpi.pk)])
    assert trend
    assert len(trend.bands) == 9
    assert "<svg" in trend.svg()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"levels": [Decimal(n) for n in (2, 4, 6, 8, 10)]}, "level_2"),
        ({"baseline": Decimal(50)}, "target"),
        ({"formula": "จำนวนผู้ลงนาม × 100 ÷ ๐"}, "formula"),
    ],
)
@pytest.mark.django_db
def test_a_range_out_of_order_a_target_like_the_baseline_and_a_division_by_zero_are_refused(
    changes: dict[str, Any], field: str
) -> None:
    drive = make.drive()
    levels = [Decimal(level) for level in (10, 8, 6, 4, 2)]
    facts = {"direction": "range", "target": Decimal(50), "baseline": Decimal(40), "levels": levels}

    with pytest.raises(actions.NotConcrete) as refused:
        make.kpi(drive, **{**facts, **changes})

    assert refused.value.refusals[0].field == field


@pytest.mark.parametrize(
    "formula", ["ก ÷ -0", "ก ∕ [0]", "ก หารด้วยเลข 0", "ก ÷ 0", "ก / 0.0", "ก หารด้วยศูนย์", "ก ÷ (๐)"]
)
def test_a_division_by_zero_is_seen(formula: str) -> None:
    assert rules.NOUGHT.search(formula)


@pytest.mark.parametrize("formula", ["ก ÷ 05", "ก ÷ 0.5", "ก × 100 ÷ จำนวน", "ผลรวม ÷ 10", "ก / 01"])
def test_other_divisions_are_not_taken_for_it(formula: str) -> None:
    assert not rules.NOUGHT.search(formula)


# ── figures of the system ──────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_an_old_quarter_measured_again_gives_the_same() -> None:
    drive = make.drive()
    activity = make.activity(
        drive, starts_on=date(2025, 10, 1), ends_on=date(2025, 12, 15), budget=Decimal(200)
    )
    report = {"percent": 100, "spent": Decimal(50), "note": "เสร็จ", "by": activity.owner}
    plans.report(activity, on=date(2025, 12, 10), **report)
    keys = ["activities_on_time", "budget_spent", "activities_proved", "issues_none"]
    before = metrics.measured(drive, keys, DECEMBER)

    late = make.activity(drive, starts_on=date(2026, 1, 1), ends_on=date(2026, 2, 1))
    plans.report(late, on=date(2026, 3, 1), percent=100, spent=Decimal(0), note="ช้า", by=late.owner)

    assert before == metrics.measured(drive, keys, DECEMBER)
    assert before == {
        "activities_on_time": Decimal("100.00"),
        "budget_spent": Decimal("25.00"),
        "activities_proved": Decimal("0.00"),
    }
    assert metrics.measured(drive, keys, MARCH)["activities_on_time"] == Decimal("50.00")


@pytest.mark.django_db
def test_no_figure_where_there_is_nothing_to_divide_by() -> None:
    drive = make.drive()

    found = metrics.measured(drive, metrics.METRICS, MARCH)

    assert set(found) == set(metrics.METRICS)
    assert all(value is None or value == 0 for value in found.values())


@pytest.mark.django_db
def test_a_key_of_a_figure_is_taken_once() -> None:
    other = metrics.METRICS["acknowledged"]

    metrics.register(other)
    with pytest.raises(ValueError, match="acknowledged"):
        metrics.register(
            metrics.Metric(**{name: getattr(other, name) for name in other.__slots__} | {"unit": "คน"})
        )


@pytest.mark.django_db
def test_the_whole_year_is_measured_in_as_many_queries_for_many_kpis(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    drive = make.drive()
    issue = make.issue(drive)
    bound: dict[str, Any] = {"metric": "acknowledged", "issues": [issue]}
    first = make.kpi(drive, **bound)
    for _n in range(6):
        make.kpi(drive, **bound, by=first.owner)

    with django_assert_max_num_queries(24):
        made = actions.measure_all(drive, as_of=MARCH, by=first.owner)

    assert made == 7
    assert actions.measure_all(drive, as_of=MARCH, by=first.owner) == 0
    assert Reading.objects.filter(kpi=first).get().value == 0


@pytest.mark.django_db
def test_every_morning_what_is_owed_is_measured_by_nobody() -> None:
    drive = make.drive()
    kpi = make.kpi(drive, metric="acknowledged")
    by_hand = make.kpi(drive, by=kpi.owner)

    measure_due(date(2026, 1, 2))
    measure_due(date(2026, 1, 3))

    (read,) = Reading.objects.all()
    assert (read.kpi, read.as_of, read.by) == (kpi, DECEMBER, None)
    assert {row.kpi for row in queries.scorecard(drive, date(2026, 1, 3)).rows if row.owed} == {by_hand}


# ── from the year before ───────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_a_kpi_is_carried_over_with_its_last_reading_as_baseline(browse: Browse) -> None:
    agency = make.agency()
    old, new = make.drive(agency, year=2569), make.drive(agency, year=2570)
    kpi = make.kpi(old)
    make.reading(kpi, 72)
    issue = make.issue(new)
    address = reverse("kpis:carry", args=[new.pk])
    ana = browse(kpi.owner)

    without = ana.post(address, {"kpi": [kpi.pk], f"issue-{kpi.pk}": "", f"target-{kpi.pk}": "95"})
    done = ana.post(address, {"kpi": [kpi.pk], f"issue-{kpi.pk}": issue.pk, f"target-{kpi.pk}": "๙๕"})

    made = Kpi.objects.get(drive=new)
    assert (without.status_code, done.status_code) == (422, 302)
    assert "กรุณาเลือกประเด็นของปีนี้" in without.content.decode()
    assert (made.copied_from, made.baseline, made.target) == (kpi, Decimal(72), Decimal(95))
    assert made.due_on == date(2027, 9, 30)
    make.reading(made, 80, date(2026, 12, 31))
    trend = charts.trend(queries.line_of(made))
    assert trend
    assert [point.value for point in trend.points] == [72, 80]
    assert "ยกมาแล้วเป็น" in ana.get(address).content.decode()


@pytest.mark.django_db
def test_a_line_of_years_takes_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    agency = make.agency()
    before: Kpi | None = None
    for year in range(2566, 2571):
        kpi = make.kpi(make.drive(agency, year=year))
        Kpi.objects.filter(pk=kpi.pk).update(copied_from=before)
        before = kpi

    with django_assert_num_queries(1):
        found = queries.line_of(kpi)
        assert [one.drive.fiscal_year for one in found] == [2570, 2569, 2568, 2567, 2566]


# ── workbooks ──────────────────────────────────────────────────────────────────────────────
def sent(browse: Browse, by: Person, kpi: Kpi, table: str) -> Any:
    upload = SimpleUploadedFile("ผล.csv", table.encode("utf-8-sig"))
    return browse(by).post(reverse("kpis:send-in", args=[kpi.drive_id]), {"file": upload}, follow=True)


@pytest.mark.django_db
def test_readings_come_in_by_a_workbook_and_the_same_again_changes_nothing(browse: Browse) -> None:
    kpi = make.kpi(make.drive())
    table = "ลำดับ,ณ วันที่,ค่าที่วัดได้\n๑,๓๑ ธ.ค. ๒๕๖๘,๗๒.๕\n1,31/3/2569,\n"

    shown = sent(browse, kpi.owner, kpi, table)
    browse(kpi.owner).post(shown.redirect_chain[-1][0])
    again = sent(browse, kpi.owner, kpi, table)
    twice = browse(kpi.owner).post(shown.redirect_chain[-1][0])

    assert [(one.as_of, one.value) for one in Reading.objects.all()] == [(DECEMBER, Decimal("72.5"))]
    assert "ไม่มีสิ่งใดต้องบันทึก" in again.content.decode()
    assert twice.status_code == 409
    assert not bytes(ReadingSheet.objects.get(written_at__isnull=False).content)


@pytest.mark.django_db
def test_every_wrong_row_is_told_and_nothing_is_written(browse: Browse) -> None:
    kpi = make.kpi(make.drive())
    make.reading(kpi, 70, DECEMBER)
    table = "\n".join(
        [
            "ลำดับ,ณ วันที่,ค่าที่วัดได้",
            "9,31/12/2568,1",
            "1,31/2/2569,1",
            "1,31/12/2568,71",
            "1,1/10/2560,1",
            "1,1/2/2569,มาก",
            "1,2/2/2569,5",
            "1,2/2/2569,5",
        ]
    )

    shown = sent(browse, kpi.owner, kpi, table)
    browse(kpi.owner).post(shown.redirect_chain[-1][0])

    told = queries.reading_plan(kpi.drive, table.encode(), "ผล.csv", today=make.TODAY)
    assert [(fault.row, fault.column) for fault in told.faults] == [
        (2, "ลำดับ"),
        (3, "ณ วันที่"),
        (4, "ค่าที่วัดได้"),
        (5, "ณ วันที่"),
        (6, "ค่าที่วัดได้"),
        (8, "ณ วันที่"),
    ]
    assert "แก้ไขที่หน้าตัวชี้วัดพร้อมเหตุผล" in shown.content.decode()
    assert Reading.objects.count() == 1


@pytest.mark.django_db
def test_the_form_for_readings_comes_back_filled(browse: Browse) -> None:
    kpi = make.kpi(make.drive())
    columns, rows = queries.owed_sheet(kpi.drive, date(2026, 1, 5))
    rows[0][3] = 66
    content = sheets.excel([("ผล", columns, rows)], title="ผล")

    told = queries.reading_plan(kpi.drive, content, "ผล.xlsx", today=date(2026, 1, 5))

    assert [(line.kpi, line.as_of, line.value) for line in told.new] == [(kpi, DECEMBER, Decimal(66))]
    answer = browse(kpi.owner).get(reverse("kpis:export-excel", args=[kpi.drive_id]))
    assert answer.content[:2] == b"PK"


# ── what speaks against, who has left, what proves ─────────────────────────────────────────
@pytest.mark.django_db
def test_moving_the_day_before_running_activities_is_asked_about(browse: Browse) -> None:
    drive = make.drive()
    kpi = make.kpi(drive)
    activity = make.activity(drive, by=kpi.owner, kpis=[kpi])
    address = reverse("kpis:change", args=[kpi.pk])
    names = ("name", "definition", "formula", "unit", "direction", "frequency")
    typed = {
        **{name: getattr(kpi, name) for name in names},
        "issues": [issue.pk for issue in kpi.issues.all()],
        "owner": called(kpi.owner),
        "baseline": "60",
        "target": "90",
        "weight": "25",
        **{f"level_{n}": level for n, level in enumerate((60, 70, 80, 90, 100), 1)},
        "due_on": "1/2/2569",
        "version": "1",
    }

    asked = browse(kpi.owner).post(address, typed)
    confirmed = browse(kpi.owner).post(address, {**typed, "confirm": "1"})

    assert asked.status_code == 422
    assert activity.title in asked.content.decode()
    assert confirmed.status_code == 302
    kpi.refresh_from_db()
    assert kpi.due_on == date(2026, 2, 1)


@pytest.mark.django_db
def test_an_owner_who_has_left_is_told_and_owed_readings_stand_by_owner(browse: Browse) -> None:
    drive = make.drive()
    kpi = make.kpi(drive)
    ana = make.officer(drive.agency)
    Person.objects.filter(pk=kpi.owner_id).update(is_active=False)

    told = browse(ana).get(reverse("kpis:owed", args=[drive.pk])).content.decode()

    assert "ต้องกำหนดผู้รับผิดชอบใหม่" in told
    assert "ไม่ได้ปฏิบัติงานแล้ว" in browse(ana).get(kpi.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_one_piece_of_evidence_proves_a_reading_and_an_activity(browse: Browse) -> None:
    drive = make.drive()
    kpi = make.kpi(drive)
    reading = make.reading(kpi, 80)
    activity = make.activity(drive, by=kpi.owner)
    upload = SimpleUploadedFile("ผล.txt", "ผลการวัด".encode())

    browse(kpi.owner).post(reverse("kpis:prove", args=[reading.pk]), {"upload": upload, "title": "ผลการวัด"})
    kept = Evidence.objects.get()
    plans.let_prove(activity, kept, by=kpi.owner)

    page = browse(kpi.owner).get(kept.get_absolute_url()).content.decode()
    assert kpi.name in page
    assert activity.title in page
    assert not Progress.objects.exists()


@pytest.mark.django_db
def test_all_periods_that_are_over_are_measured_and_what_was_typed_stays() -> None:
    drive = make.drive()
    kpi = make.kpi(drive, metric="acknowledged")
    make.reading(kpi, 88, DECEMBER)

    measure_due(date(2026, 7, 2))
    actions.measure_all(drive, as_of=DECEMBER, by=kpi.owner)

    assert [(one.as_of, one.value) for one in Reading.objects.order_by("as_of")] == [
        (DECEMBER, Decimal(88)),
        (MARCH, Decimal(0)),
        (date(2026, 6, 30), Decimal(0)),
    ]


@pytest.mark.django_db
def test_a_cell_that_excel_shows_as_percent_is_asked_about() -> None:
    kpi = make.kpi(make.drive())
    columns, rows = queries.owed_sheet(kpi.drive, date(2026, 1, 5))
    rows[0][3] = 0.75
    content = sheets.excel([("ผล", columns, rows)], title="ผล")

    (fault,) = queries.reading_plan(kpi.drive, content, "ผล.xlsx", today=make.TODAY).faults

    assert "กรุณากรอก 75" in fault.why


@pytest.mark.django_db
def test_a_correction_keeps_its_proof_which_can_be_taken_off(browse: Browse) -> None:
    kpi = make.kpi(make.drive())
    reading = make.reading(kpi, 80)
    actions.prove(reading, link="https://www.example.go.th/", by=kpi.owner)

    new = actions.correct(reading, value=Decimal(81), as_of=reading.as_of, reason="พิมพ์ผิด", by=kpi.owner)
    (proof,) = new.proofs.all()
    browse(kpi.owner).post(reverse("kpis:unprove", args=[proof.pk]))

    assert not new.proofs.exists()
    assert Evidence.objects.count() == 1


@pytest.mark.django_db
def test_a_kpi_is_carried_once_and_by_somebody_who_is_here() -> None:
    agency = make.agency()
    old, new = make.drive(agency, year=2569), make.drive(agency, year=2570)
    kpi = make.kpi(old)
    Person.objects.filter(pk=kpi.owner_id).update(is_active=False)
    kpi = Kpi.objects.select_related("owner", "drive").get(pk=kpi.pk)
    chosen = [(kpi, make.issue(new), Decimal(95))]
    ana = make.officer(agency)

    (made,) = actions.carry(new, chosen, by=ana)

    assert made.owner == ana
    assert actions.carry(new, chosen, by=ana) == []
