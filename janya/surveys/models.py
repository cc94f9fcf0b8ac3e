import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from janya.core.models import CatalogueEntry, Versioned
from janya.drives.models import Drive
from janya.norms.models import Code, CodeItem
from janya.people.models import Agency, Person
from janya.people.rules import Duty

from .rules import Phase, phase

PHASES = {
    Phase.DRAFT: _("ร่าง"),
    Phase.WAITING: _("ยังไม่ถึงวันเปิดรับ"),
    Phase.TAKING: _("เปิดรับคำตอบ"),
    Phase.LAPSED: _("พ้นวันปิดรับแล้ว"),
    Phase.CLOSED: _("ปิดรับคำตอบ"),
}


class StakeholderGroup(CatalogueEntry):
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(_("กลุ่มผู้มีส่วนได้ส่วนเสีย"), max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    inside = models.BooleanField(_("ภายในส่วนราชการ"), default=True)
    description = models.CharField(_("คำอธิบาย"), max_length=400, blank=True)

    class Meta:
        ordering = ["-inside", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "key"], name="group_key_once"),
            models.UniqueConstraint(fields=["key"], condition=Q(agency=None), name="national_group_once"),
        ]

    def __str__(self) -> str:
        return self.name


class BankStatement(CatalogueEntry):
    """A statement of the ready expectation survey, for one item of one code."""

    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(CodeItem, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(_("ข้อความ"), max_length=400)

    class Meta:
        ordering = ["item", "number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="bank_statement_once")]


class SurveyQuerySet(models.QuerySet["Survey"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(drive__agency__in=Agency.objects.where(person, Duty.VIEW))

    def of(self, drive: Drive) -> Self:
        return self.filter(drive=drive)

    def answered(self) -> Self:
        return self.filter(models.Exists(Response.objects.filter(survey=models.OuterRef("pk"))))


class Survey(Versioned):
    """Asks, per statement, the desired and the perceived level. Its statements freeze when it opens."""

    class State(models.TextChoices):
        DRAFT = "draft", _("ร่าง")
        OPEN = "open", _("เปิดรับคำตอบ")
        CLOSED = "closed", _("ปิดรับคำตอบ")

    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="surveys")
    title = models.CharField(_("ชื่อแบบสำรวจ"), max_length=300)
    introduction = models.TextField(_("คำชี้แจง"), blank=True)
    opens_on = models.DateField(_("เปิดรับตั้งแต่"))
    closes_on = models.DateField(_("ถึงวันที่"))
    state = models.CharField(_("สถานะ"), max_length=10, choices=State.choices, default=State.DRAFT)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="survey_ends_after_start")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("surveys:show", args=[self.pk])

    def phase(self, on: date) -> Phase:
        return phase(self.state, self.opens_on, self.closes_on, on)


class Statement(models.Model):
    """One statement of a survey, rated twice. `position` is its place in the digit string of every response."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="statements")
    item = models.ForeignKey(CodeItem, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("ข้อความ"), max_length=400)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["survey", "position"], name="statement_position_once")]


class SurveyGroup(models.Model):
    """A group asked in a survey, with its open link and how many are hoped for."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="groups")
    group = models.ForeignKey(StakeholderGroup, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=32, unique=True)
    target = models.PositiveIntegerField(_("จำนวนตัวอย่างเป้าหมาย"), default=0)

    class Meta:
        ordering = ["group__pk"]
        constraints = [models.UniqueConstraint(fields=["survey", "group"], name="group_asked_once")]


class Response(models.Model):
    """One anonymous answer: no person, no address, no time. `answers` holds two digits a statement, desired then perceived; 0 = no answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="responses")
    group = models.ForeignKey(SurveyGroup, on_delete=models.PROTECT, related_name="responses")
    answers = models.CharField(max_length=400)

    class Meta:
        indexes = [models.Index(fields=["survey", "group"], name="response_of_group")]


class SpentForm(models.Model):
    """That a form of this one-time number was sent in: sending it again changes nothing. Not joined to its response."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    number_hash = models.CharField(max_length=64, primary_key=True)


class Remark(models.Model):
    """A free-text remark, apart from the response it came with and from any order of arrival."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="remarks")
    text = models.TextField(_("ข้อเสนอแนะ"))
