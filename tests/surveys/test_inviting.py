"""Single-use links: who is invited and how, letters that nobody gets twice, reminders that know nobody."""

import io
import re
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from janya.core.thai import fiscal_year
from janya.jobs import actions as jobs
from janya.jobs.models import Job
from janya.journal.models import Entry
from janya.people.models import Person
from janya.people.rules import Role
from janya.surveys import actions, lots, response_rate
from janya.surveys.actions import letters
from janya.surveys.models import Invitation, Lot, Response, Survey, SurveyGroup, Waiting
from tests import make
from tests.surveys.post import Post

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]
HTMX = {"HX-Request": "true"}
ADDRESSES = [f"somchai{n}@example.go.th" for n in range(8)]


@pytest.fixture(autouse=True)
def post(settings: Settings) -> Iterator[None]:
    settings.EMAIL_BACKEND = "tests.surveys.post.Post"
    Post.gone_after, Post.refused, Post.taken = None, set(), 0
    yield
    Post.gone_after, Post.refused, Post.taken = None, set(), 0


def running(**facts: Any) -> Survey:
    today = timezone.localdate()
    days = {"opens_on": today - timedelta(days=1), "closes_on": today + timedelta(days=9)}
    made: Survey = make.survey(make.drive(year=fiscal_year(today), items=2), **{**days, **facts})
    return made


def group_of(survey: Survey) -> SurveyGroup:
    return SurveyGroup.objects.select_related("survey__drive__agency").get(survey=survey)


def staff(survey: Survey, count: int, **facts: Any) -> list[Person]:
    return [make.person(None, survey.drive.agency, **facts) for _n in range(count)]


def links() -> dict[str, str]:
    """Address → the path in its last letter."""
    return {one.to[0]: re.findall(r"/i/[^/\s]+/", str(one.body))[0] for one in mail.outbox}


def invited(survey: Survey, by: Person) -> SurveyGroup:
    group = group_of(survey)
    actions.invite_addresses(group, ADDRESSES, by=by)
    actions.send_invitations(group, by=by, base="http://testserver")
    return group


def filled(survey: Survey, group: SurveyGroup) -> dict[str, Any]:
    sides = {
        f"{side}{one.pk}": level for one in survey.questions.all() for side, level in (("d", 5), ("p", 3))
    }
    return {**sides, "number": actions.new_number(group), "remark": ""}


# ── by filter and by lot ───────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_persons_are_invited_by_filter_and_each_gets_one_letter(
    browse: Browse, headers: dict[str, str]
) -> None:
    survey = running()
    group = group_of(survey)
    unit = make.unit(survey.drive.agency)
    below = make.unit(survey.drive.agency, parent=unit)
    here = staff(survey, 4, unit=unit) + staff(survey, 2, unit=below)
    staff(survey, 3)
    make.person(None, survey.drive.agency, unit=unit, email=None)
    client = browse(make.officer(survey.drive.agency))
    path = reverse("surveys:invite", args=[group.pk])
    typed = {"unit": unit.pk, "method": "all", "size": ""}

    counted = client.post(path, {**typed, "count": "1"}, headers=headers)
    sent = client.post(path, {**typed, "invite": "1"}, headers=headers)
    again = client.post(path, {**typed, "invite": "1"}, headers=headers)

    assert "ตรงตามเงื่อนไขและมีอีเมล 6 คน ได้รับเชิญแล้ว 0 คน" in counted.content.decode()
    assert sent.status_code == (200 if headers else 302)
    assert sorted(one.to[0] for one in mail.outbox) == sorted(str(one.email) for one in here)
    assert set(Invitation.objects.values_list("person", "sent_on")) == {
        (one.pk, timezone.localdate()) for one in here
    }
    assert again.status_code == 422
    assert "ไม่มีผู้ที่ยังไม่ได้รับเชิญ" in again.content.decode()


