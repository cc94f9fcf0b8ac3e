"""What the frame of every page needs to know."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from janya.people.rules import Duty

from .access import drives_of
from .models import Drive


def frame(request: HttpRequest) -> dict[str, Any]:
    """`drives` the person may open, the present `drive`, and which duties the person carries there."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    drives = SimpleLazyObject(lambda: drives_of(request))

    def present() -> Drive | None:
        remembered = request.session.get("drive")
        every: list[Drive] = list(drives)
        return next((found for found in every if found.pk == remembered), every[0] if every else None)

    return {"drives": drives, "drive": SimpleLazyObject(present), "Duty": Duty}
