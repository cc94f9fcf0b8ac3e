"""The plan as rows that can be frozen, and what changed since it was approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from janya.core import thai
from janya.drives.models import Drive

from .. import rules
from ..models import Activity, BudgetLine, PlanVersion

LABELS = {
    "number": _("ลำดับ"),
    "title": _("กิจกรรม/โครงการ"),
    "area": _("ด้าน"),
    "unit": _("หน่วยงาน"),
    "owner": _("ผู้รับผิดชอบ"),
    "starts_on": _("เริ่ม"),
    "ends_on": _("สิ้นสุด"),
    "method": _("วิธีดำเนินการ"),
    "budget": _("งบประมาณ (บาท)"),
    "money": _("แผนการใช้งบประมาณ"),
    "milestones": _("หมุดหมาย"),
    "kpis": _("ตัวชี้วัดที่สนับสนุน"),
    "issues": _("ประเด็นที่ตอบ"),
    "cancelled_on": _("ยกเลิกเมื่อ"),
}
DATES = {"starts_on", "ends_on", "cancelled_on"}


def whole(drive: Drive) -> "QuerySet[Activity]":
    """Every activity with all that a frozen row tells; a fixed number of queries."""
    return (
        Activity.objects.of(drive)
        .select_related("area", "unit", "owner")
        .prefetch_related(
            "kpis",
            "issues",
            "milestones",
            Prefetch("budget_lines", BudgetLine.objects.select_related("source")),
        )
        .order_by("area__number", "number")
    )


def frozen(activity: Activity) -> dict[str, Any]:
    """What was approved of an activity, as plain facts; progress is not among them."""

    def day(value: date | None) -> str:
        return value.isoformat() if value else ""

    return {
        "key": activity.pk,
        "number": activity.number,
        "title": activity.title,
        "area": activity.area.title,
        "unit": activity.unit.name if activity.unit else "",
        "owner": str(activity.owner),
        "starts_on": day(activity.starts_on),
        "ends_on": day(activity.ends_on),
        "method": activity.method,
        "budget": f"{activity.budget:.2f}",
        "money": [
            [line.source.name, day(line.month), f"{line.amount:.2f}"] for line in activity.budget_lines.all()
        ],
        "milestones": [[one.title, day(one.due_on), one.weight] for one in activity.milestones.all()],
        "kpis": sorted(kpi.name for kpi in activity.kpis.all()),
        "issues": sorted(issue.title for issue in activity.issues.all()),
        "cancelled_on": day(activity.cancelled_on),
    }


def rows_now(drive: Drive) -> list[dict[str, Any]]:
    return [frozen(activity) for activity in whole(drive)]


def versions(drive: Drive) -> list[PlanVersion]:
    """Every version that was sent, the newest first; without its rows."""
    found = PlanVersion.objects.filter(drive=drive).select_related("sent_by", "decided_by").defer("rows")
    return list(found)


def approved(drive: Drive) -> PlanVersion | None:
    """The plan that holds: the newest that the head approved."""
    return (
        PlanVersion.objects.filter(drive=drive, decision=PlanVersion.Decision.APPROVED)
        .select_related("decided_by", "sent_by")
        .first()
    )


@dataclass(frozen=True, slots=True)
class FieldChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """One activity that is new, gone or changed, in words."""

    what: rules.Change
    key: int
    title: str
    fields: list[FieldChange]


def told(before: Sequence[rules.Row], after: Sequence[rules.Row]) -> list[Told]:
    """The changes between two lists of rows, in words."""
    found = []
    for one in rules.changes(before, after):
        row = one.after or one.before or {}
        found.append(
            Told(
                one.what,
                one.key,
                f"{row.get('number', '')}. {row.get('title', '')}",
                [
                    FieldChange(
                        str(LABELS.get(name, name)),
                        shown(name, (one.before or {}).get(name)),
                        shown(name, (one.after or {}).get(name)),
                    )
                    for name in one.fields
                ],
            )
        )
    return found


def shown(name: str, value: Any) -> str:
    """A value of a frozen row as a person reads it."""
    if value in (None, "", []):
        return "–"
    if name in DATES:
        return thai.short_date(date.fromisoformat(value))
    if name == "budget":
        return thai.money(thai.parse_decimal(value))
    if name == "milestones":
        return "\n".join(f"{title} ({thai.short_date(date.fromisoformat(on))})" for title, on, _w in value)
    if name == "money":
        return "\n".join(
            f"{source} {thai.MONTHS_SHORT[int(month[5:7]) - 1]} {thai.money(thai.parse_decimal(amount))}"
            for source, month, amount in value
        )
    if isinstance(value, list):
        return "\n".join(str(one) for one in value)
    return str(value)
