from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from janya.core import search
from janya.core.forms import JanyaForm, ThaiDateField
from janya.core.search_select import SearchChoiceField
from janya.drives.models import Drive

from . import queries, rules
from .models import Evidence

ACCEPTED = "image/*,.pdf,.docx,.xlsx,.pptx,.txt,.csv"
"""Telephones offer their camera beside their files for image/*."""


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


class ProofForm(JanyaForm):
    """A new file, a new link, or evidence that is there already: one of the three."""

    upload = forms.FileField(
        label=_("แฟ้มหลักฐาน"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text=_("PDF รูปภาพ Word Excel PowerPoint หรือข้อความ ขนาดไม่เกิน 20 เมกะไบต์"),
    )
    link = forms.CharField(
        label=_("หรือลิงก์ที่เผยแพร่"),
        max_length=1000,
        required=False,
        widget=forms.URLInput(attrs={"inputmode": "url", "placeholder": "https://"}),
        help_text=_("หน้าที่ประชาชนเปิดได้ ระบบตรวจทุกคืนว่ายังเปิดได้และเนื้อหายังเหมือนเดิม"),
    )
    found = SearchChoiceField(
        label=_("หรือเลือกจากคลังหลักฐาน"),
        required=False,
        find=lambda rows, words: rows.filter(search.matching("searched", words)),
        exact=queries.just_called,
        label_of=queries.called,
        queryset=Evidence.objects.none(),
        help_text=_("หลักฐานชิ้นเดียวใช้กับหลายกิจกรรมได้ พิมพ์บางส่วนของชื่อ"),
    )
    title = forms.CharField(label=_("ชื่อหลักฐาน"), max_length=200, required=False)

    def __init__(self, *args: Any, drive: Drive, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["found"]
        assert isinstance(field, SearchChoiceField)
        rows = Evidence.objects.of(drive).standing().select_related("drive").order_by("-number")
        field.offer(rows, proposed=rows)

    def clean_link(self) -> Any:
        link = self.cleaned_data["link"].strip()
        if link and (why := rules.why_not(link)):
            raise forms.ValidationError(why)
        return link

    def clean(self) -> Any:
        facts = super().clean() or self.cleaned_data
        given = [name for name in ("upload", "link", "found") if facts.get(name)]
        if not self.errors and len(given) != 1:
            self.add_error(
                given[-1] if given else "upload",
                _("กรุณาให้หลักฐานครั้งละหนึ่งอย่าง คือแฟ้ม ลิงก์ หรือรายการในคลัง"),
            )
        return facts
