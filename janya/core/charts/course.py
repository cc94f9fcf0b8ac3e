"""How a score went over time: a line in steps on the colours of the levels, with the target."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from .chart import UNKNOWN, Chart, Table
from .heat_map import BandLike
from .lettering import measure, wrap
from .marks import SHAPES, flow, mark, polygon
from .svg import Markup, clean, el, leading, plain, text

LOWEST, HIGHEST = 0, 25


@dataclass(frozen=True)
class Stand:
    """The scores from a day on, until the next: before controls and left over; `label` is the day in words."""

    on: date
    score: int
    left: int
    label: str
    note: str = ""


@dataclass(frozen=True)
class CourseWords:
    day: str
    score: str
    left: str
    level: str
    note: str
    target: str
    now: str
    nothing: str


@dataclass(frozen=True)
class Course(Chart):
    """The stands from the oldest to the newest; the last one goes on until `until`."""

    stands: Sequence[Stand]
    bands: Sequence[BandLike]
    until: date
    words: CourseWords
    target: int | None = None

    def table(self) -> Table:
        words = self.words
        rows = [
            (one.label, str(one.score), str(one.left), self._level(one.left), one.note) for one in self.stands
        ]
        if self.target:
            rows.append((words.target, UNKNOWN, str(self.target), self._level(self.target), ""))
        notes = 5 if any(row[4] for row in rows) else 4
        head = (words.day, words.score, words.left, words.level, words.note)
        return Table(self.title, head[:notes], tuple(row[:notes] for row in rows), numbers=frozenset({1, 2}))

    def draw(self, width: float, size: float) -> tuple[list[Markup], float]:
        if not self.stands:
            return [text(0, size * 1.3, self.words.nothing, size, fill="soft")], leading(size) * 1.3
        left, right, top = size * 1.9, width - size * 2.4, 6.0
        tall = 150.0 if width < 480 else 190.0
        first = self.stands[0].on.toordinal()
        span = max(self.until.toordinal() - first, 1)

        def x(day: date) -> float:
            return left + (day.toordinal() - first) / span * (right - left)

        def y(score: float) -> float:
            return top + (HIGHEST - score) / (HIGHEST - LOWEST) * tall

        parts = [
            el(
                "rect",
                x=left,
                y=y(band.ceiling),
                width=right - left,
                height=y(band.floor - 1) - y(band.ceiling),
                fill=band.level if band.level in SHAPES else "faint",
            )
            for band in self.bands
        ]
        parts += [
            text(
                left - 5,
                y(band.ceiling) + size * 0.8,
                str(band.ceiling),
                size * 0.85,
                fill="soft",
                anchor="end",
            )
            for band in self.bands
        ]
        if self.target:
            parts += self._goal(left, right, y(self.target), size)
        parts += self._line([(x(one.on), y(one.score)) for one in self.stands], right, "soft", "5 4", 2.5)
        parts += self._line([(x(one.on), y(one.left)) for one in self.stands], right, "navy", "", 4)
        last = self.stands[-1]
        ends = [(y(last.left), str(last.left), "navy"), (y(last.score), str(last.score), "soft")]
        if abs(ends[0][0] - ends[1][0]) < size:
            ends = ends[:1]
        parts += [
            text(right + 5, at + size * 0.36, said, size, fill=colour, bold=True) for at, said, colour in ends
        ]
        below = top + tall + size * 1.3
        parts += self._days(x, below, left, right, size)
        legend, end = flow(self._legend(size), below + leading(size) * 1.3, size, 0, width)
        return [*parts, *legend], end + size * 0.7

    def _line(
        self, points: list[tuple[float, float]], right: float, colour: str, dashes: str, thick: float
    ) -> list[Markup]:
        d = f"M{plain(points[0][0])} {plain(points[0][1])}"
        d += "".join(f"H{plain(x)}V{plain(y)}" for x, y in points[1:]) + f"H{plain(right)}"
        dots = [
            el("circle", cx=x, cy=y, r=thick * 1.25, fill=colour, stroke="card", stroke_width=1.5)
            for x, y in points
        ]
        return [
            el("path", d=d, fill="none", stroke="card", stroke_width=thick + 2.5),
            el("path", d=d, fill="none", stroke=colour, stroke_width=thick, stroke_dasharray=dashes or None),
            *dots,
        ]

    def _goal(self, left: float, right: float, y: float, size: float) -> list[Markup]:
        return [
            el(
                "path",
                d=f"M{plain(left)} {plain(y)}H{plain(right)}",
                fill="none",
                stroke="target",
                stroke_width=2.5,
                stroke_dasharray="2 5",
            ),
            polygon([(right, y), (right + 8, y - 5), (right + 8, y + 5)], fill="target"),
        ]

    def _days(
        self, x: Callable[[date], float], y: float, left: float, right: float, size: float
    ) -> list[Markup]:
        """The first day and today; between them those days that have room."""
        small = size * 0.9
        parts = [text(left, y, self.stands[0].label, small, fill="soft")]
        used = left + measure(self.stands[0].label, small) + 12
        today = self.words.now
        end = right - measure(today, small) - 12
        for one in self.stands[1:]:
            half = measure(one.label, small) / 2
            if x(one.on) - half > used and x(one.on) + half < end:
                parts.append(text(x(one.on), y, one.label, small, fill="soft", anchor="middle"))
                used = x(one.on) + half + 12
        if right - measure(today, small) > used:
            parts.append(text(right, y, today, small, fill="soft", anchor="end"))
        return parts

    def _legend(self, size: float) -> list[tuple[Markup, float, str]]:
        long = size * 1.8
        lines = [("soft", "5 4", 2.5, self.words.score), ("navy", "", 4.0, self.words.left)]
        if self.target:
            lines.append(("target", "2 5", 2.5, f"{self.words.target} {self.target}"))
        half = size * 0.55
        swatch = {"x": 0, "y": -half, "width": half * 2, "height": half * 2, "rx": 3}
        return [
            (
                el(
                    "path",
                    d=f"M0 0h{plain(long)}",
                    fill="none",
                    stroke=colour,
                    stroke_width=thick,
                    stroke_dasharray=dashes or None,
                ),
                long + size * 0.45,
                words,
            )
            for colour, dashes, thick, words in lines
        ] + [
            (
                el(
                    "g",
                    el("rect", fill=band.level, **swatch),
                    mark(SHAPES[band.level], half, 0, size * 0.3, fill=f"on-{band.level}"),
                ),
                half * 2 + size * 0.4,
                wrap(band.name, 200, size, most=1)[0],
            )
            for band in self.bands
            if band.level in SHAPES
        ]

    def _level(self, score: int) -> str:
        return clean(next((band.name for band in self.bands if band.floor <= score <= band.ceiling), ""))
