"""How the things of a thread are named, and what hangs loose is said: references, figures in words, addresses."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from janya.drives.models import Drive

from .queries import Row, Thread
from .rules import Kind, Loose, Node, Ref, Stage

STAGES: dict[Stage, Promise] = {
    Stage.ITEM: gettext_lazy("ข้อของประมวล"),
    Stage.RISK: gettext_lazy("ความเสี่ยง"),
    Stage.GAP: gettext_lazy("ช่องว่างความคาดหวัง"),
    Stage.ISSUE: gettext_lazy("ประเด็น"),
    Stage.KPI: gettext_lazy("ตัวชี้วัด"),
    Stage.ACTIVITY: gettext_lazy("กิจกรรม"),
    Stage.EVIDENCE: gettext_lazy("หลักฐาน"),
}
COLUMNS: tuple[Promise, ...] = (
    gettext_lazy("ข้อของประมวล"),
    gettext_lazy("ความเสี่ยงและช่องว่าง"),
    gettext_lazy("ประเด็น"),
    gettext_lazy("ตัวชี้วัด"),
    gettext_lazy("กิจกรรม"),
    gettext_lazy("หลักฐาน"),
)
LACKS: dict[Kind, Promise] = {
    Kind.ITEM_WITHOUT_RISK: gettext_lazy("ยังไม่ได้วิเคราะห์ความเสี่ยง"),
    Kind.RISK_WITHOUT_ITEM: gettext_lazy("ยังไม่ผูกกับข้อของประมวล"),
    Kind.RISK_WITHOUT_ISSUE: gettext_lazy("ยังไม่พิจารณาเป็นประเด็น"),
    Kind.GAP_WITHOUT_ISSUE: gettext_lazy("ยังไม่พิจารณาเป็นประเด็น"),
    Kind.ISSUE_WITHOUT_KPI: gettext_lazy("ยังไม่มีตัวชี้วัด"),
    Kind.KPI_WITHOUT_ISSUE: gettext_lazy("ไม่ตอบประเด็นใด"),
    Kind.KPI_WITHOUT_ACTIVITY: gettext_lazy("ยังไม่มีกิจกรรมรองรับ"),
    Kind.KPI_WITHOUT_READING: gettext_lazy("ยังไม่มีผลการวัด"),
    Kind.ACTIVITY_WITHOUT_KPI: gettext_lazy("ไม่สนับสนุนตัวชี้วัดหรือประเด็นใด"),
    Kind.ACTIVITY_WITHOUT_EVIDENCE: gettext_lazy("เสร็จแล้วแต่ยังไม่มีหลักฐาน"),
    Kind.EVIDENCE_UNUSED: gettext_lazy("ยังไม่ได้ใช้กับเรื่องใด"),
}
HEADS: dict[Kind, Promise] = {
    Kind.ITEM_WITHOUT_RISK: gettext_lazy("ข้อของประมวลที่ยังไม่มีความเสี่ยง และยังไม่บันทึกว่าพิจารณาแล้วไม่พบ"),
    Kind.RISK_WITHOUT_ITEM: gettext_lazy("ความเสี่ยงที่ยังไม่ผูกกับข้อของประมวล"),
    Kind.RISK_WITHOUT_ISSUE: gettext_lazy("ความเสี่ยงระดับสูงขึ้นไปที่ยังไม่พิจารณาเป็นประเด็น"),
    Kind.GAP_WITHOUT_ISSUE: gettext_lazy("ช่องว่างความคาดหวังที่ชัดเจน แต่ยังไม่พิจารณาเป็นประเด็น"),
    Kind.ISSUE_WITHOUT_KPI: gettext_lazy("ประเด็นที่ยังไม่มีตัวชี้วัด"),
    Kind.KPI_WITHOUT_ISSUE: gettext_lazy("ตัวชี้วัดที่ไม่ตอบประเด็นใด"),
    Kind.KPI_WITHOUT_ACTIVITY: gettext_lazy("ตัวชี้วัดที่ยังไม่มีกิจกรรมรองรับ"),
    Kind.KPI_WITHOUT_READING: gettext_lazy("ตัวชี้วัดที่ยังไม่มีผลการวัด"),
    Kind.ACTIVITY_WITHOUT_KPI: gettext_lazy("กิจกรรมที่ไม่สนับสนุนตัวชี้วัดหรือประเด็นใด"),
    Kind.ACTIVITY_WITHOUT_EVIDENCE: gettext_lazy("กิจกรรมที่เสร็จแล้วแต่ยังไม่มีหลักฐาน"),
    Kind.EVIDENCE_UNUSED: gettext_lazy("หลักฐานที่ยังไม่ได้ใช้กับเรื่องใด"),
}
MENDS: dict[Kind, Promise] = {
    Kind.ITEM_WITHOUT_RISK: gettext_lazy("วิเคราะห์ความเสี่ยง"),
    Kind.RISK_WITHOUT_ITEM: gettext_lazy("เลือกข้อของประมวล"),
    Kind.RISK_WITHOUT_ISSUE: gettext_lazy("พิจารณา"),
    Kind.GAP_WITHOUT_ISSUE: gettext_lazy("พิจารณา"),
    Kind.ISSUE_WITHOUT_KPI: gettext_lazy("กำหนดตัวชี้วัด"),
    Kind.KPI_WITHOUT_ISSUE: gettext_lazy("เลือกประเด็น"),
    Kind.KPI_WITHOUT_ACTIVITY: gettext_lazy("เพิ่มกิจกรรม"),
    Kind.KPI_WITHOUT_READING: gettext_lazy("บันทึกผล"),
    Kind.ACTIVITY_WITHOUT_KPI: gettext_lazy("เลือกตัวชี้วัด"),
    Kind.ACTIVITY_WITHOUT_EVIDENCE: gettext_lazy("แนบหลักฐาน"),
    Kind.EVIDENCE_UNUSED: gettext_lazy("เปิดหลักฐาน"),
}
FOLLOWED_UP = frozenset({Kind.KPI_WITHOUT_READING, Kind.ACTIVITY_WITHOUT_EVIDENCE})
"""What a coordinator mends too."""

LIGHTS: dict[str, Promise] = {
    "green": gettext_lazy("ตามแผน"),
    "amber": gettext_lazy("ช้ากว่าแผน"),
    "red": gettext_lazy("ล่าช้า"),
    "grey": gettext_lazy("ยังไม่ถึงเวลา"),
}
PAINTS = {
    "low": "done",
    "moderate": "gold",
    "high": "target",
    "critical": "late",
    "green": "done",
    "yellow": "gold",
    "amber": "gold",
    "red": "late",
    "grey": "empty",
}
PAGES = {
    Stage.RISK: "risks:show",
    Stage.ISSUE: "issues:show",
    Stage.KPI: "kpis:show",
    Stage.ACTIVITY: "plans:show",
    Stage.EVIDENCE: "evidence:show",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A node in words. `tone` and `state` are its light or level; `thread` is the address of the thread through it."""

    node: Node
    called: str
    note: str
    figure: str
    tone: str
    state: str
    href: str
    thread: str
    lacks: list[str]
    is_chosen: bool = False

    @property
    def title(self) -> str:
        return self.node.title if self.node.ref.stage is not Stage.GAP else _("ที่เป็นอยู่เทียบกับที่คาดหวัง")

    @property
    def stage(self) -> str:
        return str(STAGES[self.node.ref.stage])

    @property
    def paint(self) -> str:
        return PAINTS.get(self.tone, "navy")


