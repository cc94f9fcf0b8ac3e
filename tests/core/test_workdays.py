from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from janya.core.workdays import Unit, add_limit, add_workdays, is_workday, next_workday, workdays_between

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
holidays = st.frozensets(days, max_size=30)

SONGKRAN = {date(2026, 4, 13), date(2026, 4, 14), date(2026, 4, 15)}


@given(days, st.integers(-60, 60), holidays)
def test_counting_working_days_undoes_adding_them(day: date, count: int, off: frozenset[date]) -> None:
    end = add_workdays(day, count, off)

    assert workdays_between(day, end, off) == count
    assert count == 0 or is_workday(end, off)


@given(days, st.integers(0, 40), st.integers(0, 40), holidays)
def test_adding_in_two_steps_is_adding_at_once(day: date, one: int, two: int, off: frozenset[date]) -> None:
    assert add_workdays(add_workdays(day, one, off), two, off) == add_workdays(day, one + two, off)


@given(days, days, days, holidays)
def test_working_days_add_up_along_a_road(one: date, two: date, three: date, off: frozenset[date]) -> None:
    first, middle, last = sorted([one, two, three])

    assert workdays_between(first, last, off) == (
        workdays_between(first, middle, off) + workdays_between(middle, last, off)
    )


@given(days, holidays)
def test_the_next_working_day_is_the_nearest_one(day: date, off: frozenset[date]) -> None:
    found = next_workday(day, off)

    assert is_workday(found, off)
    assert not any(is_workday(day + timedelta(days=gone), off) for gone in range((found - day).days))


@given(days, st.integers(0, 60), st.sampled_from(Unit), holidays)
def test_a_later_start_never_ends_earlier(day: date, count: int, unit: Unit, off: frozenset[date]) -> None:
    end = add_limit(day, count, unit, off)

    assert end >= day
    assert add_limit(day + timedelta(days=1), count, unit, off) >= end
    assert add_limit(day, count + 1, unit, off) > end


@pytest.mark.parametrize(
    ("start", "count", "unit", "end"),
    [
        (date(2026, 4, 10), 15, Unit.DAYS, date(2026, 4, 25)),
        (date(2026, 4, 10), 3, Unit.WORKING_DAYS, date(2026, 4, 20)),
        (date(2026, 1, 31), 1, Unit.MONTHS, date(2026, 2, 28)),
        (date(2026, 1, 28), 1, Unit.MONTHS, date(2026, 2, 28)),
        (date(2024, 1, 30), 1, Unit.MONTHS, date(2024, 2, 29)),
        (date(2026, 2, 28), 1, Unit.MONTHS, date(2026, 3, 31)),
        (date(2026, 11, 22), 3, Unit.MONTHS, date(2027, 2, 22)),
        (date(2026, 12, 31), 12, Unit.MONTHS, date(2027, 12, 31)),
        (date(2026, 4, 11), 0, Unit.MONTHS, date(2026, 4, 11)),
    ],
)
def test_known_limits(start: date, count: int, unit: Unit, end: date) -> None:
    assert add_limit(start, count, unit, SONGKRAN) == end


def test_a_limit_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="backwards"):
        add_limit(date(2026, 4, 10), -1, Unit.DAYS)
