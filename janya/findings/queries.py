from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from janya.core.charts import Dumbbell, Pair
from janya.core.charts.page import dumbbell_words
from janya.core.keeping import Kept
from janya.drives.models import Drive
from janya.norms.models import CodeItem, ItemMapping
from janya.surveys import queries as surveys
from janya.surveys import rules as asking
from janya.surveys.models import Remark, Survey
from janya.surveys.queries import GroupCount, QuestionAsked

from . import rules
from .models import Tally


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
class QuestionRow:
    """The figures of one question, over all or in one part; a suppressed row carries none."""

    question: QuestionAsked
    n: int | None
    suppressed: bool
    levels: rules.Levels | None = None  # of a rating
    desired: rules.Levels | None = None
    perceived: rules.Levels | None = None
    gap: rules.Gap | None = None
    shares: tuple[tuple[str, float], ...] = ()
    right: float | None = None  # percent, in a question of knowledge


@dataclass(frozen=True, slots=True)
class Reliability:
    name: str
    questions: int
    n: int
    alpha: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """Knowledge from 0 to 100 over all respondents."""

    n: int
    mean: float
    values: dict[float, int]
    items: tuple[tuple[str, float], ...]  # label of the item, share right in percent


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
    decided: dict[tuple[str, int], tuple[set[str], bool]] = field(default_factory=dict)

    def items(self) -> dict[int, str]:
        """Items with paired questions and their labels, in the order of the questionnaire."""
        return {
            one.item_id: one.item for one in self.asked.questions if one.kind == asking.PAIRED and one.item_id
        }

    def hidden_of_item(self, item: int) -> tuple[set[str], bool]:
        return self._hidden(
            "item",
            item,
            {pk: sum(row[2] for row in one["items"].get(str(item), ())) for pk, one in self.cells.items()},
        )

    def hidden_of_question(self, place: int) -> tuple[set[str], bool]:
        """A question of an item is shown only where every question of that item may be, and the item itself."""
        one = self.asked.questions[place]
        away, total = set[str](), False
        for at, other in enumerate(self.asked.questions):
            if at == place or (
                one.item_id is not None and other.item_id == one.item_id and other.kind == one.kind
            ):
                for counts in self._valid(at):
                    hides, goes = self._hidden(f"question {len(counts)}", at, counts)
                    away, total = away | hides, total or goes
        if one.kind == asking.PAIRED and one.item_id is not None:
            hides, goes = self.hidden_of_item(one.item_id)
            away, total = away | hides, total or goes
        return away, total

    def _valid(self, place: int) -> list[dict[int, int]]:
        """How many gave a usable answer, cell by cell; of a paired question each side and both."""
        kind = self.asked.questions[place].kind
        found: list[dict[int, int]] = [{}, {}, {}] if kind == asking.PAIRED else [{}]
        for pk, one in self.cells.items():
            counts = one["q"].get(str(place), {})
            if kind == asking.PAIRED:
                for side in (0, 1):
                    found[side][pk] = sum(n for text, n in counts.items() if text[side] in rules.LEVELS)
                found[2][pk] = sum(n for text, n in counts.items() if set(text) <= set(rules.LEVELS))
            elif kind == asking.RATING:
                found[0][pk] = sum(n for text, n in counts.items() if text in rules.LEVELS)
            else:
                choices = self.asked.questions[place].rule.choices
                shares = rules.shares_of(kind, counts, choices) if counts else None
                found[0][pk] = shares[0] if shares else 0
        return found

    def _hidden(self, what: str, key: int, counts: dict[int, int]) -> tuple[set[str], bool]:
        name = (f"{what} {sorted(counts.items())}", key)
        if name not in self.decided:
            self.decided[name] = rules.hidden_parts(self.parts, counts)
        return self.decided[name]


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
    return KEPT.get(key, lambda: _worked_out(survey, groups))


def _worked_out(survey: Survey, groups: list[GroupCount]) -> Results:
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
    whole = Whole(surveys.questionnaire(survey), cells, parts, sums)
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


def _pairs(counts: Mapping[str, Any], item: int) -> dict[rules.Pair, int]:
    return {rules.Pair(row[0], row[1]): row[2] for row in counts["items"].get(str(item), ())}


def _row(
    item: int, label: str, part: str | None, name: str | None, counts: Mapping[str, Any], *, suppressed: bool
) -> GapRow:
    found = None if suppressed else rules.gap_of(_pairs(counts, item))
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


# ── question by question ───────────────────────────────────────────────────────────────────
def questions(found: Results, part: str | None = None) -> list[QuestionRow]:
    """Every question but those answered in words, over all or in one part."""
    if found.whole is None:
        return []
    return [
        _question(found.whole, place, part)
        for place, one in enumerate(found.whole.asked.questions)
        if one.kind != asking.TEXT
    ]


