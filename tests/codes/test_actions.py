"""Reading and signing: what is kept, what is refused."""

import pytest
from django.utils import timezone

from janya.codes import actions, queries, rules
from janya.codes.models import Acknowledgement, Reading
from janya.drives.models import Drive
from janya.journal.models import Entry
from janya.people.models import Person
from janya.people.rules import Role
from tests import make

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def read_all(drive: Drive, by: Person) -> None:
    for one in drive.code.items.all():
        actions.read(drive, one, by=by, at=NOW)


def signed_by(person: Person, drive: Drive) -> Acknowledgement:
    return actions.sign(
        drive,
        typed_name=f"{person.first_name} {person.last_name}",
        text=actions.text_to_sign(drive, person),
        by=person,
        at=NOW,
    )


def test_reading_an_item_twice_counts_once_and_writes_one_line() -> None:
    drive = make.drive()
    ana = make.person(Role.OFFICIAL, drive.agency)

    first = actions.read(drive, make.item(drive), by=ana, at=NOW)
    second = actions.read(drive, make.item(drive), by=ana, at=NOW)

    assert (first, second) == (True, False)
    assert Reading.objects.count() == 1
    assert [(e.deed, e.by_id, e.agency_id) for e in Entry.objects.all()] == [
        ("codes.read", ana.pk, drive.agency_id)
    ]


def test_signing_keeps_the_very_text_its_hash_and_the_unit() -> None:
    drive = make.drive()
    unit = make.unit(drive.agency)
    ana = make.person(Role.OFFICIAL, drive.agency, unit=unit, position_title="นักทรัพยากรบุคคลชำนาญการ")
    read_all(drive, ana)

    made = signed_by(ana, drive)

    assert made.text_sha256 == rules.text_hash(made.text)
    assert made.unit == unit
    assert all(
        word in made.text for word in (ana.get_full_name(), ana.position_title, drive.agency.name, "2569")
    )
    assert Entry.objects.first().deed == "codes.acknowledged"  # type: ignore[union-attr]


def test_nobody_signs_before_every_item_is_read() -> None:
    drive = make.drive(items=3)
    ana = make.person(Role.OFFICIAL, drive.agency)
    actions.read(drive, make.item(drive), by=ana, at=NOW)

    with pytest.raises(actions.CannotSign, match="เหลืออีก 2 ข้อ"):
        signed_by(ana, drive)


def test_another_name_an_old_text_and_a_second_signature_are_refused() -> None:
    drive = make.drive()
    ana = make.person(Role.OFFICIAL, drive.agency)
    read_all(drive, ana)
    text = actions.text_to_sign(drive, ana)

    with pytest.raises(actions.CannotSign, match="ชื่อที่พิมพ์ไม่ตรง"):
        actions.sign(drive, typed_name="คนอื่น ใจดี", text=text, by=ana, at=NOW)
    with pytest.raises(actions.CannotSign, match="ข้อความรับทราบเปลี่ยนไป"):
        actions.sign(drive, typed_name=f"{ana.first_name} {ana.last_name}", text=text + "…", by=ana, at=NOW)
    signed_by(ana, drive)
    with pytest.raises(actions.CannotSign, match="ลงนามรับทราบแล้ว"):
        signed_by(ana, drive)


def test_coverage_counts_a_unit_with_all_below_it_and_those_without_a_unit() -> None:
    drive = make.drive(items=1)
    top = make.unit(drive.agency, "สำนักงานจังหวัด")
    below = make.unit(drive.agency, "กลุ่มงานอำนวยการ", parent=top)
    ana = make.person(Role.OFFICIAL, drive.agency, unit=below)
    make.person(Role.OFFICIAL, drive.agency, unit=top)
    make.person(Role.OFFICIAL, drive.agency)
    read_all(drive, ana)
    signed_by(ana, drive)

    found = queries.coverage(drive)

    assert (found.total, found.read, found.signed) == (3, 1, 1)
    assert [(row.name, row.people, row.signed) for row in found.units] == [
        ("สำนักงานจังหวัด", 2, 1),
        ("กลุ่มงานอำนวยการ", 1, 1),
        ("ยังไม่ระบุหน่วยงาน", 1, 0),
    ]


def test_an_agencys_own_item_stands_behind_the_codes_and_only_there() -> None:
    drive, other = make.drive(items=3), make.drive()
    ana = make.officer(drive.agency)

    item = actions.add_item(drive.code, drive.agency, by=ana, title="ไม่รับของขวัญทุกโอกาส")

    assert item.number == 4
    assert len(queries.own(drive, ana).items) == 4
    other.code = drive.code
    other.save()
    assert len(queries.own(other, ana).items) == 3
