"""The thread of a drive: its graph in a fixed number of queries, what hangs loose, figures by item, and last year beside it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Subquery
from django.utils import timezone

from janya.core.keeping import Kept
from janya.drives.models import Drive
from janya.drives.queries import mark
from janya.evidence import queries as evidence
from janya.evidence.models import Evidence
from janya.findings import queries as findings
from janya.issues import queries as issues
from janya.issues import rules as priorities
from janya.issues.models import CriterionScore, Issue, Override
from janya.kpis import queries as kpis
from janya.norms.models import CodeItem, ItemMapping
from janya.plans.models import Activity
from janya.plans.rules import light
from janya.risks import queries as risks
from janya.risks.models import Band, ItemReview, Risk
from janya.surveys.models import Survey

from . import rules
from .rules import Edge, Figures, Graph, Kind, Loose, Node, Ref, Stage

HUNDRED = 100
CENT = Decimal("0.01")
GRAVE = frozenset({"high", "critical"})


@dataclass(frozen=True)
class Item:
    """What is told of a code item without its long texts."""

    pk: int
    number: int
    title: str
    short: str

    @property
    def ref(self) -> Ref:
        return Ref(Stage.ITEM, self.pk)


@dataclass(frozen=True)
class Thread:
    """The graph of a drive with all that its pages show of it; `survey` is the one whose gaps are told."""

    drive: int
    graph: Graph
    items: list[Item]
    loose: list[Loose]
    survey: int | None = None
    bands: dict[str, str] = field(default_factory=dict)

    @cached_property
    def hanging(self) -> dict[Ref, list[Kind]]:
        found: dict[Ref, list[Kind]] = {}
        for one in self.loose:
            found.setdefault(one.ref, []).append(one.kind)
        return found

    @cached_property
    def rows(self) -> "list[Row]":
        """The items in their order, each with what is counted along its thread."""
        return [row_of(self, item) for item in self.items]

    def loose_of(self, graph: Graph) -> list[Loose]:
        return [one for one in self.loose if one.ref in graph.nodes]


@dataclass(frozen=True)
class Row:
    """One code item: its thread, what is counted along it, how whole it is."""

    item: Item
    graph: Graph
    figures: Figures
    loose: list[Loose]
    percent: int
    worst: str = ""

    @property
    def is_whole(self) -> bool:
        return not self.loose


def row_of(thread: Thread, item: Item) -> Row:
    found = rules.walk(thread.graph, item.ref)
    worst = max(
        (node for node in found.of(Stage.RISK) if not node.answered or node.weighty),
        key=lambda node: node.figure or 0,
        default=None,
    )
    return Row(
        item,
        found,
        rules.figures(found),
        thread.loose_of(found),
        rules.wholeness(found, thread.hanging),
        worst.level if worst else "",
    )


KEPT: Kept[Thread] = Kept(12)


def thread(drive: Drive, today: date | None = None) -> Thread:
    """The whole thread of a drive. One query where nothing changed since it was last asked for, else thirteen and what
    the findings need, whatever the number of risks, activities and pieces of evidence (decision 0010).
    """
    today = today or timezone.localdate()
    key = (drive.pk, mark(drive), today)
    return KEPT.get(key, lambda: worked_out(drive, today))


def worked_out(drive: Drive, today: date) -> Thread:
    builder = Builder(drive, today)
    builder.build()
    graph = rules.graph_of(builder.nodes, builder.edges)
    return Thread(drive.pk, graph, builder.items, rules.loose(graph), builder.survey, builder.names)


@dataclass(slots=True)
class Decided:
    """An adopted issue with its sources: scores by risk, (gap, lower end) by code item."""

    pk: int
    number: int
    title: str
    item: int
    gap: Decimal | None
    wanted: int | None
    risks: dict[int, int] = field(default_factory=dict)
    gaps: dict[int, tuple[Decimal, Decimal | None]] = field(default_factory=dict)


class Builder:
    """Gathers nodes and edges stage by stage; each step is named after what it reads."""

    def __init__(self, drive: Drive, today: date) -> None:
        self.drive, self.today = drive, today
        self.nodes: list[Node] = []
        self.edges: list[Edge] = []
        self.items: list[Item] = []
        self.survey: int | None = None
        self.names: dict[str, str] = {}
        self.turned_down: set[Ref] = set()
        self.served: dict[int, set[int]] = {}  # issues by KPI

    def build(self) -> None:
        adopted = self.decided()
        self.read_items()
        risks = self.read_risks()
        self.read_gaps(adopted)
        self.read_issues(adopted, risks)
        self.read_kpis()
        self.read_activities()
        self.read_evidence()

    def decided(self) -> "list[Decided]":
        """Adopted issues; sources of what was turned down are spoken for. One query, a line a pair of sources."""
        newest = Override.objects.filter(issue=OuterRef("pk")).order_by("-pk").values("rank")[:1]
        told = (
            Issue.objects.of(self.drive)
            .standing()
            .annotate(wanted=Subquery(newest))
            .order_by("number", "gaps__pk", "risks__number")
            .values_list(
                "pk",
                "number",
                "title",
                "item",
                "gap",
                "wanted",
                "decision",
                "risks",
                "risks__residual_score",
                "gaps__item",
                "gaps__gap",
                "gaps__low",
            )
        )
        adopted: dict[int, Decided] = {}
        for pk, number, title, item, largest, wanted, decision, risk, score, of_item, gap, low in told:
            if decision == Issue.Decision.TURNED_DOWN:
                self.turned_down |= {Ref(Stage.RISK, risk), Ref(Stage.GAP, of_item)}
                continue
            issue = adopted.setdefault(pk, Decided(pk, number, title, item, largest, wanted))
            if risk is not None:
                issue.risks[risk] = score
            if of_item is not None:
                issue.gaps[of_item] = (gap, low)
        return list(adopted.values())

    def read_items(self) -> None:
        """The items of the drive's code, and whether somebody looked and found no risk. One query."""
        looked = ItemReview.objects.filter(drive=self.drive, item=OuterRef("pk"))
        found = (
            CodeItem.objects.of(self.drive.code_id, self.drive.agency_id)
            .annotate(looked=Exists(looked))
            .only("number", "title")
            .order_by("number", "pk")
        )
        for item in found:
            one = Item(item.pk, item.number, item.title, item.short)
            self.items.append(one)
            self.nodes.append(Node(one.ref, item.number, item.title, answered=vars(item)["looked"]))

    def read_risks(self) -> dict[int, list[int]]:
        """Every risk of the year, closed ones too, worst first; the items of each. Two queries."""
        bands = risks.bands_for(self.drive.agency_id)
        self.names = {band.level: band.name for band in bands}
        rows = Risk.objects.of(self.drive).order_by("-residual_score", "number")
        told = rows.values_list("pk", "number", "title", "residual_score", "closed_on", "items")
        found: dict[int, list[int]] = {}
        for pk, number, title, score, closed_on, item in told:
            ref = Ref(Stage.RISK, pk)
            if pk not in found:
                found[pk] = []
                level = level_of(score, bands)
                is_closed = closed_on is not None
                self.nodes.append(
                    Node(
                        ref,
                        number,
                        title,
                        Decimal(score),
                        level,
                        weighty=level in GRAVE and not is_closed,
                        answered=is_closed or ref in self.turned_down,
                    )
                )
            if item is not None:
                found[pk].append(item)
                self.edges.append(Edge(Ref(Stage.ITEM, item), ref))
        return found

    def read_gaps(self, adopted: Iterable[Decided]) -> None:
        """Of each item the gap as the survey counted last says, else as it was when an issue was decided upon."""
        survey: Survey | None = findings.counted(self.drive).first()
        told: dict[int, tuple[Decimal, Decimal | None]] = {}
        for issue in adopted:
            told |= issue.gaps
        if survey is not None:
            self.survey = survey.pk
            for row in findings.results(survey).overall:
                if not row.suppressed and row.n and row.gap is not None:
                    low = None if row.low is None else Decimal(str(row.low))
                    told[row.item_id] = Decimal(str(row.gap)), low
        for item in self.items:
            if item.pk not in told:
                continue
            gap, low = told[item.pk]
            ref = Ref(Stage.GAP, item.pk)
            self.nodes.append(
                Node(
                    ref,
                    item.number,
                    item.title,
                    gap.quantize(CENT),
                    weighty=low is not None and priorities.gap_is_candidate(gap, low),
                    answered=ref in self.turned_down,
                )
            )
            self.edges.append(Edge(item.ref, ref))

    def read_issues(self, adopted: list[Decided], of_risks: dict[int, list[int]]) -> None:
        """Adopted issues in the order of their priority, each on its risks and gaps, else on its item itself."""
        ranks = self.ranks(adopted)
        for issue in sorted(adopted, key=lambda one: ranks[one.pk]):
            ref = Ref(Stage.ISSUE, issue.pk)
            self.nodes.append(Node(ref, issue.number, issue.title, Decimal(ranks[issue.pk])))
            self.edges += [Edge(Ref(Stage.RISK, pk), ref) for pk in issue.risks]
            self.edges += [Edge(Ref(Stage.GAP, pk), ref) for pk in issue.gaps]
            reaches = {item for risk in issue.risks for item in of_risks.get(risk, ())}
            if issue.item not in reaches | issue.gaps.keys():
                self.edges.append(Edge(Ref(Stage.ITEM, issue.item), ref))

    def ranks(self, adopted: list[Decided]) -> dict[int, int]:
        """Where each issue stands; three queries. The same arithmetic as the page of priorities, without its words."""
        weights = {criterion.pk: weight for criterion, weight in issues.weights_of(self.drive)}
        scores: dict[int, list[priorities.Term]] = {}
        given = CriterionScore.objects.filter(issue__drive=self.drive, criterion__in=list(weights))
        for issue, criterion, score in given.values_list("issue", "criterion", "score"):
            term = priorities.Term(criterion, weights[criterion], score)
            scores.setdefault(issue, []).append(term)
        standings = [
            priorities.Standing(
                key=one.pk,
                item=one.item,
                total=priorities.total(scores.get(one.pk, [])),
                risk=max(one.risks.values(), default=0),
                gap=one.gap or Decimal(0),
                number=one.number,
                wanted=one.wanted,
            )
            for one in adopted
        ]
        return {pk: place.overall for pk, place in priorities.ranks(standings).items()}

    def read_kpis(self) -> None:
        """KPIs with the level that their latest reading reaches; three queries."""
        for row in kpis.scorecard(self.drive, self.today).rows:
            ref = Ref(Stage.KPI, row.kpi.pk)
            level = None if row.level is None else Decimal(row.level)
            self.nodes.append(
                Node(
                    ref,
                    row.kpi.number,
                    row.kpi.name,
                    level,
                    str(row.light),
                    measured=row.latest is not None,
                )
            )
            self.served[row.kpi.pk] = {issue.pk for issue in row.kpi.issues.all()}
            self.edges += [Edge(Ref(Stage.ISSUE, pk), ref) for pk in sorted(self.served[row.kpi.pk])]

    def read_activities(self) -> None:
        """Activities that were not cancelled, under their KPIs, and under an issue that none of these serves. One query."""
        told = (
            Activity.objects.of(self.drive)
            .filter(cancelled_on=None)
            .order_by("area__number", "number", "kpis__number", "issues__number")
            .values_list("pk", "number", "title", "percent", "starts_on", "ends_on", "kpis", "issues")
        )
        of_kpis: dict[int, dict[int, None]] = {}
        of_issues: dict[int, dict[int, None]] = {}
        for pk, number, title, percent, starts_on, ends_on, kpi, issue in told:
            if pk not in of_kpis:
                of_kpis[pk], of_issues[pk] = {}, {}
                told_light = str(light(percent, starts_on=starts_on, ends_on=ends_on, today=self.today))
                finished = percent >= HUNDRED
                ref = Ref(Stage.ACTIVITY, pk)
                self.nodes.append(Node(ref, number, title, Decimal(percent), told_light, weighty=finished))
            of_kpis[pk] |= {kpi: None} if kpi else {}
            of_issues[pk] |= {issue: None} if issue else {}
        for pk, served in of_kpis.items():
            ref = Ref(Stage.ACTIVITY, pk)
            through = {issue for kpi in served for issue in self.served.get(kpi, ())}
            self.edges += [Edge(Ref(Stage.KPI, kpi), ref) for kpi in served]
            self.edges += [Edge(Ref(Stage.ISSUE, one), ref) for one in of_issues[pk] if one not in through]

    def read_evidence(self) -> None:
        """Evidence that stands, under its activities and the KPIs whose readings it proves; what a room uses besides is held. One query."""
        used = reduce(or_, (Q(pk__in=room.numbers(self.drive)) for room in evidence.USES), Q(pk=None))
        found = (
            Evidence.objects.of(self.drive)
            .standing()
            .annotate(used=ExpressionWrapper(used, output_field=BooleanField()))
            .order_by("number")
            .values_list(
                "pk", "number", "title", "used", "outcome", "proofs__activity", "reading_proofs__reading__kpi"
            )
        )
        seen: set[int] = set()
        for pk, number, title, is_used, outcome, activity, kpi in found:
            ref = Ref(Stage.EVIDENCE, pk)
            if pk not in seen:
                seen.add(pk)
                self.nodes.append(Node(ref, number, title, level=outcome, held=bool(is_used)))
            if activity is not None:
                self.edges.append(Edge(Ref(Stage.ACTIVITY, activity), ref))
            if kpi is not None:
                self.edges.append(Edge(Ref(Stage.KPI, kpi), ref))


