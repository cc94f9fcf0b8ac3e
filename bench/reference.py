"""The baseline of all pages: the base template with its sidebar, a table of 25 rows, and three queries in all."""

from django.http import HttpResponse
from django.shortcuts import render

from janya.core.http import Request
from janya.risks.models import Risk

QUERIES = 3  # session, person, rows


def reference(request: Request, drive: int) -> HttpResponse:
    rows = list(
        Risk.objects.filter(drive=drive).select_related("drive__agency", "drive__code", "unit", "owner")[:25]
    )
    request.user.appointments_held = []
    return render(
        request,
        "reference.html",
        {"rows": rows, "drive": rows[0].drive, "drives": [rows[0].drive], "unread": 0},
    )
