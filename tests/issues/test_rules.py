"""Laws of the ranking."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

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
