"""Working days and limits of time. Holidays are an argument: the Cabinet changes them every year.

Source: Civil and Commercial Code, s. 193/3 and 193/5; Administrative Procedure Act B.E. 2539, s. 64
(the first day is not counted; for the official's own duty the last day counts even when it is a holiday,
for a citizen's it moves to the next working day: `next_workday`).
"""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

SATURDAY = 5
ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    """How a limit counts. Fifteen days and fifteen working days are different limits."""

    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


def is_workday(day: date, holidays: Collection[date] = ()) -> bool:
    """
    >>> is_workday(date(2026, 4, 10)), is_workday(date(2026, 4, 11)), is_workday(date(2026, 4, 13), {date(2026, 4, 13)})
    (True, False, False)
    """
    return day.weekday() < SATURDAY and day not in holidays


def next_workday(day: date, holidays: Collection[date] = ()) -> date:
    """The day itself if it is a working day, else the first one after it.

    >>> next_workday(date(2026, 4, 11), {date(2026, 4, 13)})
    datetime.date(2026, 4, 14)
    """
    while not is_workday(day, holidays):
        day += ONE_DAY
    return day


def add_workdays(day: date, count: int, holidays: Collection[date] = ()) -> date:
    """The working day that is `count` working days after `day` (before it, if negative); `day` is not counted.

    >>> add_workdays(date(2026, 4, 10), 1, {date(2026, 4, 13), date(2026, 4, 14), date(2026, 4, 15)})
    datetime.date(2026, 4, 16)
    >>> add_workdays(date(2026, 4, 20), -1)
    datetime.date(2026, 4, 17)
    """
    step = ONE_DAY if count > 0 else -ONE_DAY
    holidays, left = frozenset(holidays), abs(count)
    while left:
        day += step
        left -= is_workday(day, holidays)
    return day


def workdays_between(start: date, end: date, holidays: Collection[date] = ()) -> int:
    """Working days after `start` up to and with `end`; negative if `end` is earlier. Undoes `add_workdays`.

    >>> workdays_between(date(2026, 4, 10), date(2026, 4, 20)), workdays_between(date(2026, 4, 20), date(2026, 4, 10))
    (6, -6)
    """
    holidays = frozenset(holidays)
    if end < start:
        return -sum(is_workday(end + ONE_DAY * gone, holidays) for gone in range((start - end).days))
    return sum(is_workday(start + ONE_DAY * gone, holidays) for gone in range(1, (end - start).days + 1))


def add_limit(day: date, count: int, unit: Unit, holidays: Collection[date] = ()) -> date:
    """The last day of a limit that starts the day after `day`.

    Months go by the calendar: they end on the eve of the day with the number of the first one; where the last
    month has no such day, on the month's last day. A limit that starts on the first of a month ends with a month.

    >>> add_limit(date(2026, 1, 30), 1, Unit.MONTHS), add_limit(date(2026, 4, 30), 1, Unit.MONTHS)
    (datetime.date(2026, 2, 28), datetime.date(2026, 5, 31))
    >>> add_limit(date(2026, 4, 10), 15, Unit.DAYS), add_limit(date(2026, 4, 10), 15, Unit.WORKING_DAYS)
    (datetime.date(2026, 4, 25), datetime.date(2026, 5, 1))
    """
    if count < 0:
        raise ValueError("a limit does not run backwards")
    match unit:
        case Unit.DAYS:
            return day + ONE_DAY * count
        case Unit.WORKING_DAYS:
            return add_workdays(day, count, holidays)
        case Unit.MONTHS:
            return _add_months(day, count) if count else day


def _add_months(day: date, count: int) -> date:
    first = day + ONE_DAY
    years, month = divmod(first.month - 1 + count, 12)
    year, month = first.year + years, month + 1
    length = monthrange(year, month)[1]
    if first.day > length:
        return date(year, month, length)
    return date(year, month, first.day) - ONE_DAY
