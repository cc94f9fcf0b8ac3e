"""What stands inside an .xlsx before it is read: its real size, how far its cells reach, what is hidden or worked out."""

import html
import posixpath
import re
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

MOST_UNPACKED = 400_000_000  # bytes of all parts; 100,000 persons of 12 columns unpack to about 90 MB
MOST_PARTS = 2_000
STEP = 1 << 20
# some programs write an empty cell or value as <v/>, some as <v></v>
TAG = re.compile(rb"<(?:\w+:)?(c|f|v|is)\b([^>]*?)(/?)>(</(?:\w+:)?(?:v|is)>)?")
FILLED = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"(?:[^>]*[^/>])?>(?!</(?:\w+:)?c>)')
OPEN_AT_END = re.compile(rb"<(?:\w+:)?(?:c|v|is)\b[^>]*>\Z")
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b")
FORMULA = re.compile(rb'<(?:\w+:)?f\b|\bt="e"')
FAILED = re.compile(rb'\bt="e"')
PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
HIDDEN = re.compile(rb'<(?:\w+:)?row\b[^>]*\bhidden="(?:1|true)"')
POINTS = re.compile(rb'<(?:\w+:)?c\b[^>]*\bt="s"[^>]*>\s*<(?:\w+:)?v>(\d{1,9})</')
STRING = re.compile(rb"<(/?)(?:\w+:)?si\b[^>]*>")
MOST_LETTERS = 400_000_000  # bytes of text in a sheet, each cell having its own copy of a shared string
SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
MOST_ABOUT = 4_000_000  # bytes of the parts that only list the sheets


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
    letters: int = (
        0  # bytes of the shared strings that its cells point to, each counted as often as it is used
    )
    unworked: list[str] = field(default_factory=list)  # cells with a formula and no value, or a wrong one


def look(file: BinaryIO, most_rows: int, most_columns: int) -> dict[str, Look]:
    """Look through every sheet, by its name, without keeping it. Raises TooMuchInside, IsNoWorkbook."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise TooMuchInside
            if any(part.flag_bits & 1 for part in parts):
                raise IsNoWorkbook
            budget = [MOST_UNPACKED]
            names = _names(packed)
            found: dict[str, Look] = {}
            lengths = array("L")
            # by length of name: the shared strings come before the sheets that point to them
            for part in sorted(parts, key=lambda part: (len(part.filename), part.filename)):
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part.filename):
                    name = names.get(part.filename, part.filename)
                    found[name] = _look(packed, part, budget, (most_rows, most_columns))
                    found[name].letters = _letters(packed, part, found[name], lengths)
                elif part.filename == "xl/sharedStrings.xml":
                    lengths = _lengths(_pieces(packed, part, budget))
                else:
                    for _piece in _pieces(
                        packed, part, budget
                    ):  # what it really unpacks to, whatever its header says
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


def _names(packed: zipfile.ZipFile) -> dict[str, str]:
    """The name of the sheet that each part holds, where the workbook tells it."""
    try:
        book, relations = (
            packed.open(name).read(MOST_ABOUT).decode("utf-8", "replace")
            for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
        )
    except KeyError:
        return {}
    targets = {}
    for one in RELATION.findall(relations):
        about = dict(ATTRIBUTE.findall(one))
        target = html.unescape(about.get("Target", ""))
        targets[about.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    found = {}
    for one in SHEET.findall(book):
        about = dict(ATTRIBUTE.findall(one))
        key = next((value for name, value in about.items() if name.endswith(":id")), "")
        if key in targets:
            found[targets[key]] = html.unescape(about.get("name", ""))
    return found


def _lengths(pieces: Iterator[bytes]) -> "array[int]":
    """Bytes of each shared string."""
    lengths = array("L")
    begun = at = 0
    rest = b""
    for piece in pieces:
        text = rest + piece
        end = text.rfind(b">") + 1
        for found in STRING.finditer(text, 0, end):
            if found[1]:
                lengths.append(at + found.start() - begun)
            begun = at + found.end()
        rest = text[end:]
        at += end
    return lengths


def _letters(packed: zipfile.ZipFile, part: zipfile.ZipInfo, look: Look, lengths: "array[int]") -> int:
    """Bytes that a sheet's cells hold of shared strings: a short file may point to a long one from every cell.

    Counted only where that could be too much.
    """
    if look.last_row * look.last_column * max(lengths, default=0) <= MOST_LETTERS:
        return 0
    total, rest = 0, b""
    for piece in _pieces(packed, part, [MOST_UNPACKED]):
        text = rest + piece
        seen = 0
        for found in POINTS.finditer(text):
            at, seen = int(found[1]), found.end()
            total += lengths[at] if at < len(lengths) else 0
        rest = text[max(seen, len(text) - 10_000) :]
    return total


def _pieces(packed: zipfile.ZipFile, part: zipfile.ZipInfo, budget: list[int]) -> Iterator[bytes]:
    with packed.open(part) as stream:
        while piece := stream.read(STEP):
            budget[0] -= len(piece)
            if budget[0] < 0:
                raise TooMuchInside
            yield piece


def _look(packed: zipfile.ZipFile, part: zipfile.ZipInfo, budget: list[int], most: tuple[int, int]) -> Look:
    seen = Look()
    has_formulas = False
    rest = b""
    for piece in _pieces(packed, part, budget):
        text = rest + piece
        end = _whole_tags(text)
        whole, rest = text[:end], text[end:][-100_000:]
        filled = FILLED.findall(whole)
        seen.last_row = max(seen.last_row, max((int(row) for _letters, row in filled), default=0))
        letters = {one for one, _row in filled}
        seen.last_column = max(seen.last_column, max(map(column_number, letters), default=0))
        if seen.last_row > most[0] or seen.last_column > most[1]:
            return seen
        seen.hidden_rows += len(HIDDEN.findall(whole))
        seen.merged += len(MERGED.findall(whole))
        has_formulas = has_formulas or FORMULA.search(whole) is not None
    if has_formulas:
        seen.unworked = _unworked(_pieces(packed, part, [MOST_UNPACKED]))
    return seen


def _unworked(pieces: Iterator[bytes]) -> list[str]:
    """Places of cells that hold a formula without a value, or one that went wrong (#N/A)."""
    found, place, waits = [], "", False
    for name, about in _tags(pieces):
        if name == b"c":
            if waits:
                found.append(place)
            waits = False
            if at := PLACE.search(about):
                place = (at[1] + at[2]).decode()
            if FAILED.search(about):
                found.append(place)
        elif name == b"f":
            waits = True
        elif not about.endswith(b"/"):
            waits = False
    return [*found, place] if waits else found


def _tags(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Every tag of a cell with its attributes; a trailing "/" tells an empty one."""
    rest = b""
    for piece in pieces:
        text = rest + piece
        end = _whole_tags(text)
        for found in TAG.finditer(text, 0, end):
            yield found[1], found[2] + (b"/" if found[3] or found[4] else b"")
        rest = text[end:][-100_000:]


def _whole_tags(text: bytes) -> int:
    """How far the text goes in whole tags; one at the end that may be closed at once waits for what follows."""
    end = text.rfind(b">") + 1
    waits = OPEN_AT_END.search(text, max(0, end - 2_000), end)
    return waits.start() if waits else end


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
