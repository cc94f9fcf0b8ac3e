"""Scoring the promotion work, and the criteria of a year with their weights."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from janya.core.forms import what_changed
from janya.core.http import Request, go, page
from janya.core.models import HasChanged
from janya.drives.access import changing, the_drive

from .. import actions, queries, rules
from ..forms import CriterionForm, ScoreForm, WeightsForm
from ..models import Evaluation, Score
from .rounds import drafting, the_evaluation


def score(request: Request, evaluation: int, promotion_criterion: int) -> HttpResponse:
    """Give a level on one criterion; what the figures propose stands beside it with its arithmetic."""
    found = the_evaluation(request, evaluation)
    criteria = {one.pk: one for one in queries.criteria_of(found.drive)}
    criterion = criteria.get(promotion_criterion)
    if criterion is None or not found.is_promotion:
        raise Http404
    drafting(request, found)
    proposal = queries.proposals(found.drive, [criterion], as_of=found.as_of).get(criterion.pk)
    present = Score.objects.filter(evaluation=found, criterion=criterion).prefetch_related("evidence").first()
    used = list(present.evidence.all()) if present else []
    first = (
        {**{name: getattr(present, name) for name in ("version", "level", "reason", "note")}, "keep": used}
        if present
        else {"level": proposal.level if proposal else None}
    )
    form = ScoreForm(
        request.POST or None,
        drive=found.drive,
        criterion=criterion,
        proposal=proposal,
        used=used,
        initial=first,
    )
    differences = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.score(
                found,
                criterion,
                seen=form.cleaned_data["version"],
                level=form.cleaned_data["level"],
                proposed=proposal.level if proposal else None,
                arithmetic=proposal.arithmetic if proposal and proposal.level else "",
                reason=form.cleaned_data.get("reason", ""),
                note=form.cleaned_data["note"],
                evidence=form.evidence,
                by=request.user,
                on=timezone.localdate(),
            )
        except HasChanged:
            newer = get_object_or_404(Score, evaluation=found, criterion=criterion)
            labels: dict[str, Any] = {
                name: form.fields[name].label for name in ("level", "reason", "note") if name in form.fields
            }
            differences = what_changed(form, newer, labels)
            form.catch_up(newer)
        else:
            return go(request, found, say=_("บันทึกระดับแล้ว"))
    return page(
        request,
        "evaluation/score.html",
        fragment="form",
        status=409 if differences is not None else 0,
        drive=found.drive,
        evaluation=found,
        criterion=criterion,
        proposal=proposal,
        form=form,
        differences=differences,
    )


@require_POST
def send_gap(request: Request, promotion_score: int) -> HttpResponse:
    """Ask next year to take up a gap, or no longer."""
    visible = Score.objects.filter(evaluation__in=Evaluation.objects.visible_to(request.user))
    found = get_object_or_404(
        visible.select_related("evaluation__drive__agency", "criterion"), pk=promotion_score
    )
    drafting(request, found.evaluation)
    actions.send_gap(found, carried=not found.carried, by=request.user)
    said = _("ส่งให้ปีถัดไปพิจารณาแล้ว") if found.carried else _("ยกเลิกการส่งต่อแล้ว")
    return go(request, found.evaluation, say=said)


def criteria(request: Request, drive: int) -> HttpResponse:
    """The criteria of a year: levels, evidence, which figure proposes, weight."""
    found = the_drive(request, drive)
    return page(
        request,
        "evaluation/criteria.html",
        drive=found,
        weighed=queries.weights_of(found),
        evaluation=Evaluation.objects.of(found).filter(kind=rules.Kind.PROMOTION).first(),
    )


def weights(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    changing(request, found)
    form = WeightsForm(request.POST or None, weights=queries.weights_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.weigh(found, form.weights, by=request.user, on=timezone.localdate())
        except actions.WeightsAreNotWhole as refused:
            form.add_error(None, str(refused))
        except actions.IsClosed as refused:
            raise PermissionDenied(str(refused)) from refused
        else:
            return go(request, "evaluation:criteria", found.pk, say=_("บันทึกน้ำหนักแล้ว"))
    return page(request, "evaluation/weights.html", fragment="form", drive=found, form=form)


def add_criterion(request: Request, drive: int) -> HttpResponse:
    """The agency's own criterion, which counts once it has a weight."""
    found = the_drive(request, drive)
    changing(request, found)
    form = CriterionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_criterion(found.agency, by=request.user, **form.facts)
        return go(request, "evaluation:weights", found.pk, say=_("เพิ่มเกณฑ์แล้ว กรุณาปรับน้ำหนักให้รวมกันได้ 100"))
    return page(request, "evaluation/add_criterion.html", fragment="form", drive=found, form=form)
