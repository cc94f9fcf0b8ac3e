"""Reminders by rule, every night; and by hand to those who carry what is late."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from janya.core import thai
from janya.drives.models import Drive
from janya.inbox import actions as inbox
from janya.inbox.actions import Telling
from janya.journal import actions as journal
from janya.people.models import Agency, Person

from .. import queries, rules
from ..models import ReminderTerm
from ..queries import Thing
from ..rules import Due, What

KIND = {What.READING: "reading", What.REVIEW: "review"}


def remind_all(today: date) -> int:
    """The reminders whose step has come, of every running year; bears being called again on the same day."""
    return sum(remind(drive, today) for drive in queries.running_drives())


@transaction.atomic
def remind(drive: Drive, today: date) -> int:
    """Tell the owners of one year; after some steps the officers too. How many notices were new."""
    term = queries.terms_of(drive.agency)
    if not term.is_on:
        return 0
    owed = queries.owed(drive, today)
    activities, others = owed.facts()
    due = rules.due_reminders(activities, others, terms=term.terms, today=today)
    if not due:
        return 0
    things = owed.things()
    officers = queries.officers(drive.agency)
    here = queries.present_in(drive.agency, [one.owner.pk for one in things.values() if one.owner])
    with translation.override("th"):
        told = inbox.tell_all(tellings(due, things, drive.agency, officers, here))
    if told:
        journal.record("followup.reminded", drive, by=None, on=today, told=told)
    return told


def tellings(
    due: Iterable[Due],
    things: dict[tuple[What, int], Thing],
    agency: Agency,
    officers: Iterable[Person],
    here: Collection[int],
) -> Iterable[Telling]:
    """To the owner, to the officers too where the rule says so; all of somebody who has left, to the officers."""
    several = list(officers)
    for one in due:
        thing = things[one.what, one.pk]
        readers = {thing.owner.pk} if thing.owner and thing.owner.pk in here else set()
        if one.to_officers or not readers:
            readers |= {officer.pk for officer in several}
        for reader in sorted(readers):
            yield Telling(
                reader, KIND.get(one.what, "activity"), sentence(one, thing), thing.href, agency.pk, one.once
            )


def sentence(due: Due, thing: Thing) -> str:
    """The reminder in words."""
    facts = {"title": thing.title[:300], "days": abs(due.days), "day": thai.short_date(due.day)}
    if due.what is What.STALE:
        return _("กิจกรรม “%(title)s” ไม่มีรายงานความก้าวหน้ามา %(days)s วัน กรุณารายงาน") % facts
    if due.what is What.BEGINS:
        return _("กิจกรรม “%(title)s” จะเริ่มในอีก %(days)s วัน (%(day)s)") % facts
    if due.what is What.READING:
        return _("ตัวชี้วัด “%(title)s” ยังไม่มีผลของงวดที่สิ้นสุด %(day)s กรุณารายงานผล") % facts
    if due.what is What.REVIEW:
        return _("ความเสี่ยง “%(title)s” เลยกำหนดทบทวน %(day)s มา %(days)s วัน") % facts
    if due.what is What.MILESTONE:
        if due.days < 0:
            return _("หมุดหมาย “%(title)s” เลยกำหนด %(day)s มา %(days)s วัน") % facts
        return _("หมุดหมาย “%(title)s” จะครบกำหนดในอีก %(days)s วัน (%(day)s)") % facts
    if due.what is What.OVER:
        return _("กิจกรรม “%(title)s” เลยกำหนดสิ้นสุด %(day)s มา %(days)s วัน แต่ยังไม่เสร็จ") % facts
    if due.days == 0:
        return _("กิจกรรม “%(title)s” สิ้นสุดวันนี้") % facts
    return _("กิจกรรม “%(title)s” จะสิ้นสุดในอีก %(days)s วัน (%(day)s)") % facts


@transaction.atomic
def nudge(drive: Drive, things: Iterable[Thing], *, by: Person, on: date) -> int:
    """Tell the owners of what is late, once a day for each thing. How many were told."""
    wanted = [one for one in things if one.owner]
    here = queries.present_in(drive.agency, [one.owner.pk for one in wanted if one.owner])
    told = inbox.tell_all(
        Telling(
            one.owner.pk,
            "nudge",
            _("%(by)s ขอให้เร่งดำเนินการ “%(title)s” ซึ่งเลยกำหนดมา %(days)s วัน")
            % {"by": by, "title": one.title[:300], "days": one.days_late(on)},
            one.href,
            drive.agency_id,
            f"nudge:{one.key}:{on.isoformat()}",
        )
        for one in wanted
        if one.owner and one.owner.pk in here
    )
    if told:
        journal.record("followup.nudged", drive, by=by, on=on, told=told)
    return told


@transaction.atomic
def set_terms(agency: Agency, *, by: Person, **facts: Any) -> ReminderTerm:
    """Keep the days of an agency's reminders."""
    made, _new = ReminderTerm.objects.update_or_create(agency=agency, defaults=facts)
    journal.record("followup.terms-set", made, by=by, **facts)
    return made
