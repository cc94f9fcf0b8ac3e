from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from janya.core.forms import what_changed
from janya.core.http import Request, go, page, slice_of
from janya.core.models import HasChanged
from janya.drives.access import changing, need, the_drive
from janya.norms.models import CodeItem
from janya.people.models import Agency, Unit
from janya.people.rules import Duty

from . import actions, queries
from .forms import AddForm, AssessForm, ChangeForm, ReasonForm, ScalesForm
from .models import Risk

FILTERS = ("q", "level", "item", "unit", "cell", "state")


def risk_list(request: Request, drive: int) -> HttpResponse:
    """The heat map and the register that it filters."""
    found = the_drive(request, drive)
    bands = queries.bands_for(found.agency_id)
    filters = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    risks = slice_of(request, queries.register(found, filters, bands))
    return page(
        request,
        "risks/list.html",
        fragment="rows",
        drive=found,
        risks=risks,
        rows=queries.rows_of(list(risks), bands),
        chart=queries.heat_map(found, bands, cell=filters.get("cell", "")),
        bands=bands,
        filters=filters,
        items=CodeItem.objects.of(found.code_id, found.agency_id).order_by("number"),
        units=Unit.objects.of(found.agency),
        unseen=queries.items_without(found),
    )


def add(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    changing(request, found)
    item = request.GET.get("item", "")
    form = AddForm(request.POST or None, drive=found, initial={"items": [item] if item.isdecimal() else []})
    if request.method == "POST" and form.is_valid():
        made = actions.add(found, by=request.user, on=timezone.localdate(), **form.cleaned_data)
        return go(request, made, say=_("เพิ่มความเสี่ยงในทะเบียนแล้ว"))
    return page(request, "risks/add.html", fragment="form", drive=found, form=form)


def the_risk(request: Request, pk: int) -> Risk:
    visible = Risk.objects.visible_to(request.user).select_related(
        "drive__agency", "drive__code", "unit", "owner", "kind"
    )
    return get_object_or_404(visible, pk=pk)


def show(request: Request, risk: int) -> HttpResponse:
    found = the_risk(request, risk)
    bands = queries.bands_for(found.drive.agency_id)
    return page(
        request,
        "risks/show.html",
        drive=found.drive,
        risk=found,
        row=queries.rows_of([found], bands)[0],
        bands={band.level: band for band in bands},
        items=found.items.order_by("number"),
        history=queries.history(found),
        issues=found.issues.all(),
    )


def change(request: Request, risk: int) -> HttpResponse:
    """Change a risk; the second of two editors is told what changed and keeps what was typed."""
    found = the_risk(request, risk)
    changing(request, found.drive)
    form = ChangeForm(request.POST or None, instance=Risk.objects.get(pk=found.pk), drive=found.drive)
    differences = None
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        seen = facts.pop("version")
        try:
            actions.change(
                the_risk(request, risk), seen=seen, by=request.user, on=timezone.localdate(), **facts
            )
        except HasChanged:
            differences = what_changed(form, found)
            form.catch_up(found)
        else:
            return go(request, found, say=_("บันทึกแล้ว"))
    return answer(request, "risks/change.html", found, form, differences)


def assess(request: Request, risk: int) -> HttpResponse:
    """Judge the levels anew, with the reason."""
    found = the_risk(request, risk)
    changing(request, found.drive)
    first = {name: getattr(found, name) for name in (*actions.LEVELS, "version")}
    form = AssessForm(request.POST or None, risk=found, initial=first)
    differences = None
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        seen = facts.pop("version")
        try:
            actions.assess(found, seen=seen, by=request.user, on=timezone.localdate(), **facts)
        except HasChanged:
            differences = what_changed(
                form, found, {name: form.fields[name].label for name in actions.LEVELS}
            )
            form.catch_up(found)
        except actions.RiskIsClosed as refused:
            form.add_error(None, str(refused))
        else:
            return go(request, found, say=_("บันทึกการประเมินแล้ว"))
    return answer(request, "risks/assess.html", found, form, differences)


def answer(request: Request, template: str, risk: Risk, form: Any, differences: Any) -> HttpResponse:
    status = 0 if differences is None else 409
    return page(
        request,
        template,
        fragment="form",
        status=status,
        drive=risk.drive,
        risk=risk,
        form=form,
        differences=differences,
    )


def close(request: Request, risk: int) -> HttpResponse:
    """Close an open risk, or open a closed one again; both with a reason."""
    found = the_risk(request, risk)
    changing(request, found.drive)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if found.closed_on:
            actions.reopen(found, reason=reason, by=request.user)
            return go(request, found, say=_("เปิดความเสี่ยงอีกครั้งแล้ว"))
        actions.close(found, reason=reason, by=request.user, on=timezone.localdate())
        return go(request, found, say=_("ปิดความเสี่ยงแล้ว"))
    return page(request, "risks/close.html", fragment="form", drive=found.drive, risk=found, form=form)


def review_item(request: Request, drive: int, item: int) -> HttpResponse:
    """Record that no risk was found under a code item."""
    found = the_drive(request, drive)
    changing(request, found)
    shown = get_object_or_404(CodeItem.objects.of(found.code_id, found.agency_id), pk=item)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.review_item(
            found, shown, reason=form.cleaned_data["reason"], by=request.user, on=timezone.localdate()
        )
        return go(request, "risks:list", found.pk, say=_("บันทึกผลการวิเคราะห์แล้ว"))
    return page(request, "risks/review_item.html", fragment="form", drive=found, item=shown, form=form)


def the_agency(request: Request, pk: int) -> Agency:
    found = get_object_or_404(Agency.objects.where(request.user, Duty.VIEW), pk=pk)
    need(request, Duty.MANAGE, found)
    return found


def scales(request: Request, agency: int) -> HttpResponse:
    """The agency's own scales and bands."""
    found = the_agency(request, agency)
    form = ScalesForm(request.POST or None, agency=found)
    if request.method == "POST" and form.is_valid():
        actions.set_scales(found, form.words, by=request.user)
        actions.set_bands(found, form.table, by=request.user)
        return go(request, "risks:scales", found.pk, say=_("บันทึกเกณฑ์ของส่วนราชการแล้ว"))
    own = any(band.agency_id for band in form.bands)
    return page(request, "risks/scales.html", agency=found, form=form, own=own)


@require_POST
def use_national(request: Request, agency: int) -> HttpResponse:
    found = the_agency(request, agency)
    actions.use_national(found, by=request.user)
    return go(request, "risks:scales", found.pk, say=_("กลับไปใช้เกณฑ์กลางแล้ว"))
