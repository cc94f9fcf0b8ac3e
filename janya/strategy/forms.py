from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from janya.core.forms import JanyaModelForm, ThaiDateField, ThaiIntegerField, VersionedForm
from janya.drives.models import Drive
from janya.issues.models import Issue
from janya.kpis.models import Kpi
from janya.norms.models import CodeItem
from janya.people.forms import UnitField
from janya.people.models import Unit

from .models import Goal, Policy, StrategicPlan, Strategy

YEARS = {"min_value": 2540, "max_value": 2699}


class YearsForm(JanyaModelForm):
    """Checks that the last year does not come before the first."""

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = facts.get("first_year"), facts.get("last_year")
        if first and last and last < first:
            self.add_error("last_year", gettext("ปีสิ้นสุดต้องไม่ก่อนปีเริ่มต้น"))
        return facts


class PlanForm(VersionedForm, YearsForm):
    first_year = ThaiIntegerField(label=_("ปีเริ่มต้น (พ.ศ.)"), **YEARS)
    last_year = ThaiIntegerField(label=_("ปีสิ้นสุด (พ.ศ.)"), **YEARS)

    class Meta:
        model = StrategicPlan
        fields = ["vision", "missions", "values", "first_year", "last_year"]
        help_texts = {"missions": _("บรรทัดละหนึ่งข้อ"), "values": _("บรรทัดละหนึ่งข้อ")}


class GoalForm(VersionedForm, JanyaModelForm):
    class Meta:
        model = Goal
        fields = ["title", "kpis"]
        widgets = {"title": forms.Textarea(attrs={"rows": 2}), "kpis": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, drive: Drive, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "kpis", Kpi.objects.of(drive).order_by("number"))


class StrategyForm(VersionedForm, JanyaModelForm):
    class Meta:
        model = Strategy
        fields = ["goal", "title", "measures", "issues"]
        widgets = {"title": forms.Textarea(attrs={"rows": 2}), "issues": forms.CheckboxSelectMultiple}
        help_texts = {"measures": _("บรรทัดละหนึ่งแนวทาง")}

    def __init__(self, *args: Any, drive: Drive, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "goal", Goal.objects.of(drive))
        choose(self, "issues", Issue.objects.of(drive).adopted().order_by("number"))


class PolicyForm(VersionedForm, YearsForm):
    """A policy; below it a box for each item of the code, and how the item is carried."""

    unit = UnitField(label=_("หน่วยงานเจ้าของ"))
    dated_on = ThaiDateField(label=_("ลงวันที่"), required=False)
    first_year = ThaiIntegerField(label=_("ปีเริ่มต้น (พ.ศ.)"), required=False, **YEARS)
    last_year = ThaiIntegerField(label=_("ปีสิ้นสุด (พ.ศ.)"), required=False, **YEARS)
    link = forms.URLField(label=_("ลิงก์"), max_length=500, required=False, assume_scheme="https")

    class Meta:
        model = Policy
        fields = ["title", "kind", "unit", "reference", "dated_on", "first_year", "last_year", "link"]

    def __init__(self, *args: Any, drive: Drive, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "unit", Unit.objects.of(drive.agency))
        self.items = list(CodeItem.objects.of(drive.code_id, drive.agency_id).order_by("number", "pk"))
        present: dict[int, str] = {}
        if isinstance(self.instance, Policy) and self.instance.pk:
            present = {one.item_id: one.how for one in self.instance.coverage.all()}
        for item in self.items:
            label = gettext("ข้อ %(number)s %(title)s") % {"number": item.number, "title": item.short}
            self.fields[f"item_{item.pk}"] = forms.BooleanField(label=label, required=False)
            self.fields[f"how_{item.pk}"] = forms.CharField(
                label=gettext("สอดแทรกอย่างไร"), max_length=400, required=False
            )
            self.initial.setdefault(f"item_{item.pk}", item.pk in present)
            self.initial.setdefault(f"how_{item.pk}", present.get(item.pk, ""))

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"item_{item.pk}"], self[f"how_{item.pk}"]) for item in self.items]

    @property
    def plain(self) -> list[forms.BoundField]:
        return [self[name] for name in self._meta.fields or []]

    @property
    def coverage(self) -> dict[int, str]:
        """By number of row of an item: how it is carried; an item that is told how is carried."""
        told = self.cleaned_data
        return {
            item.pk: told.get(f"how_{item.pk}", "")
            for item in self.items
            if told.get(f"item_{item.pk}") or told.get(f"how_{item.pk}")
        }

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) for name in self._meta.fields or []}


def choose(form: forms.BaseForm, name: str, rows: Any) -> None:
    found = form.fields[name]
    assert isinstance(found, forms.ModelChoiceField)
    found.queryset = rows
