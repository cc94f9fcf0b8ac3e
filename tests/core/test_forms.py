from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms import formset_factory
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from janya.core.forms import (
    Difference,
    JanyaForm,
    JanyaModelForm,
    ThaiDateField,
    ThaiDateInput,
    ThaiDecimalField,
    ThaiIntegerField,
    ThaiMoneyField,
    VersionedForm,
    what_changed,
)
from janya.drives.models import Drive
from janya.risks.models import Risk
from tests import make


class Tags(HTMLParser):
    """All tags of a page with their attributes, and all ids."""

    def __init__(self, html: object) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(str(html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def named(self, name: str) -> dict[str, str | None]:
        return next(attrs for _tag, attrs in self.found if attrs.get("name") == name)

    @property
    def ids(self) -> list[str]:
        return [str(attrs["id"]) for _tag, attrs in self.found if attrs.get("id")]


class VisitForm(JanyaForm):
    title = forms.CharField(label="ชื่อเรื่อง", max_length=10, help_text="สั้นและได้ใจความ")
    on = ThaiDateField(label="วันที่")
    people = ThaiIntegerField(label="จำนวนคน", min_value=1, max_value=1200)
    share = ThaiDecimalField(label="ร้อยละ", min_value=0, max_value=100, decimal_places=2, required=False)
    cost = ThaiMoneyField(label="ค่าใช้จ่าย", required=False)
    kind = forms.ChoiceField(
        label="ประเภท", widget=forms.RadioSelect, choices=[("a", "ประชุม"), ("b", "อบรม")]
    )
    sure = forms.BooleanField(label="ยืนยัน", required=False)


GOOD = {
    "title": "ประชุม",
    "on": "๒๒ พ.ย. ๒๕๖๙",
    "people": "๑,๒๐๐",
    "share": "12.5",
    "cost": "1,234.50 บาท",
    "kind": "a",
}


def mistake(field: forms.Field, typed: object) -> list[str]:
    class OneForm(JanyaForm):
        one = field

    return [str(sentence) for sentence in OneForm({"one": typed}).errors["one"]]


# ── what is typed ──────────────────────────────────────────────────────────────────────────
def test_thai_digits_dates_and_money_are_read() -> None:
    form = VisitForm(GOOD)

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "title": "ประชุม",
        "on": date(2026, 11, 22),
        "people": 1200,
        "share": Decimal("12.5"),
        "cost": Decimal("1234.50"),
        "kind": "a",
        "sure": False,
    }


def test_empty_optional_fields_are_none() -> None:
    form = VisitForm(GOOD | {"share": " ", "cost": ""})

    assert form.is_valid()
    assert (form.cleaned_data["share"], form.cleaned_data["cost"]) == (None, None)


def test_text_is_normal_before_it_is_measured_and_a_password_stays_as_it_is() -> None:
    class SecretForm(JanyaForm):
        name = forms.CharField(max_length=4)
        secret = forms.CharField(strip=False)

    form = SecretForm({"name": " น\u0e4d\u0e49\u0e32\u200b ", "secret": " น\u0e4d\u0e49\u0e32\u200b "})

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"name": "น้ำ", "secret": " น\u0e4d\u0e49\u0e32\u200b "}


def test_invisible_text_is_no_text() -> None:
    assert mistake(forms.CharField(), "\u200b \ufeff") == ["กรุณากรอกช่องนี้"]


@given(st.dates(date(1941, 1, 1), date(2100, 12, 31)))
def test_a_date_that_a_form_shows_is_the_date_it_reads(day: date) -> None:
    field = ThaiDateField()

    shown = ThaiDateInput().format_value(day)

    assert field.clean(shown) == day
    assert not field.has_changed(day, shown)


@given(st.decimals(0, 10**12, places=2))
def test_an_amount_that_a_form_shows_is_the_amount_it_reads(amount: Decimal) -> None:
    for field in (ThaiMoneyField(), ThaiDecimalField()):
        shown = field.prepare_value(amount)

        assert field.clean(shown) == amount
        assert not field.has_changed(amount, shown)


