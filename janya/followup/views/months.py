"""The past as it was: month by month, and two months side by side."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from janya.core.http import Request, go, page
from janya.drives.access import changing, the_drive

from .. import actions, queries
from ..models import Snapshot


def chosen(rows: list[Snapshot], typed: str) -> Snapshot | None:
    return next((one for one in rows if str(one.pk) == typed), None)


def months(request: Request, drive: int) -> HttpResponse:
    """One snapshot, the latest unless `?at=` names another; `?with=` names one to compare it with."""
    found = the_drive(request, drive)
    rows = list(Snapshot.objects.of(found).select_related("by").order_by("as_of"))
    shown = chosen(rows, request.GET.get("at", "")) or (rows[-1] if rows else None)
    other = chosen(rows, request.GET.get("with", ""))
    return page(
        request,
        "followup/months.html",
        drive=found,
        rows=rows,
        shown=shown,
        other=other,
        comparison=queries.compare(other, shown) if shown and other and other != shown else None,
        picture=queries.lights_by_month(rows) if rows else None,
    )


@require_POST
def take(request: Request, drive: int) -> HttpResponse:
    """Keep how the year stands today; a second time the same day nothing is made."""
    found = the_drive(request, drive)
    changing(request, found)
    made, is_new = actions.take(found, timezone.localdate(), by=request.user)
    say = _("บันทึกภาพรวม ณ วันนี้แล้ว") if is_new else _("วันนี้บันทึกภาพรวมไว้แล้ว ของที่บันทึกแล้วจะไม่เปลี่ยน")
    return go(request, made, say=say)
