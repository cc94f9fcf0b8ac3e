"""Money by source and month; ceilings; a source of one's own."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from janya.core import thai
from janya.core.forms import JanyaForm, ThaiMoneyField

from .. import rules
from ..models import Activity, BudgetLine, BudgetSource

MOST_SOURCES, EMPTY_SOURCES = 8, 1

if TYPE_CHECKING:
    RowsBase = forms.BaseFormSet["SourceForm"]
else:
    RowsBase = forms.BaseFormSet


def months_of(activity: Activity) -> list[date]:
    """The months of the fiscal year in which the activity runs; all of them where it runs in none."""
    every = thai.months_of_fiscal_year(activity.drive.fiscal_year)
    first, last = activity.starts_on.replace(day=1), activity.ends_on
    return [month for month in every if first <= month <= last] or list(every)


class SourceForm(JanyaForm):
    """One source and its baht in each month."""

    says_optional = False

    def __init__(self, *args: Any, months: Iterable[date], sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.months = list(months)
        self.fields["source"] = forms.ModelChoiceField(
            sources, label=_("แหล่งเงิน"), required=False, empty_label=gettext("เลือกแหล่งเงิน")
        )
        for month in self.months:
            word = f"{thai.MONTHS_SHORT[month.month - 1]} {thai.be_year(month)}"
            self.fields[month.isoformat()] = ThaiMoneyField(label=word, required=False)

    @property
    def amounts(self) -> list[Any]:
        return [self[month.isoformat()] for month in self.months]

    @property
    def facts(self) -> list[rules.BudgetFacts]:
        source = self.cleaned_data.get("source")
        if source is None:
            return []
        return [
            rules.BudgetFacts(source.pk, month, amount)
            for month in self.months
            if (amount := self.cleaned_data.get(month.isoformat()))
        ]

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        filled = any(facts.get(month.isoformat()) for month in self.months)
        if filled and not facts.get("source"):
            self.add_error("source", gettext("กรุณาเลือกแหล่งเงินของจำนวนที่กรอกในแถวนี้"))
        return facts


class SourceRows(RowsBase):
    def clean(self) -> None:
        chosen = [form.cleaned_data.get("source") for form in self.forms if hasattr(form, "cleaned_data")]
        named = [one for one in chosen if one]
        if len(set(named)) < len(named):
            raise forms.ValidationError(gettext("มีแหล่งเงินซ้ำกัน กรุณารวมไว้ในแถวเดียว"))

    @property
    def facts(self) -> list[rules.BudgetFacts]:
        return [line for form in self.forms for line in form.facts]


def source_rows(data: Any, activity: Activity, lines: Iterable[BudgetLine], sources: Any) -> SourceRows:
    """A row for each source of the activity, and an empty one. Months with money are shown even outside its days."""
    lines = list(lines)
    months = sorted({*months_of(activity), *(line.month for line in lines)})
    first: dict[int, dict[str, Any]] = {}
    for line in lines:
        first.setdefault(line.source_id, {"source": line.source_id})[line.month.isoformat()] = line.amount
    made = forms.formset_factory(
        SourceForm,
        formset=SourceRows,
        extra=EMPTY_SOURCES,
        max_num=MOST_SOURCES,
        absolute_max=MOST_SOURCES + EMPTY_SOURCES,
    )
    rows = made(
        data, initial=list(first.values()), prefix="s", form_kwargs={"months": months, "sources": sources}
    )
    assert isinstance(rows, SourceRows)
    return rows


class CeilingForm(JanyaForm):
    """The ceiling of all sources together, and of each."""

    whole = ThaiMoneyField(label=_("วงเงินรวมทุกแหล่ง (บาท)"), required=False)

    def __init__(
        self,
        *args: Any,
        sources: Iterable[BudgetSource],
        present: Mapping[int | None, Decimal],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("whole", present.get(None))
        self.sources = list(sources)
        for one in self.sources:
            self.fields[f"source_{one.pk}"] = ThaiMoneyField(
                label=gettext("วงเงิน%(source)s (บาท)") % {"source": one.name}, required=False
            )
            self.initial.setdefault(f"source_{one.pk}", present.get(one.pk))

    @property
    def amounts(self) -> dict[int | None, Decimal]:
        every: dict[int | None, Any] = {None: self.cleaned_data.get("whole")}
        every |= {one.pk: self.cleaned_data.get(f"source_{one.pk}") for one in self.sources}
        return {source: amount for source, amount in every.items() if amount is not None}


class OwnSourceForm(JanyaForm):
    name = forms.CharField(label=_("แหล่งเงินอื่นของส่วนราชการ"), max_length=120)
