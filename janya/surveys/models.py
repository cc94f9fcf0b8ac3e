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
from janya.people.models import Agency, Person, Unit
from janya.people.rules import Duty

from . import rules
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


class BankQuestion(CatalogueEntry):
    """A question of the ready awareness survey: of knowledge for one item of one code, or a rating for every code."""

    code = models.ForeignKey(Code, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    item = models.ForeignKey(CodeItem, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(_("คำถาม"), max_length=400)
    choices = models.JSONField(default=list)
    answer = models.PositiveSmallIntegerField(null=True, blank=True)  # place of the right choice, from 1

    class Meta:
        ordering = ["item", "number"]
        constraints = [models.UniqueConstraint(fields=["key"], name="bank_question_once")]


class SurveyQuerySet(models.QuerySet["Survey"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(drive__agency__in=Agency.objects.where(person, Duty.VIEW))

    def of(self, drive: Drive) -> Self:
        return self.filter(drive=drive)

    def answered(self) -> Self:
        return self.filter(models.Exists(Response.objects.filter(survey=models.OuterRef("pk"))))


class Survey(Versioned):
    """A questionnaire with its days. Its questions freeze when it opens; a changed one is a new edition (a copy)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("ร่าง")
        OPEN = "open", _("เปิดรับคำตอบ")
        CLOSED = "closed", _("ปิดรับคำตอบ")

    class Kind(models.TextChoices):
        EXPECTATION = "expectation", _("ความคาดหวังต่อจริยธรรม")
        AWARENESS = "awareness", _("การรับรู้ประมวลจริยธรรม")
        OWN = "own", _("แบบสำรวจของส่วนราชการ")

    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="surveys")
    kind = models.CharField(_("ประเภท"), max_length=12, choices=Kind.choices, default=Kind.EXPECTATION)
    title = models.CharField(_("ชื่อแบบสำรวจ"), max_length=300)
    introduction = models.TextField(_("คำชี้แจง"), blank=True)
    opens_on = models.DateField(_("เปิดรับตั้งแต่"))
    closes_on = models.DateField(_("ถึงวันที่"))
    state = models.CharField(_("สถานะ"), max_length=10, choices=State.choices, default=State.DRAFT)
    by_page = models.BooleanField(_("แสดงทีละส่วน"), default=False)
    edition = models.PositiveSmallIntegerField(_("ฉบับที่"), default=1)
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    compared_with = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("เปรียบเทียบกับแบบสำรวจ"),
    )

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


class Section(models.Model):
    """A page of the questionnaire: a heading, a word of introduction, its questions."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("หัวข้อ"), max_length=200)
    introduction = models.TextField(_("คำชี้แจง"), blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["survey", "position"], name="section_position_once")]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One question. Questions in the order of `position` tell where each stands in the digits (`rules.layout`)."""

    class Kind(models.TextChoices):
        PAIRED = rules.PAIRED, _("ระดับที่พึงประสงค์เทียบกับระดับที่เป็นอยู่")
        RATING = rules.RATING, _("ให้คะแนน 1 ถึง 5")
        SINGLE = rules.SINGLE, _("เลือกหนึ่งข้อ")
        MULTIPLE = rules.MULTIPLE, _("เลือกได้หลายข้อ")
        RANKING = rules.RANKING, _("จัดลำดับ")
        TEXT = rules.TEXT, _("ตอบเป็นข้อความ")

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, null=True, blank=True, related_name="questions"
    )
    item = models.ForeignKey(CodeItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("รูปแบบคำถาม"), max_length=10, choices=Kind.choices, default=Kind.PAIRED)
    text = models.CharField(_("คำถาม"), max_length=400)
    help = models.CharField(_("คำอธิบาย"), max_length=400, blank=True)
    required = models.BooleanField(_("ต้องตอบ"), default=True)
    may_not_know = models.BooleanField(_("มีตัวเลือก “ไม่ทราบ/ไม่ตอบ”"), default=True)
    lowest = models.CharField(_("ความหมายของ 1"), max_length=60, blank=True)
    highest = models.CharField(_("ความหมายของ 5"), max_length=60, blank=True)
    asked_if = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="leads_to",
        verbose_name=_("ถามเมื่อคำถามก่อนหน้า"),
    )
    asked_if_answer = models.CharField(_("ได้รับคำตอบ"), max_length=40, blank=True)  # codes, one character each
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["survey", "position"], name="question_position_once")]

    def __str__(self) -> str:
        return self.text


class Choice(models.Model):
    """One choice of a single, multiple or ranking question; `is_right` only in questions of knowledge."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choices")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("ตัวเลือก"), max_length=300)
    is_right = models.BooleanField(_("เป็นคำตอบที่ถูก"), default=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["question", "position"], name="choice_position_once")]

    def __str__(self) -> str:
        return self.text


