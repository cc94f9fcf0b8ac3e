"""Forms of the plan as a whole: a row of its table, a workbook, what goes to the head of agency, a calendar."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from janya.core.forms import JanyaForm
from janya.drives.models import Drive

from .activities import ChangeForm


class RowForm(ChangeForm):
    """What can be changed in the table of the plan."""

    class Meta(ChangeForm.Meta):
        fields = ["title", "starts_on", "ends_on", "owner", "budget"]
        widgets = {"title": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, drive: Drive, **kwargs: Any) -> None:
        super().__init__(*args, drive=drive, **kwargs)
        self.fields["title"].widget.attrs["aria-label"] = gettext("กิจกรรม/โครงการ")


class SheetForm(JanyaForm):
    file = forms.FileField(label=_("ไฟล์ Excel หรือ CSV"), help_text=_("ไม่เกิน 5 MB"), max_length=200)


class SendForm(JanyaForm):
    note = forms.CharField(
        label=_("เรื่องที่เสนอ"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class DecideForm(JanyaForm):
    reason = forms.CharField(
        label=_("ความเห็น"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, approves: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not approves:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = gettext("กรุณาบอกเหตุผลที่ส่งกลับ เพื่อให้แก้ไขได้ตรง")


class FeedForm(JanyaForm):
    only_mine = forms.BooleanField(label=_("เฉพาะกิจกรรมที่ข้าพเจ้ารับผิดชอบ"), required=False)
