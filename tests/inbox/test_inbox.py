"""What the system tells a person: in the app, and by e-mail."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from janya.inbox import actions, letters, rules
from janya.inbox.kinds import KINDS, Kind
from janya.inbox.models import Choice, Notice
from janya.jobs import background
from janya.journal.models import Entry
from janya.people.models import Person
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]


def test_the_same_is_told_to_a_person_once() -> None:
    agency = make.agency()
    ana, bo = make.officer(agency), make.officer(agency)

    first = actions.tell(ana, "test", "กิจกรรมเริ่มพรุ่งนี้", "/activities/1/", agency=agency, once="a1")
    again = actions.tell([ana, bo, bo], "test", "กิจกรรมเริ่มพรุ่งนี้", "/activities/1/", agency=agency, once="a1")
    without = actions.tell([ana, ana], "test", "ไม่มีกุญแจ", "/", agency=agency)

    assert (first, again, without) == (1, 1, 2)
    assert Notice.objects.filter(once="a1").count() == 2


def test_many_are_told_with_one_insert(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    agency = make.agency()
    persons = [make.person(None, agency) for _n in range(12)]

    with django_assert_num_queries(5):  # savepoint twice, who had it, the insert, who wants letters at once
        assert actions.tell(persons, "test", "ข้อความ", "/", agency=agency, once="many") == 12


@pytest.mark.parametrize(
    "href", ["https://bad.example/", "//bad.example/", "/\\bad.example/", "javascript:x", ""]
)
def test_a_notice_leads_to_own_pages_only(href: str) -> None:
    agency = make.agency()

    with pytest.raises(actions.LeadsElsewhere):
        actions.tell(make.officer(agency), "test", "ข้อความ", href, agency=agency)


@given(st.text(max_size=40))
def test_no_text_with_two_slashes_first_or_control_signs_is_an_own_path(text: str) -> None:
    if rules.is_own_path(text):
        assert text[0] == "/"
        assert text[1:2] not in {"/", "\\"}
        assert min(text) > " "


def test_the_inbox_has_unread_first_and_25_a_page(
    browse: Browse, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ana = make.officer(make.agency())
    old = make.notice(ana, "อ่านแล้วก่อนหน้า")
    actions.read([old.pk], by=ana)
    for n in range(30):
        make.notice(ana, f"ข้อความใหม่ {n}")
    client = browse(ana)

    first = client.get(reverse("inbox:list"))
    last = client.get(reverse("inbox:list") + "?page=2")

    assert len(first.context["rows"]) == 25
    assert "อ่านแล้วก่อนหน้า" not in first.content.decode()
    assert list(last.context["rows"])[-1] == old
    assert '<span class="bell-count">30' in first.content.decode()
    with django_assert_num_queries(6):
        client.get(reverse("inbox:list"))


def test_opening_a_notice_marks_it_read_and_leads_on(browse: Browse) -> None:
    ana = make.officer(make.agency())
    told = make.notice(ana, href="/account/")

    looked = browse(ana).get(reverse("inbox:open", args=[told.pk]))
    answer = browse(ana).post(reverse("inbox:open", args=[told.pk]))

    told.refresh_from_db()
    assert looked.status_code == 405
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert told.read_at is not None


def test_one_or_all_are_marked_as_read(browse: Browse) -> None:
    ana, bo = make.officer(make.agency()), make.officer(make.agency())
    one, _two, theirs = make.notice(ana), make.notice(ana), make.notice(bo)

    browse(ana).post(reverse("inbox:read", args=[one.pk]))
    left = Notice.objects.of(ana).unread().count()
    browse(ana).post(reverse("inbox:read-all"), headers={"HX-Request": "true"})

    assert left == 1
    assert not Notice.objects.of(ana).unread().exists()
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_nobody_opens_or_reads_the_notice_of_another(browse: Browse) -> None:
    agency = make.agency()
    ana, bo = make.officer(agency), make.officer(agency)
    told = make.notice(bo, "ถึงผู้อื่น")
    client = browse(ana)

    assert client.post(reverse("inbox:open", args=[told.pk])).status_code == 404
    assert client.post(reverse("inbox:read", args=[told.pk])).status_code == 404
    assert "ถึงผู้อื่น" not in client.get(reverse("inbox:list")).content.decode()


def test_one_chooses_how_letters_come(browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "test", Kind("เรื่องทดสอบ"))
    ana = make.officer(make.agency())
    client = browse(ana)

    wrong = client.post(reverse("inbox:preferences"), {"how": "never"})
    right = client.post(
        reverse("inbox:preferences"), {"how": "at_once", "kinds": [key for key in KINDS if key != "test"]}
    )

    assert wrong.status_code == 422
    assert right.status_code == 302
    assert (Choice.objects.get().how, Choice.objects.get().silenced) == ("at_once", ["test"])
    assert Entry.objects.get(deed="inbox.way-chosen").by_id == ana.pk


def test_the_letter_of_the_morning_is_one_a_person_and_sent_once(settings: Settings) -> None:
    settings.ADDRESS = "https://janya.example.go.th"
    agency = make.agency()
    ana, bo, quiet = make.officer(agency), make.officer(agency), make.officer(agency)
    KINDS.setdefault("plain", Kind("เรื่องทั่วไป"))
    make.notice(ana, "กิจกรรมหนึ่ง", kind="plain", href="/activities/7/")
    make.notice(ana, "กิจกรรมสอง", kind="plain")
    make.notice(bo, "ความลับของเรื่อง", kind="unknown")
    make.notice(quiet, "ไม่ต้องส่ง")
    actions.read([make.notice(bo, "อ่านแล้ว").pk], by=bo)
    actions.choose(how="none", silenced=[], by=quiet)

    background.send_notices(date(2026, 2, 10))
    background.send_notices(date(2026, 2, 10))

    assert sorted(one.to[0] for one in mail.outbox) == sorted([str(ana.email), str(bo.email)])
    to_ana = next(one for one in mail.outbox if one.to == [ana.email])
    assert "กิจกรรมหนึ่ง" in to_ana.body
    assert "https://janya.example.go.th/activities/7/" in to_ana.body
    assert to_ana.extra_headers["List-Unsubscribe"] == "<https://janya.example.go.th/inbox/preferences/>"
    to_bo = next(one for one in mail.outbox if one.to == [bo.email])
    assert "ความลับ" not in to_bo.body
    assert Entry.objects.filter(deed="inbox.letters-sent").count() == 1


def test_what_could_not_be_sent_is_tried_again_but_not_for_ever(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    told = make.notice(make.officer(make.agency()))

    counts = [letters.send_daily() for _morning in range(rules.MOST_TRIES + 1)]

    told.refresh_from_db()
    assert counts == [(0, 1)] * rules.MOST_TRIES + [(0, 0)]
    assert (told.emailed_at, told.tries) == (None, rules.MOST_TRIES)


def test_whoever_wants_letters_at_once_has_them_at_once(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    agency = make.agency()
    ana, bo = make.officer(agency), make.officer(agency)
    actions.choose(how="at_once", silenced=[], by=ana)

    with django_capture_on_commit_callbacks(execute=True):
        actions.tell([ana, bo], "test", "ข้อความ", "/", agency=agency)

    assert [one.to for one in mail.outbox] == [[ana.email]]
