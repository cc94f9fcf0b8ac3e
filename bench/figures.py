"""A figure, and whether it holds."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    name: str
    value: float | None  # None: it could not be measured
    unit: str
    bar: float
    baseline: float | None = None
    more_is_better: bool = False
    also: tuple[tuple[str, Any], ...] = ()
    must: bool = True  # what else must be so, e.g. as many queries as at one time the size

    @property
    def ratio(self) -> float | None:
        return self.value / self.baseline if self.value and self.baseline else None

    @property
    def holds(self) -> bool:
        measured = self.value if self.ratio is None else self.ratio
        if measured is None:
            return False
        kept = measured >= self.bar if self.more_is_better else measured <= self.bar
        return kept and self.must

    def line(self) -> str:
        told = {
            "name": self.name,
            "value": rounded(self.value),
            "unit": self.unit,
            "baseline": rounded(self.baseline),
            "ratio": rounded(self.ratio),
            "bar": self.bar,
            "holds": self.holds,
        }
        return json.dumps({**told, **dict(self.also)}, ensure_ascii=False)


def rounded(number: float | None) -> float | None:
    return None if number is None else float(f"{number:.3g}") if abs(number) < 1000 else round(number)
