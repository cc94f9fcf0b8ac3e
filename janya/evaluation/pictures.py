"""Levels 1 to 5 as bars of five steps, coloured and in words, with what they were before; and what is told in percent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from janya.core.charts import Bar, Bars, Chart, Markup, Table
from janya.core.charts.chart import Number, finite, say, share
from janya.core.charts.lettering import measure, wrap
from janya.core.charts.marks import flow, mark
from janya.core.charts.page import bar_words
from janya.core.charts.svg import clean, column, el, label, leading, link, text
from janya.kpis.rules import Light
from janya.kpis.rules import light as light_of

from . import rules
from .models import LEVEL_WORDS
from .queries import Compared, Promotion
from .queries.figures import Facts

THICK = 18.0
PAINTS = {Light.RED: "late", Light.YELLOW: "gold", Light.GREEN: "done", Light.GREY: "empty"}


@dataclass(frozen=True)
class LevelBar:
    """One level or score; `before` is what it was in the round or year that it is compared with."""

    label: str
    value: Number
    before: Number = None
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class LevelWords:
    label: str
    value: str
    meaning: str
    before: str  # empty where nothing is compared
    nothing: str


@dataclass(frozen=True)
class LevelBars(Chart):
    """A row each: five steps, filled as far as the level has come; a diamond where it stood before."""

    rows: Sequence[LevelBar]
    words: LevelWords
    digits: int = 0

    @property
    def has_links(self) -> bool:
        return any(row.href for row in self.rows)

    @property
    def compares(self) -> bool:
        return bool(self.words.before) and any(finite(row.before) is not None for row in self.rows)

    def table(self) -> Table:
        before = (self.words.before,) if self.compares else ()
        rows = tuple(
            (
                row.label,
                self._figure(row.value),
                meaning(row.value),
                *([self._figure(row.before)] if self.compares else []),
            )
            for row in self.rows
        )
        head = (self.words.label, self.words.value, self.words.meaning, *before)
        return Table(self.title, head, rows, numbers=frozenset({1, 3} if self.compares else {1}))

    def draw(self, width: float, size: float) -> tuple[list[Markup], float]:
        if not self.rows:
            return [text(0, size * 1.3, self.words.nothing, size, fill="soft")], leading(size) * 1.3
        beside = 0.0 if width < 480 else min(self._longest_label(size) + 16, width * 0.42)
        told = max(measure(self._told(row), size, bold=True) for row in self.rows)
        right = width - min(told + 12, width * 0.45)
        parts: list[Markup] = []
        y = 4.0
        if self.compares:
            legend, y = flow(
                [(mark("diamond", 8, 0, 6.5, fill="ink"), 16 + size * 0.4, self.words.before)],
                size * 1.2,
                size,
                0,
                width,
            )
            parts += legend
            y += size * 0.9
        for row in self.rows:
            drawn, deep = self._row(row, y, (beside, right, width), size)
            parts.append(link(row.href, f"{row.label} {self._told(row)}", *drawn))
            y += deep + size * 0.8
        return parts, y

    def _row(
        self, row: LevelBar, y: float, span: tuple[float, float, float], size: float
    ) -> tuple[list[Markup], float]:
        beside, right, width = span
        lines = wrap(row.label, (beside - 16) if beside else width, size, most=4)
        deep = len(lines) * leading(size)
        middle = y + THICK / 2 + (size * 0.2 if beside else deep + 3)
        known = finite(row.value) is not None
        drawn = [
            label(y + size * 1.1, lines, size, row.href),
            *self._steps(row, middle, beside, right),
            text(
                width,
                middle + size * 0.36,
                self._told(row),
                size,
                fill="ink" if known else "soft",
                anchor="end",
                bold=known,
            ),
        ]
        bottom = middle + THICK / 2
        if row.note:
            notes = wrap(row.note, width - beside, size, most=2)
            drawn.append(column(beside, bottom + size * 1.25, notes, size, fill="soft"))
            bottom += len(notes) * leading(size)
        return drawn, max(bottom, y + deep) - y

    def _steps(self, row: LevelBar, middle: float, left: float, right: float) -> list[Markup]:
        """Five steps with a little room between; the last may be filled in part."""
        wide = (right - left) / rules.LEVELS
        value = finite(row.value) or 0.0
        paint = PAINTS[light_of(rules.nearest(row.value))] if value else "empty"  # type: ignore[arg-type]
        drawn = []
        for step in range(rules.LEVELS):
            box = {"x": left + step * wide, "y": middle - THICK / 2, "height": THICK, "rx": 2}
            drawn.append(el("rect", width=wide - 3, fill="faint", **box))
            filled = share(value, step, step + 1)
            if filled > 0:
                drawn.append(el("rect", width=max(filled * (wide - 3), 2), fill=paint, **box))
        before = finite(row.before)
        if before is not None and self.words.before:
            at = left + share(before, 0, rules.LEVELS) * (right - left)
            drawn.append(mark("diamond", at, middle, 7, fill="ink", stroke="card", stroke_width=2))
        return drawn

    def _figure(self, value: Number) -> str:
        return self.words.nothing if finite(value) is None else say(value, self.digits)

    def _told(self, row: LevelBar) -> str:
        return f"{self._figure(row.value)} {meaning(row.value)}".strip()

    def _longest_label(self, size: float) -> float:
        return max(measure(clean(row.label), size) for row in self.rows)


def meaning(value: Number) -> str:
    """The word of the level nearest to a score."""
    nearest = rules.nearest(finite(value))
    return str(LEVEL_WORDS[nearest]) if nearest in LEVEL_WORDS else ""


def level_words(label: str, value: str, before: str = "") -> LevelWords:
    return LevelWords(label, value, _("ความหมาย"), before, _("ยังไม่มีข้อมูล"))


# ── of a round ─────────────────────────────────────────────────────────────────────────────
def gauge(
    name: str, score: float | None, before: float | None, before_name: str, href: str = ""
) -> LevelBars:
    """One score from 1 to 5."""
    return LevelBars(
        title=name,
        description=f"{meaning(score)}" if score is not None else _("ยังไม่มีข้อมูล"),
        rows=(LevelBar(_("คะแนน"), score, before, href=href),),
        words=level_words(_("รายการ"), _("คะแนน"), before_name),
        digits=2,
    )


def kpi_levels(facts: Facts, before: Facts | None, before_name: str) -> LevelBars:
    """Every KPI's level; what it was in the other round stands on the same bar."""
    once = {one["pk"]: one["level"] for one in before["kpis"]} if before else {}
    rows = tuple(
        LevelBar(
            f"{one['number']}. {one['name']}",
            one["level"],
            once.get(one["pk"]),
            href=reverse("kpis:show", args=[one["pk"]]),
        )
        for one in facts["kpis"]
    )
    read = sum(row.value is not None for row in rows)
    return LevelBars(
        title=_("ระดับของตัวชี้วัด"),
        description=_("วัดแล้ว %(read)s จาก %(count)s ตัว") % {"read": read, "count": len(rows)},
        rows=rows,
        words=level_words(_("ตัวชี้วัด"), _("ระดับ"), before_name if before else ""),
    )