# ── what is wrong ──────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (forms.CharField(), "", "กรุณากรอกช่องนี้"),
        (forms.CharField(max_length=3), "ยาวไป", "ข้อความยาว 5 ตัวอักษร กรุณาตัดให้เหลือไม่เกิน 3 ตัวอักษร"),
        (forms.CharField(), "ก\0", "ข้อความมีอักขระที่ระบบรับไม่ได้ กรุณาพิมพ์ใหม่"),
        (forms.EmailField(), "somchai", "กรุณากรอกอีเมลให้ถูกต้อง เช่น somchai@example.go.th"),
        (forms.BooleanField(), "", "กรุณาทำเครื่องหมายในช่องนี้"),
        (forms.ChoiceField(choices=[("a", "ก")]), "", "กรุณาเลือกรายการ"),
        (forms.ChoiceField(choices=[("a", "ก")]), "z", "รายการที่เลือกไม่มีให้เลือก กรุณาเลือกใหม่"),
        (forms.MultipleChoiceField(choices=[("a", "ก")]), [], "กรุณาเลือกอย่างน้อยหนึ่งรายการ"),
        (forms.FileField(), None, "กรุณาเลือกไฟล์"),
        (ThaiDateField(), "", "กรุณากรอกวันที่ เช่น 22/11/2569"),
        (ThaiDateField(), "31/4/2569", "ไม่มีวันที่ 31 เมษายน กรุณาตรวจวันที่อีกครั้ง เช่น 30/04/2569"),
        (ThaiIntegerField(), "", "กรุณากรอกตัวเลข"),
        (ThaiIntegerField(), "สิบ", "กรุณากรอกเป็นตัวเลขเท่านั้น เช่น 1,234.50"),
        (ThaiIntegerField(), "1.5", "กรุณากรอกเป็นจำนวนเต็ม ไม่มีทศนิยม เช่น 1,234"),
        (ThaiIntegerField(), "9999999999", "กรุณากรอกค่าไม่เกิน 2,147,483,647"),
        (ThaiIntegerField(min_value=1000), "0", "กรุณากรอกค่าตั้งแต่ 1,000 ขึ้นไป"),
        (ThaiDecimalField(), "NaN", "กรุณากรอกเป็นตัวเลขเท่านั้น เช่น 1,234.50"),
        (ThaiDecimalField(max_value=Decimal("99.50")), "100", "กรุณากรอกค่าไม่เกิน 99.5"),
        (ThaiDecimalField(decimal_places=1), "1.25", "กรุณากรอกทศนิยมไม่เกิน 1 ตำแหน่ง"),
        (ThaiMoneyField(), "-1", "กรุณากรอกค่าตั้งแต่ 0 ขึ้นไป"),
        (ThaiMoneyField(max_digits=5), "1234", "กรุณากรอกตัวเลขหน้าจุดทศนิยมไม่เกิน 3 หลัก"),
    ],
)
def test_every_mistake_is_answered_in_thai(field: forms.Field, typed: object, sentence: str) -> None:
    assert mistake(field, typed) == [sentence]


def test_words_that_a_room_chose_stay() -> None:
    chosen = forms.CharField(error_messages={"required": "กรุณาบอกเหตุผล"})

    assert mistake(chosen, "") == ["กรุณาบอกเหตุผล"]


