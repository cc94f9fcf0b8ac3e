"""The check that names what hangs loose in a plan."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

OWNED_AT_ONCE = 3  # activities that one person can carry at the same time


@dataclass(frozen=True, slots=True)
class IssueFacts:
    pk: int
    title: str
    kpis: Collection[int]


@dataclass(frozen=True, slots=True)
class KpiFacts:
    pk: int
    name: str
    due_on: date


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    pk: int
    title: str
    owner: int
    owner_name: str
    starts_on: date
    ends_on: date
    kpis: Collection[int]
    milestones: Collection[tuple[str, date]] = ()
    owner_left: bool = False


class Kind(StrEnum):
    ISSUE_WITHOUT_KPI = "issue-without-kpi"
    KPI_WITHOUT_ACTIVITY = "kpi-without-activity"
    ACTIVITY_WITHOUT_KPI = "activity-without-kpi"
    ENDS_AFTER_KPI = "ends-after-kpi"
    OUTSIDE_THE_YEAR = "outside-the-year"
    TOO_MANY_AT_ONCE = "too-many-at-once"
    MILESTONE_OUTSIDE = "milestone-outside"
    OWNER_LEFT = "owner-left"
    OVER_CEILING = "over-ceiling"


@dataclass(frozen=True, slots=True)
class Loose:
    """One loose end: what kind, which thing (pk), and the names the sentence needs."""

    kind: Kind
    pk: int
    names: tuple[str, ...]


def loose_ends(
    issues: Iterable[IssueFacts],
    kpis: Sequence[KpiFacts],
    activities: Sequence[ActivityFacts],
    *,
    year: tuple[date, date],
) -> list[Loose]:
    """Everything in a plan that does not hold together.

    Source: mission row S7: every issue has a KPI, every KPI an activity that ends in time.

    >>> loose_ends([IssueFacts(1, "ก", [])], [], [], year=(date(2025, 10, 1), date(2026, 9, 30)))[0].kind.value
    'issue-without-kpi'
    """
    found = [Loose(Kind.ISSUE_WITHOUT_KPI, issue.pk, (issue.title,)) for issue in issues if not issue.kpis]
    served = {kpi for activity in activities for kpi in activity.kpis}
    found += [Loose(Kind.KPI_WITHOUT_ACTIVITY, kpi.pk, (kpi.name,)) for kpi in kpis if kpi.pk not in served]
    due = {kpi.pk: kpi for kpi in kpis}
    for one in activities:
        if not one.kpis:
            found.append(Loose(Kind.ACTIVITY_WITHOUT_KPI, one.pk, (one.title,)))
        found += [
            Loose(Kind.ENDS_AFTER_KPI, one.pk, (one.title, due[kpi].name))
            for kpi in sorted(one.kpis)
            if kpi in due and one.ends_on > due[kpi].due_on
        ]
        if one.starts_on < year[0] or one.ends_on > year[1]:
            found.append(Loose(Kind.OUTSIDE_THE_YEAR, one.pk, (one.title,)))
        found += [
            Loose(Kind.MILESTONE_OUTSIDE, one.pk, (title, one.title))
            for title, due_on in one.milestones
            if not one.starts_on <= due_on <= one.ends_on
        ]
        if one.owner_left:
            found.append(Loose(Kind.OWNER_LEFT, one.pk, (one.owner_name, one.title)))
    return found + crowded(activities)


def most_at_once(activities: Sequence[ActivityFacts]) -> int:
    """The largest number of these activities that run on one day.

    Source: arithmetic.

    >>> from datetime import date as d
    >>> a = ActivityFacts(1, "", 1, "", d(2026, 1, 1), d(2026, 1, 31), ())
    >>> b = ActivityFacts(2, "", 1, "", d(2026, 1, 31), d(2026, 2, 9), ())
    >>> most_at_once([a, b])
    2
    """
    return max(
        (
            sum(other.starts_on <= one.starts_on <= other.ends_on for other in activities)
            for one in activities
        ),
        default=0,
    )


def crowded(activities: Sequence[ActivityFacts]) -> list[Loose]:
    """Owners who carry too many activities on one day.

    Source: issue “owner over three activities at once”; the number stands at the top of this file.

    >>> crowded([])
    []
    """
    owned: dict[int, list[ActivityFacts]] = {}
    for one in activities:
        owned.setdefault(one.owner, []).append(one)
    return [
        Loose(Kind.TOO_MANY_AT_ONCE, mine[0].pk, (mine[0].owner_name, str(count)))
        for mine in owned.values()
        if (count := most_at_once(mine)) > OWNED_AT_ONCE
    ]
