"""Coverage, the list, what goes out of it, the certificate and the page that verifies it."""

import io
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pypdfium2
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from janya.codes.models import Acknowledgement
from janya.codes.signing import actions, papers, queries, rules
from janya.core import keeping
from janya.drives.models import Drive
from janya.people import actions as people
from janya.people.models import Person
from janya.people.rules import Role
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]


def sign(drive: Drive, person: Person) -> Acknowledgement:
    facts = actions.facts_of(queries.sight(drive), person, text="รับทราบ", signed_at=timezone.now())
    made = Acknowledgement.objects.create(**facts, typed_name=person.get_full_name())
    keeping.forget()
    return made


def words_of(pdf: bytes) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts


def list_of(drive: Drive, query: str = "") -> str:
    return reverse("codes:people", args=[drive.pk]) + query


@pytest.mark.parametrize("htmx", [False, True])
def test_the_list_shows_the_unsigned_with_why_and_how_they_are_reached(browse: Browse, htmx: bool) -> None:
    drive = make.drive()
    officer = make.officer(drive.agency)
    sign(drive, officer)
    make.person(None, drive.agency, first_name="กมลวรรณ", email=None)
    moved = make.person(None, drive.agency, first_name="ขวัญใจ")
    sign(drive, moved)
    people.change_person(
        moved, by=officer, on=make.TODAY, post_since=timezone.localdate() + timedelta(days=1)
    )

    page = (
        browse(officer).get(list_of(drive), headers={"HX-Request": "true"} if htmx else {}).content.decode()
    )

    assert ("<html" in page) is not htmx
    table = page.split("<tbody>")[1]
    assert "ไม่มีอีเมล ใช้กระดาษ" in table
    assert "เปลี่ยนตำแหน่งเมื่อ" in table
    assert officer.first_name not in table
    assert page.count("btn-primary") == 1