@dataclass(frozen=True, slots=True)
class End:
    """One loose end: the thing, what it lacks, and the page that mends it; `follows` when a coordinator may."""

    told: Told
    kind: Kind
    lack: str
    mend: str
    href: str
    follows: bool


@dataclass(frozen=True, slots=True)
class Words:
    """Names the things of one drive's thread in the reader's language."""

    drive: Drive
    thread: Thread
    chosen: Ref | None = None

    def tell(self, node: Node) -> Told:
        ref = node.ref
        tone, state = self.state(node)
        return Told(
            node,
            self.called(node),
            self.note(node),
            figure(node),
            tone,
            state,
            self.href(ref),
            self.thread_of(ref),
            [str(LACKS[kind]) for kind in self.thread.hanging.get(ref, ())],
            ref == self.chosen,
        )

    def called(self, node: Node) -> str:
        year = self.drive.fiscal_year
        match node.ref.stage:
            case Stage.ITEM:
                return _("ข้อ %(n)s") % {"n": node.number}
            case Stage.RISK:
                return f"R-{year}-{node.number:03d}"
            case Stage.GAP:
                return _("ช่องว่าง ข้อ %(n)s") % {"n": node.number}
            case Stage.ISSUE:
                return _("ประเด็นลำดับที่ %(n)s") % {"n": node.figure}
            case Stage.KPI:
                return _("ตัวชี้วัดที่ %(n)s") % {"n": node.number}
            case Stage.ACTIVITY:
                return _("กิจกรรมที่ %(n)s") % {"n": node.number}
            case Stage.EVIDENCE:
                return f"E-{year}-{node.number:03d}"

    def note(self, node: Node) -> str:
        """Its figures in words."""
        value = node.figure
        match node.ref.stage:
            case Stage.RISK:
                said = _("%(level)s %(score)s/25") % {
                    "score": value,
                    "level": self.thread.bands.get(node.level, ""),
                }
                return f"{said} · {_('ไม่ยกเป็นประเด็น')}" if self.is_turned_down(node) else said
            case Stage.GAP:
                if node.answered:
                    return f"{_('ช่องว่าง %(gap)s') % {'gap': value}} · {_('ไม่ยกเป็นประเด็น')}"
                return _("ช่องว่าง %(gap)s") % {"gap": value}
            case Stage.KPI:
                return _("ได้ระดับ %(level)s จาก 5") % {"level": value} if value is not None else ""
            case Stage.ACTIVITY:
                proofs = len(self.thread.graph.below[node.ref])
                told = _("%(percent)s%% %(light)s") % {"percent": value, "light": self.state(node)[1]}
                count = _("หลักฐาน %(n)s") % {"n": proofs}
                return f"{told} · {count}" if proofs else told
            case Stage.ITEM if node.answered:
                return _("พิจารณาแล้วไม่พบความเสี่ยง")
        return ""

    def is_turned_down(self, node: Node) -> bool:
        return node.answered and not self.thread.graph.below[node.ref]

    def state(self, node: Node) -> tuple[str, str]:
        """(tone, word) of its level or light; nothing where there is none."""
        match node.ref.stage:
            case Stage.RISK:
                return node.level, self.thread.bands.get(node.level, "")
            case Stage.GAP:
                return ("high", _("ชัดเจน")) if node.weighty else ("low", _("ไม่ชัดเจน"))
            case Stage.KPI:
                if node.figure is None:
                    return "grey", _("ยังไม่มีผลการวัด")
                return node.level, _("ระดับ %(level)s") % {"level": node.figure}
            case Stage.ACTIVITY:
                word = _("เสร็จแล้ว") if node.weighty else str(LIGHTS.get(node.level, ""))
                return node.level, word
            case Stage.EVIDENCE if node.level not in {"", "same"}:
                return "amber", _("ลิงก์ต้องตรวจดู")
        return "", ""

    def href(self, ref: Ref) -> str:
        """The thing's own page; of a gap the results of the survey."""
        if ref.stage in PAGES:
            return reverse(PAGES[ref.stage], args=[ref.pk])
        if ref.stage is Stage.GAP and self.thread.survey:
            return reverse("findings:results", args=[self.thread.survey])
        return reverse("codes:item", args=[self.drive.pk, ref.pk])

    def thread_of(self, ref: Ref) -> str:
        """The page of the thread through it; of a gap that of its item."""
        if ref.stage in {Stage.ITEM, Stage.GAP}:
            return reverse("thread:item", args=[self.drive.pk, ref.pk])
        return reverse(f"thread:{ref.stage}", args=[ref.pk])

    def end(self, one: Loose) -> End:
        told = self.tell(self.thread.graph.nodes[one.ref])
        lack, mend = str(LACKS[one.kind]), str(MENDS[one.kind])
        return End(told, one.kind, lack, mend, self.mended_at(one), one.kind in FOLLOWED_UP)

    def mended_at(self, one: Loose) -> str:
        pk, drive = one.ref.pk, self.drive.pk
        return {
            Kind.ITEM_WITHOUT_RISK: lambda: reverse("risks:review-item", args=[drive, pk]),
            Kind.RISK_WITHOUT_ITEM: lambda: reverse("risks:change", args=[pk]),
            Kind.RISK_WITHOUT_ISSUE: lambda: reverse("issues:decide", args=[drive, f"risk-{pk}"]),
            Kind.GAP_WITHOUT_ISSUE: lambda: reverse("issues:decide", args=[drive, f"gap-{pk}"]),
            Kind.ISSUE_WITHOUT_KPI: lambda: f"{reverse('kpis:add', args=[drive])}?issue={pk}",
            Kind.KPI_WITHOUT_ISSUE: lambda: reverse("kpis:change", args=[pk]),
            Kind.KPI_WITHOUT_ACTIVITY: lambda: f"{reverse('plans:samples', args=[drive])}?kpi={pk}",
            Kind.KPI_WITHOUT_READING: lambda: reverse("kpis:reading", args=[pk]),
            Kind.ACTIVITY_WITHOUT_KPI: lambda: reverse("plans:change", args=[pk]),
            Kind.ACTIVITY_WITHOUT_EVIDENCE: lambda: reverse("plans:prove", args=[pk]),
            Kind.EVIDENCE_UNUSED: lambda: reverse("evidence:show", args=[pk]),
        }[one.kind]()


