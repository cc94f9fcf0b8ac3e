"""Scales and bands of an agency."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext

from janya.core.forms import FILL, JanyaForm, ThaiIntegerField
from janya.people.models import Agency

from .. import queries, rules
from ..actions import BandFacts
from ..models import LEVELS as LEVEL_WORDS
from ..models import Band, Scale
from .levels import AXES


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
                    f"{axis}-{one.level}-word",
                    gettext("%(axis)s ระดับ %(level)s: คำเรียก") % named,
                    60,
                    one.word,
                )
                self.ask(
                    f"{axis}-{one.level}-description",
                    gettext("%(axis)s ระดับ %(level)s: เกณฑ์") % named,
                    400,
                    one.description,
                    rows=2,
                )
        known = {band.level: band for band in self.bands}
        for level, word in LEVEL_WORDS.items():
            band = known.get(level)
            named = {"name": band.name if band else word}
            self.ask(
                f"{level}-name", gettext("ระดับ “%(name)s”: คำเรียก") % named, 60, band.name if band else ""
            )
            for end, label in (
                ("floor", gettext("ระดับ “%(name)s”: คะแนนตั้งแต่")),
                ("ceiling", gettext("ระดับ “%(name)s”: ถึงคะแนน")),
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
                gettext("ระดับ “%(name)s”: สิ่งที่ต้องดำเนินการ") % named,
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
                    gettext("ตารางระดับยังใช้ไม่ได้: %(why)s กรุณาปรับให้คะแนน 1 ถึง 25 อยู่ในระดับเดียวพอดี")
                    % {"why": gettext(verdict.sentence) % verdict.named}
                )
        return facts
