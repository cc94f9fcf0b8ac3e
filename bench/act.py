"""The pages of the plan, the thread and the dashboards of an agency with much to do, beside the reference page."""

import gc
import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle
from statistics import median
from time import perf_counter

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from janya.core import keeping
from janya.core.thai import months_of_fiscal_year
from janya.drives.models import Drive
from janya.evidence.models import Evidence
from janya.files.models import StoredFile
from janya.journal import actions as journal
from janya.kpis.actions import measure_all
from janya.kpis.metrics import METRICS
from janya.kpis.models import Kpi, Reading
from janya.plans.models import Activity, BudgetLine, BudgetSource, Milestone, Proof

from . import reference
from .agency import TODAY, YEAR, Made, Making
from .figures import Figure
from .pages import address, queries, seconds, visitor

SIZES = {
    "UNITS": 40,
    "PERSONS": 1500,
    "RISKS": 400,
    "RESPONSES": 300,
    "ISSUES": 40,
    "KPIS": 120,
    "ACTIVITIES": 300,
}
EVIDENCE, YEARS, MILESTONES = 5_000, 5, 3
ROUNDS, WARM, COLD = 40, 5, 3
BAR = 3.0
RECOMPUTE = 2.0  # seconds for all KPIs of a year
PAGES = {
    "plan.page": "plans:list",
    "plan.gantt": "plans:months",
    "plan.check": "plans:check",
    "thread.page": "thread:year",
    "dashboard.head": "reports:head",
}


class Busy(Making):
    """An agency with 300 activities, 120 KPIs with readings of five years, and 5,000 pieces of evidence."""

    def size(self, name: str) -> int:
        return SIZES[name]

    def everything(self) -> Made:
        made = super().everything()
        self.years()
        self.evidence()
        self.depth()
        journal.record("people.demonstrated", self.agency, by=None)
        return made

    def years(self) -> None:
        """Four years before this one, with the same KPIs and a reading every month; this year gets its own."""
        for year in range(YEAR - YEARS + 1, YEAR):
            months = months_of_fiscal_year(year)
            drive = Drive.objects.create(
                agency=self.agency,
                fiscal_year=year,
                code=self.code,
                opened_on=months[0],
                state=Drive.State.CLOSED,
            )
            names = (
                "number",
                "name",
                "definition",
                "formula",
                "unit",
                "target",
                "thresholds",
                "weight",
                "owner",
            )
            before = Kpi.objects.bulk_create(
                Kpi(drive=drive, due_on=months[-1], **{name: getattr(one, name) for name in names})
                for one in self.indicators
            )
            self.read(before, months)

    def read(self, indicators: list[Kpi], months: tuple[date, ...]) -> None:
        Reading.objects.bulk_create(
            Reading(kpi=one, as_of=month, value=Decimal(self.chance.randint(30, 90)), by=self.officer)
            for one in indicators
            for month in months
        )

    def evidence(self) -> None:
        activities = list(Activity.objects.of(self.drive))
        stored = StoredFile.objects.bulk_create(
            StoredFile(
                agency=self.agency,
                name=f"หลักฐาน {n}.pdf",
                media_type="application/pdf",
                size=1000,
                sha256=f"{n + 10:064d}",
                uploaded_by=self.officer,
            )
            for n in range(EVIDENCE)
        )
        kept = Evidence.objects.bulk_create(
            Evidence(
                drive=self.drive,
                number=n + 2,
                title=f"ภาพกิจกรรมที่ {n}",
                file=file,
                added_by=self.officer,
                added_at=timezone.now(),
            )
            for n, file in enumerate(stored)
        )
        Proof.objects.bulk_create(
            Proof(activity=activities[n % len(activities)], evidence=one, by=self.officer)
            for n, one in enumerate(kept)
        )

    def depth(self) -> None:
        source = BudgetSource.objects.filter(agency=None).first()
        assert source
        activities = list(Activity.objects.of(self.drive))
        Milestone.objects.bulk_create(
            Milestone(activity=one, title=f"ระยะที่ {n + 1}", due_on=one.starts_on + timedelta(days=30 * n))
            for one in activities
            for n in range(MILESTONES)
        )
        BudgetLine.objects.bulk_create(
            BudgetLine(activity=one, source=source, month=one.starts_on.replace(day=1), amount=one.budget)
            for one in activities
            if one.budget
        )


@transaction.atomic
def make() -> Made:
    busy = Busy(7)
    busy.chance = random.Random(YEAR)
    return busy.everything()


def measure(once: Made) -> Iterator[Figure]:
    begun = perf_counter()
    made = make()
    taken_to_make = perf_counter() - begun
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client, usual = visitor(made), visitor(once)
    reference_path = address("reference", once)
    paths = {name: reverse(page, args=[made.drive.pk]) for name, page in PAGES.items()}
    times: dict[str, list[float]] = {name: [] for name in ("reference", *paths)}
    for _turn in range(WARM):
        seconds(usual, reference_path)
        for path in paths.values():
            seconds(client, path)
    assert queries(usual, reference_path) == reference.QUERIES
    gc.collect()
    gc.freeze()
    for _turn in range(ROUNDS):
        times["reference"].append(seconds(usual, reference_path))
        for name, path in paths.items():
            times[name].append(seconds(client, path))
    taken = {name: median(found) * 1000 for name, found in times.items()}
    for name, path in paths.items():
        first = []
        for _turn in range(COLD):
            keeping.forget()
            first.append(seconds(client, path))
        yield Figure(
            name,
            taken[name],
            "ms",
            BAR,
            baseline=taken["reference"],
            also=(
                ("queries", queries(client, path)),
                ("first_ms", round(median(first) * 1000)),
                ("activities", SIZES["ACTIVITIES"]),
                ("made_s", round(taken_to_make)),
            ),
        )
    yield recomputed(made)


def recomputed(made: Made) -> Figure:
    """All KPIs of the year bound to figures of the system, each figure as often as another, measured as of several days."""
    keys = [key for _n, key in zip(range(SIZES["KPIS"]), cycle(METRICS), strict=False)]
    kpis = list(Kpi.objects.of(made.drive))
    for kpi, key in zip(kpis, keys, strict=True):
        kpi.metric = key
    Kpi.objects.bulk_update(kpis, ["metric"])
    taken, new = [], 0
    for day in range(COLD):
        keeping.forget()
        begun = perf_counter()
        new += measure_all(made.drive, as_of=TODAY - timedelta(days=day), by=made.officer)
        taken.append(perf_counter() - begun)
    return Figure(
        "metric.recompute",
        median(taken),
        "s",
        RECOMPUTE,
        also=(("kpis", len(kpis)), ("figures", len(METRICS)), ("readings", new)),
    )
