"""What an agency sets for itself: scales and bands, kinds and processes."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from janya.core.http import Request, go, page

from .. import actions, queries
from ..forms import KindForm, ProcessForm, ScalesForm
from ..models import Process
from .common import the_agency


def scales(request: Request, agency: int) -> HttpResponse:
    """The agency's own scales and bands."""
    found = the_agency(request, agency)
    form = ScalesForm(request.POST or None, agency=found)
    if request.method == "POST" and form.is_valid():
        actions.set_scales(found, form.words, by=request.user)
        actions.set_bands(found, form.table, by=request.user)
        return go(request, "risks:scales", found.pk, say=_("บันทึกเกณฑ์ของส่วนราชการแล้ว"))
    return page(
        request,
        "risks/scales.html",
        fragment="form",
        agency=found,
        form=form,
        chart=queries.matrix(form.scales, form.bands),
    )


@require_POST
def use_national(request: Request, agency: int) -> HttpResponse:
    found = the_agency(request, agency)
    actions.use_national(found, by=request.user)
    return go(request, "risks:scales", found.pk, say=_("กลับไปใช้เกณฑ์กลางแล้ว"))


def lists(request: Request, agency: int) -> HttpResponse:
    """The agency's kinds, its own and the ready ones, and its processes; a new kind is added here."""
    found = the_agency(request, agency)
    form = KindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_kind(found, by=request.user, **form.cleaned_data)
        except actions.NameIsTaken as refused:
            form.add_error("name", str(refused))
        else:
            return go(request, "risks:lists", found.pk, say=_("เพิ่มประเภทแล้ว"))
    return page(
        request,
        "risks/lists.html",
        agency=found,
        form=form,
        kinds=queries.kind_rows(found),
        processes=queries.processes_of(found),
    )


@require_POST
def turn_kind(request: Request, agency: int, kind: int) -> HttpResponse:
    """Offer a kind no more, or again."""
    found = the_agency(request, agency)
    turned = get_object_or_404(queries.kinds_for(found, every=True), pk=kind)
    off = request.POST.get("off") == "yes"
    actions.turn_kind(found, turned, off=off, by=request.user)
    said = _("ปิดการใช้ประเภทนี้แล้ว ความเสี่ยงที่ใช้อยู่เดิมไม่เปลี่ยน") if off else _("กลับมาใช้ประเภทนี้แล้ว")
    return go(request, "risks:lists", found.pk, say=said)


def process(request: Request, agency: int, process: int) -> HttpResponse:
    """Call a process otherwise, join it with another of that name, or take it off the list."""
    found = the_agency(request, agency)
    shown = get_object_or_404(Process.objects.filter(agency=found), pk=process)
    removes = request.POST.get("remove") == "yes"
    form = ProcessForm(
        request.POST if request.method == "POST" and not removes else None, initial={"name": shown.name}
    )
    if removes:
        try:
            actions.remove_process(shown, by=request.user)
        except actions.IsInUse as refused:
            return go(request, "risks:lists", found.pk, say=str(refused))
        return go(request, "risks:lists", found.pk, say=_("ลบกระบวนงานแล้ว"))
    if request.method == "POST" and form.is_valid():
        actions.rename_process(shown, name=form.cleaned_data["name"], by=request.user)
        return go(request, "risks:lists", found.pk, say=_("บันทึกแล้ว"))
    return page(request, "risks/process.html", agency=found, process=shown, form=form)
