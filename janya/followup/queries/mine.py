"""One's own work in a year: what to do next, the most urgent first, with the reason in words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from janya.codes.signing import queries as signing
from janya.core import thai
from janya.drives.models import Drive
from janya.inbox.models import Notice
from janya.people.models import Person, Unit
from janya.people.rules import Role
from janya.plans import queries as plans
from janya.plans.rules import Light

from .. import rules
from ..rules import What
from .late import Thing, owed, terms_of

SOON = timedelta(days=rules.SOON_DAYS)


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    href: str
    icon: str


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: why now, and the buttons that do it."""

    urgency: int
    days: int
    title: str
    href: str
    why: str
    buttons: list[Button]
    light: Light | None = None
    percent: int = 0
    activity: plans.ActivityRow | None = None


@dataclass(frozen=True, slots=True)
class Mine:
    tasks: list[Task] = field(default_factory=list)
    activities: list[plans.ActivityRow] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    @property
    def urgent(self) -> int:
        return sum(one.urgency <= rules.Urgency.SOON for one in self.tasks)


def coordinated(person: Person, drive: Drive) -> list[Unit]:
    """The units somebody coordinates; one query."""
    held = person.appointments.present().filter(agency=drive.agency_id, role=Role.COORDINATOR)
    return [one.unit for one in held.select_related("unit") if one.unit]


def mine(drive: Drive, person: Person, today: date) -> Mine:
    """Everything one person owes in a year; a fixed number of queries."""
    units = coordinated(person, drive)
    found = owed(drive, today)

    def concerns(owner: Person | None, unit: Unit | None) -> bool:
        return (owner is not None and owner.pk == person.pk) or (
            unit is not None and any(unit.path.startswith(one.path) for one in units)
        )

    rows = [row for row in found.activities if concerns(row.activity.owner, row.activity.unit)]
    stale = terms_of(drive.agency).stale
    things = [
        thing
        for (what, _pk), thing in found.things().items()
        if what in {What.MILESTONE, What.READING, What.REVIEW}
        and (thing.owner == person if what is What.READING else concerns(thing.owner, thing.unit))
    ]
    runs = drive.state == Drive.State.RUNNING
    tasks = [task_of_activity(row, found.reported.get(row.activity.pk), stale, today, runs) for row in rows]
    tasks += [
        task_of_thing(one, today, runs)
        for one in things
        if one.what is not What.MILESTONE or one.due_on <= today + SOON
    ]
    tasks += list(signature(drive, person, runs))
    notices = list(
        Notice.objects.filter(person=person, read_at=None).filter(Q(agency=None) | Q(agency=drive.agency_id))[
            :5
        ]
    )
    return Mine(sorted(tasks, key=lambda one: (one.urgency, -one.days, one.title)), rows, notices)


def signature(drive: Drive, person: Person, runs: bool) -> Iterator[Task]:
    """That the code is to be signed, where one works here and has not."""
    if not runs or person.workplace_id != drive.agency_id:
        return
    own = signing.own_signature(drive, person)
    if own.standing is None:
        here = reverse("codes:study", args=[drive.pk])
        yield Task(
            rules.Urgency.SOON,
            0,
            _("ลงนามรับทราบประมวลจริยธรรม"),
            here,
            own.again or _("ท่านยังไม่ได้ลงนามรับทราบของปีนี้"),
            [Button(_("ไปลงนาม"), here, "pen-line")],
        )


def task_of_activity(
    row: plans.ActivityRow, reported: date | None, stale: int, today: date, runs: bool
) -> Task:
    one = row.activity
    quiet = (today - max(reported or one.starts_on, one.starts_on)).days
    urgency, days = rules.urgency_of_activity(
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        behind=row.planned - one.percent,
        quiet=quiet,
        stale=stale,
        today=today,
    )
    over, left = (today - one.ends_on).days, (one.ends_on - today).days
    if over > 0:
        why = _("เลยกำหนดสิ้นสุดมา %(days)s วัน ทำได้ร้อยละ %(percent)s") % {"days": over, "percent": one.percent}
    elif today < one.starts_on:
        why = _("จะเริ่ม %(day)s") % {"day": thai.short_date(one.starts_on)}
    elif left <= SOON.days:
        why = _("จะสิ้นสุดในอีก %(days)s วัน ทำได้ร้อยละ %(percent)s") % {"days": left, "percent": one.percent}
    elif quiet > stale:
        why = _("ไม่มีรายงานความก้าวหน้ามา %(days)s วัน") % {"days": quiet}
    elif row.planned > one.percent:
        why = _("ทำได้ร้อยละ %(percent)s ตามแผนควรได้ร้อยละ %(planned)s") % {
            "percent": one.percent,
            "planned": row.planned,
        }
    else:
        why = _("เป็นไปตามแผน สิ้นสุด %(day)s") % {"day": thai.short_date(one.ends_on)}
    buttons = [
        Button(_("รายงานความก้าวหน้า"), reverse("plans:progress", args=[one.pk]), "trending-up"),
        Button(_("ถ่ายภาพหรือแนบหลักฐาน"), reverse("plans:prove", args=[one.pk]), "camera"),
    ]
    return Task(
        urgency,
        days,
        one.title,
        one.get_absolute_url(),
        why,
        buttons if runs else [],
        row.light,
        one.percent,
        row,
    )


def task_of_thing(thing: Thing, today: date, runs: bool) -> Task:
    days = thing.days_late(today)
    day = thai.short_date(thing.due_on)
    urgency = rules.Urgency.LATE if days > 0 else rules.Urgency.SOON
    if thing.what is What.READING:
        why = _("ยังไม่มีผลของงวดที่สิ้นสุด %(day)s") % {"day": day}
        button = Button(_("รายงานผลตัวชี้วัด"), reverse("kpis:reading", args=[thing.pk]), "target")
    elif thing.what is What.REVIEW:
        why = _("เลยกำหนดทบทวน %(day)s มา %(days)s วัน") % {"day": day, "days": days}
        button = Button(_("ดูและทบทวนความเสี่ยง"), thing.href, "shield-alert")
    else:
        why = (
            _("หมุดหมายเลยกำหนด %(day)s มา %(days)s วัน") % {"day": day, "days": days}
            if days > 0
            else _("หมุดหมายครบกำหนด %(day)s") % {"day": day}
        )
        button = Button(_("ไปที่กิจกรรม"), thing.href, "flag")
    return Task(urgency, days, thing.title, thing.href, why, [button] if runs else [])
