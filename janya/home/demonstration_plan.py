"""The demonstration agency's plans in depth: milestones, money by month, ceilings, and the head's approval."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from janya.core import thai
from janya.drives.models import Drive
from janya.people.models import Person
from janya.plans import actions as plans
from janya.plans import rules
from janya.plans.models import Activity, BudgetSource, PlanVersion

POINTS = (("เห็นชอบแนวทางและผู้รับผิดชอบ", 15, 1), ("ดำเนินการตามแผน", 70, 3), ("สรุปผลเสนอผู้บริหาร", 100, 1))
HEADROOM = Decimal("1.1")


def deepen(drive: Drive, *, by: Person, head: Person, today: date, finished: bool) -> None:
    """Give every activity its milestones and months, the year its ceilings, and the plan an approved version.

    In the running year one activity has changed since.
    """
    annual, province = BudgetSource.objects.filter(agency=None, key__in=("annual", "province"))
    for activity in Activity.objects.of(drive):
        milestones(activity, by=by, today=today)
        money(activity, province if activity.number % 3 == 0 else annual, by=by)
    whole = sum((one.budget for one in Activity.objects.of(drive)), Decimal(0))
    plans.set_ceilings(drive, {None: (whole * HEADROOM).quantize(Decimal(1000))}, by=by)
    approve(drive, by=by, head=head)
    later = Activity.objects.of(drive).order_by("-number").first()
    if later and not finished:
        plans.change(
            later,
            seen=later.version,
            by=by,
            kpis=later.kpis.all(),
            issues=later.issues.all(),
            method=f"{later.method}\nปรับให้จัดร่วมกับการประชุมประจำเดือนของจังหวัด เพื่อลดค่าใช้จ่าย".strip(),
        )


def milestones(activity: Activity, *, by: Person, today: date) -> None:
    days = (activity.ends_on - activity.starts_on).days
    if days < 20:
        return
    told = activity.percent
    wanted = []
    for title, share, weight in POINTS:
        due_on = activity.starts_on + timedelta(days=days * share // 100)
        is_done = told >= share and due_on <= today
        wanted.append(rules.MilestoneFacts(title, due_on, weight, due_on if is_done else None))
    plans.set_milestones(activity, wanted, seen=activity.version, by=by)


def money(activity: Activity, source: BudgetSource, *, by: Person) -> None:
    """The budget over the months of the activity, the last one taking what is left."""
    months = [
        month
        for month in thai.months_of_fiscal_year(activity.drive.fiscal_year)
        if activity.starts_on.replace(day=1) <= month <= activity.ends_on
    ]
    if not activity.budget or not months:
        return
    each = (activity.budget / len(months)).quantize(Decimal(100))
    amounts = [each] * (len(months) - 1)
    amounts.append(activity.budget - sum(amounts))
    lines = [
        rules.BudgetFacts(source.pk, month, amount)
        for month, amount in zip(months, amounts, strict=True)
        if amount > 0
    ]
    if sum(line.amount for line in lines) == activity.budget:
        plans.set_budget(activity, lines, seen=activity.version, by=by)


def approve(drive: Drive, *, by: Person, head: Person) -> None:
    version = plans.send(drive, note="ขออนุมัติแผนปฏิบัติการขับเคลื่อนประมวลจริยธรรมประจำปี", by=by)
    plans.decide(version, approves=True, reason="อนุมัติ ให้รายงานผลทุกไตรมาส", by=head)
    sent = timezone.make_aware(datetime.combine(drive.opened_on + timedelta(days=20), time(10, 5)))
    PlanVersion.objects.filter(pk=version.pk).update(
        sent_at=sent, decided_at=sent + timedelta(days=4, hours=4)
    )
