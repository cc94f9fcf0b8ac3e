from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from janya.core.models import Versioned
from janya.drives.models import Drive
from janya.evidence.models import Evidence
from janya.issues.models import Issue
from janya.people.models import Agency, Person
from janya.people.rules import Duty


class KpiQuerySet(models.QuerySet["Kpi"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(drive__agency__in=Agency.objects.where(person, Duty.VIEW))

    def of(self, drive: Drive) -> Self:
        return self.filter(drive=drive)


class Kpi(Versioned):
    class Direction(models.TextChoices):
        MORE = "more", _("ยิ่งมากยิ่งดี")
        LESS = "less", _("ยิ่งน้อยยิ่งดี")
        RANGE = "range", _("ยิ่งใกล้เป้าหมายยิ่งดี")

    class Frequency(models.TextChoices):
        MONTHLY = "monthly", _("ทุกเดือน")
        QUARTERLY = "quarterly", _("ทุกไตรมาส")
        HALF_YEARLY = "half_yearly", _("ทุก 6 เดือน")
        YEARLY = "yearly", _("ปีละครั้ง")

    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="kpis")
    issues = models.ManyToManyField(Issue, related_name="kpis", verbose_name=_("ประเด็นที่ตอบ"))
    number = models.PositiveIntegerField(_("ลำดับ"))
    name = models.CharField(_("ตัวชี้วัด"), max_length=300)
    definition = models.TextField(_("คำจำกัดความ"))
    formula = models.TextField(_("สูตรการคำนวณ"))
    unit = models.CharField(_("หน่วยนับ"), max_length=60)
    direction = models.CharField(_("ทิศทาง"), max_length=10, choices=Direction.choices, default=Direction.MORE)
    baseline = models.DecimalField(_("ค่าฐาน"), max_digits=14, decimal_places=4, null=True, blank=True)
    target = models.DecimalField(_("ค่าเป้าหมาย"), max_digits=14, decimal_places=4)
    thresholds = models.JSONField(
        _("เกณฑ์ให้คะแนน 5 ระดับ"), default=list, help_text="five decimals as text, level 1 first"
    )
    weight = models.DecimalField(_("น้ำหนัก (ร้อยละ)"), max_digits=5, decimal_places=2)
    frequency = models.CharField(
        _("ความถี่ในการวัด"), max_length=12, choices=Frequency.choices, default=Frequency.QUARTERLY
    )
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="kpis_owned", verbose_name=_("ผู้รับผิดชอบ")
    )
    due_on = models.DateField(_("กำหนดบรรลุ"))
    source = models.CharField(_("แหล่งข้อมูล"), max_length=300, blank=True)
    metric = models.CharField(_("วัดโดยระบบ"), max_length=60, blank=True)
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="copies"
    )

    objects = KpiQuerySet.as_manager()

    class Meta:
        ordering = ["drive", "number"]
        constraints = [
            models.UniqueConstraint(fields=["drive", "number"], name="kpi_number_once"),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=100), name="kpi_weight_is_a_share"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("kpis:show", args=[self.pk])

    @property
    def levels(self) -> list[Decimal]:
        """The five thresholds as numbers, level 1 first."""
        return [Decimal(one) for one in self.thresholds]

    @property
    def level_1(self) -> Decimal:
        return self.levels[0]

    @property
    def level_2(self) -> Decimal:
        return self.levels[1]

    @property
    def level_3(self) -> Decimal:
        return self.levels[2]

    @property
    def level_4(self) -> Decimal:
        return self.levels[3]

    @property
    def level_5(self) -> Decimal:
        return self.levels[4]


class ReadingQuerySet(models.QuerySet["Reading"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(kpi__in=Kpi.objects.visible_to(person))

    def standing(self) -> Self:
        """Those that no correction has replaced."""
        return self.filter(replaced_by=None)


class Reading(models.Model):
    """A value of a KPI as of a day. A correction is a new row that names the one it replaces, with the reason."""

    kpi = models.ForeignKey(Kpi, on_delete=models.CASCADE, related_name="readings")
    as_of = models.DateField(_("ณ วันที่"))
    value = models.DecimalField(_("ค่าที่วัดได้"), max_digits=14, decimal_places=4)
    note = models.TextField(_("หมายเหตุ"), blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="nobody: the system by itself",
    )
    at = models.DateTimeField(auto_now_add=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-as_of", "-pk"]
        indexes = [models.Index(fields=["kpi", "-as_of", "-id"], name="kpi_latest_reading")]


class ReadingProof(models.Model):
    """That a piece of evidence proves a reading; the same evidence may prove activities besides."""

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="proofs")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="reading_proofs")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["reading", "evidence"], name="reading_proof_once")]

    def __str__(self) -> str:
        return self.evidence.title


class ReadingSheet(models.Model):
    """A workbook of readings that somebody sent in: kept until it is written, or another takes its place."""

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    written_at = models.DateTimeField(null=True, blank=True)
    new = models.PositiveIntegerField(default=0)
