"""Every night: reminders; on the last day of a month: how the year stands."""

from datetime import date

from janya.jobs.work import every

from . import actions


@every("followup.remind", hour=6)
def remind(today: date) -> None:
    """Before the letter of the morning, so that it tells what is new."""
    actions.remind_all(today)


@every("followup.snapshot", hour=23)
def keep_the_month(today: date) -> None:
    """Late on the last day of a month, so that what was reported that day is in it."""
    actions.take_all(today)
