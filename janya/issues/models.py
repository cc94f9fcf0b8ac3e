from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from janya.core.models import CatalogueEntry, Versioned
from janya.drives.models import Drive
from janya.norms.models import CodeItem
from janya.people.models import Agency, Person
from janya.people.rules import Duty
from janya.risks.models import Risk


class PriorityCriterion(CatalogueEntry):
    """A criterion of the weighted method; an agency's own set stands in for the national one. Weights sum to 100."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(_("เกณฑ์"), max_length=200)
    description = models.CharField(_("คำอธิบาย"), max_length=400, blank=True)
    weight = models.PositiveSmallIntegerField(_("น้ำหนัก"))
    scale = models.JSONField(_("ความหมายของคะแนน 1 ถึง 5"), default=list)
    feed = models.CharField(max_length=10, default="none")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "key"], name="criterion_once"),
            models.UniqueConstraint(fields=["key"], condition=Q(agency=None), name="national_criterion_once"),
            models.CheckConstraint(condition=Q(weight__range=(0, 100)), name="criterion_weight_is_a_share"),
        ]

    def __str__(self) -> str:
        return self.name


class IssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(drive__agency__in=Agency.objects.where(person, Duty.VIEW))

    def of(self, drive: Drive) -> Self:
        return self.filter(drive=drive)

    def adopted(self) -> Self:
        return self.filter(decision=Issue.Decision.ADOPTED)

    def standing(self) -> Self:
        """Adopted or turned down: their sources are spoken for. What was merged, split or taken back lets them go."""
        return self.filter(decision__in=[Issue.Decision.ADOPTED, Issue.Decision.TURNED_DOWN])


class Issue(Versioned):
    """A candidate that was decided upon. Belongs to one code item; nothing is removed, so that all can be traced."""

    class Decision(models.TextChoices):
        ADOPTED = "adopted", _("รับเป็นประเด็น")
        TURNED_DOWN = "turned_down", _("ไม่รับ")
        MERGED = "merged", _("รวมเข้าเป็นประเด็นอื่น")
        SPLIT = "split", _("แยกเป็นหลายประเด็น")
        TAKEN_BACK = "taken_back", _("ถอนการพิจารณา")

    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="issues")
    item = models.ForeignKey(
        CodeItem, on_delete=models.PROTECT, related_name="issues", verbose_name=_("ข้อของประมวลจริยธรรม")
    )
    number = models.PositiveIntegerField(_("ลำดับ"))
    title = models.CharField(_("ประเด็น"), max_length=300)
    description = models.TextField(_("รายละเอียด"), blank=True)
    decision = models.CharField(_("การพิจารณา"), max_length=12, choices=Decision.choices)
    reason = models.TextField(_("เหตุผล"), blank=True)
    risks = models.ManyToManyField(Risk, related_name="issues", blank=True)
    gap = models.DecimalField(_("ช่องว่างความคาดหวัง"), max_digits=4, decimal_places=2, null=True, blank=True)
    came_from = models.ManyToManyField("self", symmetrical=False, related_name="led_to", blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(_("พิจารณาเมื่อ"))

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ["drive", "number"]
        constraints = [
            models.UniqueConstraint(fields=["drive", "number"], name="issue_number_once"),
            models.CheckConstraint(
                condition=~Q(decision__in=["turned_down", "taken_back"]) | ~Q(reason=""),
                name="turned_down_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("issues:show", args=[self.pk])


class GapSource(models.Model):
    """A gap of the survey that an issue answers, as it was found when it was decided; `Issue.gap` is the largest."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="gaps")
    item = models.ForeignKey(CodeItem, on_delete=models.PROTECT, related_name="+")
    gap = models.DecimalField(max_digits=4, decimal_places=2)
    low = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    n = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-gap", "pk"]
        constraints = [models.UniqueConstraint(fields=["issue", "item"], name="gap_source_once")]


class Consideration(models.Model):
    """One decision about an issue, who made it and why; the newest is the present one."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="considerations")
    decision = models.CharField(max_length=12, choices=Issue.Decision.choices)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ["-pk"]


class CriterionScore(models.Model):
    """The score 1..5 of an adopted issue on one criterion; `proposed` is what the system worked out from figures.

    `by` nobody means that the figures' own score stands.
    """

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(PriorityCriterion, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(_("คะแนน"))
    proposed = models.PositiveSmallIntegerField(null=True, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "criterion"], name="criterion_scored_once"),
            models.CheckConstraint(condition=Q(score__range=(1, 5)), name="criterion_score_one_to_five"),
        ]


class Weight(models.Model):
    """A drive's own weight of a criterion, fixed when the ranking is made; sums to 100."""

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="weights")
    criterion = models.ForeignKey(PriorityCriterion, on_delete=models.PROTECT, related_name="+")
    weight = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["drive", "criterion"], name="weight_once")]


class Override(models.Model):
    """The rank that people gave an issue against the arithmetic; the newest counts.

    `by` is who wrote it down, `authority` the words for who decided: the head, a meeting of the committee and its date.
    """

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="overrides")
    rank = models.PositiveSmallIntegerField(_("ลำดับที่กำหนด"), null=True, blank=True)
    reason = models.TextField(_("เหตุผล"))
    authority = models.CharField(_("ผู้มีมติ"), max_length=200, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
