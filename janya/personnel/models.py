from typing import TYPE_CHECKING, Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from janya.jobs.models import Job
from janya.people.models import Agency, Person
from janya.people.rules import Duty

from .rules import FIELDS_OF_PERSON, Field

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class IntakeQuerySet(models.QuerySet["Intake"]):
    def visible_to(self, person: Person) -> Self:
        """Whoever manages the agency; a file tells more of people than the lists do."""
        return self.filter(agency__in=Agency.objects.where(person, Duty.MANAGE))


class Intake(models.Model):
    """One file of persons on its way in: read, asked about, looked through, and written whole or not at all.

    What the file said is kept only until then; what stays is how many there were, and the trail.
    """

    class State(models.TextChoices):
        READING = "reading", _("กำลังอ่านไฟล์")
        REFUSED = "refused", _("อ่านไฟล์ไม่ได้")
        ASKING = "asking", _("รอตอบคำถาม")
        CHECKING = "checking", _("กำลังตรวจ")
        READY = "ready", _("รอยืนยัน")
        WRITING = "writing", _("กำลังบันทึก")
        DONE = "done", _("นำเข้าแล้ว")
        DISCARDED = "discarded", _("ยกเลิกแล้ว")

    class Gone(models.TextChoices):
        KEEP = "keep", _("คงไว้ตามเดิม")
        LEAVE = "leave", _("บันทึกว่าพ้นจากส่วนราชการ")

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="intakes")
    by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("โดย")
    )
    name = models.CharField(_("ไฟล์"), max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(_("สถานะ"), max_length=10, choices=State.choices, default=State.READING)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=500, blank=True)  # it was refused
    about = models.JSONField(default=dict)  # headers, examples, codes: what the questions are about
    answers = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)  # of what was shown
    trail = models.CharField(max_length=64, blank=True)  # digest of the traces, which the journal holds too
    created_at = models.DateTimeField(_("ส่งเมื่อ"), auto_now_add=True)
    finished_at = models.DateTimeField(_("เสร็จเมื่อ"), null=True)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "-id"], name="intakes_of_agency")]

    def __str__(self) -> str:
        return str(_("การนำเข้ารายชื่อหมายเลข %(number)s") % {"number": self.pk})

    def get_absolute_url(self) -> str:
        return reverse("personnel:show", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether its file is still here."""
        return self.state not in {self.State.DONE, self.State.DISCARDED, self.State.REFUSED}

    @property
    def is_at_work(self) -> bool:
        """Whether the worker has it now, or soon will."""
        waits = self.state in {self.State.READING, self.State.CHECKING, self.State.WRITING}
        return bool(waits and self.job and self.job.is_alive and not self.job.is_interrupted(timezone.now()))

    @property
    def may_be_answered(self) -> bool:
        """Whether the questions may be answered, for the first time or again."""
        return bool(self.is_open and self.about.get("headers") and not self.is_at_work)


class Upload(models.Model):
    """A part of the file as it came, until it is read: a worker may be another machine."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="uploads")
    number = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.number)


class Piece(models.Model):
    """Some hundreds of rows as they were read, packed."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.number)


class Kind(models.TextChoices):
    """What an import makes of a person."""

    WRONG = "wrong", _("ต้องแก้")
    NEW = "new", _("เพิ่มใหม่")
    CHANGED = "changed", _("เปลี่ยนแปลง")
    GONE = "gone", _("ไม่อยู่ในไฟล์")
    SKIPPED = "skipped", _("ข้าม")


class Line(models.Model):
    """One line of what is shown before it is written; forgotten once it is."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    row = models.PositiveIntegerField(null=True)
    person_id = models.PositiveBigIntegerField(null=True)
    label = models.CharField(max_length=400)
    notes = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    """Faults: [column, why]; changes: [field, old, new]; else sentences."""

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["intake", "kind", "id"], name="lines_of_intake")]

    def __str__(self) -> str:
        return self.label


class Trace(models.Model):
    """Whom an import added, changed or saw off, and in which fields; no values, so that it may be kept."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="traces")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="traces")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    fields = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["intake", "kind", "id"], name="traces_of_intake")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"

    @property
    def named(self) -> "list[str | _StrPromise]":
        """The fields in words."""
        return [LABELS.get(one, one) for one in self.fields.split(",") if one]


def label_of(name: str) -> Any:
    return Person._meta.get_field(name).verbose_name  # type: ignore[union-attr]


LABELS: "dict[str, str | _StrPromise]" = {name: label_of(name) for name in FIELDS_OF_PERSON}
"""What a person's columns are called."""

FIELDS: "dict[Field, str | _StrPromise]" = {
    Field.EXTERNAL_ID: _("รหัสบุคลากร"),
    Field.PRENAME: _("คำนำหน้าชื่อ"),
    Field.FIRST_NAME: _("ชื่อ"),
    Field.LAST_NAME: _("นามสกุล"),
    Field.FULL_NAME: _("ชื่อและนามสกุลในช่องเดียว"),
    Field.STAFF_KIND: _("ประเภทบุคลากร"),
    Field.POSITION_TITLE: _("ตำแหน่ง"),
    Field.POSITION_TYPE: _("ประเภทตำแหน่ง"),
    Field.LEVEL: _("ระดับ (หรือประเภทและระดับ)"),
    Field.DIVISION: _("หน่วยงานชั้นบน (สำนัก กอง)"),
    Field.UNIT: _("หน่วยงาน (เส้นทางเต็มก็ได้)"),
    Field.SECTION: _("หน่วยงานชั้นล่าง (กลุ่ม ฝ่าย)"),
    Field.HOME_AGENCY: _("สังกัด"),
    Field.WORKPLACE: _("ปฏิบัติราชการที่"),
    Field.EMAIL: _("อีเมล"),
    Field.STATUS: _("สถานะการปฏิบัติงาน"),
    Field.STARTED_ON: _("วันบรรจุ"),
    Field.POST_SINCE: _("ดำรงตำแหน่งปัจจุบันตั้งแต่"),
}
"""What a column may hold, as the page names it."""
