from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from janya.core.models import CatalogueEntry
from janya.people.models import Agency


class CodeQuerySet(models.QuerySet["Code"]):
    def in_force(self, on: date) -> Self:
        return self.filter(Q(effective_to=None) | Q(effective_to__gte=on), effective_from__lte=on)


class Code(CatalogueEntry):
    """A version of the code of ethics, e.g. key "2552" or "2564"."""

    title = models.CharField(_("ชื่อประมวล"), max_length=300)
    short_title = models.CharField(_("ชื่อย่อ"), max_length=100)
    gazette = models.CharField(_("ราชกิจจานุเบกษา"), max_length=300, blank=True)
    published_on = models.DateField(_("ประกาศเมื่อ"))
    effective_from = models.DateField(_("ใช้บังคับตั้งแต่"))
    effective_to = models.DateField(_("ใช้บังคับถึง"), null=True, blank=True)
    legal_base = models.TextField(_("ฐานอำนาจ"), blank=True)

    objects = CodeQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_from"]
        constraints = [models.UniqueConstraint(fields=["key"], name="code_key_once")]

    def __str__(self) -> str:
        return self.short_title


class CodeItemQuerySet(models.QuerySet["CodeItem"]):
    def of(self, code: Code | int, agency: Agency | int | None = None) -> Self:
        """The items of a code version: the national ones and, for an agency, its own additions."""
        whose = Q(agency=None) if agency is None else Q(agency=None) | Q(agency=agency)
        return self.filter(whose, code=code)


class CodeItem(CatalogueEntry):
    """One item (ข้อ). `number` is the daily number 1..10, `clause` the number in the Gazette (3..12)."""

    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="items")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    number = models.PositiveSmallIntegerField(_("ข้อ"))
    clause = models.PositiveSmallIntegerField(_("ข้อในราชกิจจานุเบกษา"), null=True, blank=True)
    slug = models.SlugField(max_length=60)
    title = models.TextField(_("ข้อความ"))
    gloss_en = models.TextField(blank=True)
    gist = models.TextField(_("สาระสำคัญ"), blank=True)
    guidance = models.TextField(_("แนวปฏิบัติ"), blank=True)
    dos = models.JSONField(_("พฤติกรรมที่พึงกระทำ"), default=list, blank=True)
    donts = models.JSONField(_("พฤติกรรมที่ไม่พึงกระทำ"), default=list, blank=True)
    questions = models.JSONField(_("คำถามทบทวนตนเอง"), default=list, blank=True)

    objects = CodeItemQuerySet.as_manager()

    class Meta:
        ordering = ["code", "number"]
        constraints = [
            models.UniqueConstraint(fields=["code", "agency", "number"], name="item_number_once"),
            models.UniqueConstraint(
                fields=["code", "number"], condition=Q(agency=None), name="national_item_number_once"
            ),
            models.UniqueConstraint(fields=["key"], name="item_key_once"),
        ]

    def __str__(self) -> str:
        return f"ข้อ {self.number} {self.title}"

    @property
    def short(self) -> str:
        """`ข้อ 4` with at most sixty letters of the title, for tables and charts."""
        title = self.title.removeprefix("ข้าราชการต้อง")
        return f"ข้อ {self.number} {title if len(title) <= 60 else title[:58] + '…'}"


class SubItem(CatalogueEntry):
    class Status(models.TextChoices):
        DRAFT = "draft", _("ร่าง รอตรวจกับราชกิจจานุเบกษา")
        CHECKED = "checked", _("ตรวจกับราชกิจจานุเบกษาแล้ว")

    item = models.ForeignKey(CodeItem, on_delete=models.CASCADE, related_name="sub_items")
    number = models.PositiveSmallIntegerField(_("ข้อย่อย"))
    text = models.TextField(_("ข้อความ"))
    status = models.CharField(_("สถานะ"), max_length=10, choices=Status.choices, default=Status.DRAFT)

    class Meta:
        ordering = ["item", "number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="sub_item_number_once")]

    def __str__(self) -> str:
        return f"({self.number}) {self.text}"


class ItemMapping(CatalogueEntry):
    """How much of one code's item lives on in another's; weights of one item sum to 1."""

    from_item = models.ForeignKey(CodeItem, on_delete=models.CASCADE, related_name="leads_to")
    to_item = models.ForeignKey(CodeItem, on_delete=models.CASCADE, related_name="comes_from")
    weight = models.DecimalField(_("น้ำหนัก"), max_digits=4, decimal_places=3)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["from_item", "to_item"], name="mapping_once")]


class Step(CatalogueEntry):
    number = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(_("ขั้นตอน"), max_length=300)
    short = models.CharField(_("ชื่อย่อ"), max_length=60)
    question = models.CharField(_("คำถาม"), max_length=300, blank=True)
    months = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.title


class Holiday(CatalogueEntry):
    date = models.DateField(_("วันที่"), unique=True)
    name = models.CharField(_("วันหยุด"), max_length=200)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return self.name
