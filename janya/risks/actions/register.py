"""A risk put into the register, changed, judged anew, accepted, closed."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from janya.core import thai
from janya.core.models import HasChanged
from janya.drives.models import Drive
from janya.journal import actions as journal
from janya.norms.models import CodeItem
from janya.people.models import Person, Unit

from .. import queries, rules
from ..models import LONGEST_CONTROL, Acceptance, Assessment, Control, Process, Risk, StateChange
from ..rules import ControlFacts

LEVELS = ("likelihood", "impact", "residual_likelihood", "residual_impact")
SPELT = ("text", "effect", "owner_id")  # of a row of controls


class RiskIsClosed(Exception):
    """A closed risk is neither changed nor assessed; open it again first."""

    def __str__(self) -> str:
        return _("ความเสี่ยงนี้ปิดแล้ว หากต้องการแก้ไขหรือประเมินใหม่ กรุณาเปิดอีกครั้งก่อน")


Controls = str | Sequence[ControlFacts]


@transaction.atomic
def add(
    drive: Drive,
    *,
    items: Iterable[CodeItem],
    by: Person,
    on: date,
    why: str = "",
    controls: Controls = (),
    other_units: Iterable[Unit] = (),
    process: Process | str | None = None,
    **facts: Any,
) -> Risk:
    """Put a risk into the register with the next number and its first assessment."""
    Drive.objects.select_for_update().get(pk=drive.pk)  # one at a time, so that numbers have no gaps
    last = Risk.objects.of(drive).aggregate(last=Max("number"))["last"] or 0
    rows = told_controls(controls)
    risk = Risk(drive=drive, number=last + 1, controls=as_text(rows), **facts)
    risk.process = named_process(drive, process)
    work_out(risk, on=on)
    risk.save(force_insert=True)
    risk.items.set(items)
    risk.other_units.set(unit for unit in other_units if unit.pk != risk.unit_id)
    set_controls(risk, rows)
    remember(risk, by=by, on=on, why=why)
    journal.record(
        "risks.added", risk, by=by, number=risk.number, score=risk.score, residual=risk.residual_score
    )
    return risk


@transaction.atomic
def change(
    risk: Risk,
    *,
    seen: int,
    by: Person,
    on: date,
    why: str = "",
    items: Iterable[CodeItem] | None = None,
    controls: Controls | None = None,
    other_units: Iterable[Unit] | None = None,
    keeps_review: bool = False,
    **facts: Any,
) -> None:
    """Change a risk; other levels are an assessment with its reason. What is not told stays as it is.

    The day of review follows from new levels, unless it is changed too or `keeps_review`.

    Raises RiskIsClosed or HasChanged.
    """
    take(risk, seen)
    before = Risk.objects.get(pk=risk.pk)
    if "process" in facts:
        facts["process"] = named_process(risk.drive, facts["process"])
    for name, value in facts.items():
        setattr(risk, name, value)
    changed = {name for name in facts if getattr(before, name) != getattr(risk, name)}
    if controls is not None:
        present = controls_of(risk)
        rows = told_controls(controls, present)
        risk.controls = as_text(rows)
        if rows != present:
            changed.add("controls")
            set_controls(risk, rows)
    judged = bool(changed & set(LEVELS))
    if judged and not keeps_review and "review_on" not in changed:
        risk.review_on = None
    work_out(risk, on=on)
    risk.save()
    changed |= set_many(risk, "items", items) | set_many(
        risk,
        "other_units",
        None if other_units is None else [unit for unit in other_units if unit.pk != risk.unit_id],
    )
    if judged:
        remember(risk, by=by, on=on, why=why)
    journal.record("risks.changed", risk, by=by, fields=sorted(changed), residual=risk.residual_score)


@transaction.atomic
def assess(
    risk: Risk, *, seen: int, why: str, by: Person, on: date, review_on: date | None = None, **levels: int
) -> None:
    """Judge a risk anew, with the reason; the next review follows from the level unless told.

    Raises RiskIsClosed or HasChanged.
    """
    take(risk, seen)
    for name in LEVELS:
        setattr(risk, name, levels[name])
    risk.review_on = review_on
    work_out(risk, on=on)
    risk.save()
    remember(risk, by=by, on=on, why=why)
    journal.record("risks.assessed", risk, by=by, levels=levels)


@transaction.atomic
def accept(risk: Risk, *, seen: int, accepted_by: Person, reason: str, accepted_on: date, by: Person) -> None:
    """Record who answers for taking the risk at its present levels. Raises RiskIsClosed or HasChanged."""
    take(risk, seen)
    risk.response = rules.Response.ACCEPT
    risk.save(update_fields=["response", "updated_at"])
    levels = {name: getattr(risk, name) for name in LEVELS}
    Acceptance.objects.create(
        risk=risk, accepted_by=accepted_by, reason=reason, on=accepted_on, by=by, **levels
    )
    journal.record("risks.accepted", risk, by=by, accepted_by=accepted_by.pk, levels=levels)


@transaction.atomic
def close(risk: Risk, *, reason: str, by: Person, on: date) -> None:
    """Close a risk with the reason; it stays in the register. Raises HasChanged when it is closed already."""
    _turn(risk, closed_on=on)
    StateChange.objects.create(risk=risk, closed=True, why=reason, by=by, on=on)
    journal.record("risks.closed", risk, by=by, residual=risk.residual_score)


@transaction.atomic
def reopen(risk: Risk, *, reason: str, by: Person, on: date) -> None:
    """Open a closed risk again. Raises HasChanged when it is open already."""
    _turn(risk, closed_on=None)
    StateChange.objects.create(risk=risk, closed=False, why=reason, by=by, on=on)
    journal.record("risks.reopened", risk, by=by, residual=risk.residual_score)


def _turn(risk: Risk, *, closed_on: date | None) -> None:
    """Close or open, once: of two who do it at the same moment, one finds it done."""
    unturned = Risk.objects.filter(pk=risk.pk, closed_on__isnull=closed_on is not None)
    if not unturned.update(closed_on=closed_on, version=F("version") + 1):
        raise HasChanged
    risk.refresh_from_db(fields=["closed_on", "version"])


# ── parts of a deed ────────────────────────────────────────────────────────────────────────
def take(risk: Risk, seen: int) -> None:
    """Claim the version that the person saw, of a risk that is still open."""
    if not Risk.objects.open().filter(pk=risk.pk).exists():
        raise RiskIsClosed
    if not risk.claim(seen):
        raise HasChanged


def work_out(risk: Risk, *, on: date) -> None:
    """Scores from levels, and the day of review from the level that is left where nobody set one."""
    risk.score = rules.score(risk.likelihood, risk.impact)
    risk.residual_score = rules.score(risk.residual_likelihood, risk.residual_impact)
    likelihood, impact = risk.target_likelihood, risk.target_impact
    risk.target_score = rules.score(likelihood, impact) if likelihood and impact else None
    if risk.review_on is None and (bands := queries.bands_for(risk.drive.agency_id)):
        risk.review_on = rules.review_due(rules.level(risk.residual_score, bands), on)


def remember(risk: Risk, *, by: Person, on: date, why: str) -> None:
    levels = {name: getattr(risk, name) for name in LEVELS}
    Assessment.objects.create(risk=risk, by=by, on=on, why=why, **levels)


def named_process(drive: Drive, process: Process | str | None) -> Process | None:
    """The process of this name in the agency's own list, put there when it is new."""
    if not isinstance(process, str):
        return process
    name = " ".join(thai.normalise(process).split())
    if not name:
        return None
    return Process.objects.get_or_create(agency_id=drive.agency_id, name=name)[0]


