from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from janya.core.models import CatalogueEntry, Versioned
from janya.core.search import SearchedField
from janya.drives.models import Drive
from janya.norms.models import CodeItem
from janya.people.models import Agency, Person, Unit
from janya.people.rules import Duty

from .rules import Effect, Level, Response

LEVELS = {
    Level.LOW: _("ต่ำ"),
    Level.MODERATE: _("ปานกลาง"),
    Level.HIGH: _("สูง"),
    Level.CRITICAL: _("สูงมาก"),
}
RESPONSES = {
    Response.ACCEPT: _("ยอมรับ"),
    Response.REDUCE: _("ลด"),
    Response.TRANSFER: _("ถ่ายโอน"),
    Response.AVOID: _("หลีกเลี่ยง"),
}
EFFECTS = {
    Effect.GOOD: _("ได้ผลดี"),
    Effect.PARTIAL: _("ได้ผลบางส่วน"),
    Effect.NONE: _("ยังไม่ได้ผล"),
    Effect.UNKNOWN: _("ยังไม่ประเมิน"),
}
LONGEST_CONTROL = 500


class Scale(CatalogueEntry):
    """One step 1..5 of the likelihood or impact scale; an agency's own rows stand in for the national ones."""

    class Axis(models.TextChoices):
        LIKELIHOOD = "likelihood", _("โอกาส")
        IMPACT = "impact", _("ผลกระทบ")

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    axis = models.CharField(max_length=10, choices=Axis.choices)
    level = models.PositiveSmallIntegerField(_("ระดับ"))
    word = models.CharField(_("คำเรียก"), max_length=60)
    description = models.CharField(_("เกณฑ์"), max_length=400, blank=True)

    class Meta:
        ordering = ["axis", "level"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "axis", "level"], name="scale_step_once"),
            models.UniqueConstraint(
                fields=["axis", "level"], condition=Q(agency=None), name="national_scale_step_once"
            ),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="scale_step_one_to_five"),
        ]


class Band(CatalogueEntry):
    """Which scores (likelihood × impact) make a level; a table covers 1..25 exactly once (checked in rules)."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    level = models.CharField(
        _("ระดับ"), max_length=10, choices=[(v.value, label) for v, label in LEVELS.items()]
    )
    name = models.CharField(_("คำเรียก"), max_length=60)
    floor = models.PositiveSmallIntegerField(_("คะแนนตั้งแต่"))
    ceiling = models.PositiveSmallIntegerField(_("ถึง"))
    response = models.CharField(_("สิ่งที่ต้องดำเนินการ"), max_length=400, blank=True)

    class Meta:
        ordering = ["floor"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "level"], name="band_level_once"),
            models.UniqueConstraint(
                fields=["level"], condition=Q(agency=None), name="national_band_level_once"
            ),
            models.CheckConstraint(
                condition=Q(floor__gte=1, ceiling__lte=25, ceiling__gte=F("floor")), name="band_on_the_matrix"
            ),
        ]


class RiskKind(CatalogueEntry):
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(_("ประเภทความเสี่ยง"), max_length=120)
    description = models.CharField(_("คำอธิบาย"), max_length=400, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "key"], name="risk_kind_once"),
            models.UniqueConstraint(fields=["key"], condition=Q(agency=None), name="national_risk_kind_once"),
        ]

    def __str__(self) -> str:
        return self.name


class KindTurnedOff(models.Model):
    """A kind, a ready one or one of its own, that an agency does not offer any more; risks that have it keep it."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    kind = models.ForeignKey(RiskKind, on_delete=models.CASCADE, related_name="turned_off")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "kind"], name="kind_turned_off_once")]


