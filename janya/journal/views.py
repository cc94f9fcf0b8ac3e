from typing import Protocol, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from janya.core.http import page, slice_of

from . import queries
from .forms import FilterForm


class Reader(Protocol):
    """Whoever asks: this room stands below people and knows only this of them."""

    def may(self, duty: str, agency: int) -> bool: ...


def entries(request: HttpRequest, agency: int) -> HttpResponse:
    """Who did what in this agency, and when."""
    reader = cast("Reader", request.user)
    if not reader.may("read_journal", agency):
        if not reader.may("view", agency):
            raise Http404
        raise PermissionDenied(_("สมุดบันทึกการกระทำเปิดดูได้เฉพาะผู้ตรวจสอบและผู้ดูแลระบบของหน่วยงาน"))
    form = FilterForm(request.GET or None)
    chosen = {key: value for key, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    rows = slice_of(request, queries.entries(agency, **chosen))
    return page(
        request,
        "journal/list.html",
        fragment="rows",
        status=200,
        filters=form,
        rows=rows,
        filtered=bool(chosen),
    )
