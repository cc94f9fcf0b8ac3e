"""The facts of the yearly report, gathered from all rooms; plain values only, ready for JSON."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from janya.codes import queries as codes
from janya.core.charts import Bar, Bars, Chart, Drawing, on_paper
from janya.core.charts.page import bar_words
from janya.core.thai import to_thai_digits
from janya.drives.models import Drive
from janya.findings import queries as findings
from janya.issues import queries as issues
from janya.issues.actions import criteria_of
from janya.kpis import queries as kpis
from janya.norms import queries as norms
from janya.norms.models import CodeItem
from janya.plans import queries as plans
from janya.plans.models import YearEnd
from janya.risks import queries as risks
from janya.surveys import queries as surveys
from janya.surveys.models import Survey

from . import figures, overview
from .models import SignedReport, Submission

DOCUMENT_WIDTH = 640  # units of a drawing on an A4 column


def drawn(chart: Chart) -> Drawing:
    """The chart for an official paper: its figures in Thai digits."""
    return on_paper(chart, DOCUMENT_WIDTH, to_thai_digits)


def annual(drive: Drive, as_of: date, taken_at: datetime | None = None) -> dict[str, Any]:
    """All that the report says, chapter by chapter, each figure with its source.

    Readings, lights and plans are those of the day; register, signatures and answers are as they stand now.
    `taken_at` stands beside every source; without it, the day does. All is a draft until it is signed.
    """
    study = chapter_study(drive)
    register = chapter_risks(drive)
    items = norms.items_of(drive.code_id, drive.agency_id)
    asked = surveys.latest(drive)
    survey = chapter_survey(asked, items)
    decided = chapter_issues(drive)
    scorecard = chapter_kpis(drive, as_of)
    plan = chapter_plan(drive, as_of)
    facts: dict[str, Any] = {
        "agency": drive.agency.name,
        "demonstration": drive.agency.is_demonstration,
        "year": drive.fiscal_year,
        "code": drive.code.title,
        "code_short": drive.code.short_title,
        "gazette": drive.code.gazette,
        "as_of": as_of,
        "draft": True,
        "study": study,
        "risks": register,
        "survey": survey,
        "issues": decided,
        "kpis": scorecard,
        "plan": plan,
        "year_end": chapter_year_end(drive),
        "items": [
            {"number": item.number, "title": item.title, "own": item.agency_id is not None} for item in items
        ],
        "signature": None,
    }
    facts["overview"] = overview.on_page(overview.of(drive, facts, as_of))
    facts["sources"] = figures.sources(drive.pk, taken_at or as_of, survey=asked.pk if asked else None)
    facts["figures"] = figures.headlines(facts)
    return facts


def chapter_study(drive: Drive) -> dict[str, Any]:
    found = codes.coverage(drive)
    tops = [row for row in found.units if row.depth == 0 and row.people]
    chart = Bars(
        title=_("ร้อยละของผู้ลงนามรับทราบ แยกตามหน่วยงาน"),
        description=_("ลงนามแล้ว %(signed)s จาก %(total)s คน")
        % {"signed": found.signed, "total": found.total},
        rows=tuple(Bar(row.name, row.percent) for row in tops),
        words=bar_words(_("หน่วยงาน"), _("ร้อยละ")),
        unit="%",
        digits=1,
        maximum=100,
    )
    return {
        "total": found.total,
        "signed": found.signed,
        "read": found.read,
        "percent": found.percent,
        "chart": drawn(chart) if tops else None,
        "units": [
            {
                "name": row.name,
                "depth": row.depth,
                "people": row.people,
                "signed": row.signed,
                "percent": row.percent,
            }
            for row in found.units
            if row.people
        ],
    }


def chapter_risks(drive: Drive) -> dict[str, Any]:
    bands = risks.bands_for(drive.agency_id)
    found = risks.rows_of(list(risks.register(drive)), bands)
    levels = [
        {"level": band.level, "name": band.name, "floor": band.floor, "ceiling": band.ceiling}
        for band in bands
    ]
    return {
        "count": len(found),
        "levels": [
            {**one, "count": sum(row.residual_level == one["level"] for row in found)} for one in levels
        ],
        "chart": drawn(risks.heat_map(drive, bands, links=False)) if found else None,
        "rows": [
            {
                "reference": row.risk.reference,
                "title": row.risk.title,
                "items": [item.number for item in row.risk.items.all()],
                "unit": row.risk.unit.name if row.risk.unit else "",
                "controls": row.risk.controls,
                "score": row.risk.score,
                "residual": row.risk.residual_score,
                "level": row.residual_level,
                "level_name": row.residual_name,
            }
            for row in found
        ],
    }


def chapter_survey(survey: Survey | None, items: Iterable[CodeItem]) -> dict[str, Any]:
    """The table tells the items in full, as an official paper shortens none; the picture only their numbers."""
    if survey is None:
        return {"title": "", "answered": 0, "groups": [], "rows": [], "chart": None}
    found = findings.results(survey)
    place = {item.pk: _("ข้อ %(number)s") % {"number": item.number} for item in items}
    title = {item.pk: item.title for item in items}
    numbered = [replace(row, label=place.get(row.item_id, row.label)) for row in found.overall]
    overall = [replace(row, label=f"{row.label} {title.get(row.item_id, '')}".rstrip()) for row in numbered]
    return {
        "title": survey.title,
        "opens_on": survey.opens_on,
        "closes_on": survey.closes_on,
        "state": survey.get_state_display(),
        "answered": found.answered,
        "groups": [
            {"name": one.name, "answered": one.answered, "target": one.target} for one in found.by_group
        ],
        "rows": [
            {
                "label": row.label,
                "n": row.n,
                "desired": row.desired,
                "perceived": row.perceived,
                "gap": row.gap,
                "low": row.low,
                "high": row.high,
                "suppressed": row.suppressed,
                "cells": [
                    {"gap": cell.gap, "suppressed": cell.suppressed} for cell in found.of(row.item_id, "g")
                ],
            }
            for row in overall
        ],
        "chart": drawn(findings.dumbbell(numbered)) if found.rows else None,
    }


def chapter_issues(drive: Drive) -> dict[str, Any]:
    criteria = criteria_of(drive)
    weights = [(one, weight) for one, weight in issues.weights_of(drive)]
    return {
        "criteria": [{"name": one.name, "weight": float(weight)} for one, weight in weights],
        "ranked": [
            {
                "title": row.issue.title,
                "item": row.issue.item.number,
                "sources": [risk.number for risk in row.issue.risks.all()],
                "gap": float(row.issue.gap) if row.issue.gap is not None else None,
                "scores": [row.by_criterion[one.pk].score for one in criteria],
                "total": float(row.total),
                "in_item": row.place.in_item,
                "overall": row.place.overall,
                "by_arithmetic": row.place.by_arithmetic,
                "reason": f"{row.override.reason} ({row.override.by})" if row.override else "",
            }
            for row in issues.ranking(drive)
        ],
        "turned_down": [
            {"title": one.title, "item": one.item.number, "reason": one.reason}
            for one in issues.turned_down(drive)
        ],
    }


def chapter_kpis(drive: Drive, as_of: date) -> dict[str, Any]:
    found = kpis.scorecard(drive, as_of)
    return {
        "score": float(found.score) if found.score is not None else None,
        "covered": float(found.covered),
        "rows": [
            {
                "number": row.kpi.number,
                "name": row.kpi.name,
                "formula": row.kpi.formula,
                "unit": row.kpi.unit,
                "direction": row.kpi.get_direction_display(),
                "baseline": plain(row.kpi.baseline),
                "target": plain(row.kpi.target),
                "thresholds": [plain(level) for level in row.kpi.thresholds],
                "weight": plain(row.kpi.weight),
                "owner": str(row.kpi.owner),
                "due_on": row.kpi.due_on,
                "value": plain(row.latest.value) if row.latest else None,
                "read_on": row.latest.as_of if row.latest else None,
                "level": row.level,
                "weighted": plain(row.weighted) if row.weighted is not None else None,
            }
            for row in found.rows
        ],
    }


def plain(value: object) -> str:
    """A decimal without the noughts that carry nothing: 95.0000 → 95."""
    text = (
        f"{value:f}"
        if not isinstance(value, str) and value is not None
        else str(value if value is not None else "")
    )
    return text.rstrip("0").rstrip(".") if "." in text else text


def chapter_plan(drive: Drive, as_of: date, *, full: bool = True) -> dict[str, Any]:
    """`full=False` leaves out what hangs loose and the list of evidence, which no screen shows."""
    found = plans.plan(drive, as_of)
    totals = plans.totals(found)
    return {
        "count": totals.activities,
        "done": totals.done,
        "late": totals.late,
        "budget": float(totals.budget),
        "spent": float(totals.spent),
        "loose": [one.text for one in plans.check(drive)] if full else [],
        "rows": [
            {
                "number": row.activity.number,
                "area": row.activity.area.title,
                "title": row.activity.title,
                "unit": row.activity.unit.name if row.activity.unit else "",
                "owner": str(row.activity.owner),
                "starts_on": row.activity.starts_on,
                "ends_on": row.activity.ends_on,
                "budget": float(row.activity.budget),
                "spent": float(row.activity.spent),
                "kpis": [kpi.number for kpi in row.activity.kpis.all()],
                "percent": row.activity.percent,
                "planned": row.planned,
                "light": "cancelled" if row.cancelled else str(row.light),
                "evidence": row.evidence,
            }
            for row in found
        ],
        "evidence": [
            {
                "activity": one.activity.number,
                "title": one.evidence.title,
                "sha256": (one.evidence.file.sha256 if one.evidence.file else one.evidence.known_sha256)[:12],
                "on": timezone.localdate(one.at),
            }
            for one in (plans.proofs(drive) if full else ())
        ],
    }


def chapter_year_end(drive: Drive) -> dict[str, Any] | None:
    found = YearEnd.objects.filter(drive=drive).select_related("by").first()
    if found is None:
        return None
    return {
        "summary": found.summary,
        "lessons": found.lessons,
        "carried": found.carried,
        "score": float(found.score) if found.score is not None else None,
        "by": str(found.by),
        "on": found.on,
    }


@dataclass(frozen=True, slots=True)
class Chapter:
    """What the page says of a chapter before the report is made."""

    number: int
    title: str
    told: str
    ready: bool
    href: str


def chapters(drive: Drive, facts: dict[str, Any]) -> list[Chapter]:
    """The eight chapters with what is in them, and whether anything is."""
    count = {
        "risks": facts["risks"]["count"],
        "answers": facts["survey"]["answered"],
        "issues": len(facts["issues"]["ranked"]),
        "kpis": len(facts["kpis"]["rows"]),
        "read": sum(row["value"] is not None for row in facts["kpis"]["rows"]),
        "activities": facts["plan"]["count"],
        "evidence": len(facts["plan"]["evidence"]),
        "signed": facts["study"]["signed"],
        "people": facts["study"]["total"],
    }
    score = facts["kpis"]["score"]
    told = (
        (
            "codes:coverage",
            _("การศึกษาและลงนามรับทราบ"),
            _("ลงนาม %(signed)s จาก %(people)s คน"),
            count["signed"],
        ),
        ("risks:list", _("การวิเคราะห์ความเสี่ยง"), _("ความเสี่ยง %(risks)s รายการ"), count["risks"]),
        ("surveys:list", _("ความคาดหวังของผู้มีส่วนได้ส่วนเสีย"), _("ผู้ตอบ %(answers)s คน"), count["answers"]),
        ("issues:list", _("ประเด็นที่กำหนด"), _("รับ %(issues)s ประเด็น"), count["issues"]),
        ("issues:ranking", _("ลำดับความสำคัญ"), _("จัดลำดับ %(issues)s ประเด็น"), count["issues"]),
        ("kpis:list", _("ตัวชี้วัดและเป้าหมาย"), _("ตัวชี้วัด %(kpis)s ตัว วัดแล้ว %(read)s"), count["kpis"]),
        ("plans:list", _("แผนปฏิบัติ"), _("กิจกรรม %(activities)s รายการ"), count["activities"]),
        ("plans:follow-up", _("การติดตามและประเมินผล"), _("หลักฐาน %(evidence)s รายการ"), score is not None),
    )
    return [
        Chapter(number, title, text % count, bool(ready), reverse(name, args=[drive.pk]))
        for number, (name, title, text, ready) in enumerate(told, 1)
    ]


@dataclass(frozen=True, slots=True)
class Signing:
    """Where the signature of a year's report stands; `returned` is the newest that was sent back, if nothing came after."""

    waiting: Submission | None
    returned: Submission | None
    reports: list[SignedReport]

    @property
    def latest(self) -> SignedReport | None:
        return self.reports[0] if self.reports else None


def signing(drive: Drive) -> Signing:
    """Two queries."""
    rows = list(
        Submission.objects.filter(drive=drive)
        .defer("facts_text")
        .select_related("submitted_by", "decided_by")
        .order_by("-pk")[:1]
    )
    newest = rows[0] if rows else None
    reports = SignedReport.objects.filter(drive=drive).select_related("signed_by").order_by("-version")
    return Signing(
        newest if newest and newest.state == Submission.State.WAITING else None,
        newest if newest and newest.state == Submission.State.RETURNED else None,
        list(reports),
    )


def signed_bytes(report: SignedReport) -> bytes | None:
    """The file that was signed; None when what is kept is gone or is no longer it."""
    try:
        content = report.file.path.read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == report.sha256 else None
