"""The yearly report: what it gathers, and that every year, full or empty, becomes a paper."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from janya.core import documents
from janya.core.thai import to_thai_digits
from janya.drives import actions as drives
from janya.drives.models import Drive
from janya.issues import actions as issues
from janya.issues.models import Issue
from janya.issues.queries import ranking
from janya.journal.models import Entry
from janya.plans import actions as plans
from janya.plans import queries as plan_queries
from janya.plans.models import Proof
from janya.reports import actions, queries
from janya.risks import queries as risks
from tests import make
from tests.files.samples import PDF

pytestmark = pytest.mark.django_db
MARKUP = "#evil[x] *y* $z$ \\"
YEAR_END = date(2026, 9, 30)


def pages(content: bytes) -> int:
    return len(PdfReader(BytesIO(content)).pages)


def filled(rows: int = 1, mark: str = "") -> Drive:
    """A drive with so many of everything."""
    drive = make.drive()
    by = make.officer(drive.agency)
    make.unit(drive.agency, f"กลุ่มงาน {mark}")
    for _n in range(rows):
        risk = make.risk(drive, by=by, title=f"ความเสี่ยง {mark}{_n}", controls=mark or "ทะเบียน")
        issue = make.issue(drive, f"ประเด็น {mark}{_n}", by=by, risks=[risk])
        kpi = make.kpi(drive, by=by, issues=[issue], weight=Decimal(1), formula=mark or "จำนวน × 100")
        make.reading(kpi, 85, by=by)
        make.activity(drive, by=by, title=f"กิจกรรม {mark}{_n}", area=make.area())
        make.issue(
            drive,
            f"เรื่องอื่น {mark}{_n}",
            by=by,
            decision=Issue.Decision.TURNED_DOWN,
            reason=f"ติดตามต่อ {mark}",
        )
    survey = make.survey(drive, by=by, title=f"แบบสำรวจ {mark}")
    make.responses(survey.groups.get(), 12)
    make.closed(survey, by=by)
    return drive


def made(drive: Drive, as_of: date = YEAR_END) -> bytes:
    return actions.annual_pdf(drive, as_of=as_of, by=None)


def test_an_empty_year_becomes_a_paper() -> None:
    content = made(make.drive())

    assert content.startswith(b"%PDF-")
    assert 11 <= pages(content) <= 14


def test_a_full_year_becomes_a_tagged_paper_with_its_title() -> None:
    drive = filled(3)

    content = made(drive)

    paper = PdfReader(BytesIO(content))
    assert 12 <= len(paper.pages) <= 22
    assert paper.metadata is not None
    assert to_thai_digits(drive.agency.name) in (paper.metadata.title or "")
    assert "๒๕๖๙" in (paper.metadata.title or "")
    assert b"/Marked true" in content


def test_every_chapter_has_its_facts() -> None:
    drive = filled(2)

    told = queries.annual(drive, YEAR_END)

    assert told["risks"]["count"] == 2
    assert sum(level["count"] for level in told["risks"]["levels"]) == 2
    assert {row["score"] for row in told["risks"]["rows"]} == {16}
    assert {row["residual"] for row in told["risks"]["rows"]} == {12}
    assert told["survey"]["answered"] == 12
    assert [row["gap"] for row in told["survey"]["rows"]] == [2, 2, 2]
    assert told["survey"]["rows"][0]["label"] == "ข้อ 1 ข้าราชการต้องประพฤติตามข้อที่ 1"
    assert len(told["issues"]["ranked"]) == 2
    assert len(told["issues"]["turned_down"]) == 2
    assert {row["level"] for row in told["kpis"]["rows"]} == {3}
    assert told["kpis"]["score"] == 3
    assert told["plan"]["count"] == 2
    assert [item["number"] for item in told["items"]] == [1, 2, 3]


def test_the_figures_are_those_of_the_rooms() -> None:
    drive = make.drive()
    by = make.officer(drive.agency)
    risk = make.risk(drive, by=by, title="รับของขวัญ", unit=make.unit(drive.agency, "คลัง"))
    issue = make.issue(drive, "ลดการรับของขวัญ", by=by, risks=[risk])
    make.issue(drive, "เรื่องอื่น", by=by, decision=Issue.Decision.TURNED_DOWN, reason="ติดตามต่อ")
    make.reading(make.kpi(drive, by=by, issues=[issue]), "82.50", by=by)
    activity = make.activity(drive, by=by, budget=Decimal(10_000))
    plans.report(activity, on=make.TODAY, percent=40, spent=Decimal(2_500), note="เริ่ม", by=by)
    day = date(2026, 3, 1)

    told = queries.annual(drive, day)

    (judged,) = risks.rows_of(list(risks.register(drive)), risks.bands_for(drive.agency_id))
    assert told["risks"]["rows"] == [
        {
            "reference": "R-2569-001",
            "title": "รับของขวัญ",
            "items": [1],
            "unit": "คลัง",
            "controls": "ทะเบียนรับของขวัญ",
            "score": 16,
            "residual": 12,
            "level": judged.residual_level,
            "level_name": judged.residual_name,
        }
    ]
    assert told["issues"]["turned_down"] == [{"title": "เรื่องอื่น", "item": 1, "reason": "ติดตามต่อ"}]
    assert [(row["title"], row["sources"]) for row in told["issues"]["ranked"]] == [("ลดการรับของขวัญ", [1])]
    kpi = told["kpis"]["rows"][0]
    names = ("baseline", "target", "thresholds", "value", "read_on", "level")
    assert {name: kpi[name] for name in names} == {
        "baseline": "60",
        "target": "90",
        "thresholds": ["60", "70", "80", "90", "100"],
        "value": "82.5",
        "read_on": make.TODAY,
        "level": 3,
    }
    sums = ("count", "done", "late", "budget", "spent")
    assert {name: told["plan"][name] for name in sums} == {
        "count": 1,
        "done": 0,
        "late": plan_queries.totals(plan_queries.plan(drive, day)).late,
        "budget": 10_000,
        "spent": 2_500,
    }


def test_evidence_of_the_small_hours_is_of_the_day_in_thailand() -> None:
    activity = make.activity(make.drive())
    plans.prove(activity, upload=SimpleUploadedFile("a.pdf", PDF), title="สรุป", by=activity.owner)
    Proof.objects.update(at=datetime(2026, 2, 9, 20, tzinfo=UTC))  # three in the morning of the tenth

    told = queries.annual(activity.drive, YEAR_END)["plan"]["evidence"]

    assert [(one["title"], one["on"]) for one in told] == [("สรุป", date(2026, 2, 10))]


def test_an_empty_year_that_was_closed_is_a_paper_and_a_draft_until_it_is_signed() -> None:
    drive = make.drive()
    drives.close_year(drive, by=make.officer(drive.agency), on=YEAR_END)

    content = made(drive)

    assert queries.annual(drive, YEAR_END)["draft"] is True
    assert 11 <= pages(content) <= 14


def test_what_must_not_be_shown_is_not_in_the_paper() -> None:
    drive = make.drive()
    survey = make.survey(drive)
    make.responses(survey.groups.get(), 4)
    make.closed(survey)

    rows = queries.annual(drive, YEAR_END)["survey"]["rows"]

    assert rows
    assert all(row["suppressed"] and row["gap"] is None and row["n"] is None for row in rows)


def test_figures_of_the_day_are_those_of_the_day() -> None:
    drive = make.drive()
    kpi = make.kpi(drive)
    make.reading(kpi, 65, date(2026, 1, 10))
    make.reading(kpi, 95, date(2026, 3, 10))

    early = queries.annual(drive, date(2026, 2, 1))["kpis"]["rows"][0]
    late = queries.annual(drive, date(2026, 4, 1))["kpis"]["rows"][0]

    assert (early["value"], early["level"]) == ("65", 1)
    assert (late["value"], late["level"]) == ("95", 4)


def test_markup_in_what_people_typed_is_only_text() -> None:
    content = made(filled(1, MARKUP))

    assert content.startswith(b"%PDF-")


def test_very_long_texts_go_on_over_the_page() -> None:
    drive = make.drive()
    make.risk(drive, title="ยาว" * 60, controls="มาตรการควบคุมหลายชั้น " * 150)

    assert made(drive).startswith(b"%PDF-")


def test_the_same_year_and_day_give_the_same_bytes() -> None:
    drive = filled(2)

    assert made(drive) == made(drive)


def test_the_same_facts_give_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps(queries.annual(filled(2), YEAR_END), default=documents.plain))
    code = (
        "import sys, json, hashlib, pathlib; from datetime import date; from janya.core import documents;"
        "facts = json.loads(pathlib.Path(sys.argv[1]).read_text());"
        "made = documents.render('reports/typst/annual.typ', facts, as_of=date(2026, 9, 30));"
        "sys.stdout.write(hashlib.sha256(made).hexdigest())"
    )

    told = {
        subprocess.run(
            [sys.executable, "-c", code, str(facts)],
            check=True,
            capture_output=True,
            text=True,
            cwd=documents.PACKAGE.parent,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Bangkok"))
    }

    assert len(told) == 1


def test_what_nobody_signed_is_a_draft_in_a_closed_year_too() -> None:
    drive = filled(1)
    by = make.officer(drive.agency)

    before = queries.annual(drive, YEAR_END)["draft"]
    plans.evaluate(drive, summary="ดี", lessons="ก\nข", carried="ค", score=None, by=by, on=YEAR_END)
    drives.close_year(drive, by=by, on=YEAR_END)
    drive.refresh_from_db()
    told = queries.annual(drive, YEAR_END)

    assert before is True
    assert told["draft"] is True
    assert told["year_end"]["summary"] == "ดี"
    assert made(drive).startswith(b"%PDF-")


def test_the_journal_tells_who_made_it() -> None:
    drive = make.drive()
    by = make.officer(drive.agency)

    actions.annual_pdf(drive, as_of=YEAR_END, by=by)

    line = Entry.objects.latest("pk")
    assert line.deed == "reports.made"
    assert line.by_id == by.pk


def test_a_reason_for_another_rank_stands_in_the_paper() -> None:
    drive = filled(2)
    by = make.officer(drive.agency)
    last = ranking(drive)[-1].issue

    issues.override(last, rank=1, reason="คณะกรรมการเห็นว่าเร่งด่วน", by=by)

    ranked = queries.annual(drive, YEAR_END)["issues"]["ranked"]
    assert any("คณะกรรมการเห็นว่าเร่งด่วน" in row["reason"] for row in ranked)


def test_facts_take_as_many_queries_for_ten_of_everything_as_for_one() -> None:
    few, many = filled(1), filled(10)

    with CaptureQueriesContext(connection) as one:
        queries.annual(few, YEAR_END)
    with CaptureQueriesContext(connection) as ten:
        queries.annual(many, YEAR_END)

    assert len(ten) == len(one)
    assert len(one) <= 80
