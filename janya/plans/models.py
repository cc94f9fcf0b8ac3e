from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from janya.core.models import CatalogueEntry, Versioned
from janya.drives.models import Drive
from janya.evidence.models import Evidence
from janya.issues.models import Issue
from janya.kpis.models import Kpi
from janya.people.models import Agency, Person, Unit
from janya.people.rules import Duty

from .rules import Tool

TOOLS = {
    Tool.DOCUMENT: _("จัดทำเอกสารหรือแผน"),
    Tool.MEETING: _("ประชุม"),
    Tool.TRAINING: _("ฝึกอบรม"),
    Tool.FORUM: _("เวทีเสวนาหรือชี้แจง"),
    Tool.EVENT: _("จัดงานหรือกิจกรรมรณรงค์"),
    Tool.RECOGNITION: _("ยกย่องและคัดเลือก"),
    Tool.MEDIA: _("สื่อสิ่งพิมพ์และสื่อภาพ"),
    Tool.ONLINE: _("เว็บไซต์และสื่อสังคม"),
    Tool.BROADCAST: _("วิทยุและเสียงตามสาย"),
    Tool.VISIT: _("ตรวจเยี่ยม"),
    Tool.REGULATION: _("ระเบียบ หลักเกณฑ์ หรือมาตรฐาน"),
    Tool.CHANNEL: _("ช่องทางให้คำปรึกษาและรับเรื่อง"),
    Tool.MONITORING: _("ตรวจสอบ สถิติ และประเมินผล"),
    Tool.NETWORK: _("งานกับเครือข่ายและชุมชน"),
    Tool.OTHER: _("อื่น ๆ"),
}
KINDS = [(kind.value, word) for kind, word in TOOLS.items()]


class ActivityArea(CatalogueEntry):
    number = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(_("ด้าน"), max_length=200)
    short = models.CharField(max_length=80)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.title


class SampleActivity(CatalogueEntry):
    """One of the 44 sample activities of the guideline, key "A1.1" … "A4.5", or an agency's own sample."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    area = models.ForeignKey(
        ActivityArea, on_delete=models.PROTECT, related_name="samples", verbose_name=_("ด้าน")
    )
    number = models.PositiveSmallIntegerField(_("ที่"))
    title = models.TextField(_("ตัวอย่างกิจกรรม"))
    guidance = models.TextField(_("แนวทางดำเนินการ"), blank=True)
    suggested_kpi = models.JSONField(default=dict, blank=True)
    evidence = models.JSONField(_("หลักฐานที่ควรมี"), default=list, blank=True)
    tool = models.CharField(max_length=40, blank=True)
    code_items = models.JSONField(default=list, blank=True)
    months = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["area__number", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "key"], name="sample_once"),
            models.UniqueConstraint(fields=["key"], condition=Q(agency=None), name="national_sample_once"),
        ]

    def __str__(self) -> str:
        return self.title


class BudgetSource(CatalogueEntry):
    """Where money comes from: a ready one, or an agency's own."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(_("แหล่งเงิน"), max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "key"], name="budget_source_once"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(agency=None), name="national_budget_source_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(drive__agency__in=Agency.objects.where(person, Duty.VIEW))

    def of(self, drive: Drive) -> Self:
        return self.filter(drive=drive)


