from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from janya.home import demonstration_facts
from janya.kpis import rules
from janya.kpis.rules import Direction, Draft, Weighed

GOOD = Draft(
    name="ร้อยละของข้าราชการที่ลงนามรับทราบประมวลจริยธรรม",
    formula="จำนวนผู้ลงนาม × 100 ÷ จำนวนข้าราชการทั้งหมด",
    unit="ร้อยละ",
    direction="more",
    baseline=Decimal(60),
    target=Decimal(90),
    thresholds=[Decimal(level) for level in (60, 70, 80, 90, 100)],
    weight=Decimal(25),
    due_on=date(2026, 9, 30),
    fiscal_year=2569,
    issues=1,
    has_owner=True,
)
DOWN = [Decimal(level) for level in (8, 6, 4, 2, 0)]


def fields(draft: Draft) -> list[str]:
    return [one.field for one in rules.concrete(draft)]


@pytest.mark.parametrize(
    "name",
    [
        "จำนวนคดี",
        "อัตราการลงนามรับทราบ",
        "ระดับความพึงพอใจของผู้รับบริการ",
        "คะแนนเฉลี่ยของระดับที่เป็นอยู่",
        "ร้อยละของข้าราชการที่มีพฤติกรรมดีขึ้น",
        "เรื่องร้องเรียนที่พิจารณาแล้วเสร็จภายใน ๓๐ วัน",
        "ระยะเวลาเฉลี่ยในการพิจารณาเรื่องร้องเรียน",
        *(one.name for one in demonstration_facts.KPIS),
    ],
)
def test_a_name_that_says_what_is_counted_is_concrete(name: str) -> None:
    assert "name" not in fields(replace(GOOD, name=name))


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "ข้าราชการมีจริยธรรมดีขึ้น",
        "การดำเนินงานเป็นไปอย่างเหมาะสม",
        "ส่งเสริมให้บุคลากรทุกระดับตระหนักในจริยธรรม",
        "บุคลากรจำนวนมากมีจิตสาธารณะ",
        "ผู้บริหารระดับสูงเป็นแบบอย่าง",
        "ร้อยละที่เพิ่มขึ้น",
        "จำนวนที่เหมาะสม",
        "ร้อยละ",
        "จำนวน 100",
    ],
)
def test_a_name_that_cannot_be_counted_is_refused(name: str) -> None:
    assert fields(replace(GOOD, name=name)) == ["name"]


@pytest.mark.parametrize(
    "formula",
    ["นับจำนวนเรื่อง", "ก ÷ ข", "ก / ข", "A x 100", "ผลรวมคะแนน", "ก หารด้วย ข", "ก - ข", "ค่าเฉลี่ยของผู้ตอบ"],
)
def test_a_formula_that_counts_or_calculates_is_concrete(formula: str) -> None:
    assert fields(replace(GOOD, formula=formula)) == []


@pytest.mark.parametrize(
    "formula", ["", "ดูจากผลงานของผู้บริหาร", "สนับสนุนบุคลากร", "และ/หรือ", "ทัศนคติเชิงบวก", "นับถือผู้อื่น", "หลบเลี่ยง"]
)
def test_a_formula_without_an_operation_is_refused(formula: str) -> None:
    assert fields(replace(GOOD, formula=formula)) == ["formula"]


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"unit": " "}, ["unit"]),
        ({"unit": "คน", "metric_unit": "ร้อยละ"}, ["unit"]),
        ({"metric_unit": "ร้อยละ", "metric_direction": "more"}, []),
        ({"metric_direction": "less"}, ["direction"]),
        ({"direction": ""}, ["direction"]),
        ({"target": None}, ["target"]),
        ({"target": Decimal(60)}, ["target"]),
        ({"target": Decimal(50)}, ["target"]),
        ({"baseline": None, "target": Decimal(75)}, ["target"]),
        ({"baseline": None}, []),
        ({"target": Decimal(80)}, []),
        ({"target": Decimal(100)}, []),
        ({"target": Decimal(101)}, ["target"]),
        ({"thresholds": GOOD.thresholds[:4]}, ["level_5"]),
        ({"thresholds": []}, [f"level_{number}" for number in range(1, 6)]),
        ({"thresholds": [*GOOD.thresholds[:2], GOOD.thresholds[1], *GOOD.thresholds[3:]]}, ["level_3"]),
        ({"thresholds": DOWN}, ["level_2", "level_3", "level_4", "level_5"]),
        ({"direction": "less", "baseline": Decimal(9), "target": Decimal(2), "thresholds": DOWN}, []),
        ({"direction": "less", "baseline": Decimal(1), "target": Decimal(2), "thresholds": DOWN}, ["target"]),
        ({"weight": None}, ["weight"]),
        ({"weight": Decimal(0)}, ["weight"]),
        ({"weight": Decimal("100.01")}, ["weight"]),
        ({"weight": Decimal(100)}, []),
        ({"due_on": None}, ["due_on"]),
        ({"due_on": date(2025, 9, 30)}, ["due_on"]),
        ({"due_on": date(2025, 10, 1)}, []),
        ({"due_on": date(2026, 10, 1)}, ["due_on"]),
        ({"has_owner": False, "issues": 0}, ["owner", "issues"]),
    ],
)
def test_concrete_tells_which_field_is_not(changes: dict[str, object], refused: list[str]) -> None:
    assert fields(replace(GOOD, **changes)) == refused  # type: ignore[arg-type]


