"""The register as a workbook, there and back."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from janya.core import sheets
from janya.drives.models import Drive
from janya.journal.models import Entry
from janya.people.models import Person
from janya.people.queries import called
from janya.people.rules import Role
from janya.risks import actions, queries, rules
from janya.risks.models import Control, Process, Risk, Sheet
from janya.risks.queries.sheet import HEADS
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]
HEAD = {name: head for name, (head, *_rest) in HEADS.items()}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def exported(client: Client, drive: Drive, **filters: str) -> bytes:
    answer = client.get(reverse("risks:export-excel", args=[drive.pk]), filters)
    assert answer.status_code == 200
    return bytes(answer.content)


def edited(content: bytes, *changes: tuple[int, str, Any], more: list[dict[str, Any]] | None = None) -> bytes:
    """The workbook after somebody wrote into cells (row as Excel shows it, header, value) and added rows below."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.active
    at = {cell.value: cell.column for cell in page[1]}
    for row, head, value in changes:
        page.cell(row, at[head]).value = value
    for added in more or []:
        last = page.max_row + 1
        for head, value in added.items():
            page.cell(last, at[head]).value = value
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def sent(client: Client, drive: Drive, content: bytes, name: str = "ทะเบียน.xlsx") -> Any:
    file = SimpleUploadedFile(name, content, content_type=XLSX)
    return client.post(reverse("risks:send-in", args=[drive.pk]), {"file": file})


def new_row(**changes: Any) -> dict[str, Any]:
    """A row below, by header."""
    row = {
        "title": "ใช้ดุลพินิจไม่เท่ากัน",
        "items": "1, ข้อ 2",
        "likelihood": "๔ สูง",
        "impact": 4,
        "residual_likelihood": 3,
        "residual_impact": 3,
        "controls": "คู่มือพิจารณา [ได้ผลดี]\nตรวจทานโดยหัวหน้า",
        **changes,
    }
    return {HEAD[name]: value for name, value in row.items()}


def full(drive: Drive, ana: Person) -> Risk:
    """A risk in which every field is told."""
    unit, other = make.unit(drive.agency, "สำนักงานจังหวัด"), make.unit(drive.agency)
    made: Risk = make.risk(
        drive,
        by=ana,
        unit=make.unit(drive.agency, "กลุ่มพัสดุ", unit),
        other_units=[unit, other],
        process="การตรวจรับพัสดุ",
        cause="ความใกล้ชิด\nกับผู้รับจ้าง",
        controls=[rules.ControlFacts("ทะเบียนของขวัญ", "good", ana.pk), rules.ControlFacts("ประกาศ [ฉบับที่ 2]")],
        target_likelihood=2,
        target_impact=4,
        target_on=date(2026, 9, 30),
        response="reduce",
        review_on=date(2026, 5, 1),
        items=[make.item(drive, 1), make.item(drive, 3)],
    )
    return made


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_goes_out_comes_back_and_changes_nothing(browse: Browse, kind: str) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    full(drive, ana)
    make.risk(drive, by=ana, owner=None, controls="")
    closed = make.risk(drive, by=ana, title="=1+1")
    actions.close(closed, reason="เลิก", by=ana, on=make.TODAY)
    name = "risks:export-excel" if kind == "xlsx" else "risks:export-csv"
    content = browse(ana).get(reverse(name, args=[drive.pk]), {"state": "all"}).content

    plan = queries.plan(drive, content, f"ทะเบียน.{kind}")

    assert (plan.faults, len(plan.lines), plan.same) == ([], 3, 3)
    assert not plan.does_something


