"""What the year before left over, and what this year decided about each thing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from janya.drives.models import Drive
from janya.kpis.models import Kpi
from janya.norms.models import CodeItem
from janya.plans.models import Activity
from janya.risks.queries import previous_drive

from .. import rules
from ..models import Carry, Lesson, Score
from .rounds import standing_of

KINDS = ("lesson", "activity", "kpi", "score", "item")


@dataclass(frozen=True, slots=True)
class Source:
    """One thing left over by the year before: `kind` is the field of `Carry` that names it."""

    kind: str
    thing: Any
    title: str
    detail: str
    href: str

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.thing.pk}"

    @property
    def area(self) -> int | None:
        """The area of the plan that it belonged to, if it came from an activity."""
        activity = self.thing.activity if self.kind == "lesson" else self.thing
        found: int | None = getattr(activity, "area_id", None)
        return found


@dataclass(frozen=True, slots=True)
class CarryRow:
    source: Source
    carry: Carry | None


@dataclass(frozen=True, slots=True)
class Carried:
    """All that an earlier year left over, by kind, with the decisions of this one."""

    drive: Drive
    earlier: Drive | None
    rows: list[CarryRow] = field(default_factory=list)

    def of(self, kind: str) -> list[CarryRow]:
        return [row for row in self.rows if row.source.kind == kind]

    @property
    def groups(self) -> list[tuple[str, list[CarryRow]]]:
        names = {
            "lesson": _("บทเรียนที่ส่งต่อ"),
            "activity": _("กิจกรรมที่ยังไม่แล้วเสร็จ"),
            "kpi": _("ตัวชี้วัดที่ยังไม่บรรลุเป้าหมาย"),
            "score": _("สิ่งที่ต้องพัฒนาจากการประเมินการส่งเสริมจริยธรรม"),
            "item": _("ช่องว่างความคาดหวังจากผลสำรวจ"),
        }
        return [(name, found) for kind, name in names.items() if (found := self.of(kind))]

    @property
    def waiting(self) -> int:
        return sum(row.carry is None for row in self.rows)

    def find(self, key: str) -> CarryRow | None:
        return next((row for row in self.rows if row.source.key == key), None)


def carried(drive: Drive) -> Carried:
    """Eight queries at most, whatever the number of things."""
    earlier = previous_drive(drive)
    if earlier is None:
        return Carried(drive, None)
    decided = {key_of(one): one for one in carries_of(drive)}
    sources = [*lessons(earlier), *from_figures(earlier), *scores(earlier)]
    return Carried(drive, earlier, [CarryRow(one, decided.get(one.key)) for one in sources])


def carries_of(drive: Drive) -> Iterable[Carry]:
    return Carry.objects.filter(drive=drive).select_related("to_activity", "to_issue", "to_kpi", "by")


def key_of(carry: Carry) -> str:
    return next(f"{kind}-{pk}" for kind in KINDS if (pk := getattr(carry, f"{kind}_id")))


def lessons(earlier: Drive) -> list[Source]:
    rows = Lesson.objects.filter(evaluation__drive=earlier, carried=True)
    rows = rows.select_related("evaluation", "activity")
    return [
        Source("lesson", one, one.text, one.get_kind_display(), one.evaluation.get_absolute_url())
        for one in rows
    ]


def from_figures(earlier: Drive) -> list[Source]:
    """Activities, KPIs and gaps as the year-end evaluation has frozen them; without one, as they stand."""
    standing = standing_of(earlier, rules.Kind.YEAR_END)
    if standing is None:
        return [*activities_now(earlier)]
    facts = standing.facts
    left = [one for one in facts["activities"]["rows"] if one["percent"] < 100]
    missed = [one for one in facts["kpis"] if not one["reached"]]
    wide = [one for one in facts["gaps"] if one["candidate"]]
    known_activities = Activity.objects.in_bulk([one["pk"] for one in left])
    known_kpis = Kpi.objects.in_bulk([one["pk"] for one in missed])
    known_items = CodeItem.objects.in_bulk([one["item"] for one in wide])
    results = reverse("findings:results", args=[facts["survey"]["pk"]]) if facts["survey"] else ""
    return [
        *(
            activity_source(known_activities[one["pk"]], one["percent"])
            for one in left
            if one["pk"] in known_activities
        ),
        *(kpi_source(known_kpis[one["pk"]], one) for one in missed if one["pk"] in known_kpis),
        *(gap_source(known_items[one["item"]], one, results) for one in wide if one["item"] in known_items),
    ]


def activities_now(earlier: Drive) -> list[Source]:
    rows = Activity.objects.of(earlier).filter(cancelled_on=None, percent__lt=100)
    return [activity_source(one, one.percent) for one in rows.order_by("number")]


def activity_source(one: Activity, percent: int) -> Source:
    detail = _("ทำได้ร้อยละ %(percent)s") % {"percent": percent}
    return Source("activity", one, one.title, detail, one.get_absolute_url())


def kpi_source(one: Kpi, told: dict[str, Any]) -> Source:
    detail = (
        _("ยังไม่มีผลการวัด เป้าหมาย %(target)s %(unit)s")
        if told["value"] is None
        else _("ได้ %(value)s เป้าหมาย %(target)s %(unit)s")
    ) % {"value": trimmed(told["value"]), "target": trimmed(told["target"]), "unit": told["unit"]}
    return Source("kpi", one, one.name, detail, one.get_absolute_url())


def trimmed(value: float | None) -> str:
    return "" if value is None else f"{value:,.2f}".rstrip("0").rstrip(".")


def gap_source(item: CodeItem, told: dict[str, Any], href: str) -> Source:
    title = _("การปฏิบัติตามข้อ %(number)s ยังต่ำกว่าที่ผู้มีส่วนได้ส่วนเสียคาดหวัง") % {"number": item.number}
    detail = _("ช่องว่าง %(gap).2f คะแนน จากผู้ตอบ %(n)s คน") % {"gap": told["gap"], "n": told["n"]}
    return Source("item", item, title, detail, href)


def scores(earlier: Drive) -> list[Source]:
    """Gaps of the promotion work that were sent on."""
    rows = Score.objects.filter(
        evaluation__drive=earlier, carried=True, level__lte=rules.GAP_AT
    ).select_related("criterion", "evaluation")
    return [
        Source(
            "score",
            one,
            one.criterion.name,
            _("ได้ระดับ %(level)s") % {"level": one.level},
            one.evaluation.get_absolute_url(),
        )
        for one in rows
    ]


def source_of(drive: Drive, key: str) -> CarryRow | None:
    """The thing of a key, if the year before has left it over."""
    return carried(drive).find(key)


def made_of(drive: Drive) -> list[Carry]:
    """What later years made of the things of this one; one query."""
    found = (
        Q(lesson__evaluation__drive=drive)
        | Q(activity__drive=drive)
        | Q(kpi__drive=drive)
        | Q(score__evaluation__drive=drive)
        | Q(item__isnull=False, drive__agency=drive.agency_id, drive__fiscal_year=drive.fiscal_year + 1)
    )
    rows = Carry.objects.filter(found).select_related(
        "drive", "lesson", "activity", "kpi", "score__criterion", "item", "to_activity", "to_issue", "to_kpi"
    )
    return list(rows.order_by("pk"))


def words_of_carry(carry: Carry) -> str:
    """The thing of the year before, in words."""
    source = carry.lesson or carry.activity or carry.kpi
    if source:
        return str(source)
    return carry.score.criterion.name if carry.score else str(carry.item)
