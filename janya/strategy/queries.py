from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from janya.core.sheets import Column
from janya.drives.models import Drive
from janya.issues.models import Issue
from janya.kpis.models import Kpi
from janya.norms.models import CodeItem

from . import rules
from .models import Goal, Policy, StrategicPlan, Strategy


@dataclass(frozen=True, slots=True)
class LooseEnd:
    """A loose end as a sentence, with the page that mends it."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Whole:
    """The strategic plan of a year as a tree, and what hangs loose in it."""

    plan: StrategicPlan | None
    goals: list[Goal]
    loose: list[LooseEnd] = field(default_factory=list)

    @property
    def missions(self) -> list[str]:
        return lines(self.plan.missions) if self.plan else []

    @property
    def values(self) -> list[str]:
        return lines(self.plan.values) if self.plan else []

    @property
    def strategies(self) -> int:
        return sum(len(goal.strategies.all()) for goal in self.goals)


def lines(text: str) -> list[str]:
    return [one.strip() for one in text.splitlines() if one.strip()]


def whole(drive: Drive) -> Whole:
    """Six queries, however many goals and strategies there are."""
    plan = StrategicPlan.objects.filter(drive=drive).first()
    goals = list(
        Goal.objects.of(drive).prefetch_related(
            Prefetch("kpis", Kpi.objects.order_by("number")),
            Prefetch("strategies", Strategy.objects.order_by("number", "pk")),
            Prefetch("strategies__issues", Issue.objects.order_by("number")),
        )
    )
    issues = {one.pk: one for one in Issue.objects.of(drive).adopted().order_by("number")}
    return Whole(plan, goals, loose(drive, goals, issues) if goals else [])


def loose(drive: Drive, goals: list[Goal], issues: dict[int, Issue]) -> list[LooseEnd]:
    facts = [
        rules.GoalFacts(
            goal.pk,
            len(goal.kpis.all()),
            {one.pk: [issue.pk for issue in one.issues.all()] for one in goal.strategies.all()},
        )
        for goal in goals
    ]
    titles: dict[tuple[str, int], str] = {("goal", goal.pk): goal.title for goal in goals}
    titles |= {("strategy", one.pk): one.title for goal in goals for one in goal.strategies.all()}
    titles |= {("issue", pk): issue.title for pk, issue in issues.items()}
    sentences = {
        rules.Kind.GOAL_WITHOUT_KPI: (_("เป้าประสงค์ “%s” ยังไม่มีตัวชี้วัด"), "goal"),
        rules.Kind.GOAL_WITHOUT_STRATEGY: (_("เป้าประสงค์ “%s” ยังไม่มีกลยุทธ์"), "goal"),
        rules.Kind.STRATEGY_WITHOUT_ISSUE: (_("กลยุทธ์ “%s” ยังไม่ตอบประเด็นใด"), "strategy"),
        rules.Kind.ISSUE_WITHOUT_STRATEGY: (_("ประเด็น “%s” ยังไม่มีกลยุทธ์รองรับ"), "issue"),
    }
    found = []
    for one in rules.loose_ends(facts, issues):
        sentence, what = sentences[one.kind]
        if one.kind is rules.Kind.GOAL_WITHOUT_STRATEGY:
            href = f"{reverse('strategy:add', args=[drive.pk])}?goal={one.pk}"
        elif what == "issue":
            href = f"{reverse('strategy:add', args=[drive.pk])}?issue={one.pk}"
        else:
            href = reverse(f"strategy:change-{what}", args=[one.pk])
        found.append(LooseEnd(sentence % titles[what, one.pk], href))
    return found


def strategies_of(drive: Drive) -> "QuerySet[Strategy]":
    """For the plan: which strategy an activity carries out."""
    return Strategy.objects.of(drive).select_related("goal")


def previous(drive: Drive) -> Drive | None:
    """The newest earlier year of the agency that has a strategic plan."""
    earlier = Drive.objects.filter(
        agency=drive.agency_id, fiscal_year__lt=drive.fiscal_year, strategic_plan__isnull=False
    )
    return earlier.order_by("-fiscal_year").first()


# ── policies ───────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A policy, and for each item of the code how it is carried (None: not at all)."""

    policy: Policy
    cells: list[str | None]


