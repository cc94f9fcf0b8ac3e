from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from janya.core.forms import FILL, JanyaForm, JanyaModelForm, ThaiIntegerField, VersionedForm
from janya.drives.models import Drive
from janya.norms.models import CodeItem
from janya.people.models import Agency, Person, Unit
from janya.people.rules import Role

from . import queries, rules
from .actions import LEVELS, BandFacts
from .models import LEVELS as LEVEL_WORDS
from .models import Band, Risk, Scale

if TYPE_CHECKING:
    FormBase = forms.BaseForm
else:
    FormBase = object

LABELS = {
    "likelihood": _("โอกาสก่อนควบคุม"),
    "impact": _("ผลกระทบก่อนควบคุม"),
    "residual_likelihood": _("โอกาสที่เหลืออยู่หลังควบคุม"),
    "residual_impact": _("ผลกระทบที่เหลืออยู่หลังควบคุม"),
}
AXES = {"likelihood": _("โอกาสที่จะเกิด"), "impact": _("ผลกระทบเมื่อเกิดขึ้น")}
ONE_TO_FIVE = _("กรุณาเลือกระดับ 1 ถึง 5")
OWNERS = (Role.OFFICER, Role.COORDINATOR, Role.HEAD, Role.EXECUTIVE, Role.COMMITTEE, Role.ADMINISTRATOR)


# ── levels: both scales, before and after controls ─────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Step:
    """One step of a scale beside its two choices."""

    scale: Scale
    is_before: bool
    is_left: bool


@dataclass(frozen=True, slots=True)
class Axis:
    """One scale as the page lays it out: a line for each step, a choice before and one after controls."""

    name: Any
    before: BoundField
    left: BoundField
    scales: list[Scale]

    @property
    def steps(self) -> Iterator[Step]:
        """The gravest first, as the heat map has it."""
        before, left = str(self.before.value()), str(self.left.value())
        for scale in reversed(self.scales):
            yield Step(scale, before == str(scale.level), left == str(scale.level))


class WeighingForm(FormBase):
    """A form that asks for the four levels; `risks/levels.html` lays them out with words and criteria."""

    def ask_levels(self, agency: int) -> None:
        self.agency = agency
        self.scales = queries.scales_for(agency)
        for name in LEVELS:
            self.fields[name] = forms.TypedChoiceField(
                label=LABELS[name],
                coerce=int,
                choices=[(one.level, f"{one.level} {one.word}") for one in reversed(self.scales_of(name))],
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": ONE_TO_FIVE, "required": ONE_TO_FIVE},
            )

    def scales_of(self, name: str) -> list[Scale]:
        return self.scales[name.removeprefix("residual_")]

    @property
    def axes(self) -> list[Axis]:
        return [
            Axis(word, self[name], self[f"residual_{name}"], self.scales[name]) for name, word in AXES.items()
        ]

    @cached_property
    def weighed(self) -> queries.Weighed:
        """The scores of what is chosen so far."""
        return queries.weigh({name: str(self[name].value()) for name in LEVELS}, self.agency)

    def check_levels(self, facts: dict[str, Any]) -> None:
        """Controls do not make a risk worse."""
        if not all(facts.get(name) for name in LEVELS):
            return
        before = rules.score(facts["likelihood"], facts["impact"])
        left = rules.score(facts["residual_likelihood"], facts["residual_impact"])
        if rules.movement(before, left) == rules.Movement.UP:
            self.add_error(
                "residual_impact",
                __("คะแนนที่เหลืออยู่ (%(left)s) สูงกว่าก่อนควบคุม (%(before)s) กรุณาตรวจระดับอีกครั้ง")
                % {"left": left, "before": before},
            )


