from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from janya.core.forms import JanyaForm, ThaiIntegerField
from janya.norms.models import Code
from janya.people import passwords
from janya.people.models import Agency, Person


class YearForm(JanyaForm):
    """Which fiscal year, under which version of the code."""

    fiscal_year = ThaiIntegerField(
        label=_("ปีงบประมาณ (พ.ศ.)"),
        min_value=2540,
        max_value=2700,
        error_messages=dict.fromkeys(("min_value", "max_value"), _("กรุณาพิมพ์ปีงบประมาณเป็น พ.ศ. สี่หลัก เช่น 2569")),
        help_text=_("1 ตุลาคมของปีก่อน ถึง 30 กันยายนของปีนี้"),
    )
    code = forms.ModelChoiceField(Code.objects.none(), label=_("ประมวลจริยธรรมที่ใช้"), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Code.objects.order_by("-effective_from")


class FirstRunForm(YearForm):
    """The very first agency and its first officer."""

    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label=_("ส่วนราชการ"),
        empty_label=_("เลือกส่วนราชการ"),
        help_text=_("เลือกจังหวัดหรือกรมจากบัญชีส่วนราชการ"),
    )
    prename = forms.CharField(label=_("คำนำหน้าชื่อ"), max_length=40, required=False)
    first_name = forms.CharField(label=_("ชื่อ"), max_length=100)
    last_name = forms.CharField(label=_("นามสกุล"), max_length=100)
    position_title = forms.CharField(label=_("ตำแหน่ง"), max_length=200, required=False)
    email = forms.EmailField(label=_("อีเมลสำหรับเข้าสู่ระบบ"))
    password = forms.CharField(
        label=_("รหัสผ่าน"),
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
        strip=False,
        help_text=_("อย่างน้อย 10 ตัวอักษร และไม่ใช่คำที่เดาง่าย"),
    )
    password_again = forms.CharField(
        label=_("รหัสผ่านอีกครั้ง"),
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    field_order = (
        "agency",
        "fiscal_year",
        "code",
        "prename",
        "first_name",
        "last_name",
        "position_title",
        "email",
        "password",
        "password_again",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Agency.objects.exclude(kind=Agency.Kind.CENTRAL).order_by("name")

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        password = facts.get("password")
        if password and facts.get("password_again") and password != facts["password_again"]:
            self.add_error("password_again", gettext("รหัสผ่านสองช่องไม่ตรงกัน กรุณาพิมพ์ใหม่"))
        if password:
            names = {key: facts.get(key, "") for key in ("first_name", "last_name", "email")}
            try:
                passwords.check(password, Person(**names))
            except ValidationError as weak:
                self.add_error("password", weak)
        return facts
