"""A thread drawn: columns from left to right, boxes with their titles, and links with their numbers between them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .chart import Chart, Table
from .lettering import measure, wrap
from .marks import mark
from .svg import Markup, column, el, leading, link, plain, text

ROOM = 960  # the width for which it is laid out on the page
SMALL = 0.92  # of the type size: what stands above and below a title
MOST_LINES = 4
SWEEPS = 4


@dataclass(frozen=True)
class Box:
    """One thing: `called` its reference, `figure` the number on the links that lead to it, `note` its figures in words.

    `paint` is the colour of its edge, `loose` says in words what it lacks; `chosen` is the one that was asked for.
    """

    key: str
    column: int
    title: str
    called: str = ""
    figure: str = ""
    note: str = ""
    paint: str = "line"
    href: str = ""
    loose: str = ""
    chosen: bool = False

    @property
    def said(self) -> str:
        return " ".join(part for part in (self.called, self.title, self.note, self.loose) if part)


@dataclass(frozen=True)
class Tie:
    start: str
    end: str


@dataclass(frozen=True)
class FlowWords:
    """The names of the columns, from left to right, and of what the table behind tells."""

    columns: tuple[str, ...]
    stage: str
    thing: str
    figures: str
    leads_to: str
    nothing: str


@dataclass(frozen=True)
class Place:
    x: float
    y: float
    wide: float
    deep: float

    @property
    def middle(self) -> float:
        return self.y + self.deep / 2


@dataclass(frozen=True)
class Flow(Chart):
    """Drawn once, for a wide room: a narrow one shows the nested list that stands beside it on the page."""

    boxes: Sequence[Box]
    ties: Sequence[Tie]
    words: FlowWords

    @property
    def has_links(self) -> bool:
        return any(box.href for box in self.boxes)

    def table(self) -> Table:
        words = self.words
        known = {box.key: box for box in self.boxes}
        rows = []
        for box in self.boxes:
            after = [known[tie.end] for tie in self.ties if tie.start == box.key and tie.end in known]
            leads = ", ".join(one.called or one.title for one in after)
            figures = " ".join(part for part in (box.note, box.loose) if part)
            rows.append((words.columns[box.column], f"{box.called} {box.title}".strip(), figures, leads))
        return Table(self.title, (words.stage, words.thing, words.figures, words.leads_to), tuple(rows))

    def _twice(self) -> Markup:
        drawn = self._drawn(ROOM, css="chart-flow")
        return el("div", drawn, css="chart chart-flow-room")

    def draw(self, width: float, size: float) -> tuple[list[Markup], float]:
        size *= 0.9
        gap = size * 3.1
        wide = (width - gap * (len(self.words.columns) - 1)) / len(self.words.columns)
        heads, top = self._heads(wide, gap, size)
        lines = {box.key: self._lines(box, wide, size) for box in self.boxes}
        deep = {box.key: self._deep(box, lines[box.key], size) for box in self.boxes}
        places, height = self._places(wide, gap, top, deep, size)
        empty = self._empty(places, wide, gap, top, size)
        ties = self._ties(places)
        boxes = [self._box(box, places[box.key], lines[box.key], size) for box in self.boxes]
        return [*heads, *empty, *ties, *boxes], height + size * 0.5

    def _heads(self, wide: float, gap: float, size: float) -> tuple[list[Markup], float]:
        """The names of the columns with how many stand in each, over a line."""
        drawn: list[Markup] = []
        wrapped = [wrap(name, wide, size, bold=True) for name in self.words.columns]
        last = max(map(len, wrapped), default=1)
        y = size * 1.2 + last * leading(size)
        for at, lines in enumerate(wrapped):
            x = at * (wide + gap)
            first = size * 1.2 + (last - len(lines)) * leading(size)
            drawn.append(column(x, first, lines, size, fill="soft", bold=True))
            line = f"M{plain(x)} {plain(y - size * 0.9)}h{plain(wide)}"
            drawn.append(el("path", d=line, stroke="line", stroke_width=1.5, fill="none"))
        return drawn, y

    def _lines(self, box: Box, wide: float, size: float) -> tuple[list[str], list[str]]:
        room = wide - size * 1.5
        small = size * SMALL
        below = [part for part in (box.note, box.loose) if part]
        noted = [line for part in below for line in wrap(part, room, small, bold=part == box.loose, most=3)]
        return wrap(box.title, room, size, most=MOST_LINES), noted

    def _deep(self, box: Box, lines: tuple[list[str], list[str]], size: float) -> float:
        title, below = lines
        above = leading(size * SMALL) if box.called else 0.0
        return above + len(title) * leading(size) + len(below) * leading(size * SMALL) + size * 0.9

    def _places(
        self, wide: float, gap: float, top: float, deep: Mapping[str, float], size: float
    ) -> tuple[dict[str, Place], float]:
        """Set each column in the order that crosses least, each box as near as may be to what leads to it."""
        between = size * 0.8
        columns = self._ordered()
        tall = max((sum(deep[key] + between for key in keys) for keys in columns), default=0.0)
        middles: dict[str, float] = {}
        places: dict[str, Place] = {}
        for at, keys in enumerate(columns):
            spare = tall - sum(deep[key] + between for key in keys)
            wanted = self._wanted(keys, deep, middles, top, spare, between)
            tops = settle(wanted, [deep[key] + between for key in keys], top, top + tall)
            for key, y in zip(keys, tops, strict=True):
                places[key] = Place(at * (wide + gap), y, wide, deep[key])
                middles[key] = places[key].middle
        return places, top + max(tall, size * 3)

    def _wanted(
        self,
        keys: Sequence[str],
        deep: Mapping[str, float],
        middles: Mapping[str, float],
        top: float,
        spare: float,
        between: float,
    ) -> list[float]:
        """Where each box of a column would like to begin: beside what leads to it, else in its turn from the middle."""
        y, found = top + spare / 2, []
        for key in keys:
            above = [middles[tie.start] for tie in self.ties if tie.end == key and tie.start in middles]
            found.append(sum(above) / len(above) - deep[key] / 2 if above else y)
            y += deep[key] + between
        return found

    def _ordered(self) -> list[list[str]]:
        """The keys column by column, in an order in which few links cross: each near the mean of its neighbours."""
        columns = [
            [box.key for box in self.boxes if box.column == at] for at in range(len(self.words.columns))
        ]
        near: dict[str, list[str]] = {box.key: [] for box in self.boxes}
        for tie in self.ties:
            near[tie.start].append(tie.end)
            near[tie.end].append(tie.start)
        home = {key: at for at, keys in enumerate(columns) for key in keys}
        for turn in range(SWEEPS):
            span = range(1, len(columns)) if turn % 2 == 0 else range(len(columns) - 2, -1, -1)
            for at in span:
                share = {key: (n + 0.5) / max(len(keys), 1) for keys in columns for n, key in enumerate(keys)}
                aside = {
                    key: [one for one in near[key] if (home[one] < at) is (turn % 2 == 0)]
                    for key in columns[at]
                }
                columns[at] = sorted(aside, key=mean_places(aside, share).__getitem__)
        return columns

    def _ties(self, places: Mapping[str, Place]) -> list[Markup]:
        """Lines behind the boxes; one that passes a column is broken."""
        home = {box.key: box.column for box in self.boxes}
        drawn = []
        for tie in self.ties:
            start, end = places[tie.start], places[tie.end]
            x, to = start.x + start.wide, end.x
            bend = (to - x) / 2
            way = (
                f"M{plain(x)} {plain(start.middle)}C{plain(x + bend)} {plain(start.middle)} "
                f"{plain(to - bend)} {plain(end.middle)} {plain(to)} {plain(end.middle)}"
            )
            passes = home[tie.end] - home[tie.start] > 1
            drawn.append(
                el(
                    "path",
                    d=way,
                    fill="none",
                    stroke="empty",
                    stroke_width=1.6,
                    stroke_dasharray="5 4" if passes else None,
                )
            )
        return drawn

    def _box(self, box: Box, place: Place, lines: tuple[list[str], list[str]], size: float) -> Markup:
        title, below = lines
        small = size * SMALL
        x, y = place.x + size * 0.95, place.y
        drawn = [
            el(
                "rect",
                x=place.x,
                y=y,
                width=place.wide,
                height=place.deep,
                rx=6,
                fill="faint" if box.chosen else "card",
                stroke="navy" if box.chosen else "late" if box.loose else "line",
                stroke_width=2.5 if box.chosen else 1.5 if box.loose else 1.2,
                stroke_dasharray="6 4" if box.loose and not box.chosen else None,
            ),
            el("rect", x=place.x + 3, y=y + 5, width=5, height=place.deep - 10, rx=2.5, fill=box.paint),
        ]
        y += size * 0.35
        if box.called:
            y += leading(small)
            drawn.append(text(x, y - small * 0.35, box.called, small, fill="soft"))
        drawn.append(
            column(x, y + size * 1.1, title, size, bold=box.chosen, css="chart-link" if box.href else "")
        )
        y += len(title) * leading(size)
        noted = len(below)
        loose = len(wrap(box.loose, place.wide - size * 1.5, small, bold=True, most=3)) if box.loose else 0
        if noted > loose:
            drawn.append(column(x, y + small * 1.1, below[: noted - loose], small, fill="soft"))
        if loose:
            under = y + (noted - loose) * leading(small) + small * 1.1
            drawn.append(column(x, under, below[noted - loose :], small, fill="late", bold=True))
        arrives = any(tie.end == box.key for tie in self.ties)
        if box.figure and arrives:
            drawn += self._number(box.figure, place, small)
        return link(box.href, box.said, *drawn, current=box.chosen)

    def _number(self, figure: str, place: Place, size: float) -> list[Markup]:
        """The number of a link, where it arrives."""
        wide = measure(figure, size, bold=True) + size * 0.9
        x, y = place.x - wide - 2, place.middle - size * 0.8
        return [
            el("rect", x=x, y=y, width=wide, height=size * 1.6, rx=size * 0.8, fill="card", stroke="empty"),
            text(x + wide / 2, y + size * 1.15, figure, size, anchor="middle", bold=True),
        ]

    def _empty(
        self, places: Mapping[str, Place], wide: float, gap: float, top: float, size: float
    ) -> list[Markup]:
        """Where nothing stands, it says so: there the thread ends."""
        taken = {box.column for box in self.boxes}
        drawn: list[Markup] = []
        for at in range(len(self.words.columns)):
            if at in taken:
                continue
            x = at * (wide + gap)
            drawn.append(
                mark("circle", x + size * 0.5, top + size * 1.2, size * 0.35, fill="none", stroke="empty")
            )
            drawn.append(text(x + size * 1.3, top + size * 1.55, self.words.nothing, size, fill="soft"))
        return drawn


def mean_places(near: Mapping[str, Iterable[str]], share: Mapping[str, float]) -> dict[str, float]:
    """Of each key the mean place of its neighbours, its own where it has none.

    >>> mean_places({"a": ["b", "c"], "d": []}, {"b": 0.2, "c": 0.4, "d": 0.9})
    {'a': 0.3, 'd': 0.9}
    """
    told = {key: [share[one] for one in others] for key, others in near.items()}
    return {key: round(sum(at) / len(at), 6) if at else share[key] for key, at in told.items()}


def settle(wanted: Sequence[float], deep: Sequence[float], top: float, bottom: float) -> list[float]:
    """Begin each box as near to where it would like as the ones before and after let it, all between top and bottom.

    >>> settle([0, 0, 90], [10, 10, 10], 0, 100)
    [0, 10, 90]
    >>> settle([50, 95], [10, 10], 0, 100)
    [50, 90]
    """
    tops: list[float] = []
    free = top
    for wish, room in zip(wanted, deep, strict=True):
        tops.append(max(wish, free))
        free = tops[-1] + room
    limit = bottom
    for at in range(len(tops) - 1, -1, -1):
        tops[at] = max(min(tops[at], limit - deep[at]), top)
        limit = tops[at]
    return tops
