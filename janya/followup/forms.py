from django import forms
from django.utils.translation import gettext_lazy as _

from janya.core.forms import JanyaForm


class CommentForm(JanyaForm):
    text = forms.CharField(label=_("ความเห็น"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
