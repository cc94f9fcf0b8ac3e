from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from janya.core.keeping import Kept
from janya.core.thai import fiscal_year_span, money
from janya.drives.models import Drive
from janya.drives.queries import mark
from janya.drives.rules import Missing, StepState
from janya.evidence.queries import Use, UsedBy
from janya.issues.models import Issue
from janya.kpis.models import Kpi
from janya.kpis.models import Reading as KpiReading
from janya.people.models import Person
from janya.people.rules import Role

from .. import rules
from ..models import Activity, Milestone, Proof, SampleActivity, YearEnd
from .money import over_ceilings

PLANS: "Kept[list[ActivityRow]]" = Kept(16)
CHECKS: "Kept[list[LooseEnd]]" = Kept(16)


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One activity with its light and how far it should be by now."""

    activity: Activity
    planned: int
    light: rules.Light
    evidence: int
    milestones: Sequence[Milestone] = ()
    late: int = 0  # milestones over their day

    @property
    def reached(self) -> int:
        return sum(one.done_on is not None for one in self.milestones)

    @property
    def cancelled(self) -> bool:
        return self.activity.cancelled_on is not None


def activities(drive: Drive) -> "QuerySet[Activity]":
    return (
        Activity.objects.of(drive)
        .select_related("area", "unit", "owner", "sample", "drive")
        .prefetch_related("kpis", "issues", "milestones")
        .annotate(evidence_count=Count("proofs", distinct=True))
        .order_by("area__number", "number")
    )


def facts_of(milestones: Iterable[Milestone]) -> list[rules.MilestoneFacts]:
    return [
        rules.MilestoneFacts(one.title, one.due_on, one.weight, one.done_on, one.pk) for one in milestones
    ]


def planned_of(activity: Activity, milestones: Sequence[rules.MilestoneFacts], today: date) -> int:
    """How far it should be: its milestones say so, where there are any."""
    if milestones:
        return rules.share_due(milestones, today)
    return rules.planned_percent(activity.starts_on, activity.ends_on, today)


def row(activity: Activity, today: date) -> ActivityRow:
    points = list(activity.milestones.all())
    milestones = facts_of(points)
    planned = planned_of(activity, milestones, today)
    return ActivityRow(
        activity,
        planned,
        rules.light(
            activity.percent,
            starts_on=activity.starts_on,
            ends_on=activity.ends_on,
            today=today,
            planned=planned,
        ),
        getattr(activity, "evidence_count", 0),
        points,
        len(rules.late(milestones, today)),
    )


def plan(drive: Drive, today: date) -> list[ActivityRow]:
    """The whole plan by area and number; kept until something changes (decision 0010), so nobody may change the rows."""
    return PLANS.get(
        (drive.pk, mark(drive), today), lambda: [row(activity, today) for activity in activities(drive)]
    )


@dataclass(frozen=True, slots=True)
class LooseEnd:
    """A loose end as a sentence, with the page that mends it."""

    kind: rules.Kind
    text: str
    href: str


def check(drive: Drive) -> list[LooseEnd]:
    """What hangs loose, in the reader's language; kept until something changes."""
    return CHECKS.get((drive.pk, mark(drive), get_language()), lambda: checked(drive))


