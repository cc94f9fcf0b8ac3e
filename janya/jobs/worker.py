"""The process that does the work: one job at a time, until it is told to leave.

It looks into the queue with one light SELECT; only when something is there does it take the queue's lock. A file database
is so not slowed by an idle worker.
"""

import logging
import os
import platform
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from types import FrameType

from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker

from . import actions, board, queries, work
from .run import Here

log = logging.getLogger("janya.jobs")
LOOK = 0.5  # seconds between two looks into the queue,
BEAT = 5.0  # two signs of life,
SCHEDULE = 30.0  # two looks at the calendar,
AWAY = 5.0  # and two tries while the database is away
GRACE = 20.0  # that the running job has to end by itself when the worker is told to leave
FULL = 250 * 2**20  # bytes of memory above which the process begins afresh after a job


def run(*, grace: float = GRACE, parent: int = 0, say: Callable[[str], None] = lambda _text: None) -> int:
    """Work until SIGTERM or SIGINT, or until the process `parent` is gone. A second signal does not wait for the job."""
    Here.is_worker, Here.grace = True, grace
    work.discover()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told_to_leave)
    over, since = Event(), timezone.now()
    beat(since)
    beside = Thread(target=keep_beating, args=(over, since, parent), daemon=True)
    beside.start()
    say("The worker is ready.")
    try:
        keep_working()
    finally:
        over.set()
        beside.join(timeout=5)
        board.remove(name())
        connections.close_all()
    return 0


def told_to_leave(_number: int, _frame: FrameType | None) -> None:
    """No lock is touched here: a signal comes at any moment."""
    if Here.told_at:
        Here.grace = 0
    Here.told_at = Here.told_at or time.monotonic()


def name() -> str:
    return f"worker-{platform.node()[:40]}-{os.getpid()}"


def keep_working() -> None:
    looked = 0.0
    while not Here.told_at:
        try:
            close_old_connections()
            if time.monotonic() - looked > SCHEDULE or not looked:
                actions.schedule(timezone.localtime())
                looked = time.monotonic()
            if queries.is_anything_ready():
                take_one()
            else:
                time.sleep(LOOK)
        except (DatabaseError, InterfaceError) as wrong:
            log.warning("The database is busy or away: %s", type(wrong).__name__)
            connections.close_all()
            time.sleep(AWAY)


def take_one() -> None:
    one = Worker(
        queue_names=["default"],
        excluded_queue_names=[],
        backend_name="default",
        worker_id=name()[-64:],
        interval=LOOK,
        batch=True,
        startup_delay=False,
        max_tasks=1,
    )
    one.run()
    if memory() > FULL and not Here.told_at:
        begin_afresh()


def keep_beating(over: Event, since: datetime, parent: int) -> None:
    while not over.wait(BEAT):
        beat(since)
        if parent and os.getppid() != parent:
            Here.told_at = Here.told_at or time.monotonic()
    connections.close_all()


def beat(since: datetime) -> None:
    """Say that one is there, or let it be until the next time."""
    try:
        board.write(name(), since=since)
    except (DatabaseError, OSError) as wrong:
        log.warning("A sign of life could not be written: %s", type(wrong).__name__)
        connections.close_all()


def memory() -> int:
    """Bytes that this process holds; 0 where the system does not tell."""
    told = Path("/proc/self/statm")
    return int(told.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if told.exists() else 0


def begin_afresh() -> None:
    """The same process with the same words and an empty memory: a large import leaves its room behind."""
    connections.close_all()
    os.execv(sys.executable, [sys.executable, "-m", "janya", *sys.argv[1:]])  # noqa: S606
