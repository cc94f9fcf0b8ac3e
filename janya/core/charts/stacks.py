"""Lying bars made of levels: how many of each level a row has, told by colour, shape and figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .chart import Chart, Table
from .lettering import measure, wrap
from .marks import SHAPES, flow, mark
from .svg import Markup, clean, el, label, leading, link, text

THICK = 22.0


@dataclass(frozen=True)
class Stack:
    """One row: how many of each level."""

    label: str
    counts: Mapping[str, int]
    href: str = ""

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class StackWords:
    label: str
    total: str
    nothing: str


@dataclass(frozen=True)
class Stacks(Chart):
    """One bar a row; `parts` are the levels (level, name), the gravest first, as they follow each other in a bar."""

    parts: Sequence[tuple[str, str]]
    stacks: Sequence[Stack]
    words: StackWords

    @property
    def has_links(self) -> bool:
        return any(one.href for one in self.stacks)

    def table(self) -> Table:
        return Table(
            self.title,
            (self.words.label, *(clean(name) for _level, name in self.parts), self.words.total),
            tuple(
                (
                    clean(one.label),
                    *(f"{one.counts.get(level, 0):,}" for level, _name in self.parts),
                    f"{one.total:,}",
                )
                for one in self.stacks
            ),
            numbers=frozenset(range(1, len(self.parts) + 2)),
        )

    def draw(self, width: float, size: float) -> tuple[list[Markup], float]:
        if not self.stacks:
            return [text(0, size * 1.3, self.words.nothing, size, fill="soft")], leading(size) * 1.3
        longest = max(measure(clean(one.label), size) for one in self.stacks)
        beside = 0.0 if width < 480 else min(longest + 16, width * 0.44)
        totals = max(measure(f"{one.total:,}", size, bold=True) for one in self.stacks)
        most = max(one.total for one in self.stacks) or 1
        long = width - beside - totals - 10
        parts: list[Markup] = []
        y = 4.0
        for one in self.stacks:
            lines = wrap(one.label, (beside - 16) if beside else width, size, most=4)
            deep = len(lines) * leading(size)
            top = y if beside else y + deep + 2
            drawn = [label(y + size * 1.15, lines, size, one.href)]
            drawn += self._bar(one, beside, top, long / most, size)
            at = top + THICK / 2 + size * 0.36
            drawn.append(text(width, at, f"{one.total:,}", size, anchor="end", bold=True))
            parts.append(link(one.href, self._spoken(one), *drawn))
            y = max(top + THICK, y + deep) + size * 0.7
        legend, y = flow(self._legend(size), y + size, size, 0, width)
        return [*parts, *legend], y + size * 0.7

    def _bar(self, one: Stack, x: float, y: float, each: float, size: float) -> list[Markup]:
        drawn: list[Markup] = []
        for level, _name in self.parts:
            count = one.counts.get(level, 0)
            if not count:
                continue
            wide = count * each
            drawn.append(
                el(
                    "rect",
                    x=x,
                    y=y,
                    width=max(wide - 1.5, 1),
                    height=THICK,
                    rx=3,
                    fill=level if level in SHAPES else "faint",
                )
            )
            said = f"{count:,}"
            if measure(said, size, bold=True) + 6 <= wide:
                drawn.append(
                    text(
                        x + wide / 2,
                        y + THICK / 2 + size * 0.36,
                        said,
                        size,
                        fill=f"on-{level}" if level in SHAPES else "ink",
                        anchor="middle",
                        bold=True,
                    )
                )
            x += wide
        return drawn

    def _legend(self, size: float) -> list[tuple[Markup, float, str]]:
        half = size * 0.62
        swatch = {"x": 0, "y": -half, "width": half * 2, "height": half * 2, "rx": 3}
        return [
            (
                el(
                    "g",
                    el("rect", fill=level, **swatch),
                    mark(SHAPES[level], half, 0, size * 0.34, fill=f"on-{level}"),
                ),
                half * 2 + size * 0.45,
                clean(name),
            )
            for level, name in self.parts
            if level in SHAPES
        ]

    def _spoken(self, one: Stack) -> str:
        counted = ", ".join(f"{name} {one.counts.get(level, 0)}" for level, name in self.parts)
        return f"{one.label}: {counted}, {self.words.total} {one.total}"
