"""Letters in steps: whose turn it is, to whom, written and sent once; never to those who have signed.

A row is written before its letter goes out, so that a worker that is killed writes to nobody twice.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from janya.drives.models import Drive
from janya.jobs.work import Progress
from janya.journal import actions as journal
from janya.people.models import Appointment, Person, PersonQuerySet
from janya.people.rules import Role

from . import queries, rules
from .models import Reminder, ReminderStep, SigningTerm
from .queries import UNSIGNED, Chosen
from .rules import StepFacts, To

log = logging.getLogger(__name__)
PORTION = 100  # letters over one connection
MOST_NAMES = 100  # in a list to a coordinator; who wants all opens the page
TRIES = 3


class StepIsThere(Exception):
    """Another step of the same day to the same readers is there."""

    def __str__(self) -> str:
        return _("มีขั้นการเตือนของวันและผู้รับนี้อยู่แล้ว")


@dataclass(frozen=True, slots=True)
class Sent:
    """How many persons were written to themselves, are in a list to a coordinator, could not be reached."""

    written: int = 0
    listed: int = 0
    failed: int = 0

    def __add__(self, other: "Sent") -> "Sent":
        return Sent(self.written + other.written, self.listed + other.listed, self.failed + other.failed)


def told(sent: Sent) -> str:
    return _("ส่งถึงผู้ที่ยังไม่ลงนาม %(written)s คน อยู่ในรายชื่อถึงผู้ประสานงาน %(listed)s คน ส่งไม่สำเร็จ %(failed)s คน") % {
        "written": f"{sent.written:,}",
        "listed": f"{sent.listed:,}",
        "failed": f"{sent.failed:,}",
    }


def address_of(drive: Drive) -> str:
    return reverse("codes:reminders", args=[drive.pk])


def chosen_of(drive: Drive, filters: str) -> Chosen:
    """What an address asked for, of those who have not signed."""
    return replace(Chosen.of(QueryDict(filters), drive), show=UNSIGNED)


# ── the plan ───────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def set_term(drive: Drive, *, due_on: date, is_on: bool, address: str, by: Person) -> SigningTerm:
    """Set by when one signs; the first time with the usual steps."""
    term, new = SigningTerm.objects.update_or_create(
        drive=drive, defaults={"due_on": due_on, "is_on": is_on, "address": address}
    )
    if new and not drive.reminder_steps.exists():
        ReminderStep.objects.bulk_create(
            ReminderStep(drive=drive, days=days, to=to.value, by=by) for days, to in rules.USUAL_STEPS
        )
    journal.record("codes.term-set", term, by=by, due_on=due_on, is_on=is_on)
    return term


@transaction.atomic
def set_step(
    drive: Drive, *, days: int, to: str, words: str, by: Person, step: ReminderStep | None = None
) -> ReminderStep:
    """Add a step, or change one that was not sent yet."""
    try:
        with transaction.atomic():
            if step is None:
                step = ReminderStep.objects.create(drive=drive, days=days, to=to, words=words, by=by)
            else:
                step.days, step.to, step.words = days, to, words
                step.save(update_fields=["days", "to", "words"])
    except IntegrityError as twice:
        raise StepIsThere from twice
    journal.record("codes.reminder-step-set", step, by=by, days=days, to=to)
    return step


@transaction.atomic
def remove_step(step: ReminderStep, *, by: Person) -> None:
    """Take a step out of the plan; what it sent stays known."""
    step.removed_at = timezone.now()
    step.save(update_fields=["removed_at"])
    journal.record("codes.reminder-step-removed", step, by=by, days=step.days)


@transaction.atomic
def by_hand(drive: Drive, *, words: str, by: Person) -> ReminderStep:
    """A step that is sent now, once, outside the plan."""
    return ReminderStep.objects.create(drive=drive, days=None, to=To.PERSON.value, words=words, by=by)


# ── sending ────────────────────────────────────────────────────────────────────────────────
def send_due(today: date) -> None:
    """Send the steps whose day has come; bears being called again on the same day."""
    terms = SigningTerm.objects.filter(is_on=True, drive__state=Drive.State.RUNNING)
    for term in terms.select_related("drive__agency", "drive__code"):
        steps = {one.pk: one for one in term.drive.reminder_steps.filter(removed_at=None, days__isnull=False)}
        facts = [StepFacts(one.pk, one.days or 0, one.to) for one in steps.values()]
        for due in rules.due_steps(facts, term.due_on, today):
            step = steps[due.key]
            step.drive = term.drive
            send_step(step, Chosen(), address=term.address)


def send_step(step: ReminderStep, chosen: Chosen, *, address: str, progress: Progress | None = None) -> Sent:
    """Write to those of the chosen who have not signed and were not written to in this step."""
    seen = queries.sight(step.drive)
    sent, done = Sent(), 0
    waiting = list(to_write(step, seen, chosen).order_by("pk").values_list("pk", flat=True))
    due_on = SigningTerm.objects.filter(drive=step.drive).values_list("due_on", flat=True).first()
    letters = Letters(step, address, due_on)
    alone = step.to == To.PERSON
    reachable = Q(email__isnull=False) if alone else Q(pk__in=[])
    with translation.override(settings.LANGUAGE_CODE):
        for portion in portions(waiting):
            found = list(to_write(step, seen, chosen).filter(reachable, pk__in=portion).order_by("pk"))
            sent += letters.write(found)
            done += len(portion)
            if progress:
                progress.step(done, len(waiting), _("กำลังส่งหนังสือเตือน"))
        left = [
            one
            for portion in portions(waiting)
            for one in to_write(step, seen, chosen).exclude(reachable).filter(pk__in=portion)
        ]
        sent += letters.write_lists(left)
    if sent != Sent():
        journal.record(
            "codes.reminded", step, by=step.by, written=sent.written, listed=sent.listed, failed=sent.failed
        )
    return sent


def to_write(step: ReminderStep, seen: queries.Sight, chosen: Chosen) -> PersonQuerySet:
    """The chosen who have not signed, but for those this step has reached, or tried to often enough."""
    had = Reminder.objects.filter(step=step, person=OuterRef("pk"))
    over = had.exclude(state=Reminder.State.FAILED) | had.filter(tries__gte=TRIES)
    return (
        queries.of_choice(seen, replace(chosen, show=UNSIGNED)).exclude(Exists(over)).select_related("unit")
    )


def portions(numbers: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(numbers), PORTION):
        yield numbers[start : start + PORTION]


class Letters:
    """Writes and sends the letters of one step."""

    def __init__(self, step: ReminderStep, address: str, due_on: date | None) -> None:
        self.step, self.due_on = step, due_on
        self.address = address.rstrip("/")

    def link(self, name: str, query: str = "") -> str:
        return f"{self.address}{reverse(name, args=[self.step.drive_id])}{query}"

    def letter(self, person: Person) -> EmailMessage:
        """The letter to one person."""
        return self.message(
            person,
            _("ขอให้ลงนามรับทราบประมวลจริยธรรม ปีงบประมาณ พ.ศ. %(year)s"),
            "codes/letters/reminder.txt",
            link=self.link("codes:study"),
        )

    def list_letter(self, reader: Person, people: list[Person], query: str) -> EmailMessage:
        """The letter to whoever coordinates a unit, with the names of its people."""
        return self.message(
            reader,
            _("รายชื่อผู้ที่ยังไม่ลงนามรับทราบประมวลจริยธรรม ปีงบประมาณ พ.ศ. %(year)s"),
            "codes/letters/unit_list.txt",
            people=people[:MOST_NAMES],
            count=len(people),
            more=max(len(people) - MOST_NAMES, 0),
            link=self.link("codes:people", query),
        )

    def message(self, to: Person, subject: str, template: str, **context: object) -> EmailMessage:
        drive = self.step.drive
        facts = {"person": to, "drive": drive, "due_on": self.due_on, "words": self.step.words, **context}
        text = render_to_string(template, facts)
        return EmailMessage(
            subject=subject % {"year": drive.fiscal_year}, body=text, to=[to.email] if to.email else []
        )

    def write(self, people: list[Person]) -> Sent:
        """A letter to each, over one connection."""
        rows = claim(self.step, [(one, one) for one in people])
        if not rows:
            return Sent()
        with open_connection() as mail:
            went = [mark(row, goes(mail, self.letter(row.person))) for row in rows]
        return Sent(written=sum(went), failed=len(went) - sum(went))

    def write_lists(self, people: list[Person]) -> Sent:
        """One letter to each coordinator with the people of the unit; of whom nobody coordinates, to the officers."""
        sent = Sent()
        if not people:
            return sent
        for reader, theirs, query in self.readers_of(people):
            rows = claim(self.step, [(one, reader) for one in theirs])
            if not rows:
                continue
            with open_connection() as mail:
                went = goes(mail, self.list_letter(reader, [row.person for row in rows], query))
            for row in rows:
                mark(row, went)
            sent += Sent(listed=len(rows)) if went else Sent(failed=len(rows))
        return sent

    def readers_of(self, people: list[Person]) -> Iterator[tuple[Person, list[Person], str]]:
        """Who reads of whom: the coordinator of the unit or of the nearest unit above, else the first officer."""
        held = (
            Appointment.objects.present()
            .filter(agency=self.step.drive.agency, role__in=(Role.COORDINATOR, Role.OFFICER))
            .filter(person__is_active=True, person__email__isnull=False)
            .select_related("person")
            .order_by("pk")
        )
        of_unit: dict[int, Person] = {}
        officers = []
        for one in held:
            if one.role == Role.OFFICER:
                officers.append(one.person)
            elif one.unit_id:
                of_unit.setdefault(one.unit_id, one.person)
        every = queries.units(self.step.drive)
        groups: dict[tuple[int, int], list[Person]] = defaultdict(list)
        readers: dict[int, Person] = {}
        for person in people:
            above = every[person.unit_id].above if person.unit_id in every else []
            unit = next((pk for pk in reversed(above) if pk in of_unit), 0)
            reader = of_unit[unit] if unit else officers[0] if officers else None
            if reader:
                readers[reader.pk] = reader
                groups[reader.pk, unit].append(person)
        for (reader_pk, unit), theirs in groups.items():
            yield readers[reader_pk], theirs, f"?unit={unit}" if unit else ""


def claim(step: ReminderStep, pairs: Iterable[tuple[Person, Person]]) -> list[Reminder]:
    """Write down who is written to, before it is done; whoever was claimed already is left out."""
    pairs = list(pairs)
    old = {
        one.person_id: one
        for one in Reminder.objects.filter(step=step, person__in=[one for one, _reader in pairs])
    }
    rows = []
    with transaction.atomic():
        for person, reader in pairs:
            row = old.get(person.pk)
            if row is None:
                row = Reminder(step=step, person=person, reader=reader)
            elif row.state == Reminder.State.FAILED:
                row.state, row.reader, row.tries = Reminder.State.WAITING, reader, row.tries + 1
                row.person = person
                row.save(update_fields=["state", "reader", "tries"])
                rows.append(row)
                continue
            else:
                continue
            rows.append(row)
        Reminder.objects.bulk_create([row for row in rows if row.pk is None])
    return rows


def mark(row: Reminder, went: bool) -> bool:
    row.state = Reminder.State.SENT if went else Reminder.State.FAILED
    row.sent_at = timezone.now() if went else None
    row.save(update_fields=["state", "sent_at"])
    return went


class open_connection:  # noqa: N801 – used as a word: with open_connection() as mail
    """One connection for a portion of letters. A server that does not answer makes every letter of it fail."""

    def __enter__(self) -> BaseEmailBackend | None:
        self.mail: BaseEmailBackend | None = get_connection()
        try:
            self.mail.open()
        except (SMTPException, OSError):
            log.exception("The mail server does not answer")
            self.mail = None
        return self.mail

    def __exit__(self, *_wrong: object) -> None:
        if self.mail:
            try:
                self.mail.close()
            except (SMTPException, OSError):
                log.warning("The mail server closed first")


def goes(mail: BaseEmailBackend | None, letter: EmailMessage) -> bool:
    if mail is None or not letter.to:
        return False
    try:
        return bool(mail.send_messages([letter]))
    except (SMTPException, OSError):
        log.exception("A letter could not be sent")
        return False
