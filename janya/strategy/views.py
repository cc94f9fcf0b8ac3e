from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from janya.core import documents, sheets
from janya.core.forms import what_changed
from janya.core.http import Request, download, go, page
from janya.core.models import HasChanged
from janya.drives.access import changing, the_drive
from janya.drives.models import Drive

from . import actions, papers, queries
from .forms import GoalForm, PlanForm, PolicyForm, StrategyForm
from .models import Goal, Policy, StrategicPlan, Strategy


def name_of(drive: Drive) -> str:
    return _("แผนยุทธศาสตร์จริยธรรม %(agency)s %(year)s") % {
        "agency": drive.agency.name,
        "year": drive.fiscal_year,
    }


@require_safe
def show(request: Request, drive: int) -> HttpResponse:
    """The strategic plan as a tree: vision, goals with their KPIs, strategies with the issues they answer."""
    found = the_drive(request, drive)
    whole = queries.whole(found)
    return page(
        request,
        "strategy/show.html",
        drive=found,
        whole=whole,
        earlier=queries.previous(found) if whole.plan is None else None,
        uncovered=queries.matrix(found).uncovered,
    )


def write(request: Request, drive: int) -> HttpResponse:
    """Vision, missions and values."""
    found = the_drive(request, drive)
    changing(request, found)
    present = StrategicPlan.objects.filter(drive=found).first()
    first = {"first_year": found.fiscal_year, "last_year": found.fiscal_year + 4}
    form = PlanForm(request.POST or None, instance=present, initial={} if present else first)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            actions.write(found, seen=facts.pop("version"), by=request.user, **facts)
        except HasChanged:
            assert present
            return conflict(request, found, form, present, _("วิสัยทัศน์และพันธกิจ"))
        return go(request, "strategy:show", found.pk, say=_("บันทึกแล้ว"))
    return page(request, "strategy/form.html", drive=found, form=form, heading=_("วิสัยทัศน์และพันธกิจ"))


def conflict(request: Request, drive: Drive, form: Any, row: Any, heading: str) -> HttpResponse:
    """Somebody saved it meanwhile: what differs is shown, and what was typed is kept."""
    differences = what_changed(form, row)
    form.catch_up(row)
    return page(
        request,
        "strategy/form.html",
        status=409,
        drive=drive,
        form=form,
        heading=heading,
        differences=differences,
    )


