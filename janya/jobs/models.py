from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from janya.people.models import Agency, Person
from janya.people.rules import Duty

from . import board, rules
from .rules import ALIVE, State

if TYPE_CHECKING:
    from .board import Note

STATES = {
    State.WAITING: _("รอเริ่ม"),
    State.RUNNING: _("กำลังทำงาน"),
    State.DONE: _("เสร็จแล้ว"),
    State.FAILED: _("ไม่สำเร็จ"),
    State.STOPPED: _("หยุดแล้ว"),
}


def ticket() -> str:
    return uuid4().hex


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, person: Person) -> Self:
        """Whoever began the work, and whoever manages the agency; scheduled work belongs to nobody's page."""
        managed = Agency.objects.where(person, Duty.MANAGE)
        return self.filter(Q(by=person.pk) | Q(agency__in=managed))

    def alive(self) -> Self:
        return self.filter(state__in=ALIVE)

    def over(self) -> Self:
        return self.exclude(state__in=ALIVE)

    @staticmethod
    def with_notes(jobs: "Iterable[Job]") -> "list[Job]":
        """The same jobs, the notes of all of them read at once."""
        found = list(jobs)
        notes = board.read_all([key for job in found for key in job.note_keys])
        for job in found:
            job.notes = notes
        return found


class Job(models.Model):
    """A piece of long work that somebody asked for, or that the calendar asked for (`day`, no agency, nobody).

    `ticket` is of one attempt: whoever holds another one may neither run the work nor finish it.
    """

    agency = models.ForeignKey(
        Agency,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name=_("ส่วนราชการ"),
    )
    kind = models.CharField(max_length=80)
    title = models.CharField(_("งาน"), max_length=300)
    by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("ผู้สั่ง")
    )
    state = models.CharField(
        _("สถานะ"),
        max_length=10,
        choices=[(state.value, label) for state, label in STATES.items()],
        default=State.WAITING.value,
    )
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    once = models.CharField(max_length=100, blank=True)
    day = models.DateField(null=True, blank=True)
    ticket = models.CharField(max_length=32, default=ticket, unique=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=1)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    saying = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(_("สั่งเมื่อ"), auto_now_add=True)
    started_at = models.DateTimeField(_("เริ่มเมื่อ"), null=True, blank=True)
    finished_at = models.DateTimeField(_("เสร็จเมื่อ"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "-id"], name="jobs_of_agency")]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind", "once"],
                condition=Q(state__in=sorted(state.value for state in ALIVE)) & ~Q(once=""),
                name="job_once_at_a_time",
            ),
            models.UniqueConstraint(fields=["kind", "day"], name="daily_job_once_a_day"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("jobs:show", args=[self.pk])

    @property
    def is_alive(self) -> bool:
        return self.state in ALIVE

    @cached_property
    def notes(self) -> "Mapping[str, Note]":
        """What was written down of this attempt while it runs; read once."""
        return board.read_all(self.note_keys)

    @property
    def note_keys(self) -> list[str]:
        return [f"job-{self.ticket}", f"stop-{self.ticket}"] if self.state == State.RUNNING else []

    @property
    def note(self) -> "Note | None":
        """How far the worker said it is."""
        return self.notes.get(f"job-{self.ticket}")

    @property
    def is_stopping(self) -> bool:
        return f"stop-{self.ticket}" in self.notes

    @property
    def beat(self) -> datetime | None:
        """The last sign of life."""
        return self.note.at if self.note else self.started_at

    def is_interrupted(self, now: datetime) -> bool:
        return rules.is_interrupted(State(self.state), self.beat, now)

    @property
    def progress(self) -> tuple[int, int]:
        """(done, total), as the worker last told."""
        if self.note:
            return int(self.note.facts.get("done", 0)), int(self.note.facts.get("total", 0))
        return self.done, self.total

    @property
    def said(self) -> str:
        """What the work says of itself, in the reader's language where the sentence is a known one."""
        text: Any = self.note.facts.get("saying", "") if self.note else self.saying
        return gettext(text) if text else ""

    @property
    def called(self) -> str:
        return gettext(self.title) if self.title else ""
