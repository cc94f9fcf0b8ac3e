"""The picture of the sensitivity: for each issue from which to which rank it may move, and where it stands now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from janya.core.charts.chart import Chart, Table
from janya.core.charts.lettering import measure, wrap
from janya.core.charts.marks import mark
from janya.core.charts.svg import Markup, clean, column, el, leading, plain, text

from .queries import Sensitivity

THICK = 12.0


@dataclass(frozen=True)
class Range:
    label: str
    now: int
    highest: int
    lowest: int


@dataclass(frozen=True)
class RangeWords:
    label: str
    now: str
    span: str
    holds: str


@dataclass(frozen=True)
class Ranges(Chart):
    """One row an issue: a band from its highest to its lowest rank, a mark where it stands now; rank 1 at the left."""

    rows: Sequence[Range]
    words: RangeWords

    def table(self) -> Table:
        return Table(
            self.title,
            (self.words.label, self.words.now, self.words.span),
            tuple((row.label, str(row.now), self._span(row)) for row in self.rows),
            numbers=frozenset({1}),
        )

    def draw(self, width: float, size: float) -> tuple[list[Markup], float]:
        beside = 0.0 if width < 480 else min(self._longest(size) + 18, width * 0.44)
        left, right = beside + 12, width - 14
        last = max(len(self.rows), 2)
        parts: list[Markup] = []

        def at(rank: int) -> float:
            return left + (rank - 1) / (last - 1) * (right - left)

        step = max(1, -(-last // 10))
        shown = sorted({1, last, *range(step, last - step // 2, step)})
        y = size * 1.2
        parts += [text(at(rank), y, str(rank), size, fill="soft", anchor="middle") for rank in shown]
        y += size * 0.6
        top = y
        for row in self.rows:
            lines = wrap(row.label, (beside - 18) if beside else width, size, most=3)
            deep = len(lines) * leading(size)
            parts.append(column(0, y + size * 1.1, lines, size))
            middle = y + (deep / 2 + size * 0.1 if beside else deep + THICK)
            parts += self._row(row, middle, at)
            y = max(y + deep, middle + THICK) + size * 0.7
        grid = [
            el(
                "path",
                d=f"M{plain(at(rank))} {plain(top)}V{plain(y)}",
                stroke="faint",
                stroke_width=1,
                fill="none",
            )
            for rank in shown
        ]
        return [*(grid if beside else []), *parts], y

    def _row(self, row: Range, middle: float, at: Callable[[int], float]) -> list[Markup]:
        start, end = at(row.highest), at(row.lowest)
        band = el(
            "rect",
            x=start - THICK / 2,
            y=middle - THICK / 2,
            width=end - start + THICK,
            height=THICK,
            rx=THICK / 2,
            fill="gold" if row.highest != row.lowest else "faint",
        )
        return [band, mark("circle", at(row.now), middle, 7, fill="navy", stroke="card", stroke_width=2)]

    def _span(self, row: Range) -> str:
        return self.words.holds if row.highest == row.lowest else f"{row.highest}–{row.lowest}"

    def _longest(self, size: float) -> float:
        return max((measure(clean(row.label), size) for row in self.rows), default=0)


def ranges(found: Sensitivity) -> Ranges:
    return Ranges(
        title=_("ลำดับที่เป็นไปได้เมื่อน้ำหนักแต่ละเกณฑ์เปลี่ยน"),
        description=_("จุดคือลำดับตามการคำนวณในขณะนี้ แถบคือลำดับสูงสุดถึงต่ำสุดที่พบ ลำดับที่ 1 อยู่ซ้ายสุด"),
        rows=tuple(Range(row.issue.title, firm.now, firm.highest, firm.lowest) for row, firm in found.rows),
        words=RangeWords(label=_("ประเด็น"), now=_("ลำดับขณะนี้"), span=_("ลำดับที่เป็นไปได้"), holds=_("คงที่")),
    )
