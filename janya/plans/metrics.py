"""Figures of the plan that a KPI can be bound to, each as of the end of a day."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from janya.drives.models import Drive
from janya.kpis.metrics import Metric, end_of, percent
from janya.kpis.rules import Direction

from .models import Activity, Progress, Proof

DONE = 100


def standing(drive: Drive, as_of: date) -> Iterator[Activity]:
    """The activities that were not cancelled by that day."""
    for activity in Activity.objects.of(drive):
        if activity.cancelled_on is None or activity.cancelled_on > as_of:
            yield activity


def finished_on(drive: Drive, as_of: date) -> dict[int, date]:
    """For each activity that stood at 100 percent at the end of that day, since which report."""
    found: dict[int, date] = {}
    reports = Progress.objects.filter(activity__drive=drive, on__lte=as_of).order_by("on", "pk")
    for activity, on, share in reports.values_list("activity", "on", "percent"):
        if share >= DONE:
            found.setdefault(activity, on)
        else:
            found.pop(activity, None)
    return found


def on_time(drive: Drive, as_of: date) -> Decimal | None:
    """Of the activities that should be over by that day, the share that was finished on its last day or before."""
    done = finished_on(drive, as_of)
    due = [one for one in standing(drive, as_of) if one.ends_on <= as_of]
    kept = sum(one.pk in done and done[one.pk] <= one.ends_on for one in due)
    return percent(kept, len(due))


def proved(drive: Drive, as_of: date) -> Decimal | None:
    """Of the activities finished by that day, the share that stood on evidence by then."""
    done = finished_on(drive, as_of)
    counted = {one.pk for one in standing(drive, as_of)} & done.keys()
    stood = set(
        Proof.objects.filter(activity__in=counted, at__lt=end_of(as_of)).values_list("activity", flat=True)
    )
    return percent(len(stood), len(counted))


def spent(drive: Drive, as_of: date) -> Decimal | None:
    """What had been spent by that day, of the budget of the plan as it is now."""
    reports = Progress.objects.filter(activity__drive=drive, on__lte=as_of).order_by("on", "pk")
    latest: dict[int, Decimal] = dict(reports.values_list("activity", "spent"))
    rows = list(standing(drive, as_of))
    budget = sum((one.budget for one in rows), Decimal(0))
    used = sum((latest.get(one.pk, Decimal(0)) for one in rows), Decimal(0))
    return (used * 100 / budget).quantize(Decimal("0.01")) if budget else None


PLAN = "แผนปฏิบัติและรายงานความก้าวหน้าในระบบ"
METRICS = (
    Metric(
        "activities_on_time",
        _("ร้อยละของกิจกรรมที่เสร็จตามกำหนด"),
        "ร้อยละของกิจกรรมตามแผนที่แล้วเสร็จภายในกำหนด",
        "กิจกรรมที่ถึงวันสิ้นสุดแล้วและไม่ได้ยกเลิก ที่รายงานความก้าวหน้าครบร้อยละ 100 ไม่เกินวันสิ้นสุด",
        "จำนวนกิจกรรมที่เสร็จภายในกำหนด × 100 ÷ จำนวนกิจกรรมที่ถึงกำหนด",
        "ร้อยละ",
        Direction.MORE,
        PLAN,
        on_time,
    ),
    Metric(
        "activities_proved",
        _("ร้อยละของกิจกรรมที่เสร็จพร้อมหลักฐาน"),
        "ร้อยละของกิจกรรมที่แล้วเสร็จและมีหลักฐาน",
        "กิจกรรมที่รายงานความก้าวหน้าครบร้อยละ 100 และมีแฟ้มหรือลิงก์หลักฐานในระบบอย่างน้อยหนึ่งรายการ",
        "จำนวนกิจกรรมที่เสร็จและมีหลักฐาน × 100 ÷ จำนวนกิจกรรมที่เสร็จ",
        "ร้อยละ",
        Direction.MORE,
        "คลังหลักฐานในระบบ",
        proved,
    ),
    Metric(
        "budget_spent",
        _("ร้อยละของการใช้จ่ายงบประมาณตามแผน"),
        "ร้อยละของงบประมาณตามแผนที่ใช้จ่ายแล้ว",
        "ยอดใช้จ่ายสะสมตามรายงานความก้าวหน้าของทุกกิจกรรมที่ไม่ได้ยกเลิก เทียบกับงบประมาณตามแผน",
        "ยอดใช้จ่ายสะสม × 100 ÷ งบประมาณตามแผน",
        "ร้อยละ",
        Direction.MORE,
        PLAN,
        spent,
    ),
)
