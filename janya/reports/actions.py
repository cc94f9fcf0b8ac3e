from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import translation

from janya.core import documents
from janya.drives.models import Drive
from janya.journal import actions as journal
from janya.journal.actions import Actor

from . import queries

TEMPLATE = "reports/typst/annual.typ"


def annual_pdf(
    drive: Drive, *, as_of: date, by: Actor | None, make: Callable[..., bytes] = documents.render
) -> bytes:
    """The yearly report to the OCSC as PDF: the same data and day give the same bytes. Always in Thai.

    The server gives `make=documents.press`, so that the memory it takes goes with it. Raises DocumentCannotBeMade.
    """
    with translation.override("th"):
        content = make(TEMPLATE, queries.annual(drive, as_of), as_of=as_of)
    with transaction.atomic():
        journal.record("reports.made", drive, by=by, as_of=as_of, size=len(content))
    return content
