"""The public's pages: no account, no JavaScript, nothing that follows the person."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal, NamedTuple

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import rotate_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from janya.core.http import page

from .. import actions, queries, rules
from ..answer_sheet import AnswerSheet
from ..models import Invitation, Survey, SurveyGroup
from ..walk import STEP, Walk, page_of

SAME_SITE: Literal["Lax"] = "Lax"  # as settings.LANGUAGE_COOKIE_SAMESITE


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
    request: HttpRequest,
    group: SurveyGroup,
    why: str,
    walk: Walk | None = None,
    *,
    begin: str = "",
    status: int = 410,
) -> HttpResponse:
    """A sentence that says why; what somebody chose and typed meanwhile is shown, to be copied."""
    answer = page(
        request,
        "surveys/closed.html",
        status=status,
        why=why,
        survey=group.survey,
        agency=group.survey.drive.agency,
        told=[row for _n, _section, rows in walk.told for row in rows if row[1]] if walk else [],
        remark=walk.sheet.remark if walk else "",
        begin=begin,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return private(answer)


@login_not_required
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The survey as a stakeholder sees it through the group's open link."""
    return _answer_openly(request, "surveys:answer", token)


@login_not_required
def go_on(request: HttpRequest, token: str, later: str) -> HttpResponse:
    """The survey with the answers that were kept under this link."""
    return _answer(request, the_group(token), "surveys:answer", token, later=readable(later))


@login_not_required
@never_cache
def kiosk(request: HttpRequest, token: str) -> HttpResponse:
    """One telephone or tablet for many people: after each answer it begins anew."""
    return _answer_openly(request, "surveys:kiosk", token)


@login_not_required
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """The survey through a link for one answer; opening it changes nothing."""
    found = the_invitation(token)
    return _answer(request, found.group, "surveys:invited", token, invitation=found)


@login_not_required
def invited_go_on(request: HttpRequest, token: str, later: str) -> HttpResponse:
    found = the_invitation(token)
    return _answer(request, found.group, "surveys:invited", token, invitation=found, later=readable(later))


def _answer_openly(request: HttpRequest, name: str, token: str) -> HttpResponse:
    """Through an open link. A form that is sent is first judged by what this process knows of the survey, which costs
    nothing; the database has the last word, and whatever is not kept is judged again by what it says now.
    """
    if request.method == "POST" and not {STEP, "later", "language"} & request.POST.keys():
        try:
            answer = _answer(request, queries.group_to_answer(readable(token)), name, token)
            if answer.status_code == HTTPStatus.FOUND:
                return answer
        except SurveyGroup.DoesNotExist:
            pass
        queries.read_anew(token)
    return _answer(request, the_group(token), name, token)


def _answer(
    request: HttpRequest,
    group: SurveyGroup,
    name: str,
    token: str,
    *,
    invitation: Invitation | None = None,
    later: str = "",
) -> HttpResponse:
    """Show the page, go on to the next, keep for later, or take the answer; in the language that was asked for."""
    way = Way(request, group, name, token, invitation, later)
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return way.answer()
    with translation.override(language):
        answer = way.answer()
        answer.headers["Content-Language"] = language
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=SAME_SITE,
    )
    return answer


