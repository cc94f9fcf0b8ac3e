"""Forms that take Thai digits, Thai dates and Thai text, look like Bootstrap, and answer mistakes with a Thai sentence.

`{{ form }}` renders the error summary and all fields; `{{ form.title.as_field_group }}` one field;
`{% include "core/form_errors.html" %}` the summary alone, for a page that lays out its fields itself.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.boundfield import BoundField
from django.forms.forms import DeclarativeFieldsMetaclass
from django.forms.models import ModelFormMetaclass
from django.forms.renderers import TemplatesSetting
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from janya.core import thai

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    FormBase = forms.BaseForm
    ModelFormBase = forms.ModelForm[models.Model]
else:
    FormBase = object
    ModelFormBase = forms.ModelForm

Words = dict[str, "_StrPromise"]

LARGEST_INTEGER = 2_147_483_647  # what a column of four bytes holds

# ── words: what to do, by the code of the mistake ──────────────────────────────────────────
FILL = _("กรุณากรอกช่องนี้")
CHOOSE_AGAIN = _("รายการที่เลือกไม่มีให้เลือก กรุณาเลือกใหม่")
SEND_AGAIN = _("ระบบไม่ได้รับไฟล์ กรุณาเลือกไฟล์แล้วส่งอีกครั้ง")
OPEN_AGAIN = _("แบบฟอร์มไม่สมบูรณ์ กรุณาเปิดหน้านี้ใหม่แล้วแก้ไขอีกครั้ง")

WORDS: Words = {
    "required": FILL,
    "blank": FILL,
    "null": FILL,
    "unique": _("%(field_label)sนี้มีอยู่แล้ว กรุณาใช้ค่าอื่น"),
    "max_length": _("ข้อความยาว %(show_value)s ตัวอักษร กรุณาตัดให้เหลือไม่เกิน %(limit_value)s ตัวอักษร"),
    "min_length": _("ข้อความยาว %(show_value)s ตัวอักษร กรุณาพิมพ์อย่างน้อย %(limit_value)s ตัวอักษร"),
    "max_value": _("กรุณากรอกค่าไม่เกิน %(limit_value)s"),
    "min_value": _("กรุณากรอกค่าตั้งแต่ %(limit_value)s ขึ้นไป"),
    "step_size": _("กรุณากรอกค่าที่หารด้วย %(limit_value)s ลงตัว"),
    "max_digits": _("กรุณากรอกตัวเลขไม่เกิน %(max)s หลัก"),
    "max_decimal_places": _("กรุณากรอกทศนิยมไม่เกิน %(max)s ตำแหน่ง"),
    "max_whole_digits": _("กรุณากรอกตัวเลขหน้าจุดทศนิยมไม่เกิน %(max)s หลัก"),
    "null_characters_not_allowed": _("ข้อความมีอักขระที่ระบบรับไม่ได้ กรุณาพิมพ์ใหม่"),
}
TOGETHER: Words = {"unique_together": _("มีรายการที่%(field_labels)sตรงกันอยู่แล้ว กรุณาตรวจอีกครั้ง")}
WORDS_OF: dict[type[forms.Field] | tuple[type[forms.Field], ...], Words] = {
    (forms.ChoiceField, forms.ModelChoiceField): {
        "required": _("กรุณาเลือกรายการ"),
        "invalid_choice": CHOOSE_AGAIN,
    },
    (forms.MultipleChoiceField, forms.ModelMultipleChoiceField): {
        "required": _("กรุณาเลือกอย่างน้อยหนึ่งรายการ"),
        "invalid_choice": CHOOSE_AGAIN,
        "invalid_list": CHOOSE_AGAIN,
        "invalid_pk_value": CHOOSE_AGAIN,
    },
    forms.BooleanField: {"required": _("กรุณาทำเครื่องหมายในช่องนี้")},
    forms.FileField: {
        "required": _("กรุณาเลือกไฟล์"),
        "missing": SEND_AGAIN,
        "invalid": SEND_AGAIN,
        "empty": _("ไฟล์ว่างเปล่า กรุณาเลือกไฟล์อื่น"),
        "max_length": _("ชื่อไฟล์ยาว %(length)d ตัวอักษร กรุณาตั้งชื่อไม่เกิน %(max)d ตัวอักษร"),
        "contradiction": _("กรุณาเลือกไฟล์ใหม่หรือลบไฟล์เดิม อย่างใดอย่างหนึ่ง"),
    },
    forms.EmailField: {"invalid": _("กรุณากรอกอีเมลให้ถูกต้อง เช่น somchai@example.go.th")},
    forms.URLField: {"invalid": _("กรุณากรอกที่อยู่เว็บไซต์ให้ถูกต้อง เช่น https://www.example.go.th")},
    forms.SlugField: {"invalid": _("กรุณาใช้อักษรโรมัน ตัวเลข ขีดกลาง หรือขีดล่างเท่านั้น")},
    forms.TimeField: {"invalid": _("กรุณากรอกเวลา เช่น 09:30")},
    forms.DateTimeField: {"invalid": _("กรุณากรอกวันที่และเวลา")},
    forms.DateField: {"required": _("กรุณากรอกวันที่ เช่น 22/11/2569")},
    forms.IntegerField: {"required": _("กรุณากรอกตัวเลข"), "invalid": _("กรุณากรอกเป็นตัวเลขเท่านั้น")},
}
CHOOSE = _("– เลือก –")
LEAVE_OPEN = _("– ไม่ระบุ –")


def speak_thai(field: forms.Field) -> None:
    """Replace Django's own messages and its row of dashes; words that a room chose stay."""
    words = dict(WORDS)
    for kinds, theirs in WORDS_OF.items():
        if isinstance(field, kinds):
            words |= theirs
    for code, sentence in words.items():
        if field.error_messages.get(code) is _djangos_words(type(field)).get(code):
            field.error_messages[code] = sentence
    blank = CHOOSE if field.required else LEAVE_OPEN
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == BLANK_CHOICE_DASH[0][1]:
            field.empty_label = blank
    elif isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        first, *others = list(choices) or [None]
        if first == BLANK_CHOICE_DASH[0]:
            field.choices = [("", blank), *others]


