"""What the year before left over: taken up as something of this year, or turned down with a reason."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from janya.core.http import Request, go, page
from janya.core.thai import fiscal_year_span
from janya.drives.access import changing, the_drive
from janya.drives.models import Drive
from janya.people.models import Agency
from janya.people.rules import Duty

from .. import actions, queries
from ..forms import ReasonForm, TakeUpForm
from ..models import Carry


def carried(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    return page(request, "evaluation/carried.html", drive=found, left=queries.carried(found))


def the_source(request: Request, drive: Drive) -> queries.Source:
    """What `?of=` names among the things that the year before left over and nobody has decided."""
    row = queries.source_of(drive, request.GET.get("of", ""))
    if row is None:
        raise Http404
    if row.carry:
        raise PermissionDenied(str(actions.IsDecided()))
    return row.source


def take_up(request: Request, drive: int) -> HttpResponse:
    """As a new activity, a new issue, or something that is there already."""
    found = the_drive(request, drive)
    changing(request, found)
    if not request.GET.get("of"):
        return go(request, "evaluation:carried", found.pk)
    source = the_source(request, found)
    start, end = fiscal_year_span(found.fiscal_year)
    first = {
        "become": "issue" if source.kind == "item" else "activity",
        "title": source.title[:300],
        "starts_on": start,
        "ends_on": end,
        "area": source.area,
        "item": source.thing.pk if source.kind == "item" else None,
    }
    form = TakeUpForm(request.POST or None, drive=found, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            taken(request, found, source, form)
        except actions.IsDecided as refused:
            form.add_error(None, str(refused))
        else:
            return go(request, "evaluation:carried", found.pk, say=_("นำมาดำเนินการในปีนี้แล้ว"))
    return page(request, "evaluation/take_up.html", fragment="form", drive=found, source=source, form=form)


def taken(request: Request, drive: Drive, source: queries.Source, form: TakeUpForm) -> Carry:
    given, today = form.cleaned_data, timezone.localdate()
    match given["become"]:
        case "activity":
            facts = {name: given[name] for name in ("title", "area", "starts_on", "ends_on")}
            return actions.take_up_as_activity(drive, source, by=request.user, on=today, **facts)
        case "issue":
            facts = {name: given[name] for name in ("title", "item")}
            return actions.take_up_as_issue(drive, source, by=request.user, on=today, **facts)
    return actions.take_up(drive, source, made=form.chosen, by=request.user, on=today)


def turn_down(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    changing(request, found)
    if not request.GET.get("of"):
        return go(request, "evaluation:carried", found.pk)
    source = the_source(request, found)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.turn_down(
                found, source, reason=form.cleaned_data["reason"], by=request.user, on=timezone.localdate()
            )
        except actions.IsDecided as refused:
            form.add_error(None, str(refused))
        else:
            return go(request, "evaluation:carried", found.pk, say=_("บันทึกว่าไม่นำมาดำเนินการแล้ว"))
    return page(request, "evaluation/turn_down.html", fragment="form", drive=found, source=source, form=form)


@require_POST
def undo(request: Request, carry: int) -> HttpResponse:
    """Let it wait again; what was made of it stays."""
    seen = Carry.objects.filter(drive__agency__in=Agency.objects.where(request.user, Duty.VIEW))
    found = get_object_or_404(seen.select_related("drive__agency"), pk=carry)
    changing(request, found.drive)
    drive = found.drive_id
    actions.undo(found, by=request.user)
    return go(request, "evaluation:carried", drive, say=_("ยกเลิกผลการพิจารณาแล้ว"))