def test_the_list_takes_as_many_queries_for_thirty_as_for_one(
    browse: Browse, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    drive = make.drive()
    client = browse(make.officer(drive.agency))
    client.get(list_of(drive))
    with django_assert_num_queries(10):
        client.get(list_of(drive))

    for _n in range(30):
        sign(drive, make.person(None, drive.agency, unit=make.unit(drive.agency)))
        make.person(None, drive.agency)

    client.get(list_of(drive))
    for query in ("", "?page=2", "?show=all&page=2"):
        client.get(list_of(drive, query))
        with django_assert_num_queries(10):
            client.get(list_of(drive, query))


def test_a_first_visit_takes_a_fixed_number_of_queries(
    browse: Browse, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    drive = make.drive()
    client = browse(make.officer(drive.agency))
    make.person(None, drive.agency)
    client.get(list_of(drive))
    for _turn in range(2):
        keeping.forget()
        cache.clear()
        with django_assert_num_queries(17):
            client.get(list_of(drive))
        for _n in range(30):
            make.person(None, drive.agency)


@pytest.mark.parametrize("by", ["unit", "level", "home", "kind", "place", "nonsense"])
@pytest.mark.parametrize("htmx", [False, True])
def test_coverage_shows_every_dimension(browse: Browse, by: str, htmx: bool) -> None:
    drive = make.drive()
    officer = make.officer(drive.agency)
    unit = make.unit(drive.agency, "สำนักงานจังหวัด")
    sign(drive, make.person(None, drive.agency, unit=unit))

    answer = browse(officer).get(
        reverse("codes:coverage", args=[drive.pk]) + f"?by={by}&unit={unit.pk}",
        headers={"HX-Request": "true"} if htmx else {},
    )

    assert answer.status_code == 200
    assert ("<html" in answer.content.decode()) is not htmx


def test_a_unit_leads_to_those_below_it_and_to_its_own_list(browse: Browse) -> None:
    drive = make.drive()
    top = make.unit(drive.agency, "สำนักงานจังหวัด")
    below = make.unit(drive.agency, "กลุ่มงานอำนวยการ", parent=top)
    make.person(None, drive.agency, unit=below)
    client = browse(make.officer(drive.agency))

    page = client.get(reverse("codes:coverage", args=[drive.pk])).content.decode()
    inside = client.get(reverse("codes:coverage", args=[drive.pk]) + f"?unit={top.pk}").content.decode()

    assert f"?unit={top.pk}" in page
    assert "กลุ่มงานอำนวยการ" in inside
    assert list_of(drive, f"?unit={below.pk}") in inside


@pytest.mark.parametrize(
    "query", ["?unit=x", "?unit=99999999", "?level=-1", "?page=zz", "?reason=1", "?q=%00", "?unit=٣"]
)
def test_an_address_that_makes_no_sense_shows_the_list(browse: Browse, query: str) -> None:
    drive = make.drive()

    assert browse(make.officer(drive.agency)).get(list_of(drive, query)).status_code == 200


def test_an_auditor_sees_the_list_and_a_stranger_and_an_official_do_not(browse: Browse) -> None:
    drive = make.drive()
    make.person(None, drive.agency)
    auditor = browse(make.person(Role.AUDITOR, drive.agency))
    page = auditor.get(list_of(drive))

    assert page.status_code == 200
    assert reverse("codes:remind", args=[drive.pk]) not in page.content.decode()
    for other in (make.person(Role.OFFICIAL, drive.agency), make.officer(make.agency())):
        for name in ("people", "coverage", "summary", "register-xlsx", "register-csv", "forms"):
            assert browse(other).get(reverse(f"codes:{name}", args=[drive.pk])).status_code == 404


# ── what goes out ──────────────────────────────────────────────────────────────────────────
def test_excel_and_csv_hold_exactly_what_is_filtered_and_no_formula(browse: Browse) -> None:
    drive = make.drive()
    unit = make.unit(drive.agency)
    client = browse(make.officer(drive.agency))
    make.person(None, drive.agency, unit=unit, first_name="=1+1", prename="")
    make.person(None, drive.agency)

    excel = client.get(reverse("codes:register-xlsx", args=[drive.pk]) + f"?unit={unit.pk}")
    csv = client.get(reverse("codes:register-csv", args=[drive.pk]) + f"?unit={unit.pk}")

    sheet = openpyxl.load_workbook(io.BytesIO(excel.content)).active
    assert sheet
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[1] for row in rows] == ["ชื่อและนามสกุล", "=1+1 ใจดี"]
    assert sheet["B2"].data_type == "s"
    assert csv.content.decode("utf-8-sig").splitlines()[1].split(",")[1].startswith("'=1+1")
    assert "attachment" in excel["Content-Disposition"]


def test_the_forms_of_those_who_are_filtered_are_one_pdf_a_page_each(browse: Browse) -> None:
    drive = make.drive(items=7)
    unit = make.unit(drive.agency)
    ana = make.person(None, drive.agency, unit=unit, position_title="นักวิชาการ")
    make.person(None, drive.agency)
    client = browse(make.officer(drive.agency))

    every = words_of(client.get(reverse("codes:forms", args=[drive.pk])).content)
    hers = words_of(client.get(reverse("codes:forms", args=[drive.pk]) + f"?person={ana.pk}").content)

    assert len(every) == 3
    assert len(hers) == 1
    assert (
        actions.form_of(queries.sight(drive), ana).number.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
        in hers[0]
    )
    signed = client.get(reverse("codes:forms", args=[drive.pk]) + "?q=ไม่มีใคร")
    assert signed.status_code == 404


def test_many_forms_come_in_parts(browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "MOST_FORMS", 2)
    drive = make.drive()
    client = browse(make.officer(drive.agency))
    for _n in range(2):
        make.person(None, drive.agency)

    page = client.get(list_of(drive)).content.decode()

    assert "มี 2 ชุด" in page
    assert len(words_of(client.get(reverse("codes:forms", args=[drive.pk]) + "?part=๒").content)) == 1
    assert client.get(reverse("codes:forms", args=[drive.pk]) + "?part=3").status_code == 404


def test_the_summary_tells_units_levels_homes_and_kinds(browse: Browse) -> None:
    drive = make.drive()
    sign(drive, make.person(None, drive.agency, unit=make.unit(drive.agency, "สำนักงานจังหวัด")))

    pages = words_of(
        browse(make.officer(drive.agency)).get(reverse("codes:summary", args=[drive.pk])).content
    )

    text = "".join(pages)
    assert "๕๐.๐" in text
    assert "สำนักงานจังหวัด" in text.replace("ํา", "ำ") or "สำ" in text


# ── certificate ────────────────────────────────────────────────────────────────────────────
def test_a_person_fetches_the_own_certificate_and_nobody_elses(browse: Browse) -> None:
    drive = make.drive()
    ana, bo = make.person(Role.OFFICIAL, drive.agency), make.person(Role.OFFICIAL, drive.agency)
    made = sign(drive, ana)
    address = reverse("codes:certificate", args=[made.pk])

    answer = browse(ana).get(address)

    assert answer["Content-Type"] == "application/pdf"
    assert papers.short_hash(made) in words_of(answer.content)[0]
    assert browse(bo).get(address).status_code == 404
    assert browse(make.officer(drive.agency)).get(address).status_code == 200
    assert browse(make.officer(make.agency())).get(address).status_code == 404
    assert "ใบรับรอง" in browse(ana).get(reverse("codes:study", args=[drive.pk])).content.decode()


def test_anybody_verifies_a_certificate_and_learns_no_more_than_it_shows() -> None:
    drive = make.drive()
    ana = make.person(None, drive.agency, unit=make.unit(drive.agency, "กลุ่มลับ"))
    made = sign(drive, ana)
    address = reverse("codes:verify", args=[actions.certificate_code(made)])

    page = Client().get(address).content.decode()

    assert "ใบรับรองนี้ถูกต้อง" in page
    assert all(
        word in page
        for word in (ana.get_full_name(), drive.agency.name, papers.short_hash(made), made.number)
    )
    assert all(word not in page for word in (str(ana.email), "กลุ่มลับ", made.text_sha256))
    assert Client().post(address).status_code == 405


def test_a_certificate_that_was_made_up_or_is_over_says_so_and_names_nobody() -> None:
    drive = make.drive()
    made = sign(drive, make.person(None, drive.agency))
    code = actions.certificate_code(made)
    forged = rules.seal(rules.CERTIFICATE, rules.Reference(drive.pk, made.pk, "00000000"), b"guess")
    form = actions.form_of(queries.sight(drive), made.person).code

    for token in (forged, form, code[:-1], "x" * 33, "ก"):
        answer = Client().get(reverse("codes:verify", args=[token]))
        assert (answer.status_code, "ไม่พบใบรับรองนี้" in answer.content.decode()) == (404, True)
    Acknowledgement.objects.update(ended_at=timezone.now(), ended_because="renewed")
    answer = Client().get(reverse("codes:verify", args=[code]))
    assert "ไม่มีผลแล้ว" in answer.content.decode()
    assert made.person.first_name not in answer.content.decode()
