"""The milestones of an activity: set as a whole, done one by one."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from janya.core import thai
from janya.core.models import HasChanged
from janya.journal import actions as journal
from janya.people.models import Person

from .. import rules
from ..models import Activity, Milestone


class MilestoneIsOutside(Exception):
    """A milestone that does not fall into the days of its activity."""

    def __init__(self, milestone: rules.MilestoneFacts, activity: Activity) -> None:
        super().__init__(milestone.title)
        self.milestone, self.activity = milestone, activity

    def __str__(self) -> str:
        return _(
            "หมุดหมาย “%(title)s” ต้องอยู่ระหว่าง %(first)s ถึง %(last)s ซึ่งเป็นช่วงเวลาของกิจกรรม กรุณาแก้กำหนดเสร็จ หรือแก้ช่วงเวลาของกิจกรรมก่อน"
        ) % {
            "title": self.milestone.title,
            "first": thai.short_date(self.activity.starts_on),
            "last": thai.short_date(self.activity.ends_on),
        }


class MilestoneNeedsDays(Exception):
    """The days of an activity cannot leave out one of its milestones."""

    def __init__(self, milestone: Milestone) -> None:
        super().__init__(milestone.title)
        self.milestone = milestone

    def __str__(self) -> str:
        return _(
            "กิจกรรมนี้มีหมุดหมาย “%(title)s” กำหนดเสร็จ %(day)s ซึ่งจะอยู่นอกช่วงเวลาใหม่ กรุณาเลื่อนหมุดหมายก่อน หรือใช้ช่วงเวลาที่ครอบคลุม"
        ) % {"title": self.milestone.title, "day": thai.short_date(self.milestone.due_on)}


@transaction.atomic
def set_milestones(
    activity: Activity, wanted: Sequence[rules.MilestoneFacts], *, seen: int, by: Person
) -> None:
    """Make these the milestones of an activity; what is not among them goes.

    Raises MilestoneIsOutside, HasChanged.
    """
    for one in rules.outside(wanted, activity.starts_on, activity.ends_on):
        raise MilestoneIsOutside(one, activity)
    if not activity.claim(seen):
        raise HasChanged
    known = {one.pk: one for one in activity.milestones.all()}
    kept = {one.pk for one in wanted if one.pk in known}
    activity.milestones.exclude(pk__in=kept).delete()
    for one in wanted:
        present = known.get(one.pk or 0, Milestone(activity=activity))
        if one.done_on != present.done_on:
            present.done_by = by if one.done_on else None
        present.title, present.due_on, present.weight, present.done_on = (
            one.title,
            one.due_on,
            one.weight,
            one.done_on,
        )
        present.save()
    journal.record("plans.milestones-set", activity, by=by, count=len(wanted))


def replace_milestones(activity: Activity, wanted: Sequence[rules.MilestoneFacts]) -> None:
    """As a workbook tells them: one of the same name keeps that it is done; within a transaction."""
    known = {one.title: one for one in activity.milestones.all()}
    activity.milestones.exclude(title__in=[one.title for one in wanted]).delete()
    for one in wanted:
        present = known.pop(one.title, None) or Milestone(activity=activity, title=one.title)
        present.due_on, present.weight = one.due_on, one.weight
        present.save()


def finish(activity: Activity, milestones: Iterable[Milestone], *, on: date, by: Person) -> None:
    """Milestones are done as of a day; within the transaction of a report."""
    Milestone.objects.filter(activity=activity, pk__in=[one.pk for one in milestones], done_on=None).update(
        done_on=on, done_by=by
    )
