from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from janya.core.models import CatalogueEntry
from janya.drives.models import Drive
from janya.norms.models import CodeItem
from janya.people.models import Person


class Case(CatalogueEntry):
    """A short situation from daily work that shows what to do, or what not to do, and why."""

    class Kind(models.TextChoices):
        DO = "do", _("ควรทำ")
        DONT = "dont", _("ไม่ควรทำ")

    item = models.ForeignKey(CodeItem, on_delete=models.CASCADE, related_name="cases")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("แบบ"), max_length=4, choices=Kind.choices)
    situation = models.CharField(_("เหตุการณ์"), max_length=400)
    why = models.CharField(_("เหตุผล"), max_length=400)

    class Meta:
        app_label = "codes"
        ordering = ["item", "number"]
        constraints = [models.UniqueConstraint(fields=["key"], name="case_key_once")]

    def __str__(self) -> str:
        return self.situation


class QuizQuestion(CatalogueEntry):
    """A question with one right choice, to check oneself after reading an item."""

    item = models.ForeignKey(CodeItem, on_delete=models.CASCADE, related_name="quiz")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(_("คำถาม"), max_length=400)
    choices = models.JSONField(_("ตัวเลือก"), default=list)
    answer = models.PositiveSmallIntegerField(_("คำตอบที่ถูก"))  # place of the right choice, from 1
    explanation = models.CharField(_("คำอธิบาย"), max_length=400)

    class Meta:
        app_label = "codes"
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="quiz_question_key_once"),
            models.CheckConstraint(condition=Q(answer__gte=1), name="quiz_answer_is_a_place"),
        ]

    def __str__(self) -> str:
        return self.text


class QuizResult(models.Model):
    """How a person did in the quiz of one item in one drive: the latest answer and the best; the tries between are not kept."""

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="quiz_results")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="quiz_results")
    item = models.ForeignKey(CodeItem, on_delete=models.PROTECT, related_name="+")
    right = models.PositiveSmallIntegerField(_("ถูก (ครั้งล่าสุด)"))
    asked = models.PositiveSmallIntegerField(_("คำถาม (ครั้งล่าสุด)"))
    at = models.DateTimeField(_("ตอบล่าสุดเมื่อ"))
    best_right = models.PositiveSmallIntegerField(_("ถูก (ครั้งที่ดีที่สุด)"))
    best_asked = models.PositiveSmallIntegerField(_("คำถาม (ครั้งที่ดีที่สุด)"))
    passed_at = models.DateTimeField(_("ผ่านเมื่อ"), null=True, blank=True)

    class Meta:
        app_label = "codes"
        constraints = [
            models.UniqueConstraint(fields=["drive", "person", "item"], name="quiz_result_once"),
            models.CheckConstraint(
                condition=Q(right__lte=F("asked"), best_right__lte=F("best_asked"), asked__gte=1),
                name="quiz_right_within_asked",
            ),
        ]
        indexes = [
            models.Index(
                fields=["drive", "item", "person"],
                condition=Q(passed_at__isnull=False),
                name="quiz_passed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.best_right}/{self.best_asked}"


class StudyTerm(models.Model):
    """What a drive asks of those who study; without a row nothing more than reading."""

    drive = models.OneToOneField(Drive, on_delete=models.CASCADE, related_name="study_term")
    quiz_needed = models.BooleanField(
        _("ต้องผ่านคำถามทบทวนครบทุกข้อก่อนลงนามบนจอ"),
        default=False,
        help_text=_("ไม่ใช้กับการลงนามบนกระดาษ และไม่กระทบผู้ที่ลงนามไปแล้ว"),
    )

    class Meta:
        app_label = "codes"

    def __str__(self) -> str:
        return f"{self.drive}"
