"""Standing columns in pairs, one pair a month: what was planned, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from .chart import Chart, Number, Table, finite, say, share
from .lettering import measure
from .svg import Markup, el, leading, text

TALL, SHORT = 190.0, 150.0


@dataclass(frozen=True)
class ColumnWords:
    label: str
    first: str
    second: str
    nothing: str


@dataclass(frozen=True)
class Columns(Chart):
    """`first` and `second` have one number a label, in the same unit; None is not drawn."""

    labels: Sequence[str]
    first: Sequence[Number]
    second: Sequence[Number]
    words: ColumnWords
    unit: str = ""
    digits: int = 0

    @property
    def longest(self) -> float:
        values = [finite(one) for one in (*self.first, *self.second)]
        return max((one for one in values if one and one > 0), default=1.0)

    def table(self) -> Table:
        rows = tuple(
            (label, say(one, self.digits), say(two, self.digits))
            for label, one, two in zip(self.labels, self.first, self.second, strict=True)
        )
        named = f"{self.title} ({self.unit})" if self.unit else self.title
        return Table(named, (self.words.label, self.words.first, self.words.second), rows, frozenset({1, 2}))

    def draw(self, width: float, size: float) -> tuple[list[Markup], float]:
        if not self.labels:
            return [text(0, size * 1.3, self.words.nothing, size, fill="soft")], leading(size) * 1.3
        tall = SHORT if width < 480 else TALL
        parts, top = self._key_of_colours(size, width)
        top += size * 1.6  # room for the greatest value
        slot = width / len(self.labels)
        thick = min(slot * 0.36, 22.0)
        small = min(size, max(9.0, slot * 0.42))
        every = 2 if width < 480 else 1
        parts.append(text(0, top - size * 0.5, say(self.longest, self.digits, self.unit), size, fill="soft"))
        for at in (0.0, 0.5, 1.0):
            y = top + tall * at
            parts.append(
                el("path", d=f"M0 {y:.1f}H{width:.1f}", stroke="line" if at == 1 else "faint", fill="none")
            )
        for n, label in enumerate(self.labels):
            middle = slot * (n + 0.5)
            parts += self._column(middle - thick, thick, self.first[n], top, tall, fill="line")
            parts += self._column(middle, thick, self.second[n], top, tall, fill="navy")
            if n % every == 0:
                parts.append(
                    text(middle, top + tall + size * 1.3, label, small, fill="soft", anchor="middle")
                )
        return parts, top + tall + leading(size) * 1.2

    def _key_of_colours(self, size: float, width: float) -> tuple[list[Markup], float]:
        parts: list[Markup] = []
        x, y = 0.0, 4.0
        for fill, word in (("line", self.words.first), ("navy", self.words.second)):
            long = size * 1.5 + measure(word, size)
            if x and x + long > width:
                x, y = 0.0, y + leading(size)
            parts.append(el("rect", x=x, y=y, width=size, height=size, rx=2, fill=fill))
            parts.append(text(x + size * 1.4, y + size * 0.88, word, size))
            x += long + size * 1.5
        return parts, y + leading(size)

    def _column(
        self, x: float, thick: float, value: Number, top: float, tall: float, *, fill: str
    ) -> list[Markup]:
        number = finite(value)
        if number is None or number <= 0:
            return []
        high = max(share(number, 0, self.longest) * tall, 1.5)
        return [el("rect", x=x, y=top + tall - high, width=max(thick - 1, 1), height=high, rx=1.5, fill=fill)]
