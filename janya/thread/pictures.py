"""The pictures of a thread: drawn from item to evidence, and this year beside the last."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from janya.core.charts import Box, Flow, FlowWords, Tie

from .rules import COLUMNS as COLUMN_OF
from .rules import Branch, Column, Graph, Node, Ref, Stage, part, tree
from .words import COLUMNS, Told, Words

MOST = 7  # boxes in a column; what is more stands in the list below
FIRST = (Stage.GAP,)  # never put away: there is one for each item


@dataclass(frozen=True)
class Shown:
    """What of a thread is drawn: the nodes, and how many more each column has."""

    graph: Graph
    more: dict[Column, list[Ref]]

    @property
    def hidden(self) -> int:
        return sum(map(len, self.more.values()))

    @property
    def branches(self) -> list[Branch]:
        return tree(self.graph)


def shown_of(graph: Graph, chosen: Ref | None = None, most: int = MOST) -> Shown:
    """The first of each column in the order of the graph, which is that of their weight; the chosen one always."""
    by_column: dict[Column, list[Node]] = {column: [] for column in Column}
    for ref, node in graph.nodes.items():
        by_column[COLUMN_OF[ref.stage]].append(node)
    kept, more = set[Ref](), dict[Column, list[Ref]]()
    for column, nodes in by_column.items():
        first = sorted(nodes, key=lambda node: (node.ref != chosen, node.ref.stage not in FIRST))
        told = first if len(first) <= most else first[: most - 1]
        kept |= {node.ref for node in told}
        if len(told) < len(first):
            more[column] = [node.ref for node in first[most - 1 :]]
    return Shown(part(graph, kept), more)


def flow(words: Words, graph: Graph, shown: Shown, title: str, *, links: bool = True) -> Flow:
    """The drawing of a thread; the boxes lead to their things, the rest of a column to the list below."""
    boxes = [box_of(words.tell(node), links=links) for node in shown.graph.nodes.values()]
    keys = {ref: key_of(ref) for ref in shown.graph.nodes}
    for column, refs in shown.more.items():
        key = f"more-{column.value}"
        keys |= dict.fromkeys(refs, key)
        boxes.append(
            Box(
                key,
                column.value,
                _("อีก %(n)s รายการ") % {"n": len(refs)},
                href=f"?stage={refs[0].stage}#list" if links else "",
                paint="empty",
            )
        )
    ties = dict.fromkeys(Tie(keys[edge.above], keys[edge.below]) for edge in graph.edges)
    counts = [sum(COLUMN_OF[ref.stage] is column for ref in graph.nodes) for column in Column]
    heads = [f"{name} ({count})" if count else str(name) for name, count in zip(COLUMNS, counts, strict=True)]
    return Flow(
        title,
        described(words, graph),
        boxes=tuple(boxes),
        ties=tuple(ties),
        words=FlowWords(
            columns=tuple(heads),
            stage=_("ขั้น"),
            thing=_("รายการ"),
            figures=_("ค่าและสถานะ"),
            leads_to=_("เชื่อมต่อไปยัง"),
            nothing=_("ยังไม่มี"),
        ),
    )


def key_of(ref: Ref) -> str:
    return f"{ref.stage}-{ref.pk}"


def box_of(told: Told, *, links: bool) -> Box:
    return Box(
        key_of(told.node.ref),
        COLUMN_OF[told.node.ref.stage].value,
        told.title,
        told.called,
        told.figure,
        told.note,
        told.paint,
        told.href if links else "",
        ", ".join(told.lacks),
        told.is_chosen,
    )


def described(words: Words, graph: Graph) -> str:
    """What the drawing says, for those who do not see it."""
    count = {stage: len(graph.of(stage)) for stage in Stage}
    loose = len(words.thread.loose_of(graph))
    said = _(
        "ความเสี่ยง %(risks)s รายการ ประเด็น %(issues)s ประเด็น ตัวชี้วัด %(kpis)s ตัว กิจกรรม %(activities)s กิจกรรม "
        "หลักฐาน %(evidence)s รายการ จุดที่ยังไม่เชื่อมกัน %(loose)s จุด เรียงจากซ้ายไปขวา ตัวเลขบนเส้นคือ คะแนนความเสี่ยง "
        "ช่องว่าง ลำดับความสำคัญ ระดับของตัวชี้วัด และร้อยละของความก้าวหน้า"
    )
    return said % {
        "risks": count[Stage.RISK],
        "issues": count[Stage.ISSUE],
        "kpis": count[Stage.KPI],
        "activities": count[Stage.ACTIVITY],
        "evidence": count[Stage.EVIDENCE],
        "loose": loose,
    }


@dataclass(frozen=True)
class Twig:
    """A branch in words, for the nested list."""

    told: Told
    twigs: "list[Twig]"
    again: bool


def twigs(words: Words, shown: Shown) -> list[Twig]:
    def twig(branch: Branch) -> Twig:
        return Twig(words.tell(branch.node), [twig(one) for one in branch.branches], branch.again)

    return [twig(one) for one in shown.branches]


__all__ = ["MOST", "Shown", "Twig", "flow", "shown_of", "twigs"]
