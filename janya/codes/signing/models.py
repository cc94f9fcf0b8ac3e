from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from janya.drives.models import Drive
from janya.files.models import StoredFile
from janya.norms.models import Code
from janya.people.models import Agency, Person, PositionLevel, Unit
from janya.people.rules import Duty

from .rules import Reason, To

REASONS = {
    Reason.NEVER: _("ยังไม่เคยลงนามในปีนี้"),
    Reason.POST: _("เปลี่ยนตำแหน่งหลังลงนาม"),
    Reason.CODE: _("ประมวลหรือข้อเปลี่ยนหลังลงนาม"),
    Reason.WITHDRAWN: _("การลงนามเดิมถูกยกเลิก"),
}


class AcknowledgementQuerySet(models.QuerySet["Acknowledgement"]):
    def of(self, drive: Drive) -> Self:
        return self.filter(drive=drive)

    def standing(self) -> Self:
        """Neither renewed nor withdrawn; whether post or code changed since is asked with the person at hand."""
        return self.filter(ended_at=None)

    def visible_to(self, person: Person) -> Self:
        """One's own, and those of agencies whose lists one may see."""
        seen = Agency.objects.where(person, Duty.VIEW)
        return self.filter(Q(person=person.pk) | Q(drive__agency__in=seen))


