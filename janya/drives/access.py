"""The two sentences with which a view begins: which drive, and may this person do this."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from janya.core.http import Request
from janya.people.models import Agency
from janya.people.rules import Duty

from .models import Drive

SEEN_BY = {Duty.BELONG: Duty.BELONG}


def need(request: Request, duty: Duty, agency: Agency | int) -> None:
    """Refuse with 403 and a sentence when the person sees the page but does not carry the duty."""
    if not request.user.may(duty, agency):
        raise PermissionDenied(
            _("บทบาทของท่านดูข้อมูลนี้ได้ แต่แก้ไขไม่ได้ หากจำเป็นต้องแก้ไข กรุณาติดต่อกลุ่มงานคุ้มครองจริยธรรม")
        )


def drives_of(request: HttpRequest) -> list[Drive]:
    """The drives that the person who asks may open, newest first; asked for once a request."""
    found: list[Drive] | None = getattr(request, "drives", None)
    if found is None:
        person = cast("Request", request).user
        found = list(Drive.objects.visible_to(person).select_related("agency", "code"))
        request.drives = found  # type: ignore[attr-defined]
    return found


def the_drive(request: Request, pk: int, duty: Duty = Duty.VIEW) -> Drive:
    """The drive of this number, if the person may see it (else 404) and carries the duty (else 403).

    It becomes the drive that the frame of later pages shows.
    """
    drive = next((one for one in drives_of(request) if one.pk == pk), None)
    if drive is None or not request.user.may(SEEN_BY.get(duty, Duty.VIEW), drive.agency_id):
        raise Http404
    need(request, duty, drive.agency_id)
    if request.session.get("drive") != drive.pk:
        request.session["drive"] = drive.pk
    return drive


def changing(request: Request, drive: Drive, duty: Duty = Duty.EDIT) -> None:
    """Refuse when the person lacks the duty or the drive's year is closed."""
    need(request, duty, drive.agency_id)
    if drive.state == Drive.State.CLOSED:
        raise PermissionDenied(_("ปีงบประมาณนี้ปิดแล้ว จึงแก้ไขข้อมูลไม่ได้"))
