from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from janya.core import thai
from janya.core.models import CatalogueEntry

from .rules import MAY, Duty, Role, may

ROLES = {
    Role.OFFICER: _("เจ้าหน้าที่กลุ่มงานคุ้มครองจริยธรรม"),
    Role.COORDINATOR: _("ผู้ประสานงานของหน่วยงาน"),
    Role.COMMITTEE: _("กรรมการจริยธรรม"),
    Role.HEAD: _("หัวหน้าส่วนราชการ"),
    Role.EXECUTIVE: _("ผู้บริหาร"),
    Role.AUDITOR: _("ผู้ตรวจสอบ"),
    Role.OFFICIAL: _("ข้าราชการและเจ้าหน้าที่"),
    Role.OCSC: _("สำนักงาน ก.พ."),
    Role.ADMINISTRATOR: _("ผู้ดูแลระบบของหน่วยงาน"),
}


class Ministry(CatalogueEntry):
    name = models.CharField(_("กระทรวง"), max_length=200)
    name_en = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["key"], name="ministry_key_once")]

    def __str__(self) -> str:
        return self.name


class AgencyQuerySet(models.QuerySet["Agency"]):
    def joined(self) -> Self:
        """Agencies that work in this system; the others only stand in lists."""
        return self.exclude(joined_on=None)

    def where(self, person: "Person", duty: Duty) -> Self:
        """Agencies in which the person carries the duty; the first word of every scoped query."""
        held = Appointment.objects.filter(person=person.pk, role__in=MAY[duty], ended_on=None)
        return self.filter(pk__in=held.values("agency"))


class Agency(CatalogueEntry):
    class Kind(models.TextChoices):
        PROVINCE = "province", _("จังหวัด")
        DEPARTMENT = "department", _("กรมหรือเทียบเท่า")
        CENTRAL = "central", _("องค์กรกลางบริหารงานบุคคล")
        SPECIAL_LOCAL = "special_local", _("องค์กรปกครองส่วนท้องถิ่นรูปแบบพิเศษ")

    kind = models.CharField(_("ประเภท"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("ชื่อส่วนราชการ"), max_length=200)
    name_en = models.CharField(_("ชื่อภาษาอังกฤษ"), max_length=200, blank=True)
    letter_code = models.CharField(_("อักษรย่อ"), max_length=10, blank=True)
    ministry = models.ForeignKey(
        Ministry, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("กระทรวง")
    )
    head_title = models.CharField(_("ตำแหน่งหัวหน้าส่วนราชการ"), max_length=200, blank=True)
    joined_on = models.DateField(_("เริ่มใช้ระบบเมื่อ"), null=True, blank=True)
    is_demonstration = models.BooleanField(default=False)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["key"], name="agency_key_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:agency", args=[self.pk])


class UnitQuerySet(models.QuerySet["Unit"]):
    def of(self, agency: Agency) -> Self:
        return self.filter(agency=agency)


class Unit(models.Model):
    """A division, office or group; a tree by `parent`, drawn in the order of `path`."""

    agency = models.ForeignKey(
        Agency, on_delete=models.CASCADE, related_name="units", verbose_name=_("ส่วนราชการ")
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("อยู่ภายใต้"),
    )
    name = models.CharField(_("ชื่อหน่วยงาน"), max_length=200)
    path = models.CharField(max_length=400, editable=False, db_index=True)
    depth = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "parent", "name"], name="unit_named_once"),
            models.UniqueConstraint(
                fields=["agency", "name"], condition=Q(parent=None), name="top_unit_named_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PositionLevel(CatalogueEntry):
    type = models.CharField(_("ประเภทตำแหน่ง"), max_length=40)
    level = models.CharField(_("ระดับ"), max_length=40)
    type_en = models.CharField(max_length=60, blank=True)
    level_en = models.CharField(max_length=60, blank=True)
    dpis_code = models.CharField(_("รหัสใน DPIS"), max_length=4)
    ocsc_code = models.CharField(_("รหัสอังกฤษของสำนักงาน ก.พ."), max_length=4)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["key"], name="position_level_key_once")]

    def __str__(self) -> str:
        return f"ประเภท{self.type} ระดับ{self.level}"


class StaffKind(CatalogueEntry):
    name = models.CharField(_("ประเภทบุคลากร"), max_length=100)
    name_en = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["key"], name="staff_kind_key_once")]

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str | None, password: str | None = None, **facts: Any) -> "Person":
        person = self.model(email=email.strip().lower() if email else None, **facts)
        person.set_password(password)
        person.save()
        return person

    def get_queryset(self) -> "PersonQuerySet":
        return PersonQuerySet(self.model, using=self._db)

    def working_in(self, agency: Agency) -> "PersonQuerySet":
        return self.get_queryset().working_in(agency)

    def visible_to(self, viewer: "Person") -> "PersonQuerySet":
        return self.get_queryset().visible_to(viewer)

    def listed_in(self, agency: Agency) -> "PersonQuerySet":
        return self.get_queryset().listed_in(agency)

    def able_to_sign_in(self) -> "PersonQuerySet":
        return self.get_queryset().able_to_sign_in()

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").strip().lower())


