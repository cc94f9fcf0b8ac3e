from django.db import models
from django.utils.translation import gettext_lazy as _

from janya.drives.models import Drive
from janya.norms.models import CodeItem
from janya.people.models import Person

from .signing.models import (
    Acknowledgement,
    Reminder,
    ReminderStep,
    ScanBatch,
    ScannedPage,
    SigningTerm,
)
from .study.models import Case, QuizQuestion, QuizResult, StudyTerm

__all__ = [
    "Acknowledgement",
    "Case",
    "QuizQuestion",
    "QuizResult",
    "Reading",
    "Reminder",
    "ReminderStep",
    "ScanBatch",
    "ScannedPage",
    "SigningTerm",
    "StudyTerm",
]


class Reading(models.Model):
    """That a person studied one item in one drive."""

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="readings")
    item = models.ForeignKey(CodeItem, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(_("อ่านเมื่อ"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["drive", "person", "item"], name="item_read_once")]
