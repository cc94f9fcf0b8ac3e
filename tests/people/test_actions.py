from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from pytest_django import DjangoCaptureOnCommitCallbacks

from janya.journal.models import Entry
from janya.people import actions, queries
from janya.people.actions import Invited
from janya.people.models import Agency, Appointment, Invitation, Person, Unit
from janya.people.refusals import (
    CoordinatorNeedsUnit,
    EmailIsTaken,
    HasJoinedAlready,
    HoldsRoleAlready,
    InvitationIsOver,
    LastWhoManages,
    RoleIsForCentral,
    UnitGoesInCircle,
    UnitIsElsewhere,
    UnitIsInUse,
    UnitNamedAlready,
    UnitTooDeep,
)
from janya.people.rules import Role
from tests import make

pytestmark = pytest.mark.django_db
TODAY = make.TODAY
GOOD = "ข้าวเหนียวมะม่วง-ยามบ่าย"


def deeds() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("deed", flat=True))


def invite(agency: Agency, by: Person, email: str = "ana@example.go.th", **facts: Any) -> Invited:
    return actions.invite(
        agency,
        **{
            "email": email,
            "role": Role.OFFICIAL,
            "first_name": "อนา",
            "last_name": "ดีงาม",
            "on": TODAY,
            "link": lambda token: f"https://janya.example/invitations/{token}/",
            "sign_in": "https://janya.example/sign-in/",
            **facts,
        },
        by=by,
    )


def token_of(invited: Invited) -> str:
    assert invited.link
    return invited.link.split("/")[-2]


def taken(invited: Invited) -> Invitation:
    found = queries.invitation(token_of(invited), TODAY)
    assert found
    return found


# ── agencies and units ─────────────────────────────────────────────────────────────────────
def test_join_once() -> None:
    agency = make.agency(joined_on=None)

    actions.join(agency, on=TODAY, by=None)

    agency.refresh_from_db()
    assert agency.joined_on == TODAY
    with pytest.raises(HasJoinedAlready):
        actions.join(agency, on=TODAY, by=None)
    assert deeds() == ["people.joined"]


def test_changing_an_agency_keeps_it_from_the_catalogue() -> None:
    agency = make.agency("เดิม")
    ana = make.officer(agency)

    actions.change_agency(agency, by=ana, name="ใหม่", head_title="ผู้ว่าราชการจังหวัด")
    actions.change_agency(agency, by=ana, name="ใหม่", head_title="ผู้ว่าราชการจังหวัด")

    agency.refresh_from_db()
    assert (agency.name, agency.head_title) == ("ใหม่", "ผู้ว่าราชการจังหวัด")
    assert agency.edited_at
    assert Entry.objects.get().facts == {"changed": ["name", "head_title"]}


def tree(agency: Agency) -> list[tuple[str, int]]:
    return [(unit.name, unit.depth) for unit in Unit.objects.of(agency)]


def test_units_are_drawn_as_a_tree_and_a_branch_moves_whole() -> None:
    agency = make.agency()
    ana = make.officer(agency)
    a = make.unit(agency, "ก")
    b = make.unit(agency, "ข")
    c = make.unit(agency, "ค", a)
    make.unit(agency, "ง", c)
    assert tree(agency) == [("ก", 0), ("ค", 1), ("ง", 2), ("ข", 0)]

    actions.move_unit(c, parent=b, by=ana)
    assert tree(agency) == [("ก", 0), ("ข", 0), ("ค", 1), ("ง", 2)]

    actions.move_unit(c, parent=None, by=ana)
    assert tree(agency) == [("ก", 0), ("ข", 0), ("ค", 0), ("ง", 1)]
    assert deeds()[-2:] == ["people.unit-moved"] * 2


