"""Lying bars with long labels, their values in figures, and a line where the target stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .chart import Chart, Number, Table, finite, say, share
from .lettering import measure, wrap
from .marks import polygon
from .svg import Markup, clean, column, el, label, leading, link, plain, text

THICK = 16.0


class Span(NamedTuple):
    """From where to where the bars go, in a chart of a width."""

    left: float
    right: float
    width: float

    @property
    def long(self) -> float:
        return self.right - self.left

    def at(self, share: float) -> float:
        return self.left + share * self.long


@dataclass(frozen=True)
class Bar:
    label: str
    value: Number
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class BarWords:
    label: str
    value: str
    note: str
    target: str
    nothing: str


@dataclass(frozen=True)
class Bars(Chart):
    """One bar a row from nought to `maximum` (by itself, the greatest of values and target)."""

    rows: Sequence[Bar]
    words: BarWords
    unit: str = ""
    digits: int = 0
    maximum: Number = None
    target: Number = None

    @property
    def has_links(self) -> bool:
        return any(row.href for row in self.rows)

    @property
    def longest(self) -> float:
        given = finite(self.maximum)
        values = [finite(self.target), *(finite(row.value) for row in self.rows)]
        return given if given and given > 0 else max((v for v in values if v and v > 0), default=1.0)

    def table(self) -> Table:
        notes = any(row.note for row in self.rows)
        head = (self.words.label, self.words.value, self.words.note)
        return Table(
            self.title if finite(self.target) is None else f"{self.title} ({self._target()})",
            head if notes else head[:2],
            tuple((row.label, self._value(row), row.note)[: 3 if notes else 2] for row in self.rows),
            numbers=frozenset({1}),
        )

    def draw(self, width: float, size: float) -> tuple[list[Markup], float]:
        if not self.rows:
            return [text(0, size * 1.3, self.words.nothing, size, fill="soft")], leading(size) * 1.3
        values = max(measure(self._value(row), size, bold=True) for row in self.rows)
        beside = 0.0 if width < 480 else min(self._longest_label(size) + 16, width * 0.44)
        span = Span(beside, width - min(values + 10, width * 0.4), width)
        parts: list[Markup] = []
        y = 4.0
        goal = finite(self.target)
        if goal is not None:
            parts += self._target_name(span.at(share(goal, 0, self.longest)), width, size)
            y += leading(size) + 8
        for row in self.rows:
            drawn, deep = self._row(row, y, span, size)
            parts.append(link(row.href, f"{row.label} {self._value(row)}", *drawn))
            y += deep + size * 0.8
        return parts, y

    def _row(self, row: Bar, y: float, span: Span, size: float) -> tuple[list[Markup], float]:
        """Draw one row from y downwards; say how deep it is."""
        lines = wrap(row.label, (span.left - 16) if span.left else span.width, size, most=5)
        deep = len(lines) * leading(size)
        middle = y + THICK / 2 + (size * 0.2 if span.left else deep + 3)
        known = finite(row.value) is not None
        ink, at = ("ink" if known else "soft"), middle + size * 0.36
        drawn = [
            label(y + size * 1.1, lines, size, row.href),
            *self._bar(row, middle, span),
            text(span.width, at, self._value(row), size, fill=ink, anchor="end", bold=known),
        ]
        below = middle + THICK / 2
        if row.note:
            notes = wrap(row.note, span.width - span.left, size, most=3)
            drawn.append(column(span.left, below + size * 1.25, notes, size, fill="soft"))
            below += len(notes) * leading(size)
        return drawn, max(below, y + deep) - y

    def _bar(self, row: Bar, middle: float, span: Span) -> list[Markup]:
        """Draw the way, how far the value has come on it, and across it where the target stands."""
        box = {"x": span.left, "y": middle - THICK / 2, "height": THICK, "rx": 3}
        drawn = [el("rect", width=span.long, fill="faint", **box)]
        value, goal = finite(row.value), finite(self.target)
        if value is not None and value > 0:
            drawn.append(
                el("rect", width=max(share(value, 0, self.longest) * span.long, 2), fill="navy", **box)
            )
        if goal is not None:
            d = f"M{plain(span.at(share(goal, 0, self.longest)))} {plain(middle - THICK / 2 - 3)}v{plain(THICK + 6)}"
            drawn.append(el("path", d=d, fill="none", stroke="card", stroke_width=6))
            drawn.append(el("path", d=d, fill="none", stroke="target", stroke_width=3))
        return drawn

    def _target_name(self, x: float, width: float, size: float) -> list[Markup]:
        words = wrap(self._target(), width - 20, size, bold=True, most=1)[0]
        half, y = measure(words, size, bold=True) / 2, leading(size)
        return [
            text(
                min(max(x, half), width - half), size, words, size, fill="target", anchor="middle", bold=True
            ),
            polygon([(x - 6, y), (x + 6, y), (x, y + 8)], fill="target"),
        ]

    def _longest_label(self, size: float) -> float:
        return max(measure(clean(row.label), size) for row in self.rows)

    def _value(self, row: Bar) -> str:
        return self.words.nothing if finite(row.value) is None else say(row.value, self.digits, self.unit)

    def _target(self) -> str:
        return f"{self.words.target} {say(self.target, self.digits, self.unit)}"
