"""Existing controls as rows of one field: what is done, how well it works, who sees to it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from janya.core import thai
from janya.people.forms import PersonField

from ..models import EFFECTS, LONGEST_CONTROL
from ..rules import ControlFacts, Effect

EMPTY_ROWS, MOST_ROWS = 2, 40
PARTS = ("text", "effect", "owner")


class ControlsInput(forms.Widget):
    """A line for each control and some empty ones; a plain text is taken too, a line each."""

    template_name = "risks/controls_input.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.written: Any = lambda value: value  # how an owner is written
        self.address = self.options = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if f"{name}-0-text" not in data:
            return data.get(name, "")
        rows = (
            {part: data.get(f"{name}-{n}-{part}", "") for part in PARTS}
            for n in range(MOST_ROWS)
            if f"{name}-{n}-text" in data
        )
        return [row for row in rows if any(row[part].strip() for part in ("text", "owner"))]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}-0-text" if id_ else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        rows = self.shown(value)
        rows += [{"text": "", "effect": Effect.UNKNOWN.value, "owner": ""}] * max(EMPTY_ROWS, 3 - len(rows))
        context["widget"] |= {
            "rows": rows[:MOST_ROWS],
            "effects": list(EFFECTS.items()),
            "longest": LONGEST_CONTROL,
            "address": self.address,
            "options": self.options,
        }
        return context

    def shown(self, value: Any) -> list[dict[str, str]]:
        """What was typed, what stands in the risk, or lines of a text."""
        if isinstance(value, str):
            lines = (line.strip() for line in value.splitlines())
            return [{"text": line, "effect": Effect.UNKNOWN.value, "owner": ""} for line in lines if line]
        rows: Sequence[Any] = value or []
        return [
            row
            if isinstance(row, dict)
            else {"text": row.text, "effect": str(row.effect), "owner": self.written(row.owner_id)}
            for row in rows
        ]


class ControlsField(forms.Field):
    """Gives rows of `ControlFacts`; a row without text is none."""

    widget = ControlsInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.person = PersonField(required=False)

    def offer(self, people: Any, *, address: str, options: str) -> None:
        self.person = PersonField(required=False)
        self.person.offer(people)
        assert isinstance(self.widget, ControlsInput)
        self.widget.address, self.widget.options = address, options
        self.widget.written = self.person.prepare_value

    def clean(self, value: Any) -> list[ControlFacts]:
        assert isinstance(self.widget, ControlsInput)
        found: list[ControlFacts] = []
        wrong: list[ValidationError] = []
        for n, row in enumerate(self.widget.shown(value), start=1):
            text = " ".join(thai.normalise(row["text"]).replace("\0", "").split())
            if not text and row["owner"]:
                wrong.append(ValidationError(gettext("การควบคุมแถวที่ %(n)s: กรุณากรอกการควบคุม") % {"n": n}))
            elif len(text) > LONGEST_CONTROL:
                wrong.append(
                    ValidationError(
                        gettext("การควบคุมแถวที่ %(n)s ยาว %(long)s ตัวอักษร กรุณาตัดให้เหลือไม่เกิน %(most)s ตัวอักษร")
                        % {"n": n, "long": len(text), "most": LONGEST_CONTROL}
                    )
                )
            else:
                try:
                    owner = self.person.clean(row["owner"])
                except ValidationError as mistake:
                    told = gettext("การควบคุมแถวที่ %(n)s ผู้ดูแล: %(why)s")
                    wrong.append(ValidationError(told % {"n": n, "why": " ".join(mistake.messages)}))
                else:
                    effect = row["effect"] if row["effect"] in tuple(Effect) else Effect.UNKNOWN.value
                    found.append(ControlFacts(text, effect, owner.pk if owner else None))
        if wrong:
            raise ValidationError(wrong)
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(initial != data)