@pytest.mark.parametrize("method", ["simple", "units"])
def test_a_sample_is_drawn_by_lot_and_anybody_can_draw_it_again(browse: Browse, method: str) -> None:
    survey = running()
    group = group_of(survey)
    units = [make.unit(survey.drive.agency) for _n in range(2)]
    for unit, count in zip(units, (12, 6), strict=True):
        staff(survey, count, unit=unit)
    client = browse(make.officer(survey.drive.agency))

    client.post(
        reverse("surveys:invite", args=[group.pk]),
        {"method": method, "size": "๖", "home": survey.drive.agency_id},
    )

    lot = Lot.objects.get()
    chosen = set(Invitation.objects.values_list("person", flat=True))
    frame = dict(lot.people)
    strata = [one.pk for one in units] + [None]  # both officers have no unit
    again = lots.drawn(frame, 6, lot.seed)
    if method == "units":
        parts = zip(strata, lots.shares([12, 6, 2], 6), strict=True)
        again = [
            person
            for unit, part in parts
            for person in lots.drawn([one for one, its in frame.items() if its == unit], part, lot.seed)
        ]
    assert (lot.size, lot.frame, len(lot.seed)) == (6, 20, 32)
    assert chosen == set(again)
    entry = Entry.objects.filter(deed="surveys.invited").latest("number")
    assert (entry.facts["seed"], entry.facts["count"], entry.facts["frame"]) == (lot.seed, 6, 20)
    shown = client.get(lot.get_absolute_url()).content.decode()
    assert lot.seed in shown
    assert "ได้ผู้ได้รับเลือกชุดเดียวกัน" in shown
    book = client.get(reverse("surveys:lot-export", args=[lot.pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert sheet is not None
    rows = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]
    assert {row[0] for row in rows if row[4]} == chosen
    assert all(row[3] == lots.lot(lot.seed, row[0]) for row in rows)


def test_a_draw_that_was_tampered_with_is_told(browse: Browse) -> None:
    survey = running()
    group, ana = group_of(survey), make.officer(survey.drive.agency)
    frame = {one.pk: None for one in staff(survey, 12)}
    lot = actions.invite_persons(
        group, frame, method="simple", size=6, conditions="", by=ana, on=timezone.localdate()
    )
    outside = next(person for person in frame if not Invitation.objects.filter(person=person).exists())
    Invitation.objects.filter(group=group).first().delete()  # type: ignore[union-attr]
    Invitation.objects.create(group=group, person_id=outside, token_hash="x")

    shown = browse(ana).get(lot.get_absolute_url()).content.decode()

    assert "ได้ไม่ตรงกับผู้ที่ได้รับเชิญ" in shown


def test_a_later_draw_asks_nobody_twice_and_both_can_be_shown_to_be_fair() -> None:
    survey = running()
    group, ana = group_of(survey), make.officer(survey.drive.agency)
    frame = {one.pk: None for one in staff(survey, 20)}
    from janya.surveys import frames

    for _turn in range(2):
        actions.invite_persons(
            group, frame, method="simple", size=7, conditions="", by=ana, on=timezone.localdate()
        )

    assert Invitation.objects.count() == 14
    assert [frames.is_fair(lot) for lot in Lot.objects.all()] == [True, True]


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8), st.integers(0, 200))
def test_shares_add_up_and_nowhere_exceed_the_unit(sizes: list[int], size: int) -> None:
    found = lots.shares(sizes, size)

    assert sum(found) == min(size, sum(sizes))
    assert all(0 <= share <= one for share, one in zip(found, sizes, strict=True))


@given(st.sets(st.integers(1, 500), max_size=60), st.integers(0, 70), st.text(max_size=8))
def test_a_larger_sample_holds_the_smaller_one(keys: set[int], size: int, seed: str) -> None:
    small, large = lots.drawn(keys, size, seed), lots.drawn(keys, size + 1, seed)

    assert large[: len(small)] == small
    assert len(small) == min(size, len(keys))


def test_lots_favour_nobody() -> None:
    times = dict.fromkeys(range(20), 0)
    for seed in range(2000):
        for key in lots.drawn(range(20), 5, str(seed)):
            times[key] += 1

    assert all(420 < count < 580 for count in times.values())  # 500 each, four standard deviations


def test_fewer_than_five_are_not_invited_by_links(browse: Browse) -> None:
    survey = running()
    group = group_of(survey)
    client = browse(make.officer(survey.drive.agency))

    answer = client.post(
        reverse("surveys:invite-list", args=[group.pk]), {"pasted": "\n".join(ADDRESSES[:4])}
    )

    assert answer.status_code == 422
    assert "ต้องมีอย่างน้อย 5 คน" in answer.content.decode()
    assert not Invitation.objects.exists()
    assert not mail.outbox


