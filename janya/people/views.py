from typing import Any

from django.http import HttpRequest, HttpResponse


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    return HttpResponse(status=429)
