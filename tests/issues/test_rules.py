"""Laws of the ranking."""

import itertools
import re
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from janya.core import catalogue
from janya.issues import rules

scores = st.decimals("1", "5", places=2)
standings = st.lists(
    st.builds(
        rules.Standing,
        key=st.integers(1, 10_000),
        item=st.integers(1, 4),
        total=scores,
        risk=st.integers(0, 25),
        gap=st.decimals("0", "4", places=2),
        number=st.integers(1, 50),
        wanted=st.none() | st.integers(1, 12),
    ),
    max_size=12,
    unique_by=lambda one: one.key,
)


@given(standings)
def test_every_issue_has_one_rank_and_no_two_the_same(given_: list[rules.Standing]) -> None:
    places = rules.ranks(given_)

    assert sorted(place.overall for place in places.values()) == list(range(1, len(given_) + 1))
    for item in {one.item for one in given_}:
        within = sorted(places[one.key].in_item for one in given_ if one.item == item)
        assert within == list(range(1, len(within) + 1))


@given(standings)
def test_the_order_given_does_not_matter(given_: list[rules.Standing]) -> None:
    assert rules.ranks(given_) == rules.ranks(list(reversed(given_)))


@given(standings)
def test_without_overrides_a_higher_score_never_stands_lower(given_: list[rules.Standing]) -> None:
    free = [one for one in given_ if one.wanted is None]
    places = rules.ranks(free)

    for one in free:
        for other in free:
            if one.total > other.total:
                assert places[one.key].overall < places[other.key].overall


def test_a_single_override_gets_the_rank_it_wants_and_the_arithmetic_stays_to_be_seen() -> None:
    rows = [
        rules.Standing(n, 1, Decimal(6 - n), 0, Decimal(0), n, wanted=1 if n == 4 else None)
        for n in range(1, 5)
    ]

    places = rules.ranks(rows)

    assert (places[4].overall, places[4].by_arithmetic) == (1, 4)
    assert [places[n].overall for n in (1, 2, 3)] == [2, 3, 4]


@given(st.integers(1, 25), st.integers(1, 25))
def test_a_higher_risk_never_proposes_a_lower_score(a: int, b: int) -> None:
    low, high = sorted((a, b))
    assert 1 <= rules.risk_points(low) <= rules.risk_points(high) <= 5


@given(st.decimals("-4", "4", places=2), st.decimals("-4", "4", places=2))
def test_a_larger_gap_never_proposes_a_lower_score(a: Decimal, b: Decimal) -> None:
    low, high = sorted((a, b))
    assert 1 <= rules.gap_points(low) <= rules.gap_points(high) <= 5


# ── overrides: places that people gave ─────────────────────────────────────────────────────
@given(standings)
def test_whoever_alone_wants_a_rank_gets_it(given_: list[rules.Standing]) -> None:
    places = rules.ranks(given_)
    wanted = [one.wanted for one in given_]

    for one in given_:
        if one.wanted and one.wanted <= len(given_) and wanted.count(one.wanted) == 1:
            below = [other for other in given_ if other.wanted and other.wanted < one.wanted]
            if len({other.wanted for other in below}) == len(below):
                assert places[one.key].overall == one.wanted


def test_of_two_that_want_the_same_rank_the_better_by_the_arithmetic_gets_it() -> None:
    rows = [
        rules.Standing(n, 1, Decimal(6 - n), 0, Decimal(0), n, wanted=1 if n in {3, 4} else None)
        for n in range(1, 5)
    ]

    places = rules.ranks(rows)

    assert [places[n].overall for n in range(1, 5)] == [3, 4, 1, 2]


@given(standings)
def test_what_decided_agrees_with_the_order(given_: list[rules.Standing]) -> None:
    ordered = sorted(given_, key=rules.before)

    for higher, lower in itertools.pairwise(ordered):
        tie = rules.decided_by(higher, lower)
        assert (tie == rules.Tie.TOTAL) == (higher.total != lower.total)
        if tie == rules.Tie.NUMBER:
            assert (higher.risk, higher.gap) == (lower.risk, lower.gap)


