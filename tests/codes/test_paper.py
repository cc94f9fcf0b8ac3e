"""Signed forms on paper: read from bad scans, matched, refused with the reason, undone with a reason."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from janya.codes.models import Acknowledgement, ScanBatch, ScannedPage
from janya.codes.signing import actions, queries, rules, scans
from janya.codes.signing.rules import Reference
from janya.core import keeping
from janya.drives.models import Drive
from janya.files.models import StoredFile
from janya.journal.models import Entry
from janya.people.models import Person
from janya.people.rules import Role
from tests import make

from . import paperwork

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]
YEARS_AGO = date(2020, 1, 1)


@pytest.fixture
def drive() -> Drive:
    return make.drive(items=7)


@pytest.fixture
def officer(drive: Drive) -> Person:
    return make.officer(drive.agency)


def bring(
    browse: Browse, drive: Drive, officer: Person, *files: SimpleUploadedFile, signed_on: str = "1/2/2569"
) -> ScanBatch:
    answer = browse(officer).post(
        reverse("codes:paper", args=[drive.pk]), {"scans": list(files), "signed_on": signed_on}
    )
    assert answer.status_code == 302, answer.content.decode()
    return ScanBatch.objects.get()


def outcomes(batch: ScanBatch) -> list[tuple[str, str]]:
    return list(batch.pages.order_by("number").values_list("state", "why"))


def read(tmp_path: Path, picture: Image.Image) -> tuple[Reference | None, Image.Image]:
    path = tmp_path / "one.jpg"
    path.write_bytes(paperwork.jpeg(picture).read())
    (page,) = scans.pages(path, "image/jpeg")
    return actions.read_code(page.codes), Image.open(io.BytesIO(page.jpeg))


# ── the form ───────────────────────────────────────────────────────────────────────────────
def test_a_form_carries_a_code_that_only_this_system_can_make(drive: Drive) -> None:
    ana = make.person(None, drive.agency)

    made = actions.form_of(queries.sight(drive), ana)

    assert actions.read_code([made.code]) == Reference(drive.pk, ana.pk, made.version)
    assert rules.read_form_number(made.number) == (drive.fiscal_year, ana.pk, made.version)
    forged = rules.seal(rules.FORM, Reference(drive.pk, ana.pk, made.version), b"another key")
    assert actions.read_code(["https://example.org", forged, made.code[:-1] + "A"]) is None


@pytest.mark.parametrize("degrees", [0, 180, 90, 270, 4, 187, -11])
def test_a_page_is_read_upside_down_and_slanted_and_kept_upright(
    drive: Drive, tmp_path: Path, degrees: float
) -> None:
    ana = make.person(None, drive.agency)
    straight = paperwork.form_of(drive, ana)

    reference, kept = read(tmp_path, paperwork.turned(straight, degrees))

    assert reference
    assert reference.second == ana.pk
    assert kept.height > kept.width
    assert max(kept.size) <= scans.KEPT_SIDE


def test_a_worn_copy_is_read(drive: Drive, tmp_path: Path) -> None:
    ana = make.person(None, drive.agency)

    reference, _kept = read(tmp_path, paperwork.specked(paperwork.turned(paperwork.form_of(drive, ana), 183)))

    assert reference
    assert reference.second == ana.pk


def test_a_telephones_turned_photograph_stands_upright(drive: Drive, tmp_path: Path) -> None:
    ana = make.person(None, drive.agency)
    exif = Image.Exif()
    exif[0x0112] = 6  # "turn me by a quarter"
    path = tmp_path / "photo.jpg"
    paperwork.form_of(drive, ana).rotate(90, expand=True).save(path, exif=exif)

    (page,) = scans.pages(path, "image/jpeg")

    assert actions.read_code(page.codes)
    kept = Image.open(io.BytesIO(page.jpeg))
    assert kept.height > kept.width
    assert not kept.getexif()


# ── a batch ────────────────────────────────────────────────────────────────────────────────
def test_a_batch_is_split_page_by_page_and_every_page_finds_its_person(
    browse: Browse, drive: Drive, officer: Person
) -> None:
    ana, bo = make.person(None, drive.agency, email=None), make.person(None, drive.agency, email=None)
    pages = [
        paperwork.form_of(drive, ana),
        paperwork.turned(paperwork.form_of(drive, bo), 180),
        paperwork.blank(),
        paperwork.form_of(drive, ana),
    ]

    batch = bring(browse, drive, officer, paperwork.pdf(pages))

    assert outcomes(batch) == [
        ("taken", ""),
        ("taken", ""),
        ("open", "unreadable"),
        ("refused", "duplicate"),
    ]
    signed = Acknowledgement.objects.get(person=ana)
    assert (signed.kind, signed.signed_on, signed.entered_by) == ("paper", date(2026, 2, 1), officer)
    assert signed.scan
    assert signed.scan.media_type == "image/jpeg"
    assert len({page.picture_id for page in batch.pages.filter(state="taken")}) == 2
    assert Entry.objects.filter(deed="codes.acknowledged-on-paper").count() == 2


def test_several_photographs_come_in_at_once(browse: Browse, drive: Drive, officer: Person) -> None:
    people = [make.person(None, drive.agency) for _n in range(2)]
    photos = [paperwork.jpeg(paperwork.form_of(drive, one), f"{n}.jpg") for n, one in enumerate(people)]

    batch = bring(browse, drive, officer, *photos)

    assert outcomes(batch) == [("taken", ""), ("taken", "")]
    assert batch.name == "0.jpg และอีก 1 แฟ้ม"


def test_forms_of_others_and_old_forms_are_told_and_not_taken(
    browse: Browse, drive: Drive, officer: Person
) -> None:
    ana, bo, cy, di = (make.person(None, drive.agency) for _n in range(4))
    last_year = Drive.objects.create(
        agency=drive.agency, fiscal_year=drive.fiscal_year - 1, code=drive.code, opened_on=YEARS_AGO
    )
    other = make.drive()
    stranger = make.person(None, other.agency)
    pages = [
        paperwork.form_of(other, stranger),
        paperwork.form_of(last_year, ana),
        paperwork.form_of(drive, bo),
        paperwork.form_of(drive, cy),
        paperwork.form_of(drive, di),
    ]
    Person.objects.filter(pk=bo.pk).update(position_title="ตำแหน่งใหม่")
    Person.objects.filter(pk=cy.pk).update(workplace=None)
    Person.objects.filter(pk=di.pk).update(post_since=timezone.localdate())

    batch = bring(browse, drive, officer, paperwork.pdf(pages))

    assert outcomes(batch) == [
        ("refused", "other_agency"),
        ("refused", "other_year"),
        ("refused", "old_form"),
        ("refused", "gone"),
        ("refused", "before_post"),
    ]
    assert not Acknowledgement.objects.exists()
    page = browse(officer).get(batch.get_absolute_url() + "?show=refused").content.decode()
    assert "เป็นแบบของส่วนราชการอื่น" in page
    assert stranger.first_name not in page


def test_a_batch_that_was_read_is_not_read_again(browse: Browse, drive: Drive, officer: Person) -> None:
    ana = make.person(None, drive.agency)
    batch = bring(browse, drive, officer, paperwork.jpeg(paperwork.form_of(drive, ana)))

    with pytest.raises(actions.PageIsDecided):
        actions.file_pages(batch, [], at=timezone.now())

    assert batch.pages.count() == 1


# ── what is refused at the door ────────────────────────────────────────────────────────────
def bomb() -> SimpleUploadedFile:
    held = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(held, "PNG")
    return SimpleUploadedFile("bomb.png", held.getvalue(), "image/png")


def locked() -> SimpleUploadedFile:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret")
    held = io.BytesIO()
    writer.write(held)
    return SimpleUploadedFile("locked.pdf", held.getvalue(), "application/pdf")


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (bomb, "ละเอียดเกินไป"),
        (locked, "ใส่รหัสผ่าน"),
        (lambda: SimpleUploadedFile("a.pdf", b"%PDF-1.7\n" + b"x" * 500), "แฟ้มอาจเสีย"),
        (lambda: SimpleUploadedFile("a.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"x" * 500), "แฟ้มอาจเสีย"),
        (lambda: SimpleUploadedFile("a.txt", "ข้อความ".encode()), "ต้องเป็น PDF, JPEG หรือ PNG"),
        (lambda: SimpleUploadedFile("a.exe", b"MZ\x00\x01" * 100), "ไม่รับแฟ้มชนิดนี้"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_no_scan_is_refused_with_a_sentence(
    browse: Browse,
    drive: Drive,
    officer: Person,
    upload: Callable[[], SimpleUploadedFile],
    sentence: str,
    htmx: bool,
) -> None:
    answer = browse(officer).post(
        reverse("codes:paper", args=[drive.pk]),
        {"scans": [upload()], "signed_on": "๑ ก.พ. ๒๕๖๙"},
        headers={"HX-Request": "true"} if htmx else {},
    )

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "1 ก.พ. 2569" in answer.content.decode() or "๑ ก.พ. ๒๕๖๙" in answer.content.decode()
    assert not ScanBatch.objects.exists()


def test_too_many_pages_and_a_day_to_come_are_refused(
    browse: Browse, drive: Drive, officer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scans, "MOST_PAGES", 2)
    upload = paperwork.pdf([Image.new("L", (50, 70), 255)] * 3)
    tomorrow = timezone.localdate() + timedelta(days=1)

    answer = browse(officer).post(
        reverse("codes:paper", args=[drive.pk]), {"scans": [upload], "signed_on": "1/2/2569"}
    )
    late = browse(officer).post(
        reverse("codes:paper", args=[drive.pk]),
        {"scans": [paperwork.jpeg(paperwork.blank())], "signed_on": tomorrow.isoformat()},
    )

    assert "มี 3 หน้า" in answer.content.decode()
    assert "ต้องไม่หลังวันนี้" in late.content.decode()
    assert (answer.status_code, late.status_code) == (422, 422)


# ── the officer chooses ────────────────────────────────────────────────────────────────────
def open_page(browse: Browse, drive: Drive, officer: Person) -> ScannedPage:
    bring(browse, drive, officer, paperwork.jpeg(paperwork.blank()))
    return ScannedPage.objects.get(state="open")


@pytest.mark.parametrize("htmx", [False, True])
def test_a_page_without_a_code_is_given_to_a_person_by_the_number_on_the_form(
    browse: Browse, drive: Drive, officer: Person, htmx: bool
) -> None:
    ana = make.person(None, drive.agency)
    number = actions.form_of(queries.sight(drive), ana).number
    page = open_page(browse, drive, officer)

    answer = browse(officer).post(
        reverse("codes:choose", args=[page.pk]),
        {"person": number},
        headers={"HX-Request": "true"} if htmx else {},
    )

    assert answer.status_code == (200 if htmx else 302)
    page.refresh_from_db()
    assert (page.state, page.person, page.decided_by) == ("taken", ana, officer)
    assert page.acknowledgement == Acknowledgement.objects.get(person=ana)


def test_choosing_tells_when_nobody_fits_somebody_signed_or_another_was_first(
    browse: Browse, drive: Drive, officer: Person
) -> None:
    ana = make.person(None, drive.agency, first_name="กมลวรรณ")
    page = open_page(browse, drive, officer)
    client, address = browse(officer), reverse("codes:choose", args=[page.pk])

    nobody = client.post(address, {"person": "ไม่มีผู้นี้"})
    assert (nobody.status_code, "ไม่พบ “ไม่มีผู้นี้”" in nobody.content.decode()) == (422, True)
    actions.choose(page, ana, by=officer, at=timezone.now())
    late = client.post(address, {"person": "กมลวรรณ"})

    assert late.status_code == 409
    assert "มีผู้จัดการไปแล้ว" in late.content.decode()
    again = ScannedPage.objects.create(batch=page.batch, number=9, picture=page.picture, state="open")
    twice = client.post(reverse("codes:choose", args=[again.pk]), {"person": "กมลวรรณ"})
    assert (twice.status_code, "ลงนามรับทราบไว้แล้ว" in twice.content.decode()) == (422, True)
    client.post(reverse("codes:put-aside", args=[again.pk]))
    again.refresh_from_db()
    assert again.state == "aside"


def test_the_picture_is_drawn_anew_and_only_for_those_who_see_the_register(
    browse: Browse, drive: Drive, officer: Person
) -> None:
    page = open_page(browse, drive, officer)
    uploaded = page.batch.sources.get()
    address = reverse("codes:scan-picture", args=[page.pk])

    answer = browse(officer).get(address)

    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer.content != uploaded.path.read_bytes()
    assert browse(make.person(Role.OFFICIAL, drive.agency)).get(address).status_code == 404
    assert browse(make.officer(make.agency())).get(address).status_code == 404


def test_an_auditor_looks_and_an_official_sees_nothing(browse: Browse, drive: Drive, officer: Person) -> None:
    page = open_page(browse, drive, officer)
    auditor = browse(make.person(Role.AUDITOR, drive.agency))
    official = browse(make.person(Role.OFFICIAL, drive.agency))
    paper = reverse("codes:paper", args=[drive.pk])

    assert auditor.get(paper).status_code == auditor.get(page.batch.get_absolute_url()).status_code == 200
    assert auditor.post(paper, {}).status_code == 403
    assert auditor.post(reverse("codes:put-aside", args=[page.pk])).status_code == 403
    assert official.get(paper).status_code == official.get(page.batch.get_absolute_url()).status_code == 404


def test_a_batch_takes_as_many_queries_for_twelve_pages_as_for_one(
    browse: Browse, drive: Drive, officer: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page = open_page(browse, drive, officer)
    client, address = browse(officer), page.batch.get_absolute_url()
    client.get(address)
    with django_assert_num_queries(9):
        client.get(address)

    for number in range(2, 31):
        ScannedPage.objects.create(batch=page.batch, number=number, picture=page.picture, state="open")

    with django_assert_num_queries(9):
        client.get(address)


# ── undoing ────────────────────────────────────────────────────────────────────────────────
def test_undoing_needs_a_reason_keeps_the_scan_and_puts_the_person_back_on_the_list(
    browse: Browse, drive: Drive, officer: Person
) -> None:
    ana = make.person(None, drive.agency)
    bring(browse, drive, officer, paperwork.jpeg(paperwork.form_of(drive, ana)))
    signed = Acknowledgement.objects.get()
    client, address = browse(officer), reverse("codes:withdraw", args=[signed.pk])

    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "ลงนามแทนกัน"}).status_code == 302

    signed.refresh_from_db()
    assert (signed.ended_because, signed.end_reason, signed.ended_by) == ("withdrawn", "ลงนามแทนกัน", officer)
    assert signed.scan
    keeping.forget()
    lines = list(queries.Lines(queries.sight(drive), queries.Chosen(person=str(ana.pk))))
    assert [line.why for line in lines] == ["การลงนามเดิมถูกยกเลิก"]
    entry = Entry.objects.get(deed="codes.acknowledgement-withdrawn")
    assert "ลงนามแทนกัน" not in str(entry.facts)
    page = client.get(signed.get_absolute_url()).content.decode()
    assert "ลงนามแทนกัน" in page
    assert StoredFile.objects.filter(pk=signed.scan.pk).exists()


def test_a_signature_on_screen_is_not_undone_by_others(browse: Browse, drive: Drive, officer: Person) -> None:
    ana = make.person(None, drive.agency)
    seen = queries.sight(drive)
    made = Acknowledgement.objects.create(
        **actions.facts_of(seen, ana, text="ข้อความ", signed_at=timezone.now()), typed_name="อนา"
    )

    answer = browse(officer).post(reverse("codes:withdraw", args=[made.pk]), {"reason": "ลอง"})

    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.ended_at is None
