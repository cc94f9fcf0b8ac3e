"""One signature: what was signed, its certificate, undoing it; and the public page that verifies a certificate."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from janya.core import documents, http
from janya.core.http import Request, go, page
from janya.drives.access import changing
from janya.people.rules import Duty

from .. import actions, papers, queries
from ..forms import WithdrawForm
from ..models import Acknowledgement


def the_signature(request: Request, pk: int) -> Acknowledgement:
    return get_object_or_404(
        Acknowledgement.objects.visible_to(request.user).select_related(
            "drive__agency",
            "drive__code",
            "person",
            "code",
            "unit",
            "position_level",
            "scan",
            "entered_by",
            "ended_by",
        ),
        pk=pk,
    )


@require_safe
def show(request: Request, acknowledgement: int) -> HttpResponse:
    """What was signed, when, in which post, and whether it stands."""
    found = the_signature(request, acknowledgement)
    seen = queries.sight(found.drive)
    why = queries.why_again(seen, found.person, found)
    history = (
        Acknowledgement.objects.filter(drive=found.drive, person=found.person)
        .exclude(pk=found.pk)
        .order_by("-pk")
    )
    sees = request.user.may(Duty.VIEW, found.drive.agency_id)
    return page(
        request,
        "codes/signature.html",
        drive=found.drive,
        signature=found,
        hash=papers.short_hash(found),
        again=queries.sentence(why, found.person.post_since) if why and found.ended_at is None else "",
        history=history,
        sees=sees,
        may_withdraw=sees
        and found.kind == Acknowledgement.Kind.PAPER
        and found.ended_at is None
        and found.drive.state == "running"
        and request.user.may(Duty.EDIT, found.drive.agency_id),
    )


@require_safe
def certificate(request: Request, acknowledgement: int) -> HttpResponse:
    """The certificate of a signature that stands, for its person and for whoever keeps the register."""
    found = the_signature(request, acknowledgement)
    if found.ended_at is not None:
        return go(request, found, say=_("การลงนามนี้ไม่มีผลแล้ว จึงออกใบรับรองไม่ได้"))
    address = request.build_absolute_uri(reverse("codes:verify", args=[actions.certificate_code(found)]))
    data = documents.press(
        "codes/typst/certificate.typ", papers.certificate(found, address=address), as_of=found.signed_on
    )
    return http.download(
        data, _("ใบรับรองการลงนาม %(number)s") % {"number": found.number.replace("/", "-")}, "pdf"
    )


def withdraw(request: Request, acknowledgement: int) -> HttpResponse:
    """Undo a signature on paper, with a reason."""
    found = the_signature(request, acknowledgement)
    changing(request, found.drive)
    if found.kind != Acknowledgement.Kind.PAPER or found.ended_at is not None:
        return go(request, found, say=str(actions.CannotWithdraw()))
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(found, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except actions.CannotWithdraw as late:
            form.add_error(None, str(late))
            return page(
                request,
                "codes/withdraw.html",
                fragment="form",
                drive=found.drive,
                signature=found,
                form=form,
                status=409,
            )
        return go(request, found, say=_("ยกเลิกการลงนามแล้ว บุคคลนี้กลับไปอยู่ในรายชื่อที่ยังไม่ลงนาม"))
    return page(
        request, "codes/withdraw.html", fragment="form", drive=found.drive, signature=found, form=form
    )


@login_not_required
@never_cache
@require_safe
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Valid or not, with no more than what stands on the certificate; for a code that nobody gave out, nothing."""
    found = actions.certified(token)
    stands = found is not None and found.ended_at is None
    shown: dict[str, Any] = {"signature": found, "hash": papers.short_hash(found)} if found and stands else {}
    answer = page(
        request,
        "codes/verify.html",
        known=found is not None,
        stands=stands,
        status=200 if found else 404,
        **shown,
    )
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