@dataclass(frozen=True, slots=True)
class Matrix:
    items: list[CodeItem]
    rows: list[PolicyRow]
    uncovered: list[CodeItem]

    @property
    def counts(self) -> list[int]:
        """How many policies carry each item."""
        return [sum(row.cells[at] is not None for row in self.rows) for at in range(len(self.items))]


def matrix(drive: Drive) -> Matrix:
    """Policies by items; three queries."""
    items = list(CodeItem.objects.of(drive.code_id, drive.agency_id).order_by("number", "pk"))
    policies = list(Policy.objects.of(drive).select_related("unit").prefetch_related("coverage"))
    rows = []
    for policy in policies:
        how = {one.item_id: one.how for one in policy.coverage.all()}
        rows.append(PolicyRow(policy, [how.get(item.pk) for item in items]))
    bare = set(
        rules.uncovered(
            [item.pk for item in items], [[c.item_id for c in one.coverage.all()] for one in policies]
        )
    )
    return Matrix(items, rows, [item for item in items if item.pk in bare])


def policy_sheet(drive: Drive) -> tuple[list[Column], list[list[object]]]:
    """The register of policies with a column for each item."""
    found = matrix(drive)
    columns = [
        Column("ชื่อนโยบายหรือแผน", 44, "long"),
        Column("ประเภท", 26),
        Column("หน่วยงานเจ้าของ", 26),
        Column("เลขที่เอกสาร", 18),
        Column("ลงวันที่", 14, "date"),
        Column("ปีเริ่มต้น", 10, "number"),
        Column("ปีสิ้นสุด", 10, "number"),
        Column("ลิงก์", 30),
        *(Column(f"ข้อ {item.number} {item.short}"[:120], 22, "long") for item in found.items),
    ]
    with translation.override("th"):
        rows: list[list[object]] = [
            [
                row.policy.title,
                row.policy.get_kind_display(),
                row.policy.unit.name if row.policy.unit else "",
                row.policy.reference,
                row.policy.dated_on,
                row.policy.first_year,
                row.policy.last_year,
                row.policy.link,
                *("" if cell is None else cell or "ครอบคลุม" for cell in row.cells),
            ]
            for row in found.rows
        ]
    return columns, rows


# ── paper ──────────────────────────────────────────────────────────────────────────────────
def facts(drive: Drive) -> dict[str, Any]:
    """The facts of the strategic plan for its papers, always in Thai."""
    with translation.override("th"):
        found, covered = whole(drive), matrix(drive)
        return {
            "agency": drive.agency.name,
            "head": drive.agency.head_title,
            "year": drive.fiscal_year,
            "code": drive.code.short_title,
            "demonstration": drive.agency.is_demonstration,
            "vision": found.plan.vision if found.plan else "",
            "first_year": found.plan.first_year if found.plan else drive.fiscal_year,
            "last_year": found.plan.last_year if found.plan else drive.fiscal_year,
            "missions": found.missions,
            "values": found.values,
            "goals": [
                {
                    "number": goal.number,
                    "title": goal.title,
                    "kpis": [
                        f"{kpi.name} (เป้าหมาย {kpi.target.normalize():f} {kpi.unit})"
                        for kpi in goal.kpis.all()
                    ],
                    "strategies": [
                        {
                            "number": f"{goal.number}.{one.number}",
                            "title": one.title,
                            "measures": lines(one.measures),
                            "issues": [issue.title for issue in one.issues.all()],
                        }
                        for one in goal.strategies.all()
                    ],
                }
                for goal in found.goals
            ],
            "policies": [
                {
                    "title": row.policy.title,
                    "kind": row.policy.get_kind_display(),
                    "items": [
                        str(item.number)
                        for item, cell in zip(covered.items, row.cells, strict=True)
                        if cell is not None
                    ],
                }
                for row in covered.rows
            ],
            "uncovered": [f"ข้อ {item.number} {item.short}" for item in covered.uncovered],
        }


def annual(drive: Drive) -> dict[str, Any]:
    """What the yearly report says of the strategy."""
    told = facts(drive)
    return {
        "vision": told["vision"],
        "goals": len(told["goals"]),
        "strategies": sum(len(goal["strategies"]) for goal in told["goals"]),
        "policies": len(told["policies"]),
        "uncovered": told["uncovered"],
    }
