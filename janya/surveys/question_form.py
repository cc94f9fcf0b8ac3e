"""The form of one question: what it asks, its choices in their order, and when it is asked.

Buttons that add, move or remove a row send the whole form and get it back, so that nothing typed is lost and no
JavaScript is needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from janya.core import thai
from janya.core.forms import JanyaForm, VersionedForm
from janya.norms.models import CodeItem

from . import rules
from .actions import ChoiceFacts, QuestionFacts
from .models import Question

LONGEST_CHOICE = 300
BLANK_ROWS = 3  # offered for a new question
WITH_CHOICES = {rules.SINGLE, rules.MULTIPLE, rules.RANKING}
WITH_LEVELS = {rules.PAIRED, rules.RATING}


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A line for one choice, as it was typed."""

    n: int
    text: str = ""
    was: int | None = None
    is_right: bool = False
    wrong: str = ""


class BaseField(forms.ModelChoiceField):  # type: ignore[type-arg]
    numbers: dict[int, int]

    def label_from_instance(self, obj: Question) -> str:
        return f"{self.numbers.get(obj.pk, 0)}. {obj.text}"


class SectionForm(VersionedForm, JanyaForm):
    title = forms.CharField(label=_("หัวข้อ"), max_length=200)
    introduction = forms.CharField(
        label=_("คำชี้แจง"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000
    )


class QuestionForm(VersionedForm, JanyaForm):
    kind = forms.ChoiceField(label=_("รูปแบบคำถาม"), choices=Question.Kind.choices)
    text = forms.CharField(label=_("คำถาม"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    help = forms.CharField(
        label=_("คำอธิบาย"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    item = forms.ModelChoiceField(
        label=_("ข้อของประมวล"), queryset=CodeItem.objects.none(), required=False, empty_label=_("ไม่ผูกกับข้อใด")
    )
    lowest = forms.CharField(label=_("ความหมายของ 1"), max_length=60, required=False)
    highest = forms.CharField(label=_("ความหมายของ 5"), max_length=60, required=False)
    required = forms.BooleanField(label=_("ต้องตอบ"), required=False, initial=True)
    may_not_know = forms.BooleanField(label=_("มีตัวเลือก “ไม่ทราบ/ไม่ตอบ”"), required=False, initial=True)
    asked_if = BaseField(
        label=_("ถามเมื่อคำถามก่อนหน้า"),
        queryset=Question.objects.none(),
        required=False,
        empty_label=_("ถามทุกคน"),
    )
    asked_if_answer = forms.MultipleChoiceField(
        label=_("ได้รับคำตอบ"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        items: Sequence[CodeItem],
        bases: Sequence[Question],
        numbers: dict[int, int],
        question: Question | None = None,
        step: str = "",
        **kwargs: Any,
    ) -> None:
        self.rows = self._rows_of(data) if data is not None else self._rows_from(question)
        if data is not None and step:
            self.rows = stepped(self.rows, step)
            first = {**kwargs.pop("initial", {}), **self._typed(data)}
            super().__init__(None, initial=first, **kwargs)
        else:
            super().__init__(data, **kwargs)
        self.bases = {one.pk: one for one in bases}
        fields: Any = self.fields
        fields["item"].queryset = CodeItem.objects.filter(pk__in=[one.pk for one in items]).order_by("number")
        fields["asked_if"].queryset = Question.objects.filter(pk__in=self.bases).order_by("position")
        fields["asked_if"].numbers = numbers
        fields["asked_if_answer"].choices = self._answers(self.base)
        fields["asked_if_answer"].required = self.base is not None
        if self.kind_now in WITH_CHOICES and not self.is_bound:
            missing = max(0, (BLANK_ROWS if question is None and data is None else 2) - len(self.rows))
            self.rows += [ChoiceRow(len(self.rows) + n) for n in range(missing)]

    # ── what stands in the form ────────────────────────────────────────────────────────────
    @staticmethod
    def _typed(data: QueryDict) -> dict[str, Any]:
        typed: dict[str, Any] = {
            name: data.get(name, "")
            for name in ("kind", "text", "help", "item", "lowest", "highest", "asked_if")
        }
        typed |= {name: name in data for name in ("required", "may_not_know")}
        typed["version"] = data.get("version", "")
        typed["asked_if_answer"] = data.getlist("asked_if_answer")
        return typed

    @staticmethod
    def _rows_of(data: QueryDict) -> list[ChoiceRow]:
        right = data.get("right", "")
        found = []
        for n in range(rules.MOST_CHOICES * 2):
            if f"choice-{n}" not in data:
                break
            was = data.get(f"was-{n}", "")
            text = " ".join(thai.normalise(data.get(f"choice-{n}", "").replace("\x00", "")).split())
            found.append(
                ChoiceRow(n, text, int(was) if was.isascii() and was.isdecimal() else None, right == str(n))
            )
        return found

    @staticmethod
    def _rows_from(question: Question | None) -> list[ChoiceRow]:
        if question is None:
            return []
        return [ChoiceRow(n, one.text, n, one.is_right) for n, one in enumerate(question.choices.all())]

    @property
    def kind_now(self) -> str:
        return str(self["kind"].value() or rules.RATING)

    @property
    def base(self) -> Question | None:
        chosen = str(self["asked_if"].value() or "")
        return self.bases.get(int(chosen)) if chosen.isascii() and chosen.isdecimal() else None

    @staticmethod
    def _answers(base: Question | None) -> list[tuple[str, str]]:
        if base is None:
            return []
        if base.kind == rules.RATING:
            return [(str(level), str(level)) for level in range(rules.LOWEST, rules.HIGHEST + 1)]
        return [(code, one.text) for code, one in zip(rules.CODES, base.choices.all(), strict=False)]

    @property
    def has_choices(self) -> bool:
        return self.kind_now in WITH_CHOICES

    @property
    def has_levels(self) -> bool:
        return self.kind_now in WITH_LEVELS

    @property
    def is_knowledge(self) -> bool:
        return self.kind_now == rules.SINGLE

    @property
    def may_add(self) -> bool:
        return len(self.rows) < rules.MOST_CHOICES

    @property
    def nothing_is_right(self) -> bool:
        return not any(one.is_right for one in self.rows)

    # ── judging ────────────────────────────────────────────────────────────────────────────
    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        if facts.get("kind") in WITH_CHOICES:
            self._judge_rows()
        return facts

    def _judge_rows(self) -> None:
        filled = [one for one in self.rows if one.text]
        if len(filled) < 2:
            self.add_error(None, gettext("กรุณาพิมพ์ตัวเลือกอย่างน้อย 2 ตัวเลือก"))
        if len(filled) > rules.MOST_CHOICES:
            self.add_error(None, gettext("มีตัวเลือกได้ไม่เกิน %(most)s ตัวเลือก") % {"most": rules.MOST_CHOICES})
        seen: set[str] = set()
        judged = []
        for one in self.rows:
            wrong = ""
            if len(one.text) > LONGEST_CHOICE:
                wrong = gettext("ตัวเลือกยาวเกิน %(most)s ตัวอักษร กรุณาย่อ") % {"most": LONGEST_CHOICE}
            elif one.text and one.text in seen:
                wrong = gettext("มีตัวเลือกนี้แล้ว กรุณาแก้ให้ต่างกัน")
            seen.add(one.text)
            judged.append(replace(one, wrong=wrong))
        self.rows = judged
        if any(one.wrong for one in judged):
            self.add_error(None, gettext("กรุณาแก้ตัวเลือกที่มีข้อความสีแดง"))

    @property
    def facts(self) -> QuestionFacts:
        """What was typed, without what this kind of question has no use for; empty lines are left out."""
        given = self.cleaned_data
        kind = given["kind"]
        choices = [one for one in self.rows if one.text] if kind in WITH_CHOICES else []
        levels = kind in WITH_LEVELS
        base = given["asked_if"]
        return QuestionFacts(
            kind,
            given["text"],
            given["help"],
            given["item"],
            given["required"],
            given["may_not_know"],
            given["lowest"] if levels else "",
            given["highest"] if levels else "",
            [ChoiceFacts(one.text, one.was, one.is_right and kind == rules.SINGLE) for one in choices],
            base,
            "".join(sorted(given["asked_if_answer"])) if base else "",
        )


def stepped(rows: list[ChoiceRow], step: str) -> list[ChoiceRow]:
    """The lines after a button beside them was pressed: add, up-2, down-2, remove-2; other words change nothing."""
    verb, _dash, number = step.partition("-")
    at = int(number) if number.isascii() and number.isdecimal() else -1
    made = list(rows)
    if verb == "add" and len(made) < rules.MOST_CHOICES:
        made.append(ChoiceRow(len(made)))
    elif 0 <= at < len(made):
        to = {"up": at - 1, "down": at + 1}.get(verb, -1)
        if verb == "remove":
            del made[at]
        elif 0 <= to < len(made):
            made[at], made[to] = made[to], made[at]
    return [replace(one, n=n) for n, one in enumerate(made)]
