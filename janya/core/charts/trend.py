"""A value over time: a line through its readings on the colours of the levels, with the target across."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .chart import Chart, Number, Table, finite, say, share
from .lettering import measure, wrap
from .marks import flow
from .svg import Markup, el, leading, plain, text

PAINTS_OF_LEVELS = ("", "critical", "high", "moderate", "low", "done")
FAINT = (0, 0.12, 0.16, 0.22, 0.35, 0.22)


@dataclass(frozen=True)
class TrendPoint:
    """One reading: the day in words and what is said beside it stand in the table."""

    on: date
    value: Number
    label: str
    note: str = ""


@dataclass(frozen=True)
class TrendBand:
    """Values from low to high have this level, 1 to 5."""

    low: Number
    high: Number
    level: int
    name: str


@dataclass(frozen=True)
class TrendWords:
    day: str
    value: str
    note: str
    target: str
    nothing: str


@dataclass(frozen=True)
class Trend(Chart):
    """The readings from the oldest to the newest, from a first to a last day."""

    points: Sequence[TrendPoint]
    bands: Sequence[TrendBand]
    first: date
    last: date
    words: TrendWords
    target: Number = None
    unit: str = ""
    digits: int = 0
    most: Number = None  # no value can be above it, as 100 for a percentage

    def table(self) -> Table:
        head = (self.words.day, self.words.value, self.words.note)
        notes = any(one.note for one in self.points)
        goal = f" ({self.words.target} {say(self.target, self.digits, self.unit)})"
        return Table(
            self.title + (goal if finite(self.target) is not None else ""),
            head if notes else head[:2],
            tuple(
                (one.label, say(one.value, self.digits, self.unit), one.note)[: 3 if notes else 2]
                for one in self.points
            ),
            numbers=frozenset({1}),
        )

    def _reach(self) -> tuple[float, float]:
        """From the least to the greatest value that is drawn, with a little room."""
        edges = [finite(one) for band in self.bands for one in (band.low, band.high)]
        known = [
            one
            for one in (finite(self.target), *(finite(point.value) for point in self.points), *edges)
            if one is not None
        ]
        low, high = min(known, default=0.0), max(known, default=1.0)
        room = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
        ceiling = finite(self.most)
        above = high + room if ceiling is None or high > ceiling else min(high + room, ceiling)
        return (max(low - room, 0.0) if low >= 0 else low - room), above

    def draw(self, width: float, size: float) -> tuple[list[Markup], float]:
        drawn = [one for one in self.points if finite(one.value) is not None]
        if not drawn:
            return [text(0, size * 1.3, self.words.nothing, size, fill="soft")], leading(size) * 1.3
        low, high = self._reach()
        tall, top = (170.0 if width < 480 else 220.0), size
        left = max(measure(say(one, self.digits), size) for one in (low, high)) + 10
        right = width - 8

        def x(day: date) -> float:
            start, end = self.first.toordinal(), max(self.last.toordinal(), self.first.toordinal() + 1)
            return left + share(day.toordinal(), start, end) * (right - left)

        def y(value: float) -> float:
            return top + (1 - share(value, low, high)) * tall

        parts = self._bands(left, right, low, high, y)
        goal = finite(self.target)
        if goal is not None:
            d = f"M{plain(left)} {plain(y(goal))}H{plain(right)}"
            parts.append(
                el("path", d=d, stroke="target", stroke_width=2, stroke_dasharray="6 4", fill="none")
            )
        for value in dict.fromkeys(one for one in (low, goal, high) if one is not None):
            near = goal is not None and value != goal and abs(y(value) - y(goal)) < size * 1.1
            if not near:
                parts.append(
                    text(
                        left - 6,
                        y(value) + size * 0.35,
                        say(value, self.digits),
                        size,
                        fill="soft",
                        anchor="end",
                    )
                )
        places = [(x(one.on), y(finite(one.value) or 0.0)) for one in drawn]
        line = "M" + "L".join(f"{plain(a)} {plain(b)}" for a, b in places)
        if len(places) > 1:
            parts.append(el("path", d=line, stroke="navy", stroke_width=2.5, fill="none"))
        parts += [
            el("circle", cx=a, cy=b, r=4.5, fill="navy", stroke="card", stroke_width=1.5) for a, b in places
        ]
        parts += self._newest(drawn[-1], places[-1], size, left, right)
        for day, anchor in ((self.first, "start"), (self.last, "end")):
            words = next((one.label for one in self.points if one.on == day), "")
            parts.append(
                text(
                    x(day), top + tall + size * 1.3, words or self._day(day), size, fill="soft", anchor=anchor
                )
            )
        key, bottom = self._key_of_bands(size, top + tall + size * 3.1, width)
        return [*parts, *key], bottom + size * 0.7

    def _day(self, day: date) -> str:
        return f"{day.day}/{day.month}/{day.year + 543}"

    def _bands(self, left: float, right: float, low: float, high: float, y: object) -> list[Markup]:
        parts: list[Markup] = []
        for band in self.bands:
            floor, ceiling = finite(band.low), finite(band.high)
            bottom = low if floor is None else max(floor, low)
            top = high if ceiling is None else min(ceiling, high)
            if top <= bottom:
                continue
            above, below = y(top), y(bottom)  # type: ignore[operator]
            parts.append(
                el(
                    "rect",
                    x=left,
                    y=above,
                    width=right - left,
                    height=below - above,
                    fill=PAINTS_OF_LEVELS[band.level],
                    fill_opacity=FAINT[band.level],
                )
            )
        return parts

    def _newest(
        self, point: TrendPoint, at: tuple[float, float], size: float, left: float, right: float
    ) -> list[Markup]:
        words = say(point.value, self.digits, self.unit)
        half = measure(words, size, bold=True) / 2
        middle = min(max(at[0], left + half), right - half)
        above = at[1] - 10 if at[1] > size * 2.4 else at[1] + size * 1.5
        return [text(middle, above, words, size, anchor="middle", bold=True)]

    def _key_of_bands(self, size: float, y: float, width: float) -> tuple[list[Markup], float]:
        items = []
        seen: set[int] = set()
        for band in sorted(self.bands, key=lambda one: one.level):
            if band.level in seen:
                continue
            seen.add(band.level)
            box = el(
                "rect",
                x=0,
                y=-size / 2,
                width=size,
                height=size,
                rx=2,
                fill=PAINTS_OF_LEVELS[band.level],
                fill_opacity=FAINT[band.level],
                stroke="line",
            )
            items.append((box, size * 1.4, wrap(band.name, width, size, most=1)[0]))
        return flow(items, y, size, 0, width) if items else ([], y - size * 1.75)