class Process(models.Model):
    """A process of work (กระบวนงาน) of an agency, as its people call it; the list grows as risks are written down."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("กระบวนงาน"), max_length=200)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="process_named_once")]

    def __str__(self) -> str:
        return self.name


class ExampleRisk(CatalogueEntry):
    """A risk of the bank under a code item, to begin one's own with."""

    item = models.ForeignKey(CodeItem, on_delete=models.CASCADE, related_name="+")
    kind = models.ForeignKey(RiskKind, on_delete=models.SET_NULL, null=True, related_name="+")
    title = models.CharField(_("ประเด็นความเสี่ยง"), max_length=300)
    cause = models.TextField(_("สาเหตุ"))
    event = models.TextField(_("เหตุการณ์ที่อาจเกิดขึ้น"))
    consequence = models.TextField(_("ผลที่ตามมา"))
    controls = models.JSONField(_("การควบคุมที่ใช้กันทั่วไป"), default=list)
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    searched = SearchedField(of=("title", "cause", "event", "consequence"))

    class Meta:
        ordering = ["item__number", "pk"]
        constraints = [models.UniqueConstraint(fields=["key"], name="example_risk_key_once")]

    def __str__(self) -> str:
        return self.title


class RiskQuerySet(models.QuerySet["Risk"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(drive__agency__in=Agency.objects.where(person, Duty.VIEW))

    def of(self, drive: Drive) -> Self:
        return self.filter(drive=drive)

    def open(self) -> Self:
        return self.filter(closed_on=None)

    def incomplete(self) -> Self:
        """Open, but nobody answers for it or nothing is told of the controls."""
        return self.open().filter(Q(owner=None) | Q(controls=""))

    def overdue(self, today: date) -> Self:
        """Open, and its day of review has passed."""
        return self.open().filter(review_on__lt=today)

    def unaccepted(self, floor: int) -> Self:
        """Open and to be accepted at a residual score from `floor`, but no acceptance stands at its present levels."""
        return self.open().filter(
            ~Exists(Acceptance.standing()), response=Response.ACCEPT, residual_score__gte=floor
        )


class Risk(Versioned):
    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="risks")
    number = models.PositiveIntegerField(_("ลำดับ"))
    title = models.CharField(_("ประเด็นความเสี่ยง"), max_length=300)
    cause = models.TextField(_("สาเหตุ"), blank=True)
    event = models.TextField(_("เหตุการณ์ที่อาจเกิดขึ้น"), blank=True)
    consequence = models.TextField(_("ผลที่ตามมา"), blank=True)
    kind = models.ForeignKey(
        RiskKind, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("ประเภท")
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="risks", verbose_name=_("หน่วยงาน")
    )
    other_units = models.ManyToManyField(
        Unit, blank=True, related_name="risks_concerning", verbose_name=_("หน่วยงานอื่นที่เกี่ยวข้อง")
    )
    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("กระบวนงาน")
    )
    items = models.ManyToManyField(CodeItem, related_name="risks", verbose_name=_("ข้อของประมวลจริยธรรม"))
    controls = models.TextField(_("การควบคุมที่มีอยู่"), blank=True)  # the texts of the rows, a line each
    likelihood = models.PositiveSmallIntegerField(_("โอกาสก่อนควบคุม"))
    impact = models.PositiveSmallIntegerField(_("ผลกระทบก่อนควบคุม"))
    residual_likelihood = models.PositiveSmallIntegerField(_("โอกาสที่เหลืออยู่"))
    residual_impact = models.PositiveSmallIntegerField(_("ผลกระทบที่เหลืออยู่"))
    score = models.PositiveSmallIntegerField(_("คะแนนก่อนควบคุม"), editable=False)
    residual_score = models.PositiveSmallIntegerField(_("คะแนนที่เหลืออยู่"), editable=False)
    target_likelihood = models.PositiveSmallIntegerField(_("โอกาสที่มุ่งหมาย"), null=True, blank=True)
    target_impact = models.PositiveSmallIntegerField(_("ผลกระทบที่มุ่งหมาย"), null=True, blank=True)
    target_score = models.PositiveSmallIntegerField(_("คะแนนที่มุ่งหมาย"), null=True, editable=False)
    target_on = models.DateField(_("บรรลุเป้าหมายภายใน"), null=True, blank=True)
    response = models.CharField(
        _("การตอบสนอง"),
        max_length=10,
        blank=True,
        choices=[(one.value, label) for one, label in RESPONSES.items()],
    )
    review_on = models.DateField(_("ทบทวนภายใน"), null=True, blank=True)
    owner = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="risks_owned",
        verbose_name=_("ผู้รับผิดชอบ"),
    )
    carried_from = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_to",
        verbose_name=_("มาจากความเสี่ยงของปีก่อน"),
    )
    closed_on = models.DateField(_("ปิดเมื่อ"), null=True, blank=True)
    searched = SearchedField(of=("title", "cause", "event", "consequence", "controls"))

    objects = RiskQuerySet.as_manager()

    class Meta:
        ordering = ["drive", "number"]
        indexes = [models.Index(fields=["drive", "-residual_score", "number"], name="risk_by_score")]
        constraints = [
            models.UniqueConstraint(fields=["drive", "number"], name="risk_number_once"),
            models.CheckConstraint(
                name="risk_sits_on_the_matrix",
                condition=Q(
                    likelihood__range=(1, 5),
                    impact__range=(1, 5),
                    residual_likelihood__range=(1, 5),
                    residual_impact__range=(1, 5),
                ),
            ),
            models.CheckConstraint(
                name="risk_target_is_whole_or_none",
                condition=Q(target_likelihood=None, target_impact=None, target_score=None)
                | Q(
                    # a comparison with nothing is neither true nor false, and so would pass
                    target_likelihood__isnull=False,
                    target_impact__isnull=False,
                    target_score__isnull=False,
                    target_likelihood__range=(1, 5),
                    target_impact__range=(1, 5),
                    target_score__range=(1, 25),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def reference(self) -> str:
        """`R-2569-014`: the drive's fiscal year and the running number."""
        return f"R-{self.drive.fiscal_year}-{self.number:03d}"

    def get_absolute_url(self) -> str:
        return reverse("risks:show", args=[self.pk])


class Control(models.Model):
    """One control that exists already, and how well it works."""

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="control_rows")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("การควบคุม"), max_length=LONGEST_CONTROL)
    effect = models.CharField(
        _("ผลของการควบคุม"),
        max_length=10,
        choices=[(one.value, label) for one, label in EFFECTS.items()],
        default=Effect.UNKNOWN,
    )
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้ดูแล")
    )

    class Meta:
        ordering = ["risk", "position"]
        constraints = [models.UniqueConstraint(fields=["risk", "position"], name="control_in_its_place")]

    def __str__(self) -> str:
        return self.text


