"""One attempt at one job, as the queue calls it."""

import logging
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone, translation
from django_tasks import task

from janya.journal import actions as journal
from janya.people.models import Person

from . import board
from .models import Job, ticket
from .rules import State
from .work import Progress, Stopped, WorkRefuses, work_of

log = logging.getLogger("janya.jobs")
BEAT = 1.0  # seconds between two notes of a running job
PACKAGE = Path(__file__).resolve().parent.parent
TRIES = 5


class Here:
    """Whether this process is a worker; when it was told to leave, and how long its job may then still take."""

    is_worker = False
    told_at = 0.0
    grace = 0.0

    @classmethod
    def ends(cls) -> bool:
        """Whether the job is to end at its next step, for the worker leaves."""
        return bool(cls.told_at) and time.monotonic() - cls.told_at >= cls.grace


@task()
def attempt(job: int, ticket: str) -> str:
    """Do the work, unless another attempt has it or nobody wants it any more."""
    claimed = Job.objects.filter(pk=job, ticket=ticket, state=State.WAITING).update(
        state=State.RUNNING, started_at=timezone.now()
    )
    if not claimed:
        return "gone"
    do(Job.objects.select_related("agency", "by").get(pk=job))
    return "ended"


def do(job: Job) -> None:
    progress = Progress(job)
    try:
        with translation.override(settings.LANGUAGE_CODE), telling(progress), set_apart():
            work_of(job)(job, progress)
            if not progress.is_finished:
                progress.finish(say="")
    except Stopped:
        persistently(lambda: end_early(job, progress))
    except WorkRefuses as refused:
        sentence = str(refused)
        persistently(lambda: end(job, progress, State.FAILED, sentence))
    except Exception as wrong:  # noqa: BLE001 whatever it was: the person gets a sentence, the log the place
        log.error("Job %s (%s) failed: %s", job.pk, job.kind, place_of(wrong))
        persistently(lambda: end(job, progress, State.FAILED, ""))
    board.remove(f"job-{job.ticket}", f"stop-{job.ticket}")


@contextmanager
def set_apart() -> Iterator[None]:
    """Work done at once inside somebody's transaction can fail alone."""
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
    else:
        yield


# ── while it runs ──────────────────────────────────────────────────────────────────────────
@contextmanager
def telling(progress: Progress) -> Iterator[None]:
    """Beside the work, a thread of its own writes how far it is, and hears whether it shall stop."""
    if not Here.is_worker:
        yield
        return
    over = Event()
    tell(progress)
    beside = Thread(target=keep_telling, args=(progress, over), daemon=True)
    beside.start()
    try:
        yield
    finally:
        over.set()
        beside.join(timeout=10)


def keep_telling(progress: Progress, over: Event) -> None:
    while not over.wait(BEAT):
        try:
            tell(progress)
        except (DatabaseError, OSError) as wrong:  # the next note may succeed
            log.warning("A note of job %s could not be written: %s", progress.job.pk, type(wrong).__name__)
            connections.close_all()
    connections.close_all()


def tell(progress: Progress) -> None:
    key = progress.job.ticket
    board.write(f"job-{key}", done=progress.done, total=progress.total, saying=progress.saying)
    if Here.ends() or board.read(f"stop-{key}"):
        progress.leave.set()


# ── when it ends otherwise than well ───────────────────────────────────────────────────────
def end_early(job: Job, progress: Progress) -> None:
    """A person stopped it; or the worker leaves, and the work waits for the next one; or it is another's by now."""
    stop = board.read(f"stop-{job.ticket}")
    if stop:
        with transaction.atomic():
            if end(job, progress, State.STOPPED, ""):
                by = Person.objects.filter(pk=stop.facts["by"]).first()
                journal.record("jobs.stopped", job, by=by)
    elif Here.ends():
        with transaction.atomic():
            fresh = ticket()
            given_back = Job.objects.filter(pk=job.pk, ticket=job.ticket, state=State.RUNNING)
            if given_back.update(state=State.WAITING, ticket=fresh):
                attempt.enqueue(job.pk, fresh)


def end(job: Job, progress: Progress, state: State, saying: str) -> bool:
    """Note the end unless the job ended already or is another attempt's."""
    mine = Job.objects.filter(pk=job.pk, ticket=job.ticket, state=State.RUNNING)
    return bool(
        mine.update(
            state=state,
            saying=saying[:500],
            done=progress.done,
            total=progress.total,
            finished_at=timezone.now(),
        )
    )


def persistently(act: Callable[[], object]) -> None:
    """Again after a moment where the database was busy or away; after that the missing beat tells what happened."""
    for turn in range(TRIES):
        try:
            act()
        except DatabaseError as wrong:
            if connection.in_atomic_block:
                raise
            log.warning("The end of a job could not be noted: %s", type(wrong).__name__)
            connection.close()
            time.sleep(turn)
        else:
            return


def place_of(wrong: BaseException) -> str:
    """What was raised and where; not its message, which may tell of persons."""
    frames = traceback.extract_tb(wrong.__traceback__)
    where = " < ".join(f"{short(frame.filename)}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    before = wrong.__cause__ or wrong.__context__
    return f"{type(wrong).__qualname__} at {where}" + (f"; after {place_of(before)}" if before else "")


def short(filename: str) -> str:
    path = Path(filename)
    return (
        str(path.relative_to(PACKAGE.parent)) if path.is_relative_to(PACKAGE) else "/".join(path.parts[-2:])
    )
