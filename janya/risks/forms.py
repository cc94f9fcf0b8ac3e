from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from janya.core.forms import JanyaForm, JanyaModelForm, ThaiIntegerField, VersionedForm
from janya.drives.models import Drive
from janya.norms.models import CodeItem
from janya.people.models import Agency, Person, Unit
from janya.people.rules import Role

from . import queries, rules
from .actions import LEVELS
from .models import Risk, Scale

LABELS = {
    "likelihood": _("โอกาสก่อนควบคุม"),
    "impact": _("ผลกระทบก่อนควบคุม"),
    "residual_likelihood": _("โอกาสที่เหลืออยู่หลังควบคุม"),
    "residual_impact": _("ผลกระทบที่เหลืออยู่หลังควบคุม"),
}
OWNERS = (Role.OFFICER, Role.COORDINATOR, Role.HEAD, Role.EXECUTIVE, Role.COMMITTEE, Role.ADMINISTRATOR)


def level_field(name: str, scales: dict[str, list[Scale]]) -> forms.TypedChoiceField:
    """A choice 1..5 that shows each step's word and criterion."""
    axis = name.removeprefix("residual_")
    return forms.TypedChoiceField(
        label=LABELS[name],
        coerce=int,
        choices=[("", __("เลือกระดับ"))]
        + [(one.level, f"{one.level} {one.word} – {one.description}") for one in scales[axis]],
        error_messages={"invalid_choice": __("กรุณาเลือกระดับ 1 ถึง 5"), "required": __("กรุณาเลือกระดับ 1 ถึง 5")},
    )


class AddForm(JanyaModelForm):
    class Meta:
        model = Risk
        fields = ["title", "cause", "event", "consequence", "kind", "unit", "items", "controls", "owner"]
        widgets = {
            **{
                name: forms.Textarea(attrs={"rows": 2})
                for name in ("cause", "event", "consequence", "controls")
            },
            "items": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "controls": _("สิ่งที่ทำอยู่แล้วเพื่อป้องกันหรือลดความเสี่ยงนี้"),
            "items": _("เลือกได้หลายข้อ"),
        }

    def __init__(self, *args: Any, drive: Drive, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Person.objects.filter(
            appointments__agency=drive.agency_id, appointments__ended_on=None, appointments__role__in=OWNERS
        )
        for name, rows, empty in (
            ("kind", queries.kinds_for(drive.agency_id), __("เลือกประเภท")),
            ("unit", Unit.objects.of(drive.agency), __("ทุกหน่วยงาน")),
            ("items", CodeItem.objects.of(drive.code_id, drive.agency_id).order_by("number"), None),
            ("owner", held.distinct().order_by("first_name", "last_name"), __("ยังไม่กำหนด")),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
            if empty:
                field.empty_label = empty
        scales = queries.scales_for(drive.agency_id)
        for name in LEVELS:
            self.fields[name] = level_field(name, scales)
            if self.instance.pk:
                self.initial[name] = getattr(self.instance, name)

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        if all(facts.get(name) for name in LEVELS):
            before = rules.score(facts["likelihood"], facts["impact"])
            left = rules.score(facts["residual_likelihood"], facts["residual_impact"])
            if left > before:
                self.add_error(
                    "residual_impact",
                    __("คะแนนที่เหลืออยู่ (%(left)s) สูงกว่าก่อนควบคุม (%(before)s) กรุณาตรวจระดับอีกครั้ง")
                    % {"left": left, "before": before},
                )
        return facts


class ChangeForm(VersionedForm, AddForm):
    class Meta(AddForm.Meta):
        pass


class AssessForm(VersionedForm, JanyaForm):
    why = forms.CharField(
        label=_("เหตุผลของการประเมินครั้งนี้"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )

    def __init__(self, *args: Any, risk: Risk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scales = queries.scales_for(risk.drive.agency_id)
        why = self.fields.pop("why")
        for name in LEVELS:
            self.fields[name] = level_field(name, scales)
        self.fields["why"] = why


class ReasonForm(JanyaForm):
    reason = forms.CharField(label=_("เหตุผล"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class ScalesForm(JanyaForm):
    """Words and criteria of both scales, and the band table, of one agency."""

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scales = queries.scales_for(agency)
        self.bands = queries.bands_for(agency)
        axes = {"likelihood": __("โอกาส"), "impact": __("ผลกระทบ")}
        for axis, steps in self.scales.items():
            for one in steps:
                named = {"axis": axes[axis], "level": one.level}
                self.fields[f"{axis}-{one.level}-word"] = forms.CharField(
                    label=__("%(axis)s ระดับ %(level)s: คำเรียก") % named, max_length=60, initial=one.word
                )
                self.fields[f"{axis}-{one.level}-description"] = forms.CharField(
                    label=__("%(axis)s ระดับ %(level)s: เกณฑ์") % named,
                    max_length=400,
                    initial=one.description,
                    required=False,
                )
        for band in self.bands:
            named = {"name": band.name}
            self.fields[f"{band.level}-name"] = forms.CharField(
                label=__("ระดับ “%(name)s”: คำเรียก") % named, max_length=60, initial=band.name
            )
            self.fields[f"{band.level}-floor"] = ThaiIntegerField(
                label=__("ระดับ “%(name)s”: คะแนนตั้งแต่") % named, min_value=1, max_value=25, initial=band.floor
            )
            self.fields[f"{band.level}-ceiling"] = ThaiIntegerField(
                label=__("ระดับ “%(name)s”: ถึง") % named, min_value=1, max_value=25, initial=band.ceiling
            )

    @property
    def words(self) -> dict[tuple[str, int], tuple[str, str]]:
        facts = self.cleaned_data
        return {
            (axis, one.level): (facts[f"{axis}-{one.level}-word"], facts[f"{axis}-{one.level}-description"])
            for axis, steps in self.scales.items()
            for one in steps
        }

    @property
    def table(self) -> list[tuple[str, str, int, int, str]]:
        facts = self.cleaned_data
        return [
            (
                band.level,
                facts[f"{band.level}-name"],
                facts[f"{band.level}-floor"],
                facts[f"{band.level}-ceiling"],
                band.response,
            )
            for band in self.bands
        ]

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            verdict = rules.whole(
                [rules.Range(level, low, high) for level, _name, low, high, _response in self.table]
            )
            if not verdict.ok:
                raise forms.ValidationError(
                    __("ตารางระดับยังไม่ครบ: %(why)s กรุณาปรับให้คะแนน 1 ถึง 25 อยู่ในระดับเดียวพอดี")
                    % {"why": verdict.because}
                )
        return facts
