"""Rows that come from files and rows that two people edit, tried on tables of the rooms above."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from janya.core.models import Synced
from janya.norms.models import CodeItem, Holiday
from janya.risks.models import Risk
from tests import make

pytestmark = pytest.mark.django_db
NEW_YEAR = {"key": "2026-01-01", "date": date(2026, 1, 1), "name": "วันขึ้นปีใหม่", "verified": True}
LABOUR = {"key": "2026-05-01", "date": date(2026, 5, 1), "name": "วันแรงงานแห่งชาติ", "verified": True}


def rows() -> list[tuple[str, date, str, bool]]:
    return list(Holiday.objects.values_list("key", "date", "name", "verified"))


def test_new_rows_are_put_in_changed_ones_follow_and_edited_ones_stay() -> None:
    first = Holiday.sync([NEW_YEAR, LABOUR])
    Holiday.objects.filter(key=LABOUR["key"]).update(name="ของหน่วยงาน", edited_at=timezone.now())
    another = {"key": "2026-12-31", "date": date(2026, 12, 31), "name": "วันสิ้นปี", "verified": False}

    second = Holiday.sync([{**NEW_YEAR, "name": "ปีใหม่"}, {**LABOUR, "name": "วันแรงงาน"}, another])

    assert (first, second) == (Synced(2, 0, 0), Synced(1, 1, 1))
    assert rows() == [
        ("2026-01-01", date(2026, 1, 1), "ปีใหม่", True),
        ("2026-05-01", date(2026, 5, 1), "ของหน่วยงาน", True),
        ("2026-12-31", date(2026, 12, 31), "วันสิ้นปี", False),
    ]


def test_the_same_rows_again_change_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    Holiday.sync([NEW_YEAR, LABOUR])

    with django_assert_num_queries(1):
        again = Holiday.sync([NEW_YEAR, LABOUR])

    assert again == Synced(0, 0, 0)


def test_rows_that_the_files_no_longer_name_stay() -> None:
    """What years and registers point to is not taken from under them."""
    Holiday.sync([NEW_YEAR, LABOUR])

    told = Holiday.sync([NEW_YEAR])

    assert (told, len(rows())) == (Synced(0, 0, 0), 2)


def test_a_row_may_be_known_by_another_field_than_its_key() -> None:
    Holiday.sync([NEW_YEAR])

    told = Holiday.sync([{**NEW_YEAR, "key": "new-year"}], by=("date",))

    assert told == Synced(0, 1, 0)
    assert [key for key, *_rest in rows()] == ["new-year"]


def test_fixed_values_hold_for_every_row_and_keep_other_owners_out() -> None:
    drive = make.drive(items=1)
    own = CodeItem.objects.create(
        key="own", code=drive.code, agency=drive.agency, number=5, slug="own", title="ของหน่วยงาน"
    )
    national = {"key": f"{drive.code.key}.2", "code": drive.code, "number": 2, "slug": "two", "title": "ใหม่"}

    told = CodeItem.sync([national], agency=None)

    own.refresh_from_db()
    assert told == Synced(1, 0, 0)
    assert (own.title, own.agency) == ("ของหน่วยงาน", drive.agency)
    assert CodeItem.objects.get(key=national["key"]).agency is None


def test_a_field_that_a_row_leaves_out_stays_as_it_is() -> None:
    Holiday.sync([{**NEW_YEAR, "source": "ประกาศ"}])

    told = Holiday.sync([NEW_YEAR])

    assert told == Synced(0, 0, 0)
    assert Holiday.objects.get().source == "ประกาศ"


def test_many_rows_take_as_many_queries_as_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    def days(count: int, name: str) -> list[dict[str, Any]]:
        return [
            {"key": f"{n}", "date": date(2026, 1 + n // 28, 1 + n % 28), "name": name} for n in range(count)
        ]

    for count in (1, 200):
        Holiday.objects.all().delete()
        Holiday.sync(days(count, "ก"))
        with django_assert_num_queries(2):
            assert Holiday.sync(days(count, "ข")) == Synced(0, count, 0)


class SyncLaws(TestCase):
    """Whatever was there and whatever comes: afterwards the table says what the files say, but for edited rows."""

    @settings(max_examples=25)
    @given(
        st.dictionaries(st.integers(1, 9), st.tuples(st.sampled_from("กขค"), st.booleans())),
        st.dictionaries(st.integers(1, 9), st.sampled_from("กขค")),
    )
    def test_the_table_follows_the_files(
        self, before: dict[int, tuple[str, bool]], files: dict[int, str]
    ) -> None:
        Holiday.objects.bulk_create(
            Holiday(
                key=str(n), date=date(2026, 1, n), name=name, edited_at=timezone.now() if is_edited else None
            )
            for n, (name, is_edited) in before.items()
        )

        told = Holiday.sync(
            {"key": str(n), "date": date(2026, 1, n), "name": name} for n, name in files.items()
        )
        again = Holiday.sync(
            {"key": str(n), "date": date(2026, 1, n), "name": name} for n, name in files.items()
        )

        edited = {n for n, (_name, is_edited) in before.items() if is_edited}
        wanted = {n: name for n, (name, _is_edited) in before.items()}
        wanted |= {n: name for n, name in files.items() if n not in edited}
        assert dict(Holiday.objects.values_list("key", "name")) == {str(n): one for n, one in wanted.items()}
        assert told == Synced(
            len(files.keys() - before.keys()),
            sum(n in before and n not in edited and before[n][0] != name for n, name in files.items()),
            len(files.keys() & edited),
        )
        assert again == Synced(0, 0, told.kept)


def test_of_two_who_saw_the_same_version_the_first_takes_the_next() -> None:
    risk = make.risk(make.drive())
    ana, ben = Risk.objects.get(pk=risk.pk), Risk.objects.get(pk=risk.pk)
    seen = risk.version

    told = [ana.claim(seen), ben.claim(seen)]

    assert told == [True, False]
    assert (ana.version, ben.version) == (seen + 1, seen)
    assert Risk.objects.get(pk=risk.pk).version == seen + 1
    assert ben.claim(seen + 1)
