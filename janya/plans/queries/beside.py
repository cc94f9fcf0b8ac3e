"""What rooms above show on the page of an activity: they append to BESIDE in their `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from janya.people.models import Person

from ..models import Activity


@dataclass(frozen=True, slots=True)
class Beside:
    """A template of the room above, and what it needs, which it finds as `beside.facts`."""

    template: str
    facts: Any


BESIDE: list[Callable[[Activity, Person], Beside]] = []


def beside(activity: Activity, person: Person) -> list[Beside]:
    """What all rooms above show of an activity to a person."""
    return [asked(activity, person) for asked in BESIDE]
