"""An officer invites by single-use links, and reminds without knowing who is who."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from janya.core import sheets
from janya.core.http import Request, download, go, page
from janya.drives.access import changing
from janya.jobs.actions import AlreadyRunning
from janya.people.models import Person

from .. import actions, frames, lots
from ..models import Lot, Survey, SurveyGroup
from ..way_forms import AddressesForm, InviteForm
from .building import the_survey
from .watching import the_group


def base_of(request: Request) -> str:
    """The address of this system, for the links in letters."""
    return request.build_absolute_uri("/").rstrip("/")


def invite(request: Request, group: int) -> HttpResponse:
    """Persons of the agency, all or by lot; first they can be counted."""
    found = the_group(request, group)
    changing(request, found.survey.drive)
    agency = found.survey.drive.agency
    form = InviteForm(request.POST or None, agency=agency, initial={"unit": found.unit_id})
    counts = None
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        frame = frames.people_of(agency, unit=facts["unit"], level=facts["level"], home=facts["home"])
        if "count" in request.POST:
            counts = frames.counts(found, frame)
        elif why := actions.refusal(found, on=timezone.localdate()):
            form.add_error(None, why)
        else:
            try:
                lot = actions.invite_persons(
                    found,
                    frame,
                    method=facts["method"],
                    size=facts["size"] or 0,
                    conditions=form.conditions,
                    by=request.user,
                    on=timezone.localdate(),
                )
            except (actions.NobodyToInvite, actions.TooFewInvited) as refused:
                form.add_error(None, str(refused))
            else:
                return begin_letters(request, found, _("เชิญ %(count)s คนแล้ว") % {"count": f"{lot.size:,}"})
    return page(
        request,
        "surveys/invite.html",
        fragment="form",
        drive=found.survey.drive,
        survey=found.survey,
        group=found,
        form=form,
        counts=counts,
    )


def invite_list(request: Request, group: int) -> HttpResponse:
    """Addresses that are pasted or come in a file: all of them or, with a fault in one row, none."""
    found = the_group(request, group)
    changing(request, found.survey.drive)
    form = AddressesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        if why := actions.refusal(found, on=timezone.localdate()):
            form.add_error(None, why)
        else:
            known = frames.addresses_invited(found)
            new = [one for one in form.addresses if one not in known]
            try:
                count = actions.invite_addresses(found, new, by=request.user)
            except (actions.NobodyToInvite, actions.TooFewInvited) as refused:
                form.add_error(None, str(refused))
            else:
                return begin_letters(
                    request, found, told(count, len(form.twice), len(form.addresses) - count)
                )
    return page(
        request,
        "surveys/invite_list.html",
        fragment="form",
        drive=found.survey.drive,
        survey=found.survey,
        group=found,
        form=form,
    )


def told(count: int, twice: int, known: int) -> str:
    said = _("เชิญ %(count)s ที่อยู่แล้ว") % {"count": f"{count:,}"}
    if twice:
        said += " " + _("ซ้ำในรายการ %(count)s ที่อยู่ ส่งเพียงครั้งเดียว") % {"count": f"{twice:,}"}
    if known:
        said += " " + _("ได้รับเชิญไว้ก่อนแล้ว %(count)s ที่อยู่ ไม่ส่งซ้ำ") % {"count": f"{known:,}"}
    return said


def begin_letters(request: Request, group: SurveyGroup, say: str = "") -> HttpResponse:
    try:
        job = actions.send_invitations(group, by=request.user, base=base_of(request))
    except AlreadyRunning as running:
        messages.info(request, str(running))
        return go(request, "surveys:group", group.pk, say=say)
    return go(request, job, say=say)


@require_POST
def letters(request: Request, group: int) -> HttpResponse:
    """Send what was not sent, after a mail server came back or an address was put right."""
    found = the_group(request, group)
    changing(request, found.survey.drive)
    return begin_letters(request, found)


@require_POST
def withdraw(request: Request, group: int) -> HttpResponse:
    """Take back invitations whose letter never went."""
    found = the_group(request, group)
    changing(request, found.survey.drive)
    count = actions.withdraw_unsent(found, by=request.user)
    return go(
        request, "surveys:group", found.pk, say=_("ถอนคำเชิญที่ยังไม่ได้ส่ง %(count)s รายการ") % {"count": count}
    )


@require_POST
def remind(request: Request, survey: int) -> HttpResponse:
    """A letter to every link that was not used; who that is, nobody is told."""
    found = the_survey(request, survey)
    changing(request, found.drive)
    groups = found.groups.all()
    refused = next((why for one in groups if (why := actions.refusal(one, on=timezone.localdate()))), "")
    if refused:
        messages.error(request, refused)
        return go(request, found)
    try:
        due = actions.begin_reminder(found, by=request.user, on=timezone.localdate())
    except actions.TooSoon as soon:
        messages.error(request, str(soon))
        return go(request, found)
    return begin_reminders(request, found, due)


@require_POST
def remind_rest(request: Request, group: int) -> HttpResponse:
    """Go on with a round of reminders that a mail server broke off; it is no new round."""
    found = the_group(request, group)
    changing(request, found.survey.drive)
    return begin_reminders(request, found.survey, [found.pk])


def begin_reminders(request: Request, survey: Survey, groups: list[int]) -> HttpResponse:
    try:
        job = actions.send_reminders(survey, groups, by=request.user, base=base_of(request))
    except AlreadyRunning as running:
        messages.info(request, str(running))
        return go(request, survey)
    return go(request, job)


# ── showing that a draw was fair ───────────────────────────────────────────────────────────
def the_lot(request: Request, pk: int) -> Lot:
    visible = Lot.objects.filter(group__survey__in=Survey.objects.visible_to(request.user))
    return get_object_or_404(
        visible.select_related("group__survey__drive__agency", "group__group", "group__unit", "by"), pk=pk
    )


def lot(request: Request, lot: int) -> HttpResponse:
    """The seed, the frame, and whether drawing again gives the same."""
    found = the_lot(request, lot)
    return page(
        request,
        "surveys/lot.html",
        drive=found.group.survey.drive,
        survey=found.group.survey,
        group=found.group,
        lot=found,
        is_fair=frames.is_fair(found),
        export=reverse("surveys:lot-export", args=[found.pk]),
    )


def lot_export(request: Request, lot: int) -> HttpResponse:
    """Everybody who could have been drawn, with the lot that decided; anybody can work it out again."""
    found = the_lot(request, lot)
    drawn = set(frames.drawn_again(found))
    keys = [person for person, _unit in found.people]
    people = Person.objects.get_queryset().select_related("unit").in_bulk(keys)
    columns = [
        sheets.Column(_("รหัสในระบบ"), kind="number"),
        sheets.Column(_("ชื่อ"), 32),
        sheets.Column(_("หน่วยงาน"), 32),
        sheets.Column(_("เลขสุ่ม (SHA-256 ของ เลขตั้งต้น:รหัส)"), 70),
        sheets.Column(_("ได้รับเลือก")),
    ]
    rows = [
        [
            key,
            str(people[key]) if key in people else "",
            str(people[key].unit or "") if key in people else "",
            lots.lot(found.seed, key),
            _("ได้รับเลือก") if key in drawn else "",
        ]
        for key in sorted(keys, key=lambda key: lots.lot(found.seed, key))
    ]
    title = _("ผลการสุ่ม %(group)s") % {"group": found.group}
    return download(sheets.excel([(_("ผลการสุ่ม"), columns, rows)], title=title), title, "xlsx")
