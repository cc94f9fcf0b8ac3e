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
    st.builds(rules.Range, st.sampled_from(ORDER), st.integers(0, 26), st.integers(0, 26)), max_size=5
)
cuts = st.lists(st.integers(2, 25), min_size=0, max_size=3, unique=True)


def cut(at: list[int]) -> list[rules.Range]:
    """A table whose levels begin at 1 and at each of the scores."""
    floors = [1, *sorted(at)]
    ceilings = [floor - 1 for floor in floors[1:]] + [25]
    return [rules.Range(*one) for one in zip(ORDER, floors, ceilings, strict=False)]


@given(ranges)
def test_a_whole_table_has_one_level_for_every_score_and_climbs(table: list[rules.Range]) -> None:
    verdict = rules.whole(table)

    assert bool(verdict.because) is not verdict.ok
    if verdict.ok:
        for points in range(1, 26):
            assert sum(one.floor <= points <= one.ceiling for one in table) == 1
        found = [ORDER.index(rules.level(points, table)) for points in range(1, 26)]
        assert found == sorted(found)


@given(cuts)
def test_a_table_cut_anywhere_is_whole_and_one_score_less_is_a_hole(at: list[int]) -> None:
    table = cut(at)
    last = table[-1]
    short = [*table[:-1], rules.Range(last.level, last.floor, 24)] if last.floor < 25 else table[:-1]

    verdict = rules.whole(short)

    assert rules.whole(table).ok
    assert verdict.because == "คะแนน 25 ยังไม่อยู่ในระดับใด"


@given(st.integers(1, 25), st.integers(1, 25))
def test_there_and_back_are_opposite_movements(one: int, other: int) -> None:
    opposite = {rules.Movement.UP: rules.Movement.DOWN, rules.Movement.DOWN: rules.Movement.UP}

    there, back = rules.movement(one, other), rules.movement(other, one)

    assert back == opposite.get(there, rules.Movement.SAME)


@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5), st.integers(1, 5))
def test_a_worse_judgement_is_never_a_lower_level(a: int, b: int, c: int, d: int) -> None:
    (less, more), (small, large) = sorted((a, b)), sorted((c, d))

    low, high = (rules.level(rules.score(*cell), NATIONAL) for cell in ((less, small), (more, large)))

    assert ORDER.index(low) <= ORDER.index(high)