def test_a_unit_does_not_move_below_itself_nor_elsewhere_nor_too_deep() -> None:
    agency = make.agency()
    ana = make.officer(agency)
    top = make.unit(agency)
    below = make.unit(agency, parent=top)
    other = make.unit(make.agency())

    for parent in (top, below):
        with pytest.raises(UnitGoesInCircle):
            actions.move_unit(top, parent=parent, by=ana)
    with pytest.raises(UnitIsElsewhere):
        actions.move_unit(top, parent=other, by=ana)
    with pytest.raises(UnitIsElsewhere):
        actions.add_unit(agency, name="x", parent=other, by=ana)
    deep: Unit | None = None
    for _level in range(actions.DEEPEST + 1):
        deep = make.unit(agency, parent=deep)
    with pytest.raises(UnitTooDeep):
        make.unit(agency, parent=deep)
    with pytest.raises(UnitTooDeep):
        actions.move_unit(top, parent=deep and deep.parent, by=ana)

    assert tree(agency)[0][1] == 0


def test_two_units_of_one_parent_have_two_names() -> None:
    agency = make.agency()
    ana = make.officer(agency)
    one, two = make.unit(agency, "หนึ่ง"), make.unit(agency, "สอง")
    below = make.unit(agency, "หนึ่ง", two)

    with pytest.raises(UnitNamedAlready):
        make.unit(agency, "หนึ่ง")
    with pytest.raises(UnitNamedAlready):
        actions.rename_unit(two, name="หนึ่ง", by=ana)
    with pytest.raises(UnitNamedAlready):
        actions.move_unit(below, parent=None, by=ana)

    actions.rename_unit(one, name="สาม", by=ana)
    assert tree(agency) == [("สาม", 0), ("สอง", 0), ("หนึ่ง", 1)]


def test_a_unit_in_use_stays_and_says_by_what() -> None:
    agency = make.agency()
    ana = make.officer(agency)
    unit = make.unit(agency)
    make.unit(agency, parent=unit)
    make.person(Role.COORDINATOR, agency, unit=unit)

    with pytest.raises(
        UnitIsInUse, match="หน่วยงานย่อย 1 รายการ, บุคลากร 1 รายการ, การแต่งตั้งผู้ประสานงาน 1 รายการ"
    ):
        actions.remove_unit(unit, by=ana)

    empty = make.unit(agency)
    actions.remove_unit(empty, by=ana)
    assert not Unit.objects.filter(name=empty.name).exists()
    assert deeds()[-1] == "people.unit-removed"


# ── persons and roles ──────────────────────────────────────────────────────────────────────
def test_who_is_added_with_an_email_is_an_official_here() -> None:
    agency = make.agency()
    ana = make.officer(agency)

    known = actions.add_person(
        agency, by=ana, on=TODAY, email="Som@Example.go.th ", first_name="สม", last_name="ใจ"
    )
    unknown = actions.add_person(agency, by=ana, on=TODAY, email=None, first_name="สม", last_name="หมาย")

    assert (known.email, known.workplace) == ("som@example.go.th", agency)
    assert not known.has_usable_password()
    assert list(known.appointments.values_list("role", flat=True)) == [Role.OFFICIAL]
    assert not unknown.appointments.exists()
    with pytest.raises(EmailIsTaken):
        actions.add_person(agency, by=ana, on=TODAY, email="som@example.go.th", first_name="x", last_name="y")
    assert deeds() == ["people.person-added"] * 2


def test_people_stand_in_the_order_of_the_dictionary() -> None:
    for name in ("ขวัญ", "เกษม", "กมล", "แก้ว"):
        make.person(first_name=name)

    assert [person.first_name for person in Person.objects.all()] == ["กมล", "เกษม", "แก้ว", "ขวัญ"]


