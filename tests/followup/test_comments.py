"""Comments on activities."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from janya.drives.models import Drive
from janya.followup import actions
from janya.followup.models import Comment
from janya.inbox.models import Notice
from janya.journal.models import Entry
from janya.people.models import Person
from janya.people.rules import Role
from tests import make

pytestmark = pytest.mark.django_db
Browse = Callable[[Person], Client]


def test_a_comment_is_told_to_the_owner_the_coordinators_above_and_those_who_commented(
    browse: Browse,
) -> None:
    drive = make.drive()
    top = make.unit(drive.agency)
    below, aside = make.unit(drive.agency, parent=top), make.unit(drive.agency)
    owner, ana, bo = (make.officer(drive.agency) for _n in range(3))
    near = make.person(Role.COORDINATOR, drive.agency, unit=top)
    make.person(Role.COORDINATOR, drive.agency, unit=aside)
    activity = make.activity(drive, by=owner, unit=below)
    actions.comment(activity, text="ขอดูรายชื่อ", by=bo)
    Notice.objects.all().delete()

    answer = browse(ana).post(reverse("followup:comment", args=[activity.pk]), {"text": "ส่งเอกสารแล้ว"})

    assert answer.status_code == 302
    assert {one.person for one in Notice.objects.all()} == {owner, near, bo}
    assert not Notice.objects.filter(text__contains="ส่งเอกสารแล้ว").exists()
    assert Entry.objects.filter(deed="followup.commented").count() == 2
    shown = browse(owner).get(activity.get_absolute_url()).content.decode()
    assert "ส่งเอกสารแล้ว" in shown


def test_who_has_left_is_not_told() -> None:
    drive = make.drive()
    owner = make.officer(drive.agency)
    activity = make.activity(drive, by=owner)
    owner.appointments.update(ended_on=make.TODAY)

    actions.comment(activity, text="ความเห็น", by=make.officer(drive.agency))

    assert not Notice.objects.exists()


def test_own_words_are_changed_within_some_minutes(browse: Browse) -> None:
    activity = make.activity(make.drive())
    ana = make.officer(activity.drive.agency)
    said = actions.comment(activity, text="คำเดิม", by=ana)
    client, here = browse(ana), reverse("followup:change-comment", args=[said.pk])

    young = client.post(here, {"text": "คำใหม่"})
    Comment.objects.update(at=timezone.now() - timedelta(minutes=16))
    late = client.post(here, {"text": "คำที่ช้าไป"}, headers={"HX-Request": "true"})

    said.refresh_from_db()
    assert (young.status_code, late.status_code, said.text) == (302, 422, "คำใหม่")
    assert "15 นาที" in late.content.decode()
    assert "คำที่ช้าไป" in late.content.decode()


def test_a_removed_comment_leaves_a_trace_without_words(browse: Browse) -> None:
    activity = make.activity(make.drive())
    ana = make.officer(activity.drive.agency)
    said = actions.comment(activity, text="คำที่ลบ", by=ana)

    browse(ana).post(reverse("followup:remove-comment", args=[said.pk]))

    shown = browse(ana).get(activity.get_absolute_url()).content.decode()
    assert "คำที่ลบ" not in shown
    assert "ลบแล้ว" in shown
    assert Entry.objects.filter(deed="followup.comment-removed").exists()


def test_nobody_changes_or_removes_the_words_of_another(browse: Browse) -> None:
    activity = make.activity(make.drive())
    said = actions.comment(activity, text="ของผู้อื่น", by=make.officer(activity.drive.agency))
    client = browse(make.officer(activity.drive.agency))

    assert client.post(reverse("followup:change-comment", args=[said.pk]), {"text": "แก้"}).status_code == 403
    assert client.post(reverse("followup:remove-comment", args=[said.pk])).status_code == 403
    stranger = browse(make.officer(make.agency()))
    assert stranger.post(reverse("followup:comment", args=[activity.pk]), {"text": "แก้"}).status_code == 404


@pytest.mark.parametrize(("role", "status"), [(Role.HEAD, 302), (Role.COORDINATOR, 302), (Role.AUDITOR, 403)])
def test_who_follows_up_or_decides_comments(browse: Browse, role: Role, status: int) -> None:
    activity = make.activity(make.drive())
    person = make.person(role, activity.drive.agency)

    answer = browse(person).post(reverse("followup:comment", args=[activity.pk]), {"text": "ความเห็น"})

    assert answer.status_code == status


def test_an_empty_comment_is_422_and_a_closed_year_takes_none(browse: Browse) -> None:
    activity = make.activity(make.drive())
    client = browse(make.officer(activity.drive.agency))
    here = reverse("followup:comment", args=[activity.pk])

    empty = client.post(here, {"text": "  "})
    Drive.objects.update(state=Drive.State.CLOSED)
    closed = client.post(here, {"text": "ช้าไป"})

    assert (empty.status_code, closed.status_code) == (422, 403)


def test_comments_are_one_query_however_many(
    browse: Browse, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    activity = make.activity(make.drive())
    ana = make.officer(activity.drive.agency)
    client = browse(ana)
    actions.comment(activity, text="หนึ่ง", by=ana)
    with django_assert_num_queries(13) as few:
        client.get(activity.get_absolute_url())
    for n in range(8):
        actions.comment(activity, text=f"ความเห็น {n}", by=make.officer(activity.drive.agency))

    with django_assert_num_queries(len(few)):
        client.get(activity.get_absolute_url())
