from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from janya.drives.models import Drive
from janya.people.models import Agency, Person
from janya.people.rules import Duty
from janya.plans.models import Activity

from . import rules


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(activity__in=Activity.objects.visible_to(person))


class Comment(models.Model):
    """What somebody says on an activity. One taken away leaves its place, without its words."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField(_("ความเห็น"), max_length=4000)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["activity", "at"], name="comments_of_activity")]
        constraints = [
            models.CheckConstraint(condition=Q(removed_at=None) | Q(text=""), name="removed_comment_is_empty")
        ]

    def __str__(self) -> str:
        return str(self.activity)

    @property
    def drive(self) -> Drive:
        return self.activity.drive


class ReminderTerm(models.Model):
    """The days of an agency's reminders; without a row, those of `rules.Terms`."""

    agency = models.OneToOneField(Agency, on_delete=models.CASCADE, related_name="reminder_term")
    is_on = models.BooleanField(_("ส่งการเตือน"), default=True)
    begins = models.JSONField(_("ก่อนกิจกรรมเริ่ม (วัน)"), default=list)
    ends = models.JSONField(_("ก่อนกิจกรรมสิ้นสุด (วัน)"), default=list)
    milestone = models.JSONField(_("ก่อนกำหนดหมุดหมาย (วัน)"), default=list)
    stale = models.PositiveSmallIntegerField(_("ไม่รายงานความก้าวหน้าเกิน (วัน)"), default=30)
    again = models.PositiveSmallIntegerField(_("เมื่อเลยกำหนด เตือนซ้ำทุก (วัน)"), default=7)
    alone = models.PositiveSmallIntegerField(_("แจ้งเจ้าหน้าที่ด้วย หลังเตือนผู้รับผิดชอบแล้ว (ครั้ง)"), default=2)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(stale__gte=1, again__gte=1), name="reminder_days")]

    def __str__(self) -> str:
        return str(self.agency)

    @property
    def terms(self) -> rules.Terms:
        return rules.Terms(
            tuple(self.begins), tuple(self.ends), tuple(self.milestone), self.stale, self.again, self.alone
        )


class SnapshotIsFrozen(Exception):
    """A snapshot is never changed or removed."""


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(drive__agency__in=Agency.objects.where(person, Duty.VIEW))

    def of(self, drive: Drive) -> Self:
        return self.filter(drive=drive)

    def update(self, **_values: Any) -> NoReturn:
        raise SnapshotIsFrozen

    def delete(self) -> NoReturn:
        raise SnapshotIsFrozen


class Snapshot(models.Model):
    """How a year stood on a day, with the mark by which one sees that nothing was changed since."""

    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="snapshots")
    as_of = models.DateField(_("ณ วันที่"))
    facts = models.JSONField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["drive", "as_of"]
        constraints = [models.UniqueConstraint(fields=["drive", "as_of"], name="snapshot_a_day")]

    def __str__(self) -> str:
        return f"{self.drive} {self.as_of.isoformat()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise SnapshotIsFrozen
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise SnapshotIsFrozen

    def get_absolute_url(self) -> str:
        return f"{reverse('followup:months', args=[self.drive_id])}?at={self.pk}"

    @property
    def is_whole(self) -> bool:
        """Its facts still give its mark."""
        return rules.digest(self.facts) == self.digest
