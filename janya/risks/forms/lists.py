"""The agency's own kinds and processes, and a workbook that is sent in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from janya.core.forms import JanyaForm


class KindForm(JanyaForm):
    name = forms.CharField(label=_("ชื่อประเภท"), max_length=120)
    description = forms.CharField(label=_("คำอธิบาย"), max_length=400, required=False)


class ProcessForm(JanyaForm):
    name = forms.CharField(label=_("กระบวนงาน"), max_length=200)


class SheetForm(JanyaForm):
    file = forms.FileField(
        label=_("ไฟล์ Excel หรือ CSV"),
        help_text=_("ใช้ไฟล์ที่ส่งออกจากทะเบียนนี้ แก้ไขแล้วบันทึก หรือเพิ่มแถวใหม่โดยเว้นช่องรหัสว่างไว้"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.ods,.csv"}),
    )