class DictionaryOrderField(models.CharField):  # type: ignore[type-arg]
    """What a Thai dictionary sorts a person by, kept with the name; databases put "เกษม" after "ขวัญ"."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        order = thai.sort_key(f"{model_instance.first_name} {model_instance.last_name}")[0]  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, order)
        return order


class PersonQuerySet(models.QuerySet["Person"]):
    def working_in(self, agency: Agency) -> Self:
        """Those whose place of work is here, wherever their post belongs."""
        return self.filter(workplace=agency, is_active=True)

    def visible_to(self, viewer: "Person") -> Self:
        """Whoever works, or holds a role, in an agency whose lists the viewer may see; and oneself."""
        seen = Agency.objects.where(viewer, Duty.VIEW)
        holds = Appointment.objects.present().filter(agency__in=seen)
        return self.filter(Q(pk=viewer.pk) | Q(workplace__in=seen) | Q(pk__in=holds.values("person")))

    def listed_in(self, agency: Agency) -> Self:
        """Whoever works here now, and whoever from elsewhere holds a role here."""
        holds = Appointment.objects.present().filter(agency=agency)
        return self.filter(Q(workplace=agency, is_active=True) | Q(pk__in=holds.values("person")))

    def able_to_sign_in(self) -> Self:
        return (
            self.filter(is_active=True)
            .exclude(email=None)
            .exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
            .exclude(password="")
        )

    def named_like(self, words: str) -> Self:
        """Every word stands somewhere in the name, position or e-mail; a part of a name is enough."""
        found = self.annotate(called=Concat("prename", "first_name", Value(" "), "last_name"))
        for word in words.split():
            found = found.filter(
                Q(called__icontains=word)
                | Q(position_title__icontains=word)
                | Q(email__icontains=word)
                | Q(external_id__iexact=word)
            )
        return found


class Person(AbstractBaseUser):
    """A person: an official, or an outsider with a role. Signs in only when an e-mail and a password are set.

    A provincial official's `home_agency` is a department while the `workplace` is the province.
    """

    email = models.EmailField(_("อีเมล"), unique=True, null=True, blank=True)
    prename = models.CharField(_("คำนำหน้าชื่อ"), max_length=40, blank=True)
    first_name = models.CharField(_("ชื่อ"), max_length=100)
    last_name = models.CharField(_("นามสกุล"), max_length=100)
    staff_kind = models.ForeignKey(
        StaffKind, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("ประเภทบุคลากร")
    )
    position_title = models.CharField(_("ตำแหน่ง"), max_length=200, blank=True)
    position_level = models.ForeignKey(
        PositionLevel, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("ประเภทและระดับตำแหน่ง")
    )
    home_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("สังกัด")
    )
    workplace = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="staff",
        verbose_name=_("ปฏิบัติราชการที่"),
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="staff", verbose_name=_("หน่วยงาน")
    )
    external_id = models.CharField(_("รหัสบุคลากร"), max_length=40, blank=True)
    started_on = models.DateField(_("วันบรรจุ"), null=True, blank=True)
    post_since = models.DateField(_("ดำรงตำแหน่งปัจจุบันตั้งแต่"), null=True, blank=True)
    is_active = models.BooleanField(_("ยังปฏิบัติงานอยู่"), default=True)
    order = DictionaryOrderField(max_length=201, editable=False, default="", db_index=True)

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["first_name", "last_name"]

    class Meta:
        ordering = ["order", "pk"]
        indexes = [
            models.Index(fields=["workplace", "unit"], name="person_at_work"),
            models.Index(fields=["workplace", "is_active", "order", "id"], name="person_in_order"),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_absolute_url(self) -> str:
        return reverse("people:show", args=[self.pk])

    def get_full_name(self) -> str:
        return f"{self.prename}{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name

    @cached_property
    def appointments_held(self) -> list["Appointment"]:
        """Present appointments with their agencies; one query a request."""
        return list(self.appointments.filter(ended_on=None).select_related("agency").order_by("pk"))

    def roles_in(self, agency: Agency | int) -> set[Role]:
        number = agency if isinstance(agency, int) else agency.pk
        return {Role(held.role) for held in self.appointments_held if held.agency_id == number}

    def may(self, duty: Duty, agency: Agency | int) -> bool:
        return may(self.roles_in(agency), duty)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def present(self) -> Self:
        return self.filter(ended_on=None)


class Appointment(models.Model):
    """A role that a person holds in an agency; a coordinator's is for one unit."""

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="appointments", verbose_name=_("บุคคล")
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.CASCADE, related_name="appointments", verbose_name=_("ส่วนราชการ")
    )
    role = models.CharField(
        _("บทบาท"), max_length=20, choices=[(role.value, label) for role, label in ROLES.items()]
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("หน่วยงาน"))
    since = models.DateField(_("ตั้งแต่"), default=timezone.localdate)
    ended_on = models.DateField(_("สิ้นสุดเมื่อ"), null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["agency", "role", "person"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "agency", "role"], condition=Q(ended_on=None), name="appointment_held_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.get_role_display()}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, on: date) -> Self:
        return self.filter(accepted_at=None, withdrawn_at=None, expires_on__gte=on)


class Invitation(models.Model):
    """A link that lets one person set a password and take up a role; only its hash is kept."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    expires_on = models.DateField(_("ใช้ได้ถึง"))
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.person)
