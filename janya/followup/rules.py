"""When somebody is reminded, how late a thing is, what changed between two months, and the mark of a snapshot."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any

EDIT_MINUTES = 15  # in which a comment may still be reworded
SOON_DAYS = 14  # before its end an activity is urgent
TOLD_ALONE = 2  # steps that only the owner is told of


class What(StrEnum):
    """What somebody is reminded of, and what the page of late things lists."""

    BEGINS = "begins"
    STALE = "stale"
    ENDS = "ends"
    OVER = "over"
    READING = "reading"
    MILESTONE = "milestone"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Terms:
    """After how many days reminders go out; an agency may set its own."""

    begins: tuple[int, ...] = (7,)  # days before an activity begins
    ends: tuple[int, ...] = (14, 7, 1)  # days before it ends
    milestone: tuple[int, ...] = (7, 1)  # days before a milestone is due
    stale: int = 30  # days without a report of progress
    again: int = 7  # days between two reminders of what is late
    alone: int = TOLD_ALONE


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """What reminders ask of an activity; `reported_on` is the day of its latest report."""

    pk: int
    starts_on: date
    ends_on: date
    percent: int
    reported_on: date | None = None


@dataclass(frozen=True, slots=True)
class DueFacts:
    """A milestone, an owed reading or a review, with the day by which it should be done."""

    what: What
    pk: int
    due_on: date


@dataclass(frozen=True, slots=True)
class Due:
    """One reminder that is due: days are left (negative: over), `step` counts from 1, and the day it hangs on."""

    what: What
    pk: int
    day: date
    days: int
    step: int
    to_officers: bool

    @property
    def once(self) -> str:
        """The same step of the same day is told once; a day that was moved begins anew."""
        side = "after" if self.days < 0 else "before"
        return f"{self.what}:{self.pk}:{self.day.isoformat()}:{side}:{self.step}"


def step_before(days_left: int, steps: Sequence[int]) -> int:
    """Which step before a day is due, counted from 1, the farthest first; 0 while none is.

    Source: mission row S8, reminders in steps.

    >>> [step_before(left, (14, 7, 1)) for left in (15, 14, 8, 7, 1, 0, -1)]
    [0, 1, 1, 2, 3, 3, 0]
    """
    if days_left < 0:
        return 0
    return sum(days_left <= one for one in set(steps))


def step_after(days_over: int, again: int) -> int:
    """Which step after a day is due: 1 on the first day over, then one more every `again` days.

    Source: mission row S8, over its end: day 1, then weekly.

    >>> [step_after(over, 7) for over in (0, 1, 7, 8, 15)]
    [0, 1, 1, 2, 3]
    """
    return 0 if days_over < 1 else 1 + (days_over - 1) // again


def due_reminders(
    activities: Iterable[ActivityFacts], others: Iterable[DueFacts], *, terms: Terms, today: date
) -> list[Due]:
    """Every reminder whose step has come; of several missed steps only the present one.

    Source: mission row S8, reminders; the days stand in Terms.

    >>> one = ActivityFacts(1, date(2026, 1, 1), date(2026, 3, 31), 50, date(2026, 3, 20))
    >>> [(due.what.value, due.step) for due in due_reminders([one], [], terms=Terms(), today=date(2026, 3, 24))]
    [('ends', 2)]
    >>> [(due.what.value, due.step, due.to_officers) for due in due_reminders([one], [], terms=Terms(), today=date(2026, 4, 15))]
    [('over', 3, True)]
    """
    found = []
    for one in activities:
        found += of_activity(one, terms, today)
    for other in others:
        left = (other.due_on - today).days
        before = terms.milestone if other.what is What.MILESTONE else ()
        if step := step_before(left, before) or step_after(-left, terms.again):
            found.append(made(other.what, other.pk, other.due_on, left, step, terms))
    return found


def of_activity(one: ActivityFacts, terms: Terms, today: date) -> list[Due]:
    """The reminders of one activity.

    Source: mission row S8.

    >>> idle = ActivityFacts(1, date(2026, 1, 1), date(2026, 9, 30), 5)
    >>> [due.what.value for due in of_activity(idle, Terms(), date(2026, 2, 15))]
    ['stale']
    """
    if one.percent >= 100:
        return []
    if today < one.starts_on:
        left = (one.starts_on - today).days
        step = step_before(left, terms.begins)
        return [made(What.BEGINS, one.pk, one.starts_on, left, step, terms)] if step else []
    left = (one.ends_on - today).days
    if left < 0:
        return [made(What.OVER, one.pk, one.ends_on, left, step_after(-left, terms.again), terms)]
    found = []
    if step := step_before(left, terms.ends):
        found.append(made(What.ENDS, one.pk, one.ends_on, left, step, terms))
    since = max(one.reported_on or one.starts_on, one.starts_on)
    quiet = (today - since).days
    if quiet > terms.stale:
        found.append(made(What.STALE, one.pk, since, -quiet, quiet // terms.stale, terms))
    return found


def made(what: What, pk: int, day: date, days: int, step: int, terms: Terms) -> Due:
    """A reminder, to the officers too after the steps that only the owner is told of.

    Source: the project's own rule: after two steps the officers know too.

    >>> made(What.ENDS, 1, date(2026, 3, 31), 1, 3, Terms()).to_officers
    True
    """
    return Due(what, pk, day, days, step, step > terms.alone)


def may_reword(written_at: datetime, now: datetime) -> bool:
    """Tell whether a comment is young enough to be reworded.

    Source: the project's own rule.

    >>> may_reword(datetime(2026, 1, 1, 9, 0), datetime(2026, 1, 1, 9, 15)), may_reword(datetime(2026, 1, 1), datetime(2026, 1, 2))
    (True, False)
    """
    return now - written_at <= timedelta(minutes=EDIT_MINUTES)


class Urgency(IntEnum):
    """How soon something is to be done; the lowest first."""

    LATE = 0
    SOON = 1
    BEHIND = 2
    RUNNING = 3
    LATER = 4


def urgency_of_activity(
    *, starts_on: date, ends_on: date, behind: int, quiet: int, stale: int, today: date
) -> tuple[Urgency, int]:
    """How urgent an unfinished activity is, and how many days it is over (negative: left).

    Source: the project's own rule (mission row S8, my work): over its end, ending within two weeks, behind or without
    a report, as planned, not begun.

    >>> facts = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 3, 31), "quiet": 3, "stale": 30}
    >>> urgency_of_activity(**facts, behind=0, today=date(2026, 4, 2))
    (<Urgency.LATE: 0>, 2)
    >>> urgency_of_activity(**facts, behind=10, today=date(2026, 2, 1))[0].name
    'BEHIND'
    """
    over = (today - ends_on).days
    if over > 0:
        return Urgency.LATE, over
    if today < starts_on:
        return Urgency.LATER, over
    if over >= -SOON_DAYS:
        return Urgency.SOON, over
    if behind > 0 or quiet > stale:
        return Urgency.BEHIND, over
    return Urgency.RUNNING, over


# ── snapshots ──────────────────────────────────────────────────────────────────────────────
def canonical(facts: Mapping[str, Any]) -> bytes:
    """The one way to write facts: keys in order, no spaces, UTF-8.

    Source: RFC 8785 (JSON Canonicalization Scheme), as far as whole numbers and texts go.

    >>> canonical({"b": 1, "a": "ก"}).decode()
    '{"a":"ก","b":1}'
    """
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(facts: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical facts.

    Source: FIPS 180-4.

    >>> digest({"a": 1})[:12]
    '015abd7f5cc5'
    """
    return hashlib.sha256(canonical(facts)).hexdigest()


