"""Concrete indicators: what makes one measurable, five-level thresholds, weighted scores, when a reading is owed."""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise

from janya.core import thai

LEVELS = 5
TARGET_LEVELS = (3, 5)  # a target lies between the thresholds of these two levels, both included
CENT = Decimal("0.01")


class Direction(StrEnum):
    MORE = "more"
    LESS = "less"
    RANGE = "range"  # near the target from both sides; thresholds are distances from it


class Light(StrEnum):
    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    GREY = "grey"


def _(sentence: str) -> str:
    """Mark a sentence for makemessages; whoever shows it translates it."""
    return sentence


# ── the words by which a concrete KPI is known ─────────────────────────────────────────────
# Thai is written without spaces, so each pattern keeps away from the longer words that merely contain it.
MEASURES = (
    "ร้อยละ",
    "เปอร์เซ็นต์",
    "%",
    r"จำนวน(?!มาก|น้อย|หนึ่ง)",
    r"อัตรา(?!กำลัง)",
    "สัดส่วน",
    "คะแนน",
    r"(?<!ทุก)ระดับ(?!สูง|กลาง|ต้น|ล่าง|ชาติ|ประเทศ|กรม|จังหวัด|อำเภอ|ผู้)",
    "เฉลี่ย",
    "ดัชนี",
    "ความถี่",
    "ปริมาณ",
    "มูลค่า",
    "ระยะเวลา",
    "ช่องว่าง",
    "ผลต่าง",
    "ส่วนต่าง",
    r"[0-9๐-๙]\s*(?:คน|ราย|ครั้ง|เรื่อง|ข้อ|โครงการ|กิจกรรม|หน่วยงาน|หลักสูตร|รุ่น|ฉบับ|ชิ้น|วัน|เดือน|ชั่วโมง|บาท)",
)
VAGUE = (
    "ดีขึ้น",
    "ดียิ่งขึ้น",
    "มากขึ้น",
    "น้อยลง",
    "เพิ่มขึ้น",
    "ลดลง",
    "สูงขึ้น",
    "เหมาะสม",
    "ทั่วถึง",
    "ต่อเนื่อง",
    "เพียงพอ",
    "มีประสิทธิภาพ",
    "มีคุณภาพ",
    "เป็นรูปธรรม",
    "เข้มแข็ง",
    "ยั่งยืน",
    "ส่งเสริม",
    "สนับสนุน",
    "พัฒนา",
    "ปลูกฝัง",
    "สร้างจิตสำนึก",
    "ตระหนัก",
)
# Words that join others and name nothing to be measured.
JOINING = ("อย่าง", "ของ", "ที่", "ให้", "ความ", "การ", "และ", "หรือ", "ใน", "โดย", "ได้", "มี", "เป็น", "ต่าง", "ๆ")
LEAST_LETTERS = 2  # what is left of a name, marks above and below not counted: "คดี" has two
OPERATIONS = (
    "[×÷*=+−]",
    r"(?<!และ)/(?!หรือ)",
    r"(?<=\s)-(?=\s)",
    r"(?<=[\s\d)])[xX](?=[\s\d(])",
    r"(?<!ริ)(?<!อา)(?<!ท)หาร",
    "คูณ",
    r"(?<!เชิง)(?<!ทาง)(?<!ด้าน)บวก",
    r"(?<!ห)(?<!เชิง)(?<!ทาง)(?<!ด้าน)ลบ",
    "ผลรวม",
    r"รวม(?=จำนวน|คะแนน|กัน)",
    r"(?<!ส)นับ(?!ถือ|แต่)",
    r"จำนวน(?!มาก|น้อย|หนึ่ง)",
    "เฉลี่ย",
    "ร้อยละ",
    "สัดส่วน",
    "ผลต่าง",
    "ส่วนต่าง",
    "เทียบกับ",
)
MEASURE = re.compile("|".join(MEASURES))
OPERATION = re.compile("|".join(OPERATIONS))
NOUGHT = re.compile(
    r"(?:÷|/|∕|(?<!ท)หาร(?:ด้วย)?(?:เลข)?)\s*[-−]?\s*[(\[]?\s*[-−]?\s*(?:[0๐]+(?:\.[0๐]*)?|ศูนย์)(?![0-9๐-๙.,])"
)
EMPTY_WORDS = re.compile("|".join(map(re.escape, sorted((*VAGUE, *JOINING), key=len, reverse=True))))


