from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from janya.core.models import CatalogueEntry, Versioned
from janya.drives.models import Drive
from janya.evidence.models import Evidence
from janya.issues.models import Issue
from janya.kpis.models import Kpi
from janya.norms.models import CodeItem
from janya.people.models import Agency, Person
from janya.people.rules import Duty
from janya.plans.models import Activity, ActivityArea

from . import rules

KINDS = {
    rules.Kind.MID_YEAR: _("ประเมินผลรอบ 6 เดือน"),
    rules.Kind.YEAR_END: _("ประเมินผลรอบ 12 เดือน"),
    rules.Kind.PROMOTION: _("ประเมินผลการส่งเสริมจริยธรรม"),
}
LEVEL_WORDS = {
    1: _("ต้องปรับปรุงมาก"),
    2: _("ต้องปรับปรุง"),
    3: _("พอใช้"),
    4: _("ดี"),
    5: _("ดีมาก"),
}
FEEDS = {
    rules.Feed.NONE: _("ไม่มี ผู้ประเมินพิจารณาเอง"),
    rules.Feed.COVERAGE: _("ร้อยละของผู้ลงนามรับทราบประมวล"),
    rules.Feed.AWARENESS: _("คะแนนความรู้จากแบบสำรวจการรับรู้"),
    rules.Feed.ACTIVITIES: _("ร้อยละของกิจกรรมที่แล้วเสร็จ"),
    rules.Feed.EVIDENCE: _("ร้อยละของกิจกรรมที่เสร็จแล้วและมีหลักฐาน"),
    rules.Feed.KPIS: _("คะแนนถ่วงน้ำหนักของตัวชี้วัด"),
    rules.Feed.RESPONSE: _("ร้อยละของผู้ตอบแบบสำรวจเทียบกับเป้าหมาย"),
    rules.Feed.RISKS: _("ร้อยละของความเสี่ยงสูงที่ลดลงได้"),
}


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(drive__agency__in=Agency.objects.where(person, Duty.VIEW))

    def of(self, drive: Drive) -> Self:
        return self.filter(drive=drive)

    def closed(self) -> Self:
        return self.filter(state=Evaluation.State.CLOSED)


class Evaluation(Versioned):
    """One evaluation of a year: of six months, of twelve, or of the promotion work; its figures are frozen by closing."""

    class State(models.TextChoices):
        DRAFT = "draft", _("ร่าง")
        CLOSED = "closed", _("ปิดการประเมินแล้ว")

    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="evaluations")
    kind = models.CharField(max_length=10, choices=[(one.value, word) for one, word in KINDS.items()])
    state = models.CharField(_("สถานะ"), max_length=8, choices=State.choices, default=State.DRAFT)
    planned_on = models.DateField(_("กำหนดประเมินเมื่อ"))
    as_of = models.DateField(_("ใช้ข้อมูล ณ วันที่"))
    summary = models.TextField(_("สรุปผลการดำเนินงาน"))
    closed_on = models.DateField(_("ปิดเมื่อ"), null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["drive", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["drive", "kind"], name="evaluation_once_a_year"),
            models.CheckConstraint(
                condition=Q(state="draft", closed_on=None) | Q(state="closed", closed_on__isnull=False),
                name="evaluation_closed_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("evaluation:show", args=[self.pk])

    @property
    def name(self) -> str:
        return str(KINDS[rules.Kind(self.kind)])

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def is_promotion(self) -> bool:
        return self.kind == rules.Kind.PROMOTION


class Closing(models.Model):
    """The figures and words as they were when an evaluation was closed; one that was opened again says why."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="closings")
    facts = models.JSONField()
    on = models.DateField(_("ปิดเมื่อ"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reopened_at = models.DateTimeField(_("เปิดแก้ไขเมื่อ"), null=True, blank=True)
    reopened_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reopened_why = models.TextField(_("เหตุผลที่เปิดแก้ไข"), blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation"], condition=Q(reopened_at=None), name="one_closing_stands"
            )
        ]


class Remark(models.Model):
    """A problem, a recommendation, a strength or a gap, of an area of the plan or an issue if it belongs to one."""

    class Kind(models.TextChoices):
        PROBLEM = "problem", _("ปัญหาและอุปสรรค")
        RECOMMENDATION = "recommendation", _("ข้อเสนอแนะ")
        STRENGTH = "strength", _("จุดแข็ง")
        GAP = "gap", _("สิ่งที่ต้องพัฒนา")

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="remarks")
    kind = models.CharField(_("ประเภท"), max_length=15, choices=Kind.choices)
    area = models.ForeignKey(
        ActivityArea,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ด้าน"),
    )
    issue = models.ForeignKey(
        Issue,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ประเด็น"),
    )
    text = models.TextField(_("ข้อความ"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    @property
    def about(self) -> str:
        return str(self.issue or self.area or "")


class Lesson(Versioned):
    """What a year has taught; `carried` asks next year to take it up."""

    class Kind(models.TextChoices):
        KEEP = "keep", _("ทำได้ดี ควรทำต่อ")
        MEND = "mend", _("ต้องปรับปรุง")
        NEW = "new", _("ควรริเริ่ม")

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="lessons")
    kind = models.CharField(_("ประเภท"), max_length=5, choices=Kind.choices)
    text = models.TextField(_("บทเรียน"))
    kpi = models.ForeignKey(
        Kpi, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("จากตัวชี้วัด")
    )
    activity = models.ForeignKey(
        Activity,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("จากกิจกรรม"),
    )
    issue = models.ForeignKey(
        Issue, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("จากประเด็น")
    )
    carried = models.BooleanField(_("ส่งต่อให้ปีถัดไปพิจารณา"), default=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def sources(self) -> list[Any]:
        """The KPI, activity and issue it was learnt from, as far as they are told."""
        return [one for one in (self.kpi, self.activity, self.issue) if one]


# ── the evaluation of the promotion work (A3.11) ───────────────────────────────────────────
class PromotionCriterion(CatalogueEntry):
    """One criterion: five described levels, typical evidence, and which figure proposes a level from which floors."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("เกณฑ์"), max_length=200)
    description = models.TextField(_("คำอธิบาย"), blank=True)
    weight = models.PositiveSmallIntegerField(_("น้ำหนัก"), default=0)
    scale = models.JSONField(_("คำอธิบาย 5 ระดับ"), default=list, help_text="five texts, level 1 first")
    evidence = models.JSONField(_("หลักฐานที่ควรมี"), default=list, blank=True)
    feed = models.CharField(
        _("ตัวเลขที่เสนอระดับ"),
        max_length=12,
        choices=[(one.value, word) for one, word in FEEDS.items()],
        default=rules.Feed.NONE.value,
    )
    floors = models.JSONField(default=list, blank=True, help_text="five numbers as text, level 1 first")

    class Meta:
        ordering = ["agency_id", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "key"], name="promotion_criterion_once"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(agency=None), name="national_promotion_criterion_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def meaning(self, level: int | None) -> str:
        return self.scale[level - 1] if level and level <= len(self.scale) else ""


class CriterionWeight(models.Model):
    """A year's own weight of a criterion; all of a year sum to 100, and one of nought is not used."""

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="promotion_weights")
    criterion = models.ForeignKey(PromotionCriterion, on_delete=models.CASCADE, related_name="+")
    weight = models.DecimalField(max_digits=5, decimal_places=2)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["drive", "criterion"], name="promotion_weight_once"),
            models.CheckConstraint(condition=Q(weight__range=(0, 100)), name="promotion_weight_is_a_share"),
        ]


