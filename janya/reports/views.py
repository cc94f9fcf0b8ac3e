from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from janya.core import documents
from janya.core.documents import DocumentCannotBeMade
from janya.core.http import Request, page
from janya.drives.access import the_drive

from . import actions, queries


def annual(request: Request, drive: int) -> HttpResponse:
    """What the yearly report will say, and where something is still empty."""
    found = the_drive(request, drive)
    today = timezone.localdate()
    facts = queries.annual(found, today)
    return page(
        request,
        "reports/annual.html",
        drive=found,
        today=today,
        facts=facts,
        chapters=queries.chapters(found, facts),
    )


@require_POST
def annual_pdf(request: Request, drive: int) -> HttpResponse:
    """The report as a file; a journal line says who made it."""
    found = the_drive(request, drive)
    try:
        content = actions.annual_pdf(found, as_of=timezone.localdate(), by=request.user, make=documents.press)
    except DocumentCannotBeMade as failed:
        return page(request, "reports/failed.html", drive=found, status=500, why=str(failed))
    name = _("รายงานขับเคลื่อนจริยธรรม %(agency)s %(year)s.pdf") % {
        "agency": found.agency.name,
        "year": found.fiscal_year,
    }
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
