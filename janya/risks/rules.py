"""Ethics risk: score, level bands, and whether a band table is whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

LOWEST, HIGHEST = 1, 5  # both scales
LAST_SCORE = HIGHEST * HIGHEST


class Level(StrEnum):
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    CRITICAL = "critical"


class IsBand(Protocol):
    """Scores from `floor` to `ceiling` are of one level."""

    @property
    def level(self) -> str: ...
    @property
    def floor(self) -> int: ...
    @property
    def ceiling(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Range:
    level: str
    floor: int
    ceiling: int


@dataclass(frozen=True, slots=True)
class Verdict:
    ok: bool
    because: str = ""


def score(likelihood: int, impact: int) -> int:
    """Multiply likelihood by impact: the degree of risk, 1 to 25. Raises ValueError off the scales.

    Source: usual Thai practice, degree of risk = likelihood × impact (catalogue/risk_scales.yaml).

    >>> score(3, 4)
    12
    """
    if not (LOWEST <= likelihood <= HIGHEST and LOWEST <= impact <= HIGHEST):
        msg = "likelihood and impact are 1 to 5"
        raise ValueError(msg)
    return likelihood * impact


def level(points: int, bands: Iterable[IsBand]) -> str:
    """Find the level of a score by its number, not by the colour of a cell. Raises LookupError in a hole.

    Source: catalogue/risk_bands.yaml; each agency may have bands of its own.

    >>> level(12, [Range("low", 1, 9), Range("high", 10, 25)])
    'high'
    """
    for band in bands:
        if band.floor <= points <= band.ceiling:
            return band.level
    msg = f"no band holds the score {points}"
    raise LookupError(msg)


def whole(bands: Sequence[IsBand]) -> Verdict:
    """Tell whether a band table covers every score 1 to 25 exactly once, and if not, where it does not.

    Source: trap 8 of the field's practice: bands differ by agency and imported ones have holes.

    >>> whole([Range("low", 1, 9), Range("high", 10, 25)]).ok
    True
    >>> whole([Range("low", 1, 9), Range("high", 11, 25)]).because
    'คะแนน 10 ยังไม่อยู่ในระดับใด'
    >>> whole([Range("low", 1, 10), Range("high", 10, 25)]).because
    'คะแนน 10 อยู่ในหลายระดับพร้อมกัน'
    """
    counted = {
        points: sum(band.floor <= points <= band.ceiling for band in bands)
        for points in range(1, LAST_SCORE + 1)
    }
    holes = [points for points, found in counted.items() if not found]
    if holes:
        return Verdict(False, f"คะแนน {spoken(holes)} ยังไม่อยู่ในระดับใด")
    twice = [points for points, found in counted.items() if found > 1]
    if twice:
        return Verdict(False, f"คะแนน {spoken(twice)} อยู่ในหลายระดับพร้อมกัน")
    return Verdict(True)


def spoken(numbers: Sequence[int]) -> str:
    """Write ascending numbers with their runs drawn together.

    Source: the project's own wording.

    >>> spoken([3, 4, 5, 9])
    '3–5, 9'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
