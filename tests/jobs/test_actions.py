from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pytest_django import Settings

from janya.jobs import actions, board
from janya.jobs import work as works
from janya.jobs.models import Job
from janya.jobs.rules import State
from janya.jobs.run import attempt, place_of
from janya.jobs.work import Progress, Stopped, WorkIsUnknown, WorkRefuses, work
from janya.journal.models import Entry
from janya.people.models import Agency, Person, Unit
from tests import make

pytestmark = pytest.mark.django_db
BANGKOK = ZoneInfo("Asia/Bangkok")
DATABASE = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend"},
    "now": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
}


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    before, daily = dict(works.KINDS), dict(works.DAILY)
    yield
    works.KINDS.clear()
    works.KINDS.update(before)
    works.DAILY.clear()
    works.DAILY.update(daily)


@pytest.fixture
def agency() -> Agency:
    return make.agency()


@pytest.fixture
def ana(agency: Agency) -> Person:
    return make.officer(agency)


@pytest.fixture
def waits(settings: Settings) -> None:
    """Jobs wait for a worker, as they do outside tests."""
    settings.TASKS = DATABASE


def begin(agency: Agency, by: Person, kind: str = "test.count", **facts: Any) -> Job:
    return actions.begin(kind, title="นับหน่วยงาน", agency=agency, by=by, **facts)


@work("test.count")
def count(job: Job, progress: Progress) -> None:
    for number in range(1, 11):
        progress.step(number, 10, _("กำลังนับ"))
    progress.finish(say="นับแล้ว 10 หน่วยงาน", url="/units/")


def test_work_begun_in_a_test_is_done_at_once(agency: Agency, ana: Person) -> None:
    job = begin(agency, ana)

    assert (job.state, job.done, job.total, job.said, job.url) == (
        "done",
        10,
        10,
        "นับแล้ว 10 หน่วยงาน",
        "/units/",
    )
    assert [(line.deed, line.by_id, line.facts) for line in Entry.objects.all()] == [
        ("jobs.begun", ana.pk, {"kind": "test.count"})
    ]


def test_work_of_no_known_kind_is_not_begun(agency: Agency, ana: Person) -> None:
    with pytest.raises(WorkIsUnknown):
        begin(agency, ana, "test.nothing")

    assert not Job.objects.exists()


def test_work_that_fails_leaves_nothing_and_tells_no_one_s_name(
    agency: Agency, ana: Person, caplog: pytest.LogCaptureFixture
) -> None:
    @work("test.fail")
    def act(job: Job, progress: Progress) -> None:
        Unit.objects.create(agency=agency, name="หน่วยงานลับ", path="x")
        raise ValueError("นายสมชาย ใจดี")

    job = begin(agency, ana, "test.fail")

    assert (job.state, job.said) == ("failed", "")
    assert not Unit.objects.exists()
    assert (
        "ValueError at tests/jobs/test_actions.py" in caplog.text
        or "ValueError at jobs/test_actions.py" in caplog.text
    )
    assert "สมชาย" not in caplog.text


def test_work_that_refuses_says_why(agency: Agency, ana: Person) -> None:
    @work("test.refuse")
    def act(job: Job, progress: Progress) -> None:
        raise WorkRefuses("ไฟล์นี้ไม่มีหัวตาราง")

    assert begin(agency, ana, "test.refuse").said == "ไฟล์นี้ไม่มีหัวตาราง"


def test_two_of_the_same_kind_exclude_each_other(agency: Agency, ana: Person, waits: None) -> None:
    first = begin(agency, ana, once="people")

    with pytest.raises(actions.AlreadyRunning) as refused:
        begin(agency, ana, once="people")
    others = [
        begin(agency, ana, once="other"),
        begin(make.agency(), ana, once="people"),
        begin(agency, ana),
        begin(agency, ana),
    ]

    assert refused.value.job == first
    assert {job.state for job in others} == {"waiting"}


def test_interrupted_work_does_not_stand_in_the_way(agency: Agency, ana: Person, waits: None) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    first = begin(agency, ana, once="people")
    Job.objects.update(state=State.RUNNING, started_at=long_ago)

    second = begin(agency, ana, once="people")

    first.refresh_from_db()
    assert (first.state, second.state) == ("stopped", "waiting")