def test_a_sample_without_a_number_is_asked_for_it(browse: Browse) -> None:
    survey = running()
    client = browse(make.officer(survey.drive.agency))

    answer = client.post(
        reverse("surveys:invite", args=[group_of(survey).pk]), {"method": "simple", "size": ""}, headers=HTMX
    )

    assert answer.status_code == 422
    assert "กรุณาระบุจำนวนที่จะสุ่ม" in answer.content.decode()


# ── a list of addresses ────────────────────────────────────────────────────────────────────
def test_pasted_addresses_are_read_with_names_and_doubles(browse: Browse) -> None:
    survey = running()
    group = group_of(survey)
    known = staff(survey, 1)[0]
    Invitation.objects.create(group=group, person=known, token_hash="x", sent_on=timezone.localdate())
    client = browse(make.officer(survey.drive.agency))
    pasted = "\n".join(
        ["สมชาย ใจดี <Somchai0@Example.go.th>", "; ".join(ADDRESSES[:3]), *ADDRESSES[3:], str(known.email)]
    )

    answer = client.post(reverse("surveys:invite-list", args=[group.pk]), {"pasted": pasted}, follow=True)

    assert sorted(one.to[0] for one in mail.outbox) == ADDRESSES
    said = answer.content.decode()
    assert "เชิญ 8 ที่อยู่แล้ว" in said
    assert "ซ้ำในรายการ 1 ที่อยู่" in said
    assert "ได้รับเชิญไว้ก่อนแล้ว 1 ที่อยู่" in said


def test_one_wrong_address_is_told_with_its_row_and_nobody_is_invited(browse: Browse) -> None:
    survey = running()
    client = browse(make.officer(survey.drive.agency))
    pasted = "\n".join([*ADDRESSES, "ไม่ใช่อีเมล", "a@b@c"])

    answer = client.post(
        reverse("surveys:invite-list", args=[group_of(survey).pk]), {"pasted": pasted}, headers=HTMX
    )

    said = answer.content.decode()
    assert answer.status_code == 422
    assert "ที่ต้องแก้ไข 2 รายการ" in said
    assert '<td class="num">9</td>' in said
    assert '<td class="num">10</td>' in said
    assert "somchai0@example.go.th" in said  # what was typed stays
    assert not Invitation.objects.exists()


def test_addresses_come_from_a_workbook_too(browse: Browse) -> None:
    survey = running()
    group = group_of(survey)
    client = browse(make.officer(survey.drive.agency))
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [["ที่", "ชื่อ", "อีเมล"], *([n, f"คนที่ {n}", one] for n, one in enumerate(ADDRESSES, 1))]:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    wrong = io.BytesIO(b"name\nx\n")

    refused = client.post(
        reverse("surveys:invite-list", args=[group.pk]),
        {"file": SimpleUploadedFile("a.csv", wrong.getvalue())},
    )
    client.post(
        reverse("surveys:invite-list", args=[group.pk]),
        {"file": SimpleUploadedFile("a.xlsx", content.getvalue())},
    )

    assert refused.status_code == 422
    assert "ไม่พบช่อง “อีเมล”" in refused.content.decode()
    assert sorted(one.to[0] for one in mail.outbox) == ADDRESSES


# ── letters ────────────────────────────────────────────────────────────────────────────────
def test_the_secret_is_in_the_letter_only(django_assert_num_queries: Any) -> None:
    survey = running()
    group = invited(survey, make.officer(survey.drive.agency))

    paths = links()

    assert len(set(paths.values())) == 8
    tokens = {path.split("/")[2] for path in paths.values()}
    assert set(Invitation.objects.values_list("token_hash", flat=True)) == {
        actions.hash_of(token) for token in tokens
    }
    told = f"{list(Job.objects.values())}{list(Entry.objects.values())}{list(Invitation.objects.values())}"
    assert not [token for token in tokens if token in told]
    assert not [
        one for one in ADDRESSES if one in f"{list(Job.objects.values())}{list(Entry.objects.values())}"
    ]
    for path in paths.values():
        assert Client().get(path).status_code == 200
    assert group.invitations.filter(is_used=True).count() == 0


