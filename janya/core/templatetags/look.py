"""Tags of the look: icons, the active place in the sidebar, duties of the present person."""

from functools import lru_cache
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string

from janya.core.icons import svg

register = template.Library()


@register.simple_tag
def icon(name: str, size: int = 20, css: str = "") -> str:
    """A decorative line icon by its Lucide name; hidden from screen readers, for the word stands beside it."""
    return svg(name, size, css)


@register.simple_tag(takes_context=True)
def place(context: dict[str, Any], *names: str, but: str = "") -> str:
    """`active` when the page shown belongs to one of the named rooms or URL names, `but` for some of their pages."""
    request: HttpRequest | None = context.get("request")
    match = request.resolver_match if request else None
    if match is None or match.view_name in but.split():
        return ""
    here = {match.namespace, match.view_name}
    return "active" if here & set(names) else ""


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], duty: str, agency: Any = None) -> bool:
    """Whether the person who asks carries the duty in the agency, or in that of the drive shown."""
    request: HttpRequest | None = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return False
    if not agency:
        drive = context.get("drive")
        agency = drive.agency_id if drive else None
    return bool(agency and user.may(duty, getattr(agency, "pk", agency)))


@register.simple_tag(takes_context=True)
def querystring_with(context: dict[str, Any], **changes: Any) -> str:
    """The present query string with some values changed; None removes one."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@lru_cache(maxsize=200)
def level_mark(level: str, name: str) -> str:
    """A level as word, colour and shape; drawn once for each level and name."""
    return render_to_string("core/level.html", {"level": level, "name": name})


@register.simple_tag
def level_badge(level: str, name: str) -> str:
    """The same as including core/level.html, for lists of many rows."""
    return level_mark(str(level), str(name))
