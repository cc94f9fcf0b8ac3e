from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from janya.core import thai
from janya.core.models import HasChanged
from janya.drives.models import Drive
from janya.issues.models import Issue
from janya.journal import actions as journal
from janya.people.models import Person

from .. import rules
from ..metrics import METRICS
from ..models import Kpi, Reading, ReadingProof

MEASURED, MEASURED_AGAIN = "ระบบวัด", "ระบบวัดใหม่ในวันเดียวกัน"  # stored beside the agency's own Thai words
NUMBERS = ("baseline", "target", "thresholds", "weight")  # what decides scores: the journal keeps both values


class NotConcrete(Exception):
    """The KPI is not concrete; `refusals` tell why, field by field."""

    def __init__(self, refusals: Sequence[rules.Refusal]) -> None:
        super().__init__(" · ".join(told(one) for one in refusals))
        self.refusals = refusals


class HasReadings(Exception):
    """A KPI that has been measured stays."""

    def __str__(self) -> str:
        return _("ลบตัวชี้วัดนี้ไม่ได้ เพราะมีผลการวัดแล้ว")


class ReadAlready(Exception):
    """There is a reading of that day."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day

    def __str__(self) -> str:
        return _("มีผลการวัด ณ วันที่ %(day)s แล้ว หากไม่ถูกต้อง กรุณาแก้ไขผลรายการเดิมพร้อมเหตุผล") % {
            "day": thai.short_date(self.day)
        }


class CorrectedAlready(Exception):
    """Somebody has corrected this reading."""

    def __str__(self) -> str:
        return _("ผลการวัดรายการนี้มีผู้แก้ไขแล้ว กรุณาแก้ไขที่รายการล่าสุด")


class NothingToMeasure(Exception):
    """The system has no figure of that day."""

    def __str__(self) -> str:
        return _("ระบบยังไม่มีข้อมูลสำหรับวัดตัวชี้วัดนี้ กรุณาตรวจว่าขั้นตอนที่เกี่ยวข้องมีข้อมูลแล้ว")


def told(refusal: rules.Refusal) -> str:
    """The refusal in the reader's language."""
    return _(refusal.sentence) % refusal.named


def draft(drive: Drive, facts: Mapping[str, Any]) -> rules.Draft:
    """The facts of a form or an action as the rules see them; what is missing stays missing."""
    metric = METRICS.get(facts.get("metric") or "")
    return rules.Draft(
        name=facts.get("name") or "",
        formula=facts.get("formula") or "",
        unit=facts.get("unit") or "",
        direction=facts.get("direction") or "",
        baseline=facts.get("baseline"),
        target=facts.get("target"),
        thresholds=facts.get("levels") or (),
        weight=facts.get("weight"),
        due_on=facts.get("due_on"),
        fiscal_year=drive.fiscal_year,
        issues=len(facts.get("issues") or ()),
        has_owner=facts.get("owner") is not None,
        metric_unit=metric.unit if metric else "",
        metric_direction=metric.direction if metric else "",
    )


