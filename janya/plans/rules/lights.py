"""Traffic lights by rule: planned against actual."""

from datetime import date
from enum import StrEnum

LATE_BY = 20  # percentage points behind plan from which a light is red


class Light(StrEnum):
    GREY = "grey"  # not yet due to start
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


def planned_percent(starts_on: date, ends_on: date, today: date) -> int:
    """How far an activity should be on a day when work is spread evenly from its first to its last day.

    Source: the project's own rule (mission row S8, planned against actual).

    >>> planned_percent(date(2026, 1, 1), date(2026, 1, 10), date(2026, 1, 5))
    50
    """
    if today < starts_on:
        return 0
    if today >= ends_on:
        return 100
    return ((today - starts_on).days + 1) * 100 // ((ends_on - starts_on).days + 1)


def light(percent: int, *, starts_on: date, ends_on: date, today: date, planned: int | None = None) -> Light:
    """Green: done, or as planned. Amber: behind. Red: over its last day, or far behind. Grey: not begun and not due.

    `planned` is how far it should be, when its milestones say so; else the days say.

    Source: the project's own rule (mission row S8, traffic lights by rule); the number stands at the top of this file.

    >>> light(10, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 10), today=date(2026, 1, 5)).value
    'red'
    """
    if percent >= 100:
        return Light.GREEN
    if today < starts_on:
        return Light.GREEN if percent else Light.GREY
    if today > ends_on:
        return Light.RED
    due = planned_percent(starts_on, ends_on, today) if planned is None else planned
    behind = due - percent
    if behind <= 0:
        return Light.GREEN
    return Light.RED if behind > LATE_BY else Light.AMBER
