from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Exists, OuterRef, Subquery, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from janya.core import thai
from janya.drives.models import Drive
from janya.drives.rules import Missing, StepState
from janya.issues.models import Issue

from .. import rules
from ..models import Kpi, Reading

WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One KPI: its latest standing reading, the level this reaches, and weight × level ÷ 100."""

    kpi: Kpi
    latest: Reading | None
    level: int | None
    weighted: Decimal | None
    owed: rules.Period | None = None

    @property
    def light(self) -> rules.Light:
        return rules.light(self.level)


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Every KPI of a drive; `score` 1.00–5.00 over what has been read, `covered` the share of weight read, in percent."""

    rows: list[ScoreRow] = field(default_factory=list)
    score: Decimal | None = None
    covered: Decimal = Decimal(0)

    @property
    def weight(self) -> Decimal:
        return sum((row.kpi.weight for row in self.rows), Decimal(0))

    @property
    def is_whole(self) -> bool:
        return self.weight == WHOLE

    @property
    def owed(self) -> int:
        return sum(row.owed is not None for row in self.rows)

    @property
    def light(self) -> rules.Light:
        return rules.light(
            int(self.score.quantize(Decimal(1), ROUND_HALF_UP)) if self.score is not None else None
        )


def latest(drive: Drive, today: date) -> dict[int, Reading]:
    """The latest standing reading of each KPI, as of a day not after `today`; one query."""
    standing = Reading.objects.standing().filter(as_of__lte=today)
    newest = standing.filter(kpi=OuterRef("kpi")).order_by("-as_of", "-pk").values("pk")[:1]
    found = Reading.objects.filter(kpi__drive=drive, pk=Subquery(newest)).select_related("by")
    return {reading.kpi_id: reading for reading in found}


def scorecard(drive: Drive, today: date) -> Scorecard:
    """Three queries, however many KPIs and readings there are."""
    kpis = Kpi.objects.of(drive).select_related("owner").prefetch_related("issues").order_by("number")
    newest = latest(drive, today)
    rows = [row(kpi, newest.get(kpi.pk), drive.fiscal_year, today) for kpi in kpis]
    score = rules.weighted_score([rules.Weighed(one.kpi.weight, one.level) for one in rows])
    return Scorecard(rows, score.score, score.covered)


def row(kpi: Kpi, reading: Reading | None, fiscal_year: int, today: date) -> ScoreRow:
    level = rules.level_of(reading.value, kpi.levels, kpi.direction, kpi.target) if reading else None
    due = rules.reading_due(kpi.frequency, fiscal_year, today)
    owed = due if rules.is_owed(due, reading.as_of if reading else None) else None
    return ScoreRow(kpi, reading, level, kpi.weight * level / WHOLE if level else None, owed)


def issues_without_kpi(drive: Drive) -> list[Issue]:
    of_issue = Kpi.issues.through.objects.filter(issue=OuterRef("pk"))
    return list(Issue.objects.of(drive).adopted().filter(~Exists(of_issue)).order_by("number"))


def free_weight(drive: Drive) -> Decimal:
    """What is left to 100."""
    return WHOLE - (Kpi.objects.of(drive).aggregate(weight=Sum("weight"))["weight"] or Decimal(0))


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One reading with its level; `replaced_by` is the correction that stands in its place."""

    reading: Reading
    level: int
    replaced_by: Reading | None

    @property
    def light(self) -> rules.Light:
        return rules.light(self.level)


def history(kpi: Kpi) -> list[HistoryRow]:
    """All readings, newest day first, those that were corrected behind their corrections; one query."""
    every = kpi.readings.select_related("by").prefetch_related("proofs__evidence__drive")
    readings = list(every.order_by("-as_of", "-pk"))
    corrected = {one.replaces_id: one for one in readings if one.replaces_id}
    return [
        HistoryRow(
            one, rules.level_of(one.value, kpi.levels, kpi.direction, kpi.target), corrected.get(one.pk)
        )
        for one in readings
    ]


def step_state(drive: Drive, today: date) -> StepState:
    """Step 6: parts are the adopted issues, done with a KPI each, and the weights, done when they sum to 100."""
    of_issue = Kpi.issues.through.objects.filter(issue=OuterRef("pk"))
    issues = Issue.objects.of(drive).adopted().annotate(served=Exists(of_issue)).order_by("number")
    served = list(issues.values_list("pk", "title", "served"))
    kpis = Kpi.objects.of(drive).aggregate(count=Count("pk"), weight=Sum("weight"))
    count, weight = kpis["count"], kpis["weight"] or Decimal(0)
    here, new = reverse("kpis:list", args=[drive.pk]), reverse("kpis:add", args=[drive.pk])
    facts = (
        [_("ตัวชี้วัด %(count)s ตัว น้ำหนักรวม %(weight)s") % {"count": count, "weight": thai.number(weight)}]
        if count
        else []
    )
    if not served:
        first = Missing(_("ต้องมีประเด็นที่รับไว้ก่อนจึงกำหนดตัวชี้วัดได้"), reverse("issues:list", args=[drive.pk]))
        return StepState(6, 0, 1, facts, [first])
    missing = [
        Missing(_("ประเด็น “%(title)s” ยังไม่มีตัวชี้วัด") % {"title": title}, f"{new}?issue={pk}")
        for pk, title, has_kpi in served
        if not has_kpi
    ]
    if count and weight != WHOLE:
        missing.append(
            Missing(_("น้ำหนักตัวชี้วัดรวมกันได้ %(weight)s ต้องเท่ากับ 100") % {"weight": thai.number(weight)}, here)
        )
    done = sum(has_kpi for _pk, _title, has_kpi in served) + (bool(count) and weight == WHOLE)
    return StepState(6, done, len(served) + 1, facts, missing)