def test_a_person_is_changed_and_the_old_address_is_told(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    agency = make.agency()
    ana, bob = make.officer(agency), make.person(Role.OFFICIAL, agency, email="old@example.go.th")

    with django_capture_on_commit_callbacks(execute=True):
        actions.change_person(bob, by=ana, on=TODAY, first_name="เกษม", email="NEW@example.go.th")

    bob.refresh_from_db()
    assert (bob.first_name, bob.email, bob.order[:2]) == ("เกษม", "new@example.go.th", "กเ")
    assert [letter.to for letter in mail.outbox] == [["old@example.go.th"]]
    entry = Entry.objects.get()
    assert (entry.deed, entry.agency_id, entry.facts) == (
        "people.person-changed",
        agency.pk,
        {"changed": ["first_name", "email"]},
    )


def test_who_loses_the_email_signs_in_no_more_and_the_last_who_manages_keeps_it() -> None:
    agency = make.agency()
    ana, bob = make.officer(agency), make.person(Role.OFFICIAL, agency)

    actions.change_person(bob, by=ana, on=TODAY, email=None)

    bob.refresh_from_db()
    assert not bob.has_usable_password()
    with pytest.raises(LastWhoManages):
        actions.change_person(ana, by=ana, on=TODAY, email="")


def test_roles_begin_once_and_end() -> None:
    agency = make.agency()
    ana, bob = make.officer(agency), make.person(at=agency)

    held = actions.appoint(bob, agency=agency, role=Role.HEAD, by=ana, on=TODAY)
    with pytest.raises(HoldsRoleAlready):
        actions.appoint(bob, agency=agency, role=Role.HEAD, by=ana, on=TODAY)
    actions.end_appointment(held, by=ana, on=TODAY)
    actions.end_appointment(held, by=ana, on=TODAY)

    held.refresh_from_db()
    assert held.ended_on == TODAY
    assert deeds() == ["people.appointed", "people.appointment-ended"]


def test_a_coordinator_has_a_unit_of_the_agency_and_the_ocsc_sits_in_the_center() -> None:
    agency, center = make.agency(), make.agency(kind=Agency.Kind.CENTRAL)
    ana, bob = make.officer(agency), make.person(at=agency)

    with pytest.raises(CoordinatorNeedsUnit):
        actions.appoint(bob, agency=agency, role=Role.COORDINATOR, by=ana, on=TODAY)
    with pytest.raises(UnitIsElsewhere):
        actions.appoint(bob, agency=agency, role=Role.COORDINATOR, unit=make.unit(), by=ana, on=TODAY)
    with pytest.raises(RoleIsForCentral):
        actions.appoint(bob, agency=agency, role=Role.OCSC, by=ana, on=TODAY)

    actions.appoint(bob, agency=center, role=Role.OCSC, by=ana, on=TODAY)
    actions.appoint(bob, agency=agency, role=Role.COORDINATOR, unit=make.unit(agency), by=ana, on=TODAY)
    assert bob.appointments.count() == 2


def test_the_last_who_manages_stays() -> None:
    agency = make.agency()
    ana = make.officer(agency)
    not_yet = actions.add_person(
        agency, by=ana, on=TODAY, email="b@example.go.th", first_name="b", last_name="b"
    )
    actions.appoint(not_yet, agency=agency, role=Role.ADMINISTRATOR, by=ana, on=TODAY)
    held = Appointment.objects.get(person=ana, role=Role.OFFICER)

    with pytest.raises(LastWhoManages):
        actions.end_appointment(held, by=ana, on=TODAY)
    with pytest.raises(LastWhoManages):
        actions.leave(ana, agency=agency, by=ana, on=TODAY)

    actions.change_password(not_yet, password=GOOD, by=not_yet)
    actions.end_appointment(held, by=ana, on=TODAY)
    assert Appointment.objects.present().filter(agency=agency, role=Role.ADMINISTRATOR).exists()


def test_whoever_leaves_loses_every_role_here_and_keeps_those_elsewhere() -> None:
    agency, other = make.agency(), make.agency()
    ana = make.officer(agency)
    bob = make.person(Role.OFFICIAL, agency, unit=make.unit(agency))
    cid = make.person(Role.OFFICIAL, agency)
    actions.appoint(cid, agency=other, role=Role.COMMITTEE, by=ana, on=TODAY)

    actions.leave(bob, agency=agency, by=ana, on=TODAY)
    actions.leave(cid, agency=agency, by=ana, on=TODAY)

    bob.refresh_from_db()
    cid.refresh_from_db()
    assert (bob.workplace, bob.unit, bob.is_active) == (None, None, False)
    assert (cid.workplace, cid.is_active) == (None, True)
    assert [held.agency for held in Appointment.objects.present().exclude(person=ana)] == [other]


# ── invitations ────────────────────────────────────────────────────────────────────────────
def test_invite_sends_a_link_and_keeps_only_its_hash(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    agency = make.agency("จังหวัดแพร่")
    officer = make.officer(agency)

    with django_capture_on_commit_callbacks(execute=True):
        invited = invite(agency, officer, role=Role.OFFICER, email=" ANA@example.go.th")

    person, invitation = Person.objects.get(email="ana@example.go.th"), Invitation.objects.get()
    assert set(person.appointments.values_list("role", flat=True)) == {Role.OFFICER, Role.OFFICIAL}
    assert person.workplace == agency
    assert invitation.expires_on == TODAY + timedelta(days=14)
    assert invitation.token_hash != token_of(invited)
    (letter,) = mail.outbox
    assert letter.to == ["ana@example.go.th"]
    assert letter.subject == "เชิญเข้าใช้ระบบจรรยา ของจังหวัดแพร่"
    assert invited.link
    assert invited.link in letter.body
    assert "24 ก.พ. 2569" in letter.body
    assert "“เจ้าหน้าที่กลุ่มงานคุ้มครองจริยธรรม”" in letter.body
    assert not letter.alternatives if hasattr(letter, "alternatives") else True
    assert deeds() == ["people.invited"]
    assert token_of(invited) not in str(Entry.objects.get().facts)


def test_an_outsider_is_invited_without_becoming_an_official() -> None:
    agency = make.agency()

    person = invite(agency, make.officer(agency), role=Role.COMMITTEE, works_here=False).person

    assert person.workplace is None
    assert list(person.appointments.values_list("role", flat=True)) == [Role.COMMITTEE]


def test_who_has_a_password_gets_the_role_and_a_letter_without_a_link(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    agency = make.agency()
    bob = make.person(Role.OFFICIAL, make.agency())

    with django_capture_on_commit_callbacks(execute=True):
        invited = invite(agency, make.officer(agency), bob.email or "", role=Role.COMMITTEE)

    assert invited == (bob, None)
    assert not Invitation.objects.exists()
    assert "sign-in" in mail.outbox[0].body
    bob = Person.objects.get(pk=bob.pk)
    assert bob.roles_in(agency) == {Role.COMMITTEE}
    assert bob.first_name != "อนา"


def test_accept_sets_the_password_once() -> None:
    agency = make.agency()
    officer = make.officer(agency)
    invited = invite(agency, officer)
    elsewhere = invite(make.agency(), officer)
    invitation = taken(invited)

    person = actions.accept_invitation(invitation, password=GOOD, on=TODAY)

    assert person.check_password(GOOD)
    assert queries.invitation(token_of(invited), TODAY) is None
    assert queries.invitation(token_of(elsewhere), TODAY) is None
    with pytest.raises(InvitationIsOver):
        actions.accept_invitation(invitation, password=GOOD + "2", on=TODAY)
    assert deeds()[-1] == "people.invitation-accepted"


@pytest.mark.parametrize(
    ("weak", "why"),
    [("short", "สั้นเกินไป"), ("ana@example.go.th", "คล้ายชื่อหรืออีเมล"), ("123456789012", "มีแต่ตัวเลข")],
)
def test_a_weak_password_is_refused_in_thai(weak: str, why: str) -> None:
    agency = make.agency()
    invitation = taken(invite(agency, make.officer(agency)))

    with pytest.raises(ValidationError, match=why):
        actions.accept_invitation(invitation, password=weak, on=TODAY)


def test_an_invitation_ends_by_time_by_withdrawal_by_a_newer_one_and_by_leaving() -> None:
    agency = make.agency()
    officer = make.officer(agency)

    first = invite(agency, officer)
    second = invite(agency, officer)
    assert queries.invitation(token_of(first), TODAY) is None
    assert queries.invitation(token_of(second), TODAY + timedelta(days=14))
    assert queries.invitation(token_of(second), TODAY + timedelta(days=15)) is None
    assert queries.invitation("x", date.max) is None

    actions.withdraw_invitation(taken(second), by=officer)
    assert queries.invitation(token_of(second), TODAY) is None

    third = invite(agency, officer)
    actions.leave(third.person, agency=agency, by=officer, on=TODAY)
    assert queries.invitation(token_of(third), TODAY) is None


def test_a_mail_server_that_fails_undoes_nothing(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    agency = make.agency()

    with django_capture_on_commit_callbacks(execute=True):
        invite(agency, make.officer(agency))

    assert Invitation.objects.count() == 1
