"""The year on one page: what the executive summary, the head's screen and its slide show. Words are made by rule from figures."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from janya.core import thai
from janya.core.charts import Bar, Bars, HeatMap, RingStep, StepRing, on_paper
from janya.core.charts.page import bar_words, ring_words
from janya.drives.models import Drive
from janya.drives.rules import StepState, completeness
from janya.norms import queries as norms
from janya.risks import queries as risks

from . import rules, steps

SMALL, WIDE, SQUARE = 330, 480, 420  # units of a drawing in half a column: the wider, the smaller its letters
MOST_GAPS = 5
GRAVE = ("high", "critical")
LIGHTS = ("green", "amber", "red", "grey")


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence made by rule, with the key of its figures' source."""

    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Overview:
    """`chapters` are the facts of study, risks, survey, kpis and plan, as the report tells them."""

    states: list[StepState]
    percent: float
    ring: StepRing
    heat: HeatMap | None
    levels: Bars | None
    gaps: Bars | None
    gap_rows: list[dict[str, Any]]
    grave: list[dict[str, Any]]
    lights: dict[str, int]
    late: list[dict[str, Any]]
    spent_percent: float | None
    messages: list[Message]
    chapters: Mapping[str, Any]


def of(drive: Drive, chapters: Mapping[str, Any], today: date, *, links: bool = False) -> Overview:
    """Bring the chapters together with the eight steps; the queries of the steps and two for the heat map."""
    states = steps.states(drive, today)
    plan, kpis = chapters["plan"], chapters["kpis"]
    running = [row for row in plan["rows"] if row["light"] != "cancelled"]
    gap_rows = largest_gaps(chapters["survey"]["rows"])
    grave = [row for row in chapters["risks"]["rows"] if row["level"] in GRAVE]
    has_risks = bool(chapters["risks"]["rows"])
    return Overview(
        states=states,
        percent=completeness(states) * 100,
        ring=ring(drive, states, links=links),
        heat=risks.heat_map(drive, risks.bands_for(drive.agency_id), links=links) if has_risks else None,
        levels=levels(kpis["rows"]) if kpis["rows"] else None,
        gaps=gaps(gap_rows) if gap_rows else None,
        gap_rows=gap_rows,
        grave=sorted(grave, key=lambda row: -row["residual"]),
        lights={light: sum(row["light"] == light for row in running) for light in LIGHTS},
        late=[row for row in running if row["light"] == "red"],
        spent_percent=rules.share_of(plan["spent"], plan["budget"]),
        messages=messages(chapters, gap_rows, len(grave)),
        chapters=chapters,
    )


def ring(drive: Drive, states: Sequence[StepState], *, links: bool) -> StepRing:
    short = {step.number: step.short for step in norms.steps()}
    return StepRing(
        title=_("ความครบถ้วนของแปดขั้นตอน"),
        description=_("ครบถ้วนแล้วร้อยละ %(percent)s ของทั้งปี")
        % {"percent": round(completeness(list(states)) * 100)},
        steps=tuple(
            RingStep(
                one.number,
                short.get(one.number, ""),
                one.share,
                one.status,
                steps.address(drive, one.number) if links else "",
            )
            for one in states
        ),
        words=ring_words(),
        listed=False,
    )


