"""The norms as the files have them, and what agencies add."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Count, Sum
from django.utils import timezone

from janya.core import catalogue as files
from janya.core.models import Synced
from janya.norms import catalogue, queries
from janya.norms.models import Code, CodeItem, Holiday, ItemMapping, Step, SubItem
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> dict[str, Synced]:
    return catalogue.load(files.read_folder(files.folder()))


def test_two_codes_come_with_their_items(loaded: dict[str, Synced]) -> None:
    assert dict(CodeItem.objects.values_list("code__key").annotate(Count("pk"))) == {"2552": 10, "2564": 7}
    assert loaded["codes"] == Synced(2, 0, 0)
    for key, count in (("2552", 10), ("2564", 7)):
        numbers = list(CodeItem.objects.filter(code__key=key).values_list("number", flat=True))
        assert numbers == [*range(1, count + 1)]
    assert list(CodeItem.objects.filter(code__key="2552").values_list("clause", flat=True)) == [*range(3, 13)]


def test_every_item_can_be_studied(loaded: dict[str, Synced]) -> None:
    for item in CodeItem.objects.all():
        assert all((item.title, item.gist, item.guidance, item.dos, item.donts, item.questions)), item.key
        assert item.source, item.key


def test_the_eight_steps_stand_in_order(loaded: dict[str, Synced]) -> None:
    found = queries.steps()

    assert [one.number for one in found] == [*range(1, 9)]
    assert str(found[0]) == "ศึกษาประมวลจริยธรรม"
    assert all(set(one.months) <= {*range(1, 13)} and one.short for one in found)


def test_what_an_item_of_the_old_code_passes_on_sums_to_one(loaded: dict[str, Synced]) -> None:
    totals = dict(ItemMapping.objects.values_list("from_item__key").annotate(Sum("weight")))

    assert set(totals.values()) == {Decimal(1)}
    assert {key.split(".")[0] for key in totals} == {"2552"}
    assert set(ItemMapping.objects.values_list("to_item__code__key", flat=True)) == {"2564"}


def test_sub_items_say_whether_they_were_checked(loaded: dict[str, Synced]) -> None:
    assert SubItem.objects.exists()
    assert not SubItem.objects.filter(status=SubItem.Status.CHECKED, verified=False).exists()
    assert str(SubItem.objects.all()[0]).startswith("(1) ")


def test_one_holiday_a_day(loaded: dict[str, Synced]) -> None:
    days = list(Holiday.objects.values_list("date", flat=True))

    assert len(set(days)) == len(days)
    assert date(2026, 1, 1) in days
    assert str(Holiday.objects.get(date=date(2026, 1, 1)))


def test_loading_again_changes_nothing_and_keeps_an_edited_item(loaded: dict[str, Synced]) -> None:
    CodeItem.objects.filter(key="2564.3").update(gist="ของหน่วยงาน", edited_at=timezone.now())

    again = catalogue.load(files.read_folder(files.folder()))

    assert again == {
        **dict.fromkeys(loaded, Synced(0, 0, 0)),
        "code_items": Synced(0, 0, 1),
    }
    assert CodeItem.objects.get(key="2564.3").gist == "ของหน่วยงาน"


@pytest.mark.parametrize(
    ("day", "keys"),
    [
        (date(2010, 2, 2), []),
        (date(2010, 2, 3), ["2552"]),
        (date(2021, 5, 20), ["2552"]),
        (date(2021, 5, 21), ["2564"]),
        (date(2030, 1, 1), ["2564"]),
    ],
)
def test_one_code_is_in_force_on_a_day(loaded: dict[str, Synced], day: date, keys: list[str]) -> None:
    assert [one.key for one in Code.objects.in_force(day)] == keys


def test_an_agency_has_the_national_items_and_its_own() -> None:
    drive, other = make.drive(items=2), make.agency()
    facts = {"code": drive.code, "number": 3, "slug": "own"}
    ours = CodeItem.objects.create(key="ours", agency=drive.agency, title="ของเรา", **facts)
    theirs = CodeItem.objects.create(key="theirs", agency=other, title="ของเขา", **facts)
    national = [make.item(drive, 1), make.item(drive, 2)]

    assert queries.items_of(drive.code) == national
    assert queries.items_of(drive.code, drive.agency) == [*national, ours]
    assert queries.items_of(drive.code_id, other.pk) == [*national, theirs]


def test_a_number_stands_once_among_national_items_and_once_in_an_agency() -> None:
    drive = make.drive(items=1)
    for agency, number in ((None, 1), (drive.agency, 4)):
        facts = {"code": drive.code, "agency": agency, "number": number, "slug": "x", "title": "x"}
        if agency:
            CodeItem.objects.create(key="first", **facts)

        with pytest.raises(IntegrityError), transaction.atomic():
            CodeItem.objects.create(key="second", **facts)

    assert drive.code.items.count() == 2


def test_a_short_name_has_at_most_sixty_letters_and_leaves_the_common_beginning_out() -> None:
    item = CodeItem(number=4, title="ข้าราชการต้อง" + "ก" * 61)

    assert item.short == f"ข้อ 4 {'ก' * 58}…"
    assert CodeItem(number=4, title="ข้าราชการต้องซื่อสัตย์").short == "ข้อ 4 ซื่อสัตย์"


def test_rows_are_called_by_their_names(loaded: dict[str, Synced]) -> None:
    assert str(Code.objects.get(key="2564")) == Code.objects.get(key="2564").short_title
    assert str(CodeItem.objects.get(key="2564.1")).startswith("ข้อ 1 ")
    assert str(Step.objects.get(number=8)) == Step.objects.get(number=8).title
