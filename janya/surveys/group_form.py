"""Who is asked: groups, perhaps by unit, with how many answers are hoped for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from janya.core.forms import JanyaForm, ThaiDecimalField, ThaiIntegerField, VersionedForm
from janya.people.models import Agency, Unit

from . import queries, rules
from .actions import GroupFacts
from .composition import Staff
from .forms import MOST_PEOPLE
from .models import StakeholderGroup, SurveyGroup

MOST_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """One group that is asked already."""

    group: SurveyGroup
    people: BoundField
    target: BoundField
    gone: BoundField


class UnitsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Unit) -> str:
        return f"{'– ' * obj.depth}{obj.name}"


class GroupsForm(VersionedForm, JanyaForm):
    """Rows that stand, each with its people and target, and one more group, whole or unit by unit."""

    error = ThaiDecimalField(
        label=_("ความคลาดเคลื่อนที่ยอมรับได้ (ร้อยละ)"),
        min_value=1,
        max_value=20,
        max_digits=4,
        decimal_places=1,
        initial=5,
        required=False,
    )
    group = forms.ModelChoiceField(
        label=_("กลุ่ม"), queryset=StakeholderGroup.objects.none(), required=False, empty_label=_("– เลือกกลุ่ม –")
    )
    units = UnitsField(
        label=_("แยกตามหน่วยงาน"),
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    target = ThaiIntegerField(
        label=_("เป้าหมาย (คน) ต่อหนึ่งแถว"),
        min_value=1,
        max_value=MOST_PEOPLE,
        required=False,
        help_text=_("เว้นว่างได้สำหรับกลุ่มข้าราชการ ระบบจะคำนวณจากบัญชีบุคคลให้"),
    )

    def __init__(
        self,
        *args: Any,
        agency: Agency,
        rows: Sequence[SurveyGroup],
        staff: Staff,
        suggest: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.groups = list(rows)
        self.staff = staff
        fields: Any = self.fields
        fields["group"].queryset = queries.groups_for(agency)
        fields["units"].queryset = Unit.objects.of(agency)
        for one in self.groups:
            named = {"group": str(one)}
            self.fields[f"n{one.pk}"] = ThaiIntegerField(
                label=gettext("จำนวนคนทั้งหมดของ%(group)s") % named,
                min_value=0,
                max_value=MOST_PEOPLE * 100,
                required=False,
                initial=staff.known_in(one.group, one.unit),
            )
            self.fields[f"t{one.pk}"] = ThaiIntegerField(
                label=gettext("เป้าหมายของ%(group)s") % named,
                min_value=1,
                max_value=MOST_PEOPLE,
                required=False,
                initial=one.target or None,
            )
            self.fields[f"x{one.pk}"] = forms.BooleanField(
                label=gettext("เอา%(group)sออก") % named, required=False
            )
        if suggest:
            self._suggest()

    @property
    def rows(self) -> list[Row]:
        return [Row(one, self[f"n{one.pk}"], self[f"t{one.pk}"], self[f"x{one.pk}"]) for one in self.groups]

    def _suggest(self) -> None:
        """Fill in targets from the numbers of people, as a proposal that the officer may change."""
        data: Any = cast("Any", self.data).copy()
        error = self._clean_one("error")
        for one in self.groups:
            people = self._clean_one(f"n{one.pk}")
            if people:
                data[f"t{one.pk}"] = str(rules.sample_size(people, error=float(error or 5) / 100))
        self.data = data

    def _clean_one(self, name: str) -> Any:
        try:
            return self.fields[name].clean(self[name].data)
        except forms.ValidationError:
            return None

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        for one in self.groups:
            wanted = not facts.get(f"x{one.pk}") and f"t{one.pk}" not in self.errors
            if wanted and not facts.get(f"t{one.pk}"):
                self.add_error(f"t{one.pk}", gettext("กรุณาระบุเป้าหมาย หรือเอากลุ่มนี้ออก"))
        if facts.get("units") and not facts.get("group"):
            self.add_error("group", gettext("กรุณาเลือกกลุ่มที่จะแยกตามหน่วยงาน"))
        if facts.get("group") and "target" not in self.errors:
            units = facts.get("units") or [None]
            if not facts.get("target") and not all(self._proposed(unit) for unit in units):
                self.add_error("target", gettext("กรุณาระบุจำนวนเป้าหมาย"))
        if not self.errors and not self.facts:
            raise forms.ValidationError(gettext("แบบสำรวจต้องมีกลุ่มผู้ตอบอย่างน้อยหนึ่งกลุ่ม"))
        if not self.errors and len(self.facts) > MOST_ROWS:
            raise forms.ValidationError(
                gettext("แบบสำรวจหนึ่งมีได้ไม่เกิน %(most)s แถว") % {"most": f"{MOST_ROWS:,}"}
            )
        return facts

    def _proposed(self, unit: Unit | None) -> int:
        """The target of a new row that was left empty, where the staff list tells how many people there are."""
        people = self.staff.known_in(self.cleaned_data["group"], unit) or 0
        return rules.sample_size(people, error=float(self.cleaned_data.get("error") or 5) / 100)

    @property
    def facts(self) -> list[GroupFacts]:
        """All rows after saving; a row that is added twice counts once, with the newer target."""
        facts = self.cleaned_data
        rows = {
            (one.group_id, one.unit_id): GroupFacts(one.group, facts[f"t{one.pk}"], one.unit)
            for one in self.groups
            if not facts.get(f"x{one.pk}")
        }
        group = facts.get("group")
        if group:
            for unit in facts.get("units") or [None]:
                rows[group.pk, unit.pk if unit else None] = GroupFacts(
                    group, facts["target"] or self._proposed(unit), unit
                )
        return list(rows.values())