def test_a_changed_cell_is_shown_old_and_new_and_written_with_its_reason(browse: Browse) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    risk = full(drive, ana)
    client = browse(ana)
    content = edited(
        exported(client, drive),
        (2, HEAD["residual_likelihood"], 2),
        (2, HEAD["why"], "มีทะเบียนแล้ว"),
        (2, HEAD["process"], "การจัดซื้อ"),
        (2, HEAD["controls"], f"ทะเบียนของขวัญ [ได้ผลบางส่วน | {called(ana)}]"),
        more=[new_row(owner=called(ana), unit="กลุ่มพัสดุ", target_on=None)],
    )

    preview = client.get(sent(client, drive, content).headers["Location"])
    written = client.post(preview.request["PATH_INFO"])

    changed, again = Risk.objects.get(pk=risk.pk), queries.plan(drive, content, "ก.xlsx")
    added = Risk.objects.get(number=2)
    labels = {(one.label, one.before, one.after) for one in preview.context["changed"][0].changes}
    assert (HEAD["residual_likelihood"], "3", "2") in labels
    assert (HEAD["process"], "การตรวจรับพัสดุ", "การจัดซื้อ") in labels
    assert written.status_code == 302
    assert (changed.residual_score, changed.process, changed.controls) == (
        8,
        Process.objects.get(name="การจัดซื้อ"),
        "ทะเบียนของขวัญ",
    )
    assert changed.assessments.first().why == "มีทะเบียนแล้ว"  # type: ignore[union-attr]
    assert (added.title, added.score, added.owner, added.unit.name) == ("ใช้ดุลพินิจไม่เท่ากัน", 16, ana, "กลุ่มพัสดุ")  # type: ignore[union-attr]
    assert list(added.control_rows.values_list("text", "effect")) == [
        ("คู่มือพิจารณา", "good"),
        ("ตรวจทานโดยหัวหน้า", "unknown"),
    ]
    assert Entry.objects.first().facts == {"new": 1, "changed": 1, "same": 0}  # type: ignore[union-attr]
    assert (again.same, again.faults) == (2, [])  # the same file again changes nothing


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"likelihood": 6}, "likelihood", "ต้องเป็นระดับ 1 ถึง 5"),
    ({"likelihood": "มาก"}, "likelihood", "กรุณากรอกเป็นตัวเลข"),
    ({"impact": None}, "impact", "กรุณากรอกให้ครบสำหรับรายการใหม่"),
    ({"items": "9"}, "items", "ไม่มีข้อ “9”"),
    ({"items": ""}, "items", "กรุณากรอกให้ครบสำหรับรายการใหม่"),
    ({"residual_likelihood": 5, "residual_impact": 5}, "residual_impact", "สูงกว่าก่อนควบคุม (16)"),
    ({"unit": "กองที่ไม่มี"}, "unit", "ไม่พบหน่วยงาน “กองที่ไม่มี”"),
    ({"kind": "อื่น"}, "kind", "ไม่มีประเภท “อื่น”"),
    ({"owner": "ไม่มีใครชื่อนี้"}, "owner", "ไม่พบ “ไม่มีใครชื่อนี้”"),
    ({"owner": "สมชาย"}, "owner", "มีหลายคน"),
    ({"response": "ดูไปก่อน"}, "response", "ยอมรับ ลด ถ่ายโอน หรือหลีกเลี่ยง"),
    ({"target_likelihood": 2}, "target_impact", "เป้าหมายต้องมีครบ"),
    ({"target_likelihood": 5, "target_impact": 5, "target_on": "30/9/2569"}, "target_impact", "สูงกว่าที่เหลืออยู่"),
    ({"review_on": "เดือนหน้า"}, "review_on", ""),
    ({"reference": "R-2568-001"}, "reference", "เป็นของปีงบประมาณ 2568"),
    ({"reference": "R-2569-099"}, "reference", "ไม่มีรหัสนี้ในทะเบียน"),
    ({"reference": "ก"}, "reference", "รหัสไม่ถูกต้อง"),
    ({"reference": "R-2569-001"}, "reference", "ซ้ำกับแถวที่ 2"),
    ({"title": ""}, "title", "กรุณากรอกประเด็นความเสี่ยง"),
    ({"title": "ก" * 301}, "title", "ยาวเกินกำหนด"),
    ({"controls": "ก" * 501}, "controls", "การควบคุมหนึ่งอย่างยาวได้ไม่เกิน 500"),
]


@pytest.mark.parametrize(("changes", "column", "why"), WRONG)
def test_every_bad_row_is_told_by_row_column_and_why_and_nothing_is_written(
    browse: Browse, changes: dict[str, Any], column: str, why: str
) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    make.risk(drive, by=ana)
    make.person(None, drive.agency)
    client = browse(ana)
    content = edited(
        exported(client, drive), (2, HEAD["title"], "ชื่อใหม่"), more=[new_row(title="ดีแล้ว"), new_row(**changes)]
    )

    at = sent(client, drive, content).headers["Location"]
    told = client.get(at).context["faults"]
    refused = client.post(at)

    assert [(one.row, one.column) for one in told] == [(4, HEAD[column])]
    assert why in told[0].why
    assert refused.status_code == 409
    assert [risk.title for risk in Risk.objects.all()] != ["ชื่อใหม่"]
    assert Risk.objects.count() == 1