# ── the register ───────────────────────────────────────────────────────────────────────────
class AddForm(WeighingForm, JanyaModelForm):
    class Meta:
        model = Risk
        fields = ["title", "items", "unit", "kind", "cause", "event", "consequence", "controls", "owner"]
        widgets = {
            **{
                name: forms.Textarea(attrs={"rows": 3})
                for name in ("cause", "event", "consequence", "controls")
            },
            "items": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "title": _("ใครอาจทำอะไรในงานใด เช่น รับของขวัญจากผู้รับจ้างก่อนตรวจรับงาน"),
            "items": _("เลือกได้หลายข้อ"),
            "cause": _("ช่องทางหรือแรงจูงใจที่ทำให้เกิดได้"),
            "event": _("เมื่อเกิดแล้วจะเห็นเป็นอย่างไร"),
            "consequence": _("ผลต่อประชาชน ต่องาน และต่อความเชื่อมั่น"),
            "controls": _("สิ่งที่ทำอยู่แล้วเพื่อป้องกันหรือลดความเสี่ยงนี้"),
            "owner": _("ผู้ติดตามและรายงานความเสี่ยงนี้"),
        }

    def __init__(self, *args: Any, drive: Drive, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows, empty in (
            ("kind", queries.kinds_for(drive.agency_id), __("เลือกประเภท")),
            ("unit", Unit.objects.of(drive.agency), __("ทุกหน่วยงาน")),
            ("items", CodeItem.objects.of(drive.code_id, drive.agency_id).order_by("number", "pk"), None),
            ("owner", self.owners(drive), __("ยังไม่กำหนด")),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
            if empty:
                field.empty_label = empty
        self.ask_levels(drive.agency_id)
        if self.instance.pk:
            self.initial.update({name: getattr(self.instance, name) for name in LEVELS})

    def owners(self, drive: Drive) -> Any:
        """Who holds a role in the agency now; the present owner stays to choose after leaving."""
        held = Q(
            appointments__agency=drive.agency_id, appointments__ended_on=None, appointments__role__in=OWNERS
        )
        return Person.objects.filter(held | Q(pk=getattr(self.instance, "owner_id", None))).distinct()

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_levels(facts)
        return facts


class ChangeForm(VersionedForm, AddForm):
    instance: Risk
    why = forms.CharField(
        label=_("เหตุผลที่ปรับระดับ"),
        help_text=_("กรอกเมื่อปรับโอกาสหรือผลกระทบ ระบบจะเก็บไว้ในประวัติการประเมิน"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
    )

    class Meta(AddForm.Meta):
        pass

    def clean(self) -> dict[str, Any]:
        """Other levels need a reason; where somebody saved first, the differences are shown before."""
        facts = super().clean()
        changed = any(facts.get(name) != getattr(self.instance, name) for name in LEVELS if name in facts)
        if changed and not facts.get("why") and facts.get("version") == self.instance.version:
            self.add_error("why", __("ท่านปรับระดับความเสี่ยง กรุณาบอกเหตุผล"))
        return facts


class AssessForm(WeighingForm, VersionedForm, JanyaForm):
    why = forms.CharField(
        label=_("เหตุผลของการประเมินครั้งนี้"),
        help_text=_("สิ่งที่เปลี่ยนไปจากครั้งก่อน เช่น การควบคุมที่เพิ่มขึ้น หรือเหตุที่เกิดขึ้นจริง"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )

    def __init__(self, *args: Any, risk: Risk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_levels(risk.drive.agency_id)

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_levels(facts)
        return facts


class ReasonForm(JanyaForm):
    reason = forms.CharField(label=_("เหตุผล"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


# ── scales and bands of an agency ──────────────────────────────────────────────────────────
class ScalesForm(JanyaForm):
    """Words and criteria of both scales, and the band table, of one agency; an empty range leaves a level out."""

    says_optional = False

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scales = queries.scales_for(agency)
        self.bands = queries.bands_for(agency)
        every: list[Band | Scale] = [*self.bands, *(one for steps in self.scales.values() for one in steps)]
        self.is_own = any(one.agency_id for one in every)
        self.sources = list(dict.fromkeys(one.source for one in every if one.source))
        for axis, steps in self.scales.items():
            for one in steps:
                named = {"axis": AXES[axis], "level": one.level}
                self.ask(
                    f"{axis}-{one.level}-word", __("%(axis)s ระดับ %(level)s: คำเรียก") % named, 60, one.word
                )
                self.ask(
                    f"{axis}-{one.level}-description",
                    __("%(axis)s ระดับ %(level)s: เกณฑ์") % named,
                    400,
                    one.description,
                    rows=2,
                )
        known = {band.level: band for band in self.bands}
        for level, word in LEVEL_WORDS.items():
            band = known.get(level)
            named = {"name": band.name if band else word}
            self.ask(f"{level}-name", __("ระดับ “%(name)s”: คำเรียก") % named, 60, band.name if band else "")
            for end, label in (
                ("floor", __("ระดับ “%(name)s”: คะแนนตั้งแต่")),
                ("ceiling", __("ระดับ “%(name)s”: ถึงคะแนน")),
            ):
                self.fields[f"{level}-{end}"] = ThaiIntegerField(
                    label=label % named,
                    min_value=1,
                    max_value=25,
                    initial=getattr(band, end, None),
                    required=False,
                )
            self.ask(
                f"{level}-response",
                __("ระดับ “%(name)s”: สิ่งที่ต้องดำเนินการ") % named,
                400,
                band.response if band else "",
                rows=2,
            )
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label

    def ask(self, name: str, label: str, longest: int, initial: str, rows: int = 0) -> None:
        needed = name.endswith("-word")
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
        self.fields[name] = forms.CharField(
            label=label, max_length=longest, initial=initial, required=needed, widget=widget
        )

    # for the page
    @property
    def axes(self) -> list[tuple[Any, list[tuple[int, BoundField, BoundField]]]]:
        return [
            (
                AXES[axis],
                [
                    (one.level, self[f"{axis}-{one.level}-word"], self[f"{axis}-{one.level}-description"])
                    for one in reversed(steps)
                ],
            )
            for axis, steps in self.scales.items()
        ]

    @property
    def levels(self) -> list[tuple[str, Any, list[BoundField]]]:
        """Gravest first: level, its usual word, and the fields name, floor, ceiling, response."""
        return [
            (level, word, [self[f"{level}-{part}"] for part in ("name", "floor", "ceiling", "response")])
            for level, word in reversed(LEVEL_WORDS.items())
        ]

    # for the actions
    @property
    def words(self) -> dict[tuple[str, int], tuple[str, str]]:
        facts = self.cleaned_data
        return {
            (axis, one.level): (facts[f"{axis}-{one.level}-word"], facts[f"{axis}-{one.level}-description"])
            for axis, steps in self.scales.items()
            for one in steps
        }

    @property
    def table(self) -> list[BandFacts]:
        facts = self.cleaned_data
        return [
            BandFacts(
                level.value, *(facts[f"{level}-{part}"] for part in ("name", "floor", "ceiling", "response"))
            )
            for level in LEVEL_WORDS
            if facts[f"{level}-floor"]
        ]

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        for level in LEVEL_WORDS:
            ends = {end: facts.get(f"{level}-{end}") for end in ("floor", "ceiling")}
            wanting = [end for end, value in ends.items() if value is None]
            if len(wanting) == 1 and f"{level}-{wanting[0]}" not in self.errors:
                self.add_error(f"{level}-{wanting[0]}", FILL)
            if not wanting and not facts.get(f"{level}-name") and f"{level}-name" not in self.errors:
                self.add_error(f"{level}-name", FILL)
        if not self.errors:
            verdict = rules.whole(self.table)
            if not verdict.ok:
                raise forms.ValidationError(
                    __("ตารางระดับยังใช้ไม่ได้: %(why)s กรุณาปรับให้คะแนน 1 ถึง 25 อยู่ในระดับเดียวพอดี")
                    % {"why": __(verdict.sentence) % verdict.named}
                )
        return facts