def _djangos_words(kind: type[forms.Field]) -> dict[str, Any]:
    words: dict[str, Any] = {}
    for ancestor in reversed(kind.__mro__):
        if ancestor.__module__.startswith("django."):
            words |= vars(ancestor).get("default_error_messages", {})
    return words


# ── fields ─────────────────────────────────────────────────────────────────────────────────
def _as_mistake(wrong: thai.IsWrong) -> ValidationError:
    return ValidationError(gettext(wrong.sentence), code="invalid", params=wrong.named)


class ThaiDateInput(forms.TextInput):
    """A text box for a Buddhist date. Eight digits without signs are enough, so a telephone shows its number keys."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        ours = {"inputmode": "numeric", "autocomplete": "off", "placeholder": _("วว/ดด/ปปปป (พ.ศ.)")}
        super().__init__({**ours, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return thai.typed_date(value) if isinstance(value, date) else super().format_value(value)


class ThaiDateField(forms.DateField):
    """A date as `thai.parse_date` reads it. What was typed stays in the box when it cannot be read."""

    widget = ThaiDateInput

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        typed = str(value or "").strip()
        if not typed:
            return None
        try:
            return thai.parse_date(typed, timezone.localdate())
        except thai.DateIsWrong as wrong:
            raise _as_mistake(wrong) from wrong


class _ThaiNumber(forms.IntegerField):
    """What the three number fields share: a text box, since a number box takes neither Thai digits nor commas."""

    widget = forms.TextInput
    keys = "numeric"

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # The number keys of some telephones have no minus sign.
        only_positive = self.min_value is not None and self.min_value >= 0
        keys = {"inputmode": self.keys} if only_positive and not widget.is_hidden else {}
        return {**super().widget_attrs(widget), "autocomplete": "off", **keys}

    def run_validators(self, value: Any) -> None:
        try:
            super().run_validators(value)
        except ValidationError as mistakes:
            for mistake in mistakes.error_list:
                if mistake.params and "limit_value" in mistake.params:
                    mistake.params["limit_value"] = thai.number(mistake.params["limit_value"])
            raise


class ThaiIntegerField(_ThaiNumber):
    """A whole number, "๑,๒๓๔" or "1234"."""

    def __init__(self, *, max_value: int | None = LARGEST_INTEGER, **kwargs: Any) -> None:
        super().__init__(max_value=max_value, **kwargs)

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, int) or not str(value or "").strip():
            return None if isinstance(value, str) else value
        try:
            return thai.parse_whole(str(value))
        except thai.NumberIsWrong as wrong:
            raise _as_mistake(wrong) from wrong


class ThaiDecimalField(_ThaiNumber, forms.DecimalField):
    """A number with decimals, "๑,๒๓๔.๕" or "1234.5"."""

    keys = "decimal"

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value is None or isinstance(value, Decimal):
            return value
        typed = str(value).strip()
        if not typed:
            return None
        try:
            return thai.parse_decimal(self.without_unit(typed))
        except thai.NumberIsWrong as wrong:
            raise _as_mistake(wrong) from wrong

    def without_unit(self, typed: str) -> str:
        return typed

    def prepare_value(self, value: Any) -> Any:
        return thai.number(value).replace(",", "") if isinstance(value, (Decimal, int)) else value


class ThaiMoneyField(ThaiDecimalField):
    """Baht and satang, never negative; "1,234.50 บาท" is taken too."""

    def __init__(
        self, *, min_value: Any = 0, max_digits: int = 15, decimal_places: int = 2, **kwargs: Any
    ) -> None:
        super().__init__(min_value=min_value, max_digits=max_digits, decimal_places=decimal_places, **kwargs)

    def without_unit(self, typed: str) -> str:
        return typed.removesuffix("บาท").removeprefix("฿").strip()

    def prepare_value(self, value: Any) -> Any:
        return thai.money(Decimal(value)) if isinstance(value, (Decimal, int)) else value


# ── look ───────────────────────────────────────────────────────────────────────────────────
CHECKS = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)


class JanyaBoundField(BoundField):
    """A field of a form: Thai words, Bootstrap's classes, and text in normal form before it is checked.

    The renderer gives it to every form, Django's own included, and to fields that a form adds when it is made.
    """

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        speak_thai(field)

    @property
    def data(self) -> Any:
        typed = super().data
        wants_text = isinstance(typed, str) and getattr(self.field, "strip", False)
        return thai.normalise(typed) if wants_text else typed

    def build_widget_attrs(
        self, attrs: dict[str, str | bool], widget: forms.Widget | None = None
    ) -> dict[str, str | bool]:
        built = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if widget.is_hidden:
            return built
        if isinstance(widget, CHECKS):
            look = "form-check-input"
        else:
            look = "form-select" if isinstance(widget, forms.Select) else "form-control"
        more = [widget.attrs.get("class", ""), built.get("class", ""), "is-invalid" if self.errors else ""]
        built["class"] = " ".join(dict.fromkeys(" ".join([look, *map(str, more)]).split()))
        return built

    @property
    def anchor(self) -> str:
        """The id that a link in the error summary leads to."""
        return f"{self.auto_id}_0" if self.use_fieldset else self.id_for_label or self.auto_id

    @property
    def says_optional(self) -> bool:
        """Whether the label says ไม่บังคับ: a single check box never, a form of filters not at all."""
        wanted = getattr(self.form, "says_optional", True)
        return bool(
            wanted and not self.field.required and not isinstance(self.field.widget, forms.CheckboxInput)
        )


class JanyaRenderer(TemplatesSetting):
    """Templates come from `core/templates/django/forms/` first."""

    bound_field_class = JanyaBoundField


# ── forms ──────────────────────────────────────────────────────────────────────────────────
class JanyaForm(forms.Form):
    """The form of every page; it checks what was typed and saves nothing."""

    says_optional = True


def in_thai(column: "models.Field[Any, Any]", **kwargs: Any) -> forms.Field | None:
    """The form field of a model's field, the Thai one where there is one."""
    match column:
        case models.DateTimeField():
            pass
        case models.DateField():
            kwargs.setdefault("form_class", ThaiDateField)
        case models.DecimalField():
            kwargs.setdefault("form_class", ThaiDecimalField)
        case models.IntegerField():
            kwargs.setdefault("form_class", ThaiIntegerField)
        case models.TextField():
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
    return column.formfield(**kwargs)


