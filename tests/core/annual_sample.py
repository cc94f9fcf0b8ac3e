"""A believable year for the yearly report, without a database: `annual(rows)` with so many of everything, `empty()` with nothing."""

from datetime import date, timedelta
from typing import Any, cast

from janya.core.charts import Bar, Bars, Drawing, RingStep, StepRing, on_paper
from janya.core.charts.page import bar_words, ring_words
from janya.reports import figures
from janya.reports.shape import (
    ActivityLine,
    Annual,
    EvidenceLine,
    GroupGap,
    ItemGap,
    KpiLine,
    Message,
    Overview,
    RankedIssue,
    RiskLine,
    TurnedDown,
    UnitStudy,
    YearEnd,
)

YEAR_END = date(2026, 9, 30)
ITEMS = (
    "ยึดมั่นในสถาบันหลักของประเทศ อันได้แก่ ชาติ ศาสนา พระมหากษัตริย์ และการปกครองระบอบประชาธิปไตยอันมีพระมหากษัตริย์ทรงเป็นประมุข",
    "ซื่อสัตย์สุจริต ปฏิบัติหน้าที่อย่างตรงไปตรงมาตามกฎหมายและตามทำนองคลองธรรม โปร่งใส และตรวจสอบได้",
    "กล้าตัดสินใจและยืนหยัดทำในสิ่งที่ถูกต้องชอบธรรม",
    "คิดถึงประโยชน์ส่วนรวมมากกว่าประโยชน์ส่วนตัว และมีจิตสาธารณะ",
    "มุ่งผลสัมฤทธิ์ของงาน อย่างมีประสิทธิภาพและคุณภาพ",
    "ปฏิบัติหน้าที่ด้วยความเที่ยงธรรม ปราศจากอคติ และไม่เลือกปฏิบัติ",
    "ดำรงตนเป็นแบบอย่างที่ดีและรักษาภาพลักษณ์ของทางราชการ",
)
GROUPS = ("ผู้บริหาร", "ข้าราชการ", "พนักงานราชการและลูกจ้าง", "ผู้รับบริการและประชาชน")
UNITS = ("สำนักงานจังหวัด", "ที่ทำการปกครองจังหวัด", "สำนักงานที่ดินจังหวัด", "สำนักงานสาธารณสุขจังหวัด")
TITLES = (
    "รับของขวัญหรือการเลี้ยงรับรองจากผู้รับจ้าง",
    "นำความสัมพันธ์ส่วนตัวมาใช้ประกอบการพิจารณาเลื่อนเงินเดือน",
    "ใช้รถราชการและน้ำมันเพื่อประโยชน์ส่วนตัว",
    "ถ่วงเวลาการเปิดเผยข้อมูลข่าวสารของราชการแก่ประชาชนผู้ยื่นคำขอ",
)
AREAS = (
    "ด้านการจัดทำยุทธศาสตร์/มาตรการการส่งเสริมคุณธรรม จริยธรรม",
    "ด้านการรณรงค์ส่งเสริม ป้องกันและประชาสัมพันธ์",
    "ด้านการติดตาม สอดส่องการใช้บังคับ และการประเมินผล",
    "ด้านการขยายผลสู่องค์กรเครือข่ายคุณธรรม จริยธรรม",
)
LEVELS = (
    ("low", "ต่ำ", 1, 3),
    ("moderate", "ปานกลาง", 4, 9),
    ("high", "สูง", 10, 16),
    ("critical", "สูงมาก", 17, 25),
)
LIGHTS = ("green", "amber", "red", "grey", "cancelled")


def picture(words: str) -> Drawing:
    return on_paper(Bars(words, "", [Bar("สำนักงาน", 62), Bar("กลุ่มงานที่ 2", None)], bar_words(), unit="%"), 640)


def level_of(score: int) -> tuple[str, str]:
    return next((level, name) for level, name, floor, ceiling in LEVELS if floor <= score <= ceiling)


def risk(n: int) -> RiskLine:
    likelihood, impact = n % 5 + 1, n // 2 % 5 + 1
    after = max(1, likelihood - 1)
    level, name = level_of(after * impact)
    return {
        "reference": f"R-2569-{n + 1:03d}",
        "title": TITLES[n % len(TITLES)],
        "items": [n % 7 + 1, (n + 2) % 7 + 1],
        "unit": UNITS[n % len(UNITS)],
        "controls": "ประกาศนโยบายไม่รับของขวัญ ทะเบียนรายงานการรับของขวัญ และการสุ่มตรวจทุกไตรมาส",
        "score": likelihood * impact,
        "residual": after * impact,
        "level": level,
        "level_name": name,
        "likelihood": likelihood,
        "impact": impact,
        "residual_likelihood": after,
        "residual_impact": impact,
    }


