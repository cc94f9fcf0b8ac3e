"""How a year stood: what a snapshot keeps, and what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from janya.codes import queries as codes
from janya.core import thai
from janya.core.charts import Stack, Stacks
from janya.core.charts.page import stack_words
from janya.drives.models import Drive
from janya.issues import queries as issues
from janya.kpis import queries as kpis
from janya.plans import queries as plans
from janya.plans import rules as lights
from janya.plans.models import Progress
from janya.risks import queries as risks
from janya.surveys import queries as surveys

from .. import rules
from ..models import Snapshot

LEVELS = {"red": "critical", "amber": "moderate", "green": "low", "grey": "none"}
FIELDS_OF_ACTIVITY = ("percent", "light", "spent")
FIELDS_OF_KPI = ("value", "level")


def facts(drive: Drive, as_of: date, *, steps: bool) -> dict[str, Any]:
    """How a drive stands on a day, in whole numbers and texts: activities, KPIs, score, and the eight steps.

    What was reported after that day does not count, so a month that is past can be kept too; how complete the steps
    were cannot be told of the past, so they are left out then.
    """
    card = kpis.scorecard(drive, as_of)
    return {
        "year": drive.fiscal_year,
        "as_of": as_of.isoformat(),
        "activities": activities(drive, as_of),
        "kpis": [
            {
                "pk": row.kpi.pk,
                "number": row.kpi.number,
                "title": row.kpi.name,
                "unit": row.kpi.unit,
                "weight": str(row.kpi.weight),
                "value": thai.number(row.latest.value) if row.latest else None,
                "on": row.latest.as_of.isoformat() if row.latest else None,
                "level": row.level,
            }
            for row in card.rows
        ],
        "score": str(card.score) if card.score is not None else None,
        "steps": states(drive, as_of) if steps else [],
    }


def activities(drive: Drive, as_of: date) -> list[dict[str, Any]]:
    """Each activity by what was reported of it until that day; five queries."""
    reports = Progress.objects.filter(activity__drive=drive, on__lte=as_of).order_by("on", "pk")
    latest = {one.activity_id: one for one in reports}
    found = []
    for one in plans.activities(drive):
        if one.cancelled_on and one.cancelled_on <= as_of:
            continue
        report = latest.get(one.pk)
        percent = report.percent if report else 0
        milestones = plans.facts_of(one.milestones.all())
        planned = plans.planned_of(one, milestones, as_of)
        found.append(
            {
                "pk": one.pk,
                "number": one.number,
                "title": one.title,
                "owner": str(one.owner),
                "unit": str(one.unit or ""),
                "starts_on": one.starts_on.isoformat(),
                "ends_on": one.ends_on.isoformat(),
                "percent": percent,
                "planned": planned,
                "light": lights.light(
                    percent, starts_on=one.starts_on, ends_on=one.ends_on, today=as_of, planned=planned
                ).value,
                "budget": str(one.budget),
                "spent": str(report.spent) if report else "0.00",
            }
        )
    return found


def states(drive: Drive, today: date) -> list[dict[str, int]]:
    """How complete the eight steps are: parts done, and all."""
    every = [
        codes.step_state(drive, today),
        risks.step_state(drive, today),
        surveys.step_state(drive, today),
        issues.step_state_4(drive, today),
        issues.step_state_5(drive, today),
        kpis.step_state(drive, today),
        plans.step_state_7(drive, today),
        plans.step_state_8(drive, today),
    ]
    return [{"step": one.number, "done": one.done, "of": one.total} for one in every]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs from one snapshot to a later one."""

    before: Snapshot
    after: Snapshot
    activities: list[rules.Change]
    kpis: list[rules.Change]

    @property
    def is_same(self) -> bool:
        return not self.activities and not self.kpis and self.scores[0] == self.scores[1]

    @property
    def scores(self) -> tuple[str | None, str | None]:
        return self.before.facts["score"], self.after.facts["score"]


def compare(one: Snapshot, other: Snapshot) -> Comparison:
    before, after = sorted((one, other), key=lambda snapshot: snapshot.as_of)
    return Comparison(
        before,
        after,
        rules.changes(before.facts["activities"], after.facts["activities"], FIELDS_OF_ACTIVITY),
        rules.changes(before.facts["kpis"], after.facts["kpis"], FIELDS_OF_KPI),
    )


def lights_by_month(snapshots: Sequence[Snapshot]) -> Stacks:
    """How many activities had which light, month by month."""
    names = {
        "red": _("ล่าช้า"),
        "amber": _("ช้ากว่าแผน"),
        "green": _("ตามแผนหรือเสร็จแล้ว"),
        "grey": _("ยังไม่ถึงเวลา"),
    }
    stacks = []
    for one in snapshots:
        told = [activity["light"] for activity in one.facts["activities"]]
        counts = {level: told.count(light) for light, level in LEVELS.items()}
        stacks.append(Stack(thai.short_date(one.as_of), counts, f"?at={one.pk}"))
    return Stacks(
        _("สถานะกิจกรรมรายเดือน (สีเทา: ยังไม่ถึงเวลา)"),
        _("จำนวนกิจกรรมตามสถานะ ณ วันที่บันทึกของแต่ละเดือน"),
        parts=[(LEVELS[light], name) for light, name in names.items()],
        stacks=stacks,
        words=stack_words(_("ณ วันที่")),
    )
