"""One risk: shown, changed, judged anew, accepted, closed."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from janya.core.forms import Difference, what_changed
from janya.core.http import Request, go, page
from janya.core.models import HasChanged
from janya.drives.access import changing
from janya.people.rules import Duty

from .. import actions, queries, rules
from ..forms import AcceptForm, AssessForm, ChangeForm, ReasonForm
from ..models import Risk
from .common import edits, the_risk

APART = {"version", "why", "reason", "controls", "process"}  # no column compares them


def show(request: Request, risk: int) -> HttpResponse:
    """Before and after controls and the target, the history as a picture and in words, what the journal tells."""
    found = the_risk(request, risk)
    today = timezone.localdate()
    bands = queries.bands_for(found.drive.agency_id)
    accepted = queries.acceptances(found)
    vars(found)["accepted"] = any(one.stands for one in accepted)
    row = queries.rows_of([found], bands, today=today)[0]
    judged = queries.history(found)
    return page(
        request,
        "risks/show.html",
        drive=found.drive,
        risk=found,
        edits=edits(request, found.drive),
        decides=edits(request, found.drive, Duty.DECIDE),
        row=row,
        response=next(band.response for band in bands if band.level == row.residual_level),
        items=found.items.order_by("number", "pk"),
        others=found.other_units.all(),
        controls=found.control_rows.select_related("owner"),
        history=judged,
        chart=queries.course(found, judged, bands, today),
        accepted=accepted,
        baseline=baseline(found),
        successor=getattr(found, "carried_to", None),
        turns=found.state_changes.select_related("by"),
        entries=queries.told_of(found),
        issues=found.issues.all(),
    )


def baseline(risk: Risk) -> dict[str, Any] | None:
    """Last year's risk that this one came from, and where the score went since."""
    old = risk.carried_from
    if old is None:
        return None
    return {"risk": old, "movement": rules.movement(old.residual_score, risk.residual_score)}


def change(request: Request, risk: int) -> HttpResponse:
    """Change a risk; the second of two editors is told what changed and keeps what was typed."""
    found = the_risk(request, risk)
    changing(request, found.drive)
    form = ChangeForm(request.POST or None, instance=the_risk(request, risk), drive=found.drive)
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
            return onward(request, found)
    return answer(request, "risks/change.html", found, form, differences)


def onward(request: Request, risk: Risk) -> HttpResponse:
    """To the risk; a high one that is to be accepted waits for whoever answers for it."""
    now = the_risk(request, risk.pk)
    bands = queries.bands_for(now.drive.agency_id)
    level = rules.level(now.residual_score, bands)
    if rules.needs_acceptance(now.response, level) and not any(
        one.stands for one in queries.acceptances(now)
    ):
        said = _("บันทึกแล้ว ความเสี่ยงระดับนี้จะยอมรับได้เมื่อบันทึกผู้ยอมรับและเหตุผลด้านล่าง")
        return go(request, "risks:accept", risk.pk, say=said)
    return go(request, risk, say=_("บันทึกแล้ว"))


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


def accept(request: Request, risk: int) -> HttpResponse:
    """Record who answers for taking the risk at its present levels; the head of agency may do it too."""
    found = the_risk(request, risk)
    changing(request, found.drive, Duty.DECIDE)
    first = {"version": found.version, "accepted_on": timezone.localdate()}
    form = AcceptForm(request.POST or None, risk=found, initial=first)
    differences: list[Any] | None = None
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        seen = facts.pop("version")
        try:
            actions.accept(found, seen=seen, by=request.user, **facts)
        except HasChanged:
            found = the_risk(request, risk)
            form.catch_up(found)
            differences = []
        except actions.RiskIsClosed as refused:
            form.add_error(None, str(refused))
        else:
            return go(request, found, say=_("บันทึกการยอมรับความเสี่ยงแล้ว"))
    row = queries.rows_of([found], queries.bands_for(found.drive.agency_id))[0]
    return answer(request, "risks/accept.html", found, form, differences, row=row)


def compared(form: ChangeForm | AssessForm, risk: Risk) -> list[Any]:
    """What stands there now beside what was typed; the next save is this person's. A reason is nobody else's."""
    labels = {name: field.label for name, field in form.fields.items() if name not in APART}
    differences = what_changed(form, risk, labels)
    if isinstance(form, ChangeForm):
        now = Risk.objects.select_related("process").get(pk=risk.pk)
        typed = form.cleaned_data
        pairs = (
            ("process", now.process.name if now.process else "", typed["process"]),
            ("controls", now.controls, "\n".join(row.text for row in typed["controls"])),
        )
        differences += [
            Difference(str(form.fields[name].label), theirs, yours)
            for name, theirs, yours in pairs
            if theirs != yours
        ]
    form.catch_up(risk)
    return differences


def answer(
    request: Request, template: str, risk: Risk, form: Any, differences: Any, **more: Any
) -> HttpResponse:
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
        **more,
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
