from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from janya.journal import actions as journal
from janya.people.models import Agency, Person

from . import board, rules
from .models import Job, ticket
from .rules import State
from .run import attempt
from .work import DAILY, KINDS, WorkIsUnknown, discover, every

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

__all__ = ["AlreadyRunning", "CannotBeTakenUp", "at_once", "begin", "every", "schedule", "stop", "take_up"]
AT_ONCE: ContextVar[bool] = ContextVar("at_once", default=False)
DAILY_TRIES = 3


class AlreadyRunning(Exception):
    """Work that excludes another of its kind is under way; `job` is the one."""

    def __init__(self, job: Job | None) -> None:
        super().__init__(_("งานนี้กำลังทำอยู่แล้ว กรุณารอให้เสร็จ หรือหยุดงานเดิมก่อนแล้วจึงเริ่มใหม่"))
        self.job = job


class CannotBeTakenUp(Exception):
    """The work is under way, or done."""

    def __str__(self) -> str:
        return _("งานนี้กำลังทำอยู่ หรือเสร็จไปแล้ว จึงเริ่มใหม่ไม่ได้")


@contextmanager
def at_once() -> Iterator[None]:
    """Inside the block work is done when it is begun, without a worker: for the demonstration and measurements."""
    before = AT_ONCE.set(True)
    try:
        yield
    finally:
        AT_ONCE.reset(before)


def begin(
    kind: str,
    *,
    title: "str | _StrPromise",
    agency: Agency,
    by: Person | None,
    facts: Mapping[str, Any] | None = None,
    once: str | None = None,
) -> Job:
    """Ask the worker for long work. Two with the same `once` exclude each other: raises AlreadyRunning."""
    known(kind)
    return queue(
        Job(kind=kind, title=str(title)[:300], agency=agency, by=by, facts=dict(facts or {}), once=once or "")
    )


def begin_daily(name: str, today: date) -> Job:
    """The scheduled work of a day. Raises AlreadyRunning when it has begun today already."""
    known(name)
    return queue(Job(kind=name, title=name, day=today))


def known(kind: str) -> None:
    if kind not in KINDS and kind not in DAILY:
        discover()
    if kind not in KINDS and kind not in DAILY:
        raise WorkIsUnknown(kind)


def queue(job: Job) -> Job:
    if job.once:
        make_way(job)
    try:
        with transaction.atomic():
            job.save(force_insert=True)
            if job.agency:
                journal.record("jobs.begun", job, by=job.by, kind=job.kind)
            hand_over(job)
    except IntegrityError as twice:
        raise AlreadyRunning(same(job).first()) from twice
    job.refresh_from_db()
    return job


def same(job: Job) -> Any:
    return Job.objects.alive().filter(agency=job.agency, kind=job.kind, once=job.once, day=job.day)


def make_way(job: Job) -> None:
    """Work whose worker is gone does not stand in the way of new work."""
    for one in same(job):
        if one.is_interrupted(timezone.now()):
            give_up(one)


def hand_over(job: Job) -> None:
    (attempt.using(backend="now") if AT_ONCE.get() else attempt).enqueue(job.pk, job.ticket)


# ── a person and a piece of work ───────────────────────────────────────────────────────────
def stop(job: Job, *, by: Person) -> None:
    """Work that waits is stopped now; work that runs is told to, and ends at its next step with nothing written.

    To tell it, no row is written: on SQLite the work may hold the whole database.
    """
    if job.state == State.RUNNING and not job.is_interrupted(timezone.now()):
        board.write(f"stop-{job.ticket}", by=by.pk)
    elif job.is_alive:
        with transaction.atomic():
            if give_up(job):
                journal.record("jobs.stopped", job, by=by)


def give_up(job: Job) -> bool:
    mine = Job.objects.filter(pk=job.pk, ticket=job.ticket, state=job.state)
    return bool(mine.update(state=State.STOPPED, ticket=ticket(), finished_at=timezone.now()))


def take_up(job: Job, *, by: Person | None) -> None:
    """Begin again from the start: work that was interrupted, failed or was stopped. Whoever still has it, loses it."""
    if job.state == State.DONE or (job.is_alive and not job.is_interrupted(timezone.now())):
        raise CannotBeTakenUp
    try:
        with transaction.atomic():
            fresh = ticket()
            taken = Job.objects.filter(pk=job.pk, ticket=job.ticket, state=job.state).update(
                state=State.WAITING,
                ticket=fresh,
                attempts=job.attempts + 1,
                saying="",
                done=0,
                total=0,
                started_at=None,
                finished_at=None,
            )
            if not taken:
                raise CannotBeTakenUp
            job.ticket = fresh
            if job.agency:
                journal.record("jobs.taken-up", job, by=by)
            hand_over(job)
    except IntegrityError as twice:
        raise AlreadyRunning(same(job).exclude(pk=job.pk).first()) from twice


# ── what the worker does of itself ─────────────────────────────────────────────────────────
def schedule(now: datetime) -> None:
    """Begin the work of the day whose hour has come; take up scheduled work that a worker left."""
    newest = Job.objects.exclude(day=None).values("kind").annotate(last=Max("day")).order_by()
    last = {row["kind"]: row["last"] for row in newest}
    for one in DAILY.values():
        if rules.is_due(one.hour, last.get(one.name), now):
            with suppress(AlreadyRunning):  # another worker was first
                begin_daily(one.name, now.date())
    for job in Job.objects.filter(state=State.RUNNING, attempts__lt=DAILY_TRIES).exclude(day=None):
        if job.is_interrupted(now):
            with suppress(CannotBeTakenUp):
                take_up(job, by=None)


def tidy(_today: date) -> None:
    """Forget finished work after a season, the queue's slips after some days, and notes that nobody renews."""
    now = timezone.now()
    Job.objects.over().filter(finished_at__lt=now - rules.KEPT).delete()
    DBTaskResult.objects.filter(finished_at__lt=now - rules.SLIPS_KEPT).delete()
    DBTaskResult.objects.running().filter(started_at__lt=now - rules.SLIPS_KEPT).delete()
    board.sweep(rules.SLIPS_KEPT)


every("jobs.tidy", hour=3)(tidy)