def item_gap(n: int) -> ItemGap:
    """The last item was answered by too few; the first group is hidden everywhere."""
    hidden = n == len(ITEMS) - 1
    cells: list[GroupGap] = [
        {"gap": None if hidden or not at else 0.4 + 0.1 * at, "suppressed": hidden or not at}
        for at in range(len(GROUPS))
    ]
    return {
        "label": f"ข้อ {n + 1} {ITEMS[n]}",
        "n": None if hidden else 180,
        "desired": None if hidden else 4.6,
        "perceived": None if hidden else 4.6 - 0.2 * n,
        "gap": None if hidden else 0.2 * n,
        "low": None if hidden else 0.2 * n - 0.08,
        "high": None if hidden else 0.2 * n + 0.08,
        "suppressed": hidden,
        "cells": cells,
    }


def issue(n: int) -> RankedIssue:
    return {
        "title": f"ประเด็น{TITLES[n % len(TITLES)]}",
        "item": n % 7 + 1,
        "sources": [n + 1, n + 2],
        "gap": 0.97 if n % 2 else None,
        "scores": [5 - n % 5, 4, 3],
        "total": 4.35 - 0.05 * n,
        "in_item": n // 7 + 1,
        "overall": n + 1,
        "by_arithmetic": n + 2 if n == 1 else n + 1,
        "reason": "คณะกรรมการจริยธรรมเห็นว่าต้องเร่งดำเนินการ (นายเกรียงไกร สุจริตกุล)" if n == 1 else "",
    }


def turned_down(n: int) -> TurnedDown:
    return {
        "title": TITLES[n % len(TITLES)],
        "item": n % 7 + 1,
        "reason": "ดำเนินการอยู่ในแผนบริหารความเสี่ยงการทุจริตแล้ว",
    }


def kpi(n: int) -> KpiLine:
    """Every third was not read yet."""
    read = n % 3 != 2
    return {
        "number": n + 1,
        "name": "ร้อยละของข้าราชการและเจ้าหน้าที่ที่ลงนามรับทราบประมวลจริยธรรม",
        "definition": "ผู้ปฏิบัติราชการทุกประเภทที่ยังปฏิบัติงาน ณ วันที่วัด",
        "formula": "จำนวนผู้ลงนามรับทราบ × 100 ÷ จำนวนผู้ปฏิบัติราชการทั้งหมด",
        "unit": "ร้อยละ",
        "direction": "ยิ่งมากยิ่งดี",
        "baseline": "" if n % 4 == 1 else "62.5",
        "target": "12345" if n % 5 == 4 else "95",
        "thresholds": ["70", "80", "90", "95", "98"],
        "weight": "20",
        "owner": "นางสาวกมลชนก ธรรมวัฒน์",
        "due_on": date(2026, 9, 15),
        "value": "98.6" if read else None,
        "read_on": date(2026, 9, 25) if read else None,
        "level": 5 if read else None,
        "weighted": "1" if read else None,
    }


