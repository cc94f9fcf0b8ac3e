"""Coverage pages and the unsigned list of an agency of 100,000 officials, beside the reference page."""

import gc
import random
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import median
from time import perf_counter

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from janya.codes.models import Acknowledgement, Reading
from janya.codes.signing import actions as signing
from janya.codes.signing import queries as signing_queries
from janya.core import keeping
from janya.core.thai import fiscal_year_span
from janya.drives.models import Drive
from janya.journal import actions as journal
from janya.norms.models import Code, CodeItem
from janya.people import actions as people
from janya.people.models import Agency, Appointment, Person, PositionLevel, StaffKind, Unit
from janya.people.rules import Role

from . import reference
from .agency import FAMILIES, NAMES, TODAY, YEAR, Made
from .figures import Figure
from .pages import address, queries, seconds, visitor

PERSONS, UNITS, BELOW, HOMES = 100_000, 20, 9, 12
PORTION = 5000
ROUNDS, WARM, COLD = 40, 5, 3
BAR = 2.0


@transaction.atomic
def make() -> tuple[Drive, Person]:
    """An agency whose people have read in three quarters and signed in three eighths; some signed in an earlier post."""
    chance = random.Random(YEAR)
    agency = Agency.objects.create(
        key="BENCHLARGE", kind=Agency.Kind.PROVINCE, name="จังหวัดขนาดใหญ่", joined_on=TODAY
    )
    code = Code.objects.get(key="2564")
    begun, _end = fiscal_year_span(YEAR)
    drive = Drive.objects.create(agency=agency, fiscal_year=YEAR, code=code, opened_on=begun)
    units: list[Unit] = []
    for n in range(UNITS):
        top = people.add_unit(agency, name=f"สำนักงาน {n + 1}", parent=None, by=None)
        units += [
            top,
            *(
                people.add_unit(agency, name=f"กลุ่มงาน {n + 1}.{k + 1}", parent=top, by=None)
                for k in range(BELOW)
            ),
        ]
    staff = persons(agency, units, chance)
    Appointment.objects.create(person=staff[0], agency=agency, role=Role.OFFICER, since=begun)
    study(drive, staff, begun)
    journal.record("people.demonstrated", agency, by=None)
    return drive, staff[0]


def persons(agency: Agency, units: list[Unit], chance: random.Random) -> list[Person]:
    levels, kinds = list(PositionLevel.objects.all()), list(StaffKind.objects.all())
    homes = [agency, *Agency.objects.filter(kind=Agency.Kind.DEPARTMENT)[: HOMES - 1]]
    staff = []
    for n in range(PERSONS):
        one = Person(
            email=f"large.{n}@example.go.th" if n % 4 else None,
            password="!",
            prename="นาย" if n % 2 else "นางสาว",
            first_name=f"{chance.choice(NAMES)}{n}",
            last_name=chance.choice(FAMILIES),
            position_title="นักวิชาการ",
            position_level=levels[n % len(levels)] if levels else None,
            staff_kind=kinds[n % len(kinds)] if kinds else None,
            workplace=agency,
            home_agency=homes[n % len(homes)],
            unit=units[n % len(units)],
            external_id=f"L{n:06d}",
            post_since=TODAY if n % 20 == 0 else None,
        )
        staff.append(one)
    return Person.objects.bulk_create(staff, batch_size=PORTION)


def study(drive: Drive, staff: list[Person], begun: date) -> None:
    seen = signing_queries.sight(drive)
    moment = timezone.now().replace(year=begun.year, month=begun.month, day=begun.day) + timedelta(days=60)
    table, item_table = Reading._meta.db_table, CodeItem._meta.db_table
    readers = staff[: len(staff) * 3 // 4]
    with connection.cursor() as cursor:  # half a million rows are too many to make one by one
        cursor.execute(
            f"INSERT INTO {table} (drive_id, person_id, item_id, read_at) "  # noqa: S608
            f"SELECT %s, p.id, i.id, %s FROM {Person._meta.db_table} p CROSS JOIN {item_table} i "
            "WHERE p.id BETWEEN %s AND %s AND i.code_id = %s AND i.agency_id IS NULL",
            [drive.pk, moment.isoformat(" "), readers[0].pk, readers[-1].pk, drive.code_id],
        )
    Acknowledgement.objects.bulk_create(
        (
            Acknowledgement(
                **signing.facts_of(seen, one, text=signing.text_to_sign(drive, one), signed_at=moment),
                typed_name=one.get_full_name(),
            )
            for one in staff[: len(staff) * 3 // 4 : 2]
        ),
        batch_size=PORTION,
    )


def cold(client: Client, path: str) -> float:
    """A visit after something has happened: nothing is kept."""
    taken = []
    for _turn in range(COLD):
        keeping.forget()
        taken.append(seconds(client, path))
    return median(taken) * 1000


def measure(once: Made) -> Iterator[Figure]:
    """Pages of the list are asked for all over the list; the second page costs what the last one costs."""
    begun = perf_counter()
    drive, officer = make()
    made = perf_counter() - begun
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = visitor(Made(drive, officer, once.survey))
    usual = visitor(once)
    base = reverse("codes:coverage", args=[drive.pk])
    listed = reverse("codes:people", args=[drive.pk])
    unit = Unit.objects.filter(agency=drive.agency, depth=0).first()
    assert unit
    pages = {
        "coverage.page": [base, f"{base}?by=level", f"{base}?by=home", f"{base}?unit={unit.pk}"],
        "coverage.unsigned": [f"{listed}?page={n}" for n in (1, 2, 900, 2400)],
        "coverage.filtered": [f"{listed}?unit={unit.pk}&way=paper&page={n}" for n in (1, 2, 3, 20)],
    }
    reference_path = address("reference", once)
    times: dict[str, list[float]] = {name: [] for name in ("reference", *pages)}
    for path in (reference_path, *(path for several in pages.values() for path in several)):
        for _turn in range(WARM):
            seconds(usual if path == reference_path else client, path)
    assert queries(usual, reference_path) == reference.QUERIES
    gc.collect()
    gc.freeze()
    for turn in range(ROUNDS):
        times["reference"].append(seconds(usual, reference_path))
        for name, several in pages.items():
            times[name].append(seconds(client, several[turn % len(several)]))
    taken = {name: median(found) * 1000 for name, found in times.items()}
    for name, several in pages.items():
        yield Figure(
            name,
            taken[name],
            "ms",
            BAR,
            baseline=taken["reference"],
            also=(
                ("queries", queries(client, several[-1])),
                ("first_ms", round(cold(client, several[0]))),
                ("persons", PERSONS),
                ("made_s", round(made)),
            ),
        )