class SurveyGroup(models.Model):
    """A group asked in a survey, perhaps of one unit only, with its open link and how many are hoped for."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="groups")
    group = models.ForeignKey(StakeholderGroup, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("หน่วยงาน")
    )
    token = models.CharField(max_length=32, unique=True)
    target = models.PositiveIntegerField(_("จำนวนตัวอย่างเป้าหมาย"), default=0)
    printed = models.PositiveIntegerField(_("แบบกระดาษที่พิมพ์"), default=0)
    reminders = models.PositiveSmallIntegerField(_("ครั้งที่เตือน"), default=0)
    reminded_on = models.DateField(_("เตือนครั้งล่าสุดเมื่อ"), null=True, blank=True)

    class Meta:
        ordering = ["group__pk", "unit__path", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "group", "unit"], name="group_asked_once"),
            models.UniqueConstraint(
                fields=["survey", "group"], condition=Q(unit=None), name="whole_group_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} · {self.unit}" if self.unit_id else str(self.group)


class Invitation(models.Model):
    """That one person or address was asked, and whether the link was used. Never which answer, and never when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(SurveyGroup, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    email = models.EmailField(_("อีเมล"), blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    is_used = models.BooleanField(default=False)
    sent_on = models.DateField(_("ส่งเมื่อ"), null=True, blank=True)
    reminded = models.PositiveSmallIntegerField(_("เตือนแล้ว"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"], condition=Q(person__isnull=False), name="person_invited_once"
            ),
            models.UniqueConstraint(
                fields=["group", "email"], condition=~Q(email=""), name="email_invited_once"
            ),
        ]


class Lot(models.Model):
    """One drawing of a sample: from whom, how many, with which seed, so that anybody may draw again (`lots`)."""

    class Method(models.TextChoices):
        ALL = "all", _("ทุกคนตามเงื่อนไข")
        SIMPLE = "simple", _("สุ่มอย่างง่าย")
        UNITS = "units", _("สุ่มตามสัดส่วนของหน่วยงาน")

    group = models.ForeignKey(SurveyGroup, on_delete=models.CASCADE, related_name="lots")
    method = models.CharField(_("วิธีเลือก"), max_length=8, choices=Method.choices)
    conditions = models.CharField(_("เงื่อนไข"), max_length=500, blank=True)
    seed = models.CharField(_("เลขตั้งต้นของการสุ่ม"), max_length=32)
    frame = models.PositiveIntegerField(_("ผู้ที่อาจได้รับเลือก"))
    frame_mark = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("ผู้ได้รับเลือก"))
    people = models.JSONField(default=list)  # [person, unit] of all who could have been drawn
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    drawn_on = models.DateField(_("สุ่มเมื่อ"))

    class Meta:
        ordering = ["-pk"]

    def get_absolute_url(self) -> str:
        return reverse("surveys:lot", args=[self.pk])


class Batch(models.Model):
    """A pile of paper forms that is being keyed in. No response points at it."""

    group = models.ForeignKey(SurveyGroup, on_delete=models.CASCADE, related_name="batches")
    number = models.PositiveSmallIntegerField(_("ชุดที่"))
    keyed = models.PositiveIntegerField(_("บันทึกแล้ว"), default=0)
    is_double = models.BooleanField(_("บันทึกสองครั้งเพื่อตรวจทาน"), default=False)
    last_form = models.CharField(max_length=64, blank=True)  # hash of the form that may still be taken back
    is_done = models.BooleanField(default=False)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["group", "number"], name="batch_number_once")]

    def get_absolute_url(self) -> str:
        return reverse("surveys:key", args=[self.pk])


class Response(models.Model):
    """One anonymous answer: no person, no invitation, no address, no time. `answers` is read by `rules.layout`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="responses")
    group = models.ForeignKey(SurveyGroup, on_delete=models.PROTECT, related_name="responses")
    answers = models.CharField(max_length=2000)

    class Meta:
        indexes = [models.Index(fields=["survey", "group"], name="response_of_group")]


class Waiting(models.Model):
    """An answer given through a single-use link, sealed until enough others wait with it (`rules.released`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(SurveyGroup, on_delete=models.PROTECT, related_name="waiting")
    sealed = models.BinaryField()


class Unfinished(models.Model):
    """Answers to go on with later, sealed with a key that only the respondent's own link holds."""

    link_hash = models.CharField(max_length=64, primary_key=True)
    group = models.ForeignKey(SurveyGroup, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    kept_until = models.DateField()


class SpentForm(models.Model):
    """That a form of this one-time number was sent in: sending it again changes nothing. Not joined to its response."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    number_hash = models.CharField(max_length=64, primary_key=True)


class Remark(models.Model):
    """A free text, apart from the response it came with and from any order of arrival."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="remarks")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    group = models.ForeignKey(SurveyGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    text = models.TextField(_("ข้อเสนอแนะ"))
