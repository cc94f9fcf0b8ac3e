"""When answers are taken, and that an answer is read as it was written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from janya.surveys import rules

LEVELS = st.integers(rules.LOWEST, rules.HIGHEST)
RATINGS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12)


@given(RATINGS)
def test_an_answer_is_read_as_it_was_written(ratings: list[rules.Rating]) -> None:
    text = rules.written(ratings)

    assert rules.read(text) == ratings
    assert len(text) == 2 * len(ratings)


@pytest.mark.parametrize("rating", [(6, 1), (1, -1), (0, 10)])
def test_a_level_off_the_scale_is_not_written(rating: rules.Rating) -> None:
    with pytest.raises(ValueError, match="1 to 5"):
        rules.written([(5, 5), rating])


@given(st.sampled_from(["draft", "open", "closed"]), st.dates(), st.dates(), st.dates())
def test_answers_are_taken_from_the_first_day_to_the_last(state: str, a: date, b: date, on: date) -> None:
    first, last = sorted((a, b))

    takes = rules.phase(state, first, last, on) == rules.Phase.TAKING

    assert takes == (state == "open" and first <= on <= last)
