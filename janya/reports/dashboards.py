"""What the head sees at a glance, and what the officer does this week."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from janya.codes.models import SigningTerm
from janya.core.keeping import Kept
from janya.drives.models import Drive
from janya.drives.rules import Missing, StepState
from janya.kpis import queries as kpis
from janya.norms import queries as norms
from janya.people.rules import Duty
from janya.plans.models import Activity, Milestone, PlanVersion
from janya.risks import queries as risks
from janya.risks.queries import step as register
from janya.surveys import queries as surveys
from janya.surveys.models import Survey

from . import overview, queries, steps
from .models import Submission

WEEK = timedelta(days=7)
MOST = 5  # of a list on one screen
IN_FIGURES = frozenset(
    {"risks", "plan.done", "plan.spent"}
)  # sentences whose figures stand on the screen anyway


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that waits for a decision, and who may take it."""

    text: str
    href: str
    duty: Duty


@dataclass(frozen=True, slots=True)
class Head:
    overview: overview.Overview
    decisions: list[Decision]


WAITS_FOR: list[Callable[[Drive, date], list[Decision]]] = []
"""What waits for the head in rooms above: each appends a function in its `apps.ready()`."""

KEPT: Kept[Head] = Kept(100)


def head(drive: Drive, today: date) -> Head:
    """The head's screen; kept until something changes."""
    key = (drive.pk, today, get_language(), steps.mark(drive))
    return KEPT.get(key, lambda: worked_out(drive, today))


def worked_out(drive: Drive, today: date) -> Head:
    """A constant number of queries."""
    found = overview.of(drive, chapters(drive, today), today, links=True)
    return Head(found, [one for asked in (waiting, *WAITS_FOR) for one in asked(drive, today)])


def chapters(drive: Drive, today: date) -> dict[str, Any]:
    """What the screen needs of the report, told as the report tells it."""
    items = norms.items_of(drive.code_id, drive.agency_id)
    return {
        "study": queries.chapter_study(drive),
        "risks": queries.chapter_risks(drive),
        "survey": queries.chapter_survey(surveys.latest(drive), items),
        "kpis": queries.chapter_kpis(drive, today),
        "plan": queries.chapter_plan(drive, today, full=False),
    }


def waiting(drive: Drive, today: date) -> list[Decision]:
    """The report to sign, the plan to approve, and risks that are proposed to be accepted; four queries."""
    found = [
        Decision(_("รายงานถึงสำนักงาน ก.พ. รอลงนาม"), one.get_absolute_url(), Duty.SIGN)
        for one in Submission.objects.filter(drive=drive).waiting().defer("facts_text")
    ]
    found += [
        Decision(_("แผนปฏิบัติรอการอนุมัติ"), one.get_absolute_url(), Duty.DECIDE)
        for one in PlanVersion.objects.filter(drive=drive, decision=PlanVersion.Decision.AWAITED).defer(
            "rows"
        )
    ]
    told = register.waiting(drive, risks.bands_for(drive.agency_id), today)
    if told.unaccepted:
        text = _("ความเสี่ยงที่เสนอให้ยอมรับ %(count)s รายการ รอผู้มีอำนาจยอมรับ") % {"count": told.unaccepted}
        here = reverse("risks:list", args=[drive.pk])
        found.append(Decision(text, f"{here}?state=unaccepted#register", Duty.DECIDE))
    return found


def slide(drive: Drive, found: Head, today: date, taken_at: Any) -> dict[str, Any]:
    """The head's screen for a slide: the facts of `typst/slide.typ`."""
    told = found.overview
    return {
        "agency": drive.agency.name,
        "year": drive.fiscal_year,
        "demonstration": drive.agency.is_demonstration,
        "taken_at": taken_at or today,
        "overview": overview.on_page(told, but=IN_FIGURES),
        "kpis": {name: told.chapters["kpis"][name] for name in ("score", "covered")},
        "plan": {name: told.chapters["plan"][name] for name in ("count", "done", "late", "budget", "spent")},
        "grave": [
            {name: row[name] for name in ("reference", "title", "level", "level_name")}
            for row in told.grave[:MOST]
        ],
        "gap_rows": [{"label": row["label"], "gap": row["gap"]} for row in told.gap_rows],
        "decisions": [one.text for one in found.decisions],
    }


