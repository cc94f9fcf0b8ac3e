"""Money by source and month, ceilings, and an agency's own sources."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from janya.core.models import HasChanged
from janya.drives.models import Drive
from janya.journal import actions as journal
from janya.people.models import Agency, Person

from .. import rules
from ..models import Activity, BudgetLine, BudgetSource, Ceiling


class SourceIsThere(Exception):
    """A source of this name is there already."""

    def __str__(self) -> str:
        return _("มีแหล่งเงินชื่อนี้แล้ว กรุณาใช้ชื่ออื่น")


def write_lines(activity: Activity, lines: Sequence[rules.BudgetFacts]) -> None:
    """These are the lines of the activity, and their sum its budget; within a transaction."""
    activity.budget_lines.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(activity=activity, source_id=line.source, month=line.month, amount=line.amount)
        for line in lines
    )
    activity.budget = sum((line.amount for line in lines), Decimal(0))
    Activity.objects.filter(pk=activity.pk).update(budget=activity.budget)


@transaction.atomic
def set_budget(activity: Activity, lines: Sequence[rules.BudgetFacts], *, seen: int, by: Person) -> None:
    """Set what an activity plans to use, by source and month; its budget becomes the sum. Raises HasChanged."""
    before = activity.budget
    if not activity.claim(seen):
        raise HasChanged
    write_lines(activity, lines)
    journal.record("plans.budget-set", activity, by=by, was=before, budget=activity.budget, lines=len(lines))


@transaction.atomic
def set_ceilings(drive: Drive, amounts: Mapping[int | None, Decimal], *, by: Person) -> None:
    """Set the ceilings of a year by source (None: all together); a source that is not named has none."""
    Drive.objects.select_for_update().get(pk=drive.pk)
    Ceiling.objects.filter(drive=drive).delete()
    Ceiling.objects.bulk_create(
        Ceiling(drive=drive, source_id=source, amount=amount) for source, amount in amounts.items()
    )
    journal.record("plans.ceilings-set", drive, by=by, whole=amounts.get(None), count=len(amounts))


@transaction.atomic
def add_source(agency: Agency, *, name: str, by: Person) -> BudgetSource:
    """An agency's own source of money. Raises SourceIsThere."""
    Agency.objects.select_for_update().get(pk=agency.pk)
    every = BudgetSource.objects.filter(agency__in=[agency])
    ready = BudgetSource.objects.filter(agency=None)
    if (every | ready).filter(name=name).exists():
        raise SourceIsThere
    last = (every | ready).aggregate(last=Max("position"))["last"] or 0
    made = BudgetSource.objects.create(
        agency=agency, key=f"own-{every.count() + 1}", name=name, position=last + 1, source=agency.name
    )
    journal.record("plans.source-added", made, by=by, agency=agency)
    return made
