"""When a piece of work counts as interrupted, how long it may still take, when scheduled work is due."""

from datetime import date, datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


ALIVE = frozenset({State.WAITING, State.RUNNING})
INTERRUPTED_AFTER = timedelta(seconds=45)  # a worker that lives says so every two seconds
KEPT = timedelta(days=90)  # how long finished work is remembered,
SLIPS_KEPT = timedelta(days=3)  # and its slip in the queue
TELLING = 5  # seconds of work before one can say how long the rest takes


def is_interrupted(state: State, beat: datetime | None, now: datetime) -> bool:
    """Tell whether the worker that had this work is gone: running, and no sign of life for a while.

    Source: the project's own rule (decision 0013).

    >>> noon = datetime(2026, 2, 10, 12)
    >>> is_interrupted(State.RUNNING, noon, noon + timedelta(seconds=40))
    False
    >>> is_interrupted(State.RUNNING, noon, noon + timedelta(minutes=1))
    True
    >>> is_interrupted(State.DONE, noon, noon + timedelta(days=1))
    False
    """
    return state == State.RUNNING and beat is not None and now - beat > INTERRUPTED_AFTER


def percent(done: int, total: int) -> int | None:
    """How far the work is, never 100 before its end; None when the whole is not known.

    Source: the project's own rule (decision 0013).

    >>> [percent(1, 3), percent(999, 1000), percent(1000, 1000), percent(5, 0)]
    [33, 99, 100, None]
    """
    if total <= 0:
        return None
    return min(100, done * 100 // total)


def remaining(done: int, total: int, taken: timedelta) -> timedelta | None:
    """How long the rest takes at the pace so far; None in the first moments, when nobody can know.

    Source: the project's own rule (decision 0013).

    >>> remaining(25, 100, timedelta(seconds=10))
    datetime.timedelta(seconds=30)
    >>> remaining(1, 100, timedelta(seconds=1)) is None
    True
    """
    if done <= 0 or total <= done or taken.total_seconds() < TELLING:
        return None
    return taken * (total - done) / done


def is_due(hour: int, last: date | None, now: datetime) -> bool:
    """Tell whether daily work is to begin: its hour has come, and it has not begun today.

    Source: the project's own rule (decision 0013).

    >>> now = datetime(2026, 2, 10, 8, 30)
    >>> [is_due(6, None, now), is_due(6, date(2026, 2, 9), now), is_due(6, now.date(), now), is_due(9, None, now)]
    [True, True, False, False]
    """
    return now.hour >= hour and (last is None or last < now.date())
