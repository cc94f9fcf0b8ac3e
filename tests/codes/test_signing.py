"""When a signature stands, when it is asked for again, and what stays as history."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from janya.codes import actions, queries
from janya.codes.models import Acknowledgement
from janya.codes.signing import actions as signing
from janya.codes.signing import queries as signing_queries
from janya.codes.signing.queries import Chosen
from janya.codes.signing.rules import Reason
from janya.core import keeping
from janya.drives.models import Drive
from janya.journal.models import Entry
from janya.kpis.metrics import METRICS
from janya.people import actions as people
from janya.people.models import Person
from janya.people.rules import Role
from tests import make

pytestmark = pytest.mark.django_db


def read_all(drive: Drive, by: Person) -> None:
    for one in drive.code.items.all():
        actions.read(drive, one, by=by, at=timezone.now())


def sign(drive: Drive, by: Person, at: datetime | None = None) -> Acknowledgement:
    text = actions.text_to_sign(drive, by)
    return actions.sign(
        drive, typed_name=f"{by.first_name} {by.last_name}", text=text, by=by, at=at or timezone.now()
    )


def signer(**facts: object) -> tuple[Drive, Person]:
    drive = make.drive(items=2)
    ana = make.person(Role.OFFICIAL, drive.agency, **facts)
    read_all(drive, ana)
    return drive, ana


def listed(drive: Drive, **chosen: str) -> list[tuple[str, str]]:
    keeping.forget()
    found = signing_queries.Lines(signing_queries.sight(drive), Chosen(**chosen))
    return [(one.name.removeprefix("นาย").split()[0], one.why) for one in found]


def test_a_signature_keeps_the_way_the_code_and_the_post_at_signing() -> None:
    drive, ana = signer(position_title="นักวิชาการ")

    made = sign(drive, ana)

    seen = signing_queries.sight(drive)
    assert (made.kind, made.code, made.code_mark) == ("screen", drive.code, seen.code_mark)
    assert (made.position_title, made.signed_on) == ("นักวิชาการ", timezone.localdate())


def test_a_change_of_post_asks_again_says_since_when_and_keeps_the_old_signature() -> None:
    drive, ana = signer(first_name="อนา")
    old = sign(drive, ana, timezone.now() - timedelta(days=60))
    people.change_person(
        ana,
        by=ana,
        on=make.TODAY,
        position_title="ผู้อำนวยการ",
        post_since=timezone.localdate() - timedelta(30),
    )

    assert listed(drive)[0][1].startswith("เปลี่ยนตำแหน่งเมื่อ ")
    assert queries.own(drive, ana).acknowledgement is None
    new = sign(drive, ana)

    old.refresh_from_db()
    assert (old.ended_because, old.ended_at is not None) == ("renewed", True)
    assert Acknowledgement.objects.of(drive).standing().get() == new
    assert queries.own(drive, ana).acknowledgement == new
    assert listed(drive) == []


def test_another_version_and_another_item_ask_again_but_better_guidance_does_not() -> None:
    drive, ana = signer()
    sign(drive, ana)
    item = make.item(drive)
    item.guidance = "แนวปฏิบัติที่เขียนให้ชัดขึ้น"
    item.save()
    assert listed(drive) == []

    actions.add_item(drive.code, drive.agency, by=ana, title="ไม่รับของขวัญทุกโอกาส")

    assert [why for _name, why in listed(drive)] == ["ประมวลหรือข้อเปลี่ยนหลังลงนาม"]
    assert queries.own(drive, ana).again == "ประมวลหรือข้อเปลี่ยนหลังลงนาม"
    with pytest.raises(actions.CannotSign, match="เหลืออีก 1 ข้อ"):
        sign(drive, ana)
    drive.code = make.code(items=2)
    drive.save()
    keeping.forget()
    assert queries.coverage(drive).signed == 0


def test_one_signature_stands_for_a_person_and_the_database_holds_it() -> None:
    drive, ana = signer()
    made = sign(drive, ana)
    seen = signing_queries.sight(drive)
    facts = signing.facts_of(seen, ana, text="ข้อความ", signed_at=timezone.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        Acknowledgement.objects.create(**facts, typed_name="อนา")
    with pytest.raises(IntegrityError), transaction.atomic():
        Acknowledgement.objects.create(**facts | {"person": make.person(at=drive.agency)}, kind="paper")
    with pytest.raises(IntegrityError), transaction.atomic():
        Acknowledgement.objects.filter(pk=made.pk).update(ended_at=timezone.now())
    with pytest.raises(actions.CannotSign, match="ลงนามรับทราบแล้ว"):
        sign(drive, ana)


def test_the_list_is_filtered_by_unit_group_reason_way_and_name() -> None:
    drive = make.drive(items=1)
    top = make.unit(drive.agency, "สำนักงานจังหวัด")
    below = make.unit(drive.agency, "กลุ่มงานอำนวยการ", parent=top)
    home = make.agency("กรมทดสอบ", kind="department")
    ana = make.person(None, drive.agency, first_name="กมล", unit=below, home_agency=home)
    bo = make.person(None, drive.agency, first_name="ขวัญ", unit=top, email=None)
    cy = make.person(None, drive.agency, first_name="คมสัน", post_since=timezone.localdate())
    read_all(drive, cy)
    sign(drive, cy, timezone.now() - timedelta(days=9))

    def names(**chosen: str) -> list[str]:
        return [name for name, _why in listed(drive, **chosen)]

    assert names() == ["กมล", "ขวัญ", "คมสัน"]
    assert names(unit=str(top.pk), path=top.path) == ["กมล", "ขวัญ"]
    assert names(unit="none") == ["คมสัน"]
    assert names(home=str(home.pk)) == ["กมล"]
    assert names(way="paper") == ["ขวัญ"]
    assert names(reason=Reason.POST) == ["คมสัน"]
    assert names(reason=Reason.NEVER) == ["กมล", "ขวัญ"]
    assert names(words="มล ใจดี") == ["กมล"]
    assert names(show="signed") == []
    assert names(show="all", person=str(bo.pk)) == ["ขวัญ"]
    assert ana.pk


def test_coverage_counts_by_every_dimension_and_the_filter_combines_them() -> None:
    drive = make.drive(items=1)
    top = make.unit(drive.agency, "สำนักงานจังหวัด")
    below = make.unit(drive.agency, "กลุ่มงานอำนวยการ", parent=top)
    home = make.agency("กรมทดสอบ", kind="department")
    ana = make.person(None, drive.agency, unit=below, home_agency=home)
    make.person(None, drive.agency, unit=top)
    make.person(None, drive.agency, unit=top, home_agency=home, is_active=False)
    read_all(drive, ana)
    sign(drive, ana)
    keeping.forget()
    seen = signing_queries.sight(drive)

    def rows(by: str, **chosen: str) -> list[tuple[str, int, int]]:
        found = signing_queries.rows_of(seen, by, Chosen(**chosen))
        return [(one.name, one.count.people, one.count.signed) for one in found]

    assert rows("unit") == [("สำนักงานจังหวัด", 2, 1)]
    assert rows("unit", unit=str(top.pk), path=top.path) == [("สำนักงานจังหวัด", 1, 0), ("กลุ่มงานอำนวยการ", 1, 1)]
    assert rows("home") == [("กรมทดสอบ", 1, 1), (drive.agency.name, 1, 0)]
    assert rows("home", home=str(home.pk)) == [("กรมทดสอบ", 1, 1)]
    assert rows("level") == [("ไม่ระบุ", 2, 1)]
    assert rows("unit", home=str(home.pk)) == [("สำนักงานจังหวัด", 1, 1)]


def test_a_department_sees_how_far_its_officials_in_the_provinces_have_come() -> None:
    province = make.drive(items=1)
    department = make.drive(items=1)
    department.fiscal_year = province.fiscal_year
    department.save()
    ana = make.person(None, province.agency, home_agency=department.agency)
    make.person(None, department.agency)
    read_all(province, ana)
    sign(province, ana)
    keeping.forget()

    found = signing_queries.rows_of(signing_queries.sight(department), "place", Chosen())

    assert {(one.name, one.count.people, one.count.signed) for one in found} == {
        (province.agency.name, 1, 1),
        (department.agency.name, 1, 0),
    }


def test_the_figure_that_the_system_measures_counts_a_person_once_and_only_while_it_stands() -> None:
    drive, ana = signer()
    first = sign(drive, ana, timezone.now() - timedelta(days=60))
    measure = METRICS["acknowledged"].measure
    assert measure(drive, timezone.localdate()) == 100

    Person.objects.filter(pk=ana.pk).update(post_since=timezone.localdate() - timedelta(30))

    assert measure(drive, timezone.localdate()) == 0
    ana.refresh_from_db()
    sign(drive, ana)
    assert measure(drive, timezone.localdate()) == 100
    assert measure(drive, date(2020, 1, 1)) == 0
    assert first.pk


def test_every_change_writes_a_line_so_that_kept_figures_are_never_old() -> None:
    drive, ana = signer()
    assert queries.coverage(drive).signed == 0

    sign(drive, ana)

    assert queries.coverage(drive).signed == 1
    people.leave(ana, agency=drive.agency, by=ana, on=make.TODAY)
    assert (queries.coverage(drive).total, queries.coverage(drive).signed) == (0, 0)
    assert Entry.objects.filter(deed="codes.acknowledged").count() == 1
