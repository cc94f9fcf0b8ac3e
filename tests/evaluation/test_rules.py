"""Rounds, proposed levels and weighted totals as laws."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from janya.core import catalogue
from janya.evaluation import rules
from janya.evaluation.rules import Given

LEVEL = st.integers(1, 5)
WEIGHT = st.integers(1, 100).map(Decimal)
ROWS = st.lists(st.builds(Given, WEIGHT, st.none() | LEVEL), max_size=12)


@given(ROWS)
def test_a_total_lies_between_the_least_and_the_greatest_level_given(rows: list[Given]) -> None:
    found = rules.total(rows)

    levels = [row.level for row in rows if row.level]
    if not levels:
        assert (found.score, found.percent) == (None, None)
    else:
        assert found.score is not None
        assert min(levels) <= found.score <= max(levels)
        assert found.percent is not None
        assert 20 <= found.percent <= 100
    assert 0 <= found.covered <= 100


@given(ROWS, st.randoms())
def test_the_order_of_criteria_does_not_matter(rows: list[Given], chance: object) -> None:
    turned = list(rows)
    chance.shuffle(turned)  # type: ignore[attr-defined]

    assert rules.total(turned) == rules.total(rows)


@given(st.lists(st.tuples(WEIGHT, LEVEL), min_size=1, max_size=8), st.integers(0, 7))
def test_a_higher_level_never_lowers_the_total(pairs: list[tuple[Decimal, int]], at: int) -> None:
    rows = [Given(weight, level) for weight, level in pairs]
    at %= len(rows)
    better = [
        Given(row.weight, min(5, (row.level or 0) + 1)) if n == at else row for n, row in enumerate(rows)
    ]

    before, after = rules.total(rows).score, rules.total(better).score

    assert before is not None
    assert after is not None
    assert after >= before


@given(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2))
def test_a_greater_figure_proposes_no_lower_level(one: Decimal, other: Decimal) -> None:
    floors = [Decimal(n) for n in (0, 50, 70, 85, 95)]
    low, high = sorted([one, other])

    first, second = rules.proposed_level(low, floors), rules.proposed_level(high, floors)

    assert first is not None
    assert second is not None
    assert 1 <= first <= second <= 5


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.sampled_from(["mid", "end"]))
def test_the_day_of_the_figures_is_never_to_come(today: date, kind: str) -> None:
    day = rules.day_of_figures(kind, 2569, today)

    assert day <= today
    assert day <= rules.due_on(kind, 2569)


def test_the_ready_criteria_sum_to_the_whole_and_their_floors_rise() -> None:
    entries = catalogue.read_folder(catalogue.folder())["promotion_criteria"].entries

    assert sum(one["weight"] for one in entries) == 100
    assert {one["feed"] for one in entries} == set(rules.Feed)
    for one in entries:
        assert all(low < high for low, high in pairwise(one["floors"]))
        assert not one["verified"]
