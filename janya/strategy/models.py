from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from janya.core.models import Versioned
from janya.drives.models import Drive
from janya.issues.models import Issue
from janya.kpis.models import Kpi
from janya.norms.models import CodeItem
from janya.people.models import Agency, Person, Unit
from janya.people.rules import Duty


class GoalQuerySet(models.QuerySet["Goal"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(drive__agency__in=Agency.objects.where(person, Duty.VIEW))

    def of(self, drive: Drive) -> Self:
        return self.filter(drive=drive)


class StrategyQuerySet(models.QuerySet["Strategy"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(drive__agency__in=Agency.objects.where(person, Duty.VIEW))

    def of(self, drive: Drive) -> Self:
        return self.filter(drive=drive)


class PolicyQuerySet(models.QuerySet["Policy"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(drive__agency__in=Agency.objects.where(person, Duty.VIEW))

    def of(self, drive: Drive) -> Self:
        return self.filter(drive=drive)


class StrategicPlan(Versioned):
    """The strategic plan of a drive: vision, missions and values in words; goals and strategies are rows."""

    drive = models.OneToOneField(Drive, on_delete=models.PROTECT, related_name="strategic_plan")
    vision = models.TextField(_("วิสัยทัศน์"))
    missions = models.TextField(_("พันธกิจ"), blank=True, help_text="one a line")
    values = models.TextField(_("ค่านิยม"), blank=True, help_text="one a line")
    first_year = models.PositiveSmallIntegerField(_("ปีเริ่มต้น (พ.ศ.)"))
    last_year = models.PositiveSmallIntegerField(_("ปีสิ้นสุด (พ.ศ.)"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")), name="strategy_years_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.vision


class Goal(Versioned):
    """What the strategic plan is to reach, measured by KPIs."""

    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="goals")
    number = models.PositiveSmallIntegerField(_("ลำดับ"))
    title = models.CharField(_("เป้าประสงค์"), max_length=400)
    kpis = models.ManyToManyField(Kpi, related_name="goals", blank=True, verbose_name=_("ตัวชี้วัดของเป้าประสงค์"))

    objects = GoalQuerySet.as_manager()

    class Meta:
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return self.title


class Strategy(Versioned):
    """How a goal is reached: answers adopted issues, with measures a line each."""

    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="strategies")
    goal = models.ForeignKey(
        Goal, on_delete=models.CASCADE, related_name="strategies", verbose_name=_("เป้าประสงค์")
    )
    number = models.PositiveSmallIntegerField(_("ลำดับ"))
    title = models.CharField(_("กลยุทธ์"), max_length=400)
    measures = models.TextField(_("แนวทางดำเนินการ"), blank=True, help_text="one a line")
    issues = models.ManyToManyField(
        Issue, related_name="strategies", blank=True, verbose_name=_("ประเด็นที่ตอบ")
    )

    objects = StrategyQuerySet.as_manager()

    class Meta:
        ordering = ["goal__number", "number", "pk"]
        verbose_name_plural = "strategies"

    def __str__(self) -> str:
        return self.title


class Policy(Versioned):
    """Another policy or plan of the agency into which the code is woven (A1.3)."""

    class Kind(models.TextChoices):
        ACTION_PLAN = "action_plan", _("แผนปฏิบัติราชการ")
        DEVELOPMENT = "development", _("แผนพัฒนาจังหวัดหรือหน่วยงาน")
        ANTI_CORRUPTION = "anti_corruption", _("แผนป้องกันและปราบปรามการทุจริต")
        TRANSPARENCY = "transparency", _("นโยบายคุณธรรมและความโปร่งใส")
        PERSONNEL = "personnel", _("แผนทรัพยากรบุคคล")
        RISK = "risk", _("แผนบริหารความเสี่ยงและการควบคุมภายใน")
        REGULATION = "regulation", _("ระเบียบหรือประกาศ")
        OTHER = "other", _("อื่น ๆ")

    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="policies")
    title = models.CharField(_("ชื่อนโยบายหรือแผน"), max_length=300)
    kind = models.CharField(_("ประเภท"), max_length=20, choices=Kind.choices)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("หน่วยงานเจ้าของ"),
    )
    reference = models.CharField(_("เลขที่เอกสาร"), max_length=120, blank=True)
    dated_on = models.DateField(_("ลงวันที่"), null=True, blank=True)
    first_year = models.PositiveSmallIntegerField(_("ปีเริ่มต้น (พ.ศ.)"), null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(_("ปีสิ้นสุด (พ.ศ.)"), null=True, blank=True)
    link = models.URLField(_("ลิงก์"), max_length=500, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "title", "pk"]
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("strategy:policies", args=[self.drive_id])


class Coverage(models.Model):
    """That a policy carries an item of the code, and how."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="coverage")
    item = models.ForeignKey(CodeItem, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["item__number"]
        constraints = [models.UniqueConstraint(fields=["policy", "item"], name="coverage_once")]
