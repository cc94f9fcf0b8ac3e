from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from janya.people import actions
from janya.people.models import Agency, Appointment, Invitation, Person, Unit
from janya.people.rules import Role
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]


def addresses(agency: Agency) -> dict[str, list[str]]:
    """All pages of one agency: those to look at, those to change, those that only take a POST."""
    unit = make.unit(agency)
    person = make.person(Role.HEAD, agency)
    held = person.appointments.get()
    invited = actions.invite(
        agency,
        email="invited@example.go.th",
        role=Role.OFFICIAL,
        first_name="อ",
        last_name="ด",
        by=person,
        on=make.TODAY,
        link=str,
        sign_in="",
    )
    invitation = Invitation.objects.get(person=invited.person)
    here = f"/agencies/{agency.pk}"
    return {
        "look": [f"{here}/", f"{here}/units/", f"{here}/people/", f"/people/{person.pk}/"],
        "change": [
            f"{here}/people/add/",
            f"{here}/people/invite/",
            f"{here}/people/{person.pk}/appoint/",
            f"/people/{person.pk}/change/",
            f"/units/{unit.pk}/rename/",
            f"/units/{unit.pk}/move/",
        ],
        "post": [
            f"{here}/",
            f"{here}/units/",
            f"/units/{unit.pk}/remove/",
            f"{here}/people/{person.pk}/leave/",
            f"/appointments/{held.pk}/end/",
            f"/invitations/{invitation.pk}/withdraw/",
        ],
    }


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMINISTRATOR])
def test_who_manages_sees_and_changes_everything(browse: Browse, role: Role) -> None:
    agency = make.agency()
    client, pages = browse(make.person(role, agency)), addresses(agency)

    assert {
        address: client.get(address).status_code for address in pages["look"] + pages["change"]
    } == dict.fromkeys(pages["look"] + pages["change"], 200)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COMMITTEE, Role.EXECUTIVE, Role.COORDINATOR])
def test_who_only_looks_is_refused_with_a_sentence(browse: Browse, role: Role) -> None:
    agency = make.agency()
    client, pages = browse(make.person(role, agency)), addresses(agency)

    assert {client.get(address).status_code for address in pages["look"]} == {200}
    assert {client.get(address).status_code for address in pages["change"]} == {403}
    assert {client.post(address).status_code for address in pages["change"] + pages["post"]} == {403}
    assert "แก้ไขไม่ได้" in client.get(pages["change"][0]).content.decode()
    shown = client.get(pages["look"][2]).content.decode()
    assert "/invite/" not in shown


def test_strangers_officials_and_the_ocsc_find_nothing(browse: Browse) -> None:
    agency = make.agency()
    pages = addresses(agency)
    gone = make.person(at=agency)
    Appointment.objects.create(person=gone, agency=agency, role=Role.OFFICER, ended_on=make.TODAY)
    people = [
        make.officer(make.agency()),
        make.person(Role.OFFICIAL, agency),
        make.person(Role.OCSC, make.agency(kind=Agency.Kind.CENTRAL)),
        gone,
    ]

    for client in map(browse, people):
        assert {client.get(address).status_code for address in pages["look"] + pages["change"]} == {404}
        assert {client.post(address).status_code for address in pages["change"] + pages["post"]} == {404}
    assert {Client().get(address).status_code for address in pages["look"] + pages["change"]} == {302}


def names(client: Client, agency: Agency, **asked: Any) -> list[str]:
    return [
        person.first_name for person in client.get(f"/agencies/{agency.pk}/people/", asked).context["rows"]
    ]


def test_people_are_found_by_part_of_a_thai_name_by_unit_and_by_role(browse: Browse) -> None:
    agency, department = make.agency(), make.agency("กรมการปกครอง")
    officer = make.person(Role.OFFICER, agency, first_name="อนา", last_name="ดีงาม")
    top = make.unit(agency)
    below = make.unit(agency, parent=top)
    make.person(
        at=agency, prename="นาย", first_name="เกษม", last_name="สุขใจ", unit=below, home_agency=department
    )
    make.person(at=agency, prename="นาง", first_name="กมล", last_name="สุขสันต์", unit=top)
    outsider = make.person(prename="นางสาว", first_name="ขวัญ", last_name="มงคล")
    Appointment.objects.create(person=outsider, agency=agency, role=Role.COMMITTEE)
    make.person(at=agency, first_name="ลาออก", is_active=False)
    make.person(at=make.agency(), first_name="อื่น")
    client = browse(officer)

    assert names(client, agency) == ["กมล", "เกษม", "ขวัญ", "อนา"]
    assert names(client, agency, words="สุข") == ["กมล", "เกษม"]
    assert names(client, agency, words="เกษม สุข") == ["เกษม"]
    assert names(client, agency, words="นางสาวขวัญ") == ["ขวัญ"]
    assert names(client, agency, words="ไม่มี") == []
    assert names(client, agency, unit=top.pk) == ["กมล", "เกษม"]
    assert names(client, agency, unit=below.pk) == ["เกษม"]
    assert names(client, agency, role="committee") == ["ขวัญ"]
    assert names(client, agency, unit="x", role="<script>") == ["กมล", "เกษม", "ขวัญ", "อนา"]
    shown = client.get(f"/agencies/{agency.pk}/people/").content.decode()
    assert "กรมการปกครอง" in shown
    assert "บุคคลภายนอก" in shown


