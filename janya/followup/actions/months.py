"""Keeping how a year stands."""

from datetime import date

from django.db import IntegrityError, transaction

from janya.drives.models import Drive
from janya.journal import actions as journal
from janya.people.models import Person

from .. import queries, rules
from ..models import Snapshot


def take(drive: Drive, as_of: date, *, by: Person | None, steps: bool = True) -> tuple[Snapshot, bool]:
    """Keep how a drive stands on a day; the snapshot of a day that has one stays. (it, whether it is new)"""
    present = Snapshot.objects.of(drive).filter(as_of=as_of).first()
    if present:
        return present, False
    facts = queries.facts(drive, as_of, steps=steps)
    try:
        with transaction.atomic():
            made = Snapshot.objects.create(
                drive=drive, as_of=as_of, facts=facts, digest=rules.digest(facts), by=by
            )
            journal.record("followup.snapshot-taken", made, by=by, as_of=as_of, digest=made.digest)
    except IntegrityError:  # somebody else kept this day in the same moment
        return Snapshot.objects.of(drive).get(as_of=as_of), False
    return made, True


def take_all(today: date) -> int:
    """On the last day of a month, of every running year; how many were new."""
    if not rules.is_last_of_month(today):
        return 0
    return sum(take(drive, today, by=None)[1] for drive in queries.running_drives())