def _question(whole: Whole, place: int, part: str | None) -> QuestionRow:
    one = whole.asked.questions[place]
    away, total_away = whole.hidden_of_question(place)
    if total_away if part is None else part in away:
        return QuestionRow(one, None, suppressed=True)
    counts = whole.sums[part]["q"].get(str(place), {})
    if one.kind == asking.PAIRED:
        desired, perceived = (rules.levels_of(rules.side_of(counts, side)) for side in (0, 1))
        pairs = {
            rules.Pair(float(text[0]), float(text[1])): n
            for text, n in counts.items()
            if set(text) <= set(rules.LEVELS)
        }
        gap = rules.gap_of(pairs)
        return QuestionRow(one, gap.n if gap else 0, False, desired=desired, perceived=perceived, gap=gap)
    if one.kind == asking.RATING:
        levels = rules.levels_of(counts)
        return QuestionRow(one, levels.n if levels else 0, False, levels=levels)
    found = rules.shares_of(one.kind, counts, len(one.choices))
    if found is None:
        return QuestionRow(one, 0, False)
    n, shares = found
    return QuestionRow(
        one,
        n,
        False,
        shares=tuple(zip(one.choices, shares, strict=True)),
        right=_right(counts, one.right) if one.right else None,
    )


def _right(counts: Mapping[str, int], right: int) -> float | None:
    """Share of right answers in percent; who does not know is not right."""
    asked = sum(n for text, n in counts.items() if text != asking.UNANSWERED)
    return counts.get(asking.CODES[right - 1], 0) * 100 / asked if asked else None


def reliability(found: Results) -> list[Reliability]:
    """Cronbach's alpha of the whole questionnaire by side and of each item with several questions; five respondents or more."""
    if found.whole is None:
        return []
    names = {
        "desired": _("ระดับที่พึงประสงค์ ทุกข้อ"),
        "perceived": _("ระดับที่เป็นอยู่ ทุกข้อ"),
        "rating": _("ข้อความให้คะแนน ทุกข้อ"),
    }
    items = found.whole.items()
    told = []
    for name, spread in found.whole.sums[None]["sets"].items():
        side, _dot, item = name.partition(".")
        if item and int(item) not in items:
            continue
        label = (
            names.get(name) or f"{items[int(item)]} · {_('พึงประสงค์') if side == 'desired' else _('เป็นอยู่')}"
        )
        n = spread[1]
        told.append(
            Reliability(label, spread[0], n, rules.alpha_of(spread) if n >= asking.SMALLEST_CELL else None)
        )
    return sorted(told, key=lambda one: (one.name not in names.values(),))


def score(found: Results) -> Score | None:
    """Knowledge over all respondents; None where nothing of knowledge was asked or too few answered."""
    if found.whole is None:
        return None
    values = rules.scores_of(found.whole.sums[None]["score"])
    n = sum(values.values())
    if n < asking.SMALLEST_CELL:
        return None
    by_item: dict[str, list[float]] = {}
    for one in questions(found):
        if one.right is not None:
            by_item.setdefault(one.question.item or one.question.text, []).append(one.right)
    return Score(
        n,
        sum(value * count for value, count in values.items()) / n,
        values,
        tuple((label, sum(shares) / len(shares)) for label, shares in by_item.items()),
    )


def score_of_part(found: Results, part: str) -> tuple[int, float] | None:
    """n and mean score of one part; None where it is hidden: fewer than five, or another part would follow from it."""
    if found.whole is None:
        return None
    counts = {pk: sum(row[2] for row in one["score"]) for pk, one in found.whole.cells.items()}
    away, _total = found.whole._hidden("score", 0, counts)
    values = rules.scores_of(found.whole.sums[part]["score"])
    n = sum(values.values())
    if part in away or not n:
        return None
    return n, sum(value * count for value, count in values.items()) / n


# ── comparison ─────────────────────────────────────────────────────────────────────────────
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
        pairs, earlier_pairs = _pairs(now.whole.sums[None], item), _pairs(before.whole.sums[None], old)
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


# ── texts ──────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Texts:
    title: str
    texts: list[tuple[str, str]]  # group or nothing, text


def texts(survey: Survey, found: Results) -> list[Texts]:
    """Free texts by question in the order of their random keys; the group stands beside them where its figures may be shown."""
    if found.counted is None or found.counted < asking.SMALLEST_CELL or survey.state != Survey.State.CLOSED:
        return []
    counts = {cell: one["n"] for cell, one in (found.whole.cells if found.whole else {}).items()}
    away, _total = rules.hidden_parts([part for part in found.parts if part.kind == "group"], counts)
    names = {
        cell: found.names[part.key]
        for part in found.parts
        if part.kind == "group" and part.key not in away
        for cell in part.cells
    }
    by_question: dict[str, list[tuple[str, str]]] = {}
    for one in Remark.objects.filter(survey=survey).select_related("question").order_by("pk"):
        title = one.question.text if one.question else _("ข้อเสนอแนะ")
        by_question.setdefault(title, []).append((names.get(one.group_id or 0, ""), one.text))
    return [Texts(title, told) for title, told in by_question.items()]


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


def awareness(drive: Drive) -> Score | None:
    """Knowledge in the latest awareness survey of the drive that was counted."""
    survey = counted(drive, Survey.Kind.AWARENESS).first()
    return score(results(survey)) if survey else None


def dumbbell(rows: list[GapRow]) -> Dumbbell:
    """The picture of gaps, for the page and the report."""
    return Dumbbell(
        title=_("ระดับที่พึงประสงค์เทียบกับระดับที่เป็นอยู่"),
        description=_("คะแนนเฉลี่ย 1 ถึง 5 ต่อข้อของประมวลจริยธรรม"),
        rows=tuple(
            Pair(row.label, row.perceived, row.desired, row.low, row.high, row.suppressed) for row in rows
        ),
        words=dumbbell_words(_("ข้อของประมวล")),
    )


def items_of(ids: list[int]) -> dict[int, CodeItem]:
    return CodeItem.objects.in_bulk(ids)
