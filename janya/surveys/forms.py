from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from janya.core.forms import JanyaForm, ThaiDateField, ThaiIntegerField, VersionedForm
from janya.core.templatetags.janya import thai_date_long
from janya.people.models import Agency

from . import queries
from .models import StakeholderGroup, Survey

MOST_PEOPLE = 1_000_000


class FactsForm(JanyaForm):
    """Title, introduction and days."""

    title = forms.CharField(label=_("ชื่อแบบสำรวจ"), max_length=300)
    introduction = forms.CharField(
        label=_("คำชี้แจง"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000
    )
    opens_on = ThaiDateField(label=_("เปิดรับตั้งแต่"))
    closes_on = ThaiDateField(label=_("ถึงวันที่"))

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "introduction", "opens_on", "closes_on")}

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        opens, closes = facts.get("opens_on"), facts.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", gettext("วันปิดรับต้องไม่ก่อนวันเปิดรับ กรุณาตรวจทั้งสองช่อง"))
        return facts


class SurveyForm(FactsForm):
    """With how many of each group are hoped for; an empty number leaves the group out."""

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = list(queries.groups_for(agency))
        for group in self.choices:
            self.fields[f"g{group.pk}"] = ThaiIntegerField(
                label=group.name, min_value=1, max_value=MOST_PEOPLE, required=False
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

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if not self.errors and not self.groups:
            raise forms.ValidationError(gettext("กรุณาระบุเป้าหมายผู้ตอบอย่างน้อยหนึ่งกลุ่ม"))
        return facts


class SurveyChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Survey) -> str:
        return gettext("%(title)s (ปีงบประมาณ %(year)s)") % {"title": obj.title, "year": obj.drive.fiscal_year}


class ComparedField(SurveyChoiceField):
    """An earlier survey of the agency whose figures are shown beside this one's."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("เปรียบเทียบกับแบบสำรวจ"),
            queryset=Survey.objects.none(),
            required=False,
            empty_label=_("ไม่เปรียบเทียบ"),
            help_text=_("เช่น ครั้งก่อนเริ่มกิจกรรม หรือของปีก่อน ผลของทั้งสองครั้งจะแสดงคู่กัน"),
            **kwargs,
        )

    def offer(self, agency: Agency | int, kind: str, *, but: Survey | None = None) -> None:
        found = Survey.objects.filter(drive__agency=agency, kind=kind).exclude(state=Survey.State.DRAFT)
        self.queryset = (found.exclude(pk=but.pk) if but else found).select_related("drive")


class AwarenessForm(SurveyForm):
    """The ready awareness survey may be compared with the one taken before the activities."""

    compared_with = ComparedField()

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, agency=agency, **kwargs)
        compared: Any = self.fields["compared_with"]
        compared.offer(agency, Survey.Kind.AWARENESS)

    @property
    def facts(self) -> dict[str, Any]:
        return {**super().facts, "compared_with": self.cleaned_data["compared_with"]}


class ChangeForm(VersionedForm, FactsForm):
    """The facts of a draft; its questions and groups have pages of their own."""

    by_page = forms.BooleanField(
        label=_("แสดงทีละส่วน"),
        required=False,
        help_text=_("ผู้ตอบกด “ถัดไป” ทีละส่วน คำถามที่ไม่ต้องตอบจะถูกข้ามให้เอง เหมาะกับแบบสำรวจที่มีเงื่อนไขหรือมีหลายส่วน"),
    )
    compared_with = ComparedField()

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        compared: Any = self.fields["compared_with"]
        compared.offer(survey.drive.agency_id, survey.kind, but=survey)

    @property
    def facts(self) -> dict[str, Any]:
        more = {name: self.cleaned_data[name] for name in ("by_page", "compared_with")}
        return {**super().facts, **more}


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
                gettext("วันปิดรับต้องไม่ก่อนวันที่ %(day)s") % {"day": thai_date_long(self.earliest)}
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
            raise forms.ValidationError(gettext("มีกลุ่มชื่อนี้อยู่แล้ว กรุณาใช้ชื่ออื่น"))
        return name
