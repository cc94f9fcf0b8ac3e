"""Which column holds what, and what Janya does not want to hold at all."""

import re
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from janya.core import thai


class Field(StrEnum):
    """What a column of a personnel file may hold."""

    EXTERNAL_ID = "external_id"
    PRENAME = "prename"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    FULL_NAME = "full_name"
    STAFF_KIND = "staff_kind"
    POSITION_TITLE = "position_title"
    POSITION_TYPE = "position_type"
    LEVEL = "level"
    DIVISION = "division"
    UNIT = "unit"
    SECTION = "section"
    HOME_AGENCY = "home_agency"
    WORKPLACE = "workplace"
    EMAIL = "email"
    STATUS = "status"
    STARTED_ON = "started_on"
    POST_SINCE = "post_since"


class Wants(StrEnum):
    """What a choice of columns lacks."""

    NAME = "name"
    TWICE = "twice"


NEEDED = ({Field.FIRST_NAME, Field.LAST_NAME}, {Field.FULL_NAME})  # one of these sets
FIELDS_OF_PERSON = (
    "external_id",
    "prename",
    "first_name",
    "last_name",
    "staff_kind",
    "position_title",
    "position_level",
    "unit",
    "home_agency",
    "workplace",
    "email",
    "started_on",
    "post_since",
    "is_active",
)
"""Columns of people.Person that an import may change, in the order in which changes are told."""

SPELLINGS: Mapping[Field, Sequence[str]] = {
    Field.EXTERNAL_ID: (
        "รหัสบุคลากร",
        "รหัสข้าราชการ",
        "รหัสเจ้าหน้าที่",
        "รหัสพนักงาน",
        "รหัสประจำตัวบุคลากร",
        "เลขประจำตัวบุคลากร",
        "รหัส",
        "PER_ID",
        "person id",
        "employee id",
        "staff id",
        "external id",
    ),
    Field.PRENAME: (
        "คำนำหน้า",
        "คำนำหน้าชื่อ",
        "คำนำหน้านาม",
        "คำหน้าชื่อ",
        "ยศ",
        "ยศ/คำนำหน้า",
        "PN_NAME",
        "prename",
        "title",
    ),
    Field.FIRST_NAME: ("ชื่อ", "ชื่อตัว", "ชื่อจริง", "ชื่อภาษาไทย", "ชื่อไทย", "PER_NAME", "first name", "name"),
    Field.LAST_NAME: ("นามสกุล", "สกุล", "นามสกุลภาษาไทย", "PER_SURNAME", "last name", "surname"),
    Field.FULL_NAME: (
        "ชื่อ-สกุล",
        "ชื่อ-นามสกุล",
        "ชื่อและนามสกุล",
        "ชื่อ นามสกุล",
        "ชื่อตัว-ชื่อสกุล",
        "ชื่อ-ชื่อสกุล",
        "ชื่อข้าราชการ",
        "รายชื่อ",
        "ชื่อเต็ม",
        "full name",
        "FULLNAME",
    ),
    Field.STAFF_KIND: (
        "ประเภทบุคลากร",
        "ประเภทเจ้าหน้าที่",
        "ประเภทข้าราชการ",
        "ประเภทการจ้าง",
        "ประเภทพนักงาน",
        "ประเภทกำลังคน",
        "PER_TYPE",
        "staff kind",
        "staff type",
    ),
    Field.POSITION_TITLE: (
        "ตำแหน่ง",
        "ชื่อตำแหน่ง",
        "ตำแหน่งในสายงาน",
        "ชื่อตำแหน่งในสายงาน",
        "สายงาน",
        "ตำแหน่งปัจจุบัน",
        "PL_NAME",
        "position",
        "position title",
    ),
    Field.POSITION_TYPE: ("ประเภทตำแหน่ง", "ประเภท", "position type"),
    Field.LEVEL: (
        "ระดับ",
        "ระดับตำแหน่ง",
        "ระดับปัจจุบัน",
        "ประเภทและระดับ",
        "ประเภทและระดับตำแหน่ง",
        "ประเภท/ระดับ",
        "ประเภทตำแหน่ง/ระดับ",
        "LEVEL_NO",
        "LEVEL_NAME",
        "level",
    ),
    Field.DIVISION: (
        "สำนัก/กอง",
        "สำนัก",
        "กอง",
        "กอง/สำนัก",
        "สำนัก/กอง/ศูนย์",
        "กอง/ศูนย์",
        "ORG_NAME",
        "division",
        "bureau",
    ),
    Field.UNIT: (
        "หน่วยงาน",
        "ชื่อหน่วยงาน",
        "หน่วยงานที่ปฏิบัติงาน",
        "ฝ่าย/กลุ่มงาน/กอง",
        "สำนัก > กลุ่ม",
        "unit",
        "org unit",
    ),
    Field.SECTION: (
        "กลุ่ม/ฝ่าย",
        "กลุ่ม",
        "ฝ่าย",
        "กลุ่มงาน",
        "ส่วน",
        "งาน",
        "ฝ่าย/กลุ่ม",
        "กลุ่มงาน/ฝ่าย",
        "ฝ่าย/กลุ่มงาน",
        "กลุ่ม/ฝ่าย/งาน",
        "ORG_NAME_1",
        "section",
        "group",
    ),
    Field.HOME_AGENCY: (
        "สังกัด",
        "ต้นสังกัด",
        "กรม",
        "กรมต้นสังกัด",
        "ส่วนราชการ",
        "ส่วนราชการต้นสังกัด",
        "DEPARTMENT_NAME",
        "department",
        "home agency",
    ),
    Field.WORKPLACE: (
        "ปฏิบัติราชการที่",
        "สถานที่ปฏิบัติราชการ",
        "สถานที่ปฏิบัติงาน",
        "จังหวัดที่ปฏิบัติงาน",
        "จังหวัดที่ปฏิบัติราชการ",
        "ปฏิบัติงานจริงที่",
        "place of work",
        "workplace",
    ),
    Field.EMAIL: (
        "อีเมล",
        "อีเมล์",
        "อีเมลล์",
        "e-mail",
        "email",
        "email address",
        "PER_EMAIL",
        "ไปรษณีย์อิเล็กทรอนิกส์",
    ),
    Field.STATUS: (
        "สถานะ",
        "สถานภาพ",
        "สถานะการปฏิบัติงาน",
        "สถานภาพการปฏิบัติงาน",
        "สถานะบุคลากร",
        "PER_STATUS",
        "status",
    ),
    Field.STARTED_ON: (
        "วันบรรจุ",
        "วันที่บรรจุ",
        "วันเดือนปีที่บรรจุ",
        "บรรจุเมื่อ",
        "วันเริ่มงาน",
        "วันที่เริ่มงาน",
        "วันเริ่มปฏิบัติงาน",
        "PER_STARTDATE",
        "start date",
    ),
    Field.POST_SINCE: (
        "ดำรงตำแหน่งปัจจุบันตั้งแต่",
        "วันที่ดำรงตำแหน่งปัจจุบัน",
        "วันที่ดำรงตำแหน่ง",
        "วันดำรงตำแหน่ง",
        "ดำรงตำแหน่งเมื่อ",
        "วันที่เข้าสู่ตำแหน่งปัจจุบัน",
        "วันที่เข้าสู่ตำแหน่ง",
        "วันที่มีผล",
        "POH_EFFECTIVEDATE",
        "post since",
    ),
}
# what an ethics system has no use for; a column so named is not even kept while the file is looked at
UNWANTED = (
    "บัตรประชาชน", "ประจำตัวประชาชน", "เลขประชาชน", "CARDNO", "citizen", "nationalid", "เงินเดือน", "ค่าจ้าง", "เงินประจำตำแหน่ง", "SALARY",
    "วันเกิด", "วันเดือนปีเกิด", "ปีเกิด", "BIRTH", "ศาสนา", "RELIGION", "โทรศัพท์", "เบอร์โทร", "มือถือ", "MOBILE", "ที่อยู่", "ADDRESS", "MR_CODE",
    "สมรส", "หมู่โลหิต", "BLOOD", "DISABILITY", "พิการ", "PER_GENDER", "เพศ",
)  # fmt: skip
CITIZEN_DIGITS = 13


