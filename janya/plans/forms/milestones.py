"""The milestones of an activity as rows of one form."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from janya.core.forms import JanyaForm, ThaiDateField, ThaiIntegerField, VersionedForm

from .. import rules
from ..models import Activity, Milestone

EMPTY_ROWS = 3

if TYPE_CHECKING:
    RowsBase = forms.BaseFormSet["MilestoneForm"]
else:
    RowsBase = forms.BaseFormSet


class MilestoneForm(JanyaForm):
    says_optional = False
    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("หมุดหมาย"), max_length=200, required=False)
    due_on = ThaiDateField(label=_("กำหนดเสร็จ"), required=False)
    weight = ThaiIntegerField(label=_("น้ำหนัก"), min_value=1, max_value=100, required=False)
    done_on = ThaiDateField(label=_("เสร็จเมื่อ"), required=False)

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        if not facts.get("title"):
            if facts.get("due_on") or facts.get("done_on"):
                self.add_error("title", gettext("กรุณาตั้งชื่อหมุดหมาย หรือลบวันที่ในแถวนี้"))
            return facts
        if "due_on" not in self.errors and not facts.get("due_on"):
            self.add_error("due_on", gettext("กรุณาระบุกำหนดเสร็จ"))
        if (done := facts.get("done_on")) and done > timezone.localdate():
            self.add_error("done_on", gettext("วันที่เสร็จต้องไม่เกินวันนี้"))
        return facts


class MilestoneRows(RowsBase):
    @property
    def facts(self) -> list[rules.MilestoneFacts]:
        """The rows that have a name."""
        return [
            rules.MilestoneFacts(
                row["title"], row["due_on"], row.get("weight") or 1, row.get("done_on"), row.get("pk")
            )
            for row in (form.cleaned_data for form in self.forms)
            if row.get("title")
        ]


def milestone_rows(data: Any, milestones: Sequence[Milestone]) -> MilestoneRows:
    """A row for each milestone and some empty ones."""
    made = forms.formset_factory(
        MilestoneForm,
        formset=MilestoneRows,
        extra=EMPTY_ROWS,
        max_num=rules.MOST_MILESTONES,
        absolute_max=rules.MOST_MILESTONES + EMPTY_ROWS,
        validate_max=True,
    )
    first = [
        {"pk": one.pk, "title": one.title, "due_on": one.due_on, "weight": one.weight, "done_on": one.done_on}
        for one in milestones
    ]
    rows = made(data, initial=first, prefix="m")
    assert isinstance(rows, MilestoneRows)
    return rows


class SeenForm(VersionedForm, JanyaForm):
    """Carries the version of the activity that the person saw."""

    def __init__(self, *args: Any, instance: Activity, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **kwargs)