# ── the officer's week ─────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do; `due` where it has a day, `late` when that day is past."""

    text: str
    href: str
    due: date | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class WeekStep:
    number: int
    title: str
    href: str
    state: StepState
    tasks: list[Task]
    more: int


def week(drive: Drive, today: date) -> list[WeekStep]:
    """What to do this week, by step: what has a day first, then what is missing; a constant number of queries."""
    titles = {step.number: step.title for step in norms.steps()}
    dated = due_tasks(drive, today)
    found = []
    for state in steps.states(drive, today):
        tasks = sorted(dated.get(state.number, []), key=lambda one: (one.due or today, one.text))
        tasks += [task_of(one) for one in state.missing]
        if tasks:
            here = steps.address(drive, state.number)
            title = titles.get(state.number, "")
            found.append(WeekStep(state.number, title, here, state, tasks[:MOST], max(0, len(tasks) - MOST)))
    return found


def task_of(missing: Missing) -> Task:
    return Task(missing.text, missing.href)


def due_tasks(drive: Drive, today: date) -> dict[int, list[Task]]:
    """What has a day within the week or behind it, by the number of its step."""
    return {
        1: list(signing_tasks(drive, today)),
        3: list(survey_tasks(drive, today)),
        6: list(kpi_tasks(drive, today)),
        8: list(activity_tasks(drive, today)),
    }


def signing_tasks(drive: Drive, today: date) -> Iterator[Task]:
    term = SigningTerm.objects.filter(drive=drive, due_on__range=(today, today + WEEK)).first()
    if term:
        yield Task(_("ครบกำหนดลงนามรับทราบประมวล"), reverse("codes:coverage", args=[drive.pk]), term.due_on)


def survey_tasks(drive: Drive, today: date) -> Iterator[Task]:
    rows = Survey.objects.of(drive).filter(state=Survey.State.OPEN, closes_on__lte=today + WEEK)
    for one in rows.order_by("closes_on"):
        text = _("แบบสำรวจ “%(title)s” ครบกำหนดปิดรับ") % {"title": one.title}
        yield Task(text, one.get_absolute_url(), one.closes_on, one.closes_on < today)


def kpi_tasks(drive: Drive, today: date) -> Iterator[Task]:
    for row in kpis.scorecard(drive, today).rows:
        if row.owed:
            text = _("วัดผลตัวชี้วัด “%(name)s”") % {"name": row.kpi.name}
            yield Task(text, row.kpi.get_absolute_url(), row.owed.last, late=row.owed.last < today)


def activity_tasks(drive: Drive, today: date) -> Iterator[Task]:
    rows = Activity.objects.of(drive).filter(cancelled_on=None, percent__lt=100, ends_on__lte=today + WEEK)
    for one in rows.order_by("ends_on", "number"):
        text = _("กิจกรรม “%(title)s” ทำได้ร้อยละ %(percent)s") % {"title": one.title, "percent": one.percent}
        yield Task(text, one.get_absolute_url(), one.ends_on, one.ends_on < today)
    reached = Milestone.objects.filter(activity__in=Activity.objects.of(drive).filter(cancelled_on=None))
    for point in reached.filter(done_on=None, due_on__lte=today + WEEK).select_related("activity"):
        text = _("หมุดหมาย “%(title)s” ของกิจกรรม “%(activity)s”") % {
            "title": point.title,
            "activity": point.activity.title,
        }
        yield Task(text, point.activity.get_absolute_url(), point.due_on, point.due_on < today)
