"""The thread as an Excel workbook: a row for each way from an item to its end, what hangs loose, and figures by item."""

from collections.abc import Iterator, Sequence
from itertools import islice

from django.utils.translation import gettext as _

from janya.core.sheets import Column, excel
from janya.drives.models import Drive

from . import queries
from .rules import Ref, Stage, paths
from .words import HEADS, Told, Words

Sheet = tuple[str, list[Column], list[Sequence[object]]]
MOST_ROWS = 20_000  # ways multiply where much serves much; what is more is said in the last row


def workbook(drive: Drive) -> bytes:
    words = Words(drive, queries.thread(drive))
    title = _("เส้นทางของประมวล ปีงบประมาณ %(year)s") % {"year": drive.fiscal_year}
    return excel([ways(words), ends(words), items(words)], title=title)


def ways(words: Words) -> Sheet:
    columns = [
        Column(_("ข้อ"), 8, "number"),
        Column(_("ข้อของประมวล"), 40, "long"),
        Column(_("รหัสความเสี่ยงหรือช่องว่าง"), 18),
        Column(_("ความเสี่ยงหรือช่องว่าง"), 44, "long"),
        Column(_("คะแนนหรือช่องว่าง"), 12, "number"),
        Column(_("ลำดับประเด็น"), 12, "number"),
        Column(_("ประเด็น"), 44, "long"),
        Column(_("ตัวชี้วัดที่"), 10, "number"),
        Column(_("ตัวชี้วัด"), 44, "long"),
        Column(_("ระดับที่ได้"), 10, "number"),
        Column(_("กิจกรรมที่"), 10, "number"),
        Column(_("กิจกรรม"), 44, "long"),
        Column(_("ความก้าวหน้า (ร้อยละ)"), 14, "number"),
        Column(_("รหัสหลักฐาน"), 14),
        Column(_("หลักฐาน"), 44, "long"),
        Column(_("จุดที่ขาดในเส้นทางนี้"), 44, "long"),
    ]
    rows = list(islice(rows_of(words), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        said = _("แสดง %(n)s เส้นทางแรก กรุณาดูส่วนที่เหลือในระบบ") % {"n": f"{MOST_ROWS:,}"}
        rows[MOST_ROWS:] = [("", said, *[""] * (len(columns) - 2))]
    return _("เส้นทาง"), columns, rows


def rows_of(words: Words) -> Iterator[Sequence[object]]:
    told: dict[Ref, Told] = {}
    graph = words.thread.graph
    for item in words.thread.items:
        for way in paths(graph, item.ref):
            for ref in way:
                if ref not in told:
                    told[ref] = words.tell(graph.nodes[ref])
            yield row_of({ref.stage: told[ref] for ref in way})


def row_of(way: dict[Stage, Told]) -> Sequence[object]:
    """One way as a row; a stage that it passes by stays empty."""

    def cells(stage: Stage, *names: str) -> list[object]:
        told = way.get(stage)
        if told is None:
            return ["" if name in {"called", "title"} else None for name in names]
        of = {"called": told.called, "title": told.title, "number": told.node.number}
        return [of.get(name, told.node.figure) for name in names]

    found = Stage.RISK if Stage.RISK in way else Stage.GAP
    lacks = [f"{one.called}: {lack}" for one in way.values() for lack in one.lacks]
    return [
        *cells(Stage.ITEM, "number", "title"),
        *cells(found, "called", "title", "figure"),
        *cells(Stage.ISSUE, "figure", "title"),
        *cells(Stage.KPI, "number", "title", "figure"),
        *cells(Stage.ACTIVITY, "number", "title", "figure"),
        *cells(Stage.EVIDENCE, "called", "title"),
        "; ".join(lacks),
    ]


def ends(words: Words) -> Sheet:
    columns = [
        Column(_("เรื่องที่ขาด"), 50, "long"),
        Column(_("รหัส"), 18),
        Column(_("รายการ"), 60, "long"),
        Column(_("ค่าและสถานะ"), 36, "long"),
    ]
    rows: list[Sequence[object]] = []
    for one in words.thread.loose:
        told = words.tell(words.thread.graph.nodes[one.ref])
        rows.append((str(HEADS[one.kind]), told.called, told.title, told.note))
    return _("จุดที่ยังไม่เชื่อมกัน"), columns, rows


def items(words: Words) -> Sheet:
    names = [
        _("ความเสี่ยง"),
        _("ระดับสูงขึ้นไป"),
        _("ช่องว่าง"),
        _("ประเด็น"),
        _("ตัวชี้วัด"),
        _("ระดับตัวชี้วัดเฉลี่ย"),
        _("กิจกรรม"),
        _("กิจกรรมที่เสร็จ"),
        _("หลักฐาน"),
        _("เชื่อมแล้ว (ร้อยละ)"),
        _("จุดที่ยังไม่เชื่อมกัน"),
    ]
    columns = [Column(_("ข้อ"), 8, "number"), Column(_("ข้อของประมวล"), 60, "long")]
    columns += [Column(name, 14, "number") for name in names]
    rows: list[Sequence[object]] = []
    for row in words.thread.rows:
        told = row.figures
        counted = (told.risks, told.high, told.gap, told.issues, told.kpis, told.score)
        done = (told.activities, told.done, told.evidence, row.percent, len(row.loose))
        rows.append((row.item.number, row.item.title, *counted, *done))
    return _("สรุปรายข้อ"), columns, rows
