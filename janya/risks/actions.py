from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from janya.core.models import HasChanged
from janya.drives.models import Drive
from janya.journal import actions as journal
from janya.norms.models import CodeItem
from janya.people.models import Agency, Person

from . import rules
from .models import Assessment, Band, ItemReview, Risk, Scale

LEVELS = ("likelihood", "impact", "residual_likelihood", "residual_impact")


class RiskIsClosed(Exception):
    """A closed risk is not assessed; open it again first."""

    def __str__(self) -> str:
        return _("ความเสี่ยงนี้ปิดแล้ว หากต้องการประเมินใหม่ กรุณาเปิดอีกครั้งก่อน")


class BandsAreNotWhole(Exception):
    """The band table has a hole or an overlap; the text says where."""


@transaction.atomic
def add(drive: Drive, *, items: Iterable[CodeItem], by: Person, on: date, **facts: Any) -> Risk:
    """Put a risk into the register with the next number and its first assessment."""
    Drive.objects.select_for_update().get(pk=drive.pk)
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
def change(risk: Risk, *, seen: int, items: Iterable[CodeItem], by: Person, on: date, **facts: Any) -> None:
    """Change a risk. Raises HasChanged when somebody saved it since."""
    if not risk.claim(seen):
        raise HasChanged
    before = tuple(getattr(Risk.objects.get(pk=risk.pk), name) for name in LEVELS)
    for name, value in facts.items():
        setattr(risk, name, value)
    _work_out(risk)
    risk.save()
    risk.items.set(items)
    if before != tuple(getattr(risk, name) for name in LEVELS):
        _remember(risk, by=by, on=on, why="")
    journal.record("risks.changed", risk, by=by, fields=sorted(facts))


@transaction.atomic
def assess(risk: Risk, *, seen: int, why: str, by: Person, on: date, **levels: int) -> None:
    """Judge a risk anew, with the reason. Raises RiskIsClosed or HasChanged."""
    if risk.closed_on:
        raise RiskIsClosed
    if not risk.claim(seen):
        raise HasChanged
    for name in LEVELS:
        setattr(risk, name, levels[name])
    _work_out(risk)
    risk.save()
    _remember(risk, by=by, on=on, why=why)
    journal.record("risks.assessed", risk, by=by, levels=levels)


def _work_out(risk: Risk) -> None:
    risk.score = rules.score(risk.likelihood, risk.impact)
    risk.residual_score = rules.score(risk.residual_likelihood, risk.residual_impact)


def _remember(risk: Risk, *, by: Person, on: date, why: str) -> None:
    levels = {name: getattr(risk, name) for name in LEVELS}
    Assessment.objects.create(risk=risk, by=by, on=on, why=why, **levels)


@transaction.atomic
def close(risk: Risk, *, reason: str, by: Person, on: date) -> None:
    """Close a risk with the reason; it stays in the register."""
    Risk.objects.filter(pk=risk.pk).update(closed_on=on)
    risk.closed_on = on
    journal.record("risks.closed", risk, by=by, reason=reason)


@transaction.atomic
def reopen(risk: Risk, *, reason: str, by: Person) -> None:
    Risk.objects.filter(pk=risk.pk).update(closed_on=None)
    risk.closed_on = None
    journal.record("risks.reopened", risk, by=by, reason=reason)


@transaction.atomic
def review_item(drive: Drive, item: CodeItem, *, reason: str, by: Person, on: date) -> ItemReview:
    """Record that no risk was found under a code item."""
    made, _new = ItemReview.objects.update_or_create(
        drive=drive, item=item, defaults={"reason": reason, "by": by, "on": on}
    )
    journal.record("risks.item-reviewed", drive, by=by, item=item.number)
    return made


@transaction.atomic
def set_scales(agency: Agency, words: Mapping[tuple[str, int], tuple[str, str]], *, by: Person) -> None:
    """Give the agency scales of its own: (axis, level) → (word, criterion)."""
    for (axis, level), (word, description) in words.items():
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
    journal.record("risks.scales-set", agency, by=by)


@transaction.atomic
def set_bands(agency: Agency, bands: Sequence[tuple[str, str, int, int, str]], *, by: Person) -> None:
    """Give the agency bands of its own: (level, name, floor, ceiling, response). Raises BandsAreNotWhole."""
    verdict = rules.whole(
        [rules.Range(level, floor, ceiling) for level, _name, floor, ceiling, _response in bands]
    )
    if not verdict.ok:
        raise BandsAreNotWhole(verdict.because)
    Band.objects.filter(agency=agency).delete()
    Band.objects.bulk_create(
        Band(
            agency=agency,
            key=f"{agency.key}.{level}",
            level=level,
            name=name,
            floor=floor,
            ceiling=ceiling,
            response=response,
            source=agency.name,
        )
        for level, name, floor, ceiling, response in bands
    )
    journal.record(
        "risks.bands-set",
        agency,
        by=by,
        bands=[[level, floor, ceiling] for level, _n, floor, ceiling, _r in bands],
    )


@transaction.atomic
def use_national(agency: Agency, *, by: Person) -> None:
    """Go back to the scales and bands of the catalogue."""
    Scale.objects.filter(agency=agency).delete()
    Band.objects.filter(agency=agency).delete()
    journal.record("risks.national-scales-used", agency, by=by)
