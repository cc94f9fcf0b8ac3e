"""Code items under which no risk was found."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from janya.drives.models import Drive
from janya.journal import actions as journal
from janya.norms.models import CodeItem
from janya.people.models import Person

from ..models import ItemReview, Risk


class RiskIsThere(Exception):
    """An item under which an open risk stands cannot be told to be without risk."""

    def __str__(self) -> str:
        return _("ข้อนี้มีความเสี่ยงที่เปิดอยู่ในทะเบียนแล้ว จึงบันทึกว่าไม่พบความเสี่ยงไม่ได้")


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
