"""The thread of a year as a graph: code item → risk or gap → issue → KPI → activity → evidence, and what hangs loose."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import NamedTuple


class Stage(StrEnum):
    """What kind of thing a node is, in the order of the walk."""

    ITEM = "item"
    RISK = "risk"
    GAP = "gap"
    ISSUE = "issue"
    KPI = "kpi"
    ACTIVITY = "activity"
    EVIDENCE = "evidence"


class Column(IntEnum):
    """Where a stage stands: risks and gaps are two answers to one question, and share a column."""

    ITEM = 0
    FINDING = 1
    ISSUE = 2
    KPI = 3
    ACTIVITY = 4
    EVIDENCE = 5


COLUMNS = {
    Stage.ITEM: Column.ITEM,
    Stage.RISK: Column.FINDING,
    Stage.GAP: Column.FINDING,
    Stage.ISSUE: Column.ISSUE,
    Stage.KPI: Column.KPI,
    Stage.ACTIVITY: Column.ACTIVITY,
    Stage.EVIDENCE: Column.EVIDENCE,
}
MAY_FOLLOW = {
    Stage.ITEM: {Stage.RISK, Stage.GAP, Stage.ISSUE},
    Stage.RISK: {Stage.ISSUE},
    Stage.GAP: {Stage.ISSUE},
    Stage.ISSUE: {Stage.KPI, Stage.ACTIVITY},
    Stage.KPI: {Stage.ACTIVITY, Stage.EVIDENCE},
    Stage.ACTIVITY: {Stage.EVIDENCE},
    Stage.EVIDENCE: set[Stage](),
}
"""What may hang on what: an issue that people bring hangs on its item itself, an activity may answer an issue directly,
and evidence may prove a reading of a KPI."""


class Ref(NamedTuple):
    """A node's name: its stage and its number in the database (a gap has that of its code item)."""

    stage: Stage
    pk: int


class Edge(NamedTuple):
    above: Ref
    below: Ref


@dataclass(frozen=True, slots=True)
class Node:
    """One thing of the year. `figure` is what is measured of it: see `queries.figures_of`.

    `answered`: somebody decided that it goes no further (a risk turned down or closed, an item looked at without risk).
    `weighty`: it must go further (a high risk, a significant gap, a finished activity). `held`: something that is not in the
    graph stands on it (evidence of an indicator). `measured`: a KPI has a reading.
    """

    ref: Ref
    number: int
    title: str
    figure: Decimal | None = None
    level: str = ""
    weighty: bool = False
    answered: bool = False
    held: bool = False
    measured: bool = True


@dataclass(frozen=True)
class Graph:
    """All things of a drive, in their order, and what hangs on what."""

    nodes: Mapping[Ref, Node]
    edges: Sequence[Edge]

    @cached_property
    def below(self) -> Mapping[Ref, tuple[Ref, ...]]:
        return self._ways((edge.above, edge.below) for edge in self.edges)

    @cached_property
    def above(self) -> Mapping[Ref, tuple[Ref, ...]]:
        return self._ways((edge.below, edge.above) for edge in self.edges)

    @cached_property
    def order(self) -> Mapping[Ref, int]:
        return {ref: at for at, ref in enumerate(self.nodes)}

    def _ways(self, pairs: Iterable[tuple[Ref, Ref]]) -> dict[Ref, tuple[Ref, ...]]:
        found: dict[Ref, dict[Ref, None]] = {ref: {} for ref in self.nodes}
        for start, end in pairs:
            found[start][end] = None
        return {ref: tuple(ends) for ref, ends in found.items()}

    def of(self, stage: Stage) -> list[Node]:
        return [node for ref, node in self.nodes.items() if ref.stage is stage]


