from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from janya.core.models import Versioned
from janya.drives.models import Drive
from janya.files.models import StoredFile
from janya.people.models import Agency, Person
from janya.people.rules import Duty

from .rules import Outcome

OUTCOMES = {
    Outcome.SAME: _("เปิดได้ เนื้อหาเดิม"),
    Outcome.CHANGED: _("เปิดได้ แต่เนื้อหาเปลี่ยนไป"),
    Outcome.GONE: _("ไม่มีหน้านี้แล้ว"),
    Outcome.FAILS: _("เปิดไม่ได้"),
    Outcome.REFUSED: _("ระบบตรวจให้ไม่ได้"),
}


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(drive__agency__in=Agency.objects.where(person, Duty.VIEW))

    def of(self, drive: Drive) -> Self:
        return self.filter(drive=drive)

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)


class Evidence(Versioned):
    """A file or a published link; one may prove many activities, KPIs and indicators."""

    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="evidence")
    number = models.PositiveIntegerField(_("ลำดับ"))
    title = models.CharField(_("ชื่อหลักฐาน"), max_length=200)
    about = models.TextField(_("คำอธิบาย"), blank=True)
    dated_on = models.DateField(_("วันที่ของหลักฐาน"), null=True, blank=True)
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    link = models.URLField(_("ลิงก์ที่เผยแพร่"), max_length=1000, blank=True)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("เพิ่มเมื่อ"))
    withdrawn_at = models.DateTimeField(_("ถอนเมื่อ"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_why = models.CharField(_("เหตุผลที่ถอน"), max_length=500, blank=True)
    known_sha256 = models.CharField(max_length=64, blank=True)  # of the link's content that was accepted
    checked_at = models.DateTimeField(_("ตรวจล่าสุดเมื่อ"), null=True, blank=True)
    outcome = models.CharField(_("ผลการตรวจ"), max_length=10, blank=True)
    searched = models.TextField(editable=False)  # what is searched in, as `core.search` writes it

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["drive", "number"], name="evidence_number_once"),
            models.UniqueConstraint(
                fields=["drive", "file"], condition=Q(withdrawn_at=None), name="evidence_file_once"
            ),
            models.UniqueConstraint(
                fields=["drive", "link"],
                condition=Q(withdrawn_at=None) & ~Q(link=""),
                name="evidence_link_once",
            ),
            models.CheckConstraint(
                condition=Q(file__isnull=False, link="") | (Q(file=None) & ~Q(link="")),
                name="evidence_is_a_file_or_a_link",
            ),
        ]
        indexes = [
            models.Index(
                fields=["checked_at"],
                condition=Q(withdrawn_at=None) & ~Q(link=""),
                name="evidence_links_to_check",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evidence:show", args=[self.pk])

    @property
    def reference(self) -> str:
        return f"E-{self.drive.fiscal_year}-{self.number:03d}"

    @property
    def is_link(self) -> bool:
        return bool(self.link)

    @property
    def told_outcome(self) -> str:
        return str(OUTCOMES[Outcome(self.outcome)]) if self.outcome else ""

    @property
    def needs_a_look(self) -> bool:
        """Whether the link no longer shows what was accepted."""
        return self.outcome not in {"", Outcome.SAME}


class LinkCheck(models.Model):
    """One look at a link; kept when it told something else than the one before, and the latest always."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="checks")
    first_at = models.DateTimeField(_("ตั้งแต่"))
    last_at = models.DateTimeField(_("ถึง"))
    outcome = models.CharField(max_length=10)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-last_at", "-pk"]

    def __str__(self) -> str:
        return str(OUTCOMES[Outcome(self.outcome)])