def year_against_year(facts: Facts, last: Facts, year: int, last_year: int) -> LevelBars | None:
    """The weighted score, and the level of each KPI that both years have under the same name."""
    once = {one["name"].strip(): one["level"] for one in last["kpis"]}
    same = [one for one in facts["kpis"] if one["name"].strip() in once]
    if not same:
        return None
    rows = [
        LevelBar(
            one["name"],
            one["level"],
            once[one["name"].strip()],
            href=reverse("kpis:show", args=[one["pk"]]),
        )
        for one in same
    ]
    return LevelBars(
        title=_("ตัวชี้วัดเดียวกันในสองปี"),
        description=_("ปี %(year)s เทียบกับปี %(last)s") % {"year": year, "last": last_year},
        rows=tuple(rows),
        words=level_words(
            _("ตัวชี้วัด"), _("ระดับปี %(year)s") % {"year": year}, _("ระดับปี %(year)s") % {"year": last_year}
        ),
    )


def shares(found: Compared, year: int) -> Bars | None:
    """What is told in percent, this year above the year before."""
    if found.last_year is None:
        return None
    rows: list[Bar] = []
    for one in found.headlines:
        if one.unit == "%" and (one.now is not None or one.last is not None):
            rows.append(
                Bar(_("%(name)s ปี %(year)s") % {"name": one.name, "year": year}, one.now, href=one.href)
            )
            rows.append(Bar(_("%(name)s ปี %(year)s") % {"name": one.name, "year": found.last_year}, one.last))
    if not rows:
        return None
    return Bars(
        title=_("ผลสำคัญเทียบกับปีก่อน"),
        description=_("ปี %(year)s เทียบกับปี %(last)s") % {"year": year, "last": found.last_year},
        rows=tuple(rows),
        words=bar_words(_("รายการ"), _("ร้อยละ")),
        unit="%",
        digits=1,
        maximum=100,
    )


def promotion_levels(found: Promotion, before: Facts | None, before_name: str, href: Any = None) -> LevelBars:
    """Every criterion of the promotion work; what it was the year before stands on the same bar."""
    once = {one["key"]: one["level"] for one in before["criteria"]} if before else {}
    rows = tuple(
        LevelBar(
            row.name,
            row.level,
            once.get(row.criterion.key),
            href=href(row.criterion) if href else "",
        )
        for row in found.rows
    )
    return LevelBars(
        title=_("ระดับรายเกณฑ์"),
        description=_("ให้ระดับแล้ว %(given)s จาก %(count)s เกณฑ์")
        % {"given": len(rows) - found.missing, "count": len(rows)},
        rows=rows,
        words=level_words(_("เกณฑ์"), _("ระดับ"), before_name if before else ""),
    )
