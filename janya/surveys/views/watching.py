"""While a survey runs: how many have answered, and the ways in of each group."""

import io
from collections.abc import Sequence

import segno
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from janya.core import documents
from janya.core.http import Request, download, page, slice_of
from janya.core.templatetags.janya import thai_date_long

from .. import actions, queries, response_rate, rules
from ..models import PHASES, Lot, Survey, SurveyGroup
from .building import the_survey

ROWS = 50


def the_group(request: Request, pk: int) -> SurveyGroup:
    """A group of a survey that this person may see."""
    visible = SurveyGroup.objects.filter(survey__in=Survey.objects.visible_to(request.user))
    return get_object_or_404(
        visible.select_related("survey__drive__agency", "survey__drive__code", "group", "unit"), pk=pk
    )


def open_link(request: Request, group: SurveyGroup) -> str:
    return request.build_absolute_uri(reverse("surveys:answer", args=[group.token]))


def show(request: Request, survey: int) -> HttpResponse:
    """How many have answered, by group and unit, live; each group's ways in are one step away."""
    found = the_survey(request, survey)
    today = timezone.localdate()
    phase = found.phase(today)
    rates = response_rate.rates(found, today)
    rows = slice_of(request, rates.rows, ROWS)
    return page(
        request,
        "surveys/show.html",
        fragment="counts",
        drive=found.drive,
        survey=found,
        phase=phase,
        phase_name=PHASES[phase],
        may_open=today <= found.closes_on,
        rates=rates,
        rows=rows,
        links=[(rate, open_link(request, rate.group)) for rate in rows],
        remind_days=actions.REMIND_DAYS,
        asked=queries.questionnaire(found),
    )


def group(request: Request, group: int) -> HttpResponse:
    """All ways in of one group: link and QR, single-use links, kiosk, paper."""
    found = the_group(request, group)
    today = timezone.localdate()
    phase = found.survey.phase(today)
    [rate] = response_rate.rates(found.survey, today, only=found).rows
    link = open_link(request, found)
    return page(
        request,
        "surveys/group.html",
        drive=found.survey.drive,
        survey=found.survey,
        group=found,
        phase=phase,
        rate=rate,
        link=link,
        announcement=announcement(found, link),
        lots=Lot.objects.filter(group=found)[:20],
        keyed=response_rate.keyed(found),
        resumes=bool(found.reminders) and response_rate.waiting_reminders(found),
        smallest=rules.SMALLEST_CELL,
    )


def announcement(group: SurveyGroup, link: str) -> str:
    """A text for notice boards, chat groups and newsletters."""
    survey = group.survey
    return _(
        "ขอเชิญ%(group)s ตอบ “%(title)s” ของ%(agency)s ภายในวันที่ %(day)s\n%(link)s\n"
        "ไม่ถามชื่อ ไม่เก็บข้อมูลที่บอกได้ว่าใครตอบ หากตอบแล้ว ขอขอบคุณและไม่ต้องตอบซ้ำ"
    ) % {
        "group": group,
        "title": survey.title,
        "agency": survey.drive.agency.name,
        "day": thai_date_long(survey.closes_on),
        "link": link,
    }


def qr(request: Request, group: int) -> HttpResponse:
    """The group's open link as a QR code: a drawing, or with `?as=png` a picture for documents and posters."""
    code = segno.make(open_link(request, the_group(request, group)), error="m")
    picture = io.BytesIO()
    if request.GET.get("as") == "png":
        code.save(picture, kind="png", scale=16, border=4)
        return HttpResponse(picture.getvalue(), content_type="image/png")
    code.save(picture, kind="svg", scale=6, border=4, xmldecl=False)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


def drawing_of(text: str) -> str:
    """A QR code as SVG, for documents."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", scale=10, border=2, xmldecl=False)
    return drawn.getvalue().decode()


def poster(request: Request, group: int) -> HttpResponse:
    """One A4 page with the QR of one group."""
    found = the_group(request, group)
    return posters_of(request, found.survey, [found], str(found))


def posters(request: Request, survey: int) -> HttpResponse:
    """A page for each group, in one file."""
    found = the_survey(request, survey)
    return posters_of(request, found, list(found.groups.select_related("group", "unit")), _("โปสเตอร์ทุกกลุ่ม"))


def posters_of(request: Request, survey: Survey, groups: Sequence[SurveyGroup], name: str) -> HttpResponse:
    facts = {
        "title": survey.title,
        "agency": survey.drive.agency.name,
        "closes_on": survey.closes_on,
        "groups": [
            {
                "name": str(one),
                "link": open_link(request, one),
                "qr": drawing_of(open_link(request, one)),
            }
            for one in groups
        ],
    }
    return made(request, survey, "surveys/typst/poster.typ", facts, f"{_('โปสเตอร์แบบสำรวจ')} {name}")


def made(
    request: Request, survey: Survey, template: str, facts: dict[str, object], name: str
) -> HttpResponse:
    """The document to be saved, or a page that says why there is none."""
    try:
        content = documents.press(template, facts, as_of=timezone.localdate())
    except documents.DocumentCannotBeMade as failed:
        return page(
            request,
            "surveys/no_document.html",
            status=500,
            drive=survey.drive,
            survey=survey,
            why=str(failed),
        )
    return download(content, name, "pdf")