def level_of(score: int, bands: Iterable[Band]) -> str:
    return next((band.level for band in bands if band.floor <= score <= band.ceiling), "")


# ── year over year ─────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Year:
    """An item this year beside the items it came from last year."""

    row: Row
    earlier: list[Item]
    before: Figures | None
    then: Drive | None = None


@dataclass(frozen=True)
class Years:
    drive: Drive
    earlier: Drive | None
    rows: list[Year]

    @property
    def other_code(self) -> bool:
        return self.earlier is not None and self.earlier.code_id != self.drive.code_id


def years(drive: Drive, today: date | None = None) -> Years:
    """Every item this year and the year before, across the codes where they differ; four queries when both are kept."""
    here = thread(drive, today)
    earlier = risks.previous_drive(drive)
    if earlier is None:
        return Years(drive, None, [Year(row, [], None) for row in here.rows])
    there = thread(earlier, today)
    of_then = {row.item.pk: row for row in there.rows}
    mapped: list[tuple[int, int, Decimal]] = []
    if earlier.code_id != drive.code_id:
        ours, theirs = [item.pk for item in here.items], list(of_then)
        pairs = Q(to_item__in=ours, from_item__in=theirs) | Q(from_item__in=ours, to_item__in=theirs)
        mapped = list(
            ItemMapping.objects.filter(pairs).order_by("pk").values_list("from_item", "to_item", "weight")
        )
    return Years(drive, earlier, [year_of(row, earlier, there, of_then, mapped) for row in here.rows])