def test_a_mail_server_that_goes_away_leaves_the_rest_and_nobody_gets_two(browse: Browse) -> None:
    survey = running()
    ana = make.officer(survey.drive.agency)
    client = browse(ana)
    Post.gone_after = 3

    group = invited(survey, ana)
    first = Job.objects.latest("pk")
    page = client.get(reverse("surveys:group", args=[group.pk])).content.decode()
    Post.gone_after = None
    again = client.post(reverse("surveys:letters", args=[group.pk]))
    client.post(reverse("surveys:letters", args=[group.pk]))

    assert "ส่งจดหมายได้ 3 ฉบับ ยังไม่ได้ส่ง 5 ฉบับ" in first.saying
    assert "ยังไม่ได้ส่งจดหมาย 5 ฉบับ" in page
    assert again.status_code == 302
    assert sorted(one.to[0] for one in mail.outbox) == ADDRESSES
    assert not Invitation.objects.filter(sent_on=None).exists()


def test_one_refused_address_does_not_stop_the_others_and_can_be_taken_back(browse: Browse) -> None:
    survey = running()
    ana = make.officer(survey.drive.agency)
    Post.refused = {ADDRESSES[2]}

    group = invited(survey, ana)
    browse(ana).post(reverse("surveys:withdraw", args=[group.pk]))

    assert sorted(one.to[0] for one in mail.outbox) == ADDRESSES[:2] + ADDRESSES[3:]
    assert "ไม่รับ 1 ฉบับ" in Job.objects.latest("pk").saying
    assert not Invitation.objects.filter(email=ADDRESSES[2]).exists()
    assert Invitation.objects.count() == 7


def test_letters_go_only_while_answers_are_taken(browse: Browse) -> None:
    survey = running()
    ana = make.officer(survey.drive.agency)
    group = group_of(survey)
    actions.close_survey(survey, by=ana)

    refused = browse(ana).post(
        reverse("surveys:invite-list", args=[group.pk]), {"pasted": "\n".join(ADDRESSES)}
    )

    assert refused.status_code == 422
    assert "ปิดรับคำตอบแล้ว" in refused.content.decode()
    assert not Invitation.objects.exists()


def test_a_job_that_begins_after_closing_sends_nothing() -> None:
    survey = running()
    ana = make.officer(survey.drive.agency)
    group = group_of(survey)
    actions.invite_addresses(group, ADDRESSES, by=ana)
    actions.close_survey(survey, by=ana)

    job = actions.send_invitations(group, by=ana, base="http://testserver")

    assert (job.state, mail.outbox) == ("failed", [])
    assert "ปิดรับคำตอบแล้ว" in job.saying


# ── reminders ──────────────────────────────────────────────────────────────────────────────
def answered(survey: Survey, group: SurveyGroup, count: int) -> None:
    for path in list(links().values())[:count]:
        assert Client().post(path, filled(survey, group)).status_code == 302


def test_only_unused_links_are_reminded_with_the_same_link_and_by_count_only(browse: Browse) -> None:
    survey = running()
    ana = make.officer(survey.drive.agency)
    client = browse(ana)
    group = group_of(survey)
    actions.invite_addresses(group, [f"p{n}@example.go.th" for n in range(12)], by=ana)
    actions.send_invitations(group, by=ana, base="http://testserver")
    first = links()
    answered(survey, group, 5)
    mail.outbox.clear()

    shown = client.get(survey.get_absolute_url()).content.decode()
    client.post(reverse("surveys:remind", args=[survey.pk]))
    reminded = links()
    soon = client.post(reverse("surveys:remind", args=[survey.pk]), follow=True).content.decode()

    assert "เตือนผู้ที่ยังไม่ตอบ (7 คน)" in shown
    assert reminded == dict(list(first.items())[5:])
    assert len(mail.outbox) == 7
    assert "ยังไม่ครบ 3 วัน" in soon
    entry = Entry.objects.filter(deed="surveys.reminded").get()
    assert entry.facts == {"count": 7}
    assert set(Invitation.objects.values_list("reminded", flat=True)) == {1}  # answered or not, all alike


def test_after_some_days_a_second_reminder_goes() -> None:
    survey = running()
    ana = make.officer(survey.drive.agency)
    invited(survey, ana)
    today = timezone.localdate()
    first = actions.begin_reminder(survey, by=ana, on=today)

    with pytest.raises(actions.TooSoon):
        actions.begin_reminder(survey, by=ana, on=today + timedelta(days=2))
    second = actions.begin_reminder(survey, by=ana, on=today + timedelta(days=3))

    assert first == second


