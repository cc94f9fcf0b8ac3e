"""The facts of the plan on paper (plans/typst/plan.typ), always in Thai."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import translation

from janya.core import charts, thai
from janya.drives.models import Drive

from . import queries

WIDE = 1000  # units of the drawing over the whole sheet
MOST_ON_SHEET = 26  # activities drawn on one sheet of A3


def plan_facts(drive: Drive, rows: Sequence[queries.ActivityRow], today: date) -> dict[str, Any]:
    """Every running activity as a row, and the months in drawings of one sheet each."""
    with translation.override("th"):
        running = [one for one in rows if not one.cancelled]
        drawings = [
            queries.gantt(drive, running[at : at + MOST_ON_SHEET], today, links=False)
            for at in range(0, len(running), MOST_ON_SHEET)
        ]
        holds = queries.approved(drive)
        totals = queries.totals(running)
        return {
            "agency": drive.agency.name,
            "year": drive.fiscal_year,
            "code": drive.code.short_title,
            "as_of": today,
            "demonstration": drive.agency.is_demonstration,
            "head": drive.agency.head_title,
            "approved": None
            if holds is None
            else {
                "number": holds.number,
                "by": str(holds.decided_by),
                "on": holds.decided_at.date() if holds.decided_at else None,
                "same": not queries.told(holds.rows, queries.rows_now(drive)),
            },
            "budget": f"{totals.budget:.2f}",
            "charts": [charts.on_paper(one, WIDE, said=thai.to_thai_digits) for one in drawings],
            "alt": drawings[0].description if drawings else "",
            "rows": [on_paper(one) for one in running],
        }


def on_paper(row: queries.ActivityRow) -> dict[str, Any]:
    activity = row.activity
    return {
        "number": activity.number,
        "area": activity.area.number,
        "title": activity.title,
        "milestones": [f"{one.title} ({thai.short_date(one.due_on)})" for one in row.milestones],
        "unit": activity.unit.name if activity.unit else "",
        "owner": str(activity.owner),
        "starts_on": activity.starts_on,
        "ends_on": activity.ends_on,
        "budget": f"{activity.budget:.2f}",
        "kpis": [f"{kpi.number}. {kpi.name}" for kpi in activity.kpis.all()],
        "issues": [issue.title for issue in activity.issues.all()],
    }
