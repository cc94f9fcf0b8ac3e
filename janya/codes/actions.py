from datetime import datetime

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from janya.drives.models import Drive
from janya.journal import actions as journal
from janya.norms.models import Code, CodeItem
from janya.people.models import Agency, Person

from . import rules
from .models import Acknowledgement, Reading


class CannotSign(Exception):
    """The acknowledgement is refused; the text says why and what to do."""


@transaction.atomic
def read(drive: Drive, item: CodeItem, *, by: Person, at: datetime) -> bool:
    """Record that a person studied one item; the second time changes nothing."""
    _reading, new = Reading.objects.get_or_create(drive=drive, person=by, item=item, defaults={"read_at": at})
    if new:
        journal.record(
            "codes.read", item, by=by, agency=drive.agency, item=item.number, year=drive.fiscal_year
        )
    return new


def text_to_sign(drive: Drive, person: Person) -> str:
    """The set form's wording for this person, year and code version; in Thai whatever the reader's language."""
    position = f"ตำแหน่ง {person.position_title} " if person.position_title else ""
    return (
        f"ข้าพเจ้า {person.get_full_name()} {position}ปฏิบัติราชการที่ {drive.agency.name} ได้ศึกษา{drive.code.title}ครบทุกข้อแล้ว "
        "ข้าพเจ้ารับทราบและเข้าใจสาระของประมวลจริยธรรมดังกล่าว และจะยึดถือเป็นแนวทางในการประพฤติปฏิบัติตน "
        f"และการปฏิบัติหน้าที่ราชการ ประจำปีงบประมาณ พ.ศ. {drive.fiscal_year}"
    )


def sign(drive: Drive, *, typed_name: str, text: str, by: Person, at: datetime) -> Acknowledgement:
    """Sign on screen. Raises CannotSign when items are unread, the name differs, or the text has changed meanwhile."""
    items = CodeItem.objects.of(drive.code, drive.agency).count()
    readings = Reading.objects.filter(drive=drive, person=by).count()
    verdict = rules.may_sign(
        read=readings, items=items, signed=Acknowledgement.objects.of(drive).filter(person=by).exists()
    )
    if not verdict.ok:
        raise CannotSign(verdict.because)
    if not rules.same_name(typed_name, f"{by.first_name} {by.last_name}"):
        raise CannotSign(
            _("ชื่อที่พิมพ์ไม่ตรงกับชื่อของท่านในระบบ กรุณาพิมพ์ว่า “%(name)s”")
            % {"name": f"{by.first_name} {by.last_name}"}
        )
    if text != text_to_sign(drive, by):
        raise CannotSign(_("ข้อความรับทราบเปลี่ยนไปตั้งแต่ท่านเปิดหน้านี้ กรุณาอ่านข้อความล่าสุดแล้วลงนามอีกครั้ง"))
    try:
        with transaction.atomic():
            made = Acknowledgement.objects.create(
                drive=drive,
                person=by,
                unit=by.unit if by.workplace_id == drive.agency_id else None,
                typed_name=typed_name,
                position_title=by.position_title,
                signed_at=at,
                text=text,
                text_sha256=rules.text_hash(text),
            )
            journal.record("codes.acknowledged", made, by=by, text_sha256=made.text_sha256)
    except IntegrityError as twice:
        raise CannotSign(_("ท่านลงนามรับทราบแล้ว")) from twice
    return made


@transaction.atomic
def add_item(code: Code, agency: Agency, *, by: Person, **facts: object) -> CodeItem:
    """An agency's own item, numbered behind the code's."""
    last = CodeItem.objects.of(code, agency).aggregate(last=models.Max("number"))["last"] or 0
    item = CodeItem.objects.create(
        code=code,
        agency=agency,
        number=last + 1,
        key=f"{code.key}.{agency.key}.{last + 1}",
        slug=f"own-{agency.pk}-{last + 1}",
        source=agency.name,
        **facts,
    )
    journal.record("norms.item-added", item, by=by, agency=agency, number=item.number)
    return item
