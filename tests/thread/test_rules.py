from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from janya.thread.rules import (
    MAY_FOLLOW,
    Branch,
    Edge,
    Graph,
    Kind,
    Node,
    Ref,
    Stage,
    earlier_of,
    figures,
    graph_of,
    hangs,
    loose,
    paths,
    tree,
    walk,
    weighed,
    wholeness,
)

REFS = st.builds(Ref, st.sampled_from(Stage), st.integers(1, 4))


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    refs = draw(st.lists(REFS, unique=True, max_size=20))
    nodes = [
        Node(ref, ref.pk, f"{ref.stage}{ref.pk}", weighty=draw(st.booleans()), answered=draw(st.booleans()))
        for ref in refs
    ]
    edges = draw(st.lists(st.builds(Edge, REFS, REFS), max_size=60))
    return graph_of(nodes, edges)


def told(branches: "list[Branch] | tuple[Branch, ...]") -> list[Ref]:
    """What the nested lists tell, without what they only name again."""
    found = []
    for one in branches:
        if not one.again:
            found += [one.node.ref, *told(one.branches)]
    return found


@given(graphs())
def test_edges_lead_only_downward_between_what_is_known(graph: Graph) -> None:
    assert all(edge.below.stage in MAY_FOLLOW[edge.above.stage] for edge in graph.edges)
    assert all(edge.above in graph.nodes and edge.below in graph.nodes for edge in graph.edges)
    assert len(set(graph.edges)) == len(graph.edges)


@given(graphs())
def test_nested_lists_tell_every_node_once(graph: Graph) -> None:
    assert sorted(told(tree(graph))) == sorted(graph.nodes)


@given(graphs())
def test_what_is_on_the_walk_of_one_has_that_one_on_its_own_walk(graph: Graph) -> None:
    for ref in graph.nodes:
        found = walk(graph, ref)

        assert ref in found.nodes
        assert all(ref in walk(graph, other).nodes for other in found.nodes)
        assert set(found.edges) <= set(graph.edges)
        assert list(found.nodes) == [one for one in graph.nodes if one in found.nodes]


@given(graphs())
def test_loose_is_just_what_does_not_hold(graph: Graph) -> None:
    hanging = {one.ref for one in loose(graph)}

    for ref, node in graph.nodes.items():
        above, below = graph.above[ref], graph.below[ref]
        holds = {
            Stage.ITEM: any(one.stage is Stage.RISK for one in below) or node.answered,
            Stage.RISK: bool(above) and (bool(below) or node.answered or not node.weighty),
            Stage.GAP: bool(below) or node.answered or not node.weighty,
            Stage.ISSUE: any(one.stage is Stage.KPI for one in below),
            Stage.KPI: bool(above) and any(one.stage is Stage.ACTIVITY for one in below) and node.measured,
            Stage.ACTIVITY: bool(above) and (bool(below) or not node.weighty),
            Stage.EVIDENCE: bool(above) or node.held,
        }[ref.stage]
        assert (ref in hanging) is not holds
    assert [one.kind for one in loose(graph)] == sorted(
        (one.kind for one in loose(graph)), key=list(Kind).index
    )


@given(graphs())
def test_a_thread_is_whole_only_when_nothing_of_it_hangs_loose(graph: Graph) -> None:
    hanging = {one.ref for one in loose(graph)}

    assert 0 <= wholeness(graph, hanging) <= 100
    assert (wholeness(graph, hanging) == 100) is (bool(graph.nodes) and not hanging)


@given(graphs())
def test_paths_end_where_nothing_follows_and_touch_all_that_is_below(graph: Graph) -> None:
    for ref in graph.nodes:
        ways = list(paths(graph, ref))

        assert {one for way in ways for one in way} == {ref} | {
            one for one in walk(graph, ref).nodes if ref in walk(graph, one).nodes and below(graph, ref, one)
        }
        assert all(not graph.below[way[-1]] for way in ways)
        assert len(set(ways)) == len(ways)


def below(graph: Graph, ref: Ref, other: Ref) -> bool:
    return other == ref or any(below(graph, one, other) for one in graph.below[ref])


def test_a_finished_activity_without_a_kpi_and_without_evidence_hangs_at_both_ends() -> None:
    node = Node(Ref(Stage.ACTIVITY, 1), 1, "ฝึกอบรม", weighty=True)

    assert hangs(node, [], []) == [Kind.ACTIVITY_WITHOUT_KPI, Kind.ACTIVITY_WITHOUT_EVIDENCE]


def test_figures_count_along_a_thread() -> None:
    nodes = [
        Node(Ref(Stage.RISK, 1), 1, "", weighty=True),
        Node(Ref(Stage.RISK, 2), 2, ""),
        Node(Ref(Stage.GAP, 1), 1, "", figure=Decimal("1.20")),
        Node(Ref(Stage.KPI, 1), 1, "", figure=Decimal(3)),
        Node(Ref(Stage.KPI, 2), 2, "", measured=False),
        Node(Ref(Stage.ACTIVITY, 1), 1, "", weighty=True),
    ]

    found = figures(graph_of(nodes, []))

    assert (found.risks, found.high, found.gap, found.score) == (2, 1, Decimal("1.20"), Decimal("3.00"))
    assert (found.kpis, found.measured, found.activities, found.done) == (2, 1, 1, 1)


def test_an_item_of_another_code_is_found_in_either_direction_of_the_mapping() -> None:
    half = Decimal("0.5")

    assert [one.item for one in earlier_of(1, {11, 12}, [(11, 1, half), (12, 1, half)])] == [11, 12]
    assert [one.item for one in earlier_of(11, {1, 2}, [(11, 1, half), (11, 2, half)])] == [1, 2]
    assert earlier_of(1, {9}, []) == []
    assert weighed([]) is None
