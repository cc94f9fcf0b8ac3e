"""Telling people, and their reading of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils import timezone

from janya.journal import actions as journal
from janya.people.models import Agency, Person

from . import letters, rules
from .models import Choice, Notice


class LeadsElsewhere(ValueError):
    """A notice leads to pages of this system only."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One notice to one person that is not made yet."""

    person: int
    kind: str
    text: str
    href: str
    agency: int | None = None
    once: str = ""


def tell(
    persons: Person | Iterable[Person], kind: str, text: str, href: str, *, agency: Agency, once: str = ""
) -> int:
    """Tell one person or several the same; whoever was told this `once` before is left out. How many were told."""
    several = [persons] if isinstance(persons, Person) else persons
    return tell_all(Telling(one.pk, kind, text, href, agency.pk, once) for one in several)


@transaction.atomic
def tell_all(tellings: Iterable[Telling]) -> int:
    """Make many notices with one insert. No journal line: whoever tells writes one for all of them."""
    wanted: dict[tuple[int, str], Telling] = {}
    for number, one in enumerate(tellings):
        if not rules.is_own_path(one.href):
            raise LeadsElsewhere(one.href)
        wanted.setdefault((one.person, one.once or f"\n{number}"), one)
    keys = {one.once for one in wanted.values() if one.once}
    if keys:
        had = Notice.objects.filter(once__in=keys, person__in={one.person for one in wanted.values()})
        for pair in had.values_list("person", "once"):
            wanted.pop(pair, None)
    rows = [
        Notice(
            person_id=one.person,
            agency_id=one.agency,
            kind=one.kind,
            text=one.text[:500],
            href=one.href,
            once=one.once,
        )
        for one in wanted.values()
    ]
    if not rows:
        return 0
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    first, persons = min(row.made_at for row in rows), {row.person_id for row in rows}
    if Choice.objects.filter(person__in=persons, how=rules.How.AT_ONCE).exists():
        transaction.on_commit(partial(letters.send_at_once, persons, since=first))
    return len(rows)


def read(notices: Iterable[int], *, by: Person) -> int:
    """Mark some of one's own as read. What somebody has read is no deed of the agency: the journal has no line of it."""
    return Notice.objects.of(by).unread().filter(pk__in=[*notices]).update(read_at=timezone.now())


def read_all(*, by: Person) -> int:
    """Mark all of one's own as read."""
    return Notice.objects.of(by).unread().update(read_at=timezone.now())


@transaction.atomic
def choose(*, how: str, silenced: Iterable[str], by: Person) -> Choice:
    """Keep how somebody wants notices by e-mail."""
    made, _new = Choice.objects.update_or_create(
        person=by, defaults={"how": how, "silenced": sorted(set(silenced))}
    )
    journal.record("inbox.way-chosen", by, by=by, how=how)
    return made
