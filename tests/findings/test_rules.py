"""Figures against SciPy and NumPy on the same data, and what hidden cells must keep to themselves."""

from collections import Counter
from math import isclose
from random import Random
from statistics import fmean
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from janya.findings import rules
from janya.findings.rules import Measured, Pair, Part
from janya.surveys import rules as asking

LEVELS = st.integers(asking.LOWEST, asking.HIGHEST)
COUNTS = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 30))
PAIRS = st.lists(st.builds(Pair, LEVELS, LEVELS), min_size=2, max_size=60)
MARKS = st.sampled_from("12345?0")


def test_a_respondent_counts_for_an_item_only_where_both_sides_were_rated() -> None:
    assert rules.pair_of([(5, 0), (0, 3), (0, 0)]) is None
    assert rules.pair_of([(5, 2), (0, 3), (4, 4)]) == Pair(4.5, 3)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=4))
def test_digits_of_an_item_are_read_like_its_ratings(ratings: list[asking.Rating]) -> None:
    assert rules.pair_in(asking.written(ratings)) == rules.pair_of(ratings)


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


def hidden(counts: dict[str, int], **more: int) -> tuple[set[str], bool]:
    """What is hidden where groups only are told apart, each a cell of its own."""
    cells = {key: place for place, key in enumerate(sorted(counts))}
    parts = [Part(key, "group", frozenset({place})) for key, place in cells.items()]
    return rules.hidden_parts(parts, {place: counts[key] for key, place in cells.items()}, **more)


@given(COUNTS)
def test_no_cell_under_the_minimum_is_shown(counts: dict[str, int]) -> None:
    away, _total = hidden(counts)

    assert {key for key, count in counts.items() if 0 < count < asking.SMALLEST_CELL} <= away


@given(COUNTS)
def test_where_the_total_is_shown_what_is_hidden_is_several_groups_and_enough_people(
    counts: dict[str, int],
) -> None:
    """Total less shown cells is all that can be worked out: never one group, never fewer than the minimum."""
    away, total_is_away = hidden(counts)

    if away and not total_is_away:
        assert len(away) >= 2
        assert sum(counts[key] for key in away) >= asking.SMALLEST_CELL


@given(COUNTS, st.randoms())
def test_the_order_of_groups_does_not_tell_how_much_is_hidden(counts: dict[str, int], chance: Random) -> None:
    mixed = list(counts.items())
    chance.shuffle(mixed)

    (away, total), (again, total_again) = hidden(counts), hidden(dict(mixed))

    assert total == total_again
    assert sorted(counts[key] for key in away) == sorted(counts[key] for key in again)


@given(COUNTS)
def test_nothing_is_hidden_without_need(counts: dict[str, int]) -> None:
    if all(count == 0 or count >= asking.SMALLEST_CELL for count in counts.values()):
        assert hidden(counts) == (set(), False)


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
    assert hidden(counts) == away


def test_the_minimum_can_be_another() -> None:
    assert hidden({"a": 5, "b": 20}, smallest=10) == ({"a", "b"}, False)


# ── counts ─────────────────────────────────────────────────────────────────────────────────
QUESTIONS = [
    Measured(0, 2, "paired", item=1),
    Measured(2, 2, "paired", item=1),
    Measured(4, 2, "paired", item=2),
    Measured(6, 1, "rating"),
    Measured(7, 1, "rating"),
    Measured(8, 1, "single", 3, item=1, right=2),
    Measured(9, 1, "single", 3, item=2, right=1),
    Measured(10, 3, "multiple", 3),
    Measured(13, 3, "ranking", 3),
]
TEXTS = st.lists(
    st.builds(
        lambda levels, single, multiple, ranking: "".join(levels) + "".join(single) + multiple + ranking,
        st.lists(MARKS, min_size=8, max_size=8),
        st.lists(st.sampled_from("0123?"), min_size=2, max_size=2),
        st.sampled_from(["010", "111", "000", "---", "???"]),
        st.sampled_from(["123", "312", "000", "???"]),
    ),
    max_size=40,
)


@given(TEXTS)
def test_levels_are_described_as_numpy_does(texts: list[str]) -> None:
    found = rules.levels_of(rules.tally(texts, QUESTIONS)["q"].get("3", {}))
    levels = [int(text[6]) for text in texts if text[6] in "12345"]

    if not levels:
        assert found is None
        return
    assert found is not None
    assert found.n == len(levels)
    assert found.mean == pytest.approx(np.mean(levels))
    assert found.top_box == pytest.approx(100 * np.mean(np.array(levels) >= 4))
    assert found.counts == tuple(levels.count(level) for level in range(1, 6))
    if len(levels) > 1:
        assert found.deviation == pytest.approx(np.std(levels, ddof=1))


@given(TEXTS)
def test_pairs_of_an_item_are_those_of_the_respondents(texts: list[str]) -> None:
    found = rules.tally(texts, QUESTIONS)["items"]

    for item, cut in (("1", slice(0, 4)), ("2", slice(4, 6))):
        theirs = Counter(pair for text in texts if (pair := rules.pair_of(asking.read(text[cut]))))
        assert {Pair(row[0], row[1]): row[2] for row in found[item]} == dict(theirs)


