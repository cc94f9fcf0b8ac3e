"""The heat map of risks: likelihood upwards, impact to the right, how many in each cell, the level by colour and shape."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from .chart import Chart, Table
from .lettering import measure, wrap
from .marks import SHAPES, flow, mark
from .svg import Markup, clean, column, el, leading, link, text

Cell = tuple[int, int]  # likelihood, impact
STEPS = range(1, 6)


class BandLike(Protocol):
    """The scores that make one level; `risks.Band` is one."""

    @property
    def level(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def floor(self) -> int: ...
    @property
    def ceiling(self) -> int: ...


@dataclass(frozen=True)
class Band:
    """The scores `floor` to `ceiling` are of a level: `low`, `moderate`, `high` or `critical`, called `name`."""

    level: str
    name: str
    floor: int
    ceiling: int


@dataclass(frozen=True)
class HeatWords:
    likelihood: str
    impact: str
    score: str
    level: str
    count: str


@dataclass(frozen=True)
class HeatMap(Chart):
    """How many risks stand in each cell. The words of the scales go from 1 to 5."""

    likelihood_words: Sequence[str]
    impact_words: Sequence[str]
    bands: Sequence[BandLike]
    counts: Mapping[Cell, int]
    words: HeatWords
    hrefs: Mapping[Cell, str] = field(default_factory=dict)
    selected: Cell | None = None

    @property
    def has_links(self) -> bool:
        return bool(self.hrefs)

    def band(self, cell: Cell) -> BandLike | None:
        score = cell[0] * cell[1]
        return next((band for band in self.bands if band.floor <= score <= band.ceiling), None)

    def table(self) -> Table:
        words = self.words
        full = sorted(
            ((up, right) for up in STEPS for right in STEPS if self.counts.get((up, right))),
            key=lambda cell: (-cell[0] * cell[1], -cell[0]),
        )
        return Table(
            self.title,
            (words.likelihood, words.impact, words.score, words.level, words.count),
            tuple(
                (
                    self._step(cell[0], self.likelihood_words),
                    self._step(cell[1], self.impact_words),
                    str(cell[0] * cell[1]),
                    self._level(cell),
                    f"{self.counts[cell]:,}",
                )
                for cell in full
            ),
            numbers=frozenset({2, 4}),
        )

    def draw(self, width: float, size: float) -> tuple[list[Markup], float]:
        beside = 0.0 if width < 480 else self._margin(width, size)
        heading = 0.0 if beside else leading(size) + 5  # in a narrow place the word stands above its row
        wide, tall = (width - beside) / len(STEPS), 54.0 if width < 480 else 66.0
        top = leading(size)
        parts = self._axis_title(self.words.likelihood, 0, size, size, up=True)
        for row, likelihood in enumerate(reversed(STEPS)):
            y = top + 6 + row * (tall + heading)
            word = self._step(likelihood, self.likelihood_words)
            if beside:
                lines = wrap(word, beside - 12, size, most=3)
                middle = y + tall / 2 + size * 0.36 - (len(lines) - 1) * leading(size) / 2
                parts.append(column(beside - 12, middle, lines, size, anchor="end"))
            else:
                parts.append(text(0, y + size * 1.2, wrap(word, width, size, most=1)[0], size))
            parts += [
                self._cell((likelihood, impact), beside + (impact - 1) * wide, y + heading, wide, tall, size)
                for impact in STEPS
            ]
        y = top + 6 + len(STEPS) * (tall + heading) + size * 1.4
        names = [wrap(self._step(impact, self.impact_words), wide - 4, size, most=4) for impact in STEPS]
        parts += [
            column(beside + (at + 0.5) * wide, y, lines, size, anchor="middle")
            for at, lines in enumerate(names)
        ]
        y += max(len(lines) for lines in names) * leading(size) + size * 0.2
        parts += self._axis_title(self.words.impact, width, y, size, up=False)
        legend, y = flow(self._legend(size), y + leading(size) * 1.3, size, 0, width)
        return [*parts, *legend], y + size * 0.7

    def _margin(self, width: float, size: float) -> float:
        """Give the words of likelihood the room they need, but not more than a third."""
        longest = max(measure(self._step(step, self.likelihood_words), size) for step in STEPS)
        return min(max(longest + 16, 90.0), width / 3)

    def _cell(self, cell: Cell, x: float, y: float, wide: float, tall: float, size: float) -> Markup:
        band, count = self.band(cell), self.counts.get(cell, 0)
        level = band.level if band and band.level in SHAPES else ""
        ink = f"on-{level}" if level else "ink"
        box = {"x": x + 1.5, "y": y + 1.5, "width": wide - 3, "height": tall - 3, "rx": 4}
        score, chosen = str(cell[0] * cell[1]), cell == self.selected
        room = size * 1.05 if level else 0.0
        left = x + wide / 2 - (room + measure(score, size)) / 2
        below = y + tall / 2 + (size * 1.15 if count else size * 0.36)
        parts = [el("rect", fill=level or "faint", **box)]
        if count:
            said = f"{count:,}"
            large = min(size * 1.6, size * (wide - 10) / measure(said, size, bold=True))
            middle = x + wide / 2
            parts.append(text(middle, y + tall / 2 - 1, said, large, fill=ink, anchor="middle", bold=True))
        if level:
            parts.append(mark(SHAPES[level], left + size * 0.35, below - size * 0.36, size * 0.3, fill=ink))
        parts.append(text(left + room, below, score, size, fill=ink))
        if chosen:
            parts.append(el("rect", fill="none", stroke="ink", stroke_width=4, **box))
        return link(self.hrefs.get(cell), self._spoken(cell), *parts, current=chosen)

    def _legend(self, size: float) -> list[tuple[Markup, float, str]]:
        half = size * 0.62
        swatch = {"x": 0, "y": -half, "width": half * 2, "height": half * 2, "rx": 3}
        return [
            (
                el(
                    "g",
                    el("rect", fill=band.level, **swatch),
                    mark(SHAPES[band.level], half, 0, size * 0.34, fill=f"on-{band.level}"),
                ),
                half * 2 + size * 0.45,
                f"{clean(band.name)} {band.floor}–{band.ceiling}",
            )
            for band in self.bands
            if band.level in SHAPES
        ]

    def _axis_title(self, word: str, x: float, y: float, size: float, *, up: bool) -> list[Markup]:
        """Write an axis's name with an arrow: likelihood at the upper left, impact at the lower right."""
        word = wrap(word, 240, size, bold=True, most=1)[0]
        long = measure(word, size, bold=True)
        if up:
            tip = x + long + 14
            arrow = f"M{tip:.1f} {y:.1f}v-12m-4 4l4 -4l4 4"
        else:
            arrow = f"M{x - 16:.1f} {y - 5:.1f}h12m-4 -4l4 4l-4 4"
        return [
            text(x if up else x - 24, y, word, size, fill="soft", anchor=None if up else "end", bold=True),
            el("path", d=arrow, fill="none", stroke="soft", stroke_width=1.8, stroke_linecap="round"),
        ]

    def _step(self, step: int, words: Sequence[str]) -> str:
        return clean(f"{step} {words[step - 1]}" if step <= len(words) else step)

    def _level(self, cell: Cell) -> str:
        band = self.band(cell)
        return clean(band.name) if band else ""

    def _spoken(self, cell: Cell) -> str:
        words = self.words
        return (
            f"{words.likelihood} {self._step(cell[0], self.likelihood_words)}, "
            f"{words.impact} {self._step(cell[1], self.impact_words)}, "
            f"{words.level} {self._level(cell)}, {words.count} {self.counts.get(cell, 0)}"
        )