def graph_of(nodes: Iterable[Node], edges: Iterable[Edge]) -> Graph:
    """A graph of these nodes: an edge whose end is unknown, or that leads where none may lead, is left out; each once.

    Source: mission row S+: item, risks and gaps, issues, KPIs, activities, evidence.

    >>> item, risk = Node(Ref(Stage.ITEM, 1), 1, "ก"), Node(Ref(Stage.RISK, 7), 1, "ข")
    >>> graph_of([item, risk], [Edge(item.ref, risk.ref), Edge(risk.ref, item.ref)]).edges == (Edge(item.ref, risk.ref),)
    True
    """
    known = {node.ref: node for node in nodes}
    kept = dict.fromkeys(
        edge
        for edge in edges
        if edge.above in known and edge.below in known and edge.below.stage in MAY_FOLLOW[edge.above.stage]
    )
    return Graph(known, tuple(kept))


def reached(start: Iterable[Ref], ways: Mapping[Ref, Sequence[Ref]]) -> set[Ref]:
    """Everything that can be reached from these, without them unless a way leads to them.

    Source: arithmetic of graphs.

    >>> a, b, c = (Ref(Stage.ISSUE, n) for n in (1, 2, 3))
    >>> sorted(one.pk for one in reached([a], {a: [b], b: [c], c: []}))
    [2, 3]
    """
    waiting = list(start)
    found: set[Ref] = set()
    while waiting:
        for one in ways.get(waiting.pop(), ()):
            if one not in found:
                found.add(one)
                waiting.append(one)
    return found


def walk(graph: Graph, ref: Ref) -> Graph:
    """The thread through one node: what leads to it and what follows from it, with itself; in the order of the graph.

    Source: mission row S+: “from any code item one can walk … and back”.

    >>> item, one, two = Node(Ref(Stage.ITEM, 1), 1, ""), Node(Ref(Stage.RISK, 1), 1, ""), Node(Ref(Stage.RISK, 2), 2, "")
    >>> whole = graph_of([item, one, two], [Edge(item.ref, one.ref), Edge(item.ref, two.ref)])
    >>> len(walk(whole, item.ref).nodes), len(walk(whole, two.ref).nodes)
    (3, 2)
    """
    return part(graph, reached([ref], graph.below) | reached([ref], graph.above) | {ref})


def part(graph: Graph, kept: Collection[Ref]) -> Graph:
    """The same graph with only these nodes, and the edges between them.

    Source: arithmetic of graphs.

    >>> part(Graph({}, ()), []).nodes
    {}
    """
    # only edges of what is kept are looked at: a thread is small, a year is not
    edges = [Edge(ref, one) for ref in kept for one in graph.below.get(ref, ()) if one in kept]
    order = graph.order
    nodes = {ref: graph.nodes[ref] for ref in sorted(kept, key=order.__getitem__)}
    return Graph(nodes, tuple(sorted(edges, key=lambda edge: (order[edge.above], order[edge.below]))))


@dataclass(frozen=True, slots=True)
class Branch:
    """A node with what hangs on it; `again` when it was told before and is only named here."""

    node: Node
    branches: "tuple[Branch, ...]" = ()
    again: bool = False


def tree(graph: Graph) -> list[Branch]:
    """The graph as nested lists from its heads downward; every node is told once, and after that only named.

    Source: mission row S+, for those who read and do not see the drawing.

    >>> item, one = Node(Ref(Stage.ITEM, 1), 1, ""), Node(Ref(Stage.RISK, 1), 1, "")
    >>> [len(branch.branches) for branch in tree(graph_of([item, one], [Edge(item.ref, one.ref)]))]
    [1]
    """
    told: set[Ref] = set()

    def branch(ref: Ref) -> Branch:
        if ref in told:
            return Branch(graph.nodes[ref], again=True)
        told.add(ref)
        return Branch(graph.nodes[ref], tuple(branch(one) for one in graph.below[ref]))

    return [branch(ref) for ref in graph.nodes if not graph.above[ref]]


class Kind(StrEnum):
    """The ways to hang loose, in the order of the walk."""

    ITEM_WITHOUT_RISK = "item-without-risk"
    RISK_WITHOUT_ITEM = "risk-without-item"
    RISK_WITHOUT_ISSUE = "risk-without-issue"
    GAP_WITHOUT_ISSUE = "gap-without-issue"
    ISSUE_WITHOUT_KPI = "issue-without-kpi"
    KPI_WITHOUT_ISSUE = "kpi-without-issue"
    KPI_WITHOUT_ACTIVITY = "kpi-without-activity"
    KPI_WITHOUT_READING = "kpi-without-reading"
    ACTIVITY_WITHOUT_KPI = "activity-without-kpi"
    ACTIVITY_WITHOUT_EVIDENCE = "activity-without-evidence"
    EVIDENCE_UNUSED = "evidence-unused"