@require_POST
def carry(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    changing(request, found)
    earlier = queries.previous(found)
    made = actions.carry(found, earlier, by=request.user) if earlier else None
    said = _("ยกแผนยุทธศาสตร์มาแล้ว กรุณาตรวจประเด็นและตัวชี้วัดของปีนี้") if made else _("ไม่มีแผนของปีก่อนให้ยกมา")
    return go(request, "strategy:show", found.pk, say=said)


@require_safe
def paper(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    try:
        made = documents.press("strategy/typst/plan.typ", queries.facts(found), as_of=timezone.localdate())
    except documents.DocumentCannotBeMade as failed:
        return page(request, "strategy/failed.html", drive=found, status=500, why=str(failed))
    return download(made, name_of(found), "pdf")


@require_safe
def word(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    return download(papers.word(queries.facts(found)), name_of(found), "docx")


# ── goals and strategies ───────────────────────────────────────────────────────────────────
def add_goal(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    changing(request, found)
    form = GoalForm(request.POST or None, drive=found)
    if request.method == "POST" and form.is_valid():
        actions.add_goal(found, by=request.user, **without_version(form))
        return go(request, "strategy:show", found.pk, say=_("เพิ่มเป้าประสงค์แล้ว"))
    return page(request, "strategy/form.html", drive=found, form=form, heading=_("เพิ่มเป้าประสงค์"))


def without_version(form: Any) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def change_goal(request: Request, goal: int) -> HttpResponse:
    found = get_object_or_404(visible(Goal, request), pk=goal)
    changing(request, found.drive)
    form = GoalForm(request.POST or None, instance=Goal.objects.get(pk=found.pk), drive=found.drive)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["version"]
        try:
            actions.change_goal(found, seen=seen, by=request.user, **without_version(form))
        except HasChanged:
            return conflict(request, found.drive, form, found, _("แก้ไขเป้าประสงค์"))
        return go(request, "strategy:show", found.drive_id, say=_("บันทึกแล้ว"))
    return page(
        request, "strategy/form.html", drive=found.drive, form=form, heading=_("แก้ไขเป้าประสงค์"), goal=found
    )


def visible(model: Any, request: Request) -> Any:
    return model.objects.visible_to(request.user).select_related("drive__agency", "drive__code")


@require_POST
def remove_goal(request: Request, goal: int) -> HttpResponse:
    found = get_object_or_404(visible(Goal, request), pk=goal)
    changing(request, found.drive)
    actions.remove_goal(found, by=request.user)
    return go(request, "strategy:show", found.drive_id, say=_("ลบเป้าประสงค์แล้ว"))


def add_strategy(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    changing(request, found)
    first: dict[str, Any] = {}
    if (goal := request.GET.get("goal", "")).isdecimal():
        first["goal"] = int(goal)
    if (issue := request.GET.get("issue", "")).isdecimal():
        first["issues"] = [int(issue)]
    form = StrategyForm(request.POST or None, drive=found, initial=first)
    if request.method == "POST" and form.is_valid():
        actions.add_strategy(found, by=request.user, **without_version(form))
        return go(request, "strategy:show", found.pk, say=_("เพิ่มกลยุทธ์แล้ว"))
    return page(request, "strategy/form.html", drive=found, form=form, heading=_("เพิ่มกลยุทธ์"))


def change_strategy(request: Request, strategy: int) -> HttpResponse:
    found = get_object_or_404(visible(Strategy, request), pk=strategy)
    changing(request, found.drive)
    present = Strategy.objects.get(pk=found.pk)
    form = StrategyForm(request.POST or None, instance=present, drive=found.drive)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["version"]
        try:
            actions.change_strategy(found, seen=seen, by=request.user, **without_version(form))
        except HasChanged:
            return conflict(request, found.drive, form, found, _("แก้ไขกลยุทธ์"))
        return go(request, "strategy:show", found.drive_id, say=_("บันทึกแล้ว"))
    return page(
        request,
        "strategy/form.html",
        drive=found.drive,
        form=form,
        heading=_("แก้ไขกลยุทธ์"),
        strategy=found,
    )


@require_POST
def remove_strategy(request: Request, strategy: int) -> HttpResponse:
    found = get_object_or_404(visible(Strategy, request), pk=strategy)
    changing(request, found.drive)
    actions.remove_strategy(found, by=request.user)
    return go(request, "strategy:show", found.drive_id, say=_("ลบกลยุทธ์แล้ว"))


# ── policies ───────────────────────────────────────────────────────────────────────────────
@require_safe
def policies(request: Request, drive: int) -> HttpResponse:
    """Which items of the code the agency's other policies and plans carry."""
    found = the_drive(request, drive)
    return page(request, "strategy/policies.html", drive=found, matrix=queries.matrix(found))


def add_policy(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    changing(request, found)
    form = PolicyForm(request.POST or None, drive=found)
    if request.method == "POST" and form.is_valid():
        actions.add_policy(found, coverage=form.coverage, by=request.user, **form.facts)
        return go(request, "strategy:policies", found.pk, say=_("เพิ่มนโยบายหรือแผนแล้ว"))
    return page(request, "strategy/policy.html", drive=found, form=form)


def change_policy(request: Request, policy: int) -> HttpResponse:
    found = get_object_or_404(visible(Policy, request), pk=policy)
    changing(request, found.drive)
    form = PolicyForm(request.POST or None, instance=Policy.objects.get(pk=found.pk), drive=found.drive)
    differences = None
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["version"]
        try:
            actions.change_policy(found, seen=seen, coverage=form.coverage, by=request.user, **form.facts)
        except HasChanged:
            differences = what_changed(form, found, {one.name: one.label for one in form.plain})
            form.catch_up(found)
        else:
            return go(request, "strategy:policies", found.drive_id, say=_("บันทึกแล้ว"))
    return page(
        request,
        "strategy/policy.html",
        status=0 if differences is None else 409,
        drive=found.drive,
        form=form,
        policy=found,
        differences=differences,
    )


@require_POST
def remove_policy(request: Request, policy: int) -> HttpResponse:
    found = get_object_or_404(visible(Policy, request), pk=policy)
    changing(request, found.drive)
    actions.remove_policy(found, by=request.user)
    return go(request, "strategy:policies", found.drive_id, say=_("ลบนโยบายหรือแผนแล้ว"))


@require_safe
def export_policies(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    columns, rows = queries.policy_sheet(found)
    title = f"{_('นโยบายและแผนที่เกี่ยวข้อง')} {found.agency.name} {found.fiscal_year}"
    return download(sheets.excel([(_("นโยบายและแผน"), columns, rows)], title=title), title, "xlsx")