def test_people_come_twenty_five_a_page(browse: Browse) -> None:
    agency = make.agency()
    officer = make.officer(agency)
    for _number in range(26):
        make.person(at=agency)
    client = browse(officer)

    assert len(names(client, agency)) == 25
    assert len(names(client, agency, page=2)) == 2


def test_htmx_gets_the_rows_alone(browse: Browse) -> None:
    agency = make.agency()

    answer = browse(make.officer(agency)).get(
        f"/agencies/{agency.pk}/people/", headers={"HX-Request": "true"}
    )

    text = answer.content.decode()
    assert "<html" not in text
    assert 'id="rows"' in text


@pytest.mark.parametrize("address", ["/agencies/{0}/people/", "/agencies/{0}/units/", "/people/{1}/"])
def test_one_row_costs_as_much_as_four(
    browse: Browse, django_assert_num_queries: DjangoAssertNumQueries, address: str
) -> None:
    agency = make.agency()
    officer = make.officer(agency)
    client, shown = browse(officer), make.person(Role.COORDINATOR, agency, unit=make.unit(agency))
    address = address.format(agency.pk, shown.pk)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)

    parent: Unit | None = None
    for role in (Role.HEAD, Role.AUDITOR, Role.COMMITTEE):
        parent = make.unit(agency, parent=parent)
        make.person(role, agency, unit=parent, home_agency=make.agency())
        actions.appoint(shown, agency=agency, role=role, by=officer, on=make.TODAY)

    with django_assert_num_queries(len(one)):
        client.get(address)


def test_add_and_change_a_person(browse: Browse) -> None:
    agency = make.agency()
    client, unit = browse(make.officer(agency)), make.unit(agency)
    typed = {
        "prename": "นาย",
        "first_name": "เกษม",
        "last_name": "สุขใจ",
        "unit": unit.pk,
        "email": "K@example.go.th",
    }

    added = client.post(f"/agencies/{agency.pk}/people/add/", typed)
    person = Person.objects.get(email="k@example.go.th")
    again = client.post(f"/agencies/{agency.pk}/people/add/", typed)
    elsewhere = client.post(
        f"/agencies/{agency.pk}/people/add/", {**typed, "unit": make.unit().pk, "email": ""}
    )
    changed = client.post(
        f"/people/{person.pk}/change/", {**typed, "last_name": "สุขสันต์", "unit": "", "email": ""}
    )

    assert added["Location"] == f"/people/{person.pk}/"
    assert again.status_code == 422
    assert elsewhere.status_code == 422
    assert changed.status_code == 302
    person.refresh_from_db()
    assert (person.last_name, person.unit, person.email, person.workplace) == ("สุขสันต์", None, None, agency)


def test_the_email_of_whoever_holds_a_role_elsewhere_is_not_changed_here(browse: Browse) -> None:
    agency, center = make.agency(), make.agency(kind=Agency.Kind.CENTRAL)
    bob = make.person(Role.OFFICIAL, agency, email="bob@example.go.th")
    Appointment.objects.create(person=bob, agency=center, role=Role.OCSC)
    client = browse(make.officer(agency))

    answer = client.post(
        f"/people/{bob.pk}/change/", {"first_name": "บ๊อบ", "last_name": "ใจดี", "email": "mine@example.go.th"}
    )

    bob.refresh_from_db()
    assert answer.status_code == 302
    assert (bob.first_name, bob.email) == ("บ๊อบ", "bob@example.go.th")


def test_a_guest_of_the_agency_is_changed_only_where_he_works(browse: Browse) -> None:
    agency = make.agency()
    guest = make.person(Role.OFFICIAL, make.agency())
    Appointment.objects.create(person=guest, agency=agency, role=Role.COMMITTEE)
    client = browse(make.officer(agency))

    shown = client.get(f"/people/{guest.pk}/")

    assert shown.status_code == 200
    assert [held.role for held, _manages in shown.context["held"]] == [Role.COMMITTEE]
    assert client.get(f"/people/{guest.pk}/change/").status_code == 403


