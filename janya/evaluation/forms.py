from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from janya.core import search, thai
from janya.core.forms import (
    JanyaForm,
    JanyaModelForm,
    ThaiDateField,
    ThaiDecimalField,
    VersionedForm,
)
from janya.core.search_select import SearchChoiceField
from janya.core.thai import fiscal_year_span
from janya.drives.models import Drive
from janya.evidence import queries as evidence
from janya.evidence.models import Evidence
from janya.issues.models import Issue
from janya.kpis.models import Kpi
from janya.norms.models import CodeItem
from janya.plans.models import Activity, ActivityArea

from . import rules
from .models import LEVEL_WORDS, Evaluation, Lesson, PromotionCriterion, Remark
from .queries import Proposal

SUMMARIES = {
    rules.Kind.MID_YEAR: _("สรุปผลการดำเนินงานรอบ 6 เดือน"),
    rules.Kind.YEAR_END: _("สรุปผลการดำเนินงานทั้งปี"),
    rules.Kind.PROMOTION: _("สรุปผลการส่งเสริมจริยธรรม"),
}


class WriteForm(VersionedForm, JanyaModelForm):
    """The days and the summary of an evaluation."""

    class Meta:
        model = Evaluation
        fields = ("planned_on", "as_of", "summary")
        help_texts = {
            "as_of": _("ตัวเลขทุกตัวในการประเมินคิดถึงสิ้นวันนี้ และคงไว้ตามนี้เมื่อปิดการประเมิน"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert isinstance(self.instance, Evaluation)
        self.fields["summary"].label = SUMMARIES[rules.Kind(self.instance.kind)]
        self.fields["summary"].widget.attrs["rows"] = 6

    def clean_as_of(self) -> Any:
        """A day of the fiscal year that is not to come."""
        day = self.cleaned_data["as_of"]
        assert isinstance(self.instance, Evaluation)
        first, last = fiscal_year_span(self.instance.drive.fiscal_year)
        if day > timezone.localdate():
            raise forms.ValidationError(gettext("วันที่ของข้อมูลต้องไม่เกินวันนี้"))
        if not first <= day <= last:
            told = gettext("วันที่ของข้อมูลต้องอยู่ในปีงบประมาณ คือ %(first)s ถึง %(last)s")
            named = {"first": thai.short_date(first), "last": thai.short_date(last)}
            raise forms.ValidationError(told % named)
        return day


class ReasonForm(JanyaForm):
    reason = forms.CharField(label=_("เหตุผล"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class RemarkForm(JanyaForm):
    """A remark on the whole year, an area of the plan or one issue."""

    kind = forms.ChoiceField(label=_("ประเภท"), choices=Remark.Kind.choices)
    text = forms.CharField(label=_("ข้อความ"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
    area = forms.ModelChoiceField(ActivityArea.objects.all(), label=_("ด้านของกิจกรรม"), required=False)
    issue = forms.ModelChoiceField(Issue.objects.none(), label=_("ประเด็นของปีนี้"), required=False)

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        issues = self.fields["issue"]
        assert isinstance(issues, forms.ModelChoiceField)
        issues.queryset = Issue.objects.of(evaluation.drive).adopted().order_by("number")
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        of = Remark.Kind
        first = (of.STRENGTH, of.GAP, of.RECOMMENDATION) if evaluation.is_promotion else tuple(of)[:2]
        kind.choices = [(one.value, one.label) for one in first]


class LessonForm(VersionedForm, JanyaModelForm):
    class Meta:
        model = Lesson
        fields = ("kind", "text", "activity", "kpi", "issue", "carried")

    def __init__(self, *args: Any, drive: Drive, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offers: dict[str, Any] = {
            "activity": Activity.objects.of(drive).order_by("area__number", "number"),
            "kpi": Kpi.objects.of(drive).order_by("number"),
            "issue": Issue.objects.of(drive).adopted().order_by("number"),
        }
        for name, rows in offers.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows


# ── the promotion work ─────────────────────────────────────────────────────────────────────
class ScoreForm(VersionedForm, JanyaForm):
    """A level with its meaning, the reason where it differs from what is proposed, the findings and the evidence."""

    level = forms.TypedChoiceField(label=_("ระดับ"), coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("เหตุผลที่ต่างจากระดับที่ระบบเสนอ"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
    )
    note = forms.CharField(
        label=_("ข้อค้นพบ"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000, required=False
    )
    keep = forms.ModelMultipleChoiceField(
        Evidence.objects.none(),
        label=_("หลักฐานที่ใช้อยู่"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    found = SearchChoiceField(
        label=_("เพิ่มหลักฐานจากคลัง"),
        required=False,
        find=lambda rows, words: rows.filter(search.matching("searched", words)),
        exact=evidence.just_called,
        label_of=evidence.called,
        queryset=Evidence.objects.none(),
        help_text=_("พิมพ์บางส่วนของชื่อ เพิ่มได้ครั้งละหนึ่งรายการ หลักฐานใหม่เพิ่มได้ที่คลังหลักฐาน"),
    )

    def __init__(
        self,
        *args: Any,
        drive: Drive,
        criterion: PromotionCriterion,
        proposal: Proposal | None,
        used: Sequence[Evidence],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.proposed = proposal.level if proposal else None
        level = self.fields["level"]
        assert isinstance(level, forms.TypedChoiceField)
        level.choices = [
            (number, f"{number} {LEVEL_WORDS[number]}: {meaning}")
            for number, meaning in enumerate(criterion.scale, 1)
        ]
        rows = Evidence.objects.of(drive).standing().select_related("drive").order_by("-number")
        keep, found = self.fields["keep"], self.fields["found"]
        assert isinstance(keep, forms.ModelMultipleChoiceField)
        assert isinstance(found, SearchChoiceField)
        found.offer(rows, proposed=rows)
        keep.queryset = rows.filter(pk__in=[one.pk for one in used])
        keep.label_from_instance = evidence.called  # type: ignore[method-assign, assignment]
        if not used:
            del self.fields["keep"]
        if self.proposed is None:
            del self.fields["reason"]

    def clean(self) -> Any:
        facts = super().clean() or self.cleaned_data
        level = facts.get("level")
        if level and rules.needs_reason(level, self.proposed) and not facts.get("reason"):
            told = gettext("ระบบเสนอระดับ %(proposed)s กรุณาระบุเหตุผลที่ให้ระดับ %(level)s")
            self.add_error("reason", told % {"proposed": self.proposed, "level": level})
        if level and not rules.needs_reason(level, self.proposed):
            facts["reason"] = ""
        return facts

    @property
    def evidence(self) -> list[Evidence]:
        """What was kept and what was added."""
        more = self.cleaned_data.get("found")
        return [*self.cleaned_data.get("keep", ()), *([more] if more else [])]


class WeightsForm(JanyaForm):
    """One weight a criterion; the action says what is missing to 100."""

    def __init__(self, *args: Any, weights: list[tuple[PromotionCriterion, Decimal]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = {f"weight_{one.pk}": one for one, _weight in weights}
        for criterion, weight in weights:
            self.fields[f"weight_{criterion.pk}"] = ThaiDecimalField(
                label=criterion.name,
                initial=weight,
                min_value=Decimal(0),
                max_value=Decimal(100),
                max_digits=5,
                decimal_places=2,
            )

    @property
    def weights(self) -> dict[PromotionCriterion, Decimal]:
        return {one: self.cleaned_data[name] for name, one in self.criteria.items()}


class CriterionForm(JanyaForm):
    name = forms.CharField(label=_("เกณฑ์"), max_length=200)
    description = forms.CharField(
        label=_("คำอธิบาย"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000, required=False
    )
    evidence = forms.CharField(
        label=_("หลักฐานที่ควรมี"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        required=False,
        help_text=_("บรรทัดละรายการ"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, rules.LEVELS + 1):
            self.fields[f"level_{number}"] = forms.CharField(
                label=_("ความหมายของระดับ %(level)s") % {"level": number}, max_length=300
            )

    def clean_evidence(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["evidence"].splitlines() if line.strip()]

    @property
    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        scale = [given[f"level_{number}"] for number in range(1, rules.LEVELS + 1)]
        return {**{name: given[name] for name in ("name", "description", "evidence")}, "scale": scale}


# ── carried from the year before ───────────────────────────────────────────────────────────
class TakeUpForm(JanyaForm):
    """As a new activity, as a new issue, or as something that this year has already."""

    says_optional = False  # what is wanted follows from the first choice

    AS = [
        ("activity", _("เพิ่มเป็นกิจกรรมใหม่ในแผนปีนี้")),
        ("issue", _("รับเป็นประเด็นใหม่ของปีนี้")),
        ("link", _("เชื่อมกับสิ่งที่ปีนี้มีอยู่แล้ว")),
    ]
    become = forms.ChoiceField(label=_("นำมาทำอย่างไร"), choices=AS, widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("ชื่อกิจกรรมหรือประเด็นใหม่"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=300,
        required=False,
    )
    area = forms.ModelChoiceField(ActivityArea.objects.all(), label=_("ด้าน (สำหรับกิจกรรมใหม่)"), required=False)
    starts_on = ThaiDateField(label=_("วันที่เริ่ม (สำหรับกิจกรรมใหม่)"), required=False)
    ends_on = ThaiDateField(label=_("วันที่สิ้นสุด (สำหรับกิจกรรมใหม่)"), required=False)
    item = forms.ModelChoiceField(
        CodeItem.objects.none(), label=_("ข้อของประมวล (สำหรับประเด็นใหม่)"), required=False
    )
    present = forms.ChoiceField(label=_("สิ่งที่มีอยู่แล้วในปีนี้ (สำหรับการเชื่อม)"), required=False)

    NEEDED = {
        "activity": ("title", "area", "starts_on", "ends_on"),
        "issue": ("title", "item"),
        "link": ("present",),
    }

    def __init__(self, *args: Any, drive: Drive, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = self.fields["item"]
        assert isinstance(items, forms.ModelChoiceField)
        items.queryset = CodeItem.objects.of(drive.code_id, drive.agency_id)
        items.label_from_instance = lambda one: f"{one.number}. {one.title}"  # type: ignore[method-assign, assignment]
        self.known: dict[str, Any] = {}
        groups = []
        offers: list[tuple[Any, str, Any]] = [
            (
                _("กิจกรรม"),
                "activity",
                Activity.objects.of(drive).filter(cancelled_on=None).order_by("number"),
            ),
            (_("ประเด็น"), "issue", Issue.objects.of(drive).adopted().order_by("number")),
            (_("ตัวชี้วัด"), "kpi", Kpi.objects.of(drive).order_by("number")),
        ]
        for name, kind, rows in offers:
            found = {f"{kind}-{one.pk}": one for one in rows}
            self.known |= found
            groups.append((name, [(key, str(one)) for key, one in found.items()]))
        present = self.fields["present"]
        assert isinstance(present, forms.ChoiceField)
        present.choices = [("", _("– เลือก –")), *groups]

    def clean(self) -> Any:
        facts = super().clean() or self.cleaned_data
        for name in self.NEEDED.get(facts.get("become") or "", ()):
            if not facts.get(name) and name not in self.errors:
                self.add_error(name, gettext("กรุณากรอกช่องนี้"))
        start, end = facts.get("starts_on"), facts.get("ends_on")
        if facts.get("become") == "activity" and start and end and start > end:
            self.add_error("ends_on", gettext("วันที่สิ้นสุดต้องไม่ก่อนวันที่เริ่ม"))
        return facts

    @property
    def chosen(self) -> Any:
        return self.known[self.cleaned_data["present"]]
