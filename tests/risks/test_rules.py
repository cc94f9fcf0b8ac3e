"""Laws of scores and band tables."""

from hypothesis import given
from hypothesis import strategies as st

from janya.risks import rules

NATIONAL = [
    rules.Range("low", 1, 3),
    rules.Range("moderate", 4, 9),
    rules.Range("high", 10, 16),
    rules.Range("critical", 17, 25),
]
ORDER = ["low", "moderate", "high", "critical"]
ranges = st.lists(
    st.tuples(st.integers(1, 25), st.integers(1, 25)).map(
        lambda ends: rules.Range("x", min(ends), max(ends))
    ),
    max_size=6,
)


@given(ranges)
def test_a_table_is_whole_exactly_when_every_score_has_one_level(table: list[rules.Range]) -> None:
    once = all(sum(one.floor <= points <= one.ceiling for one in table) == 1 for points in range(1, 26))

    verdict = rules.whole(table)

    assert verdict.ok is once
    assert bool(verdict.because) is not once


@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5), st.integers(1, 5))
def test_a_worse_judgement_is_never_a_lower_level(a: int, b: int, c: int, d: int) -> None:
    (less, more), (small, large) = sorted((a, b)), sorted((c, d))

    low, high = (rules.level(rules.score(*cell), NATIONAL) for cell in ((less, small), (more, large)))

    assert ORDER.index(low) <= ORDER.index(high)