def test_appoint_and_end(browse: Browse) -> None:
    agency = make.agency()
    client, bob = browse(make.officer(agency)), make.person(at=agency)
    address = f"/agencies/{agency.pk}/people/{bob.pk}/appoint/"

    without_unit = client.post(address, {"role": "coordinator"})
    unknown = client.post(address, {"role": "ocsc"})
    done = client.post(address, {"role": "head"})
    twice = client.post(address, {"role": "head"})
    ended = client.post(f"/appointments/{bob.appointments.get().pk}/end/")

    assert [answer.status_code for answer in (without_unit, unknown, done, twice, ended)] == [
        422,
        422,
        302,
        422,
        302,
    ]
    assert "เลือกหน่วยงาน" in without_unit.content.decode()
    assert not bob.appointments.present().exists()


def test_ending_the_only_tie_of_an_outsider_leads_back_to_the_list(browse: Browse) -> None:
    agency = make.agency()
    outsider = make.person()
    held = Appointment.objects.create(person=outsider, agency=agency, role=Role.COMMITTEE)

    answer = browse(make.officer(agency)).post(f"/appointments/{held.pk}/end/")

    assert answer["Location"] == f"/agencies/{agency.pk}/people/"


def test_the_last_officer_is_told_why_not(browse: Browse) -> None:
    agency = make.agency()
    officer = make.officer(agency)

    answer = browse(officer).post(f"/appointments/{officer.appointments.get().pk}/end/", follow=True)

    assert "อย่างน้อยหนึ่งคน" in answer.content.decode()
    assert officer.appointments.get().ended_on is None


def test_leave_and_withdraw(browse: Browse) -> None:
    agency = make.agency()
    client, bob = browse(make.officer(agency)), make.person(Role.OFFICIAL, agency)
    typed = {
        "email": "n@example.go.th",
        "first_name": "อ",
        "last_name": "ด",
        "role": "official",
        "works_here": "on",
    }
    client.post(f"/agencies/{agency.pk}/people/invite/", typed)
    invitation = Invitation.objects.get()

    left = client.post(f"/agencies/{agency.pk}/people/{bob.pk}/leave/")
    withdrawn = client.post(f"/invitations/{invitation.pk}/withdraw/", follow=True)
    twice = client.post(f"/invitations/{invitation.pk}/withdraw/", follow=True)

    assert left["Location"] == f"/agencies/{agency.pk}/people/"
    assert "ถอนคำเชิญแล้ว" in withdrawn.content.decode()
    assert "ใช้ไม่ได้แล้ว" in twice.content.decode()


def test_invite_is_filled_in_from_the_list(browse: Browse) -> None:
    agency = make.agency()
    client = browse(make.officer(agency))
    bob, stranger = make.person(at=agency, first_name="บ๊อบ"), make.person()

    shown = client.get(f"/agencies/{agency.pk}/people/invite/?person={bob.pk}")

    assert "บ๊อบ" in shown.content.decode()
    assert client.get(f"/agencies/{agency.pk}/people/invite/?person={stranger.pk}").status_code == 404
    for nonsense in ("x", "๑", "-1", "9" * 40):
        assert client.get(f"/agencies/{agency.pk}/people/invite/?person={nonsense}").status_code == 200


def test_the_tree_of_units(browse: Browse) -> None:
    agency = make.agency()
    client = browse(make.officer(agency))
    address = f"/agencies/{agency.pk}/units/"

    client.post(address, {"name": "สำนักงานจังหวัด"})
    top = Unit.objects.get()
    client.post(address, {"name": "กลุ่มงานยุทธศาสตร์", "parent": top.pk})
    twice = client.post(address, {"name": "สำนักงานจังหวัด"})
    below = Unit.objects.get(parent=top)
    renamed = client.post(f"/units/{below.pk}/rename/", {"name": "กลุ่มงานอำนวยการ"})
    circle = client.post(f"/units/{top.pk}/move/", {"parent": below.pk})
    used = client.post(f"/units/{top.pk}/remove/", follow=True)
    moved = client.post(f"/units/{below.pk}/move/", {"parent": ""})
    removed = client.post(f"/units/{below.pk}/remove/", follow=True)

    assert "ชื่อนี้อยู่ภายใต้หน่วยงานเดียวกันแล้ว" in twice.content.decode()
    assert (twice.status_code, renamed.status_code, circle.status_code, moved.status_code) == (
        422,
        302,
        422,
        302,
    )
    assert "หน่วยงานย่อย 1 รายการ" in used.content.decode()
    assert "ลบหน่วยงานแล้ว" in removed.content.decode()
    assert list(Unit.objects.values_list("name", flat=True)) == ["สำนักงานจังหวัด"]


def test_the_agency_itself(browse: Browse) -> None:
    agency = make.agency("เดิม")
    client = browse(make.officer(agency))

    wrong = client.post(f"/agencies/{agency.pk}/", {"name": "", "kind": "province"})
    done = client.post(
        f"/agencies/{agency.pk}/", {"name": "จังหวัดแพร่", "kind": "province", "head_title": "ผู้ว่าราชการจังหวัด"}
    )

    agency.refresh_from_db()
    assert (wrong.status_code, done.status_code, agency.name) == (422, 302, "จังหวัดแพร่")
