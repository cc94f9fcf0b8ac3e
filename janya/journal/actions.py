import json
from datetime import UTC
from typing import TYPE_CHECKING, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils import timezone

from . import rules
from .models import Entry

if TYPE_CHECKING:
    from janya.people.models import Agency

LOCK = 0x4A414E59  # "JANY": one writer at a time at the end of the chain


class Actor(Protocol):
    """Whoever may stand in the journal as the one who did it."""

    @property
    def pk(self) -> int: ...

    def get_full_name(self) -> str: ...


@transaction.atomic
def record(
    deed: str,
    thing: models.Model | None = None,
    *,
    by: Actor | None,
    agency: "Agency | None" = None,
    **facts: object,
) -> Entry:
    """Write one line, last in the caller's transaction. `facts` are plain values; never a complaint's content.

    `agency` is taken from the thing (`thing.agency`, `thing.drive.agency`) when not given.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = Entry.objects.order_by("-number").only("number", "digest").first()
    entry = Entry(
        number=last.number + 1 if last else 1,
        at=timezone.now().astimezone(UTC),
        deed=deed,
        agency_id=agency.pk if agency else agency_of(thing),
        by_id=by.pk if by else None,
        by_name=by.get_full_name()[:200] if by else "",
        thing=thing._meta.label_lower if thing else "",
        thing_id=str(thing.pk) if thing else "",
        label=str(thing)[:300] if thing else "",
        facts=json.loads(json.dumps(facts, cls=DjangoJSONEncoder)),
        previous=last.digest if last else rules.FIRST,
    )
    entry.digest = rules.digest(entry.told, previous=entry.previous)
    entry.save(force_insert=True)
    return entry


def agency_of(thing: models.Model | None) -> int | None:
    """The agency a thing belongs to: its own, or its drive's."""
    if thing is None:
        return None
    if thing._meta.label_lower == "people.agency":
        return int(thing.pk)
    if (found := getattr(thing, "agency_id", None)) is not None:
        return int(found)
    drive = getattr(thing, "drive", None)
    return int(drive.agency_id) if drive is not None else None
