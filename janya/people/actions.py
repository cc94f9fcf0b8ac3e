from django.db import transaction

from janya.journal import actions as journal
from janya.journal.actions import Actor

from .models import Agency, Unit


@transaction.atomic
def add_unit(agency: Agency, *, name: str, parent: Unit | None, by: Actor | None) -> Unit:
    unit = Unit.objects.create(agency=agency, name=name, parent=parent, depth=parent.depth + 1 if parent else 0)
    unit.path = f"{parent.path if parent else ''}{unit.pk:07d}/"
    unit.save(update_fields=["path"])
    journal.record("people.unit-added", unit, by=by)
    return unit