def test_a_changed_level_demands_its_reason(browse: Browse) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    make.risk(drive, by=ana)

    content = edited(exported(browse(ana), drive), (2, HEAD["impact"], 5))

    assert [(one.row, one.column) for one in queries.plan(drive, content, "ก.xlsx").faults] == [
        (2, HEAD["why"])
    ]


def test_whoever_changed_a_risk_since_the_export_is_not_overwritten(browse: Browse) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    risk = make.risk(drive, by=ana)
    client = browse(ana)
    content = edited(exported(client, drive), (2, HEAD["cause"], "สาเหตุจากไฟล์"))
    at = sent(client, drive, content).headers["Location"]
    actions.change(Risk.objects.get(pk=risk.pk), seen=1, by=ana, on=make.TODAY, event="เหตุการณ์จากอีกคน")

    refused = client.post(at)

    page = refused.content.decode()
    assert refused.status_code == 409
    assert "มีผู้แก้ไขรายการนี้หลังจากส่งออกไฟล์" in page
    assert Risk.objects.get().cause == ""
    assert Sheet.objects.get().written_at is None


def test_of_two_imports_of_one_export_the_second_is_told(browse: Browse) -> None:
    drive = make.drive()
    ana, ben = make.officer(drive.agency), make.officer(drive.agency)
    make.risk(drive, by=ana)
    content = exported(browse(ana), drive)
    places = [(browse(who), edited(content, (2, HEAD["cause"], f"สาเหตุของ {who.pk}"))) for who in (ana, ben)]
    sheets_sent = [(client, sent(client, drive, file).headers["Location"]) for client, file in places]

    answers = [client.post(at).status_code for client, at in sheets_sent]

    assert answers == [302, 409]
    assert Risk.objects.get().cause == f"สาเหตุของ {ana.pk}"


def test_a_workbook_is_written_once_and_its_content_goes(browse: Browse) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    client = browse(ana)
    make.risk(drive, by=ana)
    content = edited(exported(client, drive), more=[new_row()])
    at = sent(client, drive, content).headers["Location"]

    first, second, shown = client.post(at), client.post(at), client.get(at)

    assert (first.status_code, second.status_code, shown.status_code) == (302, 409, 200)
    assert "ไฟล์นี้นำเข้าไปแล้ว" in shown.content.decode()
    assert bytes(Sheet.objects.get().content) == b""
    assert Risk.objects.count() == 2


def test_a_new_row_named_as_a_risk_that_stands_is_asked_about(browse: Browse) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    risk = make.risk(drive, by=ana)
    content = edited(exported(browse(ana), drive, q="ไม่มี"), more=[new_row(title=risk.title)])

    told = queries.plan(drive, content, "ก.xlsx").faults

    assert [(one.column, risk.reference in one.why) for one in told] == [(HEAD["reference"], True)]


def test_a_closed_risk_is_not_changed_by_a_workbook(browse: Browse) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    risk = make.risk(drive, by=ana)
    actions.close(risk, reason="เลิก", by=ana, on=make.TODAY)
    content = edited(exported(browse(ana), drive, state="all"), (2, HEAD["title"], "ชื่อใหม่"))

    told = queries.plan(drive, content, "ก.xlsx").faults

    assert [one.why for one in told] == ["ความเสี่ยงนี้ปิดแล้ว กรุณาเปิดอีกครั้งก่อนแก้ไข"]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "ก.xlsx", "ไฟล์ว่างเปล่า"),
        (b"%PDF-1.7", "ก.xlsx", "ไม่ใช่ Excel"),
        ("ชื่อ,อายุ\nก,1\n".encode(), "ก.csv", "ไม่พบช่อง"),
        ("รหัส,ประเด็นความเสี่ยง\n".encode(), "ก.csv", "แถวข้อมูล"),
        (b"PK\x03\x04broken", "ก.xlsx", "เปิดไฟล์ไม่ได้"),
    ],
)
def test_a_file_that_is_no_table_of_risks_is_refused_with_a_sentence(
    browse: Browse, content: bytes, name: str, said: str
) -> None:
    drive = make.drive()
    make.bands()

    answer = sent(browse(make.officer(drive.agency)), drive, content, name)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Sheet.objects.exists()


def test_a_formula_goes_out_as_text(browse: Browse) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    make.risk(drive, by=ana, title='=HYPERLINK("http://evil.example")')
    client = browse(ana)

    page = openpyxl.load_workbook(io.BytesIO(exported(client, drive))).active
    table = client.get(reverse("risks:export-csv", args=[drive.pk])).content.decode("utf-8-sig")

    assert page["C2"].data_type == "s"
    assert ",=HYPERLINK" not in table
    assert ',"=HYPERLINK' not in table


