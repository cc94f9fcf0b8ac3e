from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from janya.core.thai import to_arabic_digits

from .actions import hashed
from .models import Agency, Appointment, Invitation, Person, PersonQuerySet, Unit, UnitQuerySet
from .rules import Role


def people_of(
    agency: Agency, *, words: str = "", unit: Unit | None = None, role: Role | str = "", on: date
) -> PersonQuerySet:
    """The people of an agency in dictionary order, each with `held_here` and whether an invitation waits."""
    found = Person.objects.listed_in(agency)
    here = Appointment.objects.present().filter(agency=agency)
    if words:
        found = found.named_like(words)
    if unit:
        found = found.filter(unit__path__startswith=unit.path)
    if role:
        found = found.filter(pk__in=here.filter(role=role).values("person"))
    waiting = Invitation.objects.open(on).filter(person=OuterRef("pk"), agency=agency)
    return (
        found.select_related("workplace", "home_agency", "unit", "position_level")
        .annotate(is_invited=Exists(waiting))
        .prefetch_related(Prefetch("appointments", here.select_related("unit"), to_attr="held_here"))
    )


def units_of(agency: Agency) -> UnitQuerySet:
    """The tree in the order in which it is drawn, with the number of people in each unit."""
    return (
        Unit.objects.of(agency)
        .select_related("parent")
        .annotate(people=Count("staff", filter=Q(staff__is_active=True, staff__workplace=agency)))
    )


def invitation(token: str, on: date) -> Invitation | None:
    """The open invitation that this link is for."""
    return (
        Invitation.objects.open(on)
        .filter(token_hash=hashed(token), person__is_active=True)
        .select_related("person", "agency", "invited_by")
        .first()
    )


# ── one of thousands ───────────────────────────────────────────────────────────────────────
def called(person: Person) -> str:
    """A person as a form or a workbook writes him, unlike anybody else: `นายสมชาย ใจดี (D01001)`."""
    return f"{person.get_full_name()} ({person.external_id or f'#{person.pk}'})"


def just_called(rows: PersonQuerySet, typed: str) -> PersonQuerySet:
    """Whoever is written just so: by what stands in the brackets (number of staff, e-mail, own number)."""
    name, bracket, key = typed.removesuffix(")").rpartition("(")
    if not bracket or not typed.endswith(")") or not key.strip():
        return rows.none()
    key = to_arabic_digits(key).strip()
    if key.startswith("#"):
        own = key[1:]
        found = rows.filter(pk=int(own)) if own.isascii() and own.isdigit() and len(own) < 10 else rows.none()
    else:
        found = rows.filter(Q(external_id__iexact=key) | Q(email__iexact=key))
    words = name.split()
    return found.named_like(" ".join(words)) if words else found
