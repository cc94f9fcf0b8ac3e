"""The public's pages: no account, no JavaScript, nothing that follows the person."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from janya.core.http import page

from .. import actions
from ..forms import AnswerForm
from ..models import SurveyGroup


def private(answer: HttpResponse) -> HttpResponse:
    # Nothing to other sites; "no-referrer" would make browsers send "Origin: null", which the check of the form refuses.
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def the_group(token: str) -> SurveyGroup:
    if not token.isprintable():  # PostgreSQL cannot even look for the character NUL
        raise Http404
    return get_object_or_404(
        SurveyGroup.objects.select_related("survey__drive__agency", "group"), token=token
    )


def closed(request: HttpRequest, group: SurveyGroup, why: str) -> HttpResponse:
    agency = group.survey.drive.agency
    return private(
        page(request, "surveys/closed.html", status=410, why=why, survey=group.survey, agency=agency)
    )


@login_not_required
@never_cache
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The survey as a stakeholder sees it: no account, no JavaScript, nothing that follows the person."""
    group = the_group(token)
    today = timezone.localdate()
    if why := actions.refusal(group, on=today):
        return closed(request, group, why)
    statements = list(group.survey.questions.select_related("item"))
    form = AnswerForm(
        request.POST or None, statements=statements, initial={"number": actions.new_number(group)}
    )
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            actions.answer(
                group, ratings=form.ratings, number=facts["number"], remark=facts["remark"], on=today
            )
        except actions.SurveyIsNotOpen as refused:
            return closed(request, group, str(refused))
        except actions.AnswerIsWrong as wrong:
            form.data = {**dict(form.data.items()), "number": actions.new_number(group)}
            form.add_error(None, str(wrong))
        else:
            return private(redirect("surveys:thanks", token))
    return private(
        page(
            request,
            "surveys/answer.html",
            form=form,
            items=list(form.by_item()),
            group=group,
            survey=group.survey,
            agency=group.survey.drive.agency,
        )
    )


@login_not_required
@never_cache
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    group = the_group(token)
    return private(page(request, "surveys/thanks.html", agency=group.survey.drive.agency))