@dataclass(slots=True)
class Way:
    """One request of a respondent: through which link it came, and what was kept under it."""

    request: HttpRequest
    group: SurveyGroup
    name: str
    token: str
    invitation: Invitation | None
    later: str
    saved: str = ""

    @property
    def is_kiosk(self) -> bool:
        return self.name == "surveys:kiosk"

    @property
    def sent(self) -> QueryDict | None:
        return self.request.POST if self.request.method == "POST" else None

    def walk(self, data: QueryDict | None) -> Walk:
        survey = self.group.survey
        sheet = AnswerSheet(queries.questionnaire(survey), data)
        return Walk(sheet, survey.by_page and not self.is_kiosk, page_of(data))

    def answer(self) -> HttpResponse:
        walk = self.walk(self.sent)
        if why := actions.refusal(self.group, on=timezone.localdate()):
            return closed(self.request, self.group, why, walk if self.sent else None)
        if self.invitation and self.invitation.is_used:
            return closed(self.request, self.group, str(actions.LinkIsUsed()))
        if self.sent is None:
            return self.begin(walk)
        if "language" in self.sent:
            walk.sheet.let_be()
        elif "later" in self.sent and not self.is_kiosk:
            self.keep(walk)
        elif STEP in self.sent:
            walk.go(str(self.sent[STEP]))
        elif walk.is_whole():
            return self.send(walk)
        return self.show(walk, walk.sheet.number)

    def begin(self, walk: Walk) -> HttpResponse:
        if self.later:
            kept = actions.kept_for_later(self.group, self.later)
            if kept is None:
                why = _("ไม่พบคำตอบที่เก็บไว้ อาจส่งคำตอบไปแล้ว หรือพ้นกำหนดที่เก็บไว้ หากยังไม่ได้ส่ง กรุณาเริ่มตอบใหม่")
                begin = reverse(self.name, args=[self.token])
                return closed(self.request, self.group, why, begin=begin, status=404)
            data = QueryDict(mutable=True)
            for name, values in kept.items():
                data.setlist(name, values)
            walk = self.walk(data)
            walk.sheet.let_be()
        return self.show(walk, actions.new_number(self.group))

    def keep(self, walk: Walk) -> None:
        assert self.sent is not None
        walk.sheet.let_be()
        try:
            self.later = actions.keep_for_later(self.group, self.sent, link=self.later)
        except actions.TooLong as refused:
            walk.sheet.general.append(str(refused))
        else:
            self.saved = self.request.build_absolute_uri(self.address)

    def send(self, walk: Walk) -> HttpResponse:
        sheet = walk.sheet
        try:
            actions.answer(
                self.group,
                answers=sheet.written,
                texts=sheet.asked_texts,
                number=sheet.number,
                remark=sheet.remark,
                on=timezone.localdate(),
                invitation=self.invitation,
            )
        except (actions.SurveyIsNotOpen, actions.LinkIsUsed) as refused:
            return closed(self.request, self.group, str(refused), walk)
        except actions.AnswerIsWrong as wrong:
            sheet.general.append(str(wrong))
            return self.show(walk, actions.new_number(self.group))
        if self.later:
            actions.forget_later(self.group, self.later)
        thanks_page = "surveys:kiosk-thanks" if self.is_kiosk else "surveys:thanks"
        return private(redirect(thanks_page, self.group.token))

    @property
    def address(self) -> str:
        """Where the form is sent: with the last part of the link once answers are kept under it."""
        if self.later:
            return reverse(f"{self.name}-go-on", args=[self.token, self.later])
        return reverse(self.name, args=[self.token])

    def show(self, walk: Walk, number: str) -> HttpResponse:
        answer = sheet_page(
            self.request,
            walk,
            self.group.survey,
            number=number,
            group=self.group,
            invited=self.invitation is not None,
            address=self.address,
            may_save=not self.is_kiosk,
            begins=reverse("surveys:kiosk-start", args=[self.token]) if self.is_kiosk else "",
            saved=self.saved,
            qr=drawn(self.saved) if self.saved else None,
            kept_until=self.group.survey.closes_on,
        )
        if not self.is_kiosk:  # the browser's own way back shows the pages with what was typed
            answer.headers["Cache-Control"] = "private, no-cache"
        return private(answer)


def sheet_page(request: HttpRequest, walk: Walk, survey: Survey, **context: Any) -> HttpResponse:
    """The page of a questionnaire, for respondents and for the preview of those who write it."""
    sheet = walk.sheet
    return page(
        request,
        "surveys/answer.html",
        status=422 if sheet.wrong or sheet.general else 200,
        walk=walk,
        sheet=sheet,
        has_pairs=any(sheet.questionnaire.questions[place].kind == rules.PAIRED for place in walk.here),
        survey=survey,
        agency=survey.drive.agency,
        **context,
    )


class Drawing(NamedTuple):
    """A QR code as a path in a square of `size` modules."""

    size: int
    path: str


def drawn(text: str) -> Drawing:
    code = segno.make(text, error="m", micro=False)
    rows = list(code.matrix_iter(border=4))
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return Drawing(len(rows), path)


@login_not_required
@never_cache
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Thanks; the browser forgets the pages on which the answers stood."""
    group = the_group(token)
    answer = page(request, "surveys/thanks.html", agency=group.survey.drive.agency)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return private(answer)


@login_not_required
@never_cache
def kiosk_thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Thanks for some seconds, then the beginning again; nothing of the former answer is left."""
    group = the_group(token)
    context: dict[str, Any] = {
        "agency": group.survey.drive.agency,
        "again": reverse("surveys:kiosk-start", args=[token]),
    }
    rotate_token(request)  # the next person has another cookie
    answer = page(request, "surveys/thanks.html", **context)
    answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite=SAME_SITE)
    answer.headers["Clear-Site-Data"] = '"cache"'  # also what the browser keeps to go back to at once
    return private(answer)
