import hashlib
import secrets
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from janya.journal import actions as journal
from janya.journal.actions import Actor

from . import letters, passwords
from .models import Agency, Appointment, Invitation, Person, Unit
from .refusals import (
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
from .rules import MAY, Duty, Role

DEEPEST = 12
USED_BY = {
    "people.unit": _("หน่วยงานย่อย"),
    "people.person": _("บุคลากร"),
    "people.appointment": _("การแต่งตั้งผู้ประสานงาน"),
    "codes.acknowledgement": _("การลงนามรับทราบประมวลจริยธรรม"),
    "risks.risk": _("ความเสี่ยง"),
    "plans.activity": _("กิจกรรมในแผน"),
}
"""What rooms call that which may belong to a unit."""


# ── agencies ───────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def join(agency: Agency, *, on: date, by: Actor | None) -> None:
    """The agency begins to work in this system."""
    if not Agency.objects.filter(pk=agency.pk, joined_on=None).update(joined_on=on):
        raise HasJoinedAlready
    agency.joined_on = on
    journal.record("people.joined", agency, by=by, on=on)


@transaction.atomic
def change_agency(agency: Agency, *, by: Actor, **facts: Any) -> None:
    changed = put(agency, facts)
    if changed:
        agency.edited_at = timezone.now()
        agency.save(update_fields=[*changed, "edited_at"])
        journal.record("people.agency-changed", agency, by=by, changed=changed)


# ── units ──────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def add_unit(agency: Agency, *, name: str, parent: Unit | None, by: Actor | None) -> Unit:
    below(agency, parent)
    try:
        with transaction.atomic():
            unit = Unit.objects.create(
                agency=agency, name=name, parent=parent, depth=parent.depth + 1 if parent else 0
            )
    except IntegrityError as twice:
        raise UnitNamedAlready from twice
    unit.path = path_of(unit, parent)
    unit.save(update_fields=["path"])
    journal.record("people.unit-added", unit, by=by)
    return unit


@transaction.atomic
def rename_unit(unit: Unit, *, name: str, by: Actor) -> None:
    before, unit.name = unit.name, name
    if before == name:
        return
    try:
        with transaction.atomic():
            unit.save(update_fields=["name"])
    except IntegrityError as twice:
        raise UnitNamedAlready from twice
    journal.record("people.unit-renamed", unit, by=by, before=before)


@transaction.atomic
def move_unit(unit: Unit, *, parent: Unit | None, by: Actor) -> None:
    """Put a unit, with all that stands below it, under another one or at the top."""
    list(Unit.objects.select_for_update().of(unit.agency).values_list("pk"))
    unit.refresh_from_db()
    if parent:
        parent.refresh_from_db()
        if parent.path.startswith(unit.path):
            raise UnitGoesInCircle
    below(unit.agency, parent)
    old, shift = unit.path, (parent.depth + 1 if parent else 0) - unit.depth
    branch = list(Unit.objects.filter(path__startswith=old))
    if max(one.depth for one in branch) + shift > DEEPEST:
        raise UnitTooDeep
    new = path_of(unit, parent)
    for one in branch:
        one.path, one.depth = new + one.path.removeprefix(old), one.depth + shift
    Unit.objects.bulk_update(branch, ["path", "depth"])
    unit.parent = parent
    try:
        with transaction.atomic():
            unit.save(update_fields=["parent"])
    except IntegrityError as twice:
        raise UnitNamedAlready from twice
    unit.refresh_from_db()
    journal.record("people.unit-moved", unit, by=by, under=parent.name if parent else "")


@transaction.atomic
def remove_unit(unit: Unit, *, by: Actor) -> None:
    if users := users_of(unit):
        raise UnitIsInUse(users)
    journal.record("people.unit-removed", unit, by=by)
    try:
        unit.delete()
    except ProtectedError as used:
        raise UnitIsInUse(users_of(unit)) from used


def below(agency: Agency, parent: Unit | None) -> None:
    """Refuse a parent of another agency, and a tree that nobody could read."""
    if parent and parent.agency_id != agency.pk:
        raise UnitIsElsewhere
    if parent and parent.depth >= DEEPEST:
        raise UnitTooDeep


def path_of(unit: Unit, parent: Unit | None) -> str:
    return f"{parent.path if parent else ''}{unit.pk:07d}/"


def users_of(unit: Unit) -> list[tuple[str, int]]:
    """What belongs to a unit in any room, with its number of rows."""
    users = []
    for field in Unit._meta.get_fields(include_hidden=True):
        if not (field.auto_created and field.one_to_many):
            continue
        model: type[Model] = field.related_model  # type: ignore[assignment]
        if count := model._base_manager.filter(**{field.field.name: unit}).count():  # type: ignore[union-attr]
            users.append((str(USED_BY.get(model._meta.label_lower, model._meta.verbose_name)), count))
    return users


# ── persons ────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def add_person(
    agency: Agency, *, by: Actor | None, on: date, email: str | None = None, **facts: Any
) -> Person:
    """Put an official who works here on the list; with an e-mail the person may be invited to sign in."""
    here(agency, facts.get("unit"))
    person = create(email, workplace=agency, **facts)
    if person.email:
        make_official(person, agency, on=on)
    journal.record("people.person-added", person, by=by, agency=agency)
    return person


