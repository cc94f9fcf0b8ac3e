"""Code items: how many risks stand under each, or that none was found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, Subquery

from janya.drives.models import Drive
from janya.norms.models import CodeItem, ItemMapping

from .. import rules
from ..models import ItemReview, Risk


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One code item: how many open risks it has, else the judgement that none was found."""

    item: CodeItem
    risks: int
    reason: str
    on: date | None

    @property
    def is_seen(self) -> bool:
        return bool(self.risks or self.on)


def item_rows(drive: Drive) -> list[ItemRow]:
    """Every code item of the drive, in order; two queries. Without the long texts, which no list shows."""
    review = ItemReview.objects.filter(drive=drive, item=OuterRef("pk"))
    items = (
        CodeItem.objects.of(drive.code_id, drive.agency_id)
        .annotate(no_risk=Subquery(review.values("reason")[:1]), no_risk_on=Subquery(review.values("on")[:1]))
        .only("key", "code_id", "agency_id", "number", "title")
        .order_by("number", "pk")
    )
    counted = Risk.objects.of(drive).open().exclude(items=None).order_by().values_list("items")
    risks = dict(counted.annotate(Count("pk")))
    annotated = [(item, vars(item)) for item in items]
    return [
        ItemRow(item, risks.get(item.pk, 0), told["no_risk"] or "", told["no_risk_on"])
        for item, told in annotated
    ]


def items_without(drive: Drive) -> list[CodeItem]:
    """Code items under which there is neither an open risk nor a judgement that none was found."""
    return [row.item for row in item_rows(drive) if not row.is_seen]


def translated(risks: Iterable[Risk], drive: Drive) -> dict[int, list[CodeItem]]:
    """The items of risks of another year as the drive's code has them, by risk; two queries.

    An item of the same code stays; one of another code leads where the mapping says, in either direction.
    """
    here = {item.pk: item for item in CodeItem.objects.of(drive.code_id, drive.agency_id)}
    weights: dict[int, dict[int, float]] = {}
    mapped = ItemMapping.objects.filter(Q(to_item__in=here) | Q(from_item__in=here))
    for one in mapped.values_list("from_item", "to_item", "weight"):
        there, back, weight = one[0], one[1], float(one[2])
        if back in here:
            weights.setdefault(there, {})[back] = weight
        else:
            weights.setdefault(back, {})[there] = weight
    found = {}
    for risk in risks:
        chosen: dict[int, CodeItem] = {}
        for item in risk.items.all():
            leads = [item.pk] if item.pk in here else rules.leads_to(weights.get(item.pk, {}))
            chosen |= {pk: here[pk] for pk in leads}
        found[risk.pk] = sorted(chosen.values(), key=lambda item: (item.number, item.pk))
    return found
