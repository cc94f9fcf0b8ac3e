from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from janya.core.forms import what_changed
from janya.core.http import Request, download, go, page
from janya.core.models import HasChanged
from janya.drives.access import changing, the_drive
from janya.people.rules import Duty

from . import actions, charts, exports, queries, rules
from .forms import (
    FEWEST_PARTS,
    ChangeForm,
    DecideForm,
    MergeForm,
    OverrideForm,
    ScoreForm,
    SplitForm,
    TakeBackForm,
    WeightForm,
)
from .models import Issue


def issue_list(request: Request, drive: int) -> HttpResponse:
    """Candidates that wait, issues adopted, those turned down, and what became of the others."""
    found = the_drive(request, drive)
    decided = list(
        Issue.objects.of(found)
        .select_related("item", "decided_by")
        .prefetch_related("risks", "gaps__item", "came_from", "led_to")
    )
    by_decision = {one: [row for row in decided if row.decision == one] for one in Issue.Decision}
    return page(
        request,
        "issues/list.html",
        drive=found,
        candidates=queries.candidates(found),
        adopted=by_decision[Issue.Decision.ADOPTED],
        turned_down=by_decision[Issue.Decision.TURNED_DOWN],
        past=[
            row
            for one in (Issue.Decision.MERGED, Issue.Decision.SPLIT, Issue.Decision.TAKEN_BACK)
            for row in by_decision[one]
        ],
    )


def decide(request: Request, drive: int, candidate: str) -> HttpResponse:
    """Adopt a candidate or turn it down; "new" is an issue that people bring themselves."""
    found = the_drive(request, drive)
    changing(request, found)
    source = None if candidate == "new" else queries.candidate(found, candidate)
    if source is None and candidate != "new":
        if not queries.was_candidate(found, candidate):
            raise Http404
        return go(request, "issues:list", found.pk, say=_("ข้อเสนอนี้มีผู้พิจารณาแล้ว"))
    first = (
        {"title": source.title, "item": source.item, "risks": [source.risk] if source.risk else []}
        if source
        else {}
    )
    form = DecideForm(
        request.POST or None, drive=found, initial={**first, "decision": request.GET.get("as", "adopted")}
    )
    if request.method == "POST" and form.is_valid():
        actions.decide(
            found,
            **form.cleaned_data,
            gaps=[source.found] if source and source.found else [],
            by=request.user,
            on=timezone.localdate(),
        )
        return go(request, "issues:list", found.pk, say=_("บันทึกผลการพิจารณาแล้ว"))
    return page(request, "issues/decide.html", fragment="form", drive=found, form=form, source=source)


def the_issue(request: Request, pk: int) -> Issue:
    visible = Issue.objects.visible_to(request.user).select_related(
        "drive__agency", "drive__code", "item", "decided_by"
    )
    return get_object_or_404(visible, pk=pk)


def show(request: Request, issue: int) -> HttpResponse:
    found = the_issue(request, issue)
    ranked = next((row for row in queries.ranking(found.drive) if row.issue.pk == found.pk), None)
    return page(
        request,
        "issues/show.html",
        drive=found.drive,
        issue=found,
        ranked=ranked,
        overrides=found.overrides.select_related("by"),
        considerations=found.considerations.select_related("by"),
        came_from=found.came_from.order_by("number"),
        led_to=found.led_to.order_by("number"),
        risks=found.risks.select_related("drive"),
        gaps=found.gaps.select_related("item"),
        kpis=found.kpis.all() if hasattr(found, "kpis") else [],
    )


