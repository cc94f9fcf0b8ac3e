"""From a file that a person brought to rows with their numbers; whatever cannot be read says why."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
    ZipError,
)

from janya.core import thai

from . import delimited, workbook
from .cells import Cell

LARGEST_FILE = 60_000_000  # bytes
MOST_ROWS, MOST_COLUMNS = 250_000, 200
MOST_CELLS = 5_000_000  # the whole rectangle stands in memory, filled or not
LONGEST_CELL = 32_767  # what Excel itself can hold
HEADER_WITHIN = 20  # rows in which the headers are looked for
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class SheetIsWrong(Exception):
    """The file cannot be read; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to put right: the row as Excel numbers it, the column's header, and why."""

    row: int
    column: str
    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is what Excel shows at the left."""

    number: int
    cells: list[Cell]


@dataclass(slots=True)
class Grid:
    """Headers, and the rows below them, read once; empty rows are passed over."""

    headers: list[str]
    rows: Iterable[Row]
    warnings: list[str] = field(default_factory=list)
    unworked: frozenset[tuple[int, int]] = (
        frozenset()
    )  # (number of row, place in it): a formula without its value


def read(data: bytes | Path, *, name: str, sheet: str | None = None, known: Iterable[str] = ()) -> Grid:
    """Read an Excel or CSV file by its content. `known` headers help to find the header row below titles.

    Raises SheetIsWrong. Rows are read as they are asked for, and may raise it too.
    """
    size = data.stat().st_size if isinstance(data, Path) else len(data)
    if size > LARGEST_FILE:
        raise SheetIsWrong(
            _("ไฟล์มีขนาด %(size)s MB ซึ่งเกินกำหนด %(most)s MB กรุณาแบ่งเป็นหลายไฟล์")
            % {"size": f"{size / 1e6:,.0f}", "most": LARGEST_FILE // 1_000_000}
        )
    if not size:
        raise SheetIsWrong(_("ไฟล์ว่างเปล่า กรุณาตรวจสอบแล้วเลือกไฟล์ใหม่"))
    head = _head(data)
    if head.startswith(b"PK"):
        return _from_excel(data, sheet, known)
    if head.startswith(OLE):
        if name.lower().endswith((".xlsx", ".xlsm")):
            raise SheetIsWrong(_("ไฟล์มีรหัสผ่าน กรุณาเอารหัสผ่านออกแล้วบันทึกใหม่"))
        return _from_calamine(data, sheet, known, {})
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8", b"GIF8", b"{\\rtf")):
        raise SheetIsWrong(_("ไฟล์นี้ไม่ใช่ Excel หรือ CSV กรุณาเลือกไฟล์ .xlsx หรือ .csv"))
    return _from_csv(data.read_bytes() if isinstance(data, Path) else data, known)


def _head(data: bytes | Path) -> bytes:
    if isinstance(data, bytes):
        return data[:8]
    with data.open("rb") as file:
        return file.read(8)


def columns(headers: Sequence[str], known: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Which column holds which field, by flexible spellings; a field whose header is not there is left out.

    Spaces, dots, brackets, case and the order of title rows do not matter; the first column that fits is taken.

    >>> columns(["ที่", "ชื่อ - สกุล", "e-mail (ถ้ามี)"], {"name": ["ชื่อ-สกุล"], "email": ["อีเมล", "email"]})
    {'name': 1, 'email': 2}
    """
    plain = [_plain(header) for header in headers]
    found: dict[str, int] = {}
    for is_exact in (True, False):
        for name, spellings in known.items():
            if name in found:
                continue
            for spelling in map(_plain, spellings):
                at = next(
                    (
                        place
                        for place, header in enumerate(plain)
                        if place not in found.values()
                        and (
                            header == spelling
                            if is_exact
                            else len(spelling) > 3 and header.startswith(spelling)
                        )
                    ),
                    None,
                )
                if at is not None:
                    found[name] = at
                    break
    return dict(sorted(found.items(), key=lambda pair: list(known).index(pair[0])))


def _plain(header: str) -> str:
    return (
        re.sub(r"[\s\W_]+", "", thai.normalise(header).casefold().replace("ฯ", ""), flags=re.UNICODE)
        or header
    )