def test_a_broken_off_reminder_goes_on_and_nobody_gets_two(browse: Browse) -> None:
    survey = running()
    ana = make.officer(survey.drive.agency)
    client = browse(ana)
    group = invited(survey, ana)
    mail.outbox.clear()
    Post.taken, Post.gone_after = 0, 3

    client.post(reverse("surveys:remind", args=[survey.pk]))
    page = client.get(reverse("surveys:group", args=[group.pk])).content.decode()
    Post.gone_after = None
    client.post(reverse("surveys:remind-rest", args=[group.pk]))

    assert reverse("surveys:remind-rest", args=[group.pk]) in page
    assert sorted(one.to[0] for one in mail.outbox) == ADDRESSES


@pytest.mark.parametrize("count", [3, 6])
def test_small_counts_are_told_nowhere(browse: Browse, count: int) -> None:
    """Of eight invited, three have answered, or all but two."""
    survey = running()
    ana = make.officer(survey.drive.agency)
    client = browse(ana)
    group = invited(survey, ana)
    answered(survey, group, count)

    pages = [
        client.get(path, headers=headers).content.decode()
        for path in (survey.get_absolute_url(), reverse("surveys:group", args=[group.pk]))
        for headers in ({}, HTMX)
    ]
    client.post(reverse("surveys:remind", args=[survey.pk]))

    text = " ".join(re.sub(r"<[^>]+>|\s+", " ", one) for one in pages)
    assert f"{count} จากเป้าหมาย" not in text
    assert f"{8 - count} คน)" not in text
    assert ("น้อยกว่า 5 คน" if count < 5 else "5 คนขึ้นไป") in text
    assert Entry.objects.filter(deed="surveys.reminded").get().facts == {"is_few": True}
    job = Job.objects.latest("pk")
    assert (job.saying, job.total) == ("ส่งจดหมายแล้ว", 0)


def test_the_rate_counts_what_waits_and_tells_what_is_needed_a_day() -> None:
    survey = running(groups={make.stakeholders(): 20, make.stakeholders(): 3})
    first, second = survey.groups.order_by("group__pk")
    make.responses(first, 4)
    make.responses(second, 9)
    Waiting.objects.create(group=first, sealed=b"x")

    found = response_rate.rates(survey, timezone.localdate())

    assert [(one.answered, one.needed, one.percent) for one in found.rows] == [(5, 2, 25.0), (9, 0, 100.0)]
    assert (found.days, found.answered, found.needed) == (10, 14, 2)


