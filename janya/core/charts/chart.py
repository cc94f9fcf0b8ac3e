"""What all charts have in common: a title, a description, a drawing in any width, and the table behind it."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext
from hashlib import sha256
from math import isfinite
from typing import ClassVar, SupportsFloat
from zlib import crc32

from janya.core.keeping import Kept

from .svg import FONT, Markup, clean, el, plain

NARROW, WIDE = 320, 600  # the room for which a chart is laid out: a card on a telephone; a column or a sheet
Number = SupportsFloat | None
UNKNOWN = "–"


DRAWN: Kept[Markup] = Kept(200)


@dataclass(frozen=True)
class Table:
    """The same facts to read: `numbers` are the columns that are set as figures."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """Each column's name, and whether it holds figures."""
        return [(name, at in self.numbers) for at, name in enumerate(self.head)]

    @property
    def lines(self) -> list[list[tuple[str, bool, str]]]:
        """Each cell with its column: name, whether it holds figures, and what it says."""
        return [
            [(*column, cell) for column, cell in zip(self.columns, row, strict=True)] for row in self.rows
        ]


@dataclass(frozen=True)
class Chart(ABC):
    """`{{ chart }}` for the page, `on_paper(chart)` for a document, `table()` for both, `svg()` for a picture alone."""

    wide: ClassVar[int] = WIDE  # units of the drawing for a wide place; more units are smaller letters
    title: str
    description: str
    prefix: str = field(default="", kw_only=True)  # begins the ids; by itself it follows from the words

    @abstractmethod
    def table(self) -> Table:
        """Tell the facts without a picture."""

    @abstractmethod
    def draw(self, width: float, size: float) -> tuple[Sequence[Markup], float]:
        """Draw for a width and a type size; say the height."""

    @property
    def has_links(self) -> bool:
        return False

    def svg(self, width: int = WIDE) -> Markup:
        """Draw it to stand by itself: letters of 15 or 16 units, so that wider means smaller in the same room."""
        return self._drawn(width)

    def _drawn(self, width: int, css: str = "", suffix: str = "") -> Markup:
        parts, height = self.draw(width, 15 if width < 480 else 16)
        key = f"{self._key()}{suffix}"
        names = {
            "aria-labelledby": f"{key}-title {key}-desc",
            "viewBox": f"0 0 {plain(width)} {plain(height)}",
            "xmlns": "http://www.w3.org/2000/svg",
            # what stands in an image is not heard by itself, so one with links is a group
            "role": "group" if self.has_links else "img",
        }
        return el(
            "svg",
            el("title", self.title, id=f"{key}-title"),
            el("desc", self.description, id=f"{key}-desc"),
            *parts,
            css=f"chart-svg {css}".strip(),
            font_family=FONT,
            **names,
        )

    def __html__(self) -> Markup:
        """Draw it for the page twice, for a narrow and for a wide place; `charts.css` shows the one that fits.

        The same facts and words are drawn once and kept.
        """
        return DRAWN.get(self.fingerprint, self._twice)

    @property
    def fingerprint(self) -> str:
        """The same for the same facts and words, and only for those."""
        return sha256(f"{type(self).__name__}{self!r}".encode()).hexdigest()

    def _twice(self) -> Markup:
        narrow = self._drawn(NARROW, css="chart-narrow", suffix="-n")
        return el(
            "div",
            narrow,
            self._drawn(
                self.wide, css="chart-wide chart-broad" if self.wide > WIDE else "chart-wide", suffix="-w"
            ),
            css="chart",
        )

    def __str__(self) -> str:
        return self.__html__()

    def _key(self) -> str:
        if self.prefix:
            return "".join(c if c.isascii() and c.isalnum() else "-" for c in f"c{self.prefix}")
        words = f"{type(self).__name__}/{clean(self.title)}/{clean(self.description)}"
        return f"chart-{crc32(words.encode()):08x}"


def finite(number: Number) -> float | None:
    """Give the number, or None for what cannot be drawn.

    >>> finite(3), finite(None), finite(float("inf"))
    (3.0, None, None)
    """
    try:
        value = None if number is None else float(number)
    except (ValueError, OverflowError):
        return None
    return value if value is not None and isfinite(value) else None


def share(value: float, low: float, high: float) -> float:
    """Tell how far the value is on the way from low to high, 0 to 1.

    >>> share(3, 1, 5), share(9, 1, 5), share(1, 1, 1)
    (0.5, 1.0, 0.0)
    """
    way = high / 2 - low / 2  # halves, so that no sum is beyond the greatest number
    return min(max(value / 2 - low / 2, 0.0) / way, 1.0) if way > 0 else 0.0


def say(number: Number, digits: int = 0, unit: str = "") -> str:
    """Write a number for people.

    >>> say(12480, unit="คน"), say(74.25, 1, "%"), say(None)
    ('12,480 คน', '74.3%', '–')
    """
    value = finite(number)
    if value is None:
        return UNKNOWN
    with localcontext(rounding=ROUND_HALF_UP):
        written = f"{Decimal(repr(value)):,.{max(digits, 0)}f}"
    if not written.strip("-0.,"):
        written = written.lstrip("-")
    return f"{written}{'' if unit in {'', '%'} else ' '}{unit}"
