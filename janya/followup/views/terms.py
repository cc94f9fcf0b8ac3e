"""The days of an agency's reminders."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from janya.core.http import Request, go, page
from janya.people.access import the_agency
from janya.people.rules import Duty

from .. import actions, queries
from ..forms import TermsForm


def terms(request: Request, agency: int) -> HttpResponse:
    """Who manages the agency sets when reminders go out."""
    found = the_agency(request, agency, Duty.MANAGE)
    form = TermsForm(request.POST or None, instance=queries.terms_of(found))
    if request.method == "POST" and form.is_valid():
        actions.set_terms(found, by=request.user, **form.cleaned_data)
        return go(request, "followup:terms", found.pk, say=_("บันทึกวันเตือนงานแล้ว"))
    return page(request, "followup/terms.html", fragment="form", agency=found, form=form)
