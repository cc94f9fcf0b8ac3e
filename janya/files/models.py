from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from janya.people.models import Agency, Person
from janya.people.rules import Duty

from . import rules


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(agency__in=Agency.objects.where(person, Duty.VIEW))


class StoredFile(models.Model):
    """A file, kept once per agency and content under the hash of its bytes; never executed, never shown inline."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(_("ชื่อแฟ้ม"), max_length=200)
    media_type = models.CharField(_("ชนิด"), max_length=100)
    size = models.PositiveBigIntegerField(_("ขนาด (ไบต์)"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["agency", "sha256"], name="file_kept_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("files:download", args=[self.pk])

    @property
    def path(self) -> Path:
        """Where its bytes lie."""
        return Path(settings.MEDIA_ROOT) / rules.place(self.sha256)
