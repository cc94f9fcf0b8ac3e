"""Comments on an activity."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from janya.core.http import Request, go, page
from janya.plans.models import Activity

from .. import actions, queries
from ..forms import CommentForm
from ..models import Comment


def writing(request: Request, activity: Activity) -> None:
    """Refuse whoever may not comment, and everybody when the year is closed."""
    if not queries.may_comment(request.user, activity):
        raise PermissionDenied(_("ท่านดูความเห็นได้ แต่บทบาทของท่านหรือสถานะของปีงบประมาณนี้ทำให้เขียนความเห็นไม่ได้"))


@require_POST
def comment(request: Request, activity: int) -> HttpResponse:
    visible = Activity.objects.visible_to(request.user)
    found = get_object_or_404(visible.select_related("drive__agency", "unit", "owner"), pk=activity)
    writing(request, found)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return page(request, "followup/comment.html", drive=found.drive, activity=found, form=form)
    actions.comment(found, text=form.cleaned_data["text"], by=request.user)
    return go(request, f"{found.get_absolute_url()}#comments", say=_("ส่งความเห็นแล้ว"))


def own_comment(request: Request, pk: int) -> Comment:
    """A comment of one's own: nobody changes the words of another."""
    visible = Comment.objects.visible_to(request.user).select_related("activity__drive__agency", "by")
    found = get_object_or_404(visible, pk=pk)
    if found.by_id != request.user.pk:
        raise PermissionDenied(_("แก้ไขหรือลบได้เฉพาะความเห็นของท่านเอง"))
    writing(request, found.activity)
    return found


def change(request: Request, comment: int) -> HttpResponse:
    found = own_comment(request, comment)
    form = CommentForm(request.POST or None, initial={"text": found.text})
    if request.method == "POST" and form.is_valid():
        try:
            actions.reword(found, text=form.cleaned_data["text"], by=request.user)
        except actions.TooLateToReword as refused:
            form.add_error("text", str(refused))
        else:
            return go(request, f"{found.activity.get_absolute_url()}#comments", say=_("แก้ไขความเห็นแล้ว"))
    return page(
        request,
        "followup/comment.html",
        fragment="form",
        drive=found.activity.drive,
        activity=found.activity,
        form=form,
    )


@require_POST
def remove(request: Request, comment: int) -> HttpResponse:
    found = own_comment(request, comment)
    actions.take_away(found, by=request.user)
    return go(request, f"{found.activity.get_absolute_url()}#comments", say=_("ลบความเห็นแล้ว"))
