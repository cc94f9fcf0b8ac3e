from django import forms
from django.utils.translation import gettext_lazy as _

from janya.core.forms import JanyaForm, JanyaModelForm
from janya.norms.models import CodeItem


class SignForm(JanyaForm):
    typed_name = forms.CharField(
        label=_("พิมพ์ชื่อและนามสกุลของท่านแทนการลงลายมือชื่อ"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    text = forms.CharField(widget=forms.HiddenInput, strip=False)
    agreed = forms.BooleanField(
        label=_("ข้าพเจ้าได้อ่านข้อความข้างต้นและลงนามด้วยตนเอง"),
        error_messages={"required": _("กรุณาทำเครื่องหมายยืนยันก่อนลงนาม")},
    )


class ItemForm(JanyaModelForm):
    class Meta:
        model = CodeItem
        fields = ["title", "gist", "guidance"]
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("title", "gist", "guidance")}
