"""Progress by milestones: what is done, and what should be done by now, by weight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

MOST_MILESTONES = 24
LARGEST_WEIGHT = 100


@dataclass(frozen=True, slots=True)
class MilestoneFacts:
    """One milestone of an activity; `pk` is None for one that is not kept yet."""

    title: str
    due_on: date
    weight: int = 1
    done_on: date | None = None
    pk: int | None = None


def share_done(milestones: Sequence[MilestoneFacts], by: date) -> int:
    """How many percent of all weight is done by a day.

    Source: the project's own rule (mission row S8, progress by milestone).

    >>> a = MilestoneFacts("ก", date(2026, 1, 31), 3, date(2026, 1, 20))
    >>> share_done([a, MilestoneFacts("ข", date(2026, 3, 31), 1)], date(2026, 2, 1))
    75
    """
    whole = sum(one.weight for one in milestones)
    done = sum(one.weight for one in milestones if one.done_on and one.done_on <= by)
    return done * 100 // whole if whole else 0


def share_due(milestones: Sequence[MilestoneFacts], by: date) -> int:
    """How many percent of all weight should be done by a day: what was due before it, or is due on it.

    Source: the project's own rule (mission row S8, planned against actual).

    >>> share_due([MilestoneFacts("ก", date(2026, 1, 31)), MilestoneFacts("ข", date(2026, 3, 31))], date(2026, 2, 1))
    50
    """
    whole = sum(one.weight for one in milestones)
    due = sum(one.weight for one in milestones if one.due_on <= by)
    return due * 100 // whole if whole else 0


def late(milestones: Sequence[MilestoneFacts], today: date) -> list[MilestoneFacts]:
    """The milestones that are over their day and not done, the oldest first.

    Source: mission row S8.

    >>> [one.title for one in late([MilestoneFacts("ก", date(2026, 1, 31))], date(2026, 2, 1))]
    ['ก']
    """
    return sorted(
        (one for one in milestones if one.done_on is None and one.due_on < today), key=lambda one: one.due_on
    )


def outside(milestones: Sequence[MilestoneFacts], starts_on: date, ends_on: date) -> list[MilestoneFacts]:
    """The milestones that do not fall into the days of their activity.

    Source: the plan's own check; a milestone is a part of its activity.

    >>> outside([MilestoneFacts("ก", date(2026, 2, 1))], date(2026, 1, 1), date(2026, 1, 31))[0].title
    'ก'
    """
    return [one for one in milestones if not starts_on <= one.due_on <= ends_on]
