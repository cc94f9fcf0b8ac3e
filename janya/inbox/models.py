from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from janya.people.models import Agency, Person

from .kinds import KINDS
from .rules import How


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, person: Person) -> Self:
        """One's own; nobody reads another's notices."""
        return self.filter(person=person.pk)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def in_order(self) -> Self:
        """Unread first, then the newest."""
        return self.order_by(F("read_at").desc(nulls_first=True), "-made_at", "-pk")


class Notice(models.Model):
    """One sentence told to one person, with the page it leads to."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=40)
    text = models.CharField(max_length=500)
    href = models.CharField(max_length=300)
    once = models.CharField(max_length=160, blank=True, help_text="the same key is told to a person once")
    made_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    emailed_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "once"], condition=~Q(once=""), name="notice_told_once")
        ]
        indexes = [
            models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["person", "-made_at"], name="notice_of_person"),
            models.Index(fields=["made_at"], condition=Q(emailed_at=None), name="notice_to_send"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def kind_name(self) -> str:
        """What it is about, in words."""
        return str(KINDS[self.kind].label) if self.kind in KINDS else str(_("ข้อความจากระบบ"))

    @property
    def is_confidential(self) -> bool:
        return self.kind not in KINDS or KINDS[self.kind].is_confidential


class Choice(models.Model):
    """How somebody wants notices by e-mail; without a row, in one letter each morning."""

    class Way(models.TextChoices):
        AT_ONCE = How.AT_ONCE.value, _("ทันทีที่มีข้อความ")
        DAILY = How.DAILY.value, _("รวมเป็นฉบับเดียวทุกเช้า")
        NONE = How.NONE.value, _("ไม่ต้องส่งอีเมล อ่านในระบบเท่านั้น")

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="notice_choice")
    how = models.CharField(_("ส่งทางอีเมล"), max_length=10, choices=Way.choices, default=Way.DAILY)
    silenced = models.JSONField(default=list, blank=True, help_text="kinds that are not sent by e-mail")

    def __str__(self) -> str:
        return self.get_how_display()
