"""The gap between what is and what is wished for: a circle, a diamond, and the line between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from .chart import Chart, Number, Table, finite, say, share
from .lettering import measure, wrap
from .marks import flow, mark
from .svg import Markup, clean, column, el, label, leading, link, text


@dataclass(frozen=True)
class Pair:
    """One row. `low` and `high` are the ends of the interval of the gap, desired less perceived."""

    label: str
    perceived: Number = None
    desired: Number = None
    low: Number = None
    high: Number = None
    suppressed: bool = False
    href: str = ""

    @property
    def is_shown(self) -> bool:
        return not self.suppressed and finite(self.perceived) is not None and finite(self.desired) is not None


@dataclass(frozen=True)
class DumbbellWords:
    label: str
    perceived: str
    desired: str
    gap: str
    interval: str
    to: str
    suppressed: str
    nothing: str


@dataclass(frozen=True)
class Dumbbell(Chart):
    rows: Sequence[Pair]
    words: DumbbellWords
    scale: tuple[int, int] = (1, 5)
    digits: int = 2

    @property
    def has_links(self) -> bool:
        return any(row.href for row in self.rows)

    def table(self) -> Table:
        words = self.words
        return Table(
            self.title,
            (words.label, words.perceived, words.desired, words.gap, words.interval),
            tuple(self._cells(row) for row in self.rows),
            numbers=frozenset({1, 2, 3, 4}),
        )

    def draw(self, width: float, size: float) -> tuple[list[Markup], float]:
        if not self.rows:
            return [text(0, size * 1.3, self.words.nothing, size, fill="soft")], leading(size) * 1.3
        beside = 0.0 if width < 480 else min(self._longest_label(size) + 20, width * 0.38)
        left, right = beside + 12, width - 12
        legend, y = flow(self._legend(size), size * 1.2, size, 0, width)
        y += leading(size) * 1.3
        ticks = self._ticks(y, left, right, size)
        y += size * 0.6
        rows: list[Markup] = []
        for row in self.rows:
            drawn, deep = self._row(row, y, (beside, left, right, width), size)
            rows.append(link(row.href, " ".join(self._cells(row)), *drawn))
            y += deep + size * 0.7
        return [*legend, *ticks, *rows], y

    def _row(
        self, row: Pair, y: float, span: tuple[float, float, float, float], size: float
    ) -> tuple[list[Markup], float]:
        """Draw one row from y downwards; say how deep it is."""
        beside, left, right, width = span
        lines = wrap(row.label, (beside - 20) if beside else width, size, most=5)
        drawn = [label(y + size * 1.3, lines, size, row.href)]
        deep = len(lines) * leading(size) + size * 0.3
        start = y if beside else y + deep
        if row.is_shown:
            middle = start + size * 0.8
            drawn += self._grid(middle, left, right)
            drawn += self._pair(row, middle, left, right)
            drawn_figures, last = self._set_figures(row, middle + size * 1.75, beside, width, size)
            drawn += drawn_figures
            bottom = last + size * 0.35
        else:
            why = self.words.suppressed if row.suppressed else self.words.nothing
            reason = wrap(why, width - beside, size)
            drawn.append(column(beside, start + size * 1.3, reason, size, fill="soft"))
            bottom = start + len(reason) * leading(size) + size * 0.3
        return drawn, max(bottom, y + deep) - y

    def _pair(self, row: Pair, y: float, left: float, right: float) -> list[Markup]:
        at = [
            left + share(finite(v) or 0.0, *self.scale) * (right - left) for v in (row.perceived, row.desired)
        ]
        return [
            el("path", d=f"M{at[0]:.2f} {y:.2f}H{at[1]:.2f}", stroke="soft", stroke_width=4),
            mark("diamond", at[1], y, 9.5, fill="gold", stroke="card", stroke_width=1.5),
            mark("circle", at[0], y, 6, fill="navy", stroke="card", stroke_width=1.5),
        ]

    def _grid(self, y: float, left: float, right: float) -> list[Markup]:
        stops = [left + share(tick, *self.scale) * (right - left) for tick in self._whole()]
        marks = "".join(f"M{x:.2f} {y - 7:.2f}v14" for x in stops)
        return [
            el(
                "path",
                d=f"M{left:.2f} {y:.2f}H{right:.2f}{marks}",
                fill="none",
                stroke="line",
                stroke_width=1,
            )
        ]

    def _ticks(self, y: float, left: float, right: float, size: float) -> list[Markup]:
        return [
            text(
                left + share(tick, *self.scale) * (right - left),
                y,
                str(tick),
                size,
                fill="soft",
                anchor="middle",
            )
            for tick in self._whole()
        ]

    def _legend(self, size: float) -> list[tuple[Markup, float, str]]:
        entries = [
            (mark("circle", 7, 0, 6, fill="navy"), 14 + size * 0.4, self.words.perceived),
            (mark("diamond", 9, 0, 7.5, fill="gold"), 18 + size * 0.4, self.words.desired),
        ]
        if any(row.is_shown and self._interval(row) for row in self.rows):
            entries.append((Markup(), 0.0, f"(…) {self.words.interval}"))
        return entries

    def _set_figures(
        self, row: Pair, y: float, left: float, right: float, size: float
    ) -> tuple[list[Markup], float]:
        """Set the figures of a row in one line, or, where one row is too long for that, in two in every row."""
        figures = self._figures(row, size)
        if all(flow(self._figures(each, size), y, size, left, right)[1] == y for each in self.rows):
            return flow(figures, y, size, left, right)
        values, y = flow(figures[:2], y, size, left, right)
        gap, y = flow(figures[2:], y + size * 1.5, size, left, right)
        return [*values, *gap], y

    def _figures(self, row: Pair, size: float) -> list[tuple[Markup, float, str]]:
        """The figures of a row: both values beside their shapes, and the gap with its interval."""
        gap = f"{self.words.gap} {self._gap(row)}"
        interval = self._interval(row)
        circle, diamond, *_ = self._legend(size)
        return [
            (*circle[:2], say(row.perceived, self.digits)),
            (*diamond[:2], say(row.desired, self.digits)),
            (Markup(), 0, f"{gap} ({interval})" if interval else gap),
        ]

    def _cells(self, row: Pair) -> tuple[str, ...]:
        if not row.is_shown:
            return (row.label, self.words.suppressed if row.suppressed else self.words.nothing, "", "", "")
        figures = say(row.perceived, self.digits), say(row.desired, self.digits)
        return (row.label, *figures, self._gap(row), self._interval(row))

    def _gap(self, row: Pair) -> str:
        gap = (finite(row.desired) or 0.0) - (finite(row.perceived) or 0.0)
        return f"{'+' if gap > 0 else ''}{say(gap, self.digits)}"

    def _interval(self, row: Pair) -> str:
        if finite(row.low) is None or finite(row.high) is None:
            return ""
        return f"{say(row.low, self.digits)} {self.words.to} {say(row.high, self.digits)}"

    def _whole(self) -> range:
        return range(ceil(self.scale[0]), floor(self.scale[1]) + 1)

    def _longest_label(self, size: float) -> float:
        return max(measure(clean(row.label), size) for row in self.rows)
