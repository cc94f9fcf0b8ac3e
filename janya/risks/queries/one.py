"""One risk: its assessments as a story and a picture, its acceptance, where it came from."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from janya.core.charts import Band as ChartBand
from janya.core.charts import Course, Stand
from janya.core.charts.page import course_words
from janya.core.templatetags.janya import thai_date
from janya.journal.models import Entry, EntryQuerySet

from .. import rules
from ..models import Acceptance, Assessment, Band, Risk


@dataclass(frozen=True, slots=True)
class Judgement:
    """One assessment, and where the score that is left went since the one before."""

    assessment: Assessment
    score: int
    residual: int
    movement: rules.Movement | None  # None for the first


def history(risk: Risk) -> list[Judgement]:
    """The assessments of a risk, newest first; one query."""
    rows = [
        (
            one,
            rules.score(one.likelihood, one.impact),
            rules.score(one.residual_likelihood, one.residual_impact),
        )
        for one in risk.assessments.select_related("by").order_by("pk")
    ]
    first = [Judgement(*row, None) for row in rows[:1]]
    later = [Judgement(*now, rules.movement(before[2], now[2])) for before, now in pairwise(rows)]
    return [*first, *later][::-1]


def course(risk: Risk, judged: list[Judgement], bands: list[Band], today: date) -> Course:
    """The picture of the scores over time, from the oldest assessment to today, with the target."""
    stands = tuple(
        Stand(one.assessment.on, one.score, one.residual, thai_date(one.assessment.on))
        for one in reversed(judged)
    )
    return Course(
        title=_("คะแนนตามเวลา"),
        description=_("ประเมิน %(count)s ครั้ง คะแนนที่เหลืออยู่ปัจจุบัน %(left)s")
        % {"count": len(stands), "left": risk.residual_score},
        stands=stands,
        bands=tuple(ChartBand(band.level, band.name, band.floor, band.ceiling) for band in bands),
        until=max(today, stands[-1].on) if stands else today,
        target=risk.target_score,
        words=course_words(
            _("เป้าหมายภายใน %(day)s") % {"day": thai_date(risk.target_on)} if risk.target_on else ""
        ),
    )


@dataclass(frozen=True, slots=True)
class Accepted:
    acceptance: Acceptance
    stands: bool


def acceptances(risk: Risk) -> list[Accepted]:
    """Who accepted the risk, newest first, and whether that still holds; one query."""
    names = ("likelihood", "impact", "residual_likelihood", "residual_impact")
    now = [getattr(risk, name) for name in names]
    return [
        Accepted(
            one,
            risk.response == rules.Response.ACCEPT
            and rules.stands([getattr(one, name) for name in names], now),
        )
        for one in risk.acceptances.select_related("accepted_by", "by")
    ]


def told_of(risk: Risk) -> EntryQuerySet:
    """The journal's lines about a risk, newest first."""
    return Entry.objects.about(risk)