class Loose(NamedTuple):
    kind: Kind
    ref: Ref


def hangs(node: Node, above: Collection[Ref], below: Collection[Ref]) -> list[Kind]:
    """How one node hangs loose, by what stands above and below it.

    Source: mission rows S2–S8 and S+: a risk stands under an item and a high one becomes an issue or is turned down with a
    reason; a significant gap likewise; an issue has a KPI, a KPI an activity and a reading, what is finished has evidence.

    >>> hangs(Node(Ref(Stage.RISK, 1), 1, "", weighty=True), [Ref(Stage.ITEM, 1)], [])
    [<Kind.RISK_WITHOUT_ISSUE: 'risk-without-issue'>]
    """
    follows = {ref.stage for ref in below}
    match node.ref.stage:
        case Stage.ITEM:
            found = {Kind.ITEM_WITHOUT_RISK: Stage.RISK not in follows and not node.answered}
        case Stage.RISK:
            found = {
                Kind.RISK_WITHOUT_ITEM: not above,
                Kind.RISK_WITHOUT_ISSUE: node.weighty and not below and not node.answered,
            }
        case Stage.GAP:
            found = {Kind.GAP_WITHOUT_ISSUE: node.weighty and not below and not node.answered}
        case Stage.ISSUE:
            found = {Kind.ISSUE_WITHOUT_KPI: Stage.KPI not in follows}
        case Stage.KPI:
            found = {
                Kind.KPI_WITHOUT_ISSUE: not above,
                Kind.KPI_WITHOUT_ACTIVITY: Stage.ACTIVITY not in follows,
                Kind.KPI_WITHOUT_READING: not node.measured,
            }
        case Stage.ACTIVITY:
            found = {
                Kind.ACTIVITY_WITHOUT_KPI: not above,
                Kind.ACTIVITY_WITHOUT_EVIDENCE: node.weighty and not below,
            }
        case Stage.EVIDENCE:
            found = {Kind.EVIDENCE_UNUSED: not above and not node.held}
    return [kind for kind, is_so in found.items() if is_so]


def loose(graph: Graph) -> list[Loose]:
    """Everything that hangs loose at either end, kind by kind, each in the order of the graph.

    Source: mission row S+: “what hangs loose is listed”.

    >>> [one.kind.value for one in loose(graph_of([Node(Ref(Stage.ITEM, 1), 1, "")], []))]
    ['item-without-risk']
    """
    found = [
        Loose(kind, ref)
        for ref, node in graph.nodes.items()
        for kind in hangs(node, graph.above[ref], graph.below[ref])
    ]
    order = {kind: at for at, kind in enumerate(Kind)}
    return sorted(found, key=lambda one: order[one.kind])


