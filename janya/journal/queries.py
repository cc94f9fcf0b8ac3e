from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice

from django.db import connection

from . import rules
from .models import Entry, EntryQuerySet

CHUNK = 2000


def verify(tell: Callable[[int], None] | None = None) -> list[int]:
    """Walk the whole chain and tell the numbers at which it does not hold.

    Memory stays the same however long the journal is; `tell` hears from time to time how many lines are read.
    """
    entries = Entry.objects.order_by("number").iterator(CHUNK)

    def links() -> Iterator[rules.Link]:
        read = 0
        while part := list(islice(entries, CHUNK)):
            yield from (entry.link for entry in part)
            read += len(part)
            if tell:
                tell(read)

    return rules.broken(links())


def is_guarded() -> bool:
    """Whether the database itself refuses to change or remove a line."""
    names = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'journal_entry_refuses%'",
        "postgresql": "SELECT 2 * count(*) FROM pg_trigger WHERE tgname = 'journal_entry_refuses' AND tgenabled <> 'D'",
    }
    with connection.cursor() as cursor:
        cursor.execute(names[connection.vendor])
        return bool(cursor.fetchone()[0] == 2)


def entries(
    agency: int, *, by: str = "", deed: str = "", first: date | None = None, last: date | None = None
) -> EntryQuerySet:
    """The lines of one agency, newest first, narrowed by who, what and when."""
    found = Entry.objects.filter(agency_id=agency)
    for word in by.split():
        found = found.filter(by_name__icontains=word)
    if deed:
        found = found.filter(deed=deed)
    if first:
        found = found.filter(at__date__gte=first)
    if last:
        found = found.filter(at__date__lte=last)
    return found
