from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from janya.core.http import Request, go, page, slice_of

from . import actions, queries
from .forms import WaysForm
from .kinds import KINDS
from .models import Notice


def inbox(request: Request) -> HttpResponse:
    """One's own notices, unread first."""
    return page(
        request, "inbox/list.html", fragment="rows", rows=slice_of(request, queries.notices(request.user))
    )


def the_notice(request: Request, pk: int) -> Notice:
    return get_object_or_404(Notice.objects.of(request.user), pk=pk)


@require_POST
def open_notice(request: Request, notice: int) -> HttpResponse:
    """Mark it read, and on to the page it speaks of."""
    found = the_notice(request, notice)
    actions.read([found.pk], by=request.user)
    return HttpResponseRedirect(found.href)


@require_POST
def read(request: Request, notice: int) -> HttpResponse:
    actions.read([the_notice(request, notice).pk], by=request.user)
    return go(request, "inbox:list")


@require_POST
def read_all(request: Request) -> HttpResponse:
    count = actions.read_all(by=request.user)
    return go(request, "inbox:list", say=_("ทำเครื่องหมายว่าอ่านแล้ว %(count)s ข้อความ") % {"count": count})


def preferences(request: Request) -> HttpResponse:
    """How notices come by e-mail."""
    present = queries.choice_of(request.user)
    first = {"how": present.how, "kinds": [key for key in KINDS if key not in present.silenced]}
    form = WaysForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        actions.choose(how=form.cleaned_data["how"], silenced=form.silenced, by=request.user)
        return go(request, "inbox:list", say=_("บันทึกวิธีรับข้อความแล้ว"))
    return page(request, "inbox/preferences.html", fragment="form", form=form)