def test_the_export_keeps_the_filters_and_takes_the_same_queries_whatever_its_length(
    browse: Browse, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    make.risk(drive, by=ana, title="ของขวัญปีใหม่")
    client, address = browse(ana), reverse("risks:export-excel", args=[drive.pk])
    client.get(address)
    with django_assert_num_queries(12) as few:
        client.get(address)
    for _n in range(5):
        make.risk(drive, by=ana, title="รถราชการ")

    with django_assert_num_queries(len(few)):
        client.get(address)
    grid = sheets.read(exported(client, drive, q="ปีใหม่"), name="ก.xlsx")

    assert len(list(grid.rows)) == 1


def test_a_preview_takes_the_same_queries_whatever_its_length(
    browse: Browse, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    drive = make.drive()
    ana = make.officer(drive.agency)
    full(drive, ana)
    client = browse(ana)
    content = exported(client, drive)
    with django_assert_num_queries(8):
        queries.plan(drive, content, "ก.xlsx")
    for _n in range(5):
        make.risk(drive, by=ana)
    content = exported(client, drive)

    with django_assert_num_queries(8):
        plan = queries.plan(drive, content, "ก.xlsx")

    assert plan.same == 6


def test_who_may_send_in(browse: Browse) -> None:
    drive = make.drive()
    ana, auditor = make.officer(drive.agency), make.person(Role.AUDITOR, drive.agency)
    make.risk(drive, by=ana)
    sheet = actions.take_sheet(drive, name="ก.csv", content="รหัส\nR-2569-001\n".encode(), by=ana)
    pages = [reverse("risks:send-in", args=[drive.pk]), reverse("risks:sheet", args=[sheet.pk])]
    taken = reverse("risks:export-excel", args=[drive.pk])

    assert [browse(ana).get(page).status_code for page in (*pages, taken)] == [200, 200, 200]
    assert [browse(auditor).get(page).status_code for page in (*pages, taken)] == [403, 403, 200]
    stranger = make.officer(make.agency())
    assert [browse(stranger).get(page).status_code for page in (*pages, taken)] == [404, 404, 404]


# ── the law: what goes out comes back ──────────────────────────────────────────────────────
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
line = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=40).filter(
    lambda text: bool(text.split())
)


def plainly(text: str) -> str:
    """Thai and ASCII alone: a CSV of Latin letters with accents looks like one in a wrong encoding and is refused."""
    return "".join(letter for letter in text if letter.isascii() or "\u0e00" <= letter <= "\u0e7f").strip()


cell = st.tuples(st.integers(1, 5), st.integers(1, 5))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=line,
    texts=st.tuples(words, words, words),
    controls=st.lists(st.tuples(line, st.sampled_from(list(rules.Effect))), max_size=3),
    before=cell,
    left=cell,
    response=st.sampled_from(["", *rules.Response]),
    kind=st.sampled_from(["xlsx", "csv"]),
)
def test_whatever_is_written_in_a_risk_comes_back_unchanged(
    db: None,
    title: str,
    texts: tuple[str, str, str],
    controls: list[tuple[str, str]],
    before: tuple[int, int],
    left: tuple[int, int],
    response: str,
    kind: str,
) -> None:
    drive = make.drive()
    told = [plainly(text) for text in texts] if kind == "csv" else texts
    risk = make.risk(
        drive,
        title=title if kind == "xlsx" else plainly(title) or "ก",
        **dict(zip(("cause", "event", "consequence"), told, strict=True)),
        controls=[
            rules.ControlFacts(text if kind == "xlsx" else plainly(text) or "ก", effect)
            for text, effect in controls
        ],
        likelihood=max(before[0], left[0]),
        impact=max(before[1], left[1]),
        residual_likelihood=left[0],
        residual_impact=left[1],
        response=response,
    )
    columns, rows = queries.lines(drive, Risk.objects.of(drive), queries.bands_for(drive.agency_id))
    content = sheets.excel([("ก", columns, rows)], title="ก") if kind == "xlsx" else sheets.csv(columns, rows)

    plan = queries.plan(drive, content, f"ก.{kind}")

    assert [(one.label, one.before, one.after) for one in plan.lines[0].changes] == []
    assert plan.faults == []
    assert plan.same == 1
    Control.objects.filter(risk=risk).delete()
