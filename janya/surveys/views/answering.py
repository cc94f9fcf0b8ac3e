"""The public's pages: no account, no JavaScript, nothing that follows the person."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from janya.core.http import page

from .. import actions, queries, rules
from ..answer_sheet import AnswerSheet
from ..models import Invitation, SurveyGroup


def private(answer: HttpResponse) -> HttpResponse:
    # Nothing to other sites; "no-referrer" would make browsers send "Origin: null", which the check of the form refuses.
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def readable(token: str) -> str:
    if not token.isprintable():  # PostgreSQL cannot even look for the character NUL
        raise Http404
    return token


def the_group(token: str) -> SurveyGroup:
    return get_object_or_404(
        SurveyGroup.objects.select_related("survey__drive__agency", "group", "unit"), token=readable(token)
    )


def the_invitation(token: str) -> Invitation:
    found = Invitation.objects.select_related("group__survey__drive__agency", "group__group", "group__unit")
    return get_object_or_404(found, token_hash=actions.hash_of(readable(token)))


def closed(
    request: HttpRequest, group: SurveyGroup, why: str, typed: Mapping[str, str] | None = None
) -> HttpResponse:
    """A sentence that says why; what somebody typed meanwhile is shown, to be copied."""
    return private(
        page(
            request,
            "surveys/closed.html",
            status=410,
            why=why,
            survey=group.survey,
            agency=group.survey.drive.agency,
            typed=[text for text in (typed or {}).values() if text],
        )
    )


@login_not_required
@never_cache
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The survey as a stakeholder sees it through the group's open link."""
    return _answer(request, the_group(token), "surveys:answer", token)


@login_not_required
@never_cache
def go_on(request: HttpRequest, token: str, later: str) -> HttpResponse:
    """The survey with the answers that were kept under this link."""
    return _answer(request, the_group(token), "surveys:answer", token, later=readable(later))


@login_not_required
@never_cache
def kiosk(request: HttpRequest, token: str) -> HttpResponse:
    """One telephone or tablet for many people: after each answer it begins anew."""
    return _answer(request, the_group(token), "surveys:kiosk", token)


@login_not_required
@never_cache
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """The survey through a link for one answer; opening it changes nothing."""
    found = the_invitation(token)
    return _answer(request, found.group, "surveys:invited", token, invitation=found)


@login_not_required
@never_cache
def invited_go_on(request: HttpRequest, token: str, later: str) -> HttpResponse:
    found = the_invitation(token)
    return _answer(request, found.group, "surveys:invited", token, invitation=found, later=readable(later))


def _answer(
    request: HttpRequest,
    group: SurveyGroup,
    name: str,
    token: str,
    *,
    invitation: Invitation | None = None,
    later: str = "",
) -> HttpResponse:
    today = timezone.localdate()
    asked = queries.questionnaire(group.survey)
    sent = request.POST if request.method == "POST" else None
    if why := actions.refusal(group, on=today):
        return closed(request, group, why, _typed(AnswerSheet(asked, sent)) if sent else None)
    if invitation and invitation.is_used:
        return closed(request, group, str(actions.LinkIsUsed()))
    sheet = AnswerSheet(asked, sent)
    number = sheet.number
    saved = ""
    if sent is None:
        number = actions.new_number(group)
        if later:
            sheet = _kept(group, asked, later)
    elif "later" in sent and name != "surveys:kiosk":
        sheet.wrong.clear()
        try:
            later = actions.keep_for_later(group, sent, link=later)
        except actions.TooLong as refused:
            sheet.general.append(str(refused))
        else:
            saved = request.build_absolute_uri(reverse(f"{name}-go-on", args=[token, later]))
    elif sheet.is_whole():
        try:
            actions.answer(
                group,
                answers=sheet.written,
                texts=sheet.asked_texts,
                number=number,
                remark=sheet.remark,
                on=today,
                invitation=invitation,
            )
        except (actions.SurveyIsNotOpen, actions.LinkIsUsed) as refused:
            return closed(request, group, str(refused), _typed(sheet))
        except actions.AnswerIsWrong as wrong:
            number = actions.new_number(group)
            sheet.general.append(str(wrong))
        else:
            if later:
                actions.forget_later(group, later)
            thanks_page = "surveys:kiosk-thanks" if name == "surveys:kiosk" else "surveys:thanks"
            return private(redirect(thanks_page, group.token))
    return private(
        page(
            request,
            "surveys/answer.html",
            status=422 if sheet.wrong or sheet.general else 200,
            sheet=sheet,
            sections=list(sheet.sections()),
            number=number,
            has_pairs=any(one.kind == rules.PAIRED for one in asked.questions),
            group=group,
            survey=group.survey,
            agency=group.survey.drive.agency,
            invited=invitation is not None,
            may_save=name != "surveys:kiosk",
            begins=reverse("surveys:kiosk-start", args=[token]) if name == "surveys:kiosk" else "",
            saved=saved,
            kept_until=group.survey.closes_on,
        )
    )


def _kept(group: SurveyGroup, asked: queries.Questionnaire, later: str) -> AnswerSheet:
    kept = actions.kept_for_later(group, later)
    if kept is None:
        raise Http404
    data = QueryDict(mutable=True)
    for name, values in kept.items():
        data.setlist(name, values)
    sheet = AnswerSheet(asked, data)
    sheet.wrong.clear()
    return sheet


def _typed(sheet: AnswerSheet) -> dict[str, str]:
    """The free texts, which are what takes time to write again."""
    return {**{str(place): text for place, text in sheet.texts.items()}, "remark": sheet.remark}


@login_not_required
@never_cache
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    group = the_group(token)
    return private(page(request, "surveys/thanks.html", agency=group.survey.drive.agency))


@login_not_required
@never_cache
def kiosk_thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Thanks for some seconds, then the beginning again; nothing of the former answer is left."""
    group = the_group(token)
    context: dict[str, Any] = {
        "agency": group.survey.drive.agency,
        "again": reverse("surveys:kiosk-start", args=[token]),
    }
    answer = page(request, "surveys/thanks.html", **context)
    answer.delete_cookie(settings.CSRF_COOKIE_NAME, samesite=settings.CSRF_COOKIE_SAMESITE)
    answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite=settings.LANGUAGE_COOKIE_SAMESITE)
    answer.headers["Clear-Site-Data"] = '"cache"'  # also what the browser keeps to go back to at once
    return private(answer)
