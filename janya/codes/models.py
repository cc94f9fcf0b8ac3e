from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from janya.drives.models import Drive
from janya.norms.models import CodeItem
from janya.people.models import Person, Unit


class Reading(models.Model):
    """That a person studied one item in one drive."""

    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="readings")
    item = models.ForeignKey(CodeItem, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(_("อ่านเมื่อ"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["drive", "person", "item"], name="item_read_once")]


class AcknowledgementQuerySet(models.QuerySet["Acknowledgement"]):
    def of(self, drive: Drive) -> Self:
        return self.filter(drive=drive)


class Acknowledgement(models.Model):
    """A signature on screen: who, when, under which name, and the hash of the very text signed."""

    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="acknowledgements")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="acknowledgements", verbose_name=_("ผู้ลงนาม")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    typed_name = models.CharField(_("ชื่อที่ลงนาม"), max_length=200)
    position_title = models.CharField(_("ตำแหน่งขณะลงนาม"), max_length=200, blank=True)
    signed_at = models.DateTimeField(_("ลงนามเมื่อ"))
    text = models.TextField(_("ข้อความที่ลงนาม"))
    text_sha256 = models.CharField(max_length=64)

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_at"]
        constraints = [models.UniqueConstraint(fields=["drive", "person"], name="acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.typed_name}"
