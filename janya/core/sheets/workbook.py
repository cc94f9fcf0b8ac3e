"""What stands inside an .xlsx before it is read: its real size, how far its cells reach, what is hidden or worked out."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

MOST_UNPACKED = 600_000_000  # bytes of all parts; 100,000 persons of 12 columns unpack to about 90 MB
MOST_PARTS = 2_000
STEP = 1 << 20
TAG = re.compile(rb"<(?:\w+:)?(row|c|mergeCell|col|f|v|is)\b([^>]*?)(/?)>")
PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
ROW = re.compile(rb'\br="(\d{1,7})"')


class TooMuchInside(Exception):
    """The parts unpack to more than is taken."""


class IsNoWorkbook(Exception):
    """The zip is broken or holds no sheet."""


@dataclass
class Look:
    """One sheet, seen without keeping it: the last filled row and column, and what a person should be told."""

    last_row: int = 0
    last_column: int = 0
    hidden_rows: int = 0
    merged: int = 0
    unworked: list[str] = field(default_factory=list)  # cells with a formula and no value


def look(file: BinaryIO, most_rows: int, most_columns: int) -> list[Look]:
    """Look through every sheet in the order of its part names. Raises TooMuchInside, IsNoWorkbook."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise TooMuchInside
            if any(part.flag_bits & 1 for part in parts):
                raise IsNoWorkbook
            budget = [MOST_UNPACKED]
            found = []
            for part in sorted(parts, key=lambda part: (len(part.filename), part.filename)):
                pieces = _pieces(packed, part, budget)
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part.filename):
                    found.append(_look(pieces, most_rows, most_columns))
                else:
                    for _piece in pieces:  # what it really unpacks to, whatever its header says
                        pass
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as broken:
        raise IsNoWorkbook from broken
    if not found:
        raise IsNoWorkbook
    return found


def _pieces(packed: zipfile.ZipFile, part: zipfile.ZipInfo, budget: list[int]) -> Iterator[bytes]:
    with packed.open(part) as stream:
        while piece := stream.read(STEP):
            budget[0] -= len(piece)
            if budget[0] < 0:
                raise TooMuchInside
            yield piece


def _look(pieces: Iterator[bytes], most_rows: int, most_columns: int) -> Look:
    seen = Look()
    row, place, waits = 0, "", False
    for name, about in _tags(pieces):
        if name == b"c":
            if waits:
                seen.unworked.append(place)
            waits = False
            if found := PLACE.search(about):
                place = (found[1] + found[2]).decode()
                column, row = _column(found[1]), int(found[2])
            else:
                continue
            if b"/" in about[-1:]:
                continue
            seen.last_row = max(seen.last_row, row)
            seen.last_column = max(seen.last_column, column)
            if seen.last_row > most_rows or seen.last_column > most_columns:
                return seen
        elif name == b"row":
            seen.hidden_rows += bool(HIDDEN.search(about))
        elif name == b"f":
            waits = True
        elif name in {b"v", b"is"} and not about.endswith(b"/"):
            waits = False
        elif name == b"mergeCell":
            seen.merged += 1
    if waits:
        seen.unworked.append(place)
    return seen


def _tags(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Every tag of interest with its attributes; a trailing "/" tells an empty one."""
    rest = b""
    for piece in pieces:
        text = rest + piece
        end = text.rfind(b">") + 1
        for found in TAG.finditer(text, 0, end):
            yield found[1], found[2] + found[3]
        rest = text[end:][-100_000:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