def checked(drive: Drive) -> list[LooseEnd]:
    """What hangs loose; a fixed number of queries."""
    issues = Issue.objects.of(drive).adopted().prefetch_related("kpis")
    kpis = list(Kpi.objects.of(drive))
    running = (
        Activity.objects.of(drive)
        .filter(cancelled_on=None)
        .select_related("owner")
        .prefetch_related("kpis", "milestones")
    )
    loose = rules.loose_ends(
        [rules.IssueFacts(one.pk, one.title, [kpi.pk for kpi in one.kpis.all()]) for one in issues],
        [rules.KpiFacts(one.pk, one.name, one.due_on) for one in kpis],
        [
            rules.ActivityFacts(
                one.pk,
                one.title,
                one.owner_id,
                str(one.owner),
                one.starts_on,
                one.ends_on,
                frozenset(kpi.pk for kpi in one.kpis.all()),
                [(point.title, point.due_on) for point in one.milestones.all()],
                owner_left=not one.owner.is_active and one.percent < 100,
            )
            for one in running
        ],
        year=fiscal_year_span(drive.fiscal_year),
    )
    sentences = {
        rules.Kind.ISSUE_WITHOUT_KPI: _("ประเด็น “%s” ยังไม่มีตัวชี้วัด"),
        rules.Kind.KPI_WITHOUT_ACTIVITY: _("ตัวชี้วัด “%s” ยังไม่มีกิจกรรมรองรับ"),
        rules.Kind.ACTIVITY_WITHOUT_KPI: _("กิจกรรม “%s” ยังไม่สนับสนุนตัวชี้วัดใด"),
        rules.Kind.ENDS_AFTER_KPI: _("กิจกรรม “%s” สิ้นสุดหลังกำหนดบรรลุของตัวชี้วัด “%s”"),
        rules.Kind.OUTSIDE_THE_YEAR: _("กิจกรรม “%s” มีช่วงเวลาออกนอกปีงบประมาณ"),
        rules.Kind.TOO_MANY_AT_ONCE: _("%s รับผิดชอบพร้อมกัน %s กิจกรรม ซึ่งมากเกินไป"),
        rules.Kind.MILESTONE_OUTSIDE: _("หมุดหมาย “%s” อยู่นอกช่วงเวลาของกิจกรรม “%s”"),
        rules.Kind.OWNER_LEFT: _("%s ไม่ได้ปฏิบัติงานแล้ว แต่ยังเป็นผู้รับผิดชอบกิจกรรม “%s” กรุณากำหนดผู้รับผิดชอบใหม่"),
    }
    found = [LooseEnd(one.kind, sentences[one.kind] % one.names, _where(drive, one)) for one in loose]
    return found + [
        LooseEnd(
            rules.Kind.OVER_CEILING,
            _("งบประมาณ%(source)s %(planned)s บาท เกินวงเงิน %(ceiling)s บาท")
            % {"source": name, "planned": money(over.planned), "ceiling": money(over.ceiling)},
            reverse("plans:money", args=[drive.pk]),
        )
        for name, over in over_ceilings(drive)
    ]


def _where(drive: Drive, loose: rules.Loose) -> str:
    if loose.kind is rules.Kind.ISSUE_WITHOUT_KPI:
        return f"{reverse('kpis:add', args=[drive.pk])}?issue={loose.pk}"
    if loose.kind is rules.Kind.KPI_WITHOUT_ACTIVITY:
        return f"{reverse('plans:samples', args=[drive.pk])}?kpi={loose.pk}"
    if loose.kind is rules.Kind.MILESTONE_OUTSIDE:
        return reverse("plans:milestones", args=[loose.pk])
    return reverse("plans:change", args=[loose.pk])


def proofs(drive: Drive) -> list[Proof]:
    rows = Proof.objects.filter(activity__drive=drive).select_related(
        "activity", "evidence__file", "evidence__drive", "by"
    )
    return list(rows.order_by("activity__area__number", "activity__number", "pk"))


def activities_on(evidence: Collection[int]) -> dict[int, list[Use]]:
    """The activities that stand on some evidence; one query."""
    found: dict[int, list[Use]] = {}
    for one in Proof.objects.filter(evidence__in=evidence).select_related("activity").order_by("pk"):
        use = Use(_("กิจกรรม"), one.activity.title, one.activity.get_absolute_url())
        found.setdefault(one.evidence_id, []).append(use)
    return found


PROVED = UsedBy(
    uses=activities_on,
    numbers=lambda drive: Proof.objects.filter(activity__drive=drive).values("evidence"),
)


def samples(drive: Drive) -> "QuerySet[SampleActivity]":
    """The 44 and the agency's own, each with how often this year's plan uses it."""
    return (
        SampleActivity.objects.filter(Q(agency=None) | Q(agency=drive.agency_id))
        .select_related("area")
        .annotate(used=Count("pk", filter=Q(pk__in=Activity.objects.of(drive).values("sample"))))
        .order_by("area__number", "number")
    )