def plain(header: str) -> str:
    """A header without what is in brackets, spaces, signs and case."""
    bare = re.sub(r"\([^)]*\)", "", thai.normalise(header))
    return re.sub(r"[\s\W_]+", "", bare.casefold().replace("ฯ", ""))


KNOWN = {plain(spelling): field for field, spellings in SPELLINGS.items() for spelling in spellings}


def proposed(headers: Sequence[str]) -> dict[Field, int]:
    """Which column holds which field, by the spellings that are known; of two that fit the first is taken.

    Source: headers of personnel lists in use, and column names of DPIS (OCSC).

    >>> proposed(["ที่", "ชื่อ - สกุล", "ระดับ (ปัจจุบัน)", "e-mail", "E_MAIL"])
    {<Field.FULL_NAME: 'full_name'>: 1, <Field.LEVEL: 'level'>: 2, <Field.EMAIL: 'email'>: 3}
    """
    found: dict[Field, int] = {}
    for place, header in enumerate(headers):
        field = KNOWN.get(plain(header))
        if field and not is_unwanted(header):
            found.setdefault(field, place)
    return found


def is_unwanted(header: str) -> bool:
    """Tell whether a column is not to be kept at all: citizen numbers, salaries, birthdays and the like.

    Source: Personal Data Protection Act B.E. 2562, s. 22 (no more than is needed).

    >>> [is_unwanted(one) for one in ("PER_CARDNO", "เลขประจำตัวประชาชน", "อัตราเงินเดือน", "e-mail address", "ชื่อ")]
    [True, True, True, False, False]
    """
    if KNOWN.get(plain(header)):
        return False
    bare = plain(header)
    return any(plain(word) in bare for word in UNWANTED)


def lacks(chosen: Collection[Field]) -> Wants | None:
    """What a choice of columns lacks before it can be read, if anything.

    Source: the project's own rule: a person has a first and a last name.

    >>> lacks([Field.FULL_NAME]), lacks([Field.FIRST_NAME, Field.EMAIL]), lacks([Field.EMAIL, Field.EMAIL])
    (None, <Wants.NAME: 'name'>, <Wants.TWICE: 'twice'>)
    """
    if len(set(chosen)) < len(chosen):
        return Wants.TWICE
    return None if any(needed <= set(chosen) for needed in NEEDED) else Wants.NAME


def looks_like_citizen_number(text: str) -> bool:
    """Tell whether a text is a citizen's number: thirteen digits, the last of which checks the others.

    Source: Department of Provincial Administration, check digit of the citizen number.

    >>> looks_like_citizen_number("1-2345-67890-12-1"), looks_like_citizen_number("1234567890122")
    (True, False)
    """
    digits = thai.to_arabic_digits(text.replace("-", "").replace(" ", ""))
    if len(digits) != CITIZEN_DIGITS or not (digits.isascii() and digits.isdecimal()):
        return False
    total = sum(int(digit) * (CITIZEN_DIGITS - place) for place, digit in enumerate(digits[:-1]))
    return (11 - total % 11) % 10 == int(digits[-1])