@given(TEXTS)
def test_alpha_is_that_of_numpy(texts: list[str]) -> None:
    found = rules.tally(texts, QUESTIONS)["sets"]
    columns = {"perceived": (1, 3, 5), "desired.1": (0, 2), "rating": (6, 7)}

    for name, places in columns.items():
        rows = [
            [int(text[at]) for at in places] for text in texts if all(text[at] in "12345" for at in places)
        ]
        alpha = rules.alpha_of(found[name])
        if len(rows) < 2 or np.var(np.sum(rows, axis=1), ddof=1) == 0:
            assert alpha is None
        else:
            k = len(places)
            whole = np.var(np.sum(rows, axis=1), ddof=1)
            assert alpha == pytest.approx(k / (k - 1) * (1 - np.sum(np.var(rows, axis=0, ddof=1)) / whole))


@given(TEXTS)
def test_scores_count_right_answers_of_those_asked(texts: list[str]) -> None:
    found = rules.scores_of(rules.tally(texts, QUESTIONS)["score"])
    theirs = Counter(
        ((text[8] == "2") + (text[9] == "1")) * 100 / asked
        for text in texts
        if (asked := sum(mark != "0" for mark in text[8:10]))
    )

    assert found == dict(theirs)


@given(TEXTS, TEXTS)
def test_tallies_of_groups_add_up_to_that_of_all(some: list[str], others: list[str]) -> None:
    def plain(tally: Any) -> Any:
        return {
            **tally,
            "q": {
                place: {text: n for text, n in counts.items() if n} for place, counts in tally["q"].items()
            },
            "items": {item: sorted(rows) for item, rows in tally["items"].items()},
        }

    apart = rules.added([rules.tally(some, QUESTIONS), rules.tally(others, QUESTIONS)])

    assert plain(apart) == plain(rules.tally([*some, *others], QUESTIONS))


@given(st.lists(LEVELS, min_size=2, max_size=40), st.lists(LEVELS, min_size=2, max_size=40))
def test_two_samples_are_compared_as_scipy_does(later: list[int], earlier: list[int]) -> None:
    found = rules.difference_of(
        {float(value): n for value, n in Counter(later).items()},
        {float(value): n for value, n in Counter(earlier).items()},
    )

    assert found is not None
    assert found.difference == pytest.approx(fmean(later) - fmean(earlier))
    if len(set(later)) > 1 and len(set(earlier)) > 1:  # SciPy warns of samples without spread
        theirs = stats.ttest_ind(later, earlier, equal_var=False).confidence_interval(0.95)
        assert found.low is not None
        assert found.high is not None
        assert isclose(found.low, theirs.low, rel_tol=1e-6, abs_tol=1e-9)
        assert isclose(found.high, theirs.high, rel_tol=1e-6, abs_tol=1e-9)


def test_shares_leave_out_who_did_not_answer() -> None:
    assert rules.shares_of("single", {"?": 3, "0": 2}, 3) is None
    assert rules.shares_of("multiple", {"000": 1, "101": 1, "???": 4}, 3) == (2, [50.0, 0.0, 50.0])


# ── what stays hidden, over groups and units together ──────────────────────────────────────
GRID = st.dictionaries(
    st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(0, 14), min_size=1, max_size=12
)


def parts_of(grid: dict[tuple[int, int], int]) -> tuple[list[Part], dict[int, int]]:
    cells = {place: number for number, place in enumerate(sorted(grid))}
    parts = [
        Part(f"{kind}{n}", kind, frozenset(cells[place] for place in cells if place[axis] == n))
        for axis, kind in enumerate(("g", "u"))
        for n in sorted({place[axis] for place in cells})
    ]
    return parts, {cells[place]: count for place, count in grid.items()}


@given(GRID)
def test_no_hidden_part_can_be_worked_out_from_what_is_shown(grid: dict[tuple[int, int], int]) -> None:
    parts, counts = parts_of(grid)

    away, total_away = rules.hidden_parts(parts, counts)

    filled = sorted(cell for cell, count in counts.items() if count)
    known = [
        [float(cell in part.cells) for cell in filled]
        for part in parts
        if part.key not in away and any(counts[cell] for cell in part.cells)
    ]
    if not total_away:
        known.append([1.0] * len(filled))
    rank = np.linalg.matrix_rank(np.array(known)) if known and filled else 0
    for part in parts:
        size = sum(counts[cell] for cell in part.cells)
        if 0 < size < asking.SMALLEST_CELL:
            assert part.key in away
        if part.key in away and size:
            vector = [float(cell in part.cells) for cell in filled]
            assert np.linalg.matrix_rank(np.array([*known, vector])) == rank + 1


@given(GRID)
def test_parts_are_hidden_for_a_reason_only(grid: dict[tuple[int, int], int]) -> None:
    parts, counts = parts_of({place: count and count + 4 for place, count in grid.items()})

    assert rules.hidden_parts(parts, counts) == (set(), False)
