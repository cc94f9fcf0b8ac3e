from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import Max

from janya.core.models import HasChanged, Versioned
from janya.drives.models import Drive
from janya.issues.models import Issue
from janya.journal import actions as journal
from janya.people.models import Person

from .models import Coverage, Goal, Policy, StrategicPlan, Strategy

Row = TypeVar("Row", bound=Versioned)
MANY = ("kpis", "issues")


@transaction.atomic
def write(drive: Drive, *, seen: int, by: Person, **facts: Any) -> StrategicPlan:
    """Write vision, missions and values. Raises HasChanged when somebody wrote them since."""
    present = StrategicPlan.objects.filter(drive=drive).first()
    if present is None:
        present = StrategicPlan.objects.create(drive=drive, **facts)
    else:
        save(present, seen, facts)
    journal.record("strategy.written", present, by=by)
    return present


def save(row: Versioned, seen: int, facts: Mapping[str, Any]) -> None:
    """Set the facts of a row of this version. Raises HasChanged."""
    if not row.claim(seen):
        raise HasChanged
    for name, value in facts.items():
        if name not in MANY:
            setattr(row, name, value)
    row.save()
    relate(row, facts)


def relate(row: models.Model, facts: Mapping[str, Any]) -> None:
    for name in MANY:
        if name in facts:
            getattr(row, name).set(facts[name])


def plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in MANY}


def next_number(rows: "models.QuerySet[Any]") -> int:
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def add_goal(drive: Drive, *, by: Person, **facts: Any) -> Goal:
    Drive.objects.select_for_update().get(pk=drive.pk)
    goal = Goal.objects.create(drive=drive, number=next_number(Goal.objects.of(drive)), **plain(facts))
    relate(goal, facts)
    journal.record("strategy.goal-added", goal, by=by, number=goal.number)
    return goal


@transaction.atomic
def change_goal(goal: Goal, *, seen: int, by: Person, **facts: Any) -> None:
    """Raises HasChanged."""
    save(goal, seen, facts)
    journal.record("strategy.goal-changed", goal, by=by)


@transaction.atomic
def remove_goal(goal: Goal, *, by: Person) -> None:
    """The goal goes with its strategies."""
    journal.record("strategy.goal-removed", goal, by=by, strategies=goal.strategies.count())
    goal.delete()


@transaction.atomic
def add_strategy(drive: Drive, *, by: Person, goal: Goal, **facts: Any) -> Strategy:
    Drive.objects.select_for_update().get(pk=drive.pk)
    number = next_number(goal.strategies.all())
    made = Strategy.objects.create(drive=drive, goal=goal, number=number, **plain(facts))
    relate(made, facts)
    journal.record("strategy.added", made, by=by, number=number)
    return made


@transaction.atomic
def change_strategy(strategy: Strategy, *, seen: int, by: Person, **facts: Any) -> None:
    """Raises HasChanged. Under another goal it takes the next number there."""
    goal = facts.get("goal")
    if goal is not None and goal.pk != strategy.goal_id:
        facts["number"] = next_number(goal.strategies.all())
    save(strategy, seen, facts)
    journal.record("strategy.changed", strategy, by=by)


@transaction.atomic
def remove_strategy(strategy: Strategy, *, by: Person) -> None:
    journal.record("strategy.removed", strategy, by=by)
    strategy.delete()


@transaction.atomic
def carry(drive: Drive, earlier: Drive, *, by: Person) -> StrategicPlan | None:
    """Take the plan of an earlier year into a year that has none; issues of the same title are tied again.

    None when the year has a plan already, or the earlier one had none.
    """
    Drive.objects.select_for_update().get(pk=drive.pk)
    old = StrategicPlan.objects.filter(drive=earlier).first()
    if old is None or StrategicPlan.objects.filter(drive=drive).exists():
        return None
    names = ("vision", "missions", "values", "first_year", "last_year")
    made = StrategicPlan.objects.create(drive=drive, **{name: getattr(old, name) for name in names})
    issues = {one.title: one for one in Issue.objects.of(drive).adopted()}
    goals = Goal.objects.of(earlier).prefetch_related("strategies__issues")
    for goal in goals:
        new = Goal.objects.create(drive=drive, number=goal.number, title=goal.title)
        for one in goal.strategies.all():
            strategy = Strategy.objects.create(
                drive=drive, goal=new, number=one.number, title=one.title, measures=one.measures
            )
            strategy.issues.set([issues[issue.title] for issue in one.issues.all() if issue.title in issues])
    journal.record("strategy.carried", made, by=by, goals=len(goals))
    return made


# ── policies ───────────────────────────────────────────────────────────────────────────────
def cover(policy: Policy, coverage: Mapping[int, str]) -> None:
    policy.coverage.exclude(item__in=coverage).delete()
    for item, how in coverage.items():
        Coverage.objects.update_or_create(policy=policy, item_id=item, defaults={"how": how})


@transaction.atomic
def add_policy(drive: Drive, *, coverage: Mapping[int, str], by: Person, **facts: Any) -> Policy:
    """Note a policy with the items that it carries, by number of row, and how."""
    policy = Policy.objects.create(drive=drive, **facts)
    cover(policy, coverage)
    journal.record("strategy.policy-added", policy, by=by, items=len(coverage))
    return policy


@transaction.atomic
def change_policy(
    policy: Policy, *, seen: int, coverage: Mapping[int, str], by: Person, **facts: Any
) -> None:
    """Raises HasChanged."""
    save(policy, seen, facts)
    cover(policy, coverage)
    journal.record("strategy.policy-changed", policy, by=by, items=len(coverage))


@transaction.atomic
def remove_policy(policy: Policy, *, by: Person) -> None:
    journal.record("strategy.policy-removed", policy, by=by)
    policy.delete()