def test_the_indicators_of_the_demonstration_are_concrete() -> None:
    told = []
    for one in demonstration_facts.KPIS:
        draft = replace(
            GOOD,
            name=one.name,
            formula=one.formula,
            unit=one.unit,
            direction=one.direction,
            baseline=Decimal(one.baseline),
            target=Decimal(one.target),
            thresholds=[Decimal(level) for level in one.thresholds],
            weight=Decimal(one.weight),
        )

        told += [(one.name, refusal.because) for refusal in rules.concrete(draft)]

    assert told == []


amounts = st.decimals(min_value=-1000, max_value=1000, places=2)
directions = st.sampled_from([Direction.MORE, Direction.LESS])


@st.composite
def scales(draw: st.DrawFn) -> tuple[list[Decimal], Direction]:
    direction = draw(directions)
    floors = sorted(draw(st.lists(amounts, min_size=5, max_size=5, unique=True)))
    return (floors if direction is Direction.MORE else floors[::-1]), direction


@given(scales(), amounts, amounts)
def test_a_better_value_never_has_a_lower_level(
    scale: tuple[list[Decimal], Direction], one: Decimal, other: Decimal
) -> None:
    floors, direction = scale
    better, worse = (one, other) if rules.is_better(one, other, direction) else (other, one)

    assert 1 <= rules.level_of(worse, floors, direction) <= rules.level_of(better, floors, direction) <= 5


@given(scales())
def test_each_threshold_has_its_own_level(scale: tuple[list[Decimal], Direction]) -> None:
    floors, direction = scale

    assert [rules.level_of(floor, floors, direction) for floor in floors] == [1, 2, 3, 4, 5]


weighed = st.builds(
    Weighed,
    st.decimals(min_value="0.01", max_value=100, places=2),
    st.none() | st.integers(min_value=1, max_value=5),
)


@given(st.lists(weighed))
def test_the_score_is_a_level_and_the_coverage_a_share(rows: list[Weighed]) -> None:
    found = rules.weighted_score(rows)

    assert (found.score is None) == all(row.level is None for row in rows)
    assert found.score is None or 1 <= found.score <= 5
    assert 0 <= found.covered <= 100


@given(st.lists(weighed), st.integers(min_value=1, max_value=5))
def test_alike_levels_make_that_score(rows: list[Weighed], level: int) -> None:
    alike = [replace(row, level=level) for row in rows]

    assert rules.weighted_score(alike).score == (level if rows else None)


@given(st.none() | amounts, amounts, directions)
def test_proposed_thresholds_are_a_concrete_scale(
    baseline: Decimal | None, target: Decimal, direction: Direction
) -> None:
    levels = rules.propose_thresholds(baseline, target, direction)

    assert levels[-1] == target
    assert all(rules.is_better(after, before, direction) for before, after in pairwise(levels))


@given(
    st.sampled_from(list(rules.MONTHS_OF)),
    st.integers(min_value=2560, max_value=2600),
    st.dates(date(2016, 1, 1), date(2060, 1, 1)),
)
def test_periods_fill_the_year_and_only_those_that_are_over_are_due(
    frequency: str, year: int, today: date
) -> None:
    periods = rules.periods(frequency, year)
    due = rules.reading_due(frequency, year, today)

    assert all((after.first - before.last).days == 1 for before, after in pairwise(periods))
    assert len(periods) * rules.MONTHS_OF[frequency] == 12
    assert due is None or due.last < today
