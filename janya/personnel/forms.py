from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from janya.core.forms import JanyaForm

from . import queries, rules
from .models import FIELDS, Intake
from .rules import Field, Scheme, Wants

SCHEMES = {
    Scheme.DPIS: _("รหัสใน DPIS: M1 M2 คือประเภทบริหาร D1 D2 คือประเภทอำนวยการ"),
    Scheme.OCSC: _("รหัสภาษาอังกฤษของสำนักงาน ก.พ.: S1 S2 คือประเภทบริหาร M1 M2 คือประเภทอำนวยการ"),
}
HOMES = {
    "empty": _("เว้นว่างไว้"),
    "add": _("เพิ่มชื่อในรายการส่วนราชการให้"),
}


class FileForm(JanyaForm):
    """The file; what is in it is looked at later."""

    file = forms.FileField(
        label=_("ไฟล์ Excel หรือ CSV"),
        max_length=300,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.ods,.csv,.txt"}),
        help_text=_("ไม่เกิน 60 MB ระบบลบไฟล์ทันทีที่อ่านเสร็จ และลบข้อมูลที่อ่านไว้เมื่อนำเข้าแล้วหรือเมื่อครบ 7 วัน"),
    )


class QuestionsForm(JanyaForm):
    """Which column holds what, whose codes these are, and what becomes of those who are not in the file."""

    def __init__(self, intake: Intake, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.intake = intake
        about = intake.about
        self.headers: list[str] = about["headers"]
        unwanted = set(about.get("unwanted", ()))
        self.offered = [at for at in range(len(self.headers)) if at not in unwanted]
        self.unwanted = [self.headers[at] for at in sorted(unwanted)]
        self.codes = [set(found) for found in about.get("codes", ())]
        earlier = intake.answers or queries.earlier_answers(intake.agency)
        chosen = self.proposed(intake, earlier)
        for at in self.offered:
            self.fields[f"column-{at}"] = forms.ChoiceField(
                label=self.headers[at] or __("คอลัมน์ที่ %(number)s") % {"number": at + 1},
                choices=[("", _("– ไม่นำเข้า –")), *queries.fields()],
                required=False,
                initial=chosen.get(at, ""),
            )
        if self.asks_scheme:
            self.fields["scheme"] = forms.ChoiceField(
                label=_("รหัสระดับตำแหน่งในไฟล์นี้เป็นชุดใด"),
                choices=[(scheme.value, label) for scheme, label in SCHEMES.items()],
                required=False,
                widget=forms.RadioSelect,
                initial=intake.answers.get("scheme") or None,
            )
        self.fields["gone"] = forms.ChoiceField(
            label=_("ผู้ที่ทำงานที่นี่แต่ไม่มีชื่อในไฟล์"),
            choices=[(choice.value, choice.label) for choice in Intake.Gone],
            widget=forms.RadioSelect,
            initial=earlier.get("gone") if intake.answers else Intake.Gone.KEEP,
            help_text=_("เลือกบันทึกว่าพ้นเฉพาะเมื่อไฟล์มีรายชื่อครบทั้งส่วนราชการ"),
        )
        self.fields["homes"] = forms.ChoiceField(
            label=_("สังกัดที่ยังไม่มีในรายการส่วนราชการของระบบ"),
            choices=list(HOMES.items()),
            widget=forms.RadioSelect,
            initial=earlier.get("homes", "empty"),
        )

    def proposed(self, intake: Intake, earlier: dict[str, Any]) -> dict[int, str]:
        """What each column is taken for at first: as answered before, else by its header."""
        if intake.answers:
            return {at: name for name, at in intake.answers["columns"].items()}
        chosen = {at: field.value for field, at in rules.proposed(self.headers).items()}
        before: dict[str, str] = earlier.get("columns", {})
        for at, header in enumerate(self.headers):
            if header in before and before[header] not in chosen.values():
                chosen[at] = before[header]
        return chosen

    @property
    def asks_scheme(self) -> bool:
        return any(rules.scheme_matters(found) for found in self.codes)

    @property
    def seen_codes(self) -> str:
        """The codes that are of two meanings, or tell of one scheme."""
        return ", ".join(sorted({code for found in self.codes for code in found if code[0] in "MDS"}))

    @property
    def columns(self) -> Iterator[tuple[forms.BoundField, list[str]]]:
        """Each column's question, with examples of what stands in it."""
        examples = self.intake.about.get("examples", [])
        for at in self.offered:
            yield self[f"column-{at}"], examples[at] if at < len(examples) else []

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = [(facts.get(f"column-{at}"), at) for at in self.offered]
        self.chosen = {name: at for name, at in chosen if name}
        named = [Field(name) for name, _at in chosen if name]
        match rules.lacks(named):
            case Wants.TWICE:
                for name, at in chosen:
                    if name and self.chosen[name] != at:
                        why = __("เลือก “%(field)s” ให้มากกว่าหนึ่งคอลัมน์ กรุณาเลือกเพียงคอลัมน์เดียว")
                        self.add_error(f"column-{at}", why % {"field": FIELDS[Field(name)]})
            case Wants.NAME:
                self.add_error(None, __("กรุณาระบุว่าคอลัมน์ใดคือชื่อและนามสกุล หรือชื่อและนามสกุลในช่องเดียว"))
        level = self.chosen.get(Field.LEVEL)
        needs = level is not None and rules.scheme_matters(self.codes[level])
        if needs and not facts.get("scheme"):
            self.add_error("scheme", __("กรุณาเลือก เพราะรหัส M และ S ในสองชุดนี้มีความหมายต่างกัน"))
        return facts

    @property
    def answers(self) -> dict[str, Any]:
        """What the action keeps."""
        return {
            "columns": self.chosen,
            "scheme": self.cleaned_data.get("scheme") or "",
            "gone": self.cleaned_data["gone"],
            "homes": self.cleaned_data["homes"],
        }
