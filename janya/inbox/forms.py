from django import forms
from django.utils.translation import gettext_lazy as _

from .kinds import KINDS
from .models import Choice


class WaysForm(forms.Form):
    """How notices come by e-mail, and of what."""

    how = forms.ChoiceField(label=_("ส่งทางอีเมล"), choices=Choice.Way.choices, widget=forms.RadioSelect)
    kinds = forms.MultipleChoiceField(
        label=_("เรื่องที่ต้องการรับทางอีเมล"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("เรื่องที่ไม่เลือกยังอ่านได้ในระบบ"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["kinds"].choices = [(key, kind.label) for key, kind in KINDS.items()]  # type: ignore[attr-defined]

    @property
    def silenced(self) -> list[str]:
        return [key for key in KINDS if key not in self.cleaned_data["kinds"]]