# ── Excel ──────────────────────────────────────────────────────────────────────────────────
def _from_excel(data: bytes | Path, sheet: str | None, known: Iterable[str]) -> Grid:
    file = data.open("rb") if isinstance(data, Path) else io.BytesIO(data)
    try:
        with file:
            inside = workbook.look(file, MOST_ROWS, MOST_COLUMNS)
    except workbook.TooMuchInside:
        raise SheetIsWrong(
            _("ไฟล์นี้ขยายออกแล้วมีขนาดใหญ่ผิดปกติ จึงไม่อ่านต่อ กรุณาคัดลอกเฉพาะตารางที่ต้องการไปไว้ในไฟล์ใหม่")
        ) from None
    except workbook.IsNoWorkbook:
        raise SheetIsWrong(
            _("เปิดไฟล์ไม่ได้ ไฟล์อาจเสียหายหรือไม่ใช่ Excel กรุณาเปิดด้วย Excel แล้วบันทึกเป็น .xlsx อีกครั้ง")
        ) from None
    return _from_calamine(data, sheet, known, inside)


def _told(look: workbook.Look) -> list[str]:
    """What a person should know of a sheet that can be read."""
    warnings = []
    if look.hidden_rows:
        warnings.append(_("มีแถวที่ซ่อนอยู่ %(count)s แถว ระบบอ่านแถวเหล่านั้นด้วย") % {"count": look.hidden_rows})
    if look.merged:
        warnings.append(_("มีเซลล์ที่ผสานกัน ระบบใช้ค่าของเซลล์แรกเท่านั้น"))
    if look.unworked:
        warnings.append(
            _("มีสูตรที่ไม่มีผลลัพธ์หรือให้ค่าผิดพลาด เช่น เซลล์ %(cells)s กรุณาเปิดไฟล์ด้วย Excel แก้ไขแล้วบันทึก จากนั้นนำเข้าใหม่")
            % {"cells": ", ".join(look.unworked[:5])}
        )
    return warnings


def _from_calamine(
    data: bytes | Path, sheet: str | None, known: Iterable[str], inside: Mapping[str, workbook.Look]
) -> Grid:
    try:
        book = CalamineWorkbook.from_filelike(
            io.BytesIO(data if isinstance(data, bytes) else data.read_bytes())
        )
        shown = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        if sheet is not None and sheet not in shown:
            raise SheetIsWrong(_("ไม่พบแผ่นงานชื่อ “%(name)s” ในไฟล์") % {"name": sheet})
        chosen = sheet or (shown or book.sheet_names)[0]
        look = inside.get(chosen, workbook.Look())
        if _is_too_far(look.last_row, look.last_column) or look.letters > workbook.MOST_LETTERS:
            raise SheetIsWrong(_too_far())
        table = book.get_sheet_by_name(chosen)
    except PasswordError:
        raise SheetIsWrong(_("ไฟล์มีรหัสผ่าน กรุณาเอารหัสผ่านออกแล้วบันทึกใหม่")) from None
    except (CalamineError, ZipError, IndexError, OSError, ValueError):
        raise SheetIsWrong(
            _("เปิดไฟล์ไม่ได้ ไฟล์อาจเสียหายหรือไม่ใช่ Excel กรุณาเปิดด้วย Excel แล้วบันทึกเป็น .xlsx อีกครั้ง")
        ) from None
    if table.start is None:
        raise SheetIsWrong(_("แผ่นงานว่างเปล่า กรุณาตรวจสอบแล้วเลือกไฟล์ใหม่"))
    if _is_too_far(table.total_height, table.total_width):
        raise SheetIsWrong(_too_far())
    warnings = _told(look)
    if len(shown) > 1 and sheet is None:
        warnings.append(
            _("ไฟล์มี %(count)s แผ่นงาน ระบบอ่านแผ่นงาน “%(name)s”") % {"count": len(shown), "name": table.name}
        )
    grid = _below_headers(_numbered(table), known, warnings)
    grid.unworked = frozenset(_placed(cell, table.start[1]) for cell in look.unworked)
    return grid


def _is_too_far(last_row: int, last_column: int) -> bool:
    return last_row > MOST_ROWS or last_column > MOST_COLUMNS or last_row * last_column > MOST_CELLS


def _placed(cell: str, first_column: int) -> tuple[int, int]:
    """(number of row, place in the row as it is read) of "C5"."""
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :]), workbook.column_number(letters.encode()) - 1 - first_column


