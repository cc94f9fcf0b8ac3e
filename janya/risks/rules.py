"""Ethics risk: score, level bands, and whether a band table is whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

LOWEST, HIGHEST = 1, 5  # both scales
LAST_SCORE = HIGHEST * HIGHEST


class Level(StrEnum):
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    CRITICAL = "critical"


ORDER = tuple(Level)  # from the least to the gravest


class Movement(StrEnum):
    """Where a score went since it was last judged."""

    DOWN = "down"
    SAME = "same"
    UP = "up"


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


def _(sentence: str) -> str:
    """Mark a sentence for makemessages; whoever shows it translates it."""
    return sentence


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a table may be used; `sentence % named` tells in Thai why not."""

    ok: bool
    sentence: str = ""
    named: Mapping[str, object] = field(default_factory=dict)

    @property
    def because(self) -> str:
        return self.sentence % self.named


def _refused(sentence: str, **named: object) -> Verdict:
    return Verdict(False, sentence, named)


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


def movement(before: int, now: int) -> Movement:
    """Compare a score with the one before it.

    Source: the project's own rule; the direction is told by the scores, for a level may hide a change within it.

    >>> movement(before=16, now=12)
    <Movement.DOWN: 'down'>
    """
    return Movement.SAME if now == before else Movement.UP if now > before else Movement.DOWN


def whole(bands: Sequence[IsBand]) -> Verdict:
    """Tell whether a band table gives every score 1 to 25 exactly one level, graver levels to higher scores.

    Source: trap 8 of the field's practice: bands differ by agency and imported ones have holes.

    >>> whole([Range("low", 1, 9), Range("high", 10, 25)]).ok
    True
    >>> whole([Range("low", 1, 9), Range("high", 11, 25)]).because
    'คะแนน 10 ยังไม่อยู่ในระดับใด'
    >>> whole([Range("low", 1, 10), Range("high", 10, 25)]).because
    'คะแนน 10 อยู่ในหลายระดับพร้อมกัน'
    >>> whole([Range("low", 1, 25), Range("high", 9, 5)]).because
    'ช่วงคะแนน 9–5 เริ่มต้นสูงกว่าสิ้นสุด'
    >>> whole([Range("high", 1, 9), Range("low", 10, 25)]).because
    'ระดับที่รุนแรงกว่าต้องมีคะแนนสูงกว่า'
    """
    for band in bands:
        if band.floor > band.ceiling:
            return _refused(
                _("ช่วงคะแนน %(floor)s–%(ceiling)s เริ่มต้นสูงกว่าสิ้นสุด"), floor=band.floor, ceiling=band.ceiling
            )
        if band.floor < LOWEST or band.ceiling > LAST_SCORE:
            return _refused(
                _("ช่วงคะแนน %(floor)s–%(ceiling)s อยู่นอกคะแนน 1–%(last)s"),
                floor=band.floor,
                ceiling=band.ceiling,
                last=LAST_SCORE,
            )
    counted = {
        points: sum(band.floor <= points <= band.ceiling for band in bands)
        for points in range(LOWEST, LAST_SCORE + 1)
    }
    if holes := [points for points, found in counted.items() if not found]:
        return _refused(_("คะแนน %(points)s ยังไม่อยู่ในระดับใด"), points=spoken(holes))
    if twice := [points for points, found in counted.items() if found > 1]:
        return _refused(_("คะแนน %(points)s อยู่ในหลายระดับพร้อมกัน"), points=spoken(twice))
    climbing = [ORDER.index(Level(band.level)) for band in sorted(bands, key=lambda band: band.floor)]
    if climbing != sorted(set(climbing)):
        return _refused(_("ระดับที่รุนแรงกว่าต้องมีคะแนนสูงกว่า"))
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
