"""What hangs loose in a strategic plan, and which items of the code no policy carries."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    GOAL_WITHOUT_KPI = "goal-without-kpi"
    GOAL_WITHOUT_STRATEGY = "goal-without-strategy"
    STRATEGY_WITHOUT_ISSUE = "strategy-without-issue"
    ISSUE_WITHOUT_STRATEGY = "issue-without-strategy"


@dataclass(frozen=True, slots=True)
class GoalFacts:
    """A goal by number of row: how many KPIs measure it, and its strategies with the issues that they answer."""

    pk: int
    kpis: int
    strategies: Mapping[int, Collection[int]]


@dataclass(frozen=True, slots=True)
class Loose:
    kind: Kind
    pk: int


def loose_ends(goals: Sequence[GoalFacts], issues: Iterable[int]) -> list[Loose]:
    """Everything in a strategic plan that does not hold together; `issues` are the adopted ones.

    Source: mission rows S7 and A1.1: strategies are tied to issues, goals are measured.

    >>> [one.kind.value for one in loose_ends([GoalFacts(1, 0, {7: [3]})], [3, 4])]
    ['goal-without-kpi', 'issue-without-strategy']
    """
    found: list[Loose] = []
    for goal in goals:
        if not goal.kpis:
            found.append(Loose(Kind.GOAL_WITHOUT_KPI, goal.pk))
        if not goal.strategies:
            found.append(Loose(Kind.GOAL_WITHOUT_STRATEGY, goal.pk))
        found += [
            Loose(Kind.STRATEGY_WITHOUT_ISSUE, pk) for pk, answers in goal.strategies.items() if not answers
        ]
    answered = {issue for goal in goals for answers in goal.strategies.values() for issue in answers}
    return found + [Loose(Kind.ISSUE_WITHOUT_STRATEGY, pk) for pk in issues if pk not in answered]


def uncovered(items: Iterable[int], policies: Iterable[Collection[int]]) -> list[int]:
    """The items that no policy carries, in their order.

    Source: mission row A1.3.

    >>> uncovered([1, 2, 3], [[1], [1, 3]])
    [2]
    """
    carried = {item for policy in policies for item in policy}
    return [item for item in items if item not in carried]
