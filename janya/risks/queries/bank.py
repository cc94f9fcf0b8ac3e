"""The bank of example risks, by code item, and one of them as the beginning of an own risk."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from janya.core import search
from janya.drives.models import Drive
from janya.norms.models import CodeItem

from ..models import ExampleRisk, Risk
from .cells import whole_number


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """An example, whether the register has a risk of that title already, and where the searched words stand."""

    example: ExampleRisk
    is_used: bool
    parts: tuple[search.Part, ...] = ()


def bank_rows(drive: Drive, *, item: str = "", words: str = "") -> list[tuple[CodeItem, list[ExampleRow]]]:
    """The examples of the drive's code, gathered by item; two queries."""
    rows = ExampleRisk.objects.filter(item__code=drive.code_id).select_related("item", "kind")
    if found := whole_number(item):
        rows = rows.filter(item=found)
    if words.strip():
        rows = rows.filter(search.matching("searched", words) if search.words(words) else Q(pk=None))
    used = {search.fold(title) for title in Risk.objects.of(drive).values_list("title", flat=True)}
    gathered: dict[CodeItem, list[ExampleRow]] = {}
    for one in rows:
        parts = search.excerpt(words, (one.cause, one.event, one.consequence)) if words.strip() else []
        gathered.setdefault(one.item, []).append(
            ExampleRow(one, search.fold(one.title) in used, tuple(parts))
        )
    return list(gathered.items())


def example_for(drive: Drive, typed: str) -> dict[str, Any]:
    """What the form begins with when it is opened from an example; nothing when there is none of this number."""
    number = whole_number(typed)
    found = (
        ExampleRisk.objects.filter(pk=number, item__code=drive.code_id).first()
        if number is not None
        else None
    )
    if found is None:
        return {}
    names = ("title", "cause", "event", "consequence", "likelihood", "impact")
    return {
        **{name: getattr(found, name) for name in names},
        "kind": found.kind_id,
        "items": [found.item_id],
        "controls": "\n".join(found.controls),
    }
