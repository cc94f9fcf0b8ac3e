"""An evaluation taken away: the facts of its PDF (typst/) and the tables of its workbook."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from janya.core.charts import Chart, Drawing, on_paper
from janya.core.sheets import Column
from janya.core.thai import to_thai_digits
from janya.plans.rules import Light

from . import pictures, queries
from .models import LEVEL_WORDS, Evaluation, Lesson, Remark
from .queries.figures import Facts

DOCUMENT_WIDTH = 640
LIGHTS = {
    Light.GREEN: gettext_lazy("ตามแผนหรือเสร็จแล้ว"),
    Light.AMBER: gettext_lazy("ช้ากว่าแผน"),
    Light.RED: gettext_lazy("ล่าช้า"),
    Light.GREY: gettext_lazy("ยังไม่ถึงเวลา"),
}
Table = tuple[str, Sequence[Column], list[list[object]]]


def name_of(evaluation: Evaluation) -> str:
    return _("%(name)s %(agency)s ปี %(year)s") % {
        "name": evaluation.name,
        "agency": evaluation.drive.agency.name,
        "year": evaluation.drive.fiscal_year,
    }


def drawn(chart: Chart) -> dict[str, Any]:
    made: Drawing = on_paper(chart, DOCUMENT_WIDTH, to_thai_digits)
    return {"drawing": made, "title": chart.title, "alt": f"{chart.title} {chart.description}"}


def paper(evaluation: Evaluation) -> tuple[str, Facts]:
    """The template and its facts, always in Thai."""
    with translation.override("th"):
        if evaluation.is_promotion:
            return "evaluation/typst/promotion.typ", promotion_paper(evaluation)
        return "evaluation/typst/round.typ", round_paper(evaluation)


def head(evaluation: Evaluation) -> Facts:
    drive = evaluation.drive
    return {
        "title": evaluation.name,
        "agency": drive.agency.name,
        "demonstration": drive.agency.is_demonstration,
        "year": drive.fiscal_year,
        "code": drive.code.short_title,
        "as_of": evaluation.as_of,
        "draft": not evaluation.is_closed,
        "closed_on": evaluation.closed_on,
        "closed_by": str(evaluation.closed_by or ""),
        "summary": evaluation.summary,
    }


def round_paper(evaluation: Evaluation) -> Facts:
    view = queries.view(evaluation)
    facts, compared = view.facts, view.compared
    half = _("รอบ 6 เดือน")
    return {
        **head(evaluation),
        "facts": facts,
        "headlines": [
            {
                "name": one.name,
                "unit": one.unit,
                "now": written(one.now, one.digits),
                "mid": written(one.mid, one.digits),
                "last": written(one.last, one.digits),
            }
            for one in compared.headlines
        ],
        "has_mid": compared.mid is not None,
        "last_year": compared.last_year,
        "chart": drawn(pictures.kpi_levels(facts, compared.mid, half)) if facts["kpis"] else None,
        "meaning": pictures.meaning(facts["score"]),
        "lights": [
            {"name": name, "count": facts["activities"]["lights"].get(light.value, 0)}
            for light, name in light_words().items()
        ],
        "problems": told(view.problems),
        "recommendations": told(view.recommendations),
        "lessons": learnt(view.lessons),
    }


def light_words() -> dict[Light, str]:
    return {light: str(word) for light, word in LIGHTS.items()}


def written(value: float | None, digits: int) -> str | None:
    return None if value is None else f"{value:,.{digits}f}"


def told(remarks: Sequence[Remark]) -> list[Facts]:
    return [{"about": one.about, "text": one.text} for one in remarks]


def learnt(lessons: Sequence[Lesson]) -> list[Facts]:
    return [
        {
            "kind": one.get_kind_display(),
            "text": one.text,
            "carried": one.carried,
            "about": ", ".join(str(thing) for thing in one.sources),
        }
        for one in lessons
    ]


def promotion_paper(evaluation: Evaluation) -> Facts:
    facts, last, last_year = queries.year_before(evaluation)
    promotion = queries.promotion(evaluation)
    found = facts or queries.frozen(promotion)
    before = _("ปี %(year)s") % {"year": last_year} if last_year else ""
    remarks = queries.remarks_of(evaluation)
    return {
        **head(evaluation),
        "score": written(found["score"], 2),
        "percent": written(found["percent"], 1),
        "meaning": pictures.meaning(found["score"]),
        "last_score": written(last["score"], 2) if last else None,
        "last_year": last_year,
        "criteria": [
            {
                **one,
                "weight": f"{Decimal(str(one['weight'])).normalize():f}",
                "word": str(LEVEL_WORDS.get(one["level"], "")),
            }
            for one in found["criteria"]
        ],
        "chart": drawn(pictures.promotion_levels(promotion, last, before)) if promotion.rows else None,
        "remarks": [
            {"kind": one.get_kind_display(), "about": one.about, "text": one.text} for one in remarks
        ],
        "lessons": learnt(queries.lessons_of(evaluation)),
    }


# ── the workbook ───────────────────────────────────────────────────────────────────────────
def tables(evaluation: Evaluation) -> list[Table]:
    """One sheet a subject."""
    if evaluation.is_promotion:
        found = queries.year_before(evaluation)[0] or queries.frozen(queries.promotion(evaluation))
        more = [criteria_table(found)]
        remarks, lessons = queries.remarks_of(evaluation), queries.lessons_of(evaluation)
    else:
        view = queries.view(evaluation)
        more = [
            headline_table(view.compared),
            kpi_table(view.facts),
            activity_table(view.facts),
            risk_table(view.facts),
            gap_table(view.facts),
        ]
        remarks, lessons = view.remarks, view.lessons
    return [*more, remark_table(remarks), lesson_table(lessons)]


def headline_table(compared: queries.Compared) -> Table:
    columns = [
        Column(_("รายการ"), 44),
        Column(_("ผล"), 14, "number"),
        Column(_("รอบ 6 เดือน"), 14, "number"),
        Column(_("ปีก่อน"), 14, "number"),
        Column(_("หน่วย"), 12),
    ]
    return (
        _("ผลสำคัญ"),
        columns,
        [[one.name, one.now, one.mid, one.last, one.unit] for one in compared.headlines],
    )


def kpi_table(facts: Facts) -> Table:
    columns = [
        Column(_("ที่"), 6, "number"),
        Column(_("ตัวชี้วัด"), 60),
        Column(_("หน่วยนับ"), 14),
        Column(_("น้ำหนัก"), 10, "number"),
        Column(_("เป้าหมาย"), 12, "number"),
        Column(_("ผล"), 12, "number"),
        Column(_("ระดับ"), 8, "number"),
        Column(_("คะแนนถ่วงน้ำหนัก"), 14, "number"),
    ]
    names = ("number", "name", "unit", "weight", "target", "value", "level", "weighted")
    return _("ตัวชี้วัด"), columns, [[one[name] for name in names] for one in facts["kpis"]]


def activity_table(facts: Facts) -> Table:
    columns = [
        Column(_("ที่"), 6, "number"),
        Column(_("กิจกรรม"), 60),
        Column(_("ด้าน"), 24),
        Column(_("หน่วยงาน"), 26),
        Column(_("ทำได้ (ร้อยละ)"), 12, "number"),
        Column(_("ตามแผน (ร้อยละ)"), 12, "number"),
        Column(_("สถานะ"), 20),
        Column(_("งบประมาณ (บาท)"), 16, "number"),
        Column(_("ใช้จ่าย (บาท)"), 16, "number"),
    ]
    words = {light.value: word for light, word in light_words().items()}
    rows: list[list[object]] = [
        [
            *(one[name] for name in ("number", "title", "area", "unit", "percent", "planned")),
            words[one["light"]],
            float(one["budget"]),
            float(one["spent"]),
        ]
        for one in facts["activities"]["rows"]
    ]
    return _("กิจกรรม"), columns, rows


def risk_table(facts: Facts) -> Table:
    columns = [Column(_("ระดับความเสี่ยง"), 24), Column(_("จำนวนที่เหลืออยู่"), 16, "number")]
    return _("ความเสี่ยง"), columns, [[one["name"], one["count"]] for one in facts["risks"]["levels"]]


def gap_table(facts: Facts) -> Table:
    columns = [
        Column(_("ข้อ"), 60),
        Column(_("ผู้ตอบ"), 10, "number"),
        Column(_("พึงประสงค์"), 12, "number"),
        Column(_("เป็นอยู่"), 12, "number"),
        Column(_("ช่องว่าง"), 12, "number"),
    ]
    rows: list[list[object]] = [
        [one["label"], one["n"], *(rounded(one[name]) for name in ("desired", "perceived", "gap"))]
        for one in facts["gaps"]
    ]
    return _("ช่องว่างความคาดหวัง"), columns, rows


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def criteria_table(found: Facts) -> Table:
    columns = [
        Column(_("เกณฑ์"), 44),
        Column(_("น้ำหนัก"), 10, "number"),
        Column(_("ระดับ"), 8, "number"),
        Column(_("ความหมาย"), 44),
        Column(_("ระบบเสนอ"), 10, "number"),
        Column(_("ที่มาของข้อเสนอ"), 44),
        Column(_("เหตุผลที่ต่าง"), 36),
        Column(_("ข้อค้นพบ"), 36),
        Column(_("หลักฐาน"), 36),
    ]
    names = ("name", "weight", "level", "meaning", "proposed", "arithmetic", "reason", "note")
    rows: list[list[object]] = [
        [
            *(one[name] for name in names),
            "\n".join(f"{proof['reference']} {proof['title']}" for proof in one["evidence"]),
        ]
        for one in found["criteria"]
    ]
    return _("เกณฑ์"), columns, rows


def remark_table(remarks: Sequence[Remark]) -> Table:
    columns = [Column(_("ประเภท"), 20), Column(_("ด้านหรือประเด็น"), 36), Column(_("ข้อความ"), 80)]
    return (
        _("ข้อสังเกต"),
        columns,
        [[one.get_kind_display(), one.about, one.text] for one in remarks],
    )


def lesson_table(lessons: Sequence[Lesson]) -> Table:
    columns = [
        Column(_("ประเภท"), 20),
        Column(_("บทเรียน"), 80),
        Column(_("จาก"), 44),
        Column(_("ส่งต่อปีถัดไป"), 14),
    ]
    rows: list[list[object]] = [
        [
            one.get_kind_display(),
            one.text,
            ", ".join(str(thing) for thing in one.sources),
            _("ส่งต่อ") if one.carried else "",
        ]
        for one in lessons
    ]
    return _("บทเรียน"), columns, rows
