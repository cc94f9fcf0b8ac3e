"""Last year's risks carried into this year's register."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from janya.drives.models import Drive
from janya.journal import actions as journal
from janya.people.models import Person

from .. import queries
from ..models import Risk
from .register import LEVELS, add, controls_of

TEXTS = ("title", "cause", "event", "consequence", "kind", "unit", "owner", "response")
TARGET = ("target_likelihood", "target_impact", "target_on")


@transaction.atomic
def carry(drive: Drive, risks: Iterable[Risk], *, by: Person, on: date) -> list[Risk]:
    """Carry risks of an earlier year over, each once, with code items as this year's code has them.

    They begin at the levels they had, so that what changes afterwards shows; an acceptance is not carried.
    """
    Drive.objects.select_for_update().get(pk=drive.pk)
    told = {risk.pk: risk for risk in risks}
    fresh = (
        Risk.objects.filter(pk__in=told, carried_to=None, drive__agency=drive.agency_id)
        .exclude(drive=drive)
        .select_related("drive", "kind", "unit", "owner", "process")
        .prefetch_related("items", "other_units")
        .order_by("drive", "number")
    )
    old = list(fresh)
    items = queries.translated(old, drive)
    made = [
        add(
            drive,
            items=items[risk.pk],
            by=by,
            on=on,
            why=_("ยกมาจาก %(reference)s ตามผลประเมินล่าสุดของปีก่อน") % {"reference": risk.reference},
            controls=controls_of(risk),
            other_units=risk.other_units.all(),
            process=risk.process,
            carried_from=risk,
            **{name: getattr(risk, name) for name in (*TEXTS, *LEVELS, *TARGET)},
        )
        for risk in old
    ]
    if made:
        journal.record("risks.carried-over", drive, by=by, count=len(made))
    return made
