from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from janya.core.models import CatalogueEntry, Versioned
from janya.drives.models import Drive
from janya.evidence.models import Evidence
from janya.issues.models import Issue
from janya.kpis.models import Kpi
from janya.people.models import Agency, Person, Unit
from janya.people.rules import Duty


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


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(drive__agency__in=Agency.objects.where(person, Duty.VIEW))

    def of(self, drive: Drive) -> Self:
        return self.filter(drive=drive)


class Activity(Versioned):
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
