"""The proof of docs/anonymity.md, held on the schema, the pages, the log, and copies of the database itself."""

import base64
import logging
import secrets
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, example, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings

from janya.core.thai import fiscal_year
from janya.jobs.models import Job
from janya.journal.models import Entry
from janya.surveys import actions, rules
from janya.surveys.actions import storing
from janya.surveys.models import (
    Invitation,
    Remark,
    Response,
    SpentForm,
    Survey,
    SurveyGroup,
    Unfinished,
    Waiting,
)
from tests import make

pytestmark = pytest.mark.django_db

COLUMNS = {
    Response: {"id", "survey_id", "group_id", "answers"},
    Remark: {"id", "survey_id", "question_id", "group_id", "text"},
    Waiting: {"id", "group_id", "sealed"},
    SpentForm: {"survey_id", "number_hash"},
    Unfinished: {"link_hash", "group_id", "sealed", "kept_until"},
}
"""Every column that a table of answers may have. To add one, change docs/anonymity.md first, and say what it tells."""
INVITATION = {"id", "group_id", "person_id", "email", "token_hash", "is_used", "sent_on", "reminded"}
MAY_POINT_AT = {"surveys_survey", "surveys_surveygroup", "surveys_question"}
TIMELESS = (models.UUIDField, models.CharField, models.TextField, models.BinaryField, models.ForeignKey)


def table(model: type[models.Model]) -> str:
    return model._meta.db_table


# ── the schema ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("model", COLUMNS, ids=lambda model: model.__name__)
def test_a_table_of_answers_has_these_columns_and_no_other(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table(model))
        relations = connection.introspection.get_relations(cursor, table(model))

    assert {column.name for column in found} == COLUMNS[model]
    assert {other for _column, other in relations.values()} <= MAY_POINT_AT
    for field in model._meta.concrete_fields:
        assert isinstance(field, TIMELESS) or field.name == "kept_until", field.name
        assert not isinstance(field, models.AutoField), field.name


@pytest.mark.parametrize("model", COLUMNS, ids=lambda model: model.__name__)
def test_the_key_of_an_answer_is_random_and_tells_no_order(model: type[models.Model]) -> None:
    key = model._meta.pk
    assert isinstance(key, models.UUIDField) or key.name in {"number_hash", "link_hash"}
    if isinstance(key, models.UUIDField):
        made = [key.get_default() for _n in range(3)]
        assert {one.version for one in made} == {4}  # wholly random: no clock, no card's address
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            assert not connection.introspection.get_sequences(cursor, table(model))
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table(model)])
            assert cursor.fetchone()[0].rstrip().endswith("WITHOUT ROWID")


def test_nothing_points_at_an_answer_and_no_table_joins_persons_to_it() -> None:
    answers = {table(model) for model in COLUMNS}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            relations = connection.introspection.get_relations(cursor, name)
            assert not answers & {other for _column, other in relations.values()}, name
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            pointed = field.related_model if field.is_relation and field.concrete else None
            assert pointed not in COLUMNS, (model, field.name)


def test_an_invitation_knows_that_it_was_used_and_neither_when_nor_what() -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table(Invitation))
        relations = connection.introspection.get_relations(cursor, table(Invitation))

    assert {column.name for column in found} == INVITATION
    assert {other for _column, other in relations.values()} == {"surveys_surveygroup", "people_person"}
    assert not [one for one in Invitation._meta.concrete_fields if isinstance(one, models.DateTimeField)]
    assert "used" not in {
        one.name for one in Invitation._meta.concrete_fields if isinstance(one, models.DateField)
    }