def activity(n: int, of: int) -> ActivityLine:
    return {
        "number": n + 1,
        "area": AREAS[n * len(AREAS) // of],
        "title": "ฝึกอบรมจริยธรรมแก่ข้าราชการบรรจุใหม่และผู้ให้บริการประชาชน ณ จุดบริการเบ็ดเสร็จ",
        "unit": UNITS[n % len(UNITS)],
        "owner": "นายเกรียงไกร สุจริตกุล",
        "starts_on": date(2025, 10, 20) + timedelta(days=n),
        "ends_on": date(2026, 9, 15),
        "budget": 1_280_000.5 if n == 0 else 45_000,
        "spent": 40_000,
        "kpis": [n + 1] if n % 2 else [],
        "percent": 80,
        "planned": 100,
        "light": LIGHTS[n % len(LIGHTS)],
        "evidence": n % 3,
    }


def evidence(n: int) -> EvidenceLine:
    return {
        "activity": n + 1,
        "title": f"สรุปผลการดำเนินกิจกรรมที่ {n + 1}",
        "sha256": f"{n:02x}d84251c5ea",
        "on": date(2026, 6, 30),
    }


def year_end() -> YearEnd:
    return {
        "summary": "ดำเนินการครบทั้งแปดขั้นตอน\nเรื่องร้องเรียนลดลงจาก 18 เรื่องเหลือ 11 เรื่อง",
        "lessons": "การเปิดเผยลำดับคิวที่จุดบริการลดข้อร้องเรียนได้เร็วกว่าการอบรมเพียงอย่างเดียว",
        "carried": "เสวนาปัญหาการบุกรุกชายหาดในอำเภอที่เหลือ",
        "score": 3.9,
        "by": "นางสาวกมลชนก ธรรมวัฒน์",
        "on": YEAR_END,
    }


def annual(rows: int = 6) -> Annual:
    """A closed year with so many risks, KPIs, activities …"""
    risks = [risk(n) for n in range(rows)]
    units: list[UnitStudy] = [
        {"name": name, "depth": depth, "people": 19, "signed": 18, "percent": 1800 / 19}
        for name in UNITS
        for depth in (0, 1)
    ]
    facts: dict[str, Any] = {
        "agency": "จังหวัดตัวอย่าง",
        "demonstration": True,
        "year": 2569,
        "code": "ประมวลจริยธรรมข้าราชการพลเรือน พ.ศ. 2564",
        "code_short": "ประมวลจริยธรรมข้าราชการพลเรือน พ.ศ. 2564",
        "gazette": "ราชกิจจานุเบกษา เล่ม 138 ตอนพิเศษ 109 ง 20 พฤษภาคม 2564",
        "as_of": YEAR_END,
        "draft": False,
        "study": {
            "total": 76,
            "read": 73,
            "signed": 72,
            "percent": 7200 / 76,
            "chart": picture("ร้อยละของผู้ลงนาม"),
            "units": units,
        },
        "risks": {
            "count": len(risks),
            "levels": [
                {
                    "level": level,
                    "name": name,
                    "floor": floor,
                    "ceiling": ceiling,
                    "count": sum(one["level"] == level for one in risks),
                }
                for level, name, floor, ceiling in LEVELS
            ],
            "chart": picture("แผนที่ความเสี่ยง"),
            "rows": risks,
        },
        "survey": {
            "title": "แบบสำรวจความคาดหวังต่อจริยธรรมของข้าราชการ ปี 2569",
            "opens_on": date(2025, 11, 1),
            "closes_on": date(2025, 12, 25),
            "state": "ปิดรับคำตอบ",
            "answered": 1180,
            "groups": [
                {"name": name, "answered": 3 if not at else 400 + at, "target": 400}
                for at, name in enumerate(GROUPS)
            ],
            "rows": [item_gap(n) for n in range(len(ITEMS))],
            "chart": picture("ระดับที่พึงประสงค์เทียบกับระดับที่เป็นอยู่"),
        },
        "issues": {
            "criteria": [
                {"name": "ความรุนแรงของความเสี่ยง", "weight": 50.0},
                {"name": "ช่องว่างความคาดหวัง", "weight": 27.5},
                {"name": "ความเป็นไปได้ในการแก้ไข", "weight": 22.5},
            ],
            "ranked": [issue(n) for n in range(rows)],
            "turned_down": [turned_down(n) for n in range(rows)],
        },
        "kpis": {"score": 3.9, "covered": 80.0, "rows": [kpi(n) for n in range(rows)]},
        "plan": {
            "count": rows,
            "done": 0,
            "late": rows // 5,
            "budget": 1_505_000.5,
            "spent": 240_000,
            "loose": ["ตัวชี้วัดที่ 3 ยังไม่มีกิจกรรมรองรับ"],
            "rows": [activity(n, rows) for n in range(rows)],
            "evidence": [evidence(n) for n in range(rows)],
        },
        "year_end": year_end(),
        "items": [{"number": n + 1, "title": title, "own": n == 6} for n, title in enumerate(ITEMS)],
        "signature": None,
    }
    return cited(facts)


def ring() -> Drawing:
    steps = [RingStep(n, f"ขั้น {n}", n / 8, "running") for n in range(1, 9)]
    return on_paper(StepRing("ความครบถ้วน", "", steps, ring_words(), listed=False), 330)


def in_short(full: bool) -> Overview:
    """The year on one page."""
    told: list[Message] = [
        {"text": "มีความเสี่ยงระดับสูงขึ้นไปหลังควบคุม 1 จาก 6 รายการ", "key": "risks"},
        {"text": "กิจกรรมเสร็จ 0 จาก 6 กิจกรรม ล่าช้า 1 กิจกรรม", "key": "plan.done"},
    ]
    return {
        "percent": 56.25 if full else 0.0,
        "grave": 1 if full else 0,
        "lights": [{"light": light, "count": int(full)} for light in LIGHTS[:4]],
        "spent_percent": 15.9 if full else None,
        "messages": told if full else [],
        "charts": {
            "ring": ring(),
            "heat": picture("แผนที่ความเสี่ยง") if full else None,
            "levels": picture("ระดับ") if full else None,
            "gaps": picture("ช่องว่าง") if full else None,
        },
    }


def cited(facts: dict[str, Any]) -> Annual:
    facts["overview"] = in_short(facts["study"]["total"] > 0)
    facts["sources"] = figures.sources(1, YEAR_END, survey=1)
    facts["figures"] = figures.headlines(facts)
    return cast("Annual", facts)


def empty() -> Annual:
    """A year in which nothing was done yet."""
    year = annual(0)
    year["draft"] = True
    year["study"] = {"total": 0, "read": 0, "signed": 0, "percent": 0.0, "chart": None, "units": []}
    year["risks"]["chart"] = None
    year["survey"] = {"title": "", "answered": 0, "groups": [], "rows": [], "chart": None}
    year["issues"]["criteria"] = []
    year["kpis"] = {"score": None, "covered": 0.0, "rows": []}
    year["plan"]["loose"] = []
    year["year_end"] = None
    year["items"] = []
    return cited(dict(year))
