"""Tables for people to take away. A text stays a text: nothing in them is ever worked out as a formula."""

import csv as standard
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from xlsxwriter import Workbook

from .delimited import guarded
from .reading import LONGEST_CELL

Kind = Literal["text", "number", "money", "date", "long"]
BUDDHIST_DATE = "[$-107041E]d mmm yyyy"  # Excel shows the Buddhist year; the cell itself holds the day
NO_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    width: int = 16
    kind: Kind = "text"


def excel(sheets: Sequence[tuple[str, Sequence[Column], Iterable[Sequence[object]]]], *, title: str) -> bytes:
    """An .xlsx with one sheet a table: frozen bold headers, a filter, dates as dates, texts as texts."""
    held = io.BytesIO()
    book = Workbook(
        held,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
        },
    )
    # written without the hour, so that the same table is the same file
    book.set_properties({"title": title, "author": "Janya", "created": datetime(2026, 1, 1)})  # noqa: DTZ001
    head = book.add_format(
        {"bold": True, "bg_color": "#E8EDF5", "border": 1, "text_wrap": True, "valign": "top"}
    )
    looks = {
        "text": book.add_format({"valign": "top"}),
        "number": book.add_format({"valign": "top"}),
        "money": book.add_format({"valign": "top", "num_format": "#,##0.00"}),
        "date": book.add_format({"valign": "top", "num_format": BUDDHIST_DATE, "align": "left"}),
        "long": book.add_format({"valign": "top", "text_wrap": True}),
    }
    for name, columns, rows in sheets:
        page = book.add_worksheet(NO_NAME.sub(" ", name)[:31])
        for at, column in enumerate(columns):
            page.set_column(at, at, column.width, looks[column.kind])
            page.write_string(0, at, column.title, head)
        page.freeze_panes(1, 0)
        last = 0
        for last, row in enumerate(rows, start=1):
            for at, (column, value) in enumerate(zip(columns, row, strict=True)):
                _write(page, last, at, value, looks[column.kind])
        page.autofilter(0, 0, max(last, 1), max(len(columns) - 1, 0))
    book.close()
    return held.getvalue()


def _write(page: object, row: int, at: int, value: object, look: object) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_boolean(row, at, value, look)  # type: ignore[attr-defined]
    elif isinstance(value, int | float | Decimal):
        page.write_number(row, at, value, look)  # type: ignore[attr-defined]
    elif isinstance(value, date):
        page.write_datetime(row, at, value, look)  # type: ignore[attr-defined]
    else:
        page.write_string(row, at, str(value)[:LONGEST_CELL], look)  # type: ignore[attr-defined]


def csv(columns: Sequence[Column | str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV in UTF-8 with its mark, so that Excel reads the Thai; a text that looks like a formula is guarded."""
    held = io.StringIO(newline="")
    writer = standard.writer(held, lineterminator="\r\n")
    writer.writerow([guarded(column if isinstance(column, str) else column.title) for column in columns])
    for row in rows:
        writer.writerow([_plain(value) for value in row])
    return held.getvalue().encode("utf-8-sig")


def _plain(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return guarded(str(value).replace("\x00", ""))