@dataclass(frozen=True, slots=True)
class Draft:
    """A KPI as somebody proposes it. What has not been given is "", None or 0."""

    name: str
    formula: str
    unit: str
    direction: str
    target: Decimal | None
    thresholds: Sequence[Decimal | None]
    weight: Decimal | None
    due_on: date | None
    fiscal_year: int
    baseline: Decimal | None = None
    issues: int = 0
    has_owner: bool = False
    metric_unit: str = ""  # unit and direction of the figure that the system measures, when one is chosen
    metric_direction: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one field is not concrete. `sentence` is to be translated, then filled with `named`."""

    field: str
    sentence: str
    named: Mapping[str, object] = dataclasses.field(default_factory=dict)

    @property
    def because(self) -> str:
        return self.sentence % self.named


def concrete(draft: Draft) -> list[Refusal]:
    """Tell what keeps a KPI from being concrete, field by field; an empty list means that it is.

    Source: step 6 of the guideline, "กำหนดตัวชี้วัดและเป้าหมายในเชิงรูปธรรม"; mission row S6; the lists of words
    above are the project's own.

    >>> good = Draft(
    ...     name="ร้อยละของข้าราชการที่ลงนามรับทราบประมวลจริยธรรม",
    ...     formula="จำนวนผู้ลงนาม × 100 ÷ จำนวนข้าราชการทั้งหมด",
    ...     unit="ร้อยละ", direction="more", baseline=Decimal(60), target=Decimal(100),
    ...     thresholds=[Decimal(n) for n in (60, 70, 80, 90, 100)], weight=Decimal(25),
    ...     due_on=date(2026, 9, 30), fiscal_year=2569, issues=1, has_owner=True)
    >>> concrete(good)
    []
    >>> from dataclasses import replace
    >>> [(one.field, one.because) for one in concrete(replace(good, name="ข้าราชการมีจริยธรรมดีขึ้น"))]
    [('name', 'คำว่า “ดีขึ้น” วัดไม่ได้ กรุณาระบุสิ่งที่นับหรือคำนวณได้ เช่น “ร้อยละของ…” “จำนวน…” หรือ “คะแนนเฉลี่ย…”')]
    >>> [one.field for one in concrete(replace(good, target=Decimal(50), due_on=date(2026, 10, 1)))]
    ['target', 'due_on']
    """
    return [
        *_name(draft.name),
        *_formula(draft.formula),
        *_unit(draft),
        *_direction(draft),
        *_target(draft),
        *_thresholds(draft),
        *_frame(draft),
    ]


def _name(name: str) -> list[Refusal]:
    if not name.strip():
        return [Refusal("name", _("กรุณากรอกชื่อตัวชี้วัด"))]
    if not MEASURE.search(name):
        if vague := [word for word in VAGUE if word in name]:
            told = _(
                "คำว่า “%(word)s” วัดไม่ได้ กรุณาระบุสิ่งที่นับหรือคำนวณได้ เช่น “ร้อยละของ…” “จำนวน…” หรือ “คะแนนเฉลี่ย…”"
            )
            return [Refusal("name", told, {"word": "” “".join(vague)})]
        told = _("ชื่อยังไม่บอกว่าวัดเป็นอะไร กรุณาขึ้นต้นด้วยสิ่งที่วัดได้ เช่น “ร้อยละของ…” “จำนวน…” หรือ “คะแนนเฉลี่ย…”")
        return [Refusal("name", told)]
    left = EMPTY_WORDS.sub("", MEASURE.sub("", name))
    if sum(letter.isalpha() for letter in left) < LEAST_LETTERS:
        return [
            Refusal("name", _("ชื่อยังไม่บอกว่าวัดเรื่องใดหรือของใคร เช่น “ร้อยละของข้าราชการที่ลงนามรับทราบประมวลจริยธรรม”"))
        ]
    return []


def _formula(formula: str) -> list[Refusal]:
    if not formula.strip():
        return [Refusal("formula", _("กรุณากรอกสูตรการคำนวณ เช่น “จำนวนผู้ลงนาม × 100 ÷ จำนวนข้าราชการทั้งหมด”"))]
    if not OPERATION.search(formula):
        told = _("สูตรยังไม่บอกวิธีนับหรือวิธีคำนวณ กรุณาใช้คำหรือเครื่องหมาย เช่น นับจำนวน ผลรวม ค่าเฉลี่ย × ÷")
        return [Refusal("formula", told)]
    if NOUGHT.search(formula):
        return [Refusal("formula", _("สูตรหารด้วยศูนย์ จึงคำนวณไม่ได้ กรุณาแก้ตัวหาร"))]
    return []


def _unit(draft: Draft) -> list[Refusal]:
    if not draft.unit.strip():
        return [Refusal("unit", _("กรุณากรอกหน่วยนับ เช่น ร้อยละ คน ครั้ง เรื่อง คะแนน"))]
    if draft.metric_unit and draft.unit.strip() != draft.metric_unit:
        told = _("ตัวเลขที่เลือกให้ระบบวัดมีหน่วยนับเป็น “%(unit)s” กรุณาใช้หน่วยเดียวกัน")
        return [Refusal("unit", told, {"unit": draft.metric_unit})]
    return []


def _direction(draft: Draft) -> list[Refusal]:
    if draft.direction not in set(Direction):
        return [Refusal("direction", _("กรุณาเลือกว่าค่ายิ่งมากยิ่งดี ยิ่งน้อยยิ่งดี หรือยิ่งใกล้เป้าหมายยิ่งดี"))]
    if draft.metric_direction and draft.direction != draft.metric_direction:
        if draft.metric_direction == Direction.MORE:
            return [Refusal("direction", _("ตัวเลขที่เลือกให้ระบบวัดเป็นแบบยิ่งมากยิ่งดี กรุณาเลือกทิศทางให้ตรงกัน"))]
        return [Refusal("direction", _("ตัวเลขที่เลือกให้ระบบวัดเป็นแบบยิ่งน้อยยิ่งดี กรุณาเลือกทิศทางให้ตรงกัน"))]
    return []


def _target(draft: Draft) -> list[Refusal]:
    """A target is a number on the better side of the baseline; without a baseline there is nothing to compare."""
    if draft.target is None:
        return [Refusal("target", _("กรุณากรอกค่าเป้าหมายเป็นตัวเลข"))]
    if draft.baseline is None or draft.direction not in set(Direction) or not _wrong_side(draft):
        return []
    if draft.target == draft.baseline:
        told = _("ค่าเป้าหมายเท่ากับค่าฐาน %(baseline)s จึงยังไม่แสดงว่าจะดีขึ้น กรุณากำหนดค่าที่ต่างจากค่าฐาน")
    elif draft.direction == Direction.RANGE:
        return []
    elif draft.direction == Direction.MORE:
        told = _("ตัวชี้วัดนี้ยิ่งมากยิ่งดี ค่าเป้าหมายจึงต้องมากกว่าค่าฐาน %(baseline)s")
    else:
        told = _("ตัวชี้วัดนี้ยิ่งน้อยยิ่งดี ค่าเป้าหมายจึงต้องน้อยกว่าค่าฐาน %(baseline)s")
    return [Refusal("target", told, {"baseline": thai.number(draft.baseline)})]


def _thresholds(draft: Draft) -> list[Refusal]:
    """Five levels, each strictly better than the one before, and the target between levels 3 and 5.

    Agencies set the target either in the middle (level 3 = "as planned") or at the top (level 5 = "reached"): both
    are allowed. A target below level 3 would show red although it is reached, one above level 5 could never count.
    """
    given = [*draft.thresholds, *[None] * LEVELS][:LEVELS]
    levels = [value for value in given if value is not None]
    if len(levels) < LEVELS:
        told = _("กรุณากรอกเกณฑ์ระดับ %(level)s")
        return [
            Refusal(f"level_{number}", told, {"level": number})
            for number, value in enumerate(given, 1)
            if value is None
        ]
    if draft.direction not in set(Direction):
        return []
    if draft.direction == Direction.RANGE:
        told = _("เกณฑ์ระดับ %(level)s ต้องน้อยกว่าระดับ %(before)s เพราะเป็นระยะห่างจากเป้าหมาย ยิ่งใกล้ยิ่งดี")
    elif draft.direction == Direction.MORE:
        told = _("เกณฑ์ระดับ %(level)s ต้องมากกว่าระดับ %(before)s เพราะค่ายิ่งมากยิ่งดี")
    else:
        told = _("เกณฑ์ระดับ %(level)s ต้องน้อยกว่าระดับ %(before)s เพราะค่ายิ่งน้อยยิ่งดี")
    disordered = [
        Refusal(f"level_{number}", told, {"level": number, "before": number - 1})
        for number, (lower, upper) in enumerate(pairwise(levels), 2)
        if not is_better(upper, lower, draft.direction)
    ]
    if draft.direction == Direction.RANGE:
        if not disordered and levels[-1] < 0:
            return [Refusal("level_5", _("ระยะห่างจากเป้าหมายต้องไม่ติดลบ"))]
        return disordered
    floor, ceiling = (levels[level - 1] for level in TARGET_LEVELS)
    if disordered or draft.target is None or _wrong_side(draft):
        return disordered
    if not min(floor, ceiling) <= draft.target <= max(floor, ceiling):
        told = _("ค่าเป้าหมาย %(target)s ต้องอยู่ระหว่างเกณฑ์ระดับ 3 (%(floor)s) กับระดับ 5 (%(ceiling)s)")
        named = {
            "target": thai.number(draft.target),
            "floor": thai.number(floor),
            "ceiling": thai.number(ceiling),
        }
        return [Refusal("target", told, named)]
    return []


def _wrong_side(draft: Draft) -> bool:
    if draft.target is None or draft.baseline is None:
        return False
    if draft.direction == Direction.RANGE:
        return draft.target == draft.baseline
    return not is_better(draft.target, draft.baseline, draft.direction)


def _frame(draft: Draft) -> list[Refusal]:
    """What ties the KPI to the year: weight, day, owner, issue."""
    found = []
    if draft.weight is None or not 0 < draft.weight <= 100:
        found.append(Refusal("weight", _("กรุณากรอกน้ำหนักที่มากกว่า 0 และไม่เกิน 100")))
    first, last = thai.fiscal_year_span(draft.fiscal_year)
    if draft.due_on is None:
        found.append(Refusal("due_on", _("กรุณากรอกวันที่กำหนดบรรลุ")))
    elif not first <= draft.due_on <= last:
        told = _("กำหนดบรรลุต้องอยู่ในปีงบประมาณ พ.ศ. %(year)s คือ %(first)s ถึง %(last)s")
        named = {"year": draft.fiscal_year, "first": thai.short_date(first), "last": thai.short_date(last)}
        found.append(Refusal("due_on", told, named))
    if not draft.has_owner:
        found.append(Refusal("owner", _("กรุณาเลือกผู้รับผิดชอบหนึ่งคน")))
    if not draft.issues:
        found.append(Refusal("issues", _("กรุณาเลือกประเด็นที่ตัวชี้วัดนี้ตอบอย่างน้อยหนึ่งประเด็น")))
    return found


# ── values, levels, lights ─────────────────────────────────────────────────────────────────
def is_better(one: Decimal, other: Decimal, direction: str) -> bool:
    """Tell whether one value is strictly better than the other; in a range these are distances from the target.

    Source: arithmetic.

    >>> is_better(Decimal(3), Decimal(2), "more"), is_better(Decimal(3), Decimal(2), "less")
    (True, False)
    """
    return one > other if direction == Direction.MORE else one < other


def level_of(
    value: Decimal, thresholds: Sequence[Decimal], direction: str, target: Decimal | None = None
) -> int:
    """The level 1..5 of a value: the highest one whose threshold it reaches; below level 1 it is still level 1.

    In a range the thresholds are the greatest distances from the target, to either side. There is no level 0: the lowest score of the five-level scale is 1.

    Source: the five-level scale of the OPDC for agencies' performance agreements; mission row S6.

    >>> more = [Decimal(n) for n in (60, 70, 80, 90, 100)]
    >>> [level_of(Decimal(value), more, "more") for value in (10, 60, 79, 80, 250)]
    [1, 1, 2, 3, 5]
    >>> level_of(Decimal(2), [Decimal(n) for n in (8, 6, 4, 2, 0)], "less")
    4
    >>> [level_of(Decimal(n), [Decimal(n) for n in (10, 8, 6, 4, 2)], "range", Decimal(50)) for n in (49, 53, 62)]
    [5, 4, 1]
    """
    if direction == Direction.RANGE:
        value = abs(value - (target or Decimal(0)))
    reached = [value == floor or is_better(value, floor, direction) for floor in thresholds]
    return max(1, sum(reached))


LIGHTS = {1: Light.RED, 2: Light.RED, 3: Light.YELLOW, 4: Light.GREEN, 5: Light.GREEN}


def light(level: int | None) -> Light:
    """The traffic light of a level; grey as long as nothing has been read.

    Source: the project's own table; level 3 is the middle of the scale.

    >>> light(2).value, light(3).value, light(5).value, light(None).value
    ('red', 'yellow', 'green', 'grey')
    """
    return Light.GREY if level is None else LIGHTS[level]


@dataclass(frozen=True, slots=True)
class Weighed:
    """The weight of one KPI and its level, None when it has no reading yet."""

    weight: Decimal
    level: int | None


@dataclass(frozen=True, slots=True)
class Score:
    """The weighted score 1.00–5.00 of what has been read, and how many percent of all weight has been read."""

    score: Decimal | None
    covered: Decimal


def weighted_score(rows: Sequence[Weighed]) -> Score:
    """Σ weight × level ÷ Σ weight over the KPIs that have a reading; what has none lowers the coverage, not the score.

    Source: mission rows S6 and S8; weighted mean of the five-level scale.

    >>> weighted_score([Weighed(Decimal(60), 5), Weighed(Decimal(20), 2), Weighed(Decimal(20), None)])
    Score(score=Decimal('4.25'), covered=Decimal('80.00'))
    >>> weighted_score([])
    Score(score=None, covered=Decimal('0.00'))
    """
    read = [(row.weight, row.level) for row in rows if row.level is not None]
    weight, whole = sum(one for one, _level in read), sum(row.weight for row in rows)
    if not weight:
        return Score(None, Decimal("0.00"))
    score = sum((one * level for one, level in read), Decimal(0)) / weight
    return Score(score.quantize(CENT, ROUND_HALF_UP), (100 * weight / whole).quantize(CENT, ROUND_HALF_UP))


def propose_thresholds(baseline: Decimal | None, target: Decimal, direction: str) -> list[Decimal]:
    """Five even steps for people to start from: level 5 is the target, level 1 the baseline.

    Without a baseline (or with one on the wrong side) a step is a tenth of the target, or one when the target is 0.

    Source: the project's own proposal; people may change it.

    >>> [thai.number(one) for one in propose_thresholds(Decimal(60), Decimal(100), "more")]
    ['60', '70', '80', '90', '100']
    >>> [thai.number(one) for one in propose_thresholds(None, Decimal(50), "more")]
    ['30', '35', '40', '45', '50']
    >>> [thai.number(one) for one in propose_thresholds(Decimal(8), Decimal(0), "less")]
    ['8', '6', '4', '2', '0']
    >>> [thai.number(one) for one in propose_thresholds(Decimal(40), Decimal(50), "range")]
    ['10', '8', '6', '4', '2']
    """
    if direction == Direction.RANGE:
        farthest = abs(target - baseline) if baseline is not None and baseline != target else Decimal(0)
        each = (farthest or abs(target) / 2 or Decimal(LEVELS)) / LEVELS
        return [(each * number).quantize(Decimal("0.0001"), ROUND_HALF_UP) for number in range(LEVELS, 0, -1)]
    if baseline is not None and is_better(target, baseline, direction):
        step = (target - baseline) / (LEVELS - 1)
    else:
        step = abs(target) / 10 or Decimal(1)
        step = step if direction == Direction.MORE else -step
    exact = [target - step * (LEVELS - number) for number in range(1, LEVELS + 1)]
    for places in (CENT, Decimal("0.0001")):
        rounded = [one.quantize(places, ROUND_HALF_UP) for one in exact]
        if rounded[-1] == target and all(is_better(b, a, direction) for a, b in pairwise(rounded)):
            return rounded
    return exact


# ── when a reading is owed ─────────────────────────────────────────────────────────────────
MONTHS_OF = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}


@dataclass(frozen=True, slots=True)
class Period:
    first: date
    last: date


def periods(frequency: str, fiscal_year: int) -> list[Period]:
    """The periods of a fiscal year in which a KPI is measured, October first.

    Source: fiscal year, Budget Procedures Act B.E. 2561, s. 4.

    >>> [period.last.isoformat() for period in periods("quarterly", 2569)]
    ['2025-12-31', '2026-03-31', '2026-06-30', '2026-09-30']
    """
    starts = thai.months_of_fiscal_year(fiscal_year)[:: MONTHS_OF[frequency]]
    last = thai.fiscal_year_span(fiscal_year)[1]
    ends = [date.fromordinal(start.toordinal() - 1) for start in starts[1:]]
    return [Period(start, end) for start, end in zip(starts, [*ends, last], strict=True)]


def reading_due(frequency: str, fiscal_year: int, today: date) -> Period | None:
    """The latest period that is over, for which a reading is therefore owed; None before the first one has ended.

    Source: the KPI's own frequency; mission row S8.

    >>> reading_due("quarterly", 2569, date(2026, 2, 10))
    Period(first=datetime.date(2025, 10, 1), last=datetime.date(2025, 12, 31))
    >>> reading_due("yearly", 2569, date(2026, 9, 30)) is None
    True
    """
    over = [period for period in periods(frequency, fiscal_year) if period.last < today]
    return over[-1] if over else None


def is_owed(due: Period | None, latest_as_of: date | None) -> bool:
    """Tell whether the reading of the period that is over is still missing: the latest one is from before it.

    Source: the KPI's own frequency; mission row S8.

    >>> due = reading_due("quarterly", 2569, date(2026, 2, 10))
    >>> is_owed(due, None), is_owed(due, date(2025, 12, 15)), is_owed(None, None)
    (True, False, False)
    """
    return due is not None and (latest_as_of is None or latest_as_of < due.first)
