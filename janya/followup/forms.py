from django import forms
from django.utils.translation import gettext_lazy as _

from janya.core import thai
from janya.core.forms import JanyaForm, JanyaModelForm, ThaiIntegerField

from .models import ReminderTerm

MOST_DAYS = 365
MOST_STEPS = 6


class CommentForm(JanyaForm):
    text = forms.CharField(label=_("ความเห็น"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class DaysField(forms.CharField):
    """Several numbers of days, "14, 7, 1"; Thai digits are taken too."""

    def prepare_value(self, value: object) -> object:
        return ", ".join(str(one) for one in value) if isinstance(value, list) else value

    def to_python(self, value: object) -> list[int]:  # type: ignore[override]
        words = thai.to_arabic_digits(str(value or "")).replace(",", " ").split()
        if any(not word.isdecimal() or not 1 <= int(word) <= MOST_DAYS for word in words):
            raise forms.ValidationError(_("กรอกจำนวนวันเป็นตัวเลข 1 ถึง 365 คั่นด้วยจุลภาค เช่น 14, 7, 1"))
        if len(set(words)) > MOST_STEPS:
            raise forms.ValidationError(_("กำหนดได้ไม่เกิน 6 ครั้ง"))
        return sorted({int(word) for word in words}, reverse=True)


class TermsForm(JanyaModelForm):
    begins = DaysField(label=_("ก่อนกิจกรรมเริ่ม (วัน)"), required=False)
    ends = DaysField(label=_("ก่อนกิจกรรมสิ้นสุด (วัน)"), required=False)
    milestone = DaysField(label=_("ก่อนกำหนดหมุดหมาย (วัน)"), required=False)
    stale = ThaiIntegerField(label=_("ไม่รายงานความก้าวหน้าเกิน (วัน)"), min_value=1, max_value=MOST_DAYS)
    again = ThaiIntegerField(label=_("เมื่อเลยกำหนด เตือนซ้ำทุก (วัน)"), min_value=1, max_value=MOST_DAYS)
    alone = ThaiIntegerField(label=_("แจ้งเจ้าหน้าที่ด้วย หลังเตือนผู้รับผิดชอบแล้ว (ครั้ง)"), min_value=0, max_value=20)

    class Meta:
        model = ReminderTerm
        fields = ["is_on", "begins", "ends", "milestone", "stale", "again", "alone"]