@transaction.atomic
def change_person(person: Person, *, by: Actor, on: date, **facts: Any) -> None:
    """Correct the record of a person; whoever loses the e-mail can no longer sign in."""
    if person.workplace and "unit" in facts:
        here(person.workplace, facts["unit"])
    if "email" in facts:
        facts["email"] = (facts["email"] or "").strip().lower() or None
    old = Person.objects.values_list("email", flat=True).get(pk=person.pk)
    changed = put(person, facts)
    if not changed:
        return
    if old and not person.email:
        held = person.appointments.present().select_related("agency")
        keep_one_who_manages(person, [one.agency for one in held])
        person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as twice:
        raise EmailIsTaken from twice
    if person.email and person.workplace:
        make_official(person, person.workplace, on=on)
    journal.record("people.person-changed", person, by=by, agency=person.workplace, changed=changed)
    if old and "email" in changed:
        transaction.on_commit(lambda: letters.tell_of_new_email(old, person))


@transaction.atomic
def leave(person: Person, *, agency: Agency, by: Actor, on: date) -> None:
    """The person no longer works here: roles here end, and without any role elsewhere so does signing in."""
    keep_one_who_manages(person, [agency])
    person.appointments.present().filter(agency=agency).update(ended_on=on)
    withdraw_open(person, agency)
    if person.workplace_id == agency.pk:
        person.workplace, person.unit = None, None
    person.is_active = person.workplace_id is not None or person.appointments.present().exists()
    person.save(update_fields=["workplace", "unit", "is_active"])
    journal.record("people.left", person, by=by, agency=agency, on=on)


@transaction.atomic
def appoint(
    person: Person, *, agency: Agency, role: Role, by: Actor | None, on: date, unit: Unit | None = None
) -> Appointment:
    held = grant(person, agency=agency, role=role, on=on, unit=unit)
    journal.record("people.appointed", held, by=by, role=role)
    return held


@transaction.atomic
def end_appointment(appointment: Appointment, *, by: Actor, on: date) -> None:
    if appointment.role in MAY[Duty.MANAGE]:
        keep_one_who_manages(appointment.person, [appointment.agency], but_for=appointment)
    ended = Appointment.objects.present().filter(pk=appointment.pk).update(ended_on=on)
    appointment.ended_on = on
    if ended:
        journal.record("people.appointment-ended", appointment, by=by, role=appointment.role)


def grant(person: Person, *, agency: Agency, role: Role, on: date, unit: Unit | None) -> Appointment:
    """One more role, if it may be held here."""
    if role == Role.OCSC and agency.kind != Agency.Kind.CENTRAL:
        raise RoleIsForCentral
    if role == Role.COORDINATOR and not unit:
        raise CoordinatorNeedsUnit
    unit = unit if role == Role.COORDINATOR else None
    here(agency, unit)
    try:
        with transaction.atomic():
            return Appointment.objects.create(person=person, agency=agency, role=role, unit=unit, since=on)
    except IntegrityError as twice:
        raise HoldsRoleAlready from twice


def make_official(person: Person, agency: Agency, *, on: date) -> None:
    """Who works here and can be reached studies and acknowledges here."""
    if not person.appointments.present().filter(agency=agency, role=Role.OFFICIAL).exists():
        Appointment.objects.create(person=person, agency=agency, role=Role.OFFICIAL, since=on)