def is_last_of_month(day: date) -> bool:
    """Tell whether the next day is of another month.

    Source: the calendar.

    >>> is_last_of_month(date(2028, 2, 28)), is_last_of_month(date(2028, 2, 29))
    (False, True)
    """
    return (day + timedelta(days=1)).month != day.month


@dataclass(frozen=True, slots=True)
class Change:
    """One thing in two snapshots; None where a snapshot does not have it."""

    key: str
    title: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def changes(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], fields: Sequence[str]
) -> list[Change]:
    """What differs between two lists of facts, told apart by "pk", in the order of the later one.

    Source: the project's own rule (mission row S8, the past as it was).

    >>> found = changes([{"pk": 1, "title": "ก", "percent": 10}], [{"pk": 1, "title": "ก", "percent": 40}], ["percent"])
    >>> [(one.title, one.before["percent"], one.after["percent"]) for one in found]
    [('ก', 10, 40)]
    """
    had = {one["pk"]: one for one in before}
    has = {one["pk"]: one for one in after}
    found = []
    for pk, now in has.items():
        then = had.get(pk)
        if then is None or any(then.get(field) != now.get(field) for field in fields):
            found.append(Change(str(pk), str(now["title"]), then, now))
    return found + [Change(str(pk), str(one["title"]), one, None) for pk, one in had.items() if pk not in has]
