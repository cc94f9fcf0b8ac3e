"""A year whose thread is whole, and a large one."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from janya.drives.models import Drive
from janya.evidence.models import Evidence
from janya.plans.models import Activity, Proof
from janya.risks.models import Risk
from tests import make


def evidence(drive: Drive, title: str = "ภาพกิจกรรม", activity: Any = None) -> Evidence:
    by = make.officer(drive.agency)
    number = Evidence.objects.of(drive).count() + 1
    made = Evidence.objects.create(
        drive=drive,
        number=number,
        title=title,
        link=f"https://example.go.th/{number}",
        added_by=by,
        added_at=timezone.now(),
    )
    if activity:
        Proof.objects.create(activity=activity, evidence=made, by=by)
    return made


def whole_thread(drive: Drive) -> dict[str, Any]:
    """One thing of every kind under the first item, nothing of it loose."""
    ana = make.officer(drive.agency)
    risk = make.risk(drive, by=ana, title="รับของขวัญจากผู้รับจ้าง")
    issue = make.issue(drive, by=ana, risks=[risk], gap=Decimal("1.20"))
    kpi = make.kpi(drive, by=ana, issues=[issue])
    make.reading(kpi, 85, by=ana)
    activity = make.activity(drive, by=ana, kpis=[kpi], issues=[issue])
    Activity.objects.filter(pk=activity.pk).update(percent=100)
    proof = evidence(drive, activity=activity)
    return {"risk": risk, "issue": issue, "kpi": kpi, "activity": activity, "evidence": proof}


def many_risks(drive: Drive, like: Risk, count: int) -> list[Risk]:
    """So many more risks of the first three items, written at once."""
    names = ("likelihood", "impact", "residual_likelihood", "residual_impact", "score", "residual_score")
    facts = {name: getattr(like, name) for name in names}
    made = Risk.objects.bulk_create(
        Risk(drive=drive, number=n, title=f"ความเสี่ยง {n}", searched="", **facts) for n in range(2, count + 2)
    )
    items = list(drive.code.items.order_by("number"))
    Risk.items.through.objects.bulk_create(
        Risk.items.through(risk_id=risk.pk, codeitem_id=items[n % len(items)].pk)
        for n, risk in enumerate(made)
    )
    return made
