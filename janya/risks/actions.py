from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from janya.core.models import HasChanged
from janya.drives.models import Drive
from janya.journal import actions as journal
from janya.norms.models import CodeItem
from janya.people.models import Agency, Person

from . import queries, rules
from .models import Assessment, Band, ItemReview, Risk, Scale, StateChange

LEVELS = ("likelihood", "impact", "residual_likelihood", "residual_impact")


class RiskIsClosed(Exception):
    """A closed risk is neither changed nor assessed; open it again first."""

    def __str__(self) -> str:
        return _("ความเสี่ยงนี้ปิดแล้ว หากต้องการแก้ไขหรือประเมินใหม่ กรุณาเปิดอีกครั้งก่อน")


class RiskIsThere(Exception):
    """An item under which an open risk stands cannot be told to be without risk."""

    def __str__(self) -> str:
        return _("ข้อนี้มีความเสี่ยงที่เปิดอยู่ในทะเบียนแล้ว จึงบันทึกว่าไม่พบความเสี่ยงไม่ได้")


class BandsAreNotWhole(Exception):
    """The band table has a hole or an overlap; the text says where."""


class BandFacts(NamedTuple):
    """One line of a band table as an agency sets it."""

    level: str
    name: str
    floor: int
    ceiling: int
    response: str


# ── the register ───────────────────────────────────────────────────────────────────────────
@transaction.atomic
def add(drive: Drive, *, items: Iterable[CodeItem], by: Person, on: date, **facts: Any) -> Risk:
    """Put a risk into the register with the next number and its first assessment."""
    Drive.objects.select_for_update().get(pk=drive.pk)  # one at a time, so that numbers have no gaps
    last = Risk.objects.of(drive).aggregate(last=Max("number"))["last"] or 0
    risk = Risk(drive=drive, number=last + 1, **facts)
    _work_out(risk)
    risk.save(force_insert=True)
    risk.items.set(items)
    _remember(risk, by=by, on=on, why="")
    journal.record(
        "risks.added", risk, by=by, number=risk.number, score=risk.score, residual=risk.residual_score
    )
    return risk


@transaction.atomic
def change(
    risk: Risk, *, seen: int, items: Iterable[CodeItem], by: Person, on: date, why: str = "", **facts: Any
) -> None:
    """Change a risk; other levels are an assessment with its reason. Raises RiskIsClosed or HasChanged."""
    _take(risk, seen)
    chosen = list(items)
    before = Risk.objects.get(pk=risk.pk)
    for name, value in facts.items():
        setattr(risk, name, value)
    changed = [name for name in facts if getattr(before, name) != getattr(risk, name)]
    if {item.pk for item in chosen} != {item.pk for item in before.items.all()}:
        changed.append("items")
    _work_out(risk)
    risk.save()
    risk.items.set(chosen)
    if set(changed) & set(LEVELS):
        _remember(risk, by=by, on=on, why=why)
    journal.record("risks.changed", risk, by=by, fields=sorted(changed), residual=risk.residual_score)


@transaction.atomic
def assess(risk: Risk, *, seen: int, why: str, by: Person, on: date, **levels: int) -> None:
    """Judge a risk anew, with the reason. Raises RiskIsClosed or HasChanged."""
    _take(risk, seen)
    for name in LEVELS:
        setattr(risk, name, levels[name])
    _work_out(risk)
    risk.save()
    _remember(risk, by=by, on=on, why=why)
    journal.record("risks.assessed", risk, by=by, levels=levels)


def _take(risk: Risk, seen: int) -> None:
    """Claim the version that the person saw, of a risk that is still open."""
    if not Risk.objects.open().filter(pk=risk.pk).exists():
        raise RiskIsClosed
    if not risk.claim(seen):
        raise HasChanged


def _work_out(risk: Risk) -> None:
    risk.score = rules.score(risk.likelihood, risk.impact)
    risk.residual_score = rules.score(risk.residual_likelihood, risk.residual_impact)


def _remember(risk: Risk, *, by: Person, on: date, why: str) -> None:
    levels = {name: getattr(risk, name) for name in LEVELS}
    Assessment.objects.create(risk=risk, by=by, on=on, why=why, **levels)


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


# ── code items without risk ────────────────────────────────────────────────────────────────
@transaction.atomic
def review_item(drive: Drive, item: CodeItem, *, reason: str, by: Person, on: date) -> ItemReview:
    """Record the judgement that no risk was found under a code item. Raises RiskIsThere."""
    if Risk.objects.of(drive).open().filter(items=item).exists():
        raise RiskIsThere
    made, _new = ItemReview.objects.update_or_create(
        drive=drive, item=item, defaults={"reason": reason, "by": by, "on": on}
    )
    journal.record("risks.item-reviewed", drive, by=by, item=item.number)
    return made


@transaction.atomic
def withdraw_review(drive: Drive, item: CodeItem, *, by: Person) -> None:
    """Take the judgement back: the item has to be looked at again."""
    taken, _rows = ItemReview.objects.filter(drive=drive, item=item).delete()
    if taken:
        journal.record("risks.review-withdrawn", drive, by=by, item=item.number)


# ── scales and bands of an agency ──────────────────────────────────────────────────────────
@transaction.atomic
def set_scales(agency: Agency, words: Mapping[tuple[str, int], tuple[str, str]], *, by: Person) -> None:
    """Give the agency scales of its own: (axis, level) → (word, criterion). The same words change nothing."""
    Agency.objects.select_for_update().get(pk=agency.pk)
    present = {
        (scale.axis, scale.level): (scale.word, scale.description)
        for steps in queries.scales_for(agency).values()
        for scale in steps
    }
    changed = {step: told for step, told in words.items() if present.get(step) != told}
    if not changed:
        return
    for (axis, level), (word, description) in {**present, **words}.items():
        Scale.objects.update_or_create(
            agency=agency,
            axis=axis,
            level=level,
            defaults={
                "key": f"{agency.key}.{axis}.{level}",
                "word": word,
                "description": description,
                "source": agency.name,
            },
        )
    journal.record(
        "risks.scales-set", agency, by=by, steps=[f"{axis} {level}" for axis, level in sorted(changed)]
    )


@transaction.atomic
def set_bands(agency: Agency, bands: Sequence[BandFacts], *, by: Person) -> None:
    """Give the agency a band table of its own; the same table changes nothing. Raises BandsAreNotWhole."""
    verdict = rules.whole(bands)
    if not verdict.ok:
        raise BandsAreNotWhole(_(verdict.sentence) % verdict.named)
    Agency.objects.select_for_update().get(pk=agency.pk)
    present = [
        BandFacts(band.level, band.name, band.floor, band.ceiling, band.response)
        for band in queries.bands_for(agency)
    ]
    if present == sorted(bands, key=lambda band: band.floor):
        return
    Band.objects.filter(agency=agency).delete()
    Band.objects.bulk_create(
        Band(agency=agency, key=f"{agency.key}.{band.level}", source=agency.name, **band._asdict())
        for band in bands
    )
    journal.record(
        "risks.bands-set", agency, by=by, bands=[[band.level, band.floor, band.ceiling] for band in bands]
    )


@transaction.atomic
def use_national(agency: Agency, *, by: Person) -> None:
    """Go back to the scales and bands of the catalogue."""
    scales, _rows = Scale.objects.filter(agency=agency).delete()
    bands, _rows = Band.objects.filter(agency=agency).delete()
    if scales or bands:
        journal.record("risks.national-scales-used", agency, by=by)