def largest_gaps(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """At most five items, those that are not hidden, the largest gap first."""
    shown = [row for row in rows if not row["suppressed"] and row["gap"] is not None]
    return sorted(shown, key=lambda row: -row["gap"])[:MOST_GAPS]


def gaps(rows: Sequence[dict[str, Any]]) -> Bars:
    return Bars(
        title=_("ช่องว่างความคาดหวังที่มากที่สุด"),
        description=_("ระดับที่พึงประสงค์ลบระดับที่เป็นอยู่"),
        rows=tuple(Bar(" ".join(row["label"].split()[:2]), row["gap"]) for row in rows),
        words=bar_words(_("ข้อ"), _("ช่องว่าง")),
        digits=2,
    )


def levels(rows: Sequence[dict[str, Any]]) -> Bars:
    counts = [sum(row["level"] == level for row in rows) for level in (5, 4, 3, 2, 1)]
    unread = sum(row["level"] is None for row in rows)
    named = [
        *(
            (_("ระดับ %(level)s") % {"level": level}, count)
            for level, count in zip((5, 4, 3, 2, 1), counts, strict=True)
        ),
        (_("ยังไม่วัด"), unread),
    ]
    return Bars(
        title=_("ตัวชี้วัดแยกตามระดับที่ได้"),
        description=_("ตัวชี้วัดทั้งหมด %(count)s ตัว") % {"count": len(rows)},
        rows=tuple(Bar(name, count) for name, count in named),
        words=bar_words(_("ระดับ"), _("จำนวนตัวชี้วัด")),
    )


def messages(chapters: Mapping[str, Any], gap_rows: Sequence[dict[str, Any]], grave: int) -> list[Message]:
    """What stands out, said by rule: nothing that is not a figure of the report."""
    study, register, kpis, plan = (chapters[name] for name in ("study", "risks", "kpis", "plan"))
    found = [signed_message(study)] if study["total"] else []
    if register["rows"]:
        text = (
            _("มีความเสี่ยงระดับสูงขึ้นไปหลังควบคุม %(grave)s จาก %(count)s รายการ")
            if grave
            else _("ความเสี่ยงทั้ง %(count)s รายการอยู่ต่ำกว่าระดับสูงหลังควบคุม")
        )
        found.append(Message(text % {"grave": grave, "count": register["count"]}, "risks"))
    if gap_rows:
        first = gap_rows[0]
        facts = {"label": first["label"], "gap": f"{first['gap']:.2f}"}
        found.append(Message(_("ช่องว่างความคาดหวังมากที่สุด %(gap)s คือ %(label)s") % facts, "survey"))
    if kpis["score"] is not None:
        good = sum((row["level"] or 0) >= rules.GOOD_LEVEL for row in kpis["rows"])
        facts = {"score": f"{kpis['score']:.2f}", "good": good, "count": len(kpis["rows"])}
        text = _("ตัวชี้วัดได้คะแนน %(score)s จาก 5 ถึงระดับ 4 ขึ้นไป %(good)s จาก %(count)s ตัว")
        found.append(Message(text % facts, "kpis"))
    if plan["count"]:
        facts = {"done": plan["done"], "count": plan["count"], "late": plan["late"]}
        text = (
            _("กิจกรรมเสร็จ %(done)s จาก %(count)s กิจกรรม ล่าช้า %(late)s กิจกรรม")
            if plan["late"]
            else _("กิจกรรมเสร็จ %(done)s จาก %(count)s กิจกรรม ไม่มีกิจกรรมล่าช้า")
        )
        found.append(Message(text % facts, "plan.done"))
    spent = rules.share_of(plan["spent"], plan["budget"]) if plan["count"] else None
    if spent is not None:
        facts = {"percent": f"{spent:.0f}", "budget": thai.number(plan["budget"])}
        found.append(Message(_("ใช้งบประมาณแล้วร้อยละ %(percent)s ของ %(budget)s บาท") % facts, "plan.spent"))
    return found


def signed_message(study: Mapping[str, Any]) -> Message:
    left = study["total"] - study["signed"]
    text = (
        _("ยังไม่ลงนามรับทราบประมวล %(left)s จาก %(total)s คน")
        if left
        else _("ลงนามรับทราบประมวลครบทั้ง %(total)s คน")
    )
    return Message(text % {"left": thai.number(left), "total": thai.number(study["total"])}, "study")


def on_page(overview: Overview, *, but: Collection[str] = ()) -> dict[str, Any]:
    """The same for a document: pictures drawn small, in Thai digits; `but` names sources whose sentences are left out."""

    def small(chart: Any, width: int = SMALL) -> Any:
        return on_paper(chart, width, thai.to_thai_digits) if chart else None

    return {
        "percent": overview.percent,
        "grave": len(overview.grave),
        "lights": [{"light": light, "count": count} for light, count in overview.lights.items()],
        "spent_percent": overview.spent_percent,
        "messages": [{"text": one.text, "key": one.key} for one in overview.messages if one.key not in but],
        "charts": {
            "ring": small(overview.ring),
            "heat": small(overview.heat, SQUARE),
            "levels": small(overview.levels, WIDE),
            "gaps": small(overview.gaps, WIDE),
        },
    }
