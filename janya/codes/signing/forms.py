from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from janya.core.forms import JanyaForm, JanyaModelForm, ThaiDateField
from janya.core.thai import to_arabic_digits
from janya.drives.models import Drive
from janya.people.forms import PersonField
from janya.people.models import Person

from . import rules
from .models import ReminderStep, SigningTerm

MOST_FILES = 50


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several at once."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list | tuple) else [data]
        if len(given) > MOST_FILES:
            raise forms.ValidationError(
                gettext("ส่งได้ครั้งละไม่เกิน %(most)s แฟ้ม กรุณาแบ่งส่ง หรือรวมเป็นแฟ้ม PDF") % {"most": MOST_FILES}
            )
        return [super(FilesField, self).clean(one, initial) for one in given]


class ScansForm(JanyaForm):
    """Scans of signed forms, and the day that stands on them."""

    scans = FilesField(
        label=_("แฟ้มสแกนหรือภาพถ่ายของแบบที่ลงนามแล้ว"),
        help_text=_("PDF, JPEG หรือ PNG เลือกหลายแฟ้มได้ แฟ้ม PDF มีหลายหน้าหลายคนได้ สแกนกลับหัวหรือเอียงก็อ่านได้"),
        widget=SeveralFiles(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    signed_on = ThaiDateField(label=_("วันที่ลงนามบนแบบ"), help_text=_("หากแบบลงวันที่ต่างกัน กรุณาแยกส่งตามวันที่"))

    def clean_signed_on(self) -> date:
        day: date = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(gettext("วันที่ลงนามต้องไม่หลังวันนี้"))
        return day

    @property
    def uploads(self) -> list[UploadedFile]:
        return list(self.cleaned_data["scans"])


class ChoosePersonForm(JanyaForm):
    """Whose form a page is: by name, number of staff, or the number printed on the form."""

    person = PersonField(label=_("แบบนี้เป็นของใคร"), help_text=_("พิมพ์ชื่อบางส่วน รหัสบุคลากร หรือเลขที่แบบใต้รหัส QR"))

    def offer(self, drive: Drive, address: str) -> None:
        field = self.fields["person"]
        assert isinstance(field, PersonField)
        staff = Person.objects.working_in(drive.agency).select_related("unit").order_by("order", "pk")
        plain = field.find
        field.find = lambda rows, words: numbered(rows, words) or plain(rows, words)
        field.offer(staff, address=address)


def numbered(rows: Any, typed: str) -> Any:
    """The person whose number stands on a form; nothing when no number was typed."""
    number = rules.read_form_number(to_arabic_digits(typed))
    return rows.filter(pk=number[1]) if number else None


class WithdrawForm(JanyaForm):
    reason = forms.CharField(
        label=_("เหตุผลที่ยกเลิกการลงนามนี้"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("กรุณาระบุเหตุผล")},
    )


class TermForm(JanyaModelForm):
    class Meta:
        model = SigningTerm
        fields = ["due_on", "is_on"]


class StepForm(JanyaModelForm):
    class Meta:
        model = ReminderStep
        fields = ["days", "to", "words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "days": _("ก่อนครบกำหนดใส่จำนวนลบ เช่น -14 หลังครบกำหนดใส่จำนวนบวก วันครบกำหนดใส่ 0"),
            "words": _("ไม่บังคับ จะอยู่ท้ายหนังสือก่อนคำลงท้าย"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].required = True

    def clean_days(self) -> int:
        days: int = self.cleaned_data["days"]
        if not -365 <= days <= 365:
            raise forms.ValidationError(gettext("ใส่ได้ระหว่าง -365 ถึง 365 วัน"))
        return days


class RemindForm(JanyaForm):
    """A letter sent by hand to those who were chosen."""

    words = forms.CharField(
        label=_("ข้อความเพิ่มเติมในหนังสือ"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
