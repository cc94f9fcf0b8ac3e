"""Gaps against SciPy, and what hidden cells must keep to themselves."""

from collections import Counter
from datetime import date
from math import isclose
from random import Random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from janya.surveys import rules
from janya.surveys.rules import Pair

LEVELS = st.integers(rules.LOWEST, rules.HIGHEST)
RATINGS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=30)
COUNTS = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 30))
PAIRS = st.lists(st.builds(Pair, LEVELS, LEVELS), min_size=2, max_size=60)


@given(RATINGS)
def test_an_answer_is_read_as_it_was_written(ratings: list[rules.Rating]) -> None:
    text = rules.written(ratings)

    assert rules.read(text) == ratings
    assert len(text) == 2 * len(ratings)


@pytest.mark.parametrize("rating", [(6, 1), (1, -1), (0, 10)])
def test_a_level_off_the_scale_is_not_written(rating: rules.Rating) -> None:
    with pytest.raises(ValueError, match="1 to 5"):
        rules.written([(5, 5), rating])


def test_a_respondent_counts_for_an_item_only_where_both_sides_were_rated() -> None:
    assert rules.pair_of([(5, 0), (0, 3), (0, 0)]) is None
    assert rules.pair_of([(5, 2), (0, 3), (4, 4)]) == Pair(4.5, 3)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=4))
def test_digits_of_an_item_are_read_like_its_ratings(ratings: list[rules.Rating]) -> None:
    assert rules.pair_in(rules.written(ratings)) == rules.pair_of(ratings)


@given(st.sampled_from(["draft", "open", "closed"]), st.dates(), st.dates(), st.dates())
def test_answers_are_taken_from_the_first_day_to_the_last(state: str, a: date, b: date, on: date) -> None:
    first, last = sorted((a, b))

    takes = rules.phase(state, first, last, on) == rules.Phase.TAKING

    assert takes == (state == "open" and first <= on <= last)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 7, 10, 29, 30, 100, 999, 100_000])
@pytest.mark.parametrize("share", [0.5, 0.75, 0.95, 0.975, 0.995])
def test_quantiles_of_student_are_those_of_scipy(share: float, freedom: int) -> None:
    assert rules.t_quantile(share, freedom) == pytest.approx(stats.t.ppf(share, freedom), rel=1e-9, abs=1e-9)


@given(PAIRS)
def test_the_gap_and_its_interval_are_those_of_scipy(pairs: list[Pair]) -> None:
    desired, perceived = [one.desired for one in pairs], [one.perceived for one in pairs]
    differences = [one.desired - one.perceived for one in pairs]

    found = rules.gap_of(Counter(pairs))

    assert found is not None
    assert found.n == len(pairs)
    assert isclose(found.desired, fmean(desired))
    assert isclose(found.perceived, fmean(perceived))
    assert found.low is not None
    assert found.high is not None
    if len(set(differences)) == 1:  # no spread: SciPy has no number for it
        assert isclose(found.low, found.gap, abs_tol=1e-9)
        assert isclose(found.high, found.gap, abs_tol=1e-9)
        return
    theirs = stats.ttest_rel(desired, perceived).confidence_interval(rules.CONFIDENCE)
    assert isclose(found.low, theirs.low, rel_tol=1e-7, abs_tol=1e-9)
    assert isclose(found.high, theirs.high, rel_tol=1e-7, abs_tol=1e-9)


def test_one_respondent_has_a_gap_without_an_interval_and_none_has_nothing() -> None:
    found = rules.gap_of({Pair(5, 2): 1})

    assert found == rules.Gap(1, 5, 2, 3, None, None)
    assert rules.gap_of({}) is None


@given(COUNTS)
def test_no_cell_under_the_minimum_is_shown(counts: dict[str, int]) -> None:
    away, _total = rules.hidden(counts)

    assert {key for key, count in counts.items() if 0 < count < rules.SMALLEST_CELL} <= away


@given(COUNTS)
def test_where_the_total_is_shown_what_is_hidden_is_several_groups_and_enough_people(
    counts: dict[str, int],
) -> None:
    """Total less shown cells is all that can be worked out: never one group, never fewer than the minimum."""
    away, total_is_away = rules.hidden(counts)

    if away and not total_is_away:
        assert len(away) >= 2
        assert sum(counts[key] for key in away) >= rules.SMALLEST_CELL


@given(COUNTS, st.randoms())
def test_the_order_of_groups_does_not_tell_how_much_is_hidden(counts: dict[str, int], chance: Random) -> None:
    mixed = list(counts.items())
    chance.shuffle(mixed)

    (away, total), (again, total_again) = rules.hidden(counts), rules.hidden(dict(mixed))

    assert total == total_again
    assert sorted(counts[key] for key in away) == sorted(counts[key] for key in again)


@given(COUNTS)
def test_nothing_is_hidden_without_need(counts: dict[str, int]) -> None:
    if all(count == 0 or count >= rules.SMALLEST_CELL for count in counts.values()):
        assert rules.hidden(counts) == (set(), False)


@pytest.mark.parametrize(
    ("counts", "away"),
    [
        ({"a": 4}, ({"a"}, True)),
        ({"a": 4, "b": 0}, ({"a"}, True)),
        ({"a": 1, "b": 2}, ({"a", "b"}, True)),
        ({"a": 2, "b": 3}, ({"a", "b"}, False)),
        ({"a": 3, "b": 40, "c": 9}, ({"a", "c"}, False)),
        ({"a": 1, "b": 1, "c": 50, "d": 70}, ({"a", "b", "c"}, False)),
        ({"a": 5, "b": 5}, (set(), False)),
    ],
)
def test_small_groups_take_the_smallest_other_with_them(
    counts: dict[str, int], away: tuple[set[str], bool]
) -> None:
    assert rules.hidden(counts) == away


def test_the_minimum_can_be_another() -> None:
    assert rules.hidden({"a": 5, "b": 20}, smallest=10) == ({"a", "b"}, False)
