from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from janya.people.models import Agency, Person

from . import board, rules
from .models import Job, JobQuerySet
from .rules import State

ABSENT_AFTER = timedelta(seconds=60)  # a worker says every few seconds that it is there
LEVELS = {
    State.WAITING: "empty",
    State.RUNNING: "running",
    State.DONE: "low",
    State.FAILED: "critical",
    State.STOPPED: "empty",
}
ICONS = {
    State.WAITING: "hourglass",
    State.RUNNING: "loader",
    State.DONE: "circle-check",
    State.FAILED: "octagon-alert",
    State.STOPPED: "circle-stop",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How one job stands now, for its page and for the list."""

    state: str
    word: str
    level: str
    icon: str
    done: int
    total: int
    percent: int | None
    minutes: int | None  # that the rest takes, rounded up
    is_interrupted: bool
    is_stopping: bool
    may_stop: bool
    may_take_up: bool
    asks_again: bool  # whether the page has to look again by itself


class Attendance(NamedTuple):
    """How many workers are there, how many jobs wait for one, and how many lost theirs."""

    workers: int
    waiting: int
    interrupted: int


def standing(job: Job, now: datetime) -> Standing:
    state = State(job.state)
    gone = job.is_interrupted(now)
    done, total = job.progress
    runs = state == State.RUNNING and not gone
    rest = rules.remaining(done, total, now - job.started_at) if runs and job.started_at else None
    stopping = runs and job.is_stopping
    return Standing(
        state="interrupted" if gone else state.value,
        word=_("ถูกขัดจังหวะ") if gone else job.get_state_display(),
        level="high" if gone else LEVELS[state],
        icon="unplug" if gone else ICONS[state],
        done=done,
        total=total,
        percent=100 if state == State.DONE else rules.percent(done, total),
        minutes=-(-int(rest.total_seconds()) // 60) if rest else None,
        is_interrupted=gone,
        is_stopping=stopping,
        may_stop=job.is_alive and not stopping,
        may_take_up=gone or state in {State.FAILED, State.STOPPED},
        asks_again=job.is_alive and not gone,
    )


def of_agency(person: Person, agency: Agency) -> JobQuerySet:
    """The work of one agency that this person may see, newest first."""
    return Job.objects.visible_to(person).filter(agency=agency).select_related("by", "agency")


def workers(now: datetime) -> list[str]:
    """Keys of the workers that are there."""
    return [key for key, note in board.starting("worker-").items() if now - note.at < ABSENT_AFTER]


def attendance(now: datetime) -> Attendance:
    running = Job.objects.filter(state=State.RUNNING)
    return Attendance(
        len(workers(now)),
        Job.objects.filter(state=State.WAITING).count(),
        sum(job.is_interrupted(now) for job in JobQuerySet.with_notes(running)),
    )


def lacks_a_worker(job: Job) -> bool:
    """Whether the work waits, and nobody is there to take it."""
    return job.state == State.WAITING and not workers(timezone.now())


def is_anything_ready() -> bool:
    """One light look: whether the queue has something to do now."""
    return DBTaskResult.objects.ready().filter(backend_name="default").exists()
