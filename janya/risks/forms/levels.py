"""The four levels of a risk, laid out with the words and criteria of both scales."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import queries, rules
from ..actions import LEVELS
from ..models import Scale

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
                gettext("คะแนนที่เหลืออยู่ (%(left)s) สูงกว่าก่อนควบคุม (%(before)s) กรุณาตรวจระดับอีกครั้ง")
                % {"left": left, "before": before},
            )
