"""Words that personnel files use: prenames, kinds of staff, whether somebody still serves, units one below the other."""

import re
from enum import StrEnum

from janya.core import thai


def _(sentence: str) -> str:
    """Mark a sentence for makemessages; whoever shows it translates it."""
    return sentence


class WordIsUnknown(thai.IsWrong):
    """A cell says something that cannot be understood; the sentence says what to write instead."""

    def __init__(self, sentence: str, word: str = "") -> None:
        super().__init__(sentence, word=word[:60])


# ── names ──────────────────────────────────────────────────────────────────────────────────
CANONICAL = {"น.ส.": "นางสาว", "นส.": "นางสาว", "น.ส": "นางสาว", "ด.ร.": "ดร."}
PRENAMES = (
    "ว่าที่ร้อยตรีหญิง", "ว่าที่ร้อยโทหญิง", "ว่าที่ร้อยเอกหญิง", "ว่าที่ร้อยตรี", "ว่าที่ร้อยโท", "ว่าที่ร้อยเอก", "ว่าที่พันตรี",
    "ว่าที่ ร.ต.หญิง", "ว่าที่ร.ต.หญิง", "ว่าที่ ร.ต.", "ว่าที่ร.ต.", "ว่าที่ ร.ท.", "ว่าที่ร.ท.", "ว่าที่ ร.อ.", "ว่าที่ร.อ.",
    "ร้อยตำรวจตรี", "ร้อยตำรวจโท", "ร้อยตำรวจเอก", "พันตำรวจตรี", "พันตำรวจโท", "พันตำรวจเอก", "ร้อยตรี", "ร้อยโท", "ร้อยเอก", "พันตรี", "พันโท", "พันเอก",
    "จ่าสิบตรี", "จ่าสิบโท", "จ่าสิบเอก", "สิบตรี", "สิบโท", "สิบเอก", "จ.ส.อ.", "จ.ส.ต.", "ส.อ.", "ส.ท.", "ส.ต.",
    "พล.ต.อ.", "พล.ต.ท.", "พล.ต.ต.", "พล.อ.", "พล.ท.", "พล.ต.", "พ.ต.อ.", "พ.ต.ท.", "พ.ต.ต.", "พ.อ.", "พ.ท.", "พ.ต.",
    "ร.ต.อ.", "ร.ต.ท.", "ร.ต.ต.", "ร.อ.", "ร.ท.", "ร.ต.", "ด.ต.",
    "หม่อมราชวงศ์", "หม่อมหลวง", "ม.ร.ว.", "ม.ล.", "ศาสตราจารย์", "รองศาสตราจารย์", "ผู้ช่วยศาสตราจารย์", "ศ.ดร.", "รศ.ดร.", "ผศ.ดร.", "ศ.", "รศ.", "ผศ.",
    "นายแพทย์", "แพทย์หญิง", "ทันตแพทย์หญิง", "ทันตแพทย์", "สัตวแพทย์หญิง", "สัตวแพทย์", "เภสัชกรหญิง", "เภสัชกร",
    "นพ.", "พญ.", "ทพญ.", "ทพ.", "สพ.ญ.", "น.สพ.", "ภญ.", "ภก.", "นางสาว", "น.ส.", "นส.", "นาง", "นาย", "ด.ร.", "ดร.", "คุณหญิง", "ท่านผู้หญิง",
)  # fmt: skip
LONGEST_FIRST = sorted(PRENAMES, key=len, reverse=True)
BEGINS_A_NAME = re.compile("[ก-ฮเ-ไA-Za-z]")


def split_prename(name: str, given: str = "") -> tuple[str, str]:
    """(prename, name) of a name to which the prename may be stuck; `given` is what the prename's own column says.

    Nothing is torn off that leaves no name: "นายิกา" is a name and not นาย with a rest.

    Source: Regulation on prenames for women B.E. 2460 and Act B.E. 2551; ranks as personnel files write them.

    >>> split_prename("นางสาวมาลี"), split_prename("น.ส. มาลี"), split_prename("นายิกา"), split_prename("มาลี", "นาง")
    (('นางสาว', 'มาลี'), ('นางสาว', 'มาลี'), ('', 'นายิกา'), ('นาง', 'มาลี'))
    """
    prename = CANONICAL.get(given, given)
    candidates = [given, prename] if given else LONGEST_FIRST
    for one in candidates:
        rest = name[len(one) :].lstrip() if one and name.startswith(one) else ""
        if rest and BEGINS_A_NAME.match(rest):
            return prename or CANONICAL.get(one, one), rest
    return prename, name


def split_full_name(name: str, given: str = "") -> tuple[str, str, str]:
    """(prename, first name, last name) of a name in one cell; the last name is empty where there is none.

    Source: Person Name Act B.E. 2505 (one first name, then the family name, which may be of several words).

    >>> split_full_name("นายสมชาย  ใจดี"), split_full_name("ม.ล. ปนัดดา ณ อยุธยา"), split_full_name("สมชาย")
    (('นาย', 'สมชาย', 'ใจดี'), ('ม.ล.', 'ปนัดดา', 'ณ อยุธยา'), ('', 'สมชาย', ''))
    """
    prename, rest = split_prename(" ".join(name.split()), given)
    first, _space, last = rest.partition(" ")
    return prename, first, last


