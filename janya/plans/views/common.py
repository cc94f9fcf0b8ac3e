"""With what every page of an activity begins."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from janya.core.http import Request
from janya.drives.access import changing
from janya.people.rules import Duty

from .. import queries
from ..models import Activity


def the_activity(request: Request, pk: int) -> Activity:
    visible = Activity.objects.visible_to(request.user).select_related(
        "drive__agency", "drive__code", "area", "unit", "owner", "sample"
    )
    return get_object_or_404(visible, pk=pk)


def reporting(request: Request, found: Activity) -> None:
    """Refuse whoever may not report on this activity."""
    changing(request, found.drive, Duty.FOLLOW_UP)
    if not queries.may_report(request.user, found):
        raise PermissionDenied(_("ท่านรายงานได้เฉพาะกิจกรรมของหน่วยงานที่ท่านประสานงาน"))
