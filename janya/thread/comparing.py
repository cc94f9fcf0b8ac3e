"""This year beside the last: cells that say which way a figure went, and two pictures."""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

from django.utils.translation import gettext as _

from janya.core.charts import Dumbbell, DumbbellWords, Pair
from janya.drives.models import Drive

from .queries import Year, Years
from .rules import Figures

Value = Decimal | int | None


@dataclass(frozen=True, slots=True)
class Change:
    """A figure then and now; `way` is up, down or same, `good` whether that is to the good (None: neither)."""

    name: str
    before: str
    now: str
    way: str
    good: bool | None


@dataclass(frozen=True, slots=True)
class Line:
    year: Year
    changes: list[Change]

    @property
    def from_items(self) -> str:
        return ", ".join(str(one.number) for one in self.year.earlier)


def change(name: str, before: Value, now: Value, *, more_is_good: bool | None = None) -> Change:
    """How a figure went.

    >>> change("ช่องว่าง", Decimal("1.20"), Decimal("0.90"), more_is_good=False).good
    True
    """
    way = ""
    if before is not None and now is not None:
        way = "up" if now > before else "down" if now < before else "same"
    moved = way in {"up", "down"} and more_is_good is not None
    told = ["–" if one is None else f"{one:,}" for one in (before, now)]
    return Change(name, told[0], told[1], way, ((way == "up") is more_is_good) if moved else None)


def lines(found: Years) -> list[Line]:
    running = found.drive.state == Drive.State.RUNNING
    return [Line(one, changes(one.before, one.row.figures, running=running)) for one in found.rows]


def changes(before: Figures | None, now: Figures, *, running: bool = False) -> list[Change]:
    """Each figure then and now. What only grows as a year goes on is not judged while it runs."""
    grows = None if running else True
    then = before or Figures()
    told = [
        change(_("ความเสี่ยง"), then.risks, now.risks),
        change(_("ระดับสูงขึ้นไป"), then.high, now.high, more_is_good=False),
        change(_("ช่องว่าง"), then.gap, now.gap, more_is_good=False),
        change(_("ประเด็น"), then.issues, now.issues),
        change(_("ระดับตัวชี้วัดเฉลี่ย"), then.score, now.score, more_is_good=True),
        change(_("กิจกรรมที่เสร็จ"), then.done, now.done, more_is_good=grows),
        change(_("หลักฐาน"), then.evidence, now.evidence, more_is_good=grows),
    ]
    if before is not None:
        return told
    return [Change(one.name, "–", one.now, "", None) for one in told]


def pictures(found: Years) -> list[Dumbbell]:
    """High risks, gaps and mean levels of KPIs, each where some item has it in both years."""
    if found.earlier is None:
        return []
    year = {"then": found.earlier.fiscal_year, "now": found.drive.fiscal_year}
    told = [
        drawn(
            found,
            "high",
            _("ความเสี่ยงระดับสูงขึ้นไป ปี %(then)s และปี %(now)s") % year,
            _("จำนวนรายการ ยิ่งน้อยยิ่งดี"),
        ),
        drawn(
            found,
            "gap",
            _("ช่องว่างความคาดหวัง ปี %(then)s และปี %(now)s") % year,
            _("ยิ่งน้อยยิ่งดี 0 คือเป็นอย่างที่ผู้มีส่วนได้ส่วนเสียคาดหวัง"),
        ),
        drawn(
            found,
            "score",
            _("ระดับเฉลี่ยของตัวชี้วัด ปี %(then)s และปี %(now)s") % year,
            _("ระดับ 1 ถึง 5 ยิ่งมากยิ่งดี"),
        ),
    ]
    return [one for one in told if any(row.is_shown for row in one.rows)]


def drawn(found: Years, name: str, title: str, described: str) -> Dumbbell:
    """One figure of every item in both years."""
    assert found.earlier
    pairs = [
        (one, getattr(one.before, name) if one.before else None, getattr(one.row.figures, name))
        for one in found.rows
    ]
    numbers = [value for _year, *both in pairs for value in both if value is not None]
    low = min(0, *(floor(value) for value in numbers), 0)
    high = max(2, *(ceil(value) for value in numbers), 0)
    return Dumbbell(
        title,
        described,
        rows=tuple(Pair(one.row.item.short, then, now) for one, then, now in pairs),
        words=DumbbellWords(
            label=_("ข้อของประมวล"),
            perceived=_("ปี %(year)s") % {"year": found.earlier.fiscal_year},
            desired=_("ปี %(year)s") % {"year": found.drive.fiscal_year},
            gap=_("เปลี่ยนไป"),
            interval=_("หมายเหตุ"),
            to=_("ถึง"),
            suppressed="",
            nothing=_("ยังไม่มีข้อมูลครบทั้งสองปี"),
        ),
        scale=(1, 5) if name == "score" else (low, high),
        digits=0 if name == "high" else 2,
    )
