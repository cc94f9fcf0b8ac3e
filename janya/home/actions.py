from datetime import date
from typing import Any

from django.db import connection, transaction

from janya.drives import actions as drives
from janya.drives.models import Drive
from janya.journal import actions as journal
from janya.people.models import Agency, Appointment, Person
from janya.people.rules import Role


class HasBegun(Exception):
    """Somebody works here already: the first-run page is over."""


def is_empty() -> bool:
    """Whether nobody can sign in yet."""
    return not Person.objects.exclude(email=None).exists()


@transaction.atomic
def begin(*, agency: Agency, fiscal_year: int, code: Any, password: str, on: date, **facts: Any) -> Drive:
    """The first agency, its first officer (who is its administrator too), and its first year."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [0x4649525354])
    if not is_empty():
        raise HasBegun
    agency.joined_on = on
    agency.save(update_fields=["joined_on"])
    officer = Person.objects.create_user(password=password, workplace=agency, home_agency=agency, **facts)
    for role in (Role.OFFICER, Role.ADMINISTRATOR, Role.OFFICIAL):
        Appointment.objects.create(person=officer, agency=agency, role=role, since=on)
    journal.record("people.began", agency, by=officer)
    return drives.open_year(agency, fiscal_year=fiscal_year, code=code, by=officer, on=on)