class Activity(Versioned):
    class Nature(models.TextChoices):
        PROJECT = "project", _("โครงการ")
        ACTIVITY = "activity", _("กิจกรรม")

    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="activities")
    sample = models.ForeignKey(
        SampleActivity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("มาจากตัวอย่าง"),
    )
    area = models.ForeignKey(ActivityArea, on_delete=models.PROTECT, related_name="+", verbose_name=_("ด้าน"))
    number = models.PositiveIntegerField(_("ลำดับ"))
    title = models.CharField(_("กิจกรรม/โครงการ"), max_length=400)
    nature = models.CharField(_("ประเภท"), max_length=10, choices=Nature.choices, default=Nature.ACTIVITY)
    kind = models.CharField(_("เครื่องมือที่ใช้ดำเนินการ"), max_length=40, choices=KINDS, blank=True)
    method = models.TextField(_("วิธีดำเนินการ"), blank=True)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("หน่วยงาน"),
    )
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="activities_owned", verbose_name=_("ผู้รับผิดชอบ")
    )
    starts_on = models.DateField(_("เริ่ม"))
    ends_on = models.DateField(_("สิ้นสุด"))
    budget = models.DecimalField(_("งบประมาณ (บาท)"), max_digits=14, decimal_places=2, default=0)
    spent = models.DecimalField(_("ใช้จ่ายแล้ว (บาท)"), max_digits=14, decimal_places=2, default=0)
    kpis = models.ManyToManyField(Kpi, related_name="activities", blank=True, verbose_name=_("ตัวชี้วัดที่สนับสนุน"))
    issues = models.ManyToManyField(
        Issue, related_name="activities", blank=True, verbose_name=_("ประเด็นที่ตอบ")
    )
    percent = models.PositiveSmallIntegerField(_("ความก้าวหน้า (ร้อยละ)"), default=0)
    cancelled_on = models.DateField(_("ยกเลิกเมื่อ"), null=True, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["drive", "number"]
        constraints = [
            models.UniqueConstraint(fields=["drive", "number"], name="activity_number_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="activity_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(percent__range=(0, 100)), name="activity_percent"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plans:show", args=[self.pk])


class Milestone(models.Model):
    """A point of an activity that is reached on a day; its weight is its share of the progress."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("หมุดหมาย"), max_length=200)
    due_on = models.DateField(_("กำหนดเสร็จ"))
    weight = models.PositiveSmallIntegerField(_("น้ำหนัก"), default=1)
    done_on = models.DateField(_("เสร็จเมื่อ"), null=True, blank=True)
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(weight__range=(1, 100)), name="milestone_weight")]

    def __str__(self) -> str:
        return self.title


class BudgetLine(models.Model):
    """Baht of one source that an activity plans to use in one month (its first day)."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="budget_lines")
    source = models.ForeignKey(BudgetSource, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["source__position", "source", "month"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "source", "month"], name="budget_line_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="budget_line_amount"),
        ]


class Ceiling(models.Model):
    """The most that a year's plan may cost, from one source or from all together (no source)."""

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="ceilings")
    source = models.ForeignKey(
        BudgetSource, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["drive", "source"], name="ceiling_once"),
            models.UniqueConstraint(fields=["drive"], condition=Q(source=None), name="whole_ceiling_once"),
        ]


class PlanVersionQuerySet(models.QuerySet["PlanVersion"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(drive__agency__in=Agency.objects.where(person, Duty.VIEW))


class PlanVersion(models.Model):
    """A plan as it was sent to the head: its rows never change, only the decision is added."""

    class Decision(models.TextChoices):
        AWAITED = "", _("รอพิจารณา")
        APPROVED = "approved", _("อนุมัติแล้ว")
        RETURNED = "returned", _("ส่งกลับแก้ไข")

    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="plan_versions")
    number = models.PositiveIntegerField()
    rows = models.JSONField()
    sha256 = models.CharField(max_length=64)
    note = models.TextField(_("เรื่องที่เสนอ"), blank=True)
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True, default="")
    reason = models.TextField(_("ความเห็น"), blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["drive", "number"], name="plan_version_once"),
            models.UniqueConstraint(
                fields=["drive"], condition=Q(decision=""), name="one_plan_version_awaits"
            ),
        ]

    def __str__(self) -> str:
        return gettext("แผนฉบับที่ %(number)s") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("plans:version", args=[self.pk])


class Feed(models.Model):
    """An address from which a calendar program fetches a person's activities; only its digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    only_mine = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "drive"], name="feed_once")]


class Sheet(models.Model):
    """A workbook of the whole plan that somebody sent in: kept until it is written, or another takes its place."""

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    written_at = models.DateTimeField(null=True, blank=True)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)


class Progress(models.Model):
    """One report of progress: the percentage done as of a day, and what was done."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="reports")
    on = models.DateField(_("ณ วันที่"))
    percent = models.PositiveSmallIntegerField(_("ความก้าวหน้า (ร้อยละ)"))
    spent = models.DecimalField(_("ใช้จ่ายสะสม (บาท)"), max_digits=14, decimal_places=2, default=0)
    note = models.TextField(_("ผลการดำเนินงาน"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(percent__range=(0, 100)), name="progress_percent")]


class Proof(models.Model):
    """That a piece of evidence proves an activity; the same evidence may prove several, and KPIs besides."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="proofs")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="proofs")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["activity", "evidence"], name="proof_once")]

    def __str__(self) -> str:
        return self.evidence.title


class YearEnd(models.Model):
    """The year-end evaluation of a drive: summary, lessons, what is carried into next year, and the frozen score."""

    drive = models.OneToOneField(Drive, on_delete=models.CASCADE, related_name="year_end")
    summary = models.TextField(_("สรุปผลการดำเนินงาน"))
    lessons = models.TextField(_("บทเรียนที่ได้"), blank=True)
    carried = models.TextField(_("สิ่งที่ดำเนินการต่อในปีถัดไป"), blank=True)
    score = models.DecimalField(_("คะแนนถ่วงน้ำหนัก"), max_digits=4, decimal_places=2, null=True, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("ประเมินเมื่อ"))