class ThaiFieldsOfModel(ModelFormMetaclass):
    """Takes the Thai fields for a model's columns, so that a room only lists their names."""

    def __new__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> "ThaiFieldsOfModel":
        meta = attrs.get("Meta")
        if meta is not None and not hasattr(meta, "formfield_callback"):
            meta.formfield_callback = staticmethod(in_thai)
        made: Any = super().__new__(cls, name, bases, attrs)
        theirs = made._meta.error_messages or {}
        made._meta.error_messages = {
            **theirs,
            NON_FIELD_ERRORS: {**TOGETHER, **theirs.get(NON_FIELD_ERRORS, {})},
        }
        return made  # type: ignore[no-any-return]


class JanyaModelForm(ModelFormBase, metaclass=ThaiFieldsOfModel):
    """Borrows fields and validation from a model; saving is the action's business."""

    says_optional = True


# ── two editors ────────────────────────────────────────────────────────────────────────────
class Difference(NamedTuple):
    """One field: what stands there now, and what this person typed."""

    label: str
    theirs: str
    yours: str


class VersionedForm(FormBase, metaclass=DeclarativeFieldsMetaclass):
    """Carries the version that the person saw: `class RiskForm(VersionedForm, JanyaModelForm)`.

    The action claims `form.cleaned_data["version"]`. When it raises `HasChanged`, the view shows
    `what_changed(form, risk)`, lets the form `catch_up(risk)`, and answers 409 with what was typed.
    """

    version = forms.IntegerField(
        min_value=1,
        max_value=LARGEST_INTEGER,
        initial=1,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), OPEN_AGAIN),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = getattr(getattr(self, "instance", None), "version", None)
        if seen is not None:
            self.initial.setdefault("version", seen)

    def catch_up(self, instance: models.Model) -> None:
        """Take the present version along: the person has seen the differences, the next save is hers."""
        version = type(instance)._base_manager.values_list("version", flat=True).get(pk=instance.pk)
        data = cast("Any", self.data).copy()
        data[self.add_prefix("version")] = str(version)
        self.data = data