class Acceptance(models.Model):
    """Somebody answered for taking a risk as it is: at which levels, when and why. It stands at those levels only."""

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="acceptances")
    accepted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("ผู้ยอมรับความเสี่ยง")
    )
    on = models.DateField(_("ยอมรับเมื่อ"))
    reason = models.TextField(_("เหตุผล"))
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    residual_likelihood = models.PositiveSmallIntegerField()
    residual_impact = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))

    class Meta:
        ordering = ["-pk"]

    @classmethod
    def standing(cls) -> "models.QuerySet[Acceptance]":
        """Those of the outer query's risk that were given at its present levels."""
        names = ("likelihood", "impact", "residual_likelihood", "residual_impact")
        return cls.objects.filter(risk=OuterRef("pk"), **{name: OuterRef(name) for name in names})


class Assessment(models.Model):
    """One judgement of a risk: the levels before and after controls, who judged, when and why."""

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="assessments")
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    residual_likelihood = models.PositiveSmallIntegerField()
    residual_impact = models.PositiveSmallIntegerField()
    why = models.TextField(_("เหตุผล"), blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("ประเมินเมื่อ"))

    class Meta:
        ordering = ["-pk"]


class StateChange(models.Model):
    """One time that a risk was closed or opened again: who, when and why."""

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="state_changes")
    closed = models.BooleanField(_("ปิด"))
    why = models.TextField(_("เหตุผล"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("เมื่อ"))

    class Meta:
        ordering = ["-pk"]


class ItemReview(models.Model):
    """A recorded judgement that no risk was found under a code item this year."""

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="item_reviews")
    item = models.ForeignKey(CodeItem, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("เหตุผล"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("พิจารณาเมื่อ"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["drive", "item"], name="item_reviewed_once")]


class Sheet(models.Model):
    """A workbook sent in to change the register: looked at first, then written whole or not at all."""

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("ชื่อไฟล์"), max_length=200)
    content = models.BinaryField()  # emptied when it has been written
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("ส่งเมื่อ"), auto_now_add=True)
    written_at = models.DateTimeField(_("นำเข้าเมื่อ"), null=True, blank=True)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