# ── kinds of staff ─────────────────────────────────────────────────────────────────────────
KINDS = {
    "civil_servant": ("1", "ข้าราชการ", "ข้าราชการพลเรือน", "ข้าราชการพลเรือนสามัญ", "civilservant"),
    "permanent_employee": ("2", "ลูกจ้างประจำ", "permanentemployee"),
    "government_employee": (
        "3",
        "พนักงานราชการ",
        "พนักงานราชการทั่วไป",
        "พนักงานราชการพิเศษ",
        "governmentemployee",
    ),
    "temporary_employee": ("4", "ลูกจ้างชั่วคราว", "temporaryemployee"),
    "moph_employee": ("พนักงานกระทรวงสาธารณสุข", "พกส"),
    "other": ("อื่นๆ", "อื่น", "จ้างเหมา", "จ้างเหมาบริการ", "ผู้รับจ้างเหมาบริการ", "other"),
}
KIND_OF = {word: key for key, words in KINDS.items() for word in words}


def squeezed(word: str) -> str:
    return re.sub(r"[\s.\-_]+", "", thai.to_arabic_digits(word)).casefold()


def kind_of_staff(word: str) -> str | None:
    """The key of a kind of staff; None for an empty cell. Raises WordIsUnknown.

    Source: DPIS, PER_TYPE (1 civil servant, 2 permanent employee, 3 government employee, 4 temporary employee).

    >>> kind_of_staff("พนักงานราชการ"), kind_of_staff("๑"), kind_of_staff("")
    ('government_employee', 'civil_servant', None)
    """
    if not (bare := squeezed(word)):
        return None
    if bare not in KIND_OF:
        raise WordIsUnknown(
            _("ไม่รู้จักประเภทบุคลากร “%(word)s” กรุณาใช้ ข้าราชการ พนักงานราชการ ลูกจ้างประจำ ลูกจ้างชั่วคราว หรืออื่น ๆ"),
            word,
        )
    return KIND_OF[bare]


# ── whether somebody serves ────────────────────────────────────────────────────────────────
class Presence(StrEnum):
    SERVES = "serves"
    LEFT = "left"


SERVES = (
    "1", "ปกติ", "ปฏิบัติงาน", "ปฏิบัติราชการ", "ปฏิบัติหน้าที่", "รับราชการ", "อยู่", "ทำงาน", "คงอยู่", "มีตัว", "ช่วยราชการ", "ลาศึกษา", "ลาศึกษาต่อ",
    "ทดลองปฏิบัติหน้าที่ราชการ", "ทดลองปฏิบัติราชการ", "active", "inservice", "y", "yes",
)  # fmt: skip
LEFT = (
    "2", "ลาออก", "เกษียณ", "เกษียณอายุ", "เกษียณอายุราชการ", "เกษียณก่อนกำหนด", "โอน", "โอนออก", "โอนย้าย", "ให้โอน", "ย้ายออก", "ถึงแก่กรรม", "เสียชีวิต",
    "พ้นจากราชการ", "พ้นราชการ", "พ้นจากส่วนราชการ", "พ้นสภาพ", "ออกจากราชการ", "ให้ออก", "ปลดออก", "ไล่ออก", "สิ้นสุดสัญญา", "เลิกจ้าง", "ไม่ปฏิบัติงาน", "inactive",
    "left", "retired", "n", "no",
)  # fmt: skip


def presence(word: str) -> Presence | None:
    """Whether the status in a file says that somebody still serves; None for an empty cell. Raises WordIsUnknown.

    Source: DPIS, PER_STATUS (1 in service, 2 left); Civil Service Act B.E. 2551, s. 107 (how service ends).

    >>> presence("ปกติ"), presence("เกษียณอายุราชการ"), presence("")
    (<Presence.SERVES: 'serves'>, <Presence.LEFT: 'left'>, None)
    """
    if not (bare := squeezed(word)):
        return None
    if bare in SERVES:
        return Presence.SERVES
    if bare in LEFT:
        return Presence.LEFT
    raise WordIsUnknown(_("ไม่รู้จักสถานะ “%(word)s” กรุณาใช้ ปฏิบัติงาน ลาออก เกษียณ โอน หรือถึงแก่กรรม"), word)


# ── units ──────────────────────────────────────────────────────────────────────────────────
BELOW = re.compile(r"\s*[>›»→\n]\s*")


def unit_path(*cells: str) -> tuple[str, ...]:
    """The names of units from the top down, of one cell ("สำนัก > กลุ่ม") or of several columns; none twice in a row.

    Source: the project's own rule.

    >>> unit_path("สำนักงาน ก > กลุ่ม ข"), unit_path("สำนักงาน ก", "", "กลุ่ม ข"), unit_path("ก", "ก")
    (('สำนักงาน ก', 'กลุ่ม ข'), ('สำนักงาน ก', 'กลุ่ม ข'), ('ก',))
    """
    found: list[str] = []
    for cell in cells:
        for name in BELOW.split(cell):
            tidy = " ".join(name.split())
            if tidy and tidy not in found[-1:]:
                found.append(tidy)
    return tuple(found)
