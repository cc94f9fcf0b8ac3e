"""What several pages of risks begin with."""

from typing import Any

from django.shortcuts import get_object_or_404

from janya.core.http import Request
from janya.core.keeping import Kept
from janya.drives.access import need
from janya.drives.models import Drive
from janya.people.models import Agency
from janya.people.rules import Duty

from ..models import Risk

KEPT: Kept[Any] = Kept(100)  # what the list shows beside its rows, until the journal has a new line


def the_risk(request: Request, pk: int) -> Risk:
    visible = Risk.objects.visible_to(request.user).select_related(
        "drive__agency", "drive__code", "unit", "owner", "kind", "process", "carried_from__drive"
    )
    return get_object_or_404(visible, pk=pk)


def the_agency(request: Request, pk: int) -> Agency:
    found = get_object_or_404(Agency.objects.where(request.user, Duty.VIEW), pk=pk)
    need(request, Duty.MANAGE, found)
    return found


def edits(request: Request, drive: Drive, duty: Duty = Duty.EDIT) -> bool:
    """Whether the page offers changes to this person."""
    return drive.state == Drive.State.RUNNING and request.user.may(duty, drive.agency_id)
