from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from janya.core import thai
from janya.core.forms import (
    JanyaForm,
    JanyaModelForm,
    ThaiDateField,
    ThaiIntegerField,
    ThaiMoneyField,
    VersionedForm,
)
from janya.drives.models import Drive
from janya.issues.models import Issue
from janya.kpis.models import Kpi
from janya.people.models import Person, Unit
from janya.people.rules import Role
from janya.strategy.queries import strategies_of

from .. import rules
from ..models import Activity, ActivityArea, Milestone


class AddForm(JanyaModelForm):
    starts_on = ThaiDateField(label=_("วันที่เริ่ม"))
    ends_on = ThaiDateField(label=_("วันที่สิ้นสุด"))
    budget = ThaiMoneyField(label=_("งบประมาณ (บาท)"), required=False)

    class Meta:
        model = Activity
        fields = [
            "title",
            "area",
            "nature",
            "kind",
            "method",
            "starts_on",
            "ends_on",
            "unit",
            "owner",
            "budget",
            "strategy",
            "kpis",
            "issues",
        ]
        widgets = {
            "method": forms.Textarea(attrs={"rows": 3}),
            "kpis": forms.CheckboxSelectMultiple,
            "issues": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, drive: Drive, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Person.objects.filter(
            appointments__agency=drive.agency_id, appointments__ended_on=None, appointments__role__in=CARRIERS
        )
        for name, rows, empty in (
            ("area", ActivityArea.objects.all(), gettext("เลือกด้าน")),
            ("unit", Unit.objects.of(drive.agency), gettext("ไม่ระบุ")),
            ("owner", held.distinct().order_by("first_name", "last_name"), gettext("เลือกผู้รับผิดชอบ")),
            ("strategy", strategies_of(drive), gettext("ไม่ระบุ")),
            ("kpis", Kpi.objects.of(drive), None),
            ("issues", Issue.objects.of(drive).adopted(), None),
        ):
            if name not in self.fields:
                continue
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
            if empty:
                field.empty_label = empty

        present = self.instance
        if isinstance(present, Activity) and present.pk and present.budget_lines.exists():
            self.fields["budget"].disabled = True
            self.fields["budget"].help_text = gettext("เป็นผลรวมของแผนการใช้งบประมาณตามแหล่งและเดือน")

        if "nature" in self.fields:
            self.fields["nature"].required = False

    def clean_nature(self) -> str:
        return self.cleaned_data.get("nature") or Activity.Nature.ACTIVITY

    def clean_budget(self) -> Any:
        return self.cleaned_data.get("budget") or 0

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = facts.get("starts_on"), facts.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", gettext("วันที่สิ้นสุดต้องไม่ก่อนวันที่เริ่ม กรุณาตรวจทั้งสองช่อง"))
        return facts


CARRIERS = (Role.OFFICER, Role.COORDINATOR, Role.HEAD, Role.EXECUTIVE, Role.COMMITTEE, Role.ADMINISTRATOR)


class ChangeForm(VersionedForm, AddForm):
    class Meta(AddForm.Meta):
        pass


def called(milestone: Milestone) -> str:
    """A milestone with its day."""
    return gettext("%(title)s (กำหนด %(day)s)") % {
        "title": milestone.title,
        "day": thai.short_date(milestone.due_on),
    }


class ProgressForm(JanyaForm):
    on = ThaiDateField(label=_("ณ วันที่"))
    percent = ThaiIntegerField(label=_("ความก้าวหน้า (ร้อยละ)"), min_value=0, max_value=100)
    spent = ThaiMoneyField(label=_("ใช้จ่ายสะสม (บาท)"), required=False)
    milestones = forms.ModelMultipleChoiceField(
        Milestone.objects.none(),
        label=_("หมุดหมายที่เสร็จแล้ว"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("ผลการดำเนินงาน"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.every = list(activity.milestones.all())
        if not self.every:
            del self.fields["milestones"]
            return
        field, percent = self.fields["milestones"], self.fields["percent"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = activity.milestones.filter(done_on=None)
        setattr(field, "label_from_instance", called)  # noqa: B010 – as Django documents it
        percent.required = False
        percent.help_text = gettext("เว้นว่างให้คิดจากน้ำหนักของหมุดหมายที่เสร็จแล้ว")
        self.initial["percent"] = None

    def clean(self) -> dict[str, Any]:
        """What the milestones give, when no percentage was typed."""
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        if "percent" in facts and facts["percent"] is None and facts.get("on"):
            done = {one.pk for one in facts.get("milestones") or ()}
            facts["percent"] = rules.share_done(
                [
                    rules.MilestoneFacts(
                        one.title, one.due_on, one.weight, facts["on"] if one.pk in done else one.done_on
                    )
                    for one in self.every
                ],
                facts["on"],
            )
        return facts

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(gettext("วันที่รายงานต้องไม่เกินวันนี้"))
        return day

    def clean_spent(self) -> Any:
        return self.cleaned_data.get("spent") or 0


class ReasonForm(JanyaForm):
    reason = forms.CharField(label=_("เหตุผล"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class SampleForm(JanyaForm):
    area = forms.ModelChoiceField(ActivityArea.objects.all(), label=_("ด้าน"), empty_label=None)
    title = forms.CharField(label=_("ตัวอย่างกิจกรรม"), widget=forms.Textarea(attrs={"rows": 2}), max_length=400)
    guidance = forms.CharField(
        label=_("แนวทางดำเนินการ"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False
    )
