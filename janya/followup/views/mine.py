"""My work, for the telephone first."""

from django.http import HttpResponse
from django.utils import timezone

from janya.core.http import Request, page
from janya.drives.access import the_drive

from .. import queries


def mine(request: Request, drive: int) -> HttpResponse:
    """What the person who asks should do next in this year."""
    found = the_drive(request, drive)
    return page(
        request,
        "followup/mine.html",
        drive=found,
        mine=queries.mine(found, request.user, timezone.localdate()),
    )
