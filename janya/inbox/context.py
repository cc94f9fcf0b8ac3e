"""The bell in the frame of every page."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .queries import unread_count


def bell(request: HttpRequest) -> dict[str, Any]:
    """`unread`, counted only where the frame is drawn."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"unread": SimpleLazyObject(lambda: unread_count(request))}
