from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from janya.core.forms import JanyaForm, JanyaModelForm, ThaiDecimalField, ThaiIntegerField, VersionedForm
from janya.drives.models import Drive
from janya.norms.models import CodeItem
from janya.risks.models import Risk

from .models import Issue, PriorityCriterion


class DecideForm(JanyaModelForm):
    class Meta:
        model = Issue
        fields = ["title", "item", "description", "risks", "decision", "reason"]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "reason": forms.Textarea(attrs={"rows": 2}),
            "decision": forms.RadioSelect,
            "risks": forms.CheckboxSelectMultiple,
        }
        labels = {"risks": _("ความเสี่ยงที่เกี่ยวข้อง")}
        help_texts = {"reason": _("ต้องระบุเมื่อไม่รับ"), "risks": _("ความเสี่ยงที่ประเด็นนี้ตอบ")}

    def __init__(self, *args: Any, drive: Drive, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item, risks, decision = self.fields["item"], self.fields["risks"], self.fields["decision"]
        assert isinstance(item, forms.ModelChoiceField)
        assert isinstance(risks, forms.ModelMultipleChoiceField)
        assert isinstance(decision, forms.TypedChoiceField)
        item.queryset = CodeItem.objects.of(drive.code_id, drive.agency_id).order_by("number")
        item.empty_label = __("เลือกข้อของประมวล")
        risks.queryset = Risk.objects.of(drive).open().select_related("drive").order_by("number")
        risks.required = False
        decision.choices = Issue.Decision.choices

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        if facts.get("decision") == Issue.Decision.TURNED_DOWN and not facts.get("reason"):
            self.add_error("reason", __("กรุณาระบุเหตุผลที่ไม่รับ เพื่อให้ตรวจสอบย้อนหลังได้"))
        return facts


class ChangeForm(VersionedForm, DecideForm):
    class Meta(DecideForm.Meta):
        pass


class ScoreForm(JanyaForm):
    """One choice 1..5 a criterion, each with its meaning."""

    def __init__(self, *args: Any, criteria: list[PriorityCriterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for one in criteria:
            self.fields[f"c{one.pk}"] = forms.TypedChoiceField(
                label=one.name,
                help_text=one.description,
                coerce=int,
                choices=[
                    (n, f"{n} – {one.scale[n - 1] if n <= len(one.scale) else ''}") for n in range(1, 6)
                ],
                widget=forms.RadioSelect,
                error_messages={"required": __("กรุณาเลือกคะแนน 1 ถึง 5")},
            )

    @property
    def scores(self) -> dict[PriorityCriterion, int]:
        return {one: self.cleaned_data[f"c{one.pk}"] for one in self.criteria}


class WeightForm(JanyaForm):
    def __init__(self, *args: Any, criteria: list[PriorityCriterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for one in criteria:
            self.fields[f"c{one.pk}"] = ThaiDecimalField(
                label=one.name,
                help_text=one.description,
                min_value=Decimal(0),
                max_value=Decimal(100),
                decimal_places=2,
            )

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and (whole := sum(self.weights.values(), Decimal(0))) != 100:
            raise forms.ValidationError(
                __("น้ำหนักรวมกันได้ %(sum)s ต้องเท่ากับ 100 พอดี กรุณาปรับให้ครบ") % {"sum": f"{whole.normalize():f}"}
            )
        return facts

    @property
    def weights(self) -> dict[PriorityCriterion, Decimal]:
        return {one: self.cleaned_data[f"c{one.pk}"] for one in self.criteria}


class OverrideForm(JanyaForm):
    rank = ThaiIntegerField(
        label=_("ลำดับที่กำหนด"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=_("เว้นว่างเพื่อกลับไปใช้ลำดับตามการคำนวณ"),
    )
    reason = forms.CharField(label=_("เหตุผล"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