def may_report(person: Person, activity: Activity) -> bool:
    """Officers for every activity; coordinators for those of their unit and below, and for their own."""
    agency = activity.drive.agency_id
    if Role.OFFICER in person.roles_in(agency) or activity.owner_id == person.pk:
        return True
    units = [
        held.unit
        for held in person.appointments.present()
        .filter(agency=agency, role=Role.COORDINATOR)
        .select_related("unit")
    ]
    return any(
        unit is None or (activity.unit is not None and activity.unit.path.startswith(unit.path))
        for unit in units
    )


@dataclass(frozen=True, slots=True)
class Totals:
    activities: int
    done: int
    late: int
    budget: Decimal
    spent: Decimal

    @property
    def spent_percent(self) -> float:
        return float(self.spent * 100 / self.budget) if self.budget else 0.0


def totals(rows: list[ActivityRow]) -> Totals:
    running = [one for one in rows if not one.cancelled]
    return Totals(
        len(running),
        sum(one.activity.percent >= 100 for one in running),
        sum(one.light is rules.Light.RED for one in running),
        sum((one.activity.budget for one in running), Decimal(0)),
        sum((one.activity.spent for one in running), Decimal(0)),
    )


def step_state_7(drive: Drive, today: date) -> StepState:
    """Step 7: parts are KPIs and activities; done are those without a loose end."""
    kpis = Kpi.objects.of(drive).count()
    count = Activity.objects.of(drive).filter(cancelled_on=None).count()
    loose = [one for one in check(drive) if one.kind is not rules.Kind.ISSUE_WITHOUT_KPI]
    missing = [Missing(one.text, one.href) for one in loose]
    if not count:
        missing = [Missing(_("ยังไม่มีกิจกรรมในแผน"), reverse("plans:samples", args=[drive.pk]))]
    facts = [_("กิจกรรม %(count)s รายการ") % {"count": count}] if count else []
    hanging = len({(one.kind, one.href) for one in loose})
    return StepState(7, max(0, kpis + count - hanging) if count else 0, max(kpis + count, 1), facts, missing)


def step_state_8(drive: Drive, today: date) -> StepState:
    """Step 8: parts are activities finished with evidence, KPIs with a reading, and the year-end evaluation."""
    here = reverse("plans:follow-up", args=[drive.pk])
    rows = [one for one in plan(drive, today) if not one.cancelled]
    kpis = Kpi.objects.of(drive).count()
    read = KpiReading.objects.filter(kpi__drive=drive).values("kpi").distinct().count()
    ended = YearEnd.objects.filter(drive=drive).exists()
    finished = sum(one.activity.percent >= 100 and one.evidence > 0 for one in rows)
    late = sum(one.light is rules.Light.RED for one in rows)
    unproved = sum(one.activity.percent >= 100 and not one.evidence for one in rows)
    missing = []
    if late:
        missing.append(Missing(_("กิจกรรมล่าช้า %(count)s รายการ") % {"count": late}, f"{here}?light=red"))
    if unproved:
        missing.append(Missing(_("กิจกรรมที่เสร็จแล้วแต่ยังไม่มีหลักฐาน %(count)s รายการ") % {"count": unproved}, here))
    if read < kpis:
        missing.append(
            Missing(
                _("ตัวชี้วัดที่ยังไม่มีผลการวัด %(count)s ตัว") % {"count": kpis - read},
                reverse("kpis:list", args=[drive.pk]),
            )
        )
    if rows and not ended:
        missing.append(Missing(_("ยังไม่ได้ประเมินผลสิ้นปี"), reverse("plans:year-end", args=[drive.pk])))
    facts = (
        [_("เสร็จพร้อมหลักฐาน %(done)s จาก %(count)s กิจกรรม") % {"done": finished, "count": len(rows)}]
        if rows
        else []
    )
    return StepState(8, finished + read + ended if rows else 0, len(rows) + kpis + 1, facts, missing)
