"""How answers spread over the levels 1 to 5: one bar of the whole a question, and the mean at its end."""

from collections.abc import Sequence
from dataclasses import dataclass

from .chart import Chart, Number, Table, finite
from .lettering import measure, wrap
from .marks import flow
from .svg import Markup, clean, el, label, leading, text

THICK = 22.0
FILLS = ("critical", "high", "faint", "low", "done")
ON = ("on-critical", "on-high", "ink", "on-low", "on-done")


@dataclass(frozen=True)
class Spread:
    """One question: how many chose each level from 1 to 5; `counts` None where it is not shown."""

    label: str
    counts: Sequence[int] | None
    mean: Number = None


@dataclass(frozen=True)
class SpreadWords:
    label: str
    levels: Sequence[str]  # what 1 to 5 are called
    mean: str
    answered: str
    suppressed: str
    nothing: str


@dataclass(frozen=True)
class Spreads(Chart):
    rows: Sequence[Spread]
    words: SpreadWords

    def table(self) -> Table:
        return Table(
            self.title,
            (
                self.words.label,
                *(clean(name) for name in self.words.levels),
                self.words.mean,
                self.words.answered,
            ),
            tuple(
                (clean(row.label), *self._percents(row), self._mean(row), self._answered(row))
                for row in self.rows
            ),
            numbers=frozenset(range(1, 8)),
        )

    def _percents(self, row: Spread) -> list[str]:
        if row.counts is None or not sum(row.counts):
            return ["–"] * 5
        return [f"{count * 100 / sum(row.counts):.0f}%" for count in row.counts]

    def _mean(self, row: Spread) -> str:
        mean = finite(row.mean)
        return "–" if mean is None else f"{mean:.2f}"

    def _answered(self, row: Spread) -> str:
        return self.words.suppressed if row.counts is None else f"{sum(row.counts):,}"

    def draw(self, width: float, size: float) -> tuple[list[Markup], float]:
        if not self.rows:
            return [text(0, size * 1.3, self.words.nothing, size, fill="soft")], leading(size) * 1.3
        longest = max(measure(clean(row.label), size) for row in self.rows)
        beside = 0.0 if width < 480 else min(longest + 16, width * 0.44)
        means = measure("0.00", size, bold=True)
        long = width - beside - means - 10
        parts: list[Markup] = []
        y = 4.0
        for row in self.rows:
            lines = wrap(row.label, (beside - 16) if beside else width, size, most=4)
            deep = len(lines) * leading(size)
            top = y if beside else y + deep + 2
            parts.append(label(y + size * 1.15, lines, size))
            parts += self._bar(row, beside, top, long, size)
            parts.append(
                text(width, top + THICK / 2 + size * 0.36, self._mean(row), size, anchor="end", bold=True)
            )
            y = max(top + THICK, y + deep) + size * 0.7
        legend, y = flow(self._legend(size), y + size, size, 0, width)
        return [*parts, *legend], y + size * 0.7

    def _bar(self, row: Spread, x: float, y: float, long: float, size: float) -> list[Markup]:
        if row.counts is None:
            return [text(x, y + THICK / 2 + size * 0.36, self.words.suppressed, size, fill="soft")]
        whole = sum(row.counts)
        drawn: list[Markup] = []
        for fill, on, count in zip(FILLS, ON, row.counts, strict=True):
            if not count:
                continue
            wide = long * count / whole
            drawn.append(el("rect", x=x, y=y, width=max(wide - 1.5, 1), height=THICK, rx=3, fill=fill))
            said = f"{count * 100 / whole:.0f}%"
            if measure(said, size, bold=True) + 6 <= wide:
                drawn.append(
                    text(
                        x + wide / 2,
                        y + THICK / 2 + size * 0.36,
                        said,
                        size,
                        fill=on,
                        anchor="middle",
                        bold=True,
                    )
                )
            x += wide
        return drawn

    def _legend(self, size: float) -> list[tuple[Markup, float, str]]:
        half = size * 0.62
        return [
            (
                el("rect", x=0, y=-half, width=half * 2, height=half * 2, rx=3, fill=fill),
                half * 2 + size * 0.45,
                clean(name),
            )
            for fill, name in zip(FILLS, self.words.levels, strict=True)
        ]
