"""Where risks move on the 5×5 matrix: by their controls, and by what is planned; arrows gathered by cell."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import hypot

from .chart import Chart, Table
from .heat_map import STEPS, BandLike, Cell
from .lettering import measure, wrap
from .marks import SHAPES, flow, mark, polygon
from .svg import Markup, clean, column, el, leading, link, plain, text

MOST = 8  # arrows of a kind that are drawn; all are in the table
THICKEST, THINNEST = 9.0, 2.5


@dataclass(frozen=True)
class Move:
    """So many risks go from one cell (likelihood, impact) to another; `href` is the list of them."""

    start: Cell
    end: Cell
    count: int
    href: str = ""


@dataclass(frozen=True)
class MoveWords:
    likelihood: str
    impact: str
    kind: str
    by_controls: str
    by_plan: str
    start: str
    end: str
    count: str
    still: str
    more: str  # "%s more in the table"


@dataclass(frozen=True)
class Moves(Chart):
    """The most frequent moves of both kinds as arrows; what stays where it is as a figure in its cell."""

    likelihood_words: Sequence[str]
    impact_words: Sequence[str]
    bands: Sequence[BandLike]
    by_controls: Sequence[Move]
    by_plan: Sequence[Move]
    words: MoveWords

    @property
    def has_links(self) -> bool:
        return any(move.href for move in (*self.by_controls, *self.by_plan))

    def table(self) -> Table:
        words = self.words
        kinds = ((words.by_controls, self.by_controls), (words.by_plan, self.by_plan))
        return Table(
            self.title,
            (words.kind, words.start, words.end, words.count),
            tuple(
                (
                    kind,
                    self._said(move.start),
                    words.still if move.start == move.end else self._said(move.end),
                    f"{move.count:,}",
                )
                for kind, moves in kinds
                for move in moves
            ),
            numbers=frozenset({3}),
        )

    def draw(self, width: float, size: float) -> tuple[list[Markup], float]:
        beside = size * 1.6
        wide, tall = (width - beside) / len(STEPS), 54.0 if width < 480 else 72.0
        top = leading(size) + 6
        parts = [
            text(
                0,
                size,
                wrap(f"{self.words.likelihood} ↑", width, size, bold=True, most=1)[0],
                size,
                fill="soft",
                bold=True,
            )
        ]

        def corner(cell: Cell) -> tuple[float, float]:
            return beside + (cell[1] - 1) * wide, top + (len(STEPS) - cell[0]) * tall

        for cell in ((up, right) for up in reversed(STEPS) for right in STEPS):
            parts += self._ground(cell, *corner(cell), wide, tall, size)
        for step in STEPS:
            parts.append(text(0, corner((step, 1))[1] + tall / 2 + size * 0.36, str(step), size, fill="soft"))
        drawn, hidden = self._arrows(corner, wide, tall, size)
        parts += drawn
        y = top + len(STEPS) * tall + size * 1.3
        parts += [
            text(beside + (step - 0.5) * wide, y, str(step), size, fill="soft", anchor="middle")
            for step in STEPS
        ]
        y += leading(size)
        parts.append(
            text(
                width,
                y,
                wrap(f"{self.words.impact} →", width, size, bold=True, most=1)[0],
                size,
                fill="soft",
                anchor="end",
                bold=True,
            )
        )
        legend, y = flow(self._legend(size), y + leading(size) * 1.2, size, 0, width)
        parts += legend
        if hidden:
            y += leading(size)
            parts.append(column(0, y, wrap(self.words.more % hidden, width, size, most=2), size, fill="soft"))
            y += leading(size)
        return parts, y + size * 0.7

    def _ground(self, cell: Cell, x: float, y: float, wide: float, tall: float, size: float) -> list[Markup]:
        band = self._band(cell)
        level = band.level if band and band.level in SHAPES else ""
        box = {"x": x + 1.5, "y": y + 1.5, "width": wide - 3, "height": tall - 3, "rx": 4}
        ink = f"on-{level}" if level else "ink"
        parts = [el("rect", fill=level or "faint", **box)]
        if level:
            parts.append(mark(SHAPES[level], x + size * 0.75, y + size * 0.8, size * 0.26, fill=ink))
        still = sum(move.count for move in self.by_controls if move.start == move.end == cell)
        if still:
            said = f"{self.words.still} {still:,}"
            small = min(size * 0.85, size * 0.85 * (wide - 8) / measure(said, size * 0.85))
            parts.append(text(x + wide / 2, y + tall - size * 0.6, said, small, fill=ink, anchor="middle"))
        return parts

    def _arrows(
        self, corner: Callable[[Cell], tuple[float, float]], wide: float, tall: float, size: float
    ) -> tuple[list[Markup], int]:
        """Draw the heaviest moves; say how many are not drawn. Arrows of the two kinds pass beside each other."""
        parts: list[Markup] = []
        hidden = 0
        kinds = ((self.by_controls, "navy", "", -0.12), (self.by_plan, "target", "6 5", 0.16))
        most = max((move.count for moves, *_look in kinds for move in moves), default=1)
        ends: Counter[Cell] = Counter()
        for moves, colour, dashes, aside in kinds:
            moving = [move for move in moves if move.start != move.end]
            hidden += len(moving) - len(moving[:MOST])
            for move in moving[:MOST]:
                (ax, ay), (bx, by) = corner(move.start), corner(move.end)
                shift = (aside + 0.08 * ends[move.end]) * wide
                ends[move.end] += 1
                start = ax + wide / 2 + shift, ay + tall / 2
                end = bx + wide / 2 + shift, by + tall / 2
                thick = THINNEST + (THICKEST - THINNEST) * move.count / most
                parts.append(
                    link(
                        move.href,
                        self._spoken(move),
                        *self._arrow(start, end, thick, colour, dashes),
                        *self._figure(start, end, f"{move.count:,}", colour, size),
                    )
                )
        return parts, hidden

    def _arrow(
        self, start: tuple[float, float], end: tuple[float, float], thick: float, colour: str, dashes: str
    ) -> list[Markup]:
        long = hypot(end[0] - start[0], end[1] - start[1]) or 1.0
        ahead = (end[0] - start[0]) / long, (end[1] - start[1]) / long
        head = 5 + thick
        neck = end[0] - ahead[0] * head, end[1] - ahead[1] * head
        half = head * 0.62
        d = f"M{plain(start[0])} {plain(start[1])}L{plain(neck[0])} {plain(neck[1])}"
        tip = [
            end,
            (neck[0] - ahead[1] * half, neck[1] + ahead[0] * half),
            (neck[0] + ahead[1] * half, neck[1] - ahead[0] * half),
        ]
        look = {"fill": "none", "stroke_linecap": "round" if not dashes else None}
        return [
            el("path", d=d, stroke="card", stroke_width=thick + 3, **look),
            el("path", d=d, stroke=colour, stroke_width=thick, stroke_dasharray=dashes or None, **look),
            polygon(tip, fill=colour, stroke="card", stroke_width=1),
        ]

    def _figure(
        self, start: tuple[float, float], end: tuple[float, float], said: str, colour: str, size: float
    ) -> list[Markup]:
        """The count in a round field nearer to where the arrow comes from, so that figures do not meet at its end."""
        x, y = start[0] * 0.62 + end[0] * 0.38, start[1] * 0.62 + end[1] * 0.38
        half = max(measure(said, size, bold=True) / 2 + 4, size * 0.7)
        box = {
            "x": x - half,
            "y": y - size * 0.72,
            "width": half * 2,
            "height": size * 1.44,
            "rx": size * 0.7,
        }
        return [
            el("rect", fill="card", stroke=colour, stroke_width=1.5, **box),
            text(x, y + size * 0.36, said, size, fill="ink", anchor="middle", bold=True),
        ]

    def _legend(self, size: float) -> list[tuple[Markup, float, str]]:
        long = size * 2.2
        lines = [
            (
                el(
                    "path",
                    d=f"M0 0h{plain(long)}",
                    fill="none",
                    stroke=colour,
                    stroke_width=4,
                    stroke_dasharray=dashes or None,
                ),
                long + size * 0.45,
                words,
            )
            for colour, dashes, words in (
                ("navy", "", self.words.by_controls),
                ("target", "6 5", self.words.by_plan),
            )
        ]
        half = size * 0.62
        swatch = {"x": 0, "y": -half, "width": half * 2, "height": half * 2, "rx": 3}
        return lines + [
            (
                el(
                    "g",
                    el("rect", fill=band.level, **swatch),
                    mark(SHAPES[band.level], half, 0, size * 0.34, fill=f"on-{band.level}"),
                ),
                half * 2 + size * 0.45,
                clean(band.name),
            )
            for band in self.bands
            if band.level in SHAPES
        ]

    def _band(self, cell: Cell) -> BandLike | None:
        score = cell[0] * cell[1]
        return next((band for band in self.bands if band.floor <= score <= band.ceiling), None)

    def _said(self, cell: Cell) -> str:
        band = self._band(cell)
        return clean(f"{cell[0]} × {cell[1]} = {cell[0] * cell[1]} {band.name if band else ''}")

    def _spoken(self, move: Move) -> str:
        return (
            f"{self.words.start} {self._said(move.start)}, {self.words.end} {self._said(move.end)}, "
            f"{self.words.count} {move.count}"
        )