def year_of(
    row: Row,
    then: Drive,
    there: Thread,
    of_then: dict[int, Row],
    mapped: list[tuple[int, int, Decimal]],
) -> Year:
    led = rules.earlier_of(row.item.pk, of_then, mapped)
    if not led:
        return Year(row, [], None)
    old = [of_then[one.item] for one in led]
    whole = rules.part(there.graph, {ref for one in old for ref in one.graph.nodes})
    figures = rules.figures(whole)
    gap = rules.weighed((of_then[one.item].figures.gap, one.weight) for one in led)
    before = Figures(**{**facts_of(figures), "gap": gap})
    return Year(row, [one.item for one in old], before, then)


def facts_of(figures: Figures) -> dict[str, Any]:
    return {name: getattr(figures, name) for name in Figures.__slots__}


# ── what other rooms ask for ───────────────────────────────────────────────────────────────
def loose_count(drive: Drive, today: date | None = None) -> int:
    """How many loose ends there are; one query where the thread is kept."""
    return len(thread(drive, today).loose)


def annual(drive: Drive, today: date | None = None) -> dict[str, Any]:
    """What the yearly report says of the thread: counts by item, and how many hang loose of each kind."""
    found = thread(drive, today)
    kinds = [one.kind for one in found.loose]
    return {
        "items": [
            {
                "number": row.item.number,
                "title": row.item.title,
                **{
                    name: str(value) if isinstance(value, Decimal) else value
                    for name, value in facts_of(row.figures).items()
                },
                "percent": row.percent,
                "loose": len(row.loose),
            }
            for row in found.rows
        ],
        "loose": [{"kind": str(kind), "count": kinds.count(kind)} for kind in Kind if kind in kinds],
        "loose_count": len(kinds),
    }
