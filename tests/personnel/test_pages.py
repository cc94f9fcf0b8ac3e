"""The pages of an import: who may open them, with htmx and without, what they show, and what they answer."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from janya.core import sheets
from janya.jobs.models import Job
from janya.people.models import Agency, Person
from janya.people.rules import Role
from janya.personnel.models import Intake
from tests import make

from . import files
from .files import HEAD, MALEE, SOMCHAI

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def agency() -> Agency:
    return make.agency(kind="department")


@pytest.fixture
def ana(agency: Agency) -> Person:
    return files.officer(agency)


def upload(rows: list[list[Any]], name: str = "คน.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, files.excel(rows))


def address(page: str, thing: Any) -> str:
    return reverse(f"personnel:{page}", args=[thing.pk])


def questions(client: Client, intake: Intake) -> dict[str, str]:
    """The answers that the page proposes."""
    form = client.get(address("questions", intake)).context["form"]
    return {name: str(field.initial or "") for name, field in form.fields.items()}


# ── the whole way ──────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_file_goes_the_whole_way(
    agency: Agency, ana: Person, browse: Browse, headers: dict[str, str]
) -> None:
    client = browse(ana)

    sent = client.post(address("start", agency), {"file": upload([HEAD, MALEE, SOMCHAI])}, headers=headers)
    intake = Intake.objects.get()
    asked = client.get(intake.get_absolute_url())
    answered = client.post(address("questions", intake), questions(client, intake), headers=headers)
    shown = client.get(intake.get_absolute_url())
    confirmed = client.post(address("confirm", intake), headers=headers)
    told = client.get(intake.get_absolute_url())

    onward = "HX-Redirect" if headers else "Location"
    assert [answer.headers[onward] for answer in (sent, answered, confirmed)] == [
        intake.get_absolute_url()
    ] * 3
    assert "คอลัมน์ใดคืออะไร" in asked.content.decode()
    assert "มาลี" in asked.content.decode()
    assert "ยืนยันนำเข้า" in shown.content.decode()
    assert "นางสาวมาลี สุขใจ" in shown.content.decode()
    assert "สำนักงาน › กลุ่ม ก" in shown.content.decode()
    assert "ผลการนำเข้ารายชื่อ" in told.content.decode()
    assert "นางสาวมาลี สุขใจ" in told.content.decode()
    assert Person.objects.working_in(agency).count() == 3


def test_the_list_of_people_leads_here_for_those_who_manage(
    agency: Agency, ana: Person, browse: Browse
) -> None:
    path = reverse("people:list", args=[agency.pk])

    assert address("start", agency) in browse(ana).get(path).content.decode()
    auditor = make.person(Role.AUDITOR, agency)
    assert address("start", agency) not in browse(auditor).get(path).content.decode()


def test_only_those_who_manage_the_agency_see_imports(agency: Agency, ana: Person, browse: Browse) -> None:
    intake = files.checked(agency, ana, [HEAD, MALEE])
    pages = [
        address("start", agency),
        address("template", agency),
        *(address(one, intake) for one in ("show", "questions", "faults-excel")),
    ]
    persons = {
        "administrator": (make.person(Role.ADMINISTRATOR, agency), 200),
        "auditor": (make.person(Role.AUDITOR, agency), 403),
        "official": (make.person(Role.OFFICIAL, agency), 404),
        "stranger": (make.officer(make.agency()), 404),
    }

    for who, (person, expected) in persons.items():
        assert (who, {browse(person).get(path).status_code for path in pages}) == (who, {expected})
        writes = [browse(person).post(address(one, intake)).status_code for one in ("confirm", "discard")]
        assert expected == 200 or set(writes) == {expected}


# ── sending ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("file", "why"),
    [
        (None, "กรุณาเลือกไฟล์"),
        (SimpleUploadedFile("a.pdf", b"%PDF-1.4"), "ไม่ใช่ Excel"),
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04"), "เปิดไฟล์ไม่ได้"),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_with_the_reason(
    agency: Agency, ana: Person, browse: Browse, file: Any, why: str
) -> None:
    answer = browse(ana).post(address("start", agency), {"file": file} if file else {})

    assert answer.status_code == 422
    assert why in answer.content.decode()


def test_a_file_over_the_limit_is_not_even_kept(
    agency: Agency, ana: Person, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "LARGEST_FILE", 1000)

    answer = browse(ana).post(address("start", agency), {"file": upload([HEAD, MALEE])})

    assert answer.status_code == 422
    assert "แบ่งเป็นหลายไฟล์" in answer.content.decode()
    assert not Intake.objects.exists()


def test_the_template_can_be_sent_in_as_it_is(agency: Agency, ana: Person, browse: Browse) -> None:
    client = browse(ana)
    given = client.get(address("template", agency))

    intake = files.checked(agency, ana, given.content)

    assert given.headers["Content-Disposition"].startswith("attachment")
    assert files.counts(intake) == {"new": 2, "kept": 1, "units": 3}
    assert files.faults(intake) == []


# ── questions ──────────────────────────────────────────────────────────────────────────────
def test_the_choice_of_columns_can_be_changed_and_its_mistakes_are_told(
    agency: Agency, ana: Person, browse: Browse
) -> None:
    client = browse(ana)
    intake = files.send(agency, ana, files.excel([["ก", "ข", "ชื่อ"], ["มาลี", "สุขใจ", "x"]]))
    base = {"gone": "keep", "homes": "empty"}

    without = client.post(address("questions", intake), {**base, "column-0": "first_name"})
    twice = client.post(
        address("questions", intake), {**base, "column-0": "first_name", "column-1": "first_name"}
    )
    good = client.post(
        address("questions", intake), {**base, "column-0": "first_name", "column-1": "last_name"}
    )

    assert (without.status_code, twice.status_code, good.status_code) == (422, 422, 302)
    assert "กรุณาระบุว่าคอลัมน์ใดคือชื่อ" in without.content.decode()
    assert "มากกว่าหนึ่งคอลัมน์" in twice.content.decode()
    assert "มาลี สุขใจ" in client.get(intake.get_absolute_url()).content.decode()


def test_the_trap_of_m1_is_asked_about_only_where_it_lies(
    agency: Agency, ana: Person, browse: Browse
) -> None:
    client = browse(ana)
    head = ["ชื่อ", "นามสกุล", "LEVEL_NO"]
    plain, trap = (
        files.send(agency, ana, files.excel([head, ["มาลี", "สุขใจ", code]])) for code in ("K2", "M1")
    )

    assert "เป็นชุดใด" not in client.get(plain.get_absolute_url()).content.decode()
    assert "เป็นชุดใด" in client.get(trap.get_absolute_url()).content.decode()
    facts = questions(client, trap)
    unanswered = client.post(address("questions", trap), {**facts, "scheme": ""})
    answered = client.post(address("questions", trap), {**facts, "scheme": "ocsc"})
    assert (unanswered.status_code, answered.status_code) == (422, 302)
    assert "ประเภทอำนวยการ ระดับต้น" in client.get(trap.get_absolute_url()).content.decode()


def test_answers_of_the_last_import_are_proposed_again(agency: Agency, ana: Person, browse: Browse) -> None:
    rows = [["ก", "ข"], ["มาลี", "สุขใจ"]]
    first = files.send(agency, ana, files.excel(rows))
    client = browse(ana)
    client.post(
        address("questions", first),
        {"gone": "keep", "homes": "add", "column-0": "first_name", "column-1": "last_name"},
    )
    client.post(address("confirm", first))

    again = files.send(agency, ana, files.excel(rows))

    assert questions(client, again) == {
        "column-0": "first_name",
        "column-1": "last_name",
        "gone": "keep",
        "homes": "add",
    }


# ── looking through ────────────────────────────────────────────────────────────────────────
def test_wrong_rows_stand_in_the_way_and_can_be_taken_away(
    agency: Agency, ana: Person, browse: Browse
) -> None:
    intake = files.checked(agency, ana, [HEAD, MALEE, ["", "", "@กมล", "", "", "", "", "x", ""]])
    client = browse(ana)

    shown = client.get(intake.get_absolute_url()).content.decode()
    refused = client.post(address("confirm", intake))
    excel = client.get(address("faults-excel", intake))
    csv = client.get(address("faults-csv", intake)).content.decode("utf-8-sig")

    assert "มี 1 แถวที่ต้องแก้" in shown
    assert "ยืนยันนำเข้า" not in shown
    assert refused.status_code == 409
    page = openpyxl.load_workbook(io.BytesIO(excel.content)).worksheets[0]
    assert [[cell.value for cell in row][2] for row in page.iter_rows(min_row=2)] == ["นามสกุล", "อีเมล"]
    assert csv.splitlines()[0] == "แถว,ผู้ใด,คอลัมน์,สิ่งที่ต้องแก้"
    assert csv.splitlines()[1].startswith("3,'@กมล,นามสกุล,")


def test_a_file_that_changes_nothing_says_so(agency: Agency, ana: Person, browse: Browse) -> None:
    files.imported(agency, ana, [HEAD, MALEE])
    again = files.checked(agency, ana, [HEAD, MALEE])

    shown = browse(ana).get(again.get_absolute_url()).content.decode()

    assert "ไม่มีการเปลี่ยนแปลง" in shown
    assert "ยืนยันนำเข้า" not in shown


def test_tabs_show_each_kind_whole_and_as_a_fragment(agency: Agency, ana: Person, browse: Browse) -> None:
    files.imported(agency, ana, [HEAD, MALEE])
    intake = files.checked(agency, ana, [HEAD, [*MALEE[:4], "นิติกร", *MALEE[5:]], SOMCHAI])
    client = browse(ana)

    whole = client.get(f"{intake.get_absolute_url()}?kind=changed").content.decode()
    part = client.get(f"{intake.get_absolute_url()}?kind=changed", headers=HTMX).content.decode()
    gone = client.get(f"{intake.get_absolute_url()}?kind=gone").content.decode()

    assert "<h1>" in whole
    assert "<h1>" not in part
    for told in (whole, part):
        assert "นักทรัพยากรบุคคล → นิติกร" in " ".join(told.split())
    assert "คงไว้ตามเดิม" in gone


def test_many_who_leave_are_warned_of(agency: Agency, ana: Person, browse: Browse) -> None:
    files.imported(agency, ana, [HEAD, MALEE, SOMCHAI])
    intake = files.checked(agency, ana, [HEAD, MALEE], gone="leave")

    shown = browse(ana).get(intake.get_absolute_url()).content.decode()

    assert "มากกว่าหนึ่งในห้า" in shown
    assert "ยืนยันนำเข้า และบันทึกการพ้น 1 คน" in shown


@pytest.mark.parametrize("page", ["ready", "done"])
def test_a_page_takes_the_same_queries_whatever_the_length(
    agency: Agency, ana: Person, browse: Browse, page: str
) -> None:
    client = browse(ana)
    taken = []
    for count in (1, 20):
        rows = [
            HEAD,
            *(
                [f"{page}{count}-{n}", "", f"ก{n}", f"ข{count}", "", "", f"กอง {n}", "", ""]
                for n in range(count)
            ),
        ]
        intake = (files.checked if page == "ready" else files.imported)(agency, ana, rows)
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{intake.get_absolute_url()}?kind=new")
        taken.append(len(asked))

    assert taken[0] == taken[1]
    assert taken[0] <= 14


# ── what else may happen ───────────────────────────────────────────────────────────────────
def test_a_second_import_at_once_is_refused_with_a_sentence(
    agency: Agency, ana: Person, browse: Browse
) -> None:
    intake = files.checked(agency, ana, [HEAD, MALEE])
    Job.objects.create(agency=agency, kind="personnel.write", title="x", once="write", state="waiting")

    answer = browse(ana).post(address("confirm", intake))

    assert answer.status_code == 409
    assert "กำลังบันทึกอยู่" in answer.content.decode()


def test_a_stale_preview_says_so_and_can_be_made_again(agency: Agency, ana: Person, browse: Browse) -> None:
    intake = files.checked(agency, ana, [HEAD, MALEE])
    make.person(
        None, agency, first_name="มาลี", last_name="สุขใจ", external_id="D1", email="malee@example.go.th"
    )
    client = browse(ana)

    client.post(address("confirm", intake))
    stands = client.get(intake.get_absolute_url()).content.decode()
    client.post(address("questions", intake), questions(client, intake))

    assert "รายชื่อในระบบเปลี่ยนไป" in stands
    assert "ตรวจไฟล์อีกครั้ง" in stands
    intake.refresh_from_db()
    assert files.counts(intake) == {"changed": 1, "kept": 1, "units": 2}


def test_work_under_way_is_led_to_and_a_file_can_be_let_go_of(
    agency: Agency, ana: Person, browse: Browse
) -> None:
    intake = files.checked(agency, ana, [HEAD, MALEE])
    client = browse(ana)
    job = Job.objects.create(agency=agency, kind="personnel.write", title="x", state="waiting")
    Intake.objects.filter(pk=intake.pk).update(state="writing", job=job)

    waiting = client.get(intake.get_absolute_url()).content.decode()
    client.post(address("discard", intake))
    intake.refresh_from_db()
    kept = intake.state
    Job.objects.filter(pk=job.pk).update(state="stopped")
    stopped = client.get(intake.get_absolute_url()).content.decode()
    client.post(address("discard", intake))
    intake.refresh_from_db()

    assert job.get_absolute_url() in waiting
    assert kept == "writing"
    assert "งานหยุดก่อนเสร็จ" in stopped
    assert intake.state == "discarded"
    assert "ลบข้อมูลในไฟล์แล้ว" in client.get(intake.get_absolute_url()).content.decode()
