"""The year as a ring: an arc for each step, filled as far as the step is, and the whole in the middle."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from .chart import Chart, Table, finite, say, share
from .lettering import wrap
from .marks import mark
from .svg import Markup, column, el, label, leading, link, text

RADIUS, THICK, BADGE, AWAY = 90.0, 22.0, 15.0, 35.0
GAP = 0.05  # between two arcs, in radians


@dataclass(frozen=True)
class RingStep:
    """One step; `state` is `done`, `running`, `late` or `empty`."""

    number: int
    label: str
    share: float
    state: str
    href: str = ""

    @property
    def whole(self) -> float:
        return share(finite(self.share) or 0.0, 0, 1)


@dataclass(frozen=True)
class RingWords:
    """`total` stands under the figure in the middle; the last four are the names of the states."""

    number: str
    label: str
    share: str
    state: str
    total: str
    done: str
    running: str
    late: str
    empty: str


@dataclass(frozen=True)
class StepRing(Chart):
    """`percent` stands in the middle: by itself, the plain mean of the steps. `listed=False` leaves out the list."""

    steps: Sequence[RingStep]
    words: RingWords
    percent: float | None = None
    listed: bool = True

    @property
    def has_links(self) -> bool:
        return any(step.href for step in self.steps)

    def table(self) -> Table:
        words = self.words
        return Table(
            f"{self.title} ({words.total} {self._percent()})",
            (words.number, words.label, words.share, words.state),
            tuple(
                (str(step.number), step.label, _percent(step.whole), self._state(step)) for step in self.steps
            ),
            numbers=frozenset({2}),
        )

    def draw(self, width: float, size: float) -> tuple[list[Markup], float]:
        out = RADIUS + AWAY + BADGE + 4
        beside = width >= 480 and self.listed
        listed: list[Markup] = []
        height = 2 * out
        if beside:
            listed, deep = self._list(height + 28, 0, width, size)
            height = max(height, deep)
        elif self.listed:
            listed, height = self._list(0, height + 8, width, size)
        x, y = (out, height / 2) if beside else (width / 2, out)
        return [*self._middle(x, y, size), *self._ring(x, y, size), *listed], height

    def _middle(self, x: float, y: float, size: float) -> list[Markup]:
        lines = wrap(self.words.total, RADIUS * 1.35, size, most=2)
        return [
            text(x, y + 8, self._percent(), 40, anchor="middle", bold=True),
            column(x, y + 10 + leading(size), lines, size, fill="soft", anchor="middle"),
        ]

    def _ring(self, x: float, y: float, size: float) -> list[Markup]:
        turn = 2 * pi / max(len(self.steps), 1)
        drawn: list[Markup] = []
        for at, step in enumerate(self.steps):
            start, end = at * turn + GAP / 2, (at + 1) * turn - GAP / 2
            parts = [_arc(x, y, start, end, stroke="faint")]
            if step.whole > 0:
                paint = PAINT_OF_STATE.get(step.state, "empty")
                parts.append(_arc(x, y, start, start + (end - start) * step.whole, stroke=paint))
            middle = (start + end) / 2
            parts.append(
                _badge(step, x + (RADIUS + AWAY) * sin(middle), y - (RADIUS + AWAY) * cos(middle), size)
            )
            drawn.append(link(step.href, self._spoken(step), *parts, second=self.listed))
        return drawn

    def _list(self, left: float, y: float, right: float, size: float) -> tuple[list[Markup], float]:
        drawn: list[Markup] = []
        for step in self.steps:
            words = left + 2 * BADGE + 12
            lines = wrap(step.label, right - words, size, most=3)
            below = y + size * 1.15 + len(lines) * leading(size)
            parts = [
                _badge(step, left + BADGE + 2, y + leading(size), size),
                label(y + size * 1.15, lines, size, step.href, words),
                text(words, below, f"{self._state(step)} {_percent(step.whole)}", size, fill="soft"),
            ]
            drawn.append(link(step.href, self._spoken(step), *parts))
            y = below + size * 0.75
        return drawn, y

    def _percent(self) -> str:
        given = finite(self.percent)
        if given is None:
            given = 100 * sum(step.whole for step in self.steps) / len(self.steps) if self.steps else 0.0
        return _percent(share(given, 0, 100))

    def _state(self, step: RingStep) -> str:
        words = self.words
        names = {"done": words.done, "running": words.running, "late": words.late}
        return names.get(step.state, words.empty)

    def _spoken(self, step: RingStep) -> str:
        return f"{self.words.number} {step.number} {step.label}: {self._state(step)} {_percent(step.whole)}"


def _percent(share: float) -> str:
    return say(100 * share, unit="%")


PAINT_OF_STATE = {"done": "done", "running": "navy", "late": "late"}


def _arc(x: float, y: float, start: float, end: float, *, stroke: str) -> Markup:
    """Draw a part of the ring; angles in radians, clockwise from the top. A full turn is stopped just short."""
    end = min(end, start + 2 * pi - 0.01)
    points = [(x + RADIUS * sin(angle), y - RADIUS * cos(angle)) for angle in (start, end)]
    large = 1 if end - start > pi else 0
    d = f"M{points[0][0]:.2f} {points[0][1]:.2f}A{RADIUS:.0f} {RADIUS:.0f} 0 {large} 1 {points[1][0]:.2f} {points[1][1]:.2f}"
    return el("path", d=d, fill="none", stroke=stroke, stroke_width=THICK)


def _badge(step: RingStep, x: float, y: float, size: float) -> Markup:
    """Draw a step's number in the shape of its state: full circle, outlined circle, octagon, dashed circle."""
    outlines: dict[str, dict[str, str | float]] = {
        "done": {"fill": "done"},
        "running": {"fill": "card", "stroke": "navy", "stroke_width": 3},
        "late": {"fill": "late"},
    }
    look = outlines.get(
        step.state, {"fill": "card", "stroke": "empty", "stroke_width": 1.8, "stroke_dasharray": "4 3"}
    )
    ink = {"done": "on-done", "running": "navy", "late": "on-late"}.get(step.state, "soft")
    shape = "octagon" if step.state == "late" else "circle"
    number = text(x, y + size * 0.36, str(step.number), size, fill=ink, anchor="middle", bold=True)
    return el("g", mark(shape, x, y, BADGE - 1.5, **look), number)
