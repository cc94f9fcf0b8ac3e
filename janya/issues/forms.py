from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from janya.core.forms import JanyaForm, JanyaModelForm, ThaiDecimalField, ThaiIntegerField, VersionedForm
from janya.drives.models import Drive
from janya.norms.models import CodeItem
from janya.risks.models import Risk

from . import actions
from .models import Issue, PriorityCriterion

Decision = Issue.Decision
FEWEST_PARTS, MOST_PARTS = 2, 6


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
        item.empty_label = _("เลือกข้อของประมวล")
        risks.queryset = Risk.objects.of(drive).open().select_related("drive").order_by("number")
        risks.required = False
        decision.choices = [(one.value, one.label) for one in (Decision.ADOPTED, Decision.TURNED_DOWN)]

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        if facts.get("decision") == Decision.TURNED_DOWN and not facts.get("reason"):
            self.add_error("reason", _("กรุณาระบุเหตุผลที่ไม่รับ เพื่อให้ตรวจสอบย้อนหลังได้"))
        return facts


class ChangeForm(VersionedForm, DecideForm):
    class Meta(DecideForm.Meta):
        pass


class MergeForm(JanyaModelForm):
    """The one issue that comes out, in the words of whoever merges."""

    class Meta:
        model = Issue
        fields = ["title", "item", "description", "reason"]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "reason": forms.Textarea(attrs={"rows": 2}),
        }
        labels = {"title": _("ประเด็นที่รวมแล้ว"), "reason": _("เหตุผลที่รวม")}

    def __init__(self, *args: Any, drive: Drive, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = self.fields["item"]
        assert isinstance(item, forms.ModelChoiceField)
        item.queryset = CodeItem.objects.of(drive.code_id, drive.agency_id).order_by("number")
        item.empty_label = _("เลือกข้อของประมวล")
        self.fields["reason"].required = True


class SplitForm(JanyaForm):
    """Some issues out of one: at least two titles; a row without a title is left out."""

    def __init__(self, *args: Any, issue: Issue, rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = min(MOST_PARTS, max(FEWEST_PARTS, rows))
        items = CodeItem.objects.of(issue.drive.code_id, issue.drive.agency_id).order_by("number")
        risks = issue.risks.select_related("drive").order_by("number")
        for n in range(1, self.rows + 1):
            must = n <= FEWEST_PARTS
            self.fields[f"title{n}"] = forms.CharField(
                label=_("ชื่อประเด็นใหม่ที่ %(n)s") % {"n": n}, max_length=300, required=must
            )
            self.fields[f"item{n}"] = forms.ModelChoiceField(
                items, label=_("ข้อของประมวลจริยธรรม"), initial=issue.item_id, required=must, empty_label=None
            )
            self.fields[f"risks{n}"] = forms.ModelMultipleChoiceField(
                risks,
                label=_("ความเสี่ยงที่ประเด็นนี้ตอบ"),
                required=False,
                initial=list(risks),
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["reason"] = forms.CharField(
            label=_("เหตุผลที่แยก"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
        )

    @property
    def groups(self) -> list[list[Any]]:
        """The fields of each part, for the page."""
        return [[self[f"{name}{n}"] for name in ("title", "item", "risks")] for n in range(1, self.rows + 1)]

    @property
    def parts(self) -> list[actions.Part]:
        facts = self.cleaned_data
        return [
            actions.Part(facts[f"title{n}"], facts[f"item{n}"], risks=list(facts[f"risks{n}"]))
            for n in range(1, self.rows + 1)
            if facts[f"title{n}"] and facts[f"item{n}"]
        ]


class TakeBackForm(JanyaForm):
    reason = forms.CharField(label=_("เหตุผล"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class ScoreForm(JanyaForm):
    """One choice 1..5 a criterion, each with its meaning; where figures propose one, it is said."""

    def __init__(
        self, *args: Any, criteria: list[PriorityCriterion], sources: Mapping[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for one in criteria:
            self.fields[f"c{one.pk}"] = forms.TypedChoiceField(
                label=one.name,
                help_text=" · ".join(word for word in (one.description, sources.get(one.pk, "")) if word),
                coerce=int,
                choices=[
                    (n, f"{n} – {one.scale[n - 1] if n <= len(one.scale) else ''}") for n in range(1, 6)
                ],
                widget=forms.RadioSelect,
                error_messages={"required": _("กรุณาเลือกคะแนน 1 ถึง 5")},
            )

    @property
    def scores(self) -> dict[PriorityCriterion, int]:
        return {one: self.cleaned_data[f"c{one.pk}"] for one in self.criteria}


class WeightForm(JanyaForm):
    """`seen` are the weights whose outcome was shown: only these are saved."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=400)

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
                _("น้ำหนักรวมกันได้ %(sum)s ต้องเท่ากับ 100 พอดี กรุณาปรับให้ครบ") % {"sum": f"{whole.normalize():f}"}
            )
        return facts

    @property
    def told(self) -> str:
        """The weights as one word, to know them again."""
        return "_".join(f"{one.pk}-{weight.normalize():f}" for one, weight in self.weights.items())

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
    authority = forms.CharField(
        label=_("ผู้มีมติ"),
        max_length=200,
        required=False,
        help_text=_("เช่น มติคณะกรรมการจริยธรรม ครั้งที่ 2/2570 วันที่ 15 มกราคม 2570"),
    )
    reason = forms.CharField(label=_("เหตุผล"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        if facts.get("rank") and not facts.get("authority"):
            self.add_error("authority", _("กรุณาระบุว่าผู้ใดหรือที่ประชุมใดมีมติให้เปลี่ยนลำดับ"))
        return facts
