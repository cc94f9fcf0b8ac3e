from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from janya.jobs.models import Job
from janya.jobs.work import KINDS, work
from janya.journal.models import Entry
from janya.people.models import Agency, Person
from janya.people.rules import Role
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def agency() -> Agency:
    return make.agency()


@pytest.fixture
def ana(agency: Agency) -> Person:
    return make.officer(agency)


def job(agency: Agency, by: Person | None = None, **facts: object) -> Job:
    return Job.objects.create(
        **{"agency": agency, "by": by, "kind": "test.page", "title": "นำเข้าบุคลากร", **facts}
    )


def text(client: Client, path: str, **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_whoever_began_the_work_and_whoever_manages_the_agency_see_it(
    agency: Agency, ana: Person, browse: Browse
) -> None:
    coordinator = make.person(Role.COORDINATOR, agency)
    path = job(agency, coordinator).get_absolute_url()
    persons = {
        "who began it": coordinator,
        "officer": ana,
        "administrator": make.person(Role.ADMINISTRATOR, agency),
        "auditor": make.person(Role.AUDITOR, agency),
        "another coordinator": make.person(Role.COORDINATOR, agency),
        "officer elsewhere": make.officer(make.agency()),
    }

    answers = {who: browse(person).get(path).status_code for who, person in persons.items()}

    assert [who for who, status in answers.items() if status == 200] == [
        "who began it",
        "officer",
        "administrator",
    ]
    assert set(answers.values()) == {200, 404}


def test_work_that_waits_asks_again_by_itself_and_can_be_looked_at_again_without_javascript(
    agency: Agency, ana: Person, browse: Browse
) -> None:
    one = job(agency, ana)
    client = browse(ana)

    whole = text(client, one.get_absolute_url())
    part = text(client, one.get_absolute_url(), **HTMX)

    assert "<h1>นำเข้าบุคลากร</h1>" in whole
    assert "<h1>" not in part
    for told in (whole, part):
        assert 'hx-trigger="every 2s"' in told
        assert "ขณะนี้ไม่มีโปรแกรมทำงานเบื้องหลัง" in told
        assert "<noscript>" in told


def test_running_work_shows_how_far_it_is(agency: Agency, ana: Person, browse: Browse) -> None:
    from janya.jobs import board

    one = job(agency, ana, state="running", started_at=timezone.now())
    board.write(f"job-{one.ticket}", done=25, total=100, saying="กำลังบันทึก")

    told = text(browse(ana), one.get_absolute_url())

    assert '<progress max="100" value="25"' in told
    assert "25 จาก 100" in told
    assert "กำลังบันทึก" in told
    assert "หยุดงานนี้" in told


def test_work_that_is_over_asks_no_more(agency: Agency, ana: Person, browse: Browse) -> None:
    done = job(agency, ana, state="done", done=3, total=3, saying="นำเข้าแล้ว 3 คน", url="/people/")
    failed = job(agency, ana, state="failed")

    told = text(browse(ana), done.get_absolute_url())
    sorry = text(browse(ana), failed.get_absolute_url())

    assert "นำเข้าแล้ว 3 คน" in told
    assert '<a class="btn btn-primary" href="/people/">ดูผล</a>' in told
    assert f"พร้อมหมายเลขงาน {failed.pk}" in sorry
    assert "เริ่มใหม่" in sorry
    assert "hx-trigger" not in told + sorry


def test_interrupted_work_can_be_taken_up_from_its_page(agency: Agency, ana: Person, browse: Browse) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    one = job(agency, ana, state="running", started_at=long_ago)

    @work("test.page")
    def act(_job: Job, progress: object) -> None: ...

    told = text(browse(ana), one.get_absolute_url())
    answer = browse(ana).post(f"/jobs/{one.pk}/take-up/")
    del KINDS["test.page"]

    assert "ถูกขัดจังหวะ" in told
    assert "ทำต่อ" in told
    assert (answer.status_code, answer["Location"]) == (302, one.get_absolute_url())
    one.refresh_from_db()
    assert (one.state, one.attempts) == ("done", 2)


def test_stopping_needs_a_post_and_waiting_work_stops_at_once(
    agency: Agency, ana: Person, browse: Browse
) -> None:
    one = job(agency, ana)
    client = browse(ana)

    asked = client.get(f"/jobs/{one.pk}/stop/")
    answer = client.post(f"/jobs/{one.pk}/stop/", headers=HTMX)

    one.refresh_from_db()
    assert (asked.status_code, answer.status_code, answer["HX-Redirect"]) == (
        405,
        200,
        one.get_absolute_url(),
    )
    assert one.state == "stopped"
    assert [line.deed for line in Entry.objects.all()] == ["jobs.stopped"]


def test_the_list_of_an_agency_asks_the_same_queries_however_long(
    agency: Agency, ana: Person, browse: Browse
) -> None:
    client = browse(ana)
    path = f"/agencies/{agency.pk}/jobs/"
    empty = text(client, path)
    counts = []
    for many in (1, 4):
        for _n in range(many):
            job(agency, make.officer(agency), state="done", saying="นำเข้าแล้ว")
            job(agency, make.officer(agency), state="running", started_at=timezone.now())
        with CaptureQueriesContext(connection) as asked:
            told = text(client, path)
        counts.append(len(asked))

    assert "ยังไม่มีงานเบื้องหลัง" in empty
    assert told.count("นำเข้าบุคลากร") == 10
    assert counts[0] == counts[1]


def test_a_coordinator_finds_only_what_he_began(agency: Agency, ana: Person, browse: Browse) -> None:
    he = make.person(Role.COORDINATOR, agency)
    job(agency, ana, title="ของผู้อื่น")
    job(agency, he, title="ของตน")

    told = text(browse(he), f"/agencies/{agency.pk}/jobs/")

    assert "ของตน" in told
    assert "ของผู้อื่น" not in told
