from datetime import datetime

from django.db import models, transaction

from janya.drives.models import Drive
from janya.journal import actions as journal
from janya.norms.models import Code, CodeItem
from janya.people.models import Agency, Person

from .models import Reading
from .signing.actions import CannotSign, sign, text_to_sign

__all__ = ["CannotSign", "add_item", "read", "sign", "text_to_sign"]


@transaction.atomic
def read(drive: Drive, item: CodeItem, *, by: Person, at: datetime) -> bool:
    """Record that a person studied one item; the second time changes nothing."""
    _reading, new = Reading.objects.get_or_create(drive=drive, person=by, item=item, defaults={"read_at": at})
    if new:
        journal.record(
            "codes.read", item, by=by, agency=drive.agency, item=item.number, year=drive.fiscal_year
        )
    return new


@transaction.atomic
def add_item(code: Code, agency: Agency, *, by: Person, **facts: object) -> CodeItem:
    """An agency's own item, numbered behind the code's."""
    last = CodeItem.objects.of(code, agency).aggregate(last=models.Max("number"))["last"] or 0
    item = CodeItem.objects.create(
        code=code,
        agency=agency,
        number=last + 1,
        key=f"{code.key}.{agency.key}.{last + 1}",
        slug=f"own-{agency.pk}-{last + 1}",
        source=agency.name,
        **facts,
    )
    journal.record("norms.item-added", item, by=by, agency=agency, number=item.number)
    return item
