import json
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from janya.drives.models import Drive
from janya.files.models import StoredFile
from janya.people.models import Agency, Person
from janya.people.rules import Duty

from . import rules


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(drive__agency__in=Agency.objects.where(person, Duty.VIEW))

    def waiting(self) -> Self:
        return self.filter(state=Submission.State.WAITING)


class Submission(models.Model):
    """A report as it was laid before the head: its facts stand still from that moment on."""

    class State(models.TextChoices):
        WAITING = "waiting", _("รอลงนาม")
        SIGNED = "signed", _("ลงนามแล้ว")
        RETURNED = "returned", _("ส่งกลับให้แก้ไข")
        WITHDRAWN = "withdrawn", _("ผู้เสนอถอนเรื่อง")

    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="submissions")
    state = models.CharField(
        _("สถานะ"), max_length=10, choices=State.choices, default=State.WAITING, editable=False
    )
    as_of = models.DateField(_("ข้อมูล ณ วันที่"))
    taken_at = models.DateTimeField(_("นำตัวเลขมาเมื่อ"))
    facts_text = models.TextField()
    missing = models.JSONField(_("ขั้นตอนที่ยังไม่ครบ"), default=list)
    note = models.TextField(_("ข้อความถึงผู้ลงนาม"), blank=True)
    incomplete = models.TextField(_("เหตุผลที่เสนอทั้งที่ยังไม่ครบ"), blank=True)
    why = models.TextField(_("เหตุผลที่ออกฉบับแก้ไข"), blank=True)
    submitted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("เสนอเมื่อ"))
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(_("ความเห็นของผู้ลงนาม"), blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["drive"], condition=Q(state="waiting"), name="one_report_waits_for_signature"
            )
        ]

    def __str__(self) -> str:
        return f"รายงานปีงบประมาณ {self.drive.fiscal_year}"

    def get_absolute_url(self) -> str:
        return reverse("reports:submission", args=[self.pk])

    @property
    def facts(self) -> dict[str, Any]:
        """What the report says, as it was at that moment."""
        found: dict[str, Any] = json.loads(self.facts_text)
        return found


class SignedReportQuerySet(models.QuerySet["SignedReport"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(agency__in=Agency.objects.where(person, Duty.VIEW))


class SignedReport(models.Model):
    """A report that the head signed: a number, and a file whose every byte is kept. Never changed, only replaced."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="signed_reports")
    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="signed_reports")
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="signed")
    number = models.PositiveIntegerField(_("เลขที่"))
    year = models.PositiveSmallIntegerField(_("ปีปฏิทินของเลขที่"))
    version = models.PositiveSmallIntegerField(_("ฉบับที่"))
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    why = models.TextField(_("เหตุผลที่ออกฉบับแก้ไข"), blank=True)
    incomplete = models.TextField(_("เหตุผลที่ลงนามทั้งที่ยังไม่ครบ"), blank=True)
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(_("ผู้ลงนาม"), max_length=200)
    signer_position = models.CharField(_("ตำแหน่ง"), max_length=200, blank=True)
    signed_at = models.DateTimeField(_("ลงนามเมื่อ"))
    sha256 = models.CharField(max_length=64, db_index=True)
    seal = models.CharField(_("รหัสตรวจสอบ"), max_length=rules.SEAL_LENGTH, unique=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    objects = SignedReportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "number"], name="report_number_once"),
            models.UniqueConstraint(fields=["drive", "version"], name="report_version_once"),
        ]

    def __str__(self) -> str:
        return f"รายงานเลขที่ {self.spoken_number}"

    def get_absolute_url(self) -> str:
        return reverse("reports:signed", args=[self.pk])

    @property
    def spoken_number(self) -> str:
        return rules.spoken_number(self.number, self.year)

    @property
    def code(self) -> str:
        """The seal as it stands on the paper."""
        return rules.spoken_seal(self.seal)

    @property
    def newer(self) -> "SignedReport | None":
        """The corrected report that stands in its place."""
        found: SignedReport | None = getattr(self, "replaced_by", None)
        return found

    @property
    def is_replaced(self) -> bool:
        return self.newer is not None
