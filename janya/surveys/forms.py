from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from janya.core.forms import (
    Difference,
    JanyaForm,
    ThaiDateField,
    ThaiIntegerField,
    VersionedForm,
    what_changed,
)
from janya.core.templatetags.janya import thai_date_long
from janya.people.models import Agency

from . import queries
from .models import StakeholderGroup, Survey


class SurveyForm(JanyaForm):
    """Title, days, and how many of each group are hoped for; an empty number leaves the group out."""

    title = forms.CharField(label=_("ชื่อแบบสำรวจ"), max_length=300)
    introduction = forms.CharField(
        label=_("คำชี้แจง"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000
    )
    opens_on = ThaiDateField(label=_("เปิดรับตั้งแต่"))
    closes_on = ThaiDateField(label=_("ถึงวันที่"))

    def __init__(self, *args: Any, agency: Agency, survey: Survey | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = list(queries.groups_for(agency))
        chosen = dict(survey.groups.values_list("group", "target")) if survey else {}
        for group in self.choices:
            self.fields[f"g{group.pk}"] = ThaiIntegerField(
                label=group.name,
                min_value=1,
                max_value=1_000_000,
                required=False,
                initial=chosen.get(group.pk),
            )

    @property
    def facts_fields(self) -> list[BoundField]:
        return [self[name] for name in self.fields if not name.removeprefix("g").isdecimal()]

    @property
    def group_fields(self) -> list[BoundField]:
        return [self[f"g{group.pk}"] for group in self.choices]

    @property
    def groups(self) -> dict[StakeholderGroup, int]:
        facts = self.cleaned_data
        return {group: facts[f"g{group.pk}"] for group in self.choices if facts.get(f"g{group.pk}")}

    def differences(self, survey: Survey) -> list[Difference]:
        """What stands in the survey now beside what was typed, the groups' numbers included."""
        labels = {name: self.fields[name].label for name in self.facts}
        present = dict(survey.groups.values_list("group", "target"))
        return what_changed(self, survey, labels) + [
            Difference(group.name, str(present.get(group.pk, "")), str(self.groups.get(group, "")))
            for group in self.choices
            if present.get(group.pk) != self.groups.get(group)
        ]

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "introduction", "opens_on", "closes_on")}

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        opens, closes = facts.get("opens_on"), facts.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", __("วันปิดรับต้องไม่ก่อนวันเปิดรับ กรุณาตรวจทั้งสองช่อง"))
        if not self.errors and not self.groups:
            raise forms.ValidationError(__("กรุณาระบุเป้าหมายผู้ตอบอย่างน้อยหนึ่งกลุ่ม"))
        return facts


class ChangeForm(VersionedForm, SurveyForm):
    pass


class ExtendForm(VersionedForm, JanyaForm):
    """Another last day for a survey that was opened; not one that is past."""

    closes_on = ThaiDateField(label=_("รับคำตอบถึงวันที่"))

    def __init__(self, *args: Any, earliest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earliest = earliest

    def clean_closes_on(self) -> date:
        day: date = self.cleaned_data["closes_on"]
        if day < self.earliest:
            raise forms.ValidationError(
                __("วันปิดรับต้องไม่ก่อนวันที่ %(day)s") % {"day": thai_date_long(self.earliest)}
            )
        return day


class GroupForm(JanyaForm):
    name = forms.CharField(label=_("ชื่อกลุ่มผู้มีส่วนได้ส่วนเสีย"), max_length=200)
    inside = forms.BooleanField(label=_("เป็นกลุ่มภายในส่วนราชการ"), required=False)

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agency = agency

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if queries.groups_for(self.agency).filter(name=name).exists():
            raise forms.ValidationError(__("มีกลุ่มชื่อนี้อยู่แล้ว กรุณาใช้ชื่ออื่น"))
        return name
