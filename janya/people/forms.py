from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from janya.core.forms import JanyaForm, JanyaModelForm
from janya.core.search_select import SearchChoiceField

from . import passwords, queries
from .models import ROLES, Agency, Person, Unit
from .rules import Role

NEW = {"autocomplete": "new-password"}


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit of one agency, drawn as a tree."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"queryset": Unit.objects.none(), "label": _("หน่วยงาน"), "required": False, **kwargs}
        )

    def label_from_instance(self, obj: Any) -> str:
        return f"{'— ' * obj.depth}{obj.name}"


def offer(form: forms.BaseForm, name: str, units: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = units


class PersonField(SearchChoiceField):
    """A person of an agency, found by part of a name, position, e-mail or number of staff; `offer` says among whom."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            find=lambda rows, words: rows.named_like(words),
            exact=queries.just_called,
            label_of=queries.called,
            queryset=Person.objects.none(),
            **kwargs,
        )


def roles_of(agency: Agency) -> list[tuple[str, Any]]:
    """The roles that can be held in an agency."""
    only_central = agency.kind == Agency.Kind.CENTRAL
    return [(role.value, label) for role, label in ROLES.items() if role != Role.OCSC or only_central]


# ── passwords and sign-in ──────────────────────────────────────────────────────────────────
class SignInForm(AuthenticationForm):
    """E-mail and password; a mistake never tells which of the two is wrong."""

    username = forms.EmailField(
        label=_("อีเมล"), widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label=_("รหัสผ่าน"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    error_messages = {
        "invalid_login": _("อีเมลหรือรหัสผ่านไม่ถูกต้อง กรุณาตรวจแล้วลองอีกครั้ง"),
        "inactive": _("อีเมลหรือรหัสผ่านไม่ถูกต้อง กรุณาตรวจแล้วลองอีกครั้ง"),
    }

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).strip().lower()


class ForgottenForm(PasswordResetForm):
    email = forms.EmailField(
        label=_("อีเมล"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


class NewPasswordForm(JanyaForm):
    """A new password, typed twice."""

    password = forms.CharField(
        label=_("รหัสผ่านใหม่"), strip=False, widget=forms.PasswordInput(attrs=NEW), help_text=passwords.ADVICE
    )
    password_again = forms.CharField(
        label=_("รหัสผ่านใหม่อีกครั้ง"), strip=False, widget=forms.PasswordInput(attrs=NEW)
    )

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        passwords.check(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        if {"password", "password_again"} <= facts.keys() and facts["password"] != facts["password_again"]:
            self.add_error("password_again", gettext("รหัสผ่านสองช่องไม่ตรงกัน กรุณาพิมพ์ใหม่"))
        return facts


class ChangePasswordForm(NewPasswordForm):
    present = forms.CharField(
        label=_("รหัสผ่านปัจจุบัน"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("present", "password", "password_again")

    def clean_present(self) -> str:
        present = str(self.cleaned_data["present"])
        if not self.person.check_password(present):
            raise forms.ValidationError(gettext("รหัสผ่านปัจจุบันไม่ถูกต้อง"), "invalid")
        return present


class AccountForm(JanyaModelForm):
    """What one may correct about oneself."""

    class Meta:
        model = Person
        fields = ["prename", "first_name", "last_name", "position_title"]


# ── people ─────────────────────────────────────────────────────────────────────────────────
class FilterForm(JanyaForm):
    says_optional = False

    words = forms.CharField(label=_("ค้นหา"), required=False, max_length=100)
    unit = UnitField(empty_label=_("ทุกหน่วยงาน"))
    role = forms.ChoiceField(label=_("บทบาท"), required=False)

    def __init__(self, agency: Agency, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].widget.attrs["placeholder"] = gettext("ชื่อ นามสกุล หรือตำแหน่ง")
        offer(self, "unit", Unit.objects.of(agency))
        self.fields["role"].choices = [("", gettext("ทุกบทบาท")), *roles_of(agency)]  # type: ignore[attr-defined]


class PersonForm(JanyaModelForm):
    """The record of an official who works in the agency."""

    class Meta:
        model = Person
        fields = [
            "prename",
            "first_name",
            "last_name",
            "position_title",
            "position_level",
            "staff_kind",
            "unit",
            "home_agency",
            "external_id",
            "started_on",
            "post_since",
            "email",
        ]
        field_classes = {"unit": UnitField}
        help_texts = {
            "home_agency": _("ส่วนราชการต้นสังกัดของตำแหน่ง ซึ่งอาจต่างจากที่ปฏิบัติราชการ"),
            "email": _("ใช้เข้าสู่ระบบและรับคำเชิญ เว้นว่างได้หากบุคคลนี้ไม่เข้าใช้ระบบ"),
        }

    def __init__(
        self, agency: Agency | None, *args: Any, may_change_email: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if agency:
            offer(self, "unit", Unit.objects.of(agency))
        else:
            del self.fields["unit"]
        if not may_change_email:
            del self.fields["email"]

    def clean_email(self) -> str | None:
        return (self.cleaned_data["email"] or "").strip().lower() or None


class RoleForm(JanyaForm):
    """A role in an agency, and the unit that a coordinator is for."""

    role = forms.ChoiceField(label=_("บทบาท"))
    unit = UnitField(help_text=_("เลือกเมื่อบทบาทคือผู้ประสานงานของหน่วยงาน"))

    def __init__(self, agency: Agency, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_of(agency)  # type: ignore[attr-defined]
        offer(self, "unit", Unit.objects.of(agency))

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        if facts.get("role") == Role.COORDINATOR and not facts.get("unit") and "unit" not in self.errors:
            self.add_error("unit", gettext("ผู้ประสานงานต้องมีหน่วยงานที่รับผิดชอบ กรุณาเลือกหน่วยงาน"))
        return facts


class InviteForm(RoleForm):
    """Whom to ask to sign in, and as what."""

    email = forms.EmailField(label=_("อีเมล"), max_length=254, help_text=_("ระบบจะส่งลิงก์สำหรับตั้งรหัสผ่านไปที่อีเมลนี้"))
    prename = forms.CharField(label=_("คำนำหน้าชื่อ"), max_length=40, required=False)
    first_name = forms.CharField(label=_("ชื่อ"), max_length=100)
    last_name = forms.CharField(label=_("นามสกุล"), max_length=100)
    works_here = forms.BooleanField(
        label=_("ปฏิบัติราชการในส่วนราชการนี้"),
        required=False,
        initial=True,
        help_text=_("ไม่ต้องทำเครื่องหมายหากเป็นบุคคลภายนอก เช่น กรรมการผู้ทรงคุณวุฒิ"),
    )
    field_order = ("email", "prename", "first_name", "last_name", "works_here", "role", "unit")

    def __init__(self, agency: Agency, *args: Any, **kwargs: Any) -> None:
        super().__init__(agency, *args, **kwargs)
        self.fields["unit"].help_text = _("หน่วยงานที่สังกัด หรือหน่วยงานที่รับผิดชอบเมื่อเป็นผู้ประสานงาน")
        self.fields["role"].initial = Role.OFFICIAL.value


# ── agency and units ───────────────────────────────────────────────────────────────────────
class AgencyForm(JanyaModelForm):
    class Meta:
        model = Agency
        fields = ["name", "kind", "head_title"]


class UnitForm(JanyaForm):
    name = forms.CharField(label=_("ชื่อหน่วยงาน"), max_length=200)
    parent = UnitField(label=_("อยู่ภายใต้"), empty_label=_("ไม่อยู่ภายใต้หน่วยงานใด"))
    says_optional = False

    def __init__(self, agency: Agency, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "parent", Unit.objects.of(agency))


class RenameForm(JanyaForm):
    name = forms.CharField(label=_("ชื่อหน่วยงาน"), max_length=200)


class MoveForm(JanyaForm):
    """Any unit of the agency but the unit itself and what stands below it."""

    parent = UnitField(label=_("อยู่ภายใต้"), empty_label=_("ไม่อยู่ภายใต้หน่วยงานใด"))
    says_optional = False

    def __init__(self, unit: Unit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "parent", Unit.objects.of(unit.agency).exclude(path__startswith=unit.path))
