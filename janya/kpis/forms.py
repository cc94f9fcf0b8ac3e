from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from janya.core import thai
from janya.core.forms import JanyaForm, JanyaModelForm, ThaiDateField, ThaiDecimalField, VersionedForm
from janya.drives.models import Drive
from janya.evidence.forms import ProofForm
from janya.issues.models import Issue
from janya.people.forms import PersonField
from janya.people.models import Person

from . import actions, rules
from .metrics import METRICS
from .models import Kpi

__all__ = ["ChangeForm", "CorrectForm", "KpiForm", "ProofForm", "ReadingForm", "SheetForm"]
LEVELS = tuple(f"level_{number}" for number in range(1, rules.LEVELS + 1))


def level_field(number: int) -> ThaiDecimalField:
    return ThaiDecimalField(label=_("ระดับ %(number)s") % {"number": number}, max_digits=14, decimal_places=4)


if TYPE_CHECKING:
    from django.http import QueryDict

    ChoiceOfIssues = forms.ModelMultipleChoiceField[Issue]
else:
    ChoiceOfIssues = forms.ModelMultipleChoiceField


class OfIssues(ChoiceOfIssues):
    def label_from_instance(self, obj: Issue) -> str:
        return gettext("ประเด็นที่ %(number)s %(title)s") % {"number": obj.number, "title": obj.title}