def change(request: Request, issue: int) -> HttpResponse:
    found = the_issue(request, issue)
    changing(request, found.drive)
    if not Issue.objects.standing().filter(pk=found.pk).exists():
        return go(request, found, say=str(actions.IsNotAdopted()))
    form = ChangeForm(request.POST or None, instance=Issue.objects.get(pk=found.pk), drive=found.drive)
    differences = None
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        seen, risks = facts.pop("version"), facts.pop("risks")
        try:
            actions.change(
                Issue.objects.select_related("drive").get(pk=found.pk),
                seen=seen,
                by=request.user,
                on=timezone.localdate(),
                risks=risks,
                **facts,
            )
        except HasChanged:
            differences = what_changed(form, found)
            form.catch_up(found)
        except actions.Refusal as refused:
            form.add_error("decision", str(refused))
        else:
            return go(request, found, say=_("บันทึกแล้ว"))
    return page(
        request,
        "issues/change.html",
        fragment="form",
        status=0 if differences is None else 409,
        drive=found.drive,
        issue=found,
        form=form,
        differences=differences,
    )


# ── merging, splitting, taking back ────────────────────────────────────────────────────────
def merge(request: Request, drive: int) -> HttpResponse:
    """One issue out of what was ticked in the list: `pick` names issues and candidates."""
    found = the_drive(request, drive)
    changing(request, found)
    given = request.POST if request.method == "POST" else request.GET
    chosen = queries.picked(found, given.getlist("pick"))
    if len(chosen.titles) < FEWEST_PARTS:
        return go(request, "issues:list", found.pk, say=str(actions.TooFewToMerge()))
    first = chosen.titles[0]
    form = MergeForm(
        request.POST if "title" in request.POST else None,
        drive=found,
        initial={"title": first[1], "item": first[2]},
    )
    if form.is_bound and form.is_valid():
        try:
            made = actions.merge(
                found,
                issues=chosen.issues,
                risks=[one.risk for one in chosen.candidates if one.risk],
                gaps=[one.found for one in chosen.candidates if one.found],
                by=request.user,
                on=timezone.localdate(),
                **form.cleaned_data,
            )
        except actions.Refusal as refused:
            form.add_error(None, str(refused))
        else:
            return go(request, made, say=_("รวมเป็นประเด็นเดียวแล้ว"))
    return page(request, "issues/merge.html", fragment="form", drive=found, form=form, chosen=chosen)


def split(request: Request, issue: int) -> HttpResponse:
    found = the_issue(request, issue)
    changing(request, found.drive)
    if found.decision != Issue.Decision.ADOPTED:
        return go(request, found, say=str(actions.IsNotAdopted()))
    wanted = request.POST.get("rows") or request.GET.get("rows") or ""
    rows = int(wanted) if wanted.isdecimal() else FEWEST_PARTS
    form = SplitForm(request.POST or None, issue=found, rows=rows)
    if request.method == "POST" and form.is_valid():
        try:
            actions.split(
                found,
                form.parts,
                reason=form.cleaned_data["reason"],
                by=request.user,
                on=timezone.localdate(),
            )
        except actions.Refusal as refused:
            form.add_error(None, str(refused))
        else:
            return go(request, found, say=_("แยกประเด็นแล้ว"))
    return page(request, "issues/split.html", fragment="form", drive=found.drive, issue=found, form=form)


def take_back(request: Request, issue: int) -> HttpResponse:
    found = the_issue(request, issue)
    changing(request, found.drive)
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_back(found, **form.cleaned_data, by=request.user, on=timezone.localdate())
        except actions.Refusal as refused:
            form.add_error(None, str(refused))
        else:
            return go(request, "issues:list", found.drive_id, say=_("ถอนการพิจารณาแล้ว"))
    return page(request, "issues/take_back.html", fragment="form", drive=found.drive, issue=found, form=form)


# ── ranking ────────────────────────────────────────────────────────────────────────────────
def ranking(request: Request, drive: int) -> HttpResponse:
    """The ranking with its arithmetic; `?by=item` within each code item."""
    found = the_drive(request, drive)
    rows = queries.ranking(found)
    by_item = request.GET.get("by") == "item"
    return page(
        request,
        "issues/ranking.html",
        drive=found,
        weights=queries.weights_of(found),
        weighed=queries.last_weighed(found),
        rows=rows,
        by_item=by_item,
        groups=queries.by_item(rows) if by_item else [(None, rows)],
    )