def _numbered(table: CalamineSheet) -> Iterator[Row]:
    first = table.start[0] + 1 if table.start else 1
    for number, cells in enumerate(table.iter_rows(), start=first):
        yield Row(number, [_cell(cell) for cell in cells])


def _cell(cell: object) -> Cell:
    if cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell  # type: ignore[return-value]


def _too_far() -> str:
    return _(
        "ตารางใหญ่เกินกำหนด (ไม่เกิน %(rows)s แถว %(columns)s คอลัมน์) กรุณาลบแถวและคอลัมน์ที่ไม่ใช้ หรือแบ่งเป็นหลายไฟล์"
    ) % {
        "rows": f"{MOST_ROWS:,}",
        "columns": MOST_COLUMNS,
    }


# ── CSV ────────────────────────────────────────────────────────────────────────────────────
def _from_csv(data: bytes, known: Iterable[str]) -> Grid:
    try:
        found = delimited.decoded(data)
    except delimited.EncodingIsWrong:
        raise SheetIsWrong(
            _("อ่านตัวอักษรในไฟล์ไม่ได้ กรุณาเปิดด้วย Excel แล้วบันทึกเป็น “CSV UTF-8” หรือ .xlsx")
        ) from None
    return _below_headers(_records(found), known, [])


def _records(found: str) -> Iterator[Row]:
    records = delimited.rows(found)
    number = 0
    while True:
        number += 1
        try:
            cells = next(records)
        except StopIteration:
            return
        except csv.Error as broken:
            if "field larger" in str(broken):
                raise SheetIsWrong(_too_long(number)) from None
            raise SheetIsWrong(
                _('แถวที่ %(row)s มีเครื่องหมายอัญประกาศ (") ไม่ครบคู่ กรุณาแก้ไขแล้วนำเข้าใหม่') % {"row": number}
            ) from None
        if number > MOST_ROWS or len(cells) > MOST_COLUMNS:
            raise SheetIsWrong(_too_far())
        yield Row(number, [cell if cell.strip() else None for cell in cells])


# ── both ───────────────────────────────────────────────────────────────────────────────────
def _below_headers(rows: Iterator[Row], known: Iterable[str], warnings: list[str]) -> Grid:
    """Find the header row among the first rows; titles above it are passed over."""
    first: list[Row] = []
    for row in rows:
        if any(cell is not None for cell in row.cells):
            first.append(row)
        if len(first) == HEADER_WITHIN:
            break
    if not first:
        raise SheetIsWrong(_("แผ่นงานว่างเปล่า กรุณาตรวจสอบแล้วเลือกไฟล์ใหม่"))
    at = _header_at(first, {_plain(one) for one in known})
    headers = [" ".join(str(cell).split()) if cell is not None else "" for cell in first[at].cells]
    while headers and not headers[-1]:
        headers.pop()

    def below() -> Iterator[Row]:
        yield from first[at + 1 :]
        for row in rows:
            if any(cell is not None for cell in row.cells):
                yield row

    def fitted() -> Iterator[Row]:
        for row in below():
            for cell in row.cells:
                if isinstance(cell, str) and len(cell) > LONGEST_CELL:
                    raise SheetIsWrong(_too_long(row.number))
            cells = row.cells[: len(headers)]
            yield Row(row.number, cells + [None] * (len(headers) - len(cells)))

    return Grid(headers, fitted(), warnings)


def _header_at(first: Sequence[Row], known: set[str]) -> int:
    """The row with the most known headers; else the first nearly full row that holds texts only."""
    if known:
        hits = [sum(_plain(str(cell)) in known for cell in row.cells if cell is not None) for row in first]
        if max(hits) >= 2 or (max(hits) and len(known) == 1):
            return hits.index(max(hits))
    widths = [sum(cell is not None for cell in row.cells) for row in first]
    for place, row in enumerate(first):
        filled = [cell for cell in row.cells if cell is not None]
        if widths[place] * 10 >= max(widths) * 6 and all(isinstance(cell, str) for cell in filled):
            return place
    return 0


def _too_long(row: int) -> str:
    return _("แถวที่ %(row)s มีข้อความยาวเกิน %(most)s ตัวอักษรในเซลล์เดียว กรุณาย่อแล้วนำเข้าใหม่") % {
        "row": row,
        "most": f"{LONGEST_CELL:,}",
    }
