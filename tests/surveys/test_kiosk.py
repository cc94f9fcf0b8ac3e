"""One device for many people: it always returns to the beginning and keeps nothing of the former."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from janya.core.thai import fiscal_year
from janya.journal.models import Entry
from janya.people.models import Person
from janya.people.rules import Role
from janya.surveys import actions
from janya.surveys.models import Response, Survey, SurveyGroup
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]


@pytest.fixture
def survey() -> Survey:
    today = timezone.localdate()
    made: Survey = make.survey(
        make.drive(year=fiscal_year(today), items=2),
        opens_on=today - timedelta(days=1),
        closes_on=today + timedelta(days=9),
    )
    return made


def filled(survey: Survey, group: SurveyGroup, **more: Any) -> dict[str, Any]:
    sides = {
        f"{side}{one.pk}": level for one in survey.questions.all() for side, level in (("d", 5), ("p", 3))
    }
    return {**sides, "number": actions.new_number(group), "remark": "", **more}


def test_whoever_begins_is_signed_out_and_the_journal_knows_it(browse: Browse, survey: Survey) -> None:
    group = survey.groups.get()
    ana = make.officer(survey.drive.agency)
    client = browse(ana)

    answer = client.post(reverse("surveys:kiosk-begin", args=[group.pk]))
    start = client.get(answer.headers["Location"])
    private = client.get(survey.get_absolute_url())

    assert answer.headers["Location"] == reverse("surveys:kiosk-start", args=[group.token])
    assert start.status_code == 200
    assert private.status_code == 302  # to sign in
    assert not Session.objects.exists()
    assert Entry.objects.filter(deed="surveys.kiosk-begun", by_id=ana.pk).exists()


def test_the_beginning_leads_to_the_form_and_to_where_an_officer_ends(client: Client, survey: Survey) -> None:
    group = survey.groups.get()

    shown = client.get(reverse("surveys:kiosk-start", args=[group.token]))

    text = shown.content.decode()
    assert f'href="{reverse("surveys:kiosk", args=[group.token])}"' in text
    assert f"{reverse('people:sign-in')}?next={reverse('surveys:group', args=[group.pk])}" in text
    assert "no-store" in shown.headers["Cache-Control"]
    assert shown.headers["Clear-Site-Data"] == '"cache"'


def test_after_an_answer_it_returns_by_itself_and_nothing_of_it_is_left(
    client: Client, survey: Survey
) -> None:
    group = survey.groups.get()
    start = reverse("surveys:kiosk-start", args=[group.token])
    form = reverse("surveys:kiosk", args=[group.token])

    client.get(form)
    answer = client.post(form, filled(survey, group, remark="ความเห็นของคนแรก"))
    thanks = client.get(answer.headers["Location"])
    nxt = client.get(form).content.decode()

    assert f'<meta http-equiv="refresh" content="8;url={start}">' in thanks.content.decode()
    assert thanks.headers["Clear-Site-Data"] == '"cache"'
    assert "no-store" in thanks.headers["Cache-Control"]
    assert "ความเห็นของคนแรก" not in nxt
    assert " checked" not in nxt
    assert 'autocomplete="off"' in nxt
    assert "ตอบต่อภายหลัง" not in nxt
    assert Response.objects.count() == 1


def test_a_form_that_was_left_begins_anew_without_javascript_too(client: Client, survey: Survey) -> None:
    group = survey.groups.get()

    text = client.get(reverse("surveys:kiosk", args=[group.token])).content.decode()

    assert (
        f'<meta http-equiv="refresh" content="1800;url={reverse("surveys:kiosk-start", args=[group.token])}">'
        in text
    )
    assert "เลิกตอบและเริ่มใหม่" in text
    assert "http-equiv" not in client.get(reverse("surveys:answer", args=[group.token])).content.decode()


def test_a_form_sent_again_with_the_back_button_counts_once(client: Client, survey: Survey) -> None:
    group = survey.groups.get()
    form = filled(survey, group)
    path = reverse("surveys:kiosk", args=[group.token])

    told = [client.post(path, form).status_code for _n in range(2)]

    assert told == [302, 302]
    assert Response.objects.count() == 1


def test_a_closed_survey_says_so_on_the_device(client: Client, survey: Survey) -> None:
    actions.close_survey(survey, by=make.officer(survey.drive.agency))

    shown = client.get(reverse("surveys:kiosk-start", args=[survey.groups.get().token]))

    assert shown.status_code == 410
    assert "ปิดรับคำตอบแล้ว" in shown.content.decode()


def test_only_who_may_change_begins(browse: Browse, survey: Survey) -> None:
    path = reverse("surveys:kiosk-begin", args=[survey.groups.get().pk])

    assert browse(make.person(Role.AUDITOR, survey.drive.agency)).post(path).status_code == 403
    assert browse(make.officer(make.agency())).post(path).status_code == 404
    assert browse(make.officer(survey.drive.agency)).get(path).status_code == 405