def test_fields_that_a_form_adds_when_it_is_made_speak_thai_too() -> None:
    class GrowingForm(JanyaForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.fields["late"] = forms.CharField(validators=[MaxLengthValidator(2)])

    assert GrowingForm({"late": ""}).errors["late"] == ["กรุณากรอกช่องนี้"]
    assert GrowingForm({"late": "กขค"}).errors["late"] == ["ข้อความยาว 3 ตัวอักษร กรุณาตัดให้เหลือไม่เกิน 2 ตัวอักษร"]


def test_djangos_own_forms_wear_the_same_look_and_words() -> None:
    form = AuthenticationForm(None, {"username": "", "password": ""})

    page = Tags(form)

    assert page.named("username")["class"] == "form-control is-invalid"
    assert form.errors["password"] == ["กรุณากรอกช่องนี้"]


def test_a_wrong_date_in_english_still_carries_its_numbers() -> None:
    with translation.override("en"), pytest.raises(ValidationError) as told:
        ThaiDateField().clean("29/02/2569")

    assert "28/02/2569" in told.value.messages[0]


# ── how it looks ───────────────────────────────────────────────────────────────────────────
def test_a_fresh_form_shows_fields_the_bootstrap_way() -> None:
    html = str(
        VisitForm(initial={"on": date(2026, 11, 22), "cost": Decimal("1234.5"), "share": Decimal("50.00")})
    )

    page = Tags(html)

    assert page.named("title") == {
        "type": "text",
        "name": "title",
        "maxlength": "10",
        "required": None,
        "aria-describedby": "id_title_helptext",
        "class": "form-control",
        "id": "id_title",
    }
    assert page.named("on") == {
        "type": "text",
        "name": "on",
        "value": "22/11/2569",
        "inputmode": "numeric",
        "autocomplete": "off",
        "placeholder": "วว/ดด/ปปปป (พ.ศ.)",
        "required": None,
        "class": "form-control",
        "id": "id_on",
    }
    assert page.named("cost")["value"] == "1,234.50"
    assert page.named("cost")["inputmode"] == "decimal"
    assert page.named("share")["value"] == "50"
    assert page.named("kind")["class"] == page.named("sure")["class"] == "form-check-input"
    assert html.count("ไม่บังคับ") == 2  # share and cost; a check box is always optional
    assert html.count("<legend") == 1
    assert 'role="alert"' not in html


def test_number_keys_only_where_no_minus_can_be_meant() -> None:
    assert "inputmode" not in ThaiIntegerField().widget.attrs
    assert ThaiIntegerField(min_value=0).widget.attrs["inputmode"] == "numeric"


def test_an_invalid_form_leads_from_the_summary_to_each_field_and_keeps_what_was_typed() -> None:
    form = VisitForm({"title": "ยาวเกินสิบตัวอักษร", "on": "31/02/2569", "people": "๐"})

    page = Tags(form)

    alert = next(attrs for _tag, attrs in page.found if attrs.get("role") == "alert")
    links = [str(attrs["href"])[1:] for tag, attrs in page.found if tag == "a"]
    assert alert == {"class": "alert alert-danger", "role": "alert", "tabindex": "-1", "autofocus": None}
    assert links == ["id_title", "id_on", "id_people", "id_kind_0"]
    assert set(links) <= set(page.ids)
    assert page.named("on")["value"] == "31/02/2569"
    assert page.named("people")["value"] == "๐"
    assert page.named("title")["class"] == "form-control is-invalid"
    assert page.named("title")["aria-invalid"] == "true"
    assert page.named("title")["aria-describedby"] == "id_title_helptext id_title_error"
    assert "is-invalid" not in str(page.named("cost")["class"])


def test_everything_that_describes_a_field_is_on_the_page_once() -> None:
    page = Tags(VisitForm({}))

    described = " ".join(
        str(attrs["aria-describedby"]) for _tag, attrs in page.found if "aria-describedby" in attrs
    )

    assert set(described.split()) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_what_was_typed_is_escaped_everywhere() -> None:
    evil = "<script>alert(1)</script>"

    class EvilForm(JanyaForm):
        text = forms.CharField(label=evil, help_text=evil, max_length=1)
        pick = forms.ChoiceField(widget=forms.RadioSelect, choices=[("1", evil)])

        def clean(self) -> None:
            raise ValidationError(evil)

    html = str(EvilForm({"text": evil, "pick": evil}))

    assert "<script>" not in html


def test_a_form_of_filters_says_nothing_of_optional_fields() -> None:
    class FilterForm(JanyaForm):
        says_optional = False
        q = forms.CharField(required=False)

    assert "ไม่บังคับ" not in str(FilterForm())


def test_a_choice_group_has_its_heading() -> None:
    class GroupForm(JanyaForm):
        one = forms.MultipleChoiceField(
            widget=forms.CheckboxSelectMultiple, choices=[("กลุ่มแรก", [("1", "หนึ่ง")]), ("2", "สอง")]
        )

    page = Tags(GroupForm({"one": ["1"]}))

    assert [attrs.get("aria-label") for _tag, attrs in page.found if attrs.get("role") == "group"] == [
        "กลุ่มแรก"
    ]
    assert "checked" in page.named("one")


def test_a_field_keeps_the_classes_that_a_room_gave_it() -> None:
    class NarrowForm(JanyaForm):
        n = ThaiIntegerField(widget=forms.TextInput(attrs={"class": "num form-control"}))

    assert Tags(NarrowForm()).named("n")["class"] == "form-control num"


def test_formsets_are_rendered_too() -> None:
    several = formset_factory(VisitForm, extra=2)()

    assert Tags(several).ids.count("id_form-1-title") == 1


# ── forms of models ────────────────────────────────────────────────────────────────────────
class DriveForm(JanyaModelForm):
    class Meta:
        model = Drive
        fields = ["agency", "fiscal_year", "code", "state", "opened_on", "closed_on"]


class RiskForm(VersionedForm, JanyaModelForm):
    class Meta:
        model = Risk
        fields = ["title", "cause", "items", "likelihood", "impact", "owner", "closed_on"]


def a_risk(**facts: Any) -> Risk:
    drive = make.drive()
    made = Risk.objects.create(
        **{
            "drive": drive,
            "number": 1,
            "title": "รับของขวัญ",
            "likelihood": 3,
            "impact": 4,
            "residual_likelihood": 2,
            "residual_impact": 2,
            "score": 12,
            "residual_score": 4,
            **facts,
        }
    )
    made.items.add(make.item(drive))
    return made


def typed_over(risk: Risk, **changes: Any) -> QueryDict:
    data = QueryDict(mutable=True)
    facts = {
        "title": risk.title,
        "cause": risk.cause,
        "likelihood": "3",
        "impact": "4",
        "version": str(risk.version),
    }
    for name, value in {**facts, "items": [str(item.pk) for item in risk.items.all()], **changes}.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def test_a_models_columns_become_thai_fields() -> None:
    fields = {name: type(field) for name, field in DriveForm.base_fields.items()}

    assert fields == {
        "agency": forms.ModelChoiceField,
        "fiscal_year": ThaiIntegerField,
        "code": forms.ModelChoiceField,
        "state": forms.TypedChoiceField,
        "opened_on": ThaiDateField,
        "closed_on": ThaiDateField,
    }


@pytest.mark.django_db
def test_an_empty_choice_says_what_it_means() -> None:
    html = str(DriveForm())

    assert "---------" not in html
    assert html.count("– เลือก –") == 2


@pytest.mark.django_db
def test_a_second_row_that_may_stand_only_once_is_refused_in_thai() -> None:
    drive = make.drive()
    typed = {"agency": drive.agency_id, "fiscal_year": "๒๕๖๙", "code": drive.code_id, "state": "running"}

    form = DriveForm({**typed, "opened_on": "1/10/2568"})

    assert form.errors == {"__all__": ["มีรายการที่ส่วนราชการ และ ปีงบประมาณตรงกันอยู่แล้ว กรุณาตรวจอีกครั้ง"]}


@pytest.mark.django_db
def test_a_fresh_form_carries_the_version_out_of_sight() -> None:
    risk = a_risk(version=7)

    page = Tags(RiskForm(instance=risk))

    assert page.named("version") == {"type": "hidden", "name": "version", "value": "7", "id": "id_version"}


@pytest.mark.django_db
@pytest.mark.parametrize("version", ["", "x", "0", "-1", "99999999999"])
def test_a_form_without_its_version_asks_to_be_opened_again(version: str) -> None:
    form = RiskForm(typed_over(a_risk(), version=version), instance=Risk())

    assert form.errors["version"] == ["แบบฟอร์มไม่สมบูรณ์ กรุณาเปิดหน้านี้ใหม่แล้วแก้ไขอีกครั้ง"]
    assert "แบบฟอร์มไม่สมบูรณ์" in str(form)


@pytest.mark.django_db
def test_the_second_of_two_editors_sees_what_changed_and_may_save_again() -> None:
    risk, ana = a_risk(cause="หนึ่ง\r\nสอง"), make.person(first_name="อานา")
    form = RiskForm(
        typed_over(risk, title="รับของขวัญปีใหม่", cause="หนึ่ง\nสอง", closed_on="5 ก.พ. 2569", owner=""),
        instance=risk,
    )
    assert form.is_valid(), form.errors
    Risk.objects.filter(pk=risk.pk).update(title="รับสินบน", owner=ana, version=2)

    differences = what_changed(form, risk)
    form.catch_up(risk)

    assert differences == [
        Difference("ประเด็นความเสี่ยง", "รับสินบน", "รับของขวัญปีใหม่"),
        Difference("ผู้รับผิดชอบ", str(ana), ""),
        Difference("ปิดเมื่อ", "", "5 ก.พ. 2569"),
    ]
    assert Tags(form).named("version")["value"] == "2"
    assert Tags(form).named("title")["value"] == "รับของขวัญปีใหม่"
    assert Risk.objects.get().claim(int(form.data["version"]))


@pytest.mark.django_db
def test_differences_are_named_and_chosen_by_the_page_and_many_are_listed() -> None:
    risk = a_risk()
    second = make.item(risk.drive, 2)
    form = RiskForm(typed_over(risk, items=[str(second.pk)], likelihood="สาม"), instance=risk)
    assert not form.is_valid()

    differences = what_changed(form, risk, {"items": "ข้อ", "likelihood": "โอกาส"})

    assert differences == [
        Difference("ข้อ", str(make.item(risk.drive, 1)), str(second)),
        Difference("โอกาส", "3", "สาม"),
    ]


@pytest.mark.django_db
def test_a_choice_is_compared_by_its_label_and_a_yes_by_its_word() -> None:
    drive = make.drive()

    class StateForm(JanyaForm):
        state = forms.ChoiceField(label="สถานะ", choices=Drive.State.choices)
        pk = forms.BooleanField(label="มี", required=False)

    form = StateForm({"state": "closed"})
    assert form.is_valid()

    assert what_changed(form, drive, {"state": "สถานะ"}) == [Difference("สถานะ", "กำลังดำเนินการ", "ปิดปีแล้ว")]
