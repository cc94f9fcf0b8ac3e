from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import gettext_lazy as _
from pytest_django import Settings

from janya.jobs import actions
from janya.jobs import work as works
from janya.jobs.models import Job
from janya.jobs.work import Progress, WorkIsUnknown, WorkRefuses, work
from janya.journal.models import Entry
from janya.people.models import Agency, Person, Unit
from tests import make

pytestmark = pytest.mark.django_db
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