def figure(node: Node) -> str:
    """The number on the links that lead to it."""
    value = node.figure
    match node.ref.stage:
        case Stage.RISK | Stage.GAP:
            return str(value)
        case Stage.ISSUE:
            return _("ที่ %(n)s") % {"n": value}
        case Stage.KPI:
            return f"{value}/5" if value is not None else "–"
        case Stage.ACTIVITY:
            return f"{value}%"
    return ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix: how many, a word with its tone, and where they are listed."""

    name: str
    count: str
    word: str
    tone: str
    href: str


def cells(words: Words, row: Row) -> list[Cell]:
    """What stands at each stage of an item's thread."""
    figures, address = row.figures, words.thread_of(row.item.ref)
    loose = {stage: sum(one.ref.stage is stage for one in row.loose) for stage in Stage}
    node = words.thread.graph.nodes[row.item.ref]
    lost = {stage: _("ขาด %(n)s จุด") % {"n": count} if count else "" for stage, count in loose.items()}

    def cell(stage: Stage, count: str, word: str, tone: str) -> Cell:
        said = lost[stage] or word
        told = f"{address}?stage={stage}#list" if count not in {"0", "–"} else ""
        return Cell(str(STAGES[stage]), count, said, "loose" if lost[stage] else tone, told)

    worst = words.thread.bands.get(row.worst, "")
    if not figures.risks:
        worst, tone = (_("ไม่พบ"), "low") if node.answered else (_("ยังไม่วิเคราะห์"), "loose")
    else:
        worst, tone = (_("ถึงระดับ%(level)s") % {"level": worst} if worst else "", row.worst)
    gap = next(iter(row.graph.of(Stage.GAP)), None)
    score = _("เฉลี่ย %(score)s") % {"score": figures.score} if figures.score is not None else ""
    return [
        cell(Stage.RISK, str(figures.risks), worst, tone),
        cell(
            Stage.GAP,
            str(gap.figure) if gap else "–",
            words.state(gap)[1] if gap else "",
            words.state(gap)[0] if gap else "",
        ),
        cell(Stage.ISSUE, str(figures.issues), "", ""),
        cell(Stage.KPI, str(figures.kpis), score, tone_of(figures.score)),
        cell(
            Stage.ACTIVITY,
            str(figures.activities),
            _("เสร็จ %(n)s") % {"n": figures.done} if figures.activities else "",
            "green" if figures.activities and figures.done == figures.activities else "",
        ),
        cell(Stage.EVIDENCE, str(figures.evidence), "", ""),
    ]


def tone_of(score: Decimal | None) -> str:
    """The light of a mean level: from 3.50 green, from 2.50 yellow, below that red."""
    if score is None:
        return ""
    return "green" if score >= Decimal("3.5") else "yellow" if score >= Decimal("2.5") else "red"
