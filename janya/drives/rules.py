"""What a step of the drive reports of itself."""

from dataclasses import dataclass, field
from enum import StrEnum


class StepStatus(StrEnum):
    EMPTY = "empty"
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing, as a sentence, with the address of the page where it is mended."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class StepState:
    """How far one of the eight steps is. `done` of `total` parts; `facts` are sentences in Thai for people."""

    number: int
    done: int
    total: int
    facts: list[str] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Completeness, 0.0 to 1.0.

        >>> StepState(2, done=3, total=4).share
        0.75
        >>> StepState(2, done=0, total=0).share
        0.0
        """
        return min(self.done / self.total, 1.0) if self.total else 0.0

    @property
    def status(self) -> StepStatus:
        if self.total and self.done >= self.total:
            return StepStatus.DONE
        return StepStatus.RUNNING if self.done else StepStatus.EMPTY


def completeness(states: list[StepState]) -> float:
    """The drive's completeness: the plain mean of its eight steps.

    Source: the project's own rule; the guideline gives the steps no weights.

    >>> completeness([StepState(1, 1, 1), StepState(2, 0, 5)])
    0.5
    """
    return sum(state.share for state in states) / len(states) if states else 0.0


def next_thing(states: list[StepState]) -> Missing | None:
    """The next thing to do: the first thing missing in the earliest step that is not done.

    Source: the order of the eight steps in the guideline.

    >>> next_thing([StepState(1, 1, 1), StepState(2, 0, 1, missing=[Missing("a", "/a")])]).text
    'a'
    """
    return next((state.missing[0] for state in states if state.missing), None)