def stored(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as the model keeps them: levels as text in `thresholds`."""
    kept = {name: value for name, value in facts.items() if name not in {"levels", "issues"}}
    return {**kept, "thresholds": [f"{level:f}" for level in facts["levels"]]}


def add(drive: Drive, *, issues: Collection[Issue], by: Person, **facts: Any) -> Kpi:
    """Add a KPI with the next running number; `levels` are the five thresholds. Raises NotConcrete."""
    if refusals := rules.concrete(draft(drive, {**facts, "issues": issues})):
        raise NotConcrete(refusals)
    with transaction.atomic():
        Drive.objects.select_for_update().get(pk=drive.pk)
        last = Kpi.objects.of(drive).aggregate(last=Max("number"))["last"] or 0
        kpi = Kpi.objects.create(drive=drive, number=last + 1, **stored(facts))
        kpi.issues.set(issues)
        journal.record(
            "kpis.added", kpi, by=by, number=kpi.number, **{name: getattr(kpi, name) for name in NUMBERS}
        )
    return kpi


def change(kpi: Kpi, *, seen: int, issues: Collection[Issue], by: Person, **facts: Any) -> None:
    """Change a KPI's definition. Raises NotConcrete, or HasChanged when somebody saved it since."""
    if refusals := rules.concrete(draft(kpi.drive, {**facts, "issues": issues})):
        raise NotConcrete(refusals)
    before = {name: getattr(kpi, name) for name in NUMBERS}
    with transaction.atomic():
        if not kpi.claim(seen):
            raise HasChanged
        for name, value in stored(facts).items():
            setattr(kpi, name, value)
        kpi.save()
        kpi.issues.set(issues)
        moved: dict[str, Any] = {
            name: [old, getattr(kpi, name)] for name, old in before.items() if old != getattr(kpi, name)
        }
        journal.record("kpis.changed", kpi, by=by, **moved)


@transaction.atomic
def remove(kpi: Kpi, *, by: Person) -> None:
    """Remove a KPI that was never measured. Raises HasReadings."""
    locked(kpi)
    if kpi.readings.exists():
        raise HasReadings
    journal.record("kpis.removed", kpi, by=by, number=kpi.number)
    kpi.delete()


def locked(kpi: Kpi) -> Kpi:
    """Nobody else writes readings of this KPI until the transaction ends."""
    return Kpi.objects.select_for_update().get(pk=kpi.pk)


def of_day(kpi: Kpi, day: date) -> Reading | None:
    return kpi.readings.filter(replaced_by=None, as_of=day).first()


@transaction.atomic
def record(kpi: Kpi, *, value: Decimal, as_of: date, by: Person, note: str = "") -> Reading:
    """Record a reading. Raises ReadAlready when that day has one."""
    locked(kpi)
    if of_day(kpi, as_of):
        raise ReadAlready(as_of)
    reading = Reading.objects.create(kpi=kpi, as_of=as_of, value=value, note=note, by=by)
    journal.record("kpis.recorded", kpi, by=by, reading=reading.pk, as_of=as_of, value=value)
    return reading


@transaction.atomic
def correct(reading: Reading, *, value: Decimal, as_of: date, reason: str, by: Person) -> Reading:
    """Put a new reading in the place of a wrong one, with the reason. Raises CorrectedAlready or ReadAlready."""
    kpi = locked(reading.kpi)
    if Reading.objects.filter(replaces=reading).exists():
        raise CorrectedAlready
    other = of_day(kpi, as_of)
    if other is not None and other != reading:
        raise ReadAlready(as_of)
    new = Reading.objects.create(kpi=kpi, as_of=as_of, value=value, note=reason, replaces=reading, by=by)
    ReadingProof.objects.bulk_create(
        ReadingProof(reading=new, evidence=one.evidence, by=one.by) for one in reading.proofs.all()
    )  # what proved the day still does, until somebody takes it off
    journal.record(
        "kpis.corrected",
        kpi,
        by=by,
        reading=new.pk,
        replaces=reading.pk,
        was=reading.value,
        value=value,
        as_of=as_of,
        reason=reason,
    )
    return new


@transaction.atomic
def measure(kpi: Kpi, *, as_of: date, by: Person) -> Reading:
    """Let the system measure: a reading of that day, put in the place of one with another value.

    Raises NothingToMeasure when the KPI has no metric or the system no figure.
    """
    metric = METRICS.get(kpi.metric)
    value = metric.measure(kpi.drive, as_of) if metric else None
    if value is None:
        raise NothingToMeasure
    locked(kpi)
    present = of_day(kpi, as_of)
    if present is not None and present.value == value:
        return present
    note = MEASURED_AGAIN if present else MEASURED
    reading = Reading.objects.create(kpi=kpi, as_of=as_of, value=value, note=note, replaces=present, by=by)
    journal.record(
        "kpis.measured", kpi, by=by, reading=reading.pk, as_of=as_of, value=value, metric=kpi.metric
    )
    return reading