class Score(Versioned):
    """The level that the assessor gave on a criterion, what the figures proposed, and why it differs."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(PromotionCriterion, on_delete=models.PROTECT, related_name="scores")
    level = models.PositiveSmallIntegerField(_("ระดับ"))
    proposed = models.PositiveSmallIntegerField(_("ระดับที่ระบบเสนอ"), null=True, blank=True)
    arithmetic = models.CharField(max_length=300, blank=True)
    reason = models.TextField(_("เหตุผลที่ต่างจากที่ระบบเสนอ"), blank=True)
    note = models.TextField(_("ข้อค้นพบ"), blank=True)
    carried = models.BooleanField(_("ส่งต่อให้ปีถัดไปพิจารณา"), default=False)
    evidence = models.ManyToManyField(
        Evidence, related_name="promotion_scores", blank=True, verbose_name=_("หลักฐาน")
    )
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "criterion"], name="promotion_scored_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="promotion_level_one_to_five"),
        ]

    @property
    def is_gap(self) -> bool:
        return self.level <= rules.GAP_AT


# ── carried into the next year ─────────────────────────────────────────────────────────────
class Carry(models.Model):
    """What a year decided about one thing that the year before left over: taken up as something, or turned down."""

    class Decision(models.TextChoices):
        TAKEN = "taken", _("นำมาดำเนินการ")
        TURNED_DOWN = "turned_down", _("ไม่นำมาดำเนินการ")

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="carries")
    lesson = models.ForeignKey(
        Lesson, on_delete=models.CASCADE, null=True, blank=True, related_name="carries"
    )
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    kpi = models.ForeignKey(Kpi, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    score = models.ForeignKey(Score, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    item = models.ForeignKey(CodeItem, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    decision = models.CharField(_("ผลการพิจารณา"), max_length=12, choices=Decision.choices)
    reason = models.TextField(_("เหตุผล"), blank=True)
    to_activity = models.ForeignKey(
        Activity, on_delete=models.CASCADE, null=True, blank=True, related_name="taken_up_from"
    )
    to_issue = models.ForeignKey(
        Issue, on_delete=models.CASCADE, null=True, blank=True, related_name="taken_up_from"
    )
    to_kpi = models.ForeignKey(
        Kpi, on_delete=models.CASCADE, null=True, blank=True, related_name="taken_up_from"
    )
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["drive", name], name=f"carried_{name}_once")
            for name in ("lesson", "activity", "kpi", "score", "item")
        ]

    @property
    def made(self) -> Any:
        """What it has become this year; None when it was turned down."""
        return self.to_activity or self.to_issue or self.to_kpi
