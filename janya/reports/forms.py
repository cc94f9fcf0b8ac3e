from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from janya.core.forms import JanyaForm, ThaiDateField

LONGEST = 2_000


def words(label: Any, *, required: bool = True, help_text: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class SubmitForm(JanyaForm):
    """What goes with a report that is laid before the head."""

    as_of = ThaiDateField(
        label=_("ข้อมูล ณ วันที่"), help_text=_("ผลการวัดและสถานะกิจกรรมจะเป็นของวันนี้หรือวันก่อนหน้าที่ระบุ")
    )
    note = words(_("ข้อความถึงผู้ลงนาม"), required=False)
    incomplete = words(
        _("เหตุผลที่เสนอทั้งที่บางขั้นตอนยังไม่ครบ"),
        help_text=_("เหตุผลนี้จะปรากฏในรายงาน ผู้ลงนามแก้ไขได้"),
    )
    why = words(_("เหตุผลที่ออกฉบับแก้ไข"), help_text=_("เหตุผลนี้จะปรากฏในรายงานฉบับใหม่ ฉบับเดิมยังเก็บไว้"))

    def __init__(self, *args: Any, is_incomplete: bool, corrects: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_incomplete:
            del self.fields["incomplete"]
        if not corrects:
            del self.fields["why"]

    def clean_as_of(self) -> date:
        day: date = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise forms.ValidationError(gettext("วันที่ของข้อมูลต้องไม่หลังวันนี้"))
        return day


class SignForm(JanyaForm):
    """The signature of the head: the name typed, and what it means confirmed."""

    incomplete = words(_("เหตุผลที่ลงนามทั้งที่บางขั้นตอนยังไม่ครบ"), rows=2)
    typed_name = forms.CharField(
        label=_("พิมพ์ชื่อและนามสกุลของท่านเพื่อลงนาม"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    confirmed = forms.BooleanField(
        label=_("ข้าพเจ้าได้พิจารณารายงานนี้แล้วและขอรับรอง"),
        error_messages={"required": _("กรุณาทำเครื่องหมายยืนยันก่อนลงนาม")},
    )

    def __init__(self, *args: Any, is_incomplete: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["incomplete"].error_messages["required"] = gettext(
            "กรุณาระบุเหตุผลที่ลงนามทั้งที่ยังไม่ครบ หรือส่งกลับให้ดำเนินการให้ครบก่อน"
        )
        if not is_incomplete:
            del self.fields["incomplete"]


class SendBackForm(JanyaForm):
    comment = words(_("ความเห็นถึงผู้เสนอ"), help_text=_("โปรดระบุสิ่งที่ต้องแก้ไขหรือดำเนินการเพิ่ม"))


class CheckForm(JanyaForm):
    file = forms.FileField(
        label=_("แฟ้มรายงานที่ต้องการตรวจสอบ"),
        help_text=_("ระบบอ่านแฟ้มเพื่อเทียบเท่านั้น ไม่เก็บแฟ้มไว้"),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
    )
