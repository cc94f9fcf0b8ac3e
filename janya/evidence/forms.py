from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from janya.core.forms import JanyaForm, ThaiDateField

from . import rules


class AboutForm(JanyaForm):
    """What is told of a piece of evidence, whichever kind it is."""

    title = forms.CharField(label=_("ชื่อหลักฐาน"), max_length=200)
    about = forms.CharField(
        label=_("คำอธิบาย"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    dated_on = ThaiDateField(label=_("วันที่ของหลักฐาน"), required=False)


class FileForm(AboutForm):
    field_order = ["upload", "title", "about", "dated_on"]
    upload = forms.FileField(
        label=_("แฟ้มหลักฐาน"),
        max_length=300,
        help_text=_("PDF รูปภาพ Word Excel PowerPoint หรือข้อความ ขนาดไม่เกิน 20 เมกะไบต์"),
    )
    title = forms.CharField(
        label=_("ชื่อหลักฐาน"), max_length=200, required=False, help_text=_("หากเว้นว่างจะใช้ชื่อแฟ้ม")
    )


class LinkForm(AboutForm):
    field_order = ["link", "title", "about", "dated_on"]
    link = forms.CharField(
        label=_("ที่อยู่ของหน้าที่เผยแพร่"),
        max_length=1000,
        widget=forms.URLInput(attrs={"inputmode": "url", "placeholder": "https://"}),
        help_text=_("หน้าที่ประชาชนเปิดได้โดยไม่ต้องเข้าสู่ระบบ ระบบตรวจทุกคืนว่ายังเปิดได้และเนื้อหายังเหมือนเดิม"),
    )

    def clean_link(self) -> Any:
        link = self.cleaned_data["link"].strip()
        if why := rules.why_not(link):
            raise forms.ValidationError(why)
        return link


class ChangeForm(AboutForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawForm(JanyaForm):
    why = forms.CharField(
        label=_("เหตุผลที่ถอนหลักฐานนี้"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
