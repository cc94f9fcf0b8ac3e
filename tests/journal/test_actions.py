import sqlite3
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, connections, transaction

from janya.journal import actions, queries
from janya.journal.models import Entry, JournalIsAppendOnly
from janya.journal.triggers import GUARDS
from janya.people.rules import Role
from tests import make

TRIGGERS = ("journal_entry_refuses_update", "journal_entry_refuses_delete")


def without_update_guard() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER journal_entry_refuses_update")
        else:
            cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_refuses")


@pytest.mark.django_db
def test_record_tells_who_did_what_to_which_thing() -> None:
    agency = make.agency("จังหวัดแพร่")
    ana = make.person(Role.OFFICER, agency, first_name="อนา", last_name="ดีงาม", prename="นางสาว")

    actions.record("people.tested", agency, by=ana, score=4, on=date(2026, 3, 1), money=Decimal("1.50"))

    entry = Entry.objects.get()
    assert (entry.deed, entry.agency_id, entry.by_id, entry.by_name) == (
        "people.tested",
        agency.pk,
        ana.pk,
        "นางสาวอนา ดีงาม",
    )
    assert (entry.thing, entry.thing_id, entry.label) == ("people.agency", str(agency.pk), "จังหวัดแพร่")
    assert entry.facts == {"score": 4, "on": "2026-03-01", "money": "1.50"}


@pytest.mark.django_db
def test_the_agency_of_a_line_is_that_of_the_drive() -> None:
    drive = make.drive()

    entry = actions.record("drives.tested", drive, by=None)

    assert entry.agency_id == drive.agency_id
    assert entry.by_name == ""


@pytest.mark.django_db
def test_the_chain_holds_after_many_lines() -> None:
    agency = make.agency()
    for number in range(60):
        actions.record("people.tested", agency, by=None, number=number, words="ข้อความ “ไทย”", part=0.1)

    heard: list[int] = []
    assert queries.verify(heard.append) == []
    assert heard == [60]


@pytest.mark.django_db
def test_a_line_that_was_changed_in_the_database_shows() -> None:
    agency = make.agency()
    for number in range(5):
        actions.record("people.tested", agency, by=None, number=number)
    without_update_guard()

    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_entry SET by_name = 'ผู้อื่น' WHERE number = 3")

    assert queries.verify() == [3]


@pytest.mark.django_db
def test_neither_python_nor_the_database_changes_or_removes_a_line() -> None:
    entry = actions.record("people.tested", by=None)
    if connection.vendor == "sqlite":  # tests run without this one, see conftest
        with connection.cursor() as cursor:
            cursor.execute(GUARDS["sqlite"]["delete"])
    assert queries.is_guarded()

    for forbidden in (entry.save, entry.delete, Entry.objects.all().delete, Entry.objects.all().update):
        with pytest.raises(JournalIsAppendOnly):
            forbidden()
    for statement in ("UPDATE journal_entry SET deed = 'x'", "DELETE FROM journal_entry"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    assert queries.verify() == []
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_an_action_that_fails_leaves_no_line() -> None:
    class Failed(Exception):
        pass

    @transaction.atomic
    def fail() -> None:
        actions.record("people.tested", by=None)
        raise Failed

    with pytest.raises(Failed):
        fail()

    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_record_at_once_leave_no_gap(tmp_path: Path) -> None:
    default = connections.settings["default"]
    name = default["NAME"]
    if connection.vendor == "sqlite":  # the test database is in memory, where SQLite locks otherwise
        default["NAME"] = str(tmp_path / "journal.sqlite3")
        with sqlite3.connect(default["NAME"]) as copy:
            connection.connection.backup(copy)
        copy.close()
    found: list[object] = []
    together = threading.Barrier(2)

    def write() -> None:
        together.wait()
        for number in range(25):
            actions.record("people.tested", by=None, number=number)
        connection.close()

    def read() -> None:
        found.extend([Entry.objects.count(), queries.verify()])
        connection.close()

    try:
        for group in ([threading.Thread(target=write) for _ in range(2)], [threading.Thread(target=read)]):
            for thread in group:
                thread.start()
            for thread in group:
                thread.join()
    finally:
        default["NAME"] = name

    assert found == [50, []]
