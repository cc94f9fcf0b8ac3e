"""The facts of the register on paper (risks/typst/register.typ)."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from janya.core import charts, thai
from janya.drives.models import Drive

from ..models import EFFECTS, RESPONSES, Acceptance, Band, Risk
from .heat import heat_map
from .register import RiskRow, narrowed, narrowing, register, rows_of
from .scales import bands_for
from .sheet import Words, whole


def paper_facts(drive: Drive, filters: Mapping[str, str], *, paper: str, as_of: date) -> dict[str, Any]:
    """The register as it is filtered, in words of the form, always in Thai; a fixed number of queries."""
    bands = bands_for(drive.agency_id)
    with translation.override("th"):
        rows = rows_of(whole(register(drive, filters, bands, as_of)), bands, today=as_of)
        told = narrowing(filters)
        chart = heat_map(
            drive, bands, links=False, rows=narrowed(drive, told, bands, as_of) if told else None
        )
        words = Words.of(drive)
        accepted = accepted_by([row.risk for row in rows])
        return {
            "agency": drive.agency.name,
            "year": drive.fiscal_year,
            "code": drive.code.short_title,
            "paper": paper,
            "as_of": as_of,
            "demonstration": drive.agency.is_demonstration,
            "filters": in_words(drive, told, bands, words),
            "levels": counted(rows, bands),
            "bands": ", ".join(f"{band.name} {band.floor}–{band.ceiling}" for band in bands),
            "late": sum(row.is_overdue for row in rows),
            "untargeted": sum(row.risk.target_score is None for row in rows),
            "awaiting": sum(row.awaits for row in rows),
            "chart": charts.on_paper(chart, said=thai.to_thai_digits) if rows else None,
            "chart_alt": f"{chart.title} {chart.description}",
            "rows": [on_paper(row, words, accepted) for row in rows],
        }


def counted(rows: list[RiskRow], bands: list[Band]) -> list[dict[str, Any]]:
    """How many risks of each level, gravest first: before, left over, aimed at."""
    before, left, aim = (
        Counter(getattr(row, name) for row in rows) for name in ("level", "residual_level", "target_level")
    )
    return [
        {
            "level": band.level,
            "name": band.name,
            "before": before[band.level],
            "left": left[band.level],
            "aim": aim[band.level],
        }
        for band in reversed(bands)
    ]


def on_paper(row: RiskRow, words: Words, accepted: Mapping[int, str]) -> dict[str, Any]:
    risk = row.risk
    cells = words.cells(risk)

    def score(points: int, likelihood: int, impact: int, level: str, name: str) -> dict[str, Any]:
        return {"score": points, "likelihood": likelihood, "impact": impact, "level": level, "name": name}

    aim = None
    if risk.target_score and risk.target_likelihood and risk.target_impact:
        aim = score(
            risk.target_score, risk.target_likelihood, risk.target_impact, row.target_level, row.target_name
        )
    return {
        **{name: cells[name] for name in ("reference", "title", "cause", "event", "consequence", "items")},
        "process": cells["process"],
        "unit": risk.unit.name if risk.unit else _("ทุกหน่วยงาน"),
        "others": ", ".join(unit.name for unit in risk.other_units.all()),
        "controls": [
            {"text": one.text, "effect": one.effect, "word": str(EFFECTS[one.effect])}  # type: ignore[index]
            for one in risk.control_rows.all()
        ],
        "before": score(risk.score, risk.likelihood, risk.impact, row.level, row.level_name),
        "left": score(
            risk.residual_score,
            risk.residual_likelihood,
            risk.residual_impact,
            row.residual_level,
            row.residual_name,
        ),
        "aim": aim,
        "aim_on": risk.target_on,
        "response": words.responses.get(risk.response, ""),
        "owner": risk.owner.get_full_name().split() if risk.owner else [],
        "review_on": risk.review_on,
        "is_late": row.is_overdue,
        "accepted": _("รอผู้ยอมรับ") if row.awaits else accepted.get(risk.pk, ""),
    }


def accepted_by(risks: list[Risk]) -> dict[int, str]:
    """Who accepted each risk whose acceptance stands; one query."""
    standing = {risk.pk for risk in risks if vars(risk).get("accepted")}
    found = Acceptance.objects.filter(risk__in=standing).select_related("accepted_by").order_by("pk")
    return {
        one.risk_id: _("ยอมรับโดย %(name)s %(day)s")
        % {"name": one.accepted_by.get_full_name(), "day": thai.short_date(one.on)}
        for one in found
    }


def in_words(drive: Drive, filters: Mapping[str, str], bands: list[Band], words: Words) -> str:
    """What the filters leave, for the head of the paper."""
    told: list[str] = []
    names = {band.level: band.name for band in bands}
    states = {
        "all": _("รวมที่ปิดแล้ว"),
        "closed": _("ปิดแล้ว"),
        "incomplete": _("ข้อมูลยังไม่ครบ"),
        "overdue": _("เลยกำหนดทบทวน"),
        "due": _("ต้องทบทวนใน 30 วัน"),
        "unaccepted": _("รอผู้ยอมรับ"),
        "untargeted": _("ยังไม่กำหนดเป้าหมาย"),
    }
    for name, value in filters.items():
        number = int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
        match name:
            case "q":
                told.append(_("คำค้น “%(words)s”") % {"words": value})
            case "level" if value in names:
                told.append(_("ระดับ%(name)s") % {"name": names[value]})
            case "item" if number in words.items:
                told.append(_("ข้อ %(number)s") % {"number": words.items[number]})
            case "unit" if number in words.units:
                told.append(words.units[number])
            case "kind" if number in words.kinds:
                told.append(words.kinds[number])
            case "response" if value in tuple(RESPONSES):
                told.append(words.responses[value])
            case "state" if value in states:
                told.append(states[value])
            case "cell" | "before" | "left" | "aim" | "owner" | "process" | "response":
                told.append(_("ตัวกรองอื่น"))
    return " · ".join(dict.fromkeys(told))