class Acknowledgement(models.Model):
    """A signature on screen or on paper: who, when, in which post, under which name, of which text and which code.

    A person has one that stands in a drive; what was renewed or withdrawn stays as history.
    """

    class Kind(models.TextChoices):
        SCREEN = "screen", _("ลงนามบนจอ")
        PAPER = "paper", _("ลงนามบนกระดาษ")

    class End(models.TextChoices):
        RENEWED = "renewed", _("ลงนามใหม่แทน")
        WITHDRAWN = "withdrawn", _("ยกเลิก")

    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="acknowledgements")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="acknowledgements", verbose_name=_("ผู้ลงนาม")
    )
    kind = models.CharField(_("วิธีลงนาม"), max_length=10, choices=Kind.choices, default=Kind.SCREEN)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    typed_name = models.CharField(_("ชื่อที่ลงนาม"), max_length=200)
    position_title = models.CharField(_("ตำแหน่งขณะลงนาม"), max_length=200, blank=True)
    position_level = models.ForeignKey(
        PositionLevel,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ระดับขณะลงนาม"),
    )
    signed_at = models.DateTimeField(_("ลงนามเมื่อ"))
    signed_on = models.DateField(_("วันที่ลงนาม"))
    code = models.ForeignKey(
        Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("ฉบับของประมวลที่ลงนาม")
    )
    code_mark = models.CharField(max_length=16)
    text = models.TextField(_("ข้อความที่ลงนาม"))
    text_sha256 = models.CharField(max_length=64)
    scan = models.ForeignKey(
        StoredFile,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ภาพแบบที่ลงนาม"),
    )
    entered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้บันทึก")
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=10, choices=End.choices, blank=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.CharField(_("เหตุผลที่ยกเลิก"), max_length=500, blank=True)

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        app_label = "codes"
        ordering = ["-signed_at", "-pk"]
        indexes = [
            models.Index(
                fields=["drive", "person", "code_mark", "signed_on"],
                condition=Q(ended_at=None),
                name="acknowledged_stands",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["drive", "person"], condition=Q(ended_at=None), name="acknowledged_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="screen") | Q(scan__isnull=False), name="paper_signature_has_its_scan"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_because="")
                | (Q(ended_at__isnull=False) & ~Q(ended_because="")),
                name="ended_signature_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.typed_name}"

    def get_absolute_url(self) -> str:
        return reverse("codes:acknowledgement", args=[self.pk])

    @property
    def number(self) -> str:
        return f"{self.drive.fiscal_year}/{self.pk:06d}"


# ── paper ──────────────────────────────────────────────────────────────────────────────────
class ScanBatchQuerySet(models.QuerySet["ScanBatch"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(drive__agency__in=Agency.objects.where(person, Duty.VIEW))


class ScanBatch(models.Model):
    """Scans of signed forms that came in together, with the day on which they were signed."""

    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="scan_batches")
    name = models.CharField(_("ชุดสแกน"), max_length=200)
    sources = models.ManyToManyField(StoredFile, related_name="+")
    signed_on = models.DateField(_("วันที่ลงนามบนแบบ"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = ScanBatchQuerySet.as_manager()

    class Meta:
        app_label = "codes"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("codes:batch", args=[self.pk])


class ScannedPageQuerySet(models.QuerySet["ScannedPage"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(batch__drive__agency__in=Agency.objects.where(person, Duty.VIEW))


class ScannedPage(models.Model):
    """One page of a batch: its picture, and what became of it."""

    class State(models.TextChoices):
        TAKEN = "taken", _("บันทึกแล้ว")
        OPEN = "open", _("รอเลือกบุคคล")
        REFUSED = "refused", _("ไม่รับ")
        ASIDE = "aside", _("แยกไว้")

    class Why(models.TextChoices):
        UNREADABLE = "unreadable", _("ไม่พบรหัส QR ของแบบที่อ่านได้")
        DUPLICATE = "duplicate", _("บุคคลนี้ลงนามไว้แล้ว แบบนี้จึงซ้ำ")
        OTHER_AGENCY = "other_agency", _("เป็นแบบของส่วนราชการอื่น")
        OTHER_YEAR = "other_year", _("เป็นแบบของปีงบประมาณอื่น")
        OLD_FORM = (
            "old_form",
            _("แบบนี้พิมพ์ไว้ก่อนที่ชื่อ ตำแหน่ง หรือประมวลจะเปลี่ยน กรุณาพิมพ์แบบใหม่ให้ลงนาม"),
        )
        GONE = "gone", _("บุคคลนี้ไม่ได้ปฏิบัติราชการที่นี่แล้ว")
        BEFORE_POST = "before_post", _("วันที่ลงนามอยู่ก่อนวันที่ดำรงตำแหน่งปัจจุบัน")

    batch = models.ForeignKey(ScanBatch, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField(_("หน้า"))
    picture = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("ผล"), max_length=10, choices=State.choices)
    why = models.CharField(max_length=20, choices=Why.choices, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    acknowledgement = models.OneToOneField(
        Acknowledgement, on_delete=models.PROTECT, null=True, blank=True, related_name="page"
    )
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ScannedPageQuerySet.as_manager()

    class Meta:
        app_label = "codes"
        ordering = ["batch", "number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="scanned_page_once")]

    def __str__(self) -> str:
        return f"{self.batch} หน้า {self.number}"

    @property
    def drive(self) -> Drive:
        return self.batch.drive


# ── reminders ──────────────────────────────────────────────────────────────────────────────
class SigningTerm(models.Model):
    """By when a drive's officials shall sign, and whether letters go out; `address` is where the letters lead."""

    drive = models.OneToOneField(Drive, on_delete=models.CASCADE, related_name="signing_term")
    due_on = models.DateField(_("ลงนามภายในวันที่"))
    is_on = models.BooleanField(_("ส่งหนังสือแจ้งทางอีเมลตามขั้นที่กำหนด"), default=True)
    address = models.URLField(max_length=300)

    class Meta:
        app_label = "codes"

    def __str__(self) -> str:
        return f"{self.drive}"


class ReminderStepQuerySet(models.QuerySet["ReminderStep"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(drive__agency__in=Agency.objects.where(person, Duty.VIEW))


class ReminderStep(models.Model):
    """A letter that goes out so many days after the due date (before it: negative), or once by hand (`days` empty)."""

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="reminder_steps")
    days = models.SmallIntegerField(_("จำนวนวันนับจากวันครบกำหนด"), null=True, blank=True)
    to = models.CharField(
        _("ส่งถึง"),
        max_length=20,
        choices=[
            (To.PERSON.value, _("ผู้ที่ยังไม่ลงนาม")),
            (To.COORDINATOR.value, _("ผู้ประสานงานของหน่วยงาน")),
        ],
        default=To.PERSON.value,
    )
    words = models.TextField(_("ข้อความเพิ่มเติมในหนังสือ"), max_length=2000, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ReminderStepQuerySet.as_manager()

    class Meta:
        app_label = "codes"
        ordering = ["drive", "days", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["drive", "days", "to"],
                condition=Q(removed_at=None) & Q(days__isnull=False),
                name="reminder_step_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        from django.utils.translation import gettext

        if self.days is None:
            return gettext("ส่งเตือนเพิ่มเติม")
        if self.days < 0:
            return gettext("ก่อนครบกำหนด %(n)s วัน") % {"n": -self.days}
        return gettext("หลังครบกำหนด %(n)s วัน") % {"n": self.days} if self.days else gettext("วันครบกำหนด")


class Reminder(models.Model):
    """That one person was written to in one step: to oneself, or in the list of who coordinates the unit."""

    class State(models.TextChoices):
        WAITING = "waiting", _("กำลังส่ง")
        SENT = "sent", _("ส่งแล้ว")
        FAILED = "failed", _("ส่งไม่สำเร็จ")

    step = models.ForeignKey(ReminderStep, on_delete=models.CASCADE, related_name="reminders")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reminders")
    reader = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=1)

    class Meta:
        app_label = "codes"
        constraints = [models.UniqueConstraint(fields=["step", "person"], name="reminded_once_a_step")]
        indexes = [models.Index(fields=["person", "step", "sent_at"], name="reminders_of_person")]

    def __str__(self) -> str:
        return f"{self.person}"


BEGINNING = date.min
"""Stands for the unknown day of a post: every signature came after it."""
