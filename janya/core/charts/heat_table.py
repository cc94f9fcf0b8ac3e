"""A table whose cells are shaded by their value: every figure stands in words too, so nothing is told by colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise

from .chart import UNKNOWN, Number, finite, say
from .svg import Markup, clean, el


@dataclass(frozen=True)
class HeatCell:
    """A figure with small words under it; a suppressed cell says so and nothing else."""

    value: Number = None
    notes: tuple[str, ...] = ()
    suppressed: bool = False


@dataclass(frozen=True)
class HeatRow:
    label: str
    cells: Sequence[HeatCell]
    under: str = ""  # the heading that it stands under


@dataclass(frozen=True)
class HeatScale:
    """Where one shade ends and the next begins, lightest first; `falling` where a smaller value is darker.

    >>> rising, falling = HeatScale((0.5, 1)), HeatScale((80, 50), digits=0, unit="%", falling=True)
    >>> [rising.step(value) for value in (-1, 0.4949, 0.495, 1, None)]
    [0, 0, 1, 2, None]
    >>> rising.names, falling.names
    (['< 0.50', '0.50–0.99', '≥ 1.00'], ['≥ 80%', '50–79%', '< 50%'])
    >>> [falling.step(value) for value in (80, 79.4, 10)]
    [0, 1, 2]
    """

    edges: tuple[float, ...]
    digits: int = 2
    unit: str = ""
    falling: bool = False

    def step(self, value: Number) -> int | None:
        """The shade of a value, judged as it is written: what reads 0.50 is shaded as 0.50."""
        if finite(value) is None:
            return None
        written = float(say(value, self.digits).replace(",", ""))
        return sum(written < edge if self.falling else written >= edge for edge in self.edges)

    @property
    def names(self) -> list[str]:
        """The values of each shade in words."""
        edges = sorted(self.edges)
        last = 10.0**-self.digits
        told = [f"< {self._say(edges[0])}"]
        told += [f"{say(low, self.digits)}–{self._say(high - last)}" for low, high in pairwise(edges)]
        told.append(f"≥ {self._say(edges[-1])}")
        return told[::-1] if self.falling else told

    def _say(self, value: float) -> str:
        return say(value, self.digits, self.unit)


@dataclass(frozen=True)
class HeatTableWords:
    corner: str
    suppressed: str
    nothing: str
    key: str


@dataclass(frozen=True)
class HeatTable:
    """Rows by columns for the page: `{{ table }}` is a real table with its key; `findings.css` shades it."""

    title: str
    heads: Sequence[str]
    rows: Sequence[HeatRow]
    scale: HeatScale
    words: HeatTableWords

    def __html__(self) -> Markup:
        return self.markup

    def __str__(self) -> str:
        return self.markup

    def step(self, cell: HeatCell) -> int | None:
        """The shade of a cell; None for what is hidden or holds nothing."""
        return None if cell.suppressed else self.scale.step(cell.value)

    @cached_property
    def markup(self) -> Markup:
        head = [el("th", self.words.corner, scope="col")]
        head += [el("th", name, scope="col", css="num wrap") for name in self.heads]
        bodies = [
            el("tbody", *self._heading(under), *(self._row(row) for row in rows))
            for under, rows in groupby(self.rows, key=lambda row: row.under)
        ]
        table = el("table", el("thead", el("tr", *head)), *bodies, css="table table-sm heat-table")
        scroll = {"role": "region", "tabindex": "0", "aria-label": clean(self.title)}
        return el("div", el("div", table, css="table-responsive", **scroll), self._key(), css="heat")

    def _heading(self, under: str) -> list[Markup]:
        if not under:
            return []
        name = el("th", el("span", under), scope="rowgroup", colspan=len(self.heads) + 1, css="heat-under")
        return [el("tr", name)]

    def _row(self, row: HeatRow) -> Markup:
        return el("tr", el("th", row.label, scope="row", css="heat-label"), *map(self._cell, row.cells))

    def _cell(self, cell: HeatCell) -> Markup:
        if cell.suppressed:
            return el("td", self.words.suppressed, css="num heat-hidden")
        if (step := self.step(cell)) is None:
            spoken = el("span", self.words.nothing, css="visually-hidden")
            return el("td", el("span", UNKNOWN, **{"aria-hidden": "true"}), spoken, css="num")
        figure = el("strong", say(cell.value, self.scale.digits, self.scale.unit))
        return el("td", figure, *(el("small", note) for note in cell.notes), css=f"num heat-{step}")

    def _key(self) -> Markup:
        shades = [el("li", name, css=f"heat-{step}") for step, name in enumerate(self.scale.names)]
        if any(cell.suppressed for row in self.rows for cell in row.cells):
            shades.append(el("li", self.words.suppressed, css="heat-hidden"))
        words = el("span", self.words.key)
        return el("div", words, el("ul", *shades), css="heat-key")
