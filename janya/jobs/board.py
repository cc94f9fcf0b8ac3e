"""Small notes that are seen at once, whatever transaction their writer is in: how far work is, that it shall stop.

Where the database is a server, a note is a row, written by the connection of the writer's own thread. Where it is a file,
one long transaction keeps every other writer out, so there a note is a small file beside it: such a database is of one
machine, and so are its processes (decision 0013). A note is worth little: it may be lost, and is never waited for.
"""

import json
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.utils import timezone


class Pinned(models.Model):
    """A note where the database is a server."""

    key = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField(db_index=True)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        app_label = "jobs"


class Note(NamedTuple):
    at: datetime
    facts: dict[str, Any]


def are_files() -> bool:
    return connection.vendor == "sqlite"


def folder() -> Path:
    return Path(settings.HOME) / "jobs"


def path(key: str) -> Path:
    return folder() / f"{key}.json"


def write(key: str, **facts: Any) -> None:
    now = timezone.now()
    if are_files():
        folder().mkdir(mode=0o700, exist_ok=True)
        draft = folder() / f"{uuid4().hex}.draft"
        told = {"at": now.astimezone(UTC).isoformat(), "facts": facts}
        draft.write_text(json.dumps(told, cls=DjangoJSONEncoder), encoding="utf-8")
        draft.replace(path(key))
    else:
        Pinned.objects.bulk_create(
            [Pinned(key=key, at=now, facts=facts)],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["at", "facts"],
        )


def read(key: str) -> Note | None:
    if are_files():
        return of_file(path(key))
    found = Pinned.objects.filter(key=key).first()
    return Note(found.at, found.facts) if found else None


def read_all(keys: Collection[str]) -> dict[str, Note]:
    """Those of the notes that there are, in one query."""
    if not keys:
        return {}
    if are_files():
        return {key: note for key in keys if (note := read(key)) is not None}
    return {row.key: Note(row.at, row.facts) for row in Pinned.objects.filter(key__in=keys)}


def starting(beginning: str) -> dict[str, Note]:
    """All notes whose key begins so."""
    if are_files():
        return {
            one.stem: note
            for one in sorted(folder().glob(f"{beginning}*.json"))
            if (note := of_file(one)) is not None
        }
    return {row.key: Note(row.at, row.facts) for row in Pinned.objects.filter(key__startswith=beginning)}


def remove(*keys: str) -> None:
    if are_files():
        for key in keys:
            path(key).unlink(missing_ok=True)
    else:
        Pinned.objects.filter(key__in=keys).delete()


def sweep(older_than: timedelta) -> None:
    """Throw away what nobody renews."""
    limit = timezone.now() - older_than
    if are_files():
        for one in old_files(limit):
            one.unlink(missing_ok=True)
    else:
        Pinned.objects.filter(at__lt=limit).delete()


def old_files(limit: datetime) -> Iterator[Path]:
    for one in [*folder().glob("*.json"), *folder().glob("*.draft")]:
        with suppress(FileNotFoundError):
            if one.stat().st_mtime < limit.timestamp():
                yield one


def of_file(one: Path) -> Note | None:
    try:
        told = json.loads(one.read_text(encoding="utf-8"))
        return Note(datetime.fromisoformat(told["at"]), told["facts"])
    except (OSError, ValueError, KeyError):
        return None