# ── sensitivity ────────────────────────────────────────────────────────────────────────────
def wholes(size: int) -> st.SearchStrategy[list[Decimal]]:
    """Weights that sum to 100."""
    cuts = st.lists(st.integers(0, 100), min_size=size - 1, max_size=size - 1).map(sorted)
    return cuts.map(
        lambda at: [Decimal(end - start) for start, end in zip([0, *at], [*at, 100], strict=True)]
    )


weights = st.integers(1, 6).flatmap(wholes)


@given(weights, st.data(), st.sampled_from([-10, 10]))
def test_shifted_weights_are_whole_and_the_others_keep_their_proportions(
    given_: list[Decimal], data: st.DataObject, by: int
) -> None:
    at = data.draw(st.integers(0, len(given_) - 1))

    moved = rules.shifted(given_, at, by)

    assert sum(moved) == 100
    assert all(weight >= 0 for weight in moved)
    others = [n for n in range(len(given_)) if n != at]
    if len(given_) > 1:
        assert moved[at] == min(100, max(0, given_[at] + by))
    for one in others:
        for other in others:
            if sum(given_[n] for n in others):
                assert moved[one] * int(given_[other]) == moved[other] * int(given_[one])


@st.composite
def scored(draw: st.DrawFn) -> tuple[list[Decimal], list[rules.Scored]]:
    own = draw(weights)
    issues = []
    for key in range(1, draw(st.integers(1, 6)) + 1):
        given_ = tuple(draw(st.integers(1, 5)) for _weight in own)
        total = rules.weighed([Fraction(weight) for weight in own], given_)
        standing = rules.Standing(key, 1, total, draw(st.integers(0, 25)), Decimal(0), key)
        issues.append(rules.Scored(standing, given_))
    return own, issues


@given(scored())
def test_the_ranks_of_now_are_those_of_the_ranking(made: tuple[list[Decimal], list[rules.Scored]]) -> None:
    own, issues = made

    firm = rules.sensitivity(own, issues)

    places = rules.ranks([one.standing for one in issues])
    assert {key: one.now for key, one in firm.items()} == {
        key: one.by_arithmetic for key, one in places.items()
    }
    assert all(len(one.trials) == len(rules.trials(own)) for one in firm.values())
    for trial in zip(*(one.trials for one in firm.values()), strict=True):
        assert sorted(trial) == list(range(1, len(issues) + 1))


@given(scored())
def test_an_issue_that_is_best_in_everything_holds_the_first_rank(
    made: tuple[list[Decimal], list[rules.Scored]],
) -> None:
    own, issues = made
    best = rules.Scored(rules.Standing(99, 1, Decimal(5), 25, Decimal(4), 0), tuple(5 for _weight in own))

    firm = rules.sensitivity(own, [*issues, best])

    assert (firm[99].now, firm[99].holds) == (1, True)


@given(weights, st.data())
def test_the_exact_score_is_the_score_of_the_ranking(given_: list[Decimal], data: st.DataObject) -> None:
    chosen = [data.draw(st.integers(1, 5)) for _weight in given_]
    terms = [rules.Term(n, weight, chosen[n]) for n, weight in enumerate(given_)]

    assert rules.weighed([Fraction(weight) for weight in given_], chosen) == rules.total(terms)


def test_the_proposals_for_gaps_are_the_words_of_the_scale() -> None:
    """The scale in the catalogue says from which gap on a score holds; people read it when they score."""
    entries = catalogue.read_folder(catalogue.folder())["priority_criteria"].entries
    scale = next(entry["scale"] for entry in entries if entry["key"] == "gap")

    floors = [Decimal(re.findall(r"\d\.\d", words)[0]) for words in scale[1:]]

    assert [rules.gap_points(floor) for floor in floors] == [2, 3, 4, 5]
    assert [rules.gap_points(floor - Decimal("0.01")) for floor in floors] == [1, 2, 3, 4]
