from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from janya.core.forms import JanyaForm, ThaiDateField

from .deeds import choices


class FilterForm(JanyaForm):
    """Which lines to show; nothing filled in shows them all."""

    says_optional = False

    by = forms.CharField(label=_("ผู้กระทำ"), required=False, max_length=100)
    deed = forms.ChoiceField(label=_("การกระทำ"), required=False, choices=choices)
    first = ThaiDateField(label=_("ตั้งแต่วันที่"), required=False)
    last = ThaiDateField(label=_("ถึงวันที่"), required=False)

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = facts.get("first"), facts.get("last")
        if first and last and first > last:
            self.add_error("last", gettext("วันสิ้นสุดต้องไม่ก่อนวันเริ่มต้น"))
        return facts
