"""Workers as processes of their own, on either database: killed, stopped, told to leave, and several at once."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection, connections
from django.utils import timezone
from pytest_django import Settings

from janya.jobs import actions, queries
from janya.jobs.models import Job
from janya.jobs.work import KINDS
from janya.journal.models import Entry
from janya.people.models import Agency, Person, Unit
from tests import make
from tests.jobs.test_actions import DATABASE

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
LATER = timedelta(minutes=2)
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def place(tmp_path: Path, settings: Settings) -> Iterator[dict[str, str]]:
    """A database that other processes see too, and what tells them of it. (That of the tests may be in memory.)"""
    settings.TASKS = DATABASE
    settings.HOME = tmp_path
    known = {
        name: value for name, value in os.environ.items() if not name.startswith(("JANYA_", "DATABASE_"))
    }
    known |= {"JANYA_HOME": str(tmp_path), "JANYA_SECRET": "only-for-tests"}
    before = connections["default"]
    if connection.vendor == "sqlite":
        with sqlite3.connect(tmp_path / "janya.sqlite3") as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=WAL")
        copy.close()
        ours = connections.create_connection("default")
        ours.settings_dict = {**ours.settings_dict, "NAME": str(tmp_path / "janya.sqlite3")}
        connections["default"] = ours
    else:
        one = before.settings_dict
        known["DATABASE_URL"] = (
            f"postgresql://{one['USER']}:{quote(one['PASSWORD'])}@{one['HOST']}:{one['PORT']}/{one['NAME']}"
        )
    yield known
    if connection.vendor == "sqlite":
        connection.close()
        connections["default"] = before


@pytest.fixture
def start(place: dict[str, str]) -> Iterator[Start]:
    """`start()` is a worker that has said it is ready."""
    begun = []

    def started(*words: str) -> "subprocess.Popen[str]":
        one = subprocess.Popen(
            [sys.executable, "-m", "tests.jobs.slow", *words],
            env=place,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        begun.append(one)
        assert one.stdout
        assert one.stdout.readline() == "The worker is ready.\n"
        return one

    yield started
    for one in begun:
        one.kill()
        one.communicate()


@pytest.fixture
def agency(place: dict[str, str]) -> Agency:
    return make.agency()


@pytest.fixture
def ana(agency: Agency) -> Person:
    return make.officer(agency)


@pytest.fixture
def begin(agency: Agency, ana: Person) -> Iterator[Callable[..., Job]]:
    KINDS["test.units"] = lambda _job, _progress: None  # what it does, only the worker knows

    def begun(many: int = 40, pause: float = 0.06) -> Job:
        return actions.begin(
            "test.units", title="เพิ่มหน่วยงาน", agency=agency, by=ana, facts={"many": many, "pause": pause}
        )

    yield begun
    del KINDS["test.units"]


def until(true: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.05)


def now_of(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def steps(job: Job) -> int:
    return now_of(job).progress[0]


def made(job: Job) -> int:
    return Unit.objects.filter(name__startswith=f"หน่วย {job.pk}.").count()


def leave(worker: "subprocess.Popen[str]") -> tuple[int, str]:
    worker.terminate()
    _out, told = worker.communicate(timeout=30)
    return worker.returncode, told


def test_how_far_the_work_is_can_be_seen_while_its_transaction_is_open(
    begin: Callable[..., Job], start: Start
) -> None:
    job, following = begin(), begin(many=1)
    worker = start()

    until(lambda: 0 < steps(job) < 40)
    seen = queries.standing(now_of(job), timezone.now())
    open_units, waiting = made(job), now_of(following).state
    until(lambda: now_of(following).state == "done")

    done = now_of(job)
    assert (seen.state, seen.total, seen.asks_again) == ("running", 40, True)
    assert (open_units, waiting) == (0, "waiting")
    assert (done.state, done.done, done.said, made(job)) == ("done", 40, "เพิ่มแล้ว", 40)
    assert leave(worker) == (0, "")


def test_work_whose_worker_was_killed_is_found_interrupted_and_taken_up_again(
    begin: Callable[..., Job], start: Start, ana: Person
) -> None:
    job = begin()
    worker = start()
    until(lambda: steps(job) > 3)
    worker.kill()
    worker.communicate()
    now = timezone.now()

    left = now_of(job)
    assert (left.is_interrupted(now), left.is_interrupted(now + LATER), made(job)) == (False, True, 0)
    assert queries.standing(left, now + LATER).may_take_up
    with pytest.raises(actions.CannotBeTakenUp):
        actions.take_up(left, by=ana)

    Job.objects.filter(pk=job.pk).update(facts={"many": 5, "pause": 0})
    forgotten(left)
    actions.take_up(now_of(job), by=ana)
    start()
    until(lambda: now_of(job).state == "done")

    assert (made(job), now_of(job).attempts) == (5, 2)
    assert Entry.objects.filter(deed="jobs.taken-up", by_id=ana.pk).count() == 1


def forgotten(job: Job) -> None:
    """As if the worker had died long ago."""
    from janya.jobs import board

    board.remove(f"job-{job.ticket}")
    Job.objects.filter(pk=job.pk).update(started_at=timezone.now() - LATER)


def test_a_person_stops_running_work_and_nothing_of_it_stays(
    begin: Callable[..., Job], start: Start, ana: Person
) -> None:
    job = begin()
    worker = start()
    until(lambda: steps(job) > 3)

    begun = time.monotonic()
    actions.stop(now_of(job), by=ana)
    asked_in = time.monotonic() - begun
    seen = queries.standing(now_of(job), timezone.now())
    until(lambda: now_of(job).state == "stopped")

    assert asked_in < 1, "whoever stops it does not wait for its transaction"
    assert (seen.is_stopping, seen.may_stop) == (True, False)
    assert made(job) == 0
    assert Entry.objects.filter(deed="jobs.stopped", by_id=ana.pk).count() == 1
    assert leave(worker) == (0, "")


def test_a_worker_that_leaves_gives_its_work_back(begin: Callable[..., Job], start: Start) -> None:
    job = begin(many=40)
    worker = start("--grace", "0.1")
    until(lambda: steps(job) > 3)

    assert leave(worker) == (0, "")

    assert (now_of(job).state, made(job), queries.workers(timezone.now())) == ("waiting", 0, [])
    Job.objects.filter(pk=job.pk).update(facts={"many": 5, "pause": 0})
    start()
    until(lambda: now_of(job).state == "done")
    assert made(job) == 5


def test_a_worker_that_leaves_lets_its_work_end_when_there_is_time(
    begin: Callable[..., Job], start: Start
) -> None:
    job = begin(many=15)
    worker = start("--grace", "20")
    until(lambda: steps(job) > 1)

    assert leave(worker) == (0, "")

    assert (now_of(job).state, made(job)) == ("done", 15)


def test_several_workers_do_each_piece_and_each_day_once(
    begin: Callable[..., Job], start: Start, agency: Agency
) -> None:
    jobs = [begin(many=2, pause=0.01) for _ in range(6)]
    workers = [start(), start()]

    until(lambda: not Job.objects.alive().exists() and Job.objects.filter(day__isnull=False).exists())
    here = queries.attendance(timezone.now())
    left = [leave(worker) for worker in workers]

    assert [made(job) for job in jobs] == [2] * 6
    assert Unit.objects.filter(path="day", agency=agency).count() == 1
    assert here == (2, 0, 0)
    assert [code for code, _told in left] == [0, 0]


def test_a_worker_ends_with_the_server_that_began_it(start: Start) -> None:
    worker = start("--parent", "1")  # which is not its parent

    worker.communicate(timeout=20)

    assert worker.returncode == 0


def test_a_second_signal_does_not_wait_for_the_work(begin: Callable[..., Job], start: Start) -> None:
    job = begin(many=200)
    worker = start("--grace", "600")
    until(lambda: steps(job) > 1)

    worker.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=20)

    assert (worker.returncode, now_of(job).state, made(job)) == (0, "waiting", 0)
