"""The year as one picture: the eight steps, each told by its own room."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from janya.codes import queries as codes
from janya.core.charts import RingStep, StepRing
from janya.core.charts.page import ring_words
from janya.core.keeping import Kept
from janya.drives import queries as drives
from janya.drives.models import Drive
from janya.drives.rules import Missing, StepState, StepStatus, completeness, next_thing
from janya.issues import queries as issues
from janya.kpis import queries as kpis
from janya.norms import queries as norms
from janya.norms.models import Step
from janya.plans import queries as plans
from janya.risks import queries as risks
from janya.surveys import queries as surveys
from janya.surveys.models import Response


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step as the drive's home shows it."""

    step: Step
    state: StepState
    href: str


@dataclass(frozen=True, slots=True)
class Year:
    lines: list[StepLine]
    percent: float
    next: Missing | None
    ring: StepRing


def states(drive: Drive, today: date) -> list[StepState]:
    """The eight steps' states, in order."""
    return [
        codes.step_state(drive, today),
        risks.step_state(drive, today),
        surveys.step_state(drive, today),
        issues.step_state_4(drive, today),
        issues.step_state_5(drive, today),
        kpis.step_state(drive, today),
        plans.step_state_7(drive, today),
        plans.step_state_8(drive, today),
    ]


KEPT: Kept[Year] = Kept(100)


def mark(drive: Drive) -> tuple[int, int]:
    """Changes whenever anything of the drive may have changed: every change writes a journal line, but for answers."""
    return drives.mark(drive), Response.objects.filter(survey__drive=drive).count()


def year(drive: Drive, today: date) -> Year:
    """All that the drive's home shows; kept until something changes, for it asks every room."""
    return KEPT.get((drive.pk, today, get_language(), mark(drive)), lambda: worked_out(drive, today))


def worked_out(drive: Drive, today: date) -> Year:
    """The year asked of every room; a constant number of queries."""
    found = states(drive, today)
    lines = [
        StepLine(step, state, address(drive, step.number))
        for step, state in zip(norms.steps(), found, strict=True)
    ]
    percent = completeness(found) * 100
    ring = StepRing(
        title=_("ความครบถ้วนของแปดขั้นตอน"),
        description=_("ครบถ้วนแล้วร้อยละ %(percent)s ของทั้งปี") % {"percent": round(percent)},
        steps=tuple(
            RingStep(line.step.number, line.step.short, line.state.share, line.state.status, line.href)
            for line in lines
        ),
        words=ring_words(),
        listed=False,  # the list stands beside it
    )
    return Year(lines, percent, next_thing(found), ring)


def address(drive: Drive, number: int) -> str:
    """Where a step begins."""
    return reverse(PAGES[number], args=[drive.pk])


PAGES = {
    1: "codes:study",
    2: "risks:list",
    3: "surveys:list",
    4: "issues:list",
    5: "issues:ranking",
    6: "kpis:list",
    7: "plans:list",
    8: "plans:follow-up",
}


def missing(drive: Drive, today: date) -> list[str]:
    """A sentence for each step that is not whole: what is missing first in it."""
    return [
        _("ขั้นตอนที่ %(number)s: %(text)s") % {"number": line.number, "text": line.missing[0].text}
        if line.missing
        else _("ขั้นตอนที่ %(number)s ยังไม่ครบ") % {"number": line.number}
        for line in states(drive, today)
        if line.status is not StepStatus.DONE
    ]
