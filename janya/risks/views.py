from functools import partial
from hashlib import sha256
from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from janya.core.forms import what_changed
from janya.core.http import Request, go, page, slice_of
from janya.core.keeping import Kept
from janya.core.models import HasChanged
from janya.drives import queries as drives
from janya.drives.access import changing, need, the_drive
from janya.drives.models import Drive
from janya.norms.models import CodeItem
from janya.people.models import Agency, Unit
from janya.people.rules import Duty

from . import actions, queries
from .forms import AddForm, AssessForm, ChangeForm, ReasonForm, ScalesForm
from .models import Band, Risk

KEPT: Kept[Any] = Kept(100)  # what the list shows beside its rows, until the journal has a new line
FILTERS = ("q", "level", "item", "unit", "cell", "which", "state")
USUAL = {"which": "residual", "state": "open"}


# ── the register ───────────────────────────────────────────────────────────────────────────
def risk_list(request: Request, drive: int) -> HttpResponse:
    """The heat map, the code items and the register; htmx asks for the rows alone, so the rest waits to be shown."""
    found = the_drive(request, drive)
    at = (found.pk, get_language(), drives.mark(found))
    bands = KEPT.get((*at, "bands"), lambda: queries.bands_for(found.agency_id))
    filters = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    which = "inherent" if filters.get("which") == "inherent" else "residual"
    asked = (*at, "rows", request.GET.get("page", ""), *filters.items())
    risks, rows = KEPT.get(asked, lambda: shown(request, queries.register(found, filters, bands), bands))
    narrowed = {name: value for name, value in filters.items() if USUAL.get(name) != value}
    narrowed.pop("which", None)
    return page(
        request,
        "risks/list.html",
        fragment="rows",
        drive=found,
        risks=risks,
        rows=rows,
        asked=sha256(repr(asked).encode()).hexdigest(),
        bands=bands,
        filters=filters,
        narrowed=narrowed,
        which=which,
        cell=queries.cell_of(filters.get("cell", "")),
        chart=partial(
            KEPT.get,
            (*at, "map", which, filters.get("cell", "")),
            partial(queries.heat_map, found, bands, which=which, cell=filters.get("cell", "")),
        ),
        items=partial(KEPT.get, (*at, "items"), partial(queries.item_rows, found)),
        units=partial(KEPT.get, (*at, "units"), lambda: list(Unit.objects.of(found.agency))),
        edits=edits(request, found),
        has_any=Risk.objects.of(found).exists,
    )


def shown(
    request: Request, register: "QuerySet[Risk]", bands: list[Band]
) -> tuple["Page[Risk]", list[queries.RiskRow]]:
    """The page of the register that was asked for."""
    risks = slice_of(request, register)
    risks.object_list = list(risks.object_list)
    return risks, queries.rows_of(list(risks.object_list), bands)


def edits(request: Request, drive: Drive) -> bool:
    """Whether the page offers changes to this person."""
    return drive.state == Drive.State.RUNNING and request.user.may(Duty.EDIT, drive.agency_id)


def add(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    changing(request, found)
    item = queries.whole_number(request.GET.get("item", ""))
    form = AddForm(request.POST or None, drive=found, initial={"items": [item] if item else []})
    if request.method == "POST" and form.is_valid():
        made = actions.add(found, by=request.user, on=timezone.localdate(), **form.cleaned_data)
        return go(request, made, say=_("เพิ่มความเสี่ยงในทะเบียนแล้ว"))
    return page(request, "risks/add.html", fragment="form", drive=found, form=form)


def weigh(request: Request, drive: int) -> HttpResponse:
    """The scores of the levels chosen so far, for a form that is being filled in."""
    found = the_drive(request, drive)
    chosen = {name: request.GET.get(name, "") for name in actions.LEVELS}
    return page(
        request,
        "risks/weigh.html",
        fragment="weighed",
        drive=found,
        weighed=queries.weigh(chosen, found.agency_id),
    )


# ── one risk ───────────────────────────────────────────────────────────────────────────────
def the_risk(request: Request, pk: int) -> Risk:
    visible = Risk.objects.visible_to(request.user).select_related(
        "drive__agency", "drive__code", "unit", "owner", "kind"
    )
    return get_object_or_404(visible, pk=pk)


def show(request: Request, risk: int) -> HttpResponse:
    """Before and after controls, the history, and what the journal tells."""
    found = the_risk(request, risk)
    bands = queries.bands_for(found.drive.agency_id)
    row = queries.rows_of([found], bands)[0]
    return page(
        request,
        "risks/show.html",
        drive=found.drive,
        risk=found,
        edits=edits(request, found.drive),
        row=row,
        response=next(band.response for band in bands if band.level == row.residual_level),
        items=found.items.order_by("number", "pk"),
        history=queries.history(found),
        turns=found.state_changes.select_related("by"),
        entries=queries.told_of(found),
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
            differences = compared(form, found)
        except actions.RiskIsClosed as refused:
            form.add_error(None, str(refused))
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
            differences = compared(form, found)
        except actions.RiskIsClosed as refused:
            form.add_error(None, str(refused))
        else:
            return go(request, found, say=_("บันทึกการประเมินแล้ว"))
    return answer(request, "risks/assess.html", found, form, differences)


def compared(form: ChangeForm | AssessForm, risk: Risk) -> list[Any]:
    """What stands there now beside what was typed; the next save is this person's. A reason is nobody else's."""
    labels = {name: field.label for name, field in form.fields.items() if name not in {"version", "why"}}
    differences = what_changed(form, risk, labels)
    form.catch_up(risk)
    return differences


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
        turn = actions.reopen if found.closed_on else actions.close
        said = _("เปิดความเสี่ยงอีกครั้งแล้ว") if found.closed_on else _("ปิดความเสี่ยงแล้ว")
        try:
            turn(found, reason=form.cleaned_data["reason"], by=request.user, on=timezone.localdate())
        except HasChanged:
            said = _("มีผู้อื่นปิดหรือเปิดความเสี่ยงนี้ไปก่อนแล้ว")
        return go(request, found, say=said)
    return page(request, "risks/close.html", fragment="form", drive=found.drive, risk=found, form=form)


# ── code items without risk ────────────────────────────────────────────────────────────────
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


# ── scales and bands of an agency ──────────────────────────────────────────────────────────
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
