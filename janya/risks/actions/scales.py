"""What an agency sets for itself: words of the scales, the band table."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from janya.journal import actions as journal
from janya.people.models import Agency, Person

from .. import queries, rules
from ..models import Band, Scale


class BandsAreNotWhole(Exception):
    """The band table has a hole or an overlap; the text says where."""


class BandFacts(NamedTuple):
    """One line of a band table as an agency sets it."""

    level: str
    name: str
    floor: int
    ceiling: int
    response: str


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
