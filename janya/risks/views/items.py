"""Code items under which no risk was found."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from janya.core.http import Request, go, page
from janya.drives.access import changing, the_drive
from janya.norms.models import CodeItem

from .. import actions
from ..forms import ReasonForm


def review_item(request: Request, drive: int, item: int) -> HttpResponse:
    """Record that no risk was found under a code item."""
    found = the_drive(request, drive)
    changing(request, found)
    shown = get_object_or_404(CodeItem.objects.of(found.code_id, found.agency_id), pk=item)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.review_item(
                found, shown, reason=form.cleaned_data["reason"], by=request.user, on=timezone.localdate()
            )
        except actions.RiskIsThere as refused:
            form.add_error(None, str(refused))
        else:
            return go(request, "risks:list", found.pk, say=_("บันทึกผลการวิเคราะห์แล้ว"))
    return page(request, "risks/review_item.html", fragment="form", drive=found, item=shown, form=form)


@require_POST
def withdraw_review(request: Request, drive: int, item: int) -> HttpResponse:
    """Take back the judgement that no risk was found."""
    found = the_drive(request, drive)
    changing(request, found)
    shown = get_object_or_404(CodeItem.objects.of(found.code_id, found.agency_id), pk=item)
    actions.withdraw_review(found, shown, by=request.user)
    return go(request, "risks:list", found.pk, say=_("ยกเลิกแล้ว ข้อนี้กลับเป็นยังไม่ได้วิเคราะห์"))