def keep_one_who_manages(
    person: Person, agencies: list[Agency], *, but_for: Appointment | None = None
) -> None:
    """Refuse when nobody who can sign in would be left to manage an agency."""
    held = Appointment.objects.present().filter(role__in=MAY[Duty.MANAGE])
    for agency in agencies:
        Agency.objects.select_for_update().get(pk=agency.pk)
        here_held = held.filter(agency=agency)
        lost = here_held.filter(pk=but_for.pk) if but_for else here_held.filter(person=person)
        left = here_held.exclude(pk__in=lost.values("pk")).filter(person__in=Person.objects.able_to_sign_in())
        if lost.exists() and not left.exists():
            raise LastWhoManages


# ── invitations and passwords ──────────────────────────────────────────────────────────────
class Invited(NamedTuple):
    """The person, and the link if a password must still be set."""

    person: Person
    link: str | None


@transaction.atomic
def invite(
    agency: Agency,
    *,
    email: str,
    role: Role,
    by: Person,
    on: date,
    link: Callable[[str], str],
    sign_in: str,
    unit: Unit | None = None,
    works_here: bool = True,
    **names: str,
) -> Invited:
    """Ask a person to sign in with a role. Who has a password already only gets the role, and a letter."""
    email = email.strip().lower()
    person = Person.objects.filter(email=email).first() or create(email, **names)
    if works_here and not person.workplace_id:
        person.workplace = agency
        person.unit = unit
    person.is_active = True
    person.save()
    for wanted in {role, Role.OFFICIAL} if person.workplace_id == agency.pk else {role}:
        if not person.appointments.present().filter(agency=agency, role=wanted).exists():
            grant(person, agency=agency, role=wanted, on=on, unit=unit)
    if person.has_usable_password():
        journal.record("people.invited", person, by=by, agency=agency, role=role)
        transaction.on_commit(
            lambda: letters.tell_of_role(person, agency=agency, role=role, by=by, link=sign_in)
        )
        return Invited(person, None)
    withdraw_open(person, agency)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        agency=agency,
        person=person,
        token_hash=hashed(token),
        invited_by=by,
        expires_on=on + timedelta(days=settings.INVITATION_DAYS),
    )
    journal.record("people.invited", person, by=by, agency=agency, role=role)
    address = link(token)
    transaction.on_commit(lambda: letters.invite(invitation, role=role, link=address))
    return Invited(person, address)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, password: str, on: date) -> Person:
    """Take up an invitation by setting a password; every other open invitation of the person ends with it."""
    person = invitation.person
    passwords.check(password, person)
    taken = Invitation.objects.open(on).filter(pk=invitation.pk).update(accepted_at=timezone.now())
    if not taken or not person.is_active:
        raise InvitationIsOver
    Invitation.objects.filter(person=person, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    person.set_password(password)
    person.save(update_fields=["password"])
    journal.record("people.invitation-accepted", person, by=person, agency=invitation.agency)
    return person


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Actor) -> None:
    open_still = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if not open_still.update(withdrawn_at=timezone.now()):
        raise InvitationIsOver
    journal.record("people.invitation-withdrawn", invitation, by=by)


@transaction.atomic
def change_password(person: Person, *, password: str, by: Actor) -> None:
    """A new password; other sessions of the person end, for the session's hash follows the password."""
    passwords.check(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    journal.record("people.password-changed", person, by=by, agency=person.workplace)


def withdraw_open(person: Person, agency: Agency) -> None:
    Invitation.objects.filter(person=person, agency=agency, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def create(email: str | None, **facts: Any) -> Person:
    try:
        with transaction.atomic():
            return Person.objects.create_user(email=email, **facts)
    except IntegrityError as twice:
        raise EmailIsTaken from twice


def here(agency: Agency, unit: Unit | None) -> None:
    if unit and unit.agency_id != agency.pk:
        raise UnitIsElsewhere


def put(thing: Model, facts: dict[str, Any]) -> list[str]:
    """Set the facts that differ from what is kept; their names. A form may have set them already."""
    thing.refresh_from_db()
    changed = [name for name, value in facts.items() if getattr(thing, name) != value]
    for name in changed:
        setattr(thing, name, facts[name])
    return changed
