"""The rounds of a year: their figures, live or frozen, beside those of the other round and of the year before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from janya.drives.models import Drive
from janya.risks.queries import previous_drive

from .. import rules
from ..models import KINDS, Closing, Evaluation, Lesson, Remark
from .figures import Facts, figures


def standing_of(drive: Drive, kind: str) -> Closing | None:
    """The closing of a year's evaluation that nobody opened again; one query."""
    found = Closing.objects.filter(evaluation__drive=drive, evaluation__kind=kind, reopened_at=None)
    return found.select_related("evaluation", "by").first()


def facts_of(evaluation: Evaluation) -> Facts:
    """Frozen when it is closed, else worked out as of its day."""
    if evaluation.is_closed:
        standing = evaluation.closings.filter(reopened_at=None).first()
        if standing:
            found: Facts = standing.facts
            return found
    return figures(evaluation.drive, evaluation.as_of)


@dataclass(frozen=True, slots=True)
class Round:
    """One of the three evaluations of a year, begun or not."""

    kind: str
    name: str
    due_on: date
    href: str
    evaluation: Evaluation | None
    score: float | None


def rounds(drive: Drive) -> list[Round]:
    """The three of a year in their order; two queries."""
    begun = {one.kind: one for one in Evaluation.objects.of(drive).select_related("drive")}
    closed = dict(
        Closing.objects.filter(evaluation__drive=drive, reopened_at=None).values_list(
            "evaluation__kind", "facts__score"
        )
    )
    write = {"mid": "mid-year", "end": "year-end", "promotion": "promotion"}
    return [
        Round(
            kind.value,
            str(word),
            begun[kind].planned_on if kind in begun else rules.due_on(kind, drive.fiscal_year),
            begun[kind].get_absolute_url()
            if kind in begun
            else reverse(f"evaluation:{write[kind]}", args=[drive.pk]),
            begun.get(kind),
            closed.get(kind),
        )
        for kind, word in KINDS.items()
    ]


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure of this round, of six months ago, of the year before; with the page that it comes from."""

    name: str
    unit: str
    digits: int
    href: str
    now: float | None
    mid: float | None
    last: float | None

    @property
    def since_mid(self) -> float | None:
        return change(self.mid, self.now)

    @property
    def since_last(self) -> float | None:
        return change(self.last, self.now)


def change(before: float | None, now: float | None) -> float | None:
    return None if before is None or now is None else round(now - before, 2)


@dataclass(frozen=True, slots=True)
class Compared:
    """Frozen facts beside those of the evaluation that is shown; None where there are none."""

    mid: Facts | None
    last: Facts | None
    last_year: int | None
    headlines: list[Headline]


def compared(evaluation: Evaluation, facts: Facts) -> Compared:
    """Three queries at most."""
    drive = evaluation.drive
    mid = standing_of(drive, rules.Kind.MID_YEAR) if evaluation.kind == rules.Kind.YEAR_END else None
    earlier = previous_drive(drive)
    last = standing_of(earlier, evaluation.kind) if earlier else None
    before, once = (one.facts if one else None for one in (mid, last))
    return Compared(
        before,
        once,
        earlier.fiscal_year if earlier and last else None,
        [
            Headline(
                name,
                unit,
                digits,
                href,
                *(None if one is None else as_number(read(one)) for one in (facts, before, once)),
            )
            for name, unit, digits, href, read in headlines(drive, facts)
        ],
    )


def as_number(value: Any) -> float | None:
    return None if value is None else float(value)


def headlines(drive: Drive, facts: Facts) -> list[tuple[str, str, int, str, Any]]:
    """Name, unit, decimals, source page, and where the figure stands in the facts."""
    plan, kpis = reverse("plans:follow-up", args=[drive.pk]), reverse("kpis:list", args=[drive.pk])
    expected, known = facts["survey"], facts["awareness"]
    surveys = reverse("surveys:list", args=[drive.pk])

    def results(one: Mapping[str, Any] | None) -> str:
        return reverse("findings:results", args=[one["pk"]]) if one else surveys

    return [
        (_("คะแนนถ่วงน้ำหนักตัวชี้วัด"), "", 2, kpis, lambda one: one["score"]),
        (_("กิจกรรมที่แล้วเสร็จ"), "%", 1, plan, lambda one: done_share(one["activities"])),
        (_("การใช้จ่ายงบประมาณ"), "%", 1, plan, lambda one: one["spent_percent"]),
        (
            _("ผู้ลงนามรับทราบประมวล"),
            "%",
            1,
            reverse("codes:coverage", args=[drive.pk]),
            lambda one: one["coverage"]["percent"],
        ),
        (
            _("ความเสี่ยงระดับสูงและสูงมากที่เหลืออยู่"),
            _("เรื่อง"),
            0,
            reverse("risks:list", args=[drive.pk]),
            lambda one: grave_left(one["risks"]),
        ),
        (_("ช่องว่างความคาดหวังเฉลี่ย"), _("คะแนน"), 2, results(expected), lambda one: one["mean_gap"]),
        (
            _("คะแนนความรู้จากแบบสำรวจการรับรู้"),
            _("คะแนน"),
            1,
            results(known),
            lambda one: one["awareness"]["mean"] if one["awareness"] else None,
        ),
    ]


def done_share(activities: Facts) -> float | None:
    found = rules.share(activities["done"], activities["count"])
    return None if found is None else float(found)


def grave_left(risks: Facts) -> int:
    return sum(one["count"] for one in risks["levels"] if one["level"] in {"high", "critical"})


def year_before(evaluation: Evaluation) -> tuple[Facts | None, Facts | None, int | None]:
    """The frozen facts of an evaluation, those of the same one a year before, and which year that was."""
    standing = standing_of(evaluation.drive, evaluation.kind) if evaluation.is_closed else None
    earlier = previous_drive(evaluation.drive)
    last = standing_of(earlier, evaluation.kind) if earlier else None
    return (
        standing.facts if standing else None,
        last.facts if last else None,
        earlier.fiscal_year if earlier and last else None,
    )


@dataclass(frozen=True, slots=True)
class View:
    """All that the page, the paper and the workbook of a round show."""

    evaluation: Evaluation
    facts: Facts
    compared: Compared
    remarks: list[Remark]
    lessons: list[Lesson]

    def of_kind(self, kind: str) -> list[Remark]:
        return [one for one in self.remarks if one.kind == kind]

    @property
    def problems(self) -> list[Remark]:
        return self.of_kind(Remark.Kind.PROBLEM)

    @property
    def recommendations(self) -> list[Remark]:
        return self.of_kind(Remark.Kind.RECOMMENDATION)


def view(evaluation: Evaluation) -> View:
    facts = facts_of(evaluation)
    return View(
        evaluation, facts, compared(evaluation, facts), remarks_of(evaluation), lessons_of(evaluation)
    )


def remarks_of(evaluation: Evaluation) -> list[Remark]:
    return list(evaluation.remarks.select_related("area", "issue"))


def lessons_of(evaluation: Evaluation) -> list[Lesson]:
    """With what the next year made of each."""
    return list(
        evaluation.lessons.select_related("kpi", "activity", "issue").prefetch_related(
            "carries__drive", "carries__to_activity", "carries__to_issue", "carries__to_kpi"
        )
    )
