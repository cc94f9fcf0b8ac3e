"""A telephone or tablet on which one person after the other answers; it keeps nothing of the former."""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from janya.core.http import Request, page
from janya.drives.access import changing

from .. import actions
from .answering import closed, private, the_group
from .watching import the_group as the_own_group

FORGET = '"cache"'  # also what the browser keeps to go back to at once


@require_POST
def begin(request: Request, group: int) -> HttpResponse:
    """Make this device a place to answer: whoever began it is signed out first."""
    found = the_own_group(request, group)
    changing(request, found.survey.drive)
    actions.begin_kiosk(found, by=request.user)
    logout(request)
    return redirect("surveys:kiosk-start", found.token)


@login_not_required
@never_cache
def start(request: HttpRequest, token: str) -> HttpResponse:
    """The beginning, to which the device always returns. An officer ends here, by signing in."""
    group = the_group(token)
    if why := actions.refusal(group, on=timezone.localdate()):
        return closed(request, group, why)
    answer = page(
        request,
        "surveys/kiosk_start.html",
        group=group,
        survey=group.survey,
        agency=group.survey.drive.agency,
        ends=f"{reverse('people:sign-in')}?next={reverse('surveys:group', args=[group.pk])}",
    )
    answer.headers["Clear-Site-Data"] = FORGET
    return private(answer)
