"""What is late in a year, and what is owed soon: activities, milestones, readings, reviews."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, QuerySet
from django.urls import reverse

from janya.drives.models import Drive
from janya.kpis import queries as kpis
from janya.people.models import Agency, Appointment, Person, Unit
from janya.people.rules import Role
from janya.plans import queries as plans
from janya.plans.models import Activity, Milestone
from janya.plans.rules import Light
from janya.risks.models import Risk

from .. import rules
from ..models import ReminderTerm
from ..rules import What


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that is owed, whoever carries it and where its page is."""

    what: What
    pk: int
    title: str
    href: str
    owner: Person | None
    unit: Unit | None
    due_on: date
    light: Light | None = None
    percent: int = 0

    @property
    def key(self) -> str:
        return f"{self.what}-{self.pk}"

    def days_late(self, today: date) -> int:
        return (today - self.due_on).days


@dataclass(frozen=True, slots=True)
class Owed:
    """Everything of a drive that reminders and lists speak of; a fixed number of queries."""

    activities: list[plans.ActivityRow]
    reported: dict[int, date | None]
    milestones: list[Milestone]
    readings: list[kpis.ScoreRow]
    risks: list[Risk]

    def things(self) -> dict[tuple[What, int], Thing]:
        """Every thing under what it is and its number; an activity under each of its kinds."""
        found: dict[tuple[What, int], Thing] = {}
        for row in self.activities:
            for what in (What.BEGINS, What.STALE, What.ENDS, What.OVER):
                found[what, row.activity.pk] = activity_thing(row, what)
        rows = {row.activity.pk: row for row in self.activities}
        for milestone in self.milestones:
            one = rows[milestone.activity_id].activity
            found[What.MILESTONE, milestone.pk] = Thing(
                What.MILESTONE,
                milestone.pk,
                f"{milestone.title} ({one.title})",
                one.get_absolute_url(),
                one.owner,
                one.unit,
                milestone.due_on,
            )
        for reading in self.readings:
            if reading.owed:
                found[What.READING, reading.kpi.pk] = Thing(
                    What.READING,
                    reading.kpi.pk,
                    reading.kpi.name,
                    reading.kpi.get_absolute_url(),
                    reading.kpi.owner,
                    reading.kpi.owner.unit,
                    reading.owed.last,
                )
        for risk in self.risks:
            assert risk.review_on is not None
            found[What.REVIEW, risk.pk] = Thing(
                What.REVIEW,
                risk.pk,
                risk.title,
                risk.get_absolute_url(),
                risk.owner,
                risk.unit,
                risk.review_on,
            )
        return found

    def facts(self) -> tuple[list[rules.ActivityFacts], list[rules.DueFacts]]:
        """What the rules of reminders ask."""
        activities = [
            rules.ActivityFacts(
                row.activity.pk,
                row.activity.starts_on,
                row.activity.ends_on,
                row.activity.percent,
                self.reported.get(row.activity.pk),
            )
            for row in self.activities
        ]
        due = [
            rules.DueFacts(thing.what, thing.pk, thing.due_on)
            for (what, _pk), thing in self.things().items()
            if what in {What.MILESTONE, What.READING, What.REVIEW}
        ]
        return activities, due


def activity_thing(row: plans.ActivityRow, what: What) -> Thing:
    one = row.activity
    day = one.starts_on if what is What.BEGINS else one.ends_on
    return Thing(
        what, one.pk, one.title, one.get_absolute_url(), one.owner, one.unit, day, row.light, one.percent
    )


def owed(drive: Drive, today: date) -> Owed:
    """Nine queries, however much there is."""
    rows = [row for row in plans.plan(drive, today) if not row.cancelled and row.activity.percent < 100]
    running = Activity.objects.filter(pk__in=[row.activity.pk for row in rows])
    reported = dict(running.order_by().annotate(last=Max("reports__on")).values_list("pk", "last"))
    milestones = [one for row in rows for one in row.milestones if one.done_on is None]
    card = kpis.scorecard(drive, today)
    readings = [row for row in card.rows if row.owed]
    units = Person.objects.filter(pk__in={row.kpi.owner_id for row in readings}).select_related("unit")
    owners = {one.pk: one for one in units}
    for row in readings:
        row.kpi.owner = owners[row.kpi.owner_id]
    risks = (
        Risk.objects.of(drive).overdue(today).select_related("owner", "unit").order_by("review_on", "number")
    )
    return Owed(rows, reported, milestones, readings, list(risks))


def late(drive: Drive, today: date) -> list[Thing]:
    """What is over its day, the latest first."""
    return in_order(of_late(owed(drive, today), today), today)


def of_late(found: Owed, today: date) -> Iterable[Thing]:
    for (what, _pk), thing in found.things().items():
        if what in {What.OVER, What.MILESTONE, What.READING, What.REVIEW} and thing.due_on < today:
            yield thing


def in_order(things: Iterable[Thing], today: date) -> list[Thing]:
    return sorted(things, key=lambda one: (-one.days_late(today), one.what, one.pk))


def terms_of(agency: Agency) -> ReminderTerm:
    """The days of an agency, or the usual ones."""
    usual = rules.Terms()
    return ReminderTerm.objects.filter(agency=agency).first() or ReminderTerm(
        agency=agency,
        begins=[*usual.begins],
        ends=[*usual.ends],
        milestone=[*usual.milestone],
        stale=usual.stale,
        again=usual.again,
        alone=usual.alone,
    )


def officers(agency: Agency) -> list[Person]:
    held = Appointment.objects.present().filter(agency=agency, role=Role.OFFICER, person__is_active=True)
    return [one.person for one in held.select_related("person").order_by("pk")]


def present_in(agency: Agency, persons: Iterable[int]) -> set[int]:
    """Who of these works still and holds a role here; one query. Who has left is not written to."""
    held = Appointment.objects.present().filter(
        agency=agency, person__in=set(persons), person__is_active=True
    )
    return set(held.values_list("person", flat=True))


def address_of(drive: Drive) -> str:
    return reverse("followup:late", args=[drive.pk])


def running_drives() -> "QuerySet[Drive]":
    return Drive.objects.filter(state=Drive.State.RUNNING).select_related("agency", "code").order_by("pk")
