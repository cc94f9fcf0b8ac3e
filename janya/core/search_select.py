"""Choosing one of thousands: a text box that proposes while one types, and works without JavaScript.

`SearchChoiceField` takes what was typed: the whole label of a thing, or some words of it. One hit is chosen; of
several the page shows the hits to choose from, and nothing that was typed is lost. With JavaScript, htmx fetches
proposals from `address`, a view that answers with `core/search_options.html`.

    owner = SearchChoiceField(find=people_like, label_of=person_label, address=reverse("…"), queryset=…)
"""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from janya.core import thai

MOST_HITS = 10  # shown to choose from
MOST_PROPOSED = 20  # offered while typing
LONGEST = 200


class SearchSelect(forms.TextInput):
    """The text box, its list of proposals, and the hits when what was typed fits several things."""

    template_name = "core/search_select.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "maxlength": LONGEST, **(attrs or {})})
        self.address = ""
        self.proposed: Callable[[], Sequence[str]] = list
        self.hits: list[str] = []

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was chosen of the hits, else what was typed."""
        return data.get(f"{name}-hit") or data.get(name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        shown = context["widget"]["attrs"]
        options = f"{shown.get('id') or name}_options"
        shown["list"] = options
        if self.address:
            shown |= {
                "hx-get": self.address,
                "hx-trigger": "input changed delay:250ms",
                "hx-target": f"#{options}",
                "hx-swap": "innerHTML",
                "hx-push-url": "false",
                "hx-vals": f'{{"field": "{name}"}}',
            }
        context["widget"] |= {"options": options, "proposed": list(self.proposed()), "hits": self.hits}
        return context


class SearchChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One row of a large table, found by words.

    `find(rows, words)` gives the rows that fit what was typed, best first; `label_of(row)` is how a row is written,
    unlike any other row; `exact(rows, label)` gives the rows that are written just so.
    """

    widget = SearchSelect
    default_error_messages = {
        "none": _("ไม่พบ “%(typed)s” กรุณาพิมพ์บางส่วนของชื่อ แล้วเลือกจากรายการ"),
        "several": _("พบหลายรายการที่ตรงกับ “%(typed)s” กรุณาเลือกหนึ่งรายการ"),
        "too_many": _("พบ “%(typed)s” มากกว่า %(most)s รายการ กรุณาพิมพ์ให้ละเอียดขึ้น หรือเลือกจากรายการนี้"),
        "required": _("กรุณาพิมพ์ชื่อแล้วเลือกจากรายการ"),
    }

    def __init__(
        self,
        *,
        find: Callable[[Any, str], Any],
        exact: Callable[[Any, str], Any],
        label_of: Callable[[Any], str],
        queryset: Any = None,
        **kwargs: Any,
    ) -> None:
        self.find, self.exact, self.label_of = find, exact, label_of
        super().__init__(queryset=queryset, **kwargs)

    def offer(self, rows: Any, *, address: str = "", proposed: Any = None) -> None:
        """Say among which rows one chooses, where proposals come from, and which are offered at once."""
        self.queryset = rows
        if isinstance(self.widget, SearchSelect):
            self.widget.address = address
            self.widget.hits = []
            if proposed is not None:
                self.widget.proposed = lambda: [self.label_of(one) for one in proposed[:MOST_PROPOSED]]

    def label_from_instance(self, obj: models.Model) -> str:
        return self.label_of(obj)

    def prepare_value(self, value: Any) -> Any:
        if value in self.empty_values:
            return ""
        if isinstance(value, models.Model):
            return self.label_of(value)
        if isinstance(value, int):
            found = (
                self.queryset.model._base_manager.filter(pk=value).first()
                if self.queryset is not None
                else None
            )
            return self.label_of(found) if found else ""
        return value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, models.Model):
            return value or None
        if isinstance(value, int):
            value = self.prepare_value(value)
        typed = thai.normalise(str(value)).replace("\0", "").strip()[:LONGEST]
        if not typed:
            return None
        assert self.queryset is not None
        found = list(self.exact(self.queryset, typed)[:2]) or list(
            self.find(self.queryset, typed)[: MOST_HITS + 1]
        )
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(self.error_messages["none"], code="none", params={"typed": typed})
        if isinstance(self.widget, SearchSelect):
            self.widget.hits = [self.label_of(one) for one in found[:MOST_HITS]]
        code = "several" if len(found) <= MOST_HITS else "too_many"
        raise ValidationError(
            self.error_messages[code], code=code, params={"typed": typed, "most": MOST_HITS}
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != (data or ""))

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)


def asked(params: Any) -> str:
    """What is typed in the box that asks for proposals."""
    typed = params.get("q") or params.get(str(params.get("field", "")), "")
    return thai.normalise(str(typed)).replace("\0", "").strip()[:LONGEST]