def test_whoever_lost_the_work_can_neither_run_nor_finish_it(
    agency: Agency, ana: Person, waits: None
) -> None:
    job = begin(agency, ana)
    Job.objects.update(state=State.RUNNING, started_at=timezone.now() - timedelta(hours=1))
    job.refresh_from_db()
    lost = Progress(job)
    actions.take_up(Job.objects.get(), by=ana)

    with pytest.raises(Stopped):
        lost.finish(say="เสร็จแล้ว")
    assert attempt.call(job.pk, job.ticket) == "gone"
    assert Job.objects.get().state == "waiting"
    assert attempt.call(job.pk, Job.objects.get().ticket) == "ended"
    assert Job.objects.get().state == "done"


def test_two_who_take_work_up_begin_it_once(agency: Agency, ana: Person, waits: None) -> None:
    begin(agency, ana)
    Job.objects.update(state=State.FAILED)
    one, other = Job.objects.get(), Job.objects.get()

    actions.take_up(one, by=ana)

    with pytest.raises(actions.CannotBeTakenUp):
        actions.take_up(other, by=ana)
    assert Job.objects.get().attempts == 2


def test_stopped_work_cannot_be_taken_up_beside_another_of_its_kind(
    agency: Agency, ana: Person, waits: None
) -> None:
    first = begin(agency, ana, once="people")
    actions.stop(first, by=ana)
    second = begin(agency, ana, once="people")
    first.refresh_from_db()

    with pytest.raises(actions.AlreadyRunning) as refused:
        actions.take_up(first, by=ana)

    assert refused.value.job == second
    assert [line.deed for line in Entry.objects.order_by("number")] == [
        "jobs.begun",
        "jobs.stopped",
        "jobs.begun",
    ]


def test_where_work_waits_a_block_can_do_it_at_once(agency: Agency, ana: Person, waits: None) -> None:
    with actions.at_once():
        now = begin(agency, ana)
    later = begin(agency, ana)

    assert (now.state, later.state) == ("done", "waiting")


def test_work_of_the_day_is_begun_once_from_its_hour_on() -> None:
    done: list[date] = []
    works.DAILY.clear()
    works.every("test.day", hour=6)(done.append)
    morning = datetime(2026, 2, 10, 5, 59, tzinfo=BANGKOK)

    for moment in (
        morning,
        morning + timedelta(minutes=1),
        morning + timedelta(hours=9),
        morning + timedelta(days=1),
    ):
        actions.schedule(moment)
    actions.schedule(morning + timedelta(days=1, minutes=2))

    assert done == [date(2026, 2, 10), date(2026, 2, 11)]


def test_work_of_the_day_that_a_worker_left_is_taken_up_but_not_for_ever() -> None:
    done: list[date] = []
    works.DAILY.clear()
    works.every("test.day", hour=6)(done.append)
    now = timezone.localtime()
    facts = {
        "kind": "test.day",
        "title": "test.day",
        "state": "running",
        "started_at": now - timedelta(days=2),
    }
    Job.objects.create(day=now.date(), **facts)
    Job.objects.create(day=now.date() - timedelta(days=1), attempts=3, **facts)

    actions.schedule(now.replace(hour=7))

    assert done == [now.date()]


def test_old_work_is_forgotten(agency: Agency, ana: Person) -> None:
    old, fresh, alive = (begin(agency, ana) for _ in range(3))
    long_ago = timezone.now() - timedelta(days=91)
    Job.objects.filter(pk=old.pk).update(finished_at=long_ago)
    Job.objects.filter(pk=alive.pk).update(state=State.WAITING, finished_at=None, created_at=long_ago)

    actions.tidy(timezone.localdate())

    assert set(Job.objects.all()) == {fresh, alive}


def test_a_note_is_read_as_it_was_written_and_swept_when_nobody_renews_it() -> None:
    board.write("worker-test-1", since=timezone.now(), job=None)
    board.write("worker-test-1", since="now")

    note = board.read("worker-test-1")
    assert note
    assert note.facts == {"since": "now"}
    assert board.starting("worker-test") == {"worker-test-1": note}
    assert board.read("worker-test-2") is None

    board.sweep(timedelta(0))
    assert board.starting("worker-test") == {}


def test_a_file_that_is_no_note_counts_as_none() -> None:
    if board.are_files():
        board.write("job-broken")
        board.path("job-broken").write_text("{", encoding="utf-8")

    assert board.read("job-broken") is None


def test_the_failure_behind_a_failure_is_told_without_its_message() -> None:
    try:
        try:
            raise KeyError("นายสมชาย")
        except KeyError as first:
            raise ValueError("ใจดี") from first
    except ValueError as wrong:
        told = place_of(wrong)

    assert told.startswith("ValueError at ")
    assert "; after KeyError at " in told
    assert "สมชาย" not in told
