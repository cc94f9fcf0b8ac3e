"""Letters in steps: once a person, never to those who signed, by way of the coordinator where there is no e-mail."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from janya.codes.models import Acknowledgement, Reminder, ReminderStep, SigningTerm
from janya.codes.signing import actions, queries, reminders
from janya.codes.signing.rules import To
from janya.core import keeping
from janya.drives.models import Drive
from janya.journal.models import Entry
from janya.people.models import Person
from janya.people.rules import Role
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]
DUE = date(2026, 3, 31)


def sign(drive: Drive, person: Person) -> None:
    facts = actions.facts_of(queries.sight(drive), person, text="รับทราบ", signed_at=timezone.now())
    Acknowledgement.objects.create(**facts, typed_name=person.get_full_name())
    keeping.forget()


def planned(drive: Drive | None = None) -> tuple[Drive, Person]:
    drive = drive or make.drive()
    officer = make.officer(drive.agency)
    reminders.set_term(drive, due_on=DUE, is_on=True, address="https://janya.example/", by=officer)
    return drive, officer


def recipients() -> list[str]:
    return sorted(to for letter in mail.outbox for to in letter.to)


def test_the_first_due_date_brings_the_usual_steps_and_another_one_leaves_them() -> None:
    drive, officer = planned()

    reminders.set_term(
        drive, due_on=DUE + timedelta(1), is_on=True, address="https://janya.example/", by=officer
    )

    assert list(drive.reminder_steps.values_list("days", "to")) == [
        (-30, "person"),
        (-14, "person"),
        (-3, "person"),
        (1, "coordinator"),
    ]
    assert Entry.objects.filter(deed="codes.term-set").count() == 2


def test_a_step_writes_once_to_each_who_has_not_signed() -> None:
    drive, officer = planned()
    ana, bo = make.person(None, drive.agency), make.person(None, drive.agency)
    sign(drive, bo)

    reminders.send_due(DUE - timedelta(14))
    reminders.send_due(DUE - timedelta(14))
    reminders.send_due(DUE - timedelta(13))

    assert recipients() == sorted([str(ana.email), str(officer.email)])
    letter = mail.outbox[0]
    assert isinstance(letter, EmailMessage)
    assert "31 มีนาคม 2569" in letter.body
    assert f"https://janya.example{reverse('codes:study', args=[drive.pk])}" in letter.body
    assert "<" not in letter.body
    assert Reminder.objects.filter(state="sent").count() == 2
    reminders.send_due(DUE - timedelta(3))
    assert len(mail.outbox) == 4


class MailWhileOneSigns(EmailBackend):
    """With the first letter that goes out, the newest person signs."""

    def send_messages(self, messages: Any) -> int:
        if not Acknowledgement.objects.exists():
            sign(Drive.objects.get(), Person.objects.order_by("-pk")[0])
        return super().send_messages(messages)


def test_who_signs_between_two_portions_is_not_written_to(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    drive, officer = planned()
    people = [make.person(None, drive.agency) for _n in range(3)]
    monkeypatch.setattr(reminders, "PORTION", 1)
    settings.EMAIL_BACKEND = "tests.codes.test_reminders.MailWhileOneSigns"

    reminders.send_due(DUE - timedelta(30))

    assert recipients() == sorted(str(one.email) for one in (officer, *people[:-1]))


def test_who_has_no_mail_is_in_the_list_of_the_nearest_coordinator_else_of_the_officer() -> None:
    drive, officer = planned()
    sign(drive, officer)
    top = make.unit(drive.agency, "สำนักงานจังหวัด")
    below = make.unit(drive.agency, "กลุ่มงานอำนวยการ", parent=top)
    coordinator = make.person(Role.COORDINATOR, drive.agency, unit=top)
    sign(drive, coordinator)
    make.person(None, drive.agency, unit=below, email=None, first_name="กมลวรรณ")
    make.person(None, drive.agency, email=None, first_name="ขวัญใจ")

    reminders.send_due(DUE - timedelta(30))

    told = {letter.to[0]: letter.body for letter in mail.outbox}
    assert set(told) == {coordinator.email, officer.email}
    assert "กมลวรรณ" in told[str(coordinator.email)]
    assert "ขวัญใจ" not in told[str(coordinator.email)]
    assert f"?unit={top.pk}" in told[str(coordinator.email)]
    assert "ขวัญใจ" in told[str(officer.email)]
    assert set(Reminder.objects.values_list("reader", flat=True)) == {coordinator.pk, officer.pk}


def test_after_the_due_date_the_coordinator_reads_who_is_missing() -> None:
    drive, officer = planned()
    unit = make.unit(drive.agency)
    coordinator = make.person(Role.COORDINATOR, drive.agency, unit=unit)
    ana = make.person(None, drive.agency, unit=unit)
    drive.reminder_steps.filter(to=To.PERSON).update(removed_at=timezone.now())

    reminders.send_due(DUE + timedelta(1))

    told = {letter.to[0]: letter.body for letter in mail.outbox}
    assert ana.get_full_name() in told[str(coordinator.email)]
    assert set(told) == {str(coordinator.email), str(officer.email)}


def test_a_closed_year_and_letters_turned_off_send_nothing() -> None:
    drive, officer = planned()
    closed, _other = planned()
    Drive.objects.filter(pk=closed.pk).update(state="closed")
    reminders.set_term(drive, due_on=DUE, is_on=False, address="https://janya.example/", by=officer)

    reminders.send_due(DUE)

    assert mail.outbox == []


class BrokenMail:
    """A mail server that refuses every letter."""

    def __init__(self, *_args: Any, **_more: Any) -> None: ...

    def open(self) -> None: ...

    def close(self) -> None: ...

    def send_messages(self, _letters: list[EmailMessage]) -> int:
        raise OSError


def test_a_letter_that_failed_is_tried_again_the_next_day_and_not_for_ever(settings: Any) -> None:
    _drive, officer = planned()
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.codes.test_reminders.BrokenMail"
    for day in range(5):
        reminders.send_due(DUE - timedelta(14 - day))

    assert list(Reminder.objects.values_list("state", "tries")) == [("failed", reminders.TRIES)]
    settings.EMAIL_BACKEND = working
    Reminder.objects.update(tries=1)
    reminders.send_due(DUE - timedelta(9))

    assert recipients() == [officer.email]
    assert Reminder.objects.get().state == "sent"


# ── pages ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("htmx", [False, True])
def test_the_officer_sets_the_due_date_and_what_is_no_date_is_told(browse: Browse, htmx: bool) -> None:
    drive = make.drive()
    client = browse(make.officer(drive.agency))
    address = reverse("codes:reminders", args=[drive.pk])
    headers = {"HX-Request": "true"} if htmx else {}

    wrong = client.post(address, {"due_on": "31 กุมภา", "is_on": "on"}, headers=headers)
    right = client.post(address, {"due_on": "๓๑ มี.ค. ๒๕๖๙", "is_on": "on"}, headers=headers)

    assert (wrong.status_code, "31 กุมภา" in wrong.content.decode()) == (422, True)
    assert right.status_code == (200 if htmx else 302)
    term = SigningTerm.objects.get()
    assert (term.due_on, term.is_on, term.address) == (DUE, True, "http://testserver/")
    assert "ก่อนครบกำหนด 14 วัน" in client.get(address).content.decode()


def test_steps_are_added_changed_removed_and_not_doubled(browse: Browse) -> None:
    drive, officer = planned()
    client = browse(officer)
    step = drive.reminder_steps.get(days=-14)

    twice = client.post(reverse("codes:add-reminder", args=[drive.pk]), {"days": "-3", "to": "person"})
    client.post(
        reverse("codes:add-reminder", args=[drive.pk]), {"days": "๗", "to": "coordinator", "words": "ย้ำ"}
    )
    client.post(reverse("codes:change-reminder", args=[step.pk]), {"days": "-10", "to": "person"})
    client.post(reverse("codes:remove-reminder", args=[drive.reminder_steps.get(days=-30).pk]))

    assert (twice.status_code, "อยู่แล้ว" in twice.content.decode()) == (422, True)
    kept = drive.reminder_steps.filter(removed_at=None).values_list("days", flat=True)
    assert list(kept) == [-10, -3, 1, 7]
    far = client.post(reverse("codes:add-reminder", args=[drive.pk]), {"days": "999", "to": "person"})
    assert far.status_code == 422


def test_the_letter_is_seen_before_it_goes_out(browse: Browse) -> None:
    drive, officer = planned()
    ReminderStep.objects.filter(days=-14).update(words="ขอให้แล้วเสร็จก่อนวันหยุด")

    for step in drive.reminder_steps.all():
        page = browse(officer).get(reverse("codes:reminder", args=[step.pk])).content.decode()
        assert "31 มีนาคม 2569" in page
        assert ("ขอให้แล้วเสร็จก่อนวันหยุด" in page) is (step.days == -14)
    assert mail.outbox == []


def test_a_letter_by_hand_goes_to_exactly_those_who_are_filtered(browse: Browse) -> None:
    drive = make.drive()
    officer = make.officer(drive.agency)
    unit = make.unit(drive.agency)
    ana = make.person(None, drive.agency, unit=unit)
    make.person(None, drive.agency)
    client, address = browse(officer), reverse("codes:remind", args=[drive.pk]) + f"?unit={unit.pk}"

    shown = client.get(address).content.decode()
    answer = client.post(address, {"words": "ขอความร่วมมือ"})

    assert "ส่งถึง 1 คน" in shown
    assert answer.status_code == 302
    assert recipients() == [ana.email]
    assert "ขอความร่วมมือ" in mail.outbox[0].body
    assert (
        "ยังไม่ได้เตือน"
        not in client.get(reverse("codes:people", args=[drive.pk]) + f"?unit={unit.pk}&reminded=yes")
        .content.decode()
        .split("<tbody>")[1]
    )
    nobody = client.post(reverse("codes:remind", args=[drive.pk]) + f"?unit={unit.pk}&way=paper", {})
    assert nobody.status_code == 404


def test_only_whoever_edits_sends_and_sets(browse: Browse) -> None:
    drive, _officer = planned()
    step = drive.reminder_steps.first()
    assert step
    auditor = browse(make.person(Role.AUDITOR, drive.agency))
    official = browse(make.person(Role.OFFICIAL, drive.agency))
    stranger = browse(make.officer(make.agency()))
    plan, hand = reverse("codes:reminders", args=[drive.pk]), reverse("codes:remind", args=[drive.pk])

    assert auditor.get(plan).status_code == 200
    assert {auditor.post(plan, {}).status_code, auditor.post(hand, {}).status_code} == {403}
    assert auditor.post(reverse("codes:remove-reminder", args=[step.pk])).status_code == 403
    for client in (official, stranger):
        assert client.get(plan).status_code == client.post(hand, {}).status_code == 404
        assert client.get(reverse("codes:reminder", args=[step.pk])).status_code == 404
