"""The results of a survey as of its last closing: gaps by item and part, and what is hidden."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from janya.core.keeping import Kept
from janya.drives.models import Drive
from janya.norms.models import CodeItem
from janya.surveys import queries as surveys
from janya.surveys import rules as asking
from janya.surveys.models import Survey
from janya.surveys.queries import GroupCount

from .. import rules
from ..models import Tally


@dataclass(frozen=True, slots=True)
class GapRow:
    """The gap of one item, over all (`group` None) or in one part; a suppressed row carries no figure."""

    item_id: int
    label: str
    group: str | None
    n: int | None
    desired: float | None
    perceived: float | None
    gap: float | None
    low: float | None
    high: float | None
    suppressed: bool
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """What a survey says. `counted` is None while it was never closed: then there are counts of answers and no figures."""

    groups: list[GroupCount]
    parts: list[rules.Part]
    names: dict[str, str]
    rows: list[GapRow]
    counted: int | None
    whole: "Whole | None" = field(default=None, repr=False, compare=False)

    @property
    def answered(self) -> int:
        return sum(group.answered for group in self.groups)

    @property
    def overall(self) -> list[GapRow]:
        return [row for row in self.rows if row.group is None]

    def of(self, item: int, kind: str = "") -> list[GapRow]:
        """The rows of one item part by part; `kind` "g" only groups, "u" only units."""
        return [
            row
            for row in self.rows
            if row.item_id == item and row.part and row.part.startswith(kind or row.part)
        ]

    @property
    def by_group(self) -> list[GroupCount]:
        """Live counts group by group, units put together, in the order of the parts."""
        if not self.parts:
            return self.groups
        counts = {one.pk: one for one in self.groups}
        return [
            GroupCount(
                min(part.cells),
                self.names[part.key],
                sum(counts[cell].answered for cell in part.cells if cell in counts),
                sum(counts[cell].target for cell in part.cells if cell in counts),
            )
            for part in self.parts
            if part.kind == "group"
        ]

    def of_part(self, part: str | None) -> list[GapRow]:
        return [row for row in self.rows if row.part == part]


@dataclass(slots=True)
class Whole:
    """The tallies of a survey with the decisions on what is hidden."""

    asked: surveys.Questionnaire
    cells: dict[int, Mapping[str, Any]]
    parts: list[rules.Part]
    sums: dict[str | None, Mapping[str, Any]]  # by part; None: all
    measured: list[rules.Measured]
    key: Hashable = None  # names all that the results rest on
    decided: dict[tuple[str, bool], tuple[set[str], bool]] = field(default_factory=dict)
    blocks: dict[int, str] = field(default_factory=dict)  # of each question's place

    def items(self) -> dict[int, str]:
        """Items with paired questions and their labels, in the order of the questionnaire."""
        return {
            one.item_id: one.item for one in self.asked.questions if one.kind == asking.PAIRED and one.item_id
        }

    def hidden_of_item(self, item: int) -> tuple[set[str], bool]:
        """The gap of an item rests on whole pairs, the last of its measures."""
        return self._hidden_of(f"item {item}", last=True)

    def hidden_of_question(self, place: int) -> tuple[set[str], bool]:
        """A question is shown only where every question of its block may be, and the item or the score itself."""
        if not self.blocks:
            self.blocks = {
                place: block for block, places in rules.blocks_of(self.measured).items() for place in places
            }
        return self.hidden_of(self.blocks.get(place, ""))

    def hidden_of(self, block: str) -> tuple[set[str], bool]:
        """The parts in which a block is not shown, and whether its total is withheld."""
        return self._hidden_of(block, last=False)

    def _measures(self, block: str) -> list[dict[int, int]]:
        """Cell by cell, how many each figure of the block rested on when it was first told (`rules.carried`)."""
        by_cell = {}
        for pk, one in self.cells.items():
            first = one.get("first") or rules.measures_of(one, self.measured)
            by_cell[pk] = first.get(block, [])
        wide = max(map(len, by_cell.values()), default=0)
        return [{pk: measures[at] for pk, measures in by_cell.items()} for at in range(wide)]

    def _hidden_of(self, block: str, *, last: bool) -> tuple[set[str], bool]:
        if (block, last) not in self.decided:
            measures = self._measures(block)
            away, total = set[str](), False
            for counts in {tuple(one.items()): one for one in measures[-1 if last else 0 :]}.values():
                hides, goes = rules.hidden_parts(self.parts, counts)
                away, total = away | hides, total or goes
            self.decided[block, last] = away, total
        return self.decided[block, last]


def measured_of(asked: surveys.Questionnaire) -> list[rules.Measured]:
    return [
        rules.Measured(place.start, place.width, one.kind, len(one.choices), one.item_id, one.right)
        for one, place in zip(asked.questions, asked.places, strict=True)
    ]


KEPT: Kept[Results] = Kept(50)


def results(survey: Survey) -> Results:
    """What a survey says as of its last closing; while it was never closed, only how many have answered.

    One query where the tallies are known already, at most five where not, whatever the number of answers.
    """
    found = list(
        Tally.objects.filter(survey=survey)
        .select_related("group__group", "group__unit")
        .defer("counts")
        .order_by("group__group__pk", "group__unit__path", "group__pk")
    )
    if (
        found and survey.state == Survey.State.CLOSED
    ):  # to count a million answers again costs more than all the rest
        groups = [GroupCount(one.group_id, str(one.group), one.n, one.group.target) for one in found]
    else:
        groups = surveys.groups_of(survey)
    key = (
        survey.pk,
        survey.version,
        get_language(),
        tuple((one.pk, one.edition, one.n) for one in found),
        tuple((one.pk, one.answered, one.target) for one in groups),
    )
    return KEPT.get(key, lambda: _worked_out(survey, groups, key))


def _worked_out(survey: Survey, groups: list[GroupCount], key: Hashable) -> Results:
    tallies = list(
        Tally.objects.filter(survey=survey)
        .select_related("group__group", "group__unit")
        .order_by("group__group__pk", "group__unit__path", "group__pk")
    )
    if not tallies:
        return Results(groups, [], {}, [], None)
    parts, names = _parts(tallies)
    cells = {one.group_id: one.counts for one in tallies}
    sums: dict[str | None, Mapping[str, Any]] = {
        part.key: rules.added(cells[cell] for cell in part.cells) for part in parts
    }
    sums[None] = rules.added(cells.values())
    asked = surveys.questionnaire(survey)
    whole = Whole(asked, cells, parts, sums, measured_of(asked), key)
    rows = []
    for item, label in whole.items().items():
        away, total_away = whole.hidden_of_item(item)
        rows.append(_row(item, label, None, None, sums[None], suppressed=total_away))
        rows += [
            _row(item, label, part.key, names[part.key], sums[part.key], suppressed=part.key in away)
            for part in parts
        ]
    return Results(groups, parts, names, rows, sum(one.n for one in tallies), whole)


def _parts(tallies: list[Tally]) -> tuple[list[rules.Part], dict[str, str]]:
    """Groups, and units where more than one is told apart."""
    by_group: dict[str, set[int]] = {}
    by_unit: dict[str, set[int]] = {}
    names: dict[str, str] = {}
    for one in tallies:
        key = f"g{one.group.group_id}"
        by_group.setdefault(key, set()).add(one.group_id)
        names[key] = one.group.group.name
        unit = f"u{one.group.unit_id or 0}"
        by_unit.setdefault(unit, set()).add(one.group_id)
        names[unit] = one.group.unit.name if one.group.unit else _("ไม่แยกหน่วยงาน")
    parts = [rules.Part(key, "group", frozenset(cells)) for key, cells in by_group.items()]
    if len(by_unit) > 1:
        parts += [rules.Part(key, "unit", frozenset(cells)) for key, cells in by_unit.items()]
    return parts, names


def pairs_of(counts: Mapping[str, Any], item: int) -> dict[rules.Pair, int]:
    return {rules.Pair(row[0], row[1]): row[2] for row in counts["items"].get(str(item), ())}


def _row(
    item: int, label: str, part: str | None, name: str | None, counts: Mapping[str, Any], *, suppressed: bool
) -> GapRow:
    found = None if suppressed else rules.gap_of(pairs_of(counts, item))
    if found is None:
        n = None if suppressed else 0
        return GapRow(item, label, name, n, None, None, None, None, None, suppressed, part)
    return GapRow(
        item,
        label,
        name,
        found.n,
        found.desired,
        found.perceived,
        found.gap,
        found.low,
        found.high,
        False,
        part,
    )


# ── what other rooms ask for ───────────────────────────────────────────────────────────────
def item_gaps(drive: Drive) -> dict[int, GapRow]:
    """The overall gap of each item in the latest expectation survey that was counted, where it may be shown."""
    survey = counted(drive).first()
    if survey is None:
        return {}
    return {row.item_id: row for row in results(survey).overall if not row.suppressed and row.n}


def counted(drive: Drive, kind: str = Survey.Kind.EXPECTATION) -> Any:
    """Surveys of a drive with tallies, newest first."""
    return Survey.objects.of(drive).filter(kind=kind, tallies__isnull=False).distinct().order_by("-pk")


def items_of(ids: list[int]) -> dict[int, CodeItem]:
    return CodeItem.objects.in_bulk(ids)
