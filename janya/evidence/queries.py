"""What proves what. Rooms above tell through `USES` which of their things stand on a piece of evidence."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from janya.core import search
from janya.core.thai import to_arabic_digits
from janya.drives.models import Drive

from .models import Evidence, LinkCheck
from .rules import Outcome

SHOWS: dict[str, Promise] = {
    "": _("ทั้งหมด"),
    "files": _("แฟ้ม"),
    "links": _("ลิงก์"),
    "look": _("ลิงก์ที่ต้องดู"),
    "loose": _("ยังไม่ได้ใช้"),
    "withdrawn": _("ถอนแล้ว"),
}


@dataclass(frozen=True, slots=True)
class Use:
    """A thing of a room above that stands on a piece of evidence."""

    kind: str  # what it is, in Thai
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class UsedBy:
    """How a room above tells what of it stands on evidence."""

    uses: Callable[[Collection[int]], Mapping[int, list[Use]]]  # of these, in a fixed number of queries
    numbers: Callable[[Drive], QuerySet[Any, Any]]  # all that are used in a year


USES: list[UsedBy] = []


def uses_of(rows: Iterable[Evidence]) -> dict[int, list[Use]]:
    """All uses of some evidence, room by room; as many queries as rooms ask."""
    numbers = [one.pk for one in rows]
    found: dict[int, list[Use]] = {pk: [] for pk in numbers}
    for room in USES:
        for pk, uses in room.uses(numbers).items():
            found[pk] += uses
    return found


def is_used(evidence: Evidence) -> bool:
    return bool(uses_of([evidence])[evidence.pk])


def listed(drive: Drive, show: str = "", words: str = "") -> QuerySet[Evidence]:
    """The evidence of a year as it is filtered, newest first."""
    rows = Evidence.objects.of(drive).select_related("file", "added_by", "drive")
    rows = rows.exclude(withdrawn_at=None) if show == "withdrawn" else rows.standing()
    if show == "files":
        rows = rows.filter(link="")
    elif show == "links":
        rows = rows.exclude(link="")
    elif show == "look":
        rows = rows.exclude(link="").exclude(outcome__in=["", Outcome.SAME])
    elif show == "loose":
        for room in USES:
            rows = rows.exclude(pk__in=room.numbers(drive))
    if words.strip():
        rows = rows.filter(search.matching("searched", words) if search.words(words) else Q(pk=None))
    return rows.order_by("-number")


def counts(drive: Drive) -> dict[str, int]:
    """How many there are of what the list can show; one query."""
    standing = Q(withdrawn_at=None)
    link = standing & ~Q(link="")
    return Evidence.objects.of(drive).aggregate(
        files=Count("pk", filter=standing & Q(link="")),
        links=Count("pk", filter=link),
        look=Count("pk", filter=link & ~Q(outcome__in=["", Outcome.SAME])),
        withdrawn=Count("pk", filter=~standing),
    )


def looks_of(evidence: Evidence) -> QuerySet[LinkCheck]:
    return evidence.checks.all()[:20]


def links_to_check(closed_after: date) -> QuerySet[Evidence]:
    return (
        Evidence.objects.standing()
        .exclude(link="")
        .filter(Q(drive__closed_on=None) | Q(drive__closed_on__gte=closed_after))
        .select_related("drive__agency")
        .order_by("pk")
    )


def list_of(drive: Drive) -> str:
    return reverse("evidence:list", args=[drive.pk])


# ── choosing one of many ───────────────────────────────────────────────────────────────────
CALLED = re.compile(r"\s*E-\d{4}-(\d{1,9})\b")


def called(one: Evidence) -> str:
    """How a piece of evidence is written, unlike any other of its year."""
    return f"{one.reference} {one.title}"


def just_called(rows: QuerySet[Evidence], words: str) -> QuerySet[Evidence]:
    """What is written just so: the reference at the beginning decides."""
    number = CALLED.match(to_arabic_digits(words))
    return rows.filter(number=int(number[1])) if number else rows.none()
