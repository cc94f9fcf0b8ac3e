"""One survey beside an earlier one."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from janya.norms.models import ItemMapping
from janya.surveys.models import Survey

from .. import rules
from .questions import Score, score
from .results import Results, pairs_of


@dataclass(frozen=True, slots=True)
class Compared:
    """One item now and before; `what` is perceived level or gap. Differences with their 95 % interval."""

    label: str
    before: float
    now: float
    change: rules.Difference
    gap_before: float
    gap_now: float
    gap_change: rules.Difference


def earlier(survey: Survey) -> Survey | None:
    """What a survey is compared with: what was chosen, else the last counted survey of its kind in an earlier year."""
    if survey.compared_with_id:
        return survey.compared_with
    return (
        Survey.objects.filter(
            drive__agency=survey.drive.agency_id,
            drive__fiscal_year__lt=survey.drive.fiscal_year,
            kind=survey.kind,
            tallies__isnull=False,
        )
        .select_related("drive__agency", "drive__code")
        .order_by("-drive__fiscal_year", "-pk")
        .first()
    )


def compared(now: Results, before: Results, survey: Survey, other: Survey) -> list[Compared]:
    """Item by item; where the code differs, by the mapping of the two codes (the heaviest predecessor)."""
    if now.whole is None or before.whole is None:
        return []
    theirs = _predecessors(survey, other, list(now.whole.items()), list(before.whole.items()))
    told = []
    for item, label in now.whole.items().items():
        old = theirs.get(item)
        if old is None or now.whole.hidden_of_item(item)[1] or before.whole.hidden_of_item(old)[1]:
            continue
        pairs, earlier_pairs = pairs_of(now.whole.sums[None], item), pairs_of(before.whole.sums[None], old)
        first, second = rules.gap_of(pairs), rules.gap_of(earlier_pairs)
        change = rules.difference_of(_values(pairs, "perceived"), _values(earlier_pairs, "perceived"))
        gap_change = rules.difference_of(_values(pairs, "gap"), _values(earlier_pairs, "gap"))
        if first and second and change and gap_change:
            told.append(
                Compared(label, second.perceived, first.perceived, change, second.gap, first.gap, gap_change)
            )
    return told


def _values(pairs: Mapping[rules.Pair, int], what: str) -> dict[float, int]:
    found: dict[float, int] = {}
    for pair, count in pairs.items():
        value = pair.perceived if what == "perceived" else pair.desired - pair.perceived
        found[value] = found.get(value, 0) + count
    return found


def _predecessors(survey: Survey, other: Survey, items: list[int], before: list[int]) -> dict[int, int]:
    if survey.drive.code_id == other.drive.code_id:
        return {item: item for item in items if item in before}
    found: dict[int, int] = {}
    ways = ItemMapping.objects.filter(
        Q(from_item__in=before, to_item__in=items) | Q(from_item__in=items, to_item__in=before)
    ).order_by("weight", "-pk")
    for way in ways:  # the heaviest comes last and stays
        if way.to_item_id in items:
            found[way.to_item_id] = way.from_item_id
        else:
            found[way.from_item_id] = way.to_item_id
    return found


@dataclass(frozen=True, slots=True)
class ScoreCompared:
    before: Score
    now: Score
    change: rules.Difference


def score_compared(now: Results, before: Results) -> ScoreCompared | None:
    """Knowledge before and after, as two independent samples: anonymous answers cannot be paired."""
    first, second = score(now), score(before)
    if first is None or second is None:
        return None
    change = rules.difference_of(first.values, second.values)
    return ScoreCompared(second, first, change) if change else None
