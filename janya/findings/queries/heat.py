"""Items and questions by groups or units, shaded: from the same rows as everything else that is shown, so it hides what they hide."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from janya.core.charts import HeatCell, HeatRow, HeatScale, HeatTable, HeatTableWords
from janya.core.charts.chart import say
from janya.core.keeping import Kept
from janya.surveys import rules as asking

from .questions import QuestionRow, questions
from .results import GapRow, Results

# Half levels, as the scores of a gap when issues are weighed; the other two by the same five steps.
GAPS = HeatScale((0.5, 1.0, 1.5, 2.0))
MEANS = HeatScale((4.5, 4.0, 3.5, 3.0), falling=True)
RIGHT = HeatScale((80, 70, 60, 50), digits=1, unit="%", falling=True)

HEATS: Kept[tuple[HeatTable, ...]] = Kept(60)


def columns(found: Results, kind: str, part: str | None = None) -> list[str]:
    """The parts that stand beside the total: the chosen one, else all of one kind."""
    if part:
        return [part]
    return [one.key for one in found.parts if one.kind == kind]


def heat_of_items(found: Results, parts: Sequence[str]) -> HeatTable | None:
    """Gaps of items by parts; None where nothing was asked for both levels."""
    if found.whole is None or not found.rows:
        return None
    [table] = HEATS.get(("items", found.whole.key, *parts), lambda: (_of_items(found, parts),))
    return table


def _of_items(found: Results, parts: Sequence[str]) -> HeatTable:
    at = {(row.item_id, row.part): row for row in found.rows}
    rows = [
        HeatRow(row.label, tuple(_gap(at[row.item_id, key]) for key in (None, *parts)))
        for row in found.overall
    ]
    return _table(found, _("ช่องว่างรายข้อและกลุ่ม"), parts, rows, GAPS, _("ข้อ"))


def _gap(row: GapRow) -> HeatCell:
    if row.suppressed or row.gap is None:
        return HeatCell(suppressed=row.suppressed)
    interval = (
        [_("%(low)s ถึง %(high)s") % {"low": say(row.low, 2), "high": say(row.high, 2)}]
        if row.low is not None
        else []
    )
    return HeatCell(row.gap, (*interval, _people(row.n)))


def _people(n: int | None) -> str:
    return _("%(n)s คน") % {"n": f"{n or 0:,}"}


def heats_of_questions(found: Results, parts: Sequence[str]) -> tuple[HeatTable, ...]:
    """Questions by parts, item by item: gaps of those asked on both sides, means of ratings, shares of right answers."""
    if found.whole is None:
        return ()
    return HEATS.get(("questions", found.whole.key, *parts), lambda: tuple(_of_questions(found, parts)))


def _of_questions(found: Results, parts: Sequence[str]) -> list[HeatTable]:
    by_part = [questions(found, key) for key in (None, *parts)]
    lines = list(zip(*by_part, strict=True))
    tables = (
        (_("ช่องว่างรายคำถามและกลุ่ม"), GAPS, [line for line in lines if line[0].question.kind == asking.PAIRED]),
        (
            _("คะแนนเฉลี่ยรายคำถามและกลุ่ม"),
            MEANS,
            [line for line in lines if line[0].question.kind == asking.RATING],
        ),
        (_("ร้อยละที่ตอบถูกรายคำถามและกลุ่ม"), RIGHT, [line for line in lines if line[0].question.right]),
    )
    return [
        _table(found, title, parts, [_of_question(line) for line in kept], scale, _("คำถาม"))
        for title, scale, kept in tables
        if kept
    ]


def _of_question(line: Sequence[QuestionRow]) -> HeatRow:
    asked = line[0].question
    return HeatRow(asked.text, tuple(_figure(row) for row in line), asked.item)


def _figure(row: QuestionRow) -> HeatCell:
    """The gap, mean or share of a question; nothing where nobody answered."""
    if row.suppressed:
        return HeatCell(suppressed=True)
    value = row.gap.gap if row.gap else row.levels.mean if row.levels else row.right
    return HeatCell(value, (_people(row.n),) if value is not None else ())


def _table(
    found: Results, title: str, parts: Sequence[str], rows: Sequence[HeatRow], scale: HeatScale, corner: str
) -> HeatTable:
    return HeatTable(
        title,
        (_("ทุกกลุ่ม"), *(found.names[key] for key in parts)),
        tuple(rows),
        scale,
        HeatTableWords(
            corner=corner,
            suppressed=_("ไม่แสดง"),
            nothing=_("ไม่มีผู้ตอบ"),
            key=_("ยิ่งเข้ม ช่องว่างยิ่งกว้าง") if scale is GAPS else _("ยิ่งเข้ม ค่ายิ่งต่ำ"),
        ),
    )
