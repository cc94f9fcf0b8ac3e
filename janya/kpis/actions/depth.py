"""Measuring a whole year, carrying last year's KPIs over, proof of readings, workbooks of readings."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from decimal import Decimal

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from janya.drives.models import Drive
from janya.evidence import actions as evidence
from janya.evidence.models import Evidence
from janya.issues.models import Issue
from janya.journal import actions as journal
from janya.people.models import Person

from .. import queries
from ..metrics import measured
from ..models import Kpi, Reading, ReadingProof, ReadingSheet
from .indicators import MEASURED, MEASURED_AGAIN, add

LARGEST = 5_000_000
OURS = (MEASURED, MEASURED_AGAIN)


class IsWritten(Exception):
    """A workbook is written once."""

    def __str__(self) -> str:
        return _("ไฟล์นี้นำเข้าไปแล้ว")


class ReadingsAreWrong(Exception):
    """Some rows of a workbook are wrong; nothing was written."""

    def __init__(self, told: queries.ReadingPlan) -> None:
        super().__init__()
        self.told = told


@transaction.atomic
def measure_all(drive: Drive, *, as_of: date, by: Person | None, only: Collection[int] | None = None) -> int:
    """Let the system measure every KPI of a year that is bound to a figure, as of one day; how many readings are new.

    A figure that several KPIs are bound to is worked out once. What has that value on that day already stays as it is.
    """
    Drive.objects.select_for_update().get(pk=drive.pk)
    bound = Kpi.objects.of(drive).exclude(metric="").order_by("number")
    kpis = [kpi for kpi in bound if only is None or kpi.pk in only]
    lock(kpis)
    values = measured(drive, (kpi.metric for kpi in kpis), as_of)
    present = {one.kpi_id: one for one in Reading.objects.standing().filter(kpi__in=kpis, as_of=as_of)}
    made = []
    for kpi in kpis:
        value, there = values.get(kpi.metric), present.get(kpi.pk)
        if value is None or (there and (there.value == value or there.note not in OURS)):
            continue  # what a person has typed stays
        note = MEASURED_AGAIN if there else MEASURED
        made.append(Reading(kpi=kpi, as_of=as_of, value=value, note=note, replaces=there, by=by))
    Reading.objects.bulk_create(made)
    if made:
        journal.record("kpis.measured-all", drive, by=by, as_of=as_of, count=len(made))
    return len(made)


def lock(kpis: Collection[Kpi]) -> None:
    """Nobody else writes readings of these until the transaction ends; always in the same order."""
    list(Kpi.objects.select_for_update().filter(pk__in=[kpi.pk for kpi in kpis]).order_by("pk"))


@transaction.atomic
def carry(drive: Drive, chosen: Sequence[tuple[Kpi, Issue, Decimal]], *, by: Person) -> list[Kpi]:
    """Carry KPIs of an earlier year over, each with the issue that it answers now and its new target.

    What was read last becomes the baseline. Raises NotConcrete of the first that is not concrete; nothing is written.
    """
    made = []
    Drive.objects.select_for_update().get(pk=drive.pk)
    there = set(Kpi.objects.of(drive).values_list("copied_from", flat=True))
    chosen = [one for one in chosen if one[0].pk not in there]
    latest = queries.latest_of([kpi for kpi, _issue, _target in chosen])
    for kpi, issue, target in chosen:
        baseline = latest.get(kpi.pk)
        facts = queries.carried_facts(drive, kpi, baseline, target)
        facts["owner"] = kpi.owner if kpi.owner.is_active else by
        new = add(drive, issues=[issue], by=by, **facts)
        Kpi.objects.filter(pk=new.pk).update(copied_from=kpi)
        new.copied_from = kpi
        made.append(new)
    journal.record("kpis.carried", drive, by=by, count=len(made))
    return made


@transaction.atomic
def prove(
    reading: Reading,
    *,
    upload: "File[bytes] | None" = None,
    link: str = "",
    found: Evidence | None = None,
    title: str = "",
    by: Person,
) -> ReadingProof:
    """Let evidence prove a reading: a new file, a new link, or what is there. Raises evidence.FileIsRefused."""
    drive = reading.kpi.drive
    if found is None:
        try:
            if upload is not None:
                found = evidence.add_file(drive, upload, title=title, by=by)
            else:
                found = evidence.add_link(drive, link, title=title or link, by=by)
        except evidence.IsThereAlready as same:
            found = same.evidence
    made, new = ReadingProof.objects.get_or_create(reading=reading, evidence=found, defaults={"by": by})
    if new:
        journal.record("kpis.proved", reading.kpi, by=by, reading=reading.pk, evidence=found.reference)
    return made


@transaction.atomic
def unprove(proof: ReadingProof, *, by: Person) -> None:
    """Take evidence off a reading; it stays in the store of evidence."""
    journal.record(
        "kpis.unproved", proof.reading.kpi, by=by, reading=proof.reading_id, evidence=proof.evidence.reference
    )
    proof.delete()


@transaction.atomic
def take_sheet(drive: Drive, *, name: str, content: bytes, by: Person) -> ReadingSheet:
    """Keep a workbook of readings to be looked at; the one that the same person left before goes."""
    ReadingSheet.objects.filter(drive=drive, by=by, written_at=None).delete()
    return ReadingSheet.objects.create(drive=drive, name=name[:200], content=content, by=by)


@transaction.atomic
def write_sheet(sheet: ReadingSheet, *, today: date, by: Person) -> queries.ReadingPlan:
    """Write every reading, or none. Raises IsWritten, ReadingsAreWrong, SheetIsWrong."""
    Drive.objects.select_for_update().get(pk=sheet.drive_id)
    lock(list(Kpi.objects.of(sheet.drive)))
    kept = ReadingSheet.objects.select_for_update().get(pk=sheet.pk)
    if kept.written_at:
        raise IsWritten
    told = queries.reading_plan(sheet.drive, bytes(kept.content), kept.name, today=today)
    if told.faults:
        raise ReadingsAreWrong(told)
    Reading.objects.bulk_create(
        Reading(kpi=line.kpi, as_of=line.as_of, value=line.value, note=line.note, by=by)
        for line in told.new
        if line.kpi and line.as_of and line.value is not None
    )
    kept.content, kept.written_at, kept.new = b"", timezone.now(), len(told.new)
    kept.save()
    journal.record("kpis.imported", sheet.drive, by=by, new=len(told.new), same=told.same)
    return told


def measure_due(drive: Drive, today: date) -> int:
    """Measure what the system can measure for the periods that are over and have no reading; nobody asked for it."""
    missing = queries.unmeasured(drive, today)
    return sum(measure_all(drive, as_of=last, by=None, only=kpis) for last, kpis in missing.items())


def objections(kpi: Kpi, due_on: date | None) -> list[str]:
    """What speaks against moving the day on which a KPI is due; rooms above tell."""
    if due_on is None or due_on >= kpi.due_on:
        return []
    return [one for ask in OBJECTIONS for one in ask(kpi, due_on)]


Objection = Callable[[Kpi, date], list[str]]
OBJECTIONS: list[Objection] = []
