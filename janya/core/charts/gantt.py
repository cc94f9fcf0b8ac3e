"""A plan on the months of a year: a bar for each activity, how far it is, its milestones, and where today stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from .chart import Chart, Table, share
from .lettering import measure, wrap
from .marks import polygon
from .svg import Markup, el, label, leading, link, plain, text

BAR = 12.0
LIGHT_PAINTS = {"green": "done", "amber": "gold", "red": "late", "grey": "empty"}


@dataclass(frozen=True)
class GanttPoint:
    """A milestone: its day in words stands in the table."""

    on: date
    title: str
    done: bool = False


@dataclass(frozen=True)
class GanttRow:
    """One activity; `light` is green, amber, red or grey and `state` says it in words."""

    label: str
    starts_on: date
    ends_on: date
    percent: int
    light: str
    state: str
    days: str
    owner: str = ""
    points: Sequence[GanttPoint] = ()
    href: str = ""


@dataclass(frozen=True)
class GanttGroup:
    title: str
    rows: Sequence[GanttRow]


@dataclass(frozen=True)
class GanttWords:
    label: str
    days: str
    owner: str
    state: str
    percent: str
    points: str
    reached: str
    today: str
    nothing: str


@dataclass(frozen=True)
class Gantt(Chart):
    """`months` are the first days of the months drawn and their names; what lies outside is cut at the edge."""

    wide: ClassVar[int] = 900
    groups: Sequence[GanttGroup]
    months: Sequence[tuple[date, str]]
    ends_on: date
    words: GanttWords
    today: date | None = None

    @property
    def has_links(self) -> bool:
        return any(row.href for group in self.groups for row in group.rows)

    def table(self) -> Table:
        words = self.words
        head = (words.label, words.days, words.owner, words.state, words.percent, words.points)
        return Table(
            self.title,
            head,
            tuple(
                (row.label, row.days, row.owner, row.state, str(row.percent), self._points(row))
                for group in self.groups
                for row in group.rows
            ),
            numbers=frozenset({4}),
        )

    def _points(self, row: GanttRow) -> str:
        return ", ".join(
            f"{one.title} ({self.words.reached})" if one.done else one.title for one in row.points
        )

    def draw(self, width: float, size: float) -> tuple[list[Markup], float]:
        if not any(group.rows for group in self.groups):
            return [text(0, size * 1.3, self.words.nothing, size, fill="soft")], leading(size) * 1.3
        size = min(size, 14)
        left = 0.0 if width < 480 else width * 0.36
        rows: list[Markup] = []
        top = leading(size) * 1.5
        y = top
        for group in self.groups:
            if not group.rows:
                continue
            lines = wrap(group.title, width, size, bold=True, most=2)
            for line in lines:
                y += leading(size)
                rows.append(text(0, y, line, size, bold=True))
            y += size * 0.55
            for row in group.rows:
                drawn, deep = self._row(row, y, left, width, size)
                rows.append(link(row.href, f"{row.label} {row.days} {row.state}", *drawn))
                y += deep
        return [*self._grid(left, width, top, y, size), *rows], y + 4

    def _x(self, day: date, left: float, width: float) -> float:
        first, last = self.months[0][0].toordinal(), self.ends_on.toordinal() + 1
        return left + share(day.toordinal(), first, last) * (width - left)

    def _grid(self, left: float, width: float, top: float, bottom: float, size: float) -> list[Markup]:
        """Months above thin lines, and today across all."""
        parts: list[Markup] = []
        slot = (width - left) / len(self.months)
        small = min(size, slot * 0.38 if slot < 40 else size)
        every = 1 if max(measure(name, small) for _day, name in self.months) < slot else 2
        for n, (day, name) in enumerate(self.months):
            x = self._x(day, left, width)
            if left:
                parts.append(
                    el("path", d=f"M{plain(x)} {plain(top)}V{plain(bottom)}", stroke="faint", fill="none")
                )
            if n % every == 0:
                parts.append(
                    text(x + slot / 2, leading(size) * 0.9, name, small, fill="soft", anchor="middle")
                )
        if self.today and self.months[0][0] <= self.today <= self.ends_on:
            x = self._x(self.today, left, width)
            if left:
                d = f"M{plain(x)} {plain(top - 4)}V{plain(bottom)}"
                parts.append(el("path", d=d, stroke="target", stroke_width=1.5, fill="none"))
            parts.append(polygon([(x - 5, top - 8), (x + 5, top - 8), (x, top)], fill="target"))
        return parts

    def _row(
        self, row: GanttRow, y: float, left: float, width: float, size: float
    ) -> tuple[list[Markup], float]:
        lines = wrap(row.label, (left - 12) if left else width, size, most=2)
        deep = len(lines) * leading(size)
        begin, end = self._x(row.starts_on, left, width), self._x(row.ends_on, left, width)
        long = max(end - begin, 3.0)
        at = y + (leading(size) - BAR) / 2 + 2 if left else y + deep + 2
        paint = LIGHT_PAINTS.get(row.light, "empty")
        done = long * min(max(row.percent, 0), 100) / 100
        parts = [
            label(y + size * 1.1, lines, size, row.href),
            el("rect", x=begin, y=at, width=long, height=BAR, rx=3, fill="line"),
        ]
        if done > 0:
            parts.append(el("rect", x=begin, y=at, width=max(done, 2), height=BAR, rx=3, fill=paint))
        elif row.light == "red":
            parts.append(el("rect", x=begin, y=at, width=3, height=BAR, rx=1, fill=paint))
        if not left and self.today:  # where the names stand across, today is told at each bar
            x = self._x(self.today, left, width)
            d = f"M{plain(x)} {plain(at - 3)}v{plain(BAR + 6)}"
            parts.append(el("path", d=d, stroke="target", stroke_width=1.5, fill="none"))
        for one in row.points:
            x, middle, half = self._x(one.on, left, width), at + BAR / 2, BAR * 0.55
            corners = [(x - half, middle), (x, middle - half), (x + half, middle), (x, middle + half)]
            parts.append(
                polygon(corners, fill="done" if one.done else "card", stroke="ink", stroke_width=1.2)
            )
        return parts, max(deep, BAR + 4) + size * 0.45 if left else deep + BAR + 4 + size * 0.6