def told_controls(told: Controls, present: Sequence[ControlFacts] = ()) -> list[ControlFacts]:
    """Rows of controls; of a plain text each line is one, with what is known already of a control so named."""
    if isinstance(told, str):
        known = {one.text: one for one in present}
        lines = (" ".join(line.split())[:LONGEST_CONTROL] for line in told.splitlines())
        return [known.get(line) or ControlFacts(line) for line in lines if line]
    return list(told)


def as_text(rows: Iterable[ControlFacts]) -> str:
    return "\n".join(row.text for row in rows)


def controls_of(risk: Risk) -> list[ControlFacts]:
    return [ControlFacts(*row) for row in risk.control_rows.order_by("position").values_list(*SPELT)]


def set_controls(risk: Risk, rows: Iterable[ControlFacts]) -> None:
    risk.control_rows.all().delete()
    Control.objects.bulk_create(
        Control(risk=risk, position=position, **row._asdict()) for position, row in enumerate(rows, start=1)
    )


def set_many(risk: Risk, name: str, chosen: Iterable[Any] | None) -> set[str]:
    """Give the risk other items or units; the name when that changed something."""
    if chosen is None:
        return set()
    wanted = list(chosen)
    there = getattr(risk, name)
    if {one.pk for one in wanted} == set(there.values_list("pk", flat=True)):
        return set()
    there.set(wanted)
    return {name}
