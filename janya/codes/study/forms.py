from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from janya.core.forms import JanyaForm, JanyaModelForm

from .models import QuizQuestion, StudyTerm


class QuizForm(JanyaForm):
    """The questions of an item, each with its choices; places of choices count from 1."""

    def __init__(self, questions: Iterable[QuizQuestion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for number, one in enumerate(self.questions, start=1):
            self.fields[name_of(one)] = forms.TypedChoiceField(
                label=f"{number}. {one.text}",
                choices=[(str(place), words) for place, words in enumerate(one.choices, start=1)],
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("กรุณาเลือกคำตอบ")},
            )

    @property
    def lines(self) -> list[tuple[QuizQuestion, BoundField]]:
        return [(one, self[name_of(one)]) for one in self.questions]

    @property
    def chosen(self) -> dict[int, int]:
        """The place chosen, by the number of the question in the table."""
        return {one.pk: self.cleaned_data[name_of(one)] for one in self.questions}


def name_of(question: QuizQuestion) -> str:
    return f"question-{question.pk}"


class StudyTermForm(JanyaModelForm):
    class Meta:
        model = StudyTerm
        fields = ["quiz_needed"]
