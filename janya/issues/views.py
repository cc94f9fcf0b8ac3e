from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from janya.core.forms import what_changed
from janya.core.http import Request, go, page
from janya.core.models import HasChanged
from janya.drives.access import changing, the_drive
from janya.people.rules import Duty

from . import actions, queries, rules
from .forms import ChangeForm, DecideForm, OverrideForm, ScoreForm, WeightForm
from .models import Issue


def issue_list(request: Request, drive: int) -> HttpResponse:
    """Candidates that wait, issues adopted, and those turned down."""
    found = the_drive(request, drive)
    decided = list(Issue.objects.of(found).select_related("item", "decided_by").prefetch_related("risks"))
    return page(
        request,
        "issues/list.html",
        drive=found,
        candidates=queries.candidates(found),
        adopted=[one for one in decided if one.decision == Issue.Decision.ADOPTED],
        turned_down=[one for one in decided if one.decision == Issue.Decision.TURNED_DOWN],
    )


def decide(request: Request, drive: int, candidate: str) -> HttpResponse:
    """Adopt a candidate or turn it down; "new" is an issue that people bring themselves."""
    found = the_drive(request, drive)
    changing(request, found)
    source = None if candidate == "new" else queries.candidate(found, candidate)
    if source is None and candidate != "new":
        if (
            Issue.objects.of(found)
            .filter(Q(risks__pk=candidate.rpartition("-")[2]) if candidate[5:].isdecimal() else Q())
            .exists()
        ):
            return go(request, "issues:list", found.pk, say=_("ข้อเสนอนี้มีผู้พิจารณาแล้ว"))
        raise Http404
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
            gap=source.gap if source else None,
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
        criteria={one.pk: one for one in actions.criteria_of(found.drive)},
        overrides=found.overrides.select_related("by"),
        risks=found.risks.select_related("drive"),
        kpis=found.kpis.all() if hasattr(found, "kpis") else [],
    )


def change(request: Request, issue: int) -> HttpResponse:
    found = the_issue(request, issue)
    changing(request, found.drive)
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
                risks=risks,
                **facts,
            )
        except HasChanged:
            differences = what_changed(form, found)
            form.catch_up(found)
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


def ranking(request: Request, drive: int) -> HttpResponse:
    """The ranking with its arithmetic."""
    found = the_drive(request, drive)
    return page(
        request,
        "issues/ranking.html",
        drive=found,
        weights=queries.weights_of(found),
        rows=queries.ranking(found),
    )


def score(request: Request, issue: int) -> HttpResponse:
    found = the_issue(request, issue)
    changing(request, found.drive)
    criteria = actions.criteria_of(found.drive)
    given = {f"c{one.criterion_id}": one.score for one in found.scores.all()}
    form = ScoreForm(request.POST or None, criteria=criteria, initial=given)
    if request.method == "POST" and form.is_valid():
        actions.score(found, form.scores, by=request.user)
        return go(request, "issues:ranking", found.drive_id, say=_("บันทึกคะแนนแล้ว"))
    return page(request, "issues/score.html", fragment="form", drive=found.drive, issue=found, form=form)


def weights(request: Request, drive: int) -> HttpResponse:
    """The year's weights; what would move is shown before it is saved."""
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
        if request.POST.get("save"):
            actions.weigh(found, form.weights, by=request.user)
            return go(request, "issues:ranking", found.pk, say=_("บันทึกน้ำหนักแล้ว"))
        before = queries.ranking(found)
        after = queries.ranking(found, {one.pk: weight for one, weight in form.weights.items()})
        places = rules.moved(
            {row.issue.pk: row.place for row in before}, {row.issue.pk: row.place for row in after}
        )
        moves = [(row.issue, *places[row.issue.pk]) for row in after if row.issue.pk in places]
    return page(request, "issues/weights.html", fragment="form", drive=found, form=form, moves=moves)


def override(request: Request, issue: int) -> HttpResponse:
    """Against the arithmetic, with a reason."""
    found = the_issue(request, issue)
    changing(request, found.drive, Duty.DECIDE)
    form = OverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.override(found, **form.cleaned_data, by=request.user)
        return go(request, "issues:ranking", found.drive_id, say=_("บันทึกลำดับที่กำหนดแล้ว"))
    return page(request, "issues/override.html", fragment="form", drive=found.drive, issue=found, form=form)
