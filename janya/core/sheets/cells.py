"""What a cell holds, as a date, a whole number or a text; whatever does not fit is told in Thai."""

import re
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from janya.core import thai

Cell = str | int | float | bool | date | datetime | time | timedelta | None

FIRST_SERIAL, LAST_SERIAL = 7_000, 80_000  # days since 1899-12-30 that are taken for a date: 1919 to 2119
CHRISTIAN = re.compile(
    r"(?<=[\s/.-])(?:19|20|21)\d\d$"
)  # a file may say 1/10/2026 where a form asks for 2569
BUDDHIST_FROM = 2400  # a year that Excel was given in the Buddhist era


def text(cell: Cell, limit: int = 1000) -> str:
    """The cell as a tidy text. Raises ValueError when it is longer than `limit` characters.

    >>> text("  สมชาย   ใจดี "), text(12.0), text(None)
    ('สมชาย ใจดี', '12', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    found = thai.normalise(cell) if isinstance(cell, str) else str(cell)
    found = " ".join(found.replace("\x00", "").split()) if "\n" not in found else _lines(found)
    if len(found) > limit:
        raise ValueError(_("ยาวเกินกำหนด (ไม่เกิน %(limit)s ตัวอักษร) กรุณาย่อข้อความ") % {"limit": f"{limit:,}"})
    return found


LONGEST_CELL = 32_000
CONTROL_LETTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]|_x[0-9A-Fa-f]{4}_")


def tidy(told: str) -> str:
    """Text as a cell gives it back: normal form, single spaces, no letters that a workbook cannot hold.

    >>> tidy("ก  ข\\n\\nค_x000D_")
    'ก ข\\nค'
    """
    cut = CONTROL_LETTERS.sub(" ", thai.normalise(told)[:LONGEST_CELL])
    return "\n".join(line for line in (" ".join(part.split()) for part in cut.split("\n")) if line)


def _lines(found: str) -> str:
    """Line breaks inside a cell stay; what is around them goes."""
    return "\n".join(" ".join(line.split()) for line in found.replace("\x00", "").splitlines()).strip()


def day(cell: Cell) -> date | None:
    """The cell as a day: a real date, 25691001, an Excel serial, or a Thai date in words or figures, BE or CE.

    Raises ValueError with the reason. None for an empty cell.

    >>> day("1 ต.ค. 2569") == day("1/10/2569") == day("2026-10-01") == day(date(2569, 10, 1)) == day(46296)
    True
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell.replace(year=cell.year - 543) if cell.year >= BUDDHIST_FROM else cell
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int) and not isinstance(cell, bool) and FIRST_SERIAL <= cell <= LAST_SERIAL:
        return date(1899, 12, 30) + timedelta(days=cell)
    written = thai.to_arabic_digits(text(cell, 60))
    if len(written) == 8 and written.isdecimal():
        written = f"{written[:4]}-{written[4:6]}-{written[6:]}"
    if CHRISTIAN.search(written):
        written = CHRISTIAN.sub(lambda year: str(int(year[0]) + 543), written)
    return thai.parse_date(written, timezone.localdate())


def whole(cell: Cell) -> int | None:
    """The cell as a whole number, Thai digits and thousands commas too. Raises ValueError; None for an empty cell.

    >>> whole("๑,๒๐๐"), whole(3.0), whole("")
    (1200, 3, None)
    """
    if isinstance(cell, bool):
        raise ValueError(_("ต้องเป็นจำนวนเต็ม"))
    if isinstance(cell, int):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    written = text(cell, 60)
    return thai.parse_whole(written) if written else None