class KpiForm(JanyaModelForm):
    """The definition of a KPI; what is not concrete is refused field by field (`rules.concrete`)."""

    issues = OfIssues(
        label=_("ประเด็นที่ตัวชี้วัดนี้ตอบ"), queryset=Issue.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    owner = PersonField(
        label=_("ผู้รับผิดชอบ"), help_text=_("พิมพ์บางส่วนของชื่อ ตำแหน่ง หรือรหัสบุคลากร แล้วเลือกจากรายการ")
    )
    metric = forms.ChoiceField(
        label=_("วิธีได้ผลการวัด"), required=False, help_text=_("ถ้าเลือกตัวเลขของระบบ กดวัดได้ทันทีโดยไม่ต้องพิมพ์ค่า")
    )

    class Meta:
        model = Kpi
        fields = [
            "issues",
            "name",
            "definition",
            "formula",
            "unit",
            "direction",
            "metric",
            "source",
            "baseline",
            "target",
            "weight",
            "frequency",
            "owner",
            "due_on",
        ]
        widgets = {
            "name": forms.Textarea(attrs={"rows": 2}),
            "definition": forms.Textarea(attrs={"rows": 3}),
            "formula": forms.Textarea(attrs={"rows": 2}),
            "direction": forms.RadioSelect,
        }
        help_texts = {
            "name": _("ขึ้นต้นด้วยสิ่งที่วัดได้ เช่น ร้อยละของ… จำนวน… คะแนนเฉลี่ย…"),
            "definition": _("นับอะไร ไม่นับอะไร จากใคร ให้ผู้วัดคนใดวัดก็ได้ค่าเดียวกัน"),
            "formula": _("เช่น จำนวนผู้ลงนาม × 100 ÷ จำนวนข้าราชการทั้งหมด"),
            "unit": _("เช่น ร้อยละ คน เรื่อง ครั้ง คะแนน"),
            "baseline": _("ค่าก่อนเริ่มดำเนินการ เว้นว่างเมื่อยังไม่เคยวัด"),
            "target": _("ต้องดีกว่าค่าฐาน และอยู่ระหว่างเกณฑ์ระดับ 3 ถึง 5"),
            "due_on": _("อยู่ในปีงบประมาณนี้"),
            "source": _("เอกสารหรือทะเบียนที่ใช้ตรวจสอบค่าได้"),
        }
        error_messages = {"definition": {"required": _("กรุณาเขียนคำจำกัดความว่านับอะไร ไม่นับอะไร และจากใคร")}}

    def __init__(self, *args: Any, drive: Drive, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drive = drive
        issues, owner, metric, direction = (
            self.fields[name] for name in ("issues", "owner", "metric", "direction")
        )
        assert isinstance(issues, forms.ModelMultipleChoiceField)
        assert isinstance(owner, PersonField)
        assert isinstance(metric, forms.ChoiceField)
        assert isinstance(direction, forms.ChoiceField)
        issues.queryset = Issue.objects.of(drive).adopted().order_by("number")
        owner.offer(
            owners(drive, self.instance.owner_id if isinstance(self.instance, Kpi) else None),
            address=reverse("risks:people", args=[drive.pk]),
            proposed=likely(drive),
        )
        metric.choices = [("", _("ผู้รับผิดชอบบันทึกผลเอง")), *((one.key, one.label) for one in METRICS.values())]
        direction.choices = Kpi.Direction.choices
        before = [name for name in self.fields if name not in {"weight", "frequency", "owner", "due_on"}]
        for number, name in enumerate(LEVELS, 1):
            self.fields[name] = level_field(number)
            if isinstance(self.instance, Kpi) and self.instance.pk:
                self.initial.setdefault(name, self.instance.levels[number - 1])
        self.order_fields([*before, *LEVELS])

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        for refusal in rules.concrete(actions.draft(self.drive, self.facts)):
            if self.has_error(refusal.field, "required"):
                del self.errors[refusal.field]  # the rule's sentence says more than "fill this in"
            if not self.has_error(refusal.field):
                self.add_error(refusal.field, actions.told(refusal))
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, as the actions take it: five levels in one list, no version."""
        typed = {name: value for name, value in self.cleaned_data.items() if name not in {*LEVELS, "version"}}
        return {**typed, "levels": [self.cleaned_data.get(name) for name in LEVELS]}

    def propose(self) -> None:
        """Fill the five levels from baseline and target and keep all else as typed; other mistakes can wait."""
        found: dict[str, Any] = {}
        wrong = ErrorDict(renderer=self.renderer)
        for name in ("baseline", "target", "direction"):
            try:
                found[name] = self.fields[name].clean(self[name].data)
            except ValidationError as mistake:
                wrong[name] = self.error_class(
                    mistake.messages, renderer=self.renderer, field_id=self[name].auto_id
                )
        self._errors = wrong
        if not wrong:
            levels = cast("QueryDict", self.data).copy()
            proposal = rules.propose_thresholds(found["baseline"], found["target"], found["direction"])
            for name, level in zip(LEVELS, proposal, strict=True):
                levels[name] = thai.number(level)
            self.data = levels

    @property
    def level_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in LEVELS]


class ChangeForm(VersionedForm, KpiForm):
    class Meta(KpiForm.Meta):
        pass


def owners(drive: Drive, present: int | None = None) -> Any:
    """Who may own a KPI: whoever works in the agency or holds a role there, and who owns it now."""
    listed = Person.objects.listed_in(drive.agency)
    if present is None:
        return listed
    return Person.objects.filter(Q(pk__in=listed.values("pk")) | Q(pk=present)).order_by("order", "pk")


def likely(drive: Drive) -> Any:
    """Those proposed at once: holders of a role here."""
    held = Q(appointments__agency=drive.agency_id, appointments__ended_on=None)
    return Person.objects.filter(held, is_active=True).distinct().order_by("order", "pk")


class ReadingForm(JanyaForm):
    """A value as of a day in the fiscal year that has come."""

    value = ThaiDecimalField(
        label=_("ค่าที่วัดได้"), max_digits=14, decimal_places=4, help_text=_("พิมพ์เลขไทยหรือเลขอารบิกก็ได้")
    )
    as_of = ThaiDateField(label=_("ณ วันที่"))
    note = forms.CharField(
        label=_("หมายเหตุ"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, fiscal_year: int, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fiscal_year, self.today = fiscal_year, today

    def clean_as_of(self) -> date:
        day: date = self.cleaned_data["as_of"]
        first, last = thai.fiscal_year_span(self.fiscal_year)
        if not first <= day <= last:
            named = {"year": self.fiscal_year, "first": thai.short_date(first), "last": thai.short_date(last)}
            raise ValidationError(
                gettext("วันที่ต้องอยู่ในปีงบประมาณ พ.ศ. %(year)s คือ %(first)s ถึง %(last)s") % named
            )
        if day > self.today:
            raise ValidationError(
                gettext("วันที่ยังมาไม่ถึง กรุณากรอกวันที่ไม่เกินวันนี้ (%(today)s)")
                % {"today": thai.short_date(self.today)}
            )
        return day


class CorrectForm(ReadingForm):
    note = None  # type: ignore[assignment]
    reason = forms.CharField(
        label=_("เหตุผลที่แก้ไข"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("ผลเดิมยังเก็บไว้ในประวัติพร้อมเหตุผลนี้"),
    )


class SheetForm(JanyaForm):
    file = forms.FileField(label=_("ไฟล์ Excel หรือ CSV"), help_text=_("ไม่เกิน 5 MB"), max_length=200)
