"""Ethics risk: score, level bands, whether a band table is whole, responses, reviews, acceptance, what is carried over."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol

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


class Response(StrEnum):
    """What the agency does about a risk."""

    ACCEPT = "accept"
    REDUCE = "reduce"
    TRANSFER = "transfer"
    AVOID = "avoid"


class Effect(StrEnum):
    """How well an existing control works."""

    GOOD = "good"
    PARTIAL = "partial"
    NONE = "none"
    UNKNOWN = "unknown"


class ControlFacts(NamedTuple):
    """One existing control: what is done, how well it works, who sees to it."""

    text: str
    effect: str = Effect.UNKNOWN
    owner_id: int | None = None


# months until a risk of a level is looked at again; the sentences of catalogue/risk_bands.yaml say the same
REVIEW_MONTHS = {Level.LOW: 12, Level.MODERATE: 6, Level.HIGH: 3, Level.CRITICAL: 1}
NEEDS_ACCEPTANCE = frozenset({Level.HIGH, Level.CRITICAL})
NOT_IN_BRACKETS = str.maketrans("", "", "[]|")
LEAST_WEIGHT = 0.25  # a code item leads to another when at least so much of it lives on there
SOON_DAYS = 30


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


# ── reviews ────────────────────────────────────────────────────────────────────────────────
def review_due(level: str, assessed_on: date) -> date:
    """Say when a risk assessed on a day is to be looked at again: the graver, the sooner.

    Source: the project's own proposal, as catalogue/risk_bands.yaml tells what to do at each level.

    >>> review_due("critical", date(2026, 1, 31)), review_due("low", date(2026, 2, 10))
    (datetime.date(2026, 2, 28), datetime.date(2027, 2, 10))
    """
    months = assessed_on.month - 1 + REVIEW_MONTHS[Level(level)]
    year, month = assessed_on.year + months // 12, months % 12 + 1
    return date(year, month, min(assessed_on.day, monthrange(year, month)[1]))


def is_overdue(review_on: date | None, today: date) -> bool:
    """Tell whether the day of review has passed; the day itself is still in time.

    Source: the project's own rule.

    >>> is_overdue(date(2026, 2, 9), date(2026, 2, 10)), is_overdue(date(2026, 2, 10), date(2026, 2, 10))
    (True, False)
    """
    return review_on is not None and review_on < today


# ── acceptance ─────────────────────────────────────────────────────────────────────────────
def needs_acceptance(response: str, residual_level: str) -> bool:
    """Tell whether somebody has to answer for accepting the risk: when what is left over is high or critical.

    Source: 4T responses (take, treat, transfer, terminate); a risk above the tolerated level is not taken silently.

    >>> needs_acceptance("accept", "high"), needs_acceptance("accept", "low"), needs_acceptance("reduce", "critical")
    (True, False, False)
    """
    return response == Response.ACCEPT and residual_level in NEEDS_ACCEPTANCE


def stands(accepted: Sequence[int], now: Sequence[int]) -> bool:
    """Tell whether an acceptance still holds: it was given at certain levels, and only at those.

    Source: the project's own rule; who accepts, accepts what he saw.

    >>> stands((4, 4, 3, 4), (4, 4, 3, 4)), stands((4, 4, 3, 4), (4, 4, 2, 4))
    (True, False)
    """
    return tuple(accepted) == tuple(now)


# ── last year's risks ──────────────────────────────────────────────────────────────────────
def leads_to(weights: Mapping[int, float]) -> list[int]:
    """Choose the items of another code to which an item leads, the heaviest first: all that keep a good share of it.

    Source: catalogue/code_mappings.yaml; how large a share is the project's own rule.

    >>> leads_to({2: 0.7, 5: 0.3}), leads_to({2: 0.9, 5: 0.1}), leads_to({1: 0.2, 2: 0.2, 3: 0.2, 4: 0.2, 5: 0.2})
    ([2, 5], [2], [1])
    """
    falling = sorted(weights, key=lambda item: (-weights[item], item))
    heavy = [item for item in falling if weights[item] >= LEAST_WEIGHT]
    return heavy or falling[:1]


# ── a control as a line of a workbook ──────────────────────────────────────────────────────
def control_line(text: str, effect: str, owner: str = "") -> str:
    """Write a control as one line: its text, then in brackets how well it works and who sees to it.

    Source: the project's own form, so that controls stay rows in a workbook of one line a risk.

    >>> control_line("ทะเบียนรับของขวัญ", "ได้ผลดี"), control_line("ตรวจทาน", "ได้ผลบางส่วน", "นายก ข (D1)")
    ('ทะเบียนรับของขวัญ [ได้ผลดี]', 'ตรวจทาน [ได้ผลบางส่วน | นายก ข (D1)]')
    """
    inside = " | ".join(part for part in (effect, owner.translate(NOT_IN_BRACKETS)) if part)
    return f"{text} [{inside}]"


def read_control_line(line: str, effects: Mapping[str, str]) -> tuple[str, str, str]:
    """Read such a line: text, effect, owner. Brackets that tell no known effect belong to the text.

    Source: the project's own form; see `control_line`.

    >>> read_control_line("ตรวจทาน [ได้ผลดี | นายก ข (D1)]", {"ได้ผลดี": "good"})
    ('ตรวจทาน', 'good', 'นายก ข (D1)')
    >>> read_control_line("คำสั่ง [ฉบับที่ 2]", {"ได้ผลดี": "good"})
    ('คำสั่ง [ฉบับที่ 2]', 'unknown', '')
    """
    text, bracket, rest = line.rstrip().rpartition("[")
    effect, _bar, owner = rest.removesuffix("]").partition("|")
    if not bracket or not rest.endswith("]") or effect.strip() not in effects:
        return line.strip(), Effect.UNKNOWN.value, ""
    return text.strip(), effects[effect.strip()], owner.strip()