def sensitivity(request: Request, drive: int) -> HttpResponse:
    """Which ranks hold when each weight moves by ten points."""
    found = the_drive(request, drive)
    firm = queries.sensitivity(found)
    return page(
        request,
        "issues/sensitivity.html",
        drive=found,
        firm=firm,
        chart=charts.ranges(firm),
        shift=rules.SHIFT,
    )


def paper(request: Request, drive: int) -> HttpResponse:
    """All of the ranking on paper: weights, ranks, every line of the arithmetic, tie rule, sensitivity."""
    found = the_drive(request, drive)
    rows = queries.ranking(found)
    return page(
        request,
        "issues/paper.html",
        drive=found,
        today=timezone.localdate(),
        weights=queries.weights_of(found),
        weighed=queries.last_weighed(found),
        rows=rows,
        firm=queries.sensitivity(found, rows),
        turned_down=queries.turned_down(found),
    )


def sheet(request: Request, drive: int) -> HttpResponse:
    """The same as a workbook."""
    found = the_drive(request, drive)
    name = _("ลำดับความสำคัญ %(agency)s %(year)s") % {"agency": found.agency.name, "year": found.fiscal_year}
    return download(exports.workbook(found, timezone.localdate()), name, "xlsx")


def score(request: Request, issue: int) -> HttpResponse:
    found = the_issue(request, issue)
    changing(request, found.drive)
    criteria = actions.criteria_of(found.drive)
    given = {f"c{one.criterion_id}": one.score for one in found.scores.all()}
    form = ScoreForm(
        request.POST or None, criteria=criteria, sources=queries.sources(found, criteria), initial=given
    )
    if request.method == "POST" and form.is_valid():
        actions.score(found, form.scores, by=request.user, on=timezone.localdate())
        return go(request, "issues:ranking", found.drive_id, say=_("บันทึกคะแนนแล้ว"))
    return page(request, "issues/score.html", fragment="form", drive=found.drive, issue=found, form=form)


def weights(request: Request, drive: int) -> HttpResponse:
    """The year's weights. What would move is shown first; only weights whose outcome was shown are saved."""
    found = the_drive(request, drive)
    changing(request, found)
    present = queries.weights_of(found)
    form = WeightForm(
        request.POST or None,
        criteria=[one for one, _weight in present],
        initial={f"c{one.pk}": weight for one, weight in present},
    )
    moves = None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("save") and form.cleaned_data["seen"] == form.told:
            actions.weigh(found, form.weights, by=request.user, on=timezone.localdate())
            return go(request, "issues:ranking", found.pk, say=_("บันทึกน้ำหนักแล้ว"))
        moves = queries.moves(found, {one.pk: weight for one, weight in form.weights.items()})
    return page(
        request,
        "issues/weights.html",
        fragment="form",
        drive=found,
        form=form,
        moves=moves,
        shifts=[(one, weight, form.weights[one]) for one, weight in present] if moves is not None else [],
        saved=bool(request.POST.get("save")),
    )


def override(request: Request, issue: int) -> HttpResponse:
    """Against the arithmetic, with a reason and with who decided it."""
    found = the_issue(request, issue)
    changing(request, found.drive, Duty.DECIDE)
    form = OverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.override(found, **form.cleaned_data, by=request.user)
        except actions.RankIsGiven as given:
            form.add_error("rank", str(given))
        except actions.Refusal as refused:
            form.add_error(None, str(refused))
        else:
            return go(request, "issues:ranking", found.drive_id, say=_("บันทึกลำดับที่กำหนดแล้ว"))
    ranked = next((row for row in queries.ranking(found.drive) if row.issue.pk == found.pk), None)
    return page(
        request,
        "issues/override.html",
        fragment="form",
        drive=found.drive,
        issue=found,
        form=form,
        ranked=ranked,
    )