def test_no_trigger_watches_answers() -> None:
    question = (
        "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT event_object_table FROM information_schema.triggers"
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        watched = {name for (name,) in cursor.fetchall()}

    assert not watched & ({table(model) for model in COLUMNS} | {table(Invitation)})


# ── pages, journal, log ────────────────────────────────────────────────────────────────────
def running(groups: int = 1) -> Survey:
    today = timezone.localdate()
    made: Survey = make.survey(
        make.drive(year=fiscal_year(today), items=2),
        opens_on=today - timedelta(days=1),
        closes_on=today + timedelta(days=9),
        groups={make.stakeholders(): 20 for _n in range(groups)},
    )
    return made


def invited(group: SurveyGroup) -> tuple[Invitation, str]:
    one = Invitation(group=group, email=f"{secrets.token_hex(6)}@example.go.th")
    token = actions.token_of(one)
    one.token_hash = actions.hash_of(token)
    one.save(force_insert=True)
    return one, token


def filled(survey: Survey, group: SurveyGroup, remark: str = "") -> dict[str, Any]:
    sides = {
        f"{side}{one.pk}": level for one in survey.questions.all() for side, level in (("d", 5), ("p", 3))
    }
    return {**sides, "number": actions.new_number(group), "remark": remark}


@pytest.mark.parametrize("way", ["answer", "invited", "kiosk"])
def test_an_answer_leaves_no_line_no_session_no_job_and_no_cookie_that_knows_anything(way: str) -> None:
    survey = running()
    group = survey.groups.get()
    _invitation, token = invited(group)
    path = reverse(f"surveys:{way}", args=[token if way == "invited" else group.token])
    before = Entry.objects.count(), Session.objects.count(), Job.objects.count()
    browser = Client(enforce_csrf_checks=True)

    browser.get(path)
    known = browser.cookies["janya_csrf"].value
    answer = browser.post(path, {**filled(survey, group), "csrfmiddlewaretoken": known}, follow=True)

    assert answer.status_code == 200
    assert (Entry.objects.count(), Session.objects.count(), Job.objects.count()) == before
    assert set(browser.cookies) <= {"janya_csrf", "janya_language"}
    assert Response.objects.count() + Waiting.objects.count() == 1
    if way == "kiosk":
        assert browser.cookies["janya_csrf"].value != known  # the next person has another


def test_no_line_of_the_log_has_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    survey = running()
    group = survey.groups.get()
    _invitation, token = invited(group)
    strict = Client(enforce_csrf_checks=True)
    later = "kept-for-later-secret"
    paths = [
        reverse("surveys:invited", args=[token]),
        reverse("surveys:invited", args=[f"{token}x"]),
        reverse("surveys:answer", args=[f"{group.token}x"]),
        reverse("surveys:answer-go-on", args=[group.token, later]),
        reverse("surveys:invited-go-on", args=[token, later]),
    ]

    with caplog.at_level(logging.DEBUG):
        for path in paths:
            Client().get(path)
            strict.post(path, {})
        Client().post(paths[0], filled(survey, group))
        Client().get(paths[0])  # gone
        actions.close_survey(survey, by=make.officer(survey.drive.agency))
        Client().get(reverse("surveys:answer", args=[group.token]))

    lines = [record.getMessage() for record in caplog.records if record.name.startswith("django.")]
    assert any("/i/…/" in line for line in lines)
    assert not [
        line
        for line in lines
        if "sql" not in line.lower()[:20] and any(one in line for one in (token, group.token, later))
        and not line.startswith("(")  # statements, told to developers only
    ]  # fmt: skip


def test_releasing_is_by_a_lot_that_nobody_can_foresee() -> None:
    assert isinstance(storing.CHANCE, secrets.SystemRandom)


# ── copies of the database, taken before and after each single answer ──────────────────────
class Copy(NamedTuple):
    """What somebody reads in a copy of the database file."""

    responses: frozenset[tuple[str, str]]
    remarks: frozenset[str]
    waiting: frozenset[str]
    used: frozenset[str]
    raw: bytes


def copy() -> Copy:
    """The database as its file would be now, page by page, what is free in it included."""
    connection.ensure_connection()
    raw = connection.connection.serialize()
    target = sqlite3.connect(":memory:")
    target.deserialize(raw)

    def read(question: str) -> Iterator[Any]:
        return (row if len(row) > 1 else row[0] for row in target.execute(question).fetchall())

    found = Copy(
        frozenset(read("SELECT id, answers FROM surveys_response")),
        frozenset(read("SELECT id FROM surveys_remark")),
        frozenset(read("SELECT id FROM surveys_waiting")),
        frozenset(read("SELECT id FROM surveys_invitation WHERE is_used")),
        raw,
    )
    target.close()
    return found


class Watcher:
    """Holds every copy, and works out which links may have given which new response."""

    def __init__(self) -> None:
        self.gave: dict[str, str] = {}  # row that waits → link; known from two copies around one answer

    def candidates(self, before: Copy, after: Copy) -> set[str]:
        new_links = after.used - before.used
        for row in after.waiting - before.waiting:
            [self.gave[row]] = new_links
        left = {self.gave[row] for row in before.waiting - after.waiting}
        unseen = set() if after.waiting - before.waiting else set(new_links)  # came and went in one step
        return left | unseen


ways = st.lists(st.sampled_from(["link 0", "link 1", "open 0", "open 1"]), min_size=1, max_size=45)


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="The copy is of SQLite's file; PostgreSQL keeps to the same rows"
)
@examples(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@example(["link 0"] * 21 + ["open 0", "link 1"] * 11 + ["link 0"] * 5)
@given(ways)
def test_between_any_two_copies_no_answer_can_be_told_to_be_of_one_link(sequence: list[str]) -> None:
    with transaction.atomic():
        survey = running(groups=2)
        groups = list(survey.groups.order_by("pk"))
        watcher, held = Watcher(), copy()
        for n, word in enumerate(sequence):
            way, at = word.split()
            group = groups[int(at)]
            invitation = invited(group)[0] if way == "link" else None
            secret = f"remark-{n}-{secrets.token_hex(8)}"
            actions.answer(
                group,
                answers=f"{n % 5 + 1}{n % 4 + 1}{n % 3 + 1}{n % 2 + 1}",
                number=actions.new_number(group),
                remark=secret if way == "link" else "",
                on=timezone.localdate(),
                invitation=invitation,
            )
            now = copy()
            new, links = now.responses - held.responses, watcher.candidates(held, now)
            if way == "open":
                assert (len(new), links, now.used) == (1, set(), held.used)
            else:
                assert len(now.used - held.used) == 1
                assert len(new) == 0 or len(new) >= rules.SMALLEST_CELL
                assert len(links) == len(new)  # any of so many links may have given any of so many responses
                assert len(now.remarks - held.remarks) == len(new)
                assert new or secret.encode() not in now.raw  # what waits is sealed, in free pages too
            held = now
        transaction.set_rollback(True)


@examples(max_examples=25)
@given(st.lists(st.booleans(), max_size=60), st.integers(0, 4))
def test_the_pool_keeps_company_for_every_answer_until_closing(answers: list[bool], smallest: int) -> None:
    """After each answer through a link none or at least so many go, and at least so many stay once any went."""
    smallest += 2
    waiting, gone = 0, 0
    for is_link in answers:
        waiting += is_link
        leaving = rules.released(waiting, closing=False, smallest=smallest) if is_link else 0
        assert leaving == 0 or leaving >= smallest
        waiting, gone = waiting - leaving, gone + leaving
        assert not gone or waiting >= smallest

    assert rules.released(waiting, closing=True, smallest=smallest) == waiting


def test_closing_lets_all_go_together_and_opening_again_begins_anew() -> None:
    survey = running()
    ana = make.officer(survey.drive.agency)
    group = survey.groups.get()

    def give(count: int) -> None:
        for n in range(count):
            actions.answer(
                SurveyGroup.objects.get(pk=group.pk),
                answers=f"5{n % 5 + 1}53",
                number=actions.new_number(group),
                remark=f"ข้อเสนอ {n}",
                on=timezone.localdate(),
                invitation=invited(group)[0],
            )

    give(7)
    before = Response.objects.count(), Waiting.objects.count(), Remark.objects.count()
    actions.close_survey(survey, by=ana)
    closed = Response.objects.count(), Waiting.objects.count(), Remark.objects.count()
    survey.refresh_from_db()
    actions.extend(survey, seen=survey.version, closes_on=survey.closes_on, by=ana)
    give(6)
    again = Response.objects.count(), Waiting.objects.count()

    assert (before, closed, again) == ((0, 7, 0), (7, 0, 7), (7, 6))


def test_with_another_secret_key_what_waited_goes_on_waiting_and_nothing_breaks(settings: Settings) -> None:
    survey = running()
    ana = make.officer(survey.drive.agency)
    group = survey.groups.get()
    own = settings.SECRET_KEY

    def give(count: int) -> None:
        for _n in range(count):
            actions.answer(
                SurveyGroup.objects.get(pk=group.pk),
                answers="5353",
                number=actions.new_number(group),
                on=timezone.localdate(),
                invitation=invited(group)[0],
            )

    give(4)
    settings.SECRET_KEY = "another"
    give(6)
    mixed = Response.objects.count(), Waiting.objects.count()
    actions.close_survey(survey, by=ana)
    closed = Response.objects.count(), Waiting.objects.count()
    settings.SECRET_KEY = own
    survey.refresh_from_db()
    actions.extend(survey, seen=survey.version, closes_on=survey.closes_on, by=ana)
    actions.close_survey(survey, by=ana)

    assert (mixed, closed) == ((0, 10), (6, 4))
    assert (Response.objects.count(), Waiting.objects.count()) == (10, 0)


def test_what_waits_is_of_one_length_whatever_was_written() -> None:
    survey = running()
    group = survey.groups.get()
    for remark in ("", "สั้น", "ย" * 2000):
        actions.answer(
            group,
            answers="5353",
            number=actions.new_number(group),
            remark=remark,
            on=timezone.localdate(),
            invitation=invited(group)[0],
        )

    sealed = [bytes(one.sealed) for one in Waiting.objects.all()]
    assert len({len(one) for one in sealed}) == 1
    assert {base64.urlsafe_b64decode(one)[1:9] for one in sealed} == {
        bytes(8)
    }  # where such a seal writes its time


def test_the_key_that_seals_is_not_in_the_database() -> None:
    survey = running()
    group = survey.groups.get()
    actions.answer(
        group,
        answers="5353",
        number=actions.new_number(group),
        remark="ความลับที่ยังไม่เปิด",
        on=timezone.localdate(),
        invitation=invited(group)[0],
    )
    sealed = bytes(Waiting.objects.get().sealed)

    assert "ความลับที่ยังไม่เปิด".encode() not in sealed
    assert storing.unseal(sealed) == ("5353", {None: "ความลับที่ยังไม่เปิด"})
    if connection.vendor == "sqlite":
        assert b"only-for-tests" not in copy().raw
