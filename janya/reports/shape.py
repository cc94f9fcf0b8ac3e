"""The shape of the yearly report's facts: what `queries.annual` gathers and `typst/annual.typ` prints.

Days become ISO text on the way and stand in the paper as "๓๐ กันยายน ๒๕๖๙"; figures become Thai digits. An empty text or
None means "not told". A picture is a drawing with its words beside it; None where there is none. Lists may be empty everywhere: every
chapter then says so in a sentence. What is NotRequired is printed when it is there.
"""

from datetime import date, datetime
from typing import NotRequired, TypedDict

from janya.core.charts import Drawing


class UnitStudy(TypedDict):
    """A unit with all below it; `depth` 0 is the top."""

    name: str
    depth: int
    people: int
    signed: int
    percent: float


class Study(TypedDict):
    """Step 1."""

    total: int
    read: int
    signed: int
    percent: float
    chart: Drawing | None
    units: list[UnitStudy]


class LevelCount(TypedDict):
    """How many risks stand on a level after controls; `level` is low, moderate, high or critical."""

    level: str
    name: str
    floor: int
    ceiling: int
    count: int


class RiskLine(TypedDict):
    """`score` before controls, `residual` and `level` after them."""

    reference: str
    title: str
    items: list[int]
    unit: str
    controls: str
    score: int
    residual: int
    level: str
    level_name: str
    likelihood: NotRequired[int]
    impact: NotRequired[int]
    residual_likelihood: NotRequired[int]
    residual_impact: NotRequired[int]


class Risks(TypedDict):
    """Step 2."""

    count: int
    levels: list[LevelCount]
    chart: Drawing | None
    rows: list[RiskLine]


class GroupAnswers(TypedDict):
    name: str
    answered: int
    target: int


class GroupGap(TypedDict):
    """The gap of one item in one group; a suppressed cell carries no figure."""

    gap: float | None
    suppressed: bool


class ItemGap(TypedDict):
    """The gap of one item over all; `label` begins with "ข้อ 1", `cells` stand in the order of the groups."""

    label: str
    n: int | None
    desired: float | None
    perceived: float | None
    gap: float | None
    low: float | None
    high: float | None
    suppressed: bool
    cells: list[GroupGap]


class SurveyResult(TypedDict):
    """Step 3; `title` is "" when nothing was asked, and then there are no days."""

    title: str
    opens_on: NotRequired[date]
    closes_on: NotRequired[date]
    state: NotRequired[str]
    answered: int
    groups: list[GroupAnswers]
    rows: list[ItemGap]
    chart: Drawing | None


class Criterion(TypedDict):
    name: str
    weight: float


class RankedIssue(TypedDict):
    """`sources` are numbers of risks; `scores` in the order of the criteria; `reason` "" where people kept the arithmetic's rank."""

    title: str
    item: int
    sources: list[int]
    gap: float | None
    scores: list[int]
    total: float
    in_item: int
    overall: int
    by_arithmetic: int
    reason: str


class TurnedDown(TypedDict):
    title: str
    item: int
    reason: str


class Issues(TypedDict):
    """Steps 4 and 5."""

    criteria: list[Criterion]
    ranked: list[RankedIssue]
    turned_down: list[TurnedDown]


class KpiLine(TypedDict):
    """Values are exact decimals as text; `thresholds` level 1 first; `level` 1 to 5 of the latest reading."""

    number: int
    name: str
    definition: NotRequired[str]
    formula: str
    unit: str
    direction: str
    baseline: str
    target: str
    thresholds: list[str]
    weight: str
    owner: str
    due_on: date
    value: str | None
    read_on: date | None
    level: int | None
    weighted: str | None


class Kpis(TypedDict):
    """Step 6, and the readings of step 8; `covered` is the percentage of the weight that was measured."""

    score: float | None
    covered: float
    rows: list[KpiLine]


class ActivityLine(TypedDict):
    """`light` is green, amber, red, grey or cancelled; `evidence` counts files; `kpis` are numbers of KPIs."""

    number: int
    area: str
    title: str
    unit: str
    owner: str
    starts_on: date
    ends_on: date
    budget: float
    spent: float
    kpis: list[int]
    percent: int
    planned: int
    light: str
    evidence: int


class EvidenceLine(TypedDict):
    """`activity` is the activity's number, `sha256` the first twelve digits of the file's hash."""

    activity: int
    title: str
    sha256: str
    on: date


class Plan(TypedDict):
    """Steps 7 and 8; `loose` are sentences on what hangs loose."""

    count: int
    done: int
    late: int
    budget: float
    spent: float
    loose: list[str]
    rows: list[ActivityLine]
    evidence: list[EvidenceLine]


class YearEnd(TypedDict):
    """Lessons and what is carried on: one a line."""

    summary: str
    lessons: str
    carried: str
    score: float | None
    by: str
    on: date


class Item(TypedDict):
    """An item of the code; `own` for one that the agency added."""

    number: int
    title: str
    own: bool


class LightCount(TypedDict):
    light: str
    count: int


class Message(TypedDict):
    """A sentence made by rule; `key` is that of the source of its figures."""

    text: str
    key: str


class OverviewCharts(TypedDict):
    ring: Drawing
    heat: Drawing | None
    levels: Drawing | None
    gaps: Drawing | None


class Overview(TypedDict):
    """The year on one page; `grave` counts risks that are high or critical after controls."""

    percent: float
    grave: int
    lights: list[LightCount]
    spent_percent: float | None
    messages: list[Message]
    charts: OverviewCharts


class Source(TypedDict):
    """The page that a figure comes from, and when it was taken; `key` is the beginning of the places it stands for.

    Sources of one page bear one number: the one that stands in brackets beside the figure.
    """

    key: str
    number: int
    title: str
    address: str
    taken_at: date


class Figure(TypedDict):
    """A figure that a sentence of the report tells, with its source."""

    name: str
    value: float
    unit: str
    places: int
    source: Source


class Signature(TypedDict):
    """What a signed report carries: its number, who signed when, what it replaces, and how it is verified."""

    number: str
    version: int
    signer: str
    position: str
    signed_at: datetime
    replaces: str
    why: str
    incomplete: str
    seal: str
    code: str
    address: str
    qr: str


class Annual(TypedDict):
    """The whole report. `year` is B.E.; `draft` puts ร่าง across the pages of all that is not signed; `demonstration` says that all of it is made up."""

    agency: str
    demonstration: bool
    year: int
    code: str
    code_short: str
    gazette: str
    as_of: date
    draft: bool
    study: Study
    risks: Risks
    survey: SurveyResult
    issues: Issues
    kpis: Kpis
    plan: Plan
    year_end: YearEnd | None
    items: list[Item]
    overview: Overview
    sources: list[Source]
    figures: list[Figure]
    signature: Signature | None
