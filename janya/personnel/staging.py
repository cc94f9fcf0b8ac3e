"""The file, and then its rows, kept in parts while an import waits; as little as is needed, and no longer."""

import hashlib
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import router

from janya.core import sheets
from janya.core.sheets import Cell, Grid

from . import rules
from .models import Intake, Piece, Upload

PART = 1_000_000  # bytes of the file in one row of the database
ROWS = 1_000  # rows of the file in one piece
EXAMPLES = 3
LONGEST_EXAMPLE = 40
NOTHING = frozenset({"", "-", "–", "—", "NULL", "null"})  # DPIS writes NULL where there is nothing
CITIZEN = "(เลขประจำตัวประชาชน)"  # stands where a citizen's number stood, which is not kept
LONG_DIGITS = re.compile(r"[\d๐-๙][\d๐-๙ \-]{11,19}")
Plain = str | int | float | bool | None


# ── the file ───────────────────────────────────────────────────────────────────────────────
def keep_upload(intake: Intake, chunks: Iterable[bytes]) -> None:
    """Keep the file in parts, and its hash."""
    digest, held, number = hashlib.sha256(), b"", 0
    for chunk in chunks:
        digest.update(chunk)
        held += chunk
        if len(held) >= PART:
            Upload.objects.create(intake=intake, number=number, content=held)
            held, number = b"", number + 1
    Upload.objects.create(intake=intake, number=number, content=held)
    intake.sha256 = digest.hexdigest()


def upload_of(intake: Intake) -> bytes:
    parts = intake.uploads.values_list("content", flat=True)
    return b"".join(bytes(part) for part in parts.iterator(chunk_size=4))


# ── its rows ───────────────────────────────────────────────────────────────────────────────
def stage(intake: Intake, grid: Grid, step: Callable[[int], None]) -> dict[str, Any]:
    """Keep the rows without what nobody needs; tells what the questions are about."""
    unwanted = {at for at, header in enumerate(grid.headers) if rules.is_unwanted(header)}
    examples: list[list[str]] = [[] for _header in grid.headers]
    codes: list[set[str]] = [set() for _header in grid.headers]
    tidy = Tidy()
    rows = iter(grid.rows)
    count = number = 0
    while part := list(islice(rows, ROWS)):
        packed = []
        for row in part:
            cells = [None if at in unwanted else tidy(cell) for at, cell in enumerate(row.cells)]
            if any(cell is not None for cell in cells):
                packed.append([row.number, *cells])
        look_for(packed, examples, codes)
        Piece.objects.create(intake=intake, number=number, content=pack(packed))
        count, number = count + len(packed), number + 1
        step(count)
    return {
        "headers": grid.headers,
        "unwanted": sorted(unwanted),
        "examples": examples,
        "codes": [sorted(found) for found in codes],
        "warnings": grid.warnings,
        "unworked": sorted(list(place) for place in grid.unworked),
        "rows": count,
    }


def look_for(rows: list[list[Plain]], examples: list[list[str]], codes: list[set[str]]) -> None:
    """Some examples of each column, and the level codes in it."""
    for at, (shown, found) in enumerate(zip(examples, codes, strict=True), start=1):
        column = {row[at] for row in rows if row[at] is not None}
        texts = {cell for cell in column if isinstance(cell, str)}
        found |= rules.codes_in(cell for cell in texts if len(cell) < len("O 10"))
        for row in rows:
            if len(shown) >= EXAMPLES:
                break
            cell = row[at]
            if cell is not None and (told := str(cell)[:LONGEST_EXAMPLE]) not in shown:
                shown.append(told)


class Tidy:
    """Cells as JSON keeps them; what stands in many rows is tidied once."""

    def __init__(self) -> None:
        self.known: dict[str, str | None] = {}

    def __call__(self, cell: Cell) -> Plain:
        match cell:
            case str():
                if cell not in self.known:
                    if len(self.known) > 50_000:
                        self.known.clear()
                    self.known[cell] = self.text(cell)
                return self.known[cell]
            case None | bool() | float():
                return cell
            case int():
                return CITIZEN if rules.looks_like_citizen_number(str(cell)) else cell
            case datetime():
                return cell.date().isoformat()
            case date():
                return cell.isoformat()
            case _:
                return str(cell)

    def text(self, cell: str) -> str | None:
        found = sheets.text(cell, limit=len(cell) + 1)
        if found in NOTHING:
            return None
        if LONG_DIGITS.fullmatch(found) and rules.looks_like_citizen_number(found):
            return CITIZEN
        return found


def pack(rows: list[list[Plain]]) -> bytes:
    return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), 3)


def rows_of(intake: Intake) -> Iterator[tuple[int, list[Plain]]]:
    """(number as Excel shows it, cells) of every row."""
    for content in intake.pieces.values_list("content", flat=True).iterator(chunk_size=8):
        for number, *cells in json.loads(zlib.decompress(bytes(content))):
            yield number, cells


def forget(intake: Intake) -> None:
    """Let go of what the file said."""
    intake.uploads.all().delete()
    intake.pieces.all().delete()
    intake.lines.all()._raw_delete(
        router.db_for_write(intake.lines.model)
    )  # no children, so nothing to collect
    intake.about = {"headers": intake.about.get("headers", []), "rows": intake.about.get("rows", 0)}
