from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from janya.norms.models import Code
from janya.people.models import Agency, Person
from janya.people.rules import Duty


class DriveQuerySet(models.QuerySet["Drive"]):
    def where(self, person: Person, duty: Duty) -> Self:
        return self.filter(agency__in=Agency.objects.where(person, duty))

    def visible_to(self, person: Person) -> Self:
        """Everyone who belongs to the agency sees that the drive exists; its registers ask for Duty.VIEW."""
        return self.where(person, Duty.BELONG)


class Drive(models.Model):
    """One agency, one fiscal year (B.E.), one code version."""

    class State(models.TextChoices):
        RUNNING = "running", _("กำลังดำเนินการ")
        CLOSED = "closed", _("ปิดปีแล้ว")

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="drives", verbose_name=_("ส่วนราชการ")
    )
    fiscal_year = models.PositiveSmallIntegerField(_("ปีงบประมาณ"))
    code = models.ForeignKey(
        Code, on_delete=models.PROTECT, related_name="drives", verbose_name=_("ฉบับของประมวลจริยธรรม")
    )
    state = models.CharField(_("สถานะ"), max_length=10, choices=State.choices, default=State.RUNNING)
    opened_on = models.DateField(_("เริ่มเมื่อ"))
    closed_on = models.DateField(_("ปิดเมื่อ"), null=True, blank=True)

    objects = DriveQuerySet.as_manager()

    class Meta:
        ordering = ["-fiscal_year"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "fiscal_year"], name="one_drive_a_year"),
            models.CheckConstraint(
                condition=Q(fiscal_year__range=(2540, 2700)), name="drive_year_is_buddhist"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency.name} ปีงบประมาณ {self.fiscal_year}"

    def get_absolute_url(self) -> str:
        return reverse("home:drive", args=[self.pk])
