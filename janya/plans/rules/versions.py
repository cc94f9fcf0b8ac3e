"""What changed in a plan since it was approved, row by row and field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from json import dumps
from typing import Any

Row = Mapping[str, Any]


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class RowChange:
    """One activity that is new, gone or changed; `fields` are the names of what differs, in the order of the row."""

    what: Change
    key: int
    before: Row | None
    after: Row | None
    fields: tuple[str, ...] = ()


def changes(before: Sequence[Row], after: Sequence[Row]) -> list[RowChange]:
    """What makes the second list of rows out of the first; rows are known by their `key`, whatever their order.

    Source: comparison of the frozen version with the plan as it is.

    >>> changes([{"key": 1, "title": "ก"}], [{"key": 1, "title": "ข"}, {"key": 2, "title": "ค"}])[0].fields
    ('title',)
    >>> [one.what.value for one in changes([{"key": 1}], [{"key": 2}])]
    ['removed', 'added']
    """
    then, now = {row["key"]: row for row in before}, {row["key"]: row for row in after}
    found = [RowChange(Change.REMOVED, key, row, None) for key, row in then.items() if key not in now]
    for key, row in now.items():
        old = then.get(key)
        if old is None:
            found.append(RowChange(Change.ADDED, key, None, row))
            continue
        names = [*row, *(name for name in old if name not in row)]
        differ = tuple(name for name in names if row.get(name) != old.get(name))
        if differ:
            found.append(RowChange(Change.CHANGED, key, old, row, differ))
    return found


def fingerprint(rows: Sequence[Row]) -> str:
    """The SHA-256 of rows, the same for the same facts whatever the order of their names.

    Source: SHA-256 (FIPS 180-4) over canonical JSON.

    >>> fingerprint([{"a": 1, "b": 2}]) == fingerprint([{"b": 2, "a": 1}])
    True
    """
    told = dumps(list(rows), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(told.encode()).hexdigest()
