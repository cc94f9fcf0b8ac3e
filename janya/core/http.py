"""How a view answers: whole page or fragment, onward, conflict, refusal."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils import translation
from django.utils.http import content_disposition_header
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from janya.people.models import Person

PAGE_SIZE = 25


class Request(HttpRequest):
    """A request from somebody who has signed in."""

    htmx: HtmxDetails
    user: "Person"


class LanguageMiddleware:
    """Thai unless this person chose English with the switch; a browser's own language decides nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = {code for code, _name in settings.LANGUAGES}
        with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "th")
        return response


def page(
    request: HttpRequest, template: str, *, fragment: str = "", status: int = 0, **context: Any
) -> HttpResponse:
    """Answer with the whole template, or with its named partial when htmx asks.

    A bound form in `form` that is not valid makes the answer 422, unless `status` says otherwise.
    """
    form = context.get("form")
    if not status:
        status = 422 if isinstance(form, BaseForm) and form.is_bound and not form.is_valid() else 200
    htmx = cast("HtmxDetails | None", getattr(request, "htmx", None))
    if fragment and htmx and not htmx.boosted:
        template = f"{template}#{fragment}"
    response = render(request, template, context, status=status)
    response.headers["Vary"] = "HX-Request, Cookie"
    return response


def go(request: HttpRequest, to: Model | str, *args: Any, say: str = "", **kwargs: Any) -> HttpResponse:
    """Onward after a write, with a sentence that the next page shows; htmx gets its own kind of redirect."""
    if say:
        messages.success(request, say)
    address = resolve_url(to, *args, **kwargs)
    if getattr(request, "htmx", None):
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)


def slice_of(request: HttpRequest, rows: "QuerySet[Any] | list[Any]", size: int = PAGE_SIZE) -> "Page[Any]":
    """The page of rows that `?page=` names; a number that is none gives the nearest page."""
    return Paginator(rows, min(size, 200)).get_page(request.GET.get("page"))


DOWNLOADS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "ics": "text/calendar; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def download(data: bytes, name: str, kind: str) -> HttpResponse:
    """Hand out a file that Janya made, to be saved and never shown inline; `name` (Thai too) without its ending."""
    response = HttpResponse(data, content_type=DOWNLOADS[kind])
    plain = " ".join(re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", name).split())[:120] or "janya"
    response.headers["Content-Disposition"] = (
        content_disposition_header(True, f"{plain}.{kind}") or "attachment"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