def test_the_page_asks_as_often_for_one_group_as_for_many(browse: Browse) -> None:
    asked = []
    for count in (1, 30):
        survey = running(groups={make.stakeholders(): 5 for _n in range(count)})
        client = browse(make.officer(survey.drive.agency))
        client.get(survey.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(survey.get_absolute_url())
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 14


def test_inviting_and_sending_cost_a_constant_number_of_queries_a_letter() -> None:
    asked = []
    for count in (6, 26):
        survey = running()
        ana = make.officer(survey.drive.agency)
        frame = {one.pk: None for one in staff(survey, count)}
        group = group_of(survey)
        with CaptureQueriesContext(connection) as queries:
            actions.invite_persons(
                group, frame, method="all", size=0, conditions="", by=ana, on=timezone.localdate()
            )
        asked.append(len(queries))

    assert asked[0] == asked[1]


# ── the link ───────────────────────────────────────────────────────────────────────────────
def test_opening_a_link_many_times_writes_nothing_and_stays_cheap(client: Client) -> None:
    survey = running()
    invited(survey, make.officer(survey.drive.agency))
    path = next(iter(links().values()))
    client.get(path)

    with CaptureQueriesContext(connection) as asked:
        for _n in range(20):
            assert Client().get(path).status_code == 200

    assert len(asked) == 20
    assert all(one["sql"].startswith("SELECT") for one in asked.captured_queries)
    assert not Invitation.objects.filter(is_used=True).exists()


def test_of_two_answers_through_one_link_that_both_found_unused_exactly_one_counts() -> None:
    survey = running()
    group = invited(survey, make.officer(survey.drive.agency))
    [pk, *_others] = Invitation.objects.values_list("pk", flat=True)
    both = [Invitation.objects.get(pk=pk) for _n in range(2)]

    for one in both[:1]:
        actions.answer(
            group, answers="5353", number=actions.new_number(group), on=timezone.localdate(), invitation=one
        )
    with pytest.raises(actions.LinkIsUsed):
        actions.answer(
            group,
            answers="5353",
            number=actions.new_number(group),
            on=timezone.localdate(),
            invitation=both[1],
        )

    assert (Waiting.objects.count(), Response.objects.count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite's database of tests has one connection")
def test_of_six_answers_sent_at_once_through_one_link_exactly_one_counts() -> None:
    survey = running()
    group = invited(survey, make.officer(survey.drive.agency))
    path = next(iter(links().values()))
    forms = [filled(survey, group) for _n in range(6)]
    together, told = threading.Barrier(len(forms)), []

    def send(form: dict[str, Any]) -> None:
        together.wait()
        told.append(Client().post(path, form).status_code)
        connections.close_all()

    threads = [threading.Thread(target=send, args=(form,)) for form in forms]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert sorted(told) == [302, 410, 410, 410, 410, 410]
    assert (Waiting.objects.count(), Response.objects.count()) == (1, 0)


def test_a_used_link_says_so_kindly(client: Client) -> None:
    survey = running()
    group = invited(survey, make.officer(survey.drive.agency))
    path = next(iter(links().values()))
    client.post(path, filled(survey, group))

    answer = client.get(path)

    assert answer.status_code == 410
    assert "ลิงก์นี้ใช้ตอบแบบสำรวจแล้ว ขอขอบคุณ" in answer.content.decode()


def test_links_go_on_working_after_the_survey_was_opened_again(client: Client) -> None:
    survey = running()
    ana = make.officer(survey.drive.agency)
    group = invited(survey, ana)
    used, fresh = list(links().values())[:2]
    client.post(used, filled(survey, group))

    actions.close_survey(survey, by=ana)
    closed = client.get(fresh).status_code
    actions.extend(survey, seen=survey.version, closes_on=survey.closes_on + timedelta(days=5), by=ana)

    assert closed == 410
    assert client.get(fresh).status_code == 200
    assert client.get(used).status_code == 410
    assert client.post(fresh, filled(survey, group)).status_code == 302
    assert (Response.objects.count(), Waiting.objects.count()) == (1, 1)


def test_some_weeks_after_closing_nobody_knows_who_was_invited() -> None:
    survey = running()
    ana = make.officer(survey.drive.agency)
    group = invited(survey, ana)
    actions.invite_persons(
        group, {one.pk: None for one in staff(survey, 3)}, method="all", size=0, conditions="", by=ana,
        on=timezone.localdate(),
    )  # fmt: skip
    actions.close_survey(survey, by=ana)

    letters.forget(survey.closes_on + timedelta(days=letters.KEPT_DAYS))
    kept = Invitation.objects.exclude(person=None, email="").count()
    letters.forget(survey.closes_on + timedelta(days=letters.KEPT_DAYS + 1))

    assert kept == 11
    assert Invitation.objects.filter(person=None, email="").count() == 11


# ── who may ────────────────────────────────────────────────────────────────────────────────
def test_who_only_looks_may_not_invite_or_remind(browse: Browse) -> None:
    survey = running()
    group = invited(survey, make.officer(survey.drive.agency))
    auditor = browse(make.person(Role.AUDITOR, survey.drive.agency))
    official = browse(make.person(Role.OFFICIAL, survey.drive.agency))
    stranger = browse(make.officer(make.agency()))
    writing = [
        reverse(f"surveys:{name}", args=[group.pk])
        for name in ("invite", "invite-list", "letters", "withdraw", "remind-rest", "kiosk-begin")
    ] + [reverse("surveys:remind", args=[survey.pk])]

    for path in writing:
        assert auditor.post(path).status_code == 403
        assert official.post(path).status_code == 404
        assert stranger.post(path).status_code == 404
    assert auditor.get(reverse("surveys:group", args=[group.pk])).status_code == 200


def test_two_who_send_at_once_have_one_job(settings: Settings, browse: Browse) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    survey = running()
    ana = make.officer(survey.drive.agency)
    group = group_of(survey)
    actions.invite_addresses(group, ADDRESSES, by=ana)

    first = actions.send_invitations(group, by=ana, base="http://testserver")
    answer = browse(ana).post(reverse("surveys:letters", args=[group.pk]), follow=True)

    assert "งานนี้กำลังทำอยู่แล้ว" in answer.content.decode()
    assert list(Job.objects.all()) == [first]
    with pytest.raises(jobs.AlreadyRunning):
        actions.send_invitations(group, by=ana, base="http://testserver")