def what_changed(
    form: forms.BaseForm, instance: models.Model, labels: Mapping[str, Any] | None = None
) -> list[Difference]:
    """Compare what stands in the database now with what was typed; `labels` names the fields, else all visible ones.

    The instance is read anew, for a model form has already written the typed values into its own.
    """
    present = type(instance)._base_manager.get(pk=instance.pk)
    labels = labels or {field.name: field.label for field in form.visible_fields()}
    typed = getattr(form, "cleaned_data", {})
    rows = [
        Difference(
            str(label),
            _shown(form.fields[name], _present(present, name)),
            _shown(form.fields[name], typed[name] if name in typed else form[name].data),
        )
        for name, label in labels.items()
    ]
    return [row for row in rows if row.theirs != row.yours]


def _present(instance: models.Model, name: str) -> Any:
    try:
        return instance._meta.get_field(name).value_from_object(instance)  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return getattr(instance, name, None)


def _shown(field: forms.Field, value: Any) -> str:
    """A value as a person reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return gettext("ใช่") if value else gettext("ไม่ใช่")
    if isinstance(value, date) and not isinstance(value, datetime):
        return thai.short_date(value)
    if isinstance(value, Iterable) and not isinstance(value, (str, models.Model)):
        return ", ".join(sorted((_shown(field, one) for one in value), key=thai.sort_key))
    if isinstance(field, forms.ModelChoiceField):
        model = cast("models.QuerySet[Any]", field.queryset).model
        found = value if isinstance(value, models.Model) else model._base_manager.filter(pk=value).first()
        return str(field.label_from_instance(found)) if found else ""
    if isinstance(field, forms.ChoiceField):
        return str(_labels(field.choices).get(str(value), value))
    return thai.normalise(str(field.prepare_value(value))).strip()


def _labels(choices: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for value, label in choices:
        found |= _labels(label) if isinstance(label, (list, tuple)) else {str(value): label}
    return found