def wholeness(graph: Graph, hanging: Collection[Ref]) -> int:
    """How much of a thread holds, in percent: its nodes that hang loose nowhere, out of all; rounded down, so 100 is all.

    Source: the project's own rule (mission row S+).

    >>> wholeness(graph_of([Node(Ref(Stage.ITEM, 1), 1, "")], []), [])
    100
    """
    held = sum(ref not in hanging for ref in graph.nodes)
    return held * 100 // len(graph.nodes) if graph.nodes else 0


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted along a thread."""

    risks: int = 0
    high: int = 0
    gap: Decimal | None = None
    issues: int = 0
    kpis: int = 0
    measured: int = 0
    score: Decimal | None = None
    activities: int = 0
    done: int = 0
    evidence: int = 0


def figures(graph: Graph) -> Figures:
    """Counts along a thread: risks and the high among them, the largest gap, issues, KPIs and their mean level, activities
    and the finished ones, evidence.

    Source: mission row S+; the mean of the five-level scale is weighed by nothing, because one KPI may serve many items.

    >>> kpis = [Node(Ref(Stage.KPI, n), n, "", figure=Decimal(level)) for n, level in ((1, 4), (2, 5))]
    >>> figures(graph_of(kpis, [])).score
    Decimal('4.50')
    """
    by_stage: dict[Stage, list[Node]] = {stage: [] for stage in Stage}
    for ref, node in graph.nodes.items():
        by_stage[ref.stage].append(node)
    levels = [node.figure for node in by_stage[Stage.KPI] if node.figure is not None]
    return Figures(
        risks=len(by_stage[Stage.RISK]),
        high=sum(node.weighty for node in by_stage[Stage.RISK]),
        gap=max((node.figure for node in by_stage[Stage.GAP] if node.figure is not None), default=None),
        issues=len(by_stage[Stage.ISSUE]),
        kpis=len(by_stage[Stage.KPI]),
        measured=sum(node.measured for node in by_stage[Stage.KPI]),
        score=mean(levels),
        activities=len(by_stage[Stage.ACTIVITY]),
        done=sum(node.weighty for node in by_stage[Stage.ACTIVITY]),
        evidence=len(by_stage[Stage.EVIDENCE]),
    )


def mean(numbers: Sequence[Decimal]) -> Decimal | None:
    """The mean with two decimals, or None of nothing.

    Source: arithmetic.

    >>> mean([Decimal(1), Decimal(2)]), mean([])
    (Decimal('1.50'), None)
    """
    if not numbers:
        return None
    return (sum(numbers, Decimal(0)) / len(numbers)).quantize(Decimal("0.01"), ROUND_HALF_UP)


class Led(NamedTuple):
    """That an item of another code leads to one of ours, and with which weight."""

    item: int
    weight: Decimal


def earlier_of(item: int, others: Collection[int], mapped: Iterable[tuple[int, int, Decimal]]) -> list[Led]:
    """The items of last year's code that one of this year's came from; itself, when the code is the same.

    `mapped` are (from, to, weight) of the mapping between the codes, read in either direction.

    Source: decision on the mapping between the codes of 2552 and 2564 (catalogue, `code_mappings`).

    >>> earlier_of(3, {3, 4}, []), earlier_of(3, {13, 14}, [(13, 3, Decimal("0.6")), (14, 5, Decimal(1))])
    ([Led(item=3, weight=Decimal('1'))], [Led(item=13, weight=Decimal('0.6'))])
    """
    if item in others:
        return [Led(item, Decimal(1))]
    found = [Led(one, weight) for one, to, weight in mapped if to == item and one in others]
    return found or [Led(to, weight) for one, to, weight in mapped if one == item and to in others]


def weighed(numbers: Iterable[tuple[Decimal | None, Decimal]]) -> Decimal | None:
    """The mean of (number, weight) pairs that have a number, with two decimals.

    Source: mission row S1 (two codes) and S+ (year over year across them).

    >>> weighed([(Decimal("1.2"), Decimal("0.5")), (Decimal("0.6"), Decimal("0.5")), (None, Decimal(1))])
    Decimal('0.90')
    """
    known = [(number, weight) for number, weight in numbers if number is not None and weight > 0]
    if not known:
        return None
    whole = sum((weight for _number, weight in known), Decimal(0))
    return (sum((number * weight for number, weight in known), Decimal(0)) / whole).quantize(
        Decimal("0.01"), ROUND_HALF_UP
    )


def paths(graph: Graph, start: Ref) -> Iterator[tuple[Ref, ...]]:
    """Every way from a node down to where it ends, in the order of the graph.

    Source: mission row S+; a row of the Excel sheet each.

    >>> item, one = Node(Ref(Stage.ITEM, 1), 1, ""), Node(Ref(Stage.RISK, 1), 1, "")
    >>> [len(way) for way in paths(graph_of([item, one], [Edge(item.ref, one.ref)]), item.ref)]
    [2]
    """
    ends = graph.below.get(start, ())
    if not ends:
        yield (start,)
    for one in ends:
        for way in paths(graph, one):
            yield (start, *way)
