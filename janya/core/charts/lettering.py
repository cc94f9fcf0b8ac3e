"""How wide a text is, and where a Thai line may be broken, without a dictionary and without the font file."""

import re
import unicodedata
from functools import lru_cache

from .svg import clean

# Advance widths of Sarabun Regular in hundredths of the type size, rounded up.
WIDTHS = {
    letter: width / 100
    for width, letters in {
        25: " !,.:;|ij·",
        32: "Il()[]{}_ๅเ",
        35: "f-r\"'",
        40: "t`\\/sไโใ",
        45: "*Jzง?",
        50: "xycvkราำ",
        53: "aeว$S",
        56: "ฐะLbdgnpquhoธฯจ–0123456789EFT",
        60: "ZฮPYกฉยแBCR^ถฤลสอ฿Aขด+<=>KVX~ฃคฅชตศ×",
        64: "ซฎฏภมฦDผฝๆ๏Gฆนหบ",
        68: "Uทป&OQw๐Hษ๑๔๕๖๘N#๒๓๙",
        75: "ฑพฟฬ๗๚…",
        84: "@MฌmWญฒณ",
        91: "%",
    }.items()
    for letter in letters
}
BOLD = 1.06
UNKNOWN, WIDE = 0.66, 1.0

LEADING = "เแโใไ"
CONSONANTS = "ก-ฮ"
STAY_WITH_THE_ONE_BEFORE = frozenset("ะาำๅๆฯ)]}.,;:!?%”’…/-–")
STAY_WITH_THE_NEXT = frozenset(LEADING + "([{“‘")
SILENCED = re.compile(f"[{CONSONANTS}]{{1,2}}[ิุ]?์")
VOICED = re.compile(f"[{CONSONANTS}][ัิ-ฺ็-๋าำะ]")
LAST = re.compile(f"[{CONSONANTS}](?![{CONSONANTS}ัิ-ฺ็-๋าำะ])")
HALF_A_WORD = re.compile("(?:กระ|ประ|พระ|ตระ|สะ|ำ)$")
COMPOUND_START = re.compile(r"[กขคตปผพทสจศซ][รลว]|ห[งญนมยรลว]|อย")
HALF_A_VOWEL = re.compile(r"[ัี็ืึ][่-๋]?$")  # a consonant must follow, or usually does
# Words of this work that are not broken inside; a line may well end before or after them.
KEPT_WHOLE = """
    ความ และ หรือ ของ อย่าง ด้าน ด้วย ต่อ ตาม ผู้ ส่วน การ งาน จาก อาจ จริยธรรม คุณธรรม ข้าราชการ ราชการ
    เจ้าหน้าที่ หน้าที่ ตำแหน่ง หน่วยงาน สำนักงาน สำนัก เลขานุการ คณะกรรมการ กรรมการ อนุกรรมการ กรรม
    บริการ โครงการ ประการ จัดการ ต้องการ วิชาการ หลักการ ประชาชน ประโยชน์ ประเทศชาติ ประเทศ ประมวล ประเมิน ประเด็น
    ประพฤติ ประสงค์ กระทำ กระบวนการ ผลกระทบ กระทบ ปานกลาง รุนแรง ร้ายแรง เล็กน้อย น้อยมาก สูงมาก
    เชื่อมั่น รับผิดชอบ ตรวจสอบ โปร่งใส ซื่อสัตย์ สุจริต เที่ยงธรรม เป็นธรรม ถูกต้อง ยึดมั่น ยืนหยัด
    จิตสำนึก เสียสละ ปฏิบัติ กฎหมาย รัฐธรรมนูญ ภูมิภาค ส่วนกลาง ส่วนรวม ส่วนตน ส่วนตัว สารสนเทศ
    เทคโนโลยี การสื่อสาร มาตรฐาน มาตรการ กำหนด ดำเนินการ จำนวน สำรวจ คาดหวัง สำเร็จ ความเสี่ยง ตัวชี้วัด
    เป้าหมาย กลยุทธ์ แผนงาน ติดตาม ทรัพยากร บุคคล งบประมาณ พัสดุ จัดซื้อ จัดจ้าง ร้องเรียน
    ผลประโยชน์ทับซ้อน ขัดกัน เหตุการณ์ สถานการณ์ รายงาน พนักงาน ติดต่อ ทำงาน อาคาร เอกสาร ผู้บริหาร
    วิเคราะห์ พิจารณา คุณลักษณะ สาธารณะ หลักฐาน กิจกรรม ทะเบียน ประชุม อนุญาต รายการ
"""
GLOSSARY = re.compile("|".join(sorted(KEPT_WHOLE.split(), key=len, reverse=True)))

# How good a place is to end a line (inside a word of the glossary, 1 less); a better place is worth an emptier line (in shares of its width).
FORCED, POSSIBLE, SYLLABLE, WORD, SPACE = -0.6, 0.1, 0.45, 0.7, 0.95


def is_mark(letter: str) -> bool:
    """Whether it stands above or below another letter and takes no room of its own."""
    return unicodedata.category(letter) in {"Mn", "Me", "Cf"}


def is_thai(letter: str) -> bool:
    return "\u0e01" <= letter <= "\u0e5b"


def measure(text: str, size: float, *, bold: bool = False) -> float:
    """Estimate the width of a text, a little on the wide side.

    >>> measure("ที่", 10) == measure("ท", 10)
    True
    """
    ems = sum(
        0.0
        if is_mark(letter)
        else WIDTHS.get(letter, WIDE if unicodedata.east_asian_width(letter) in "WF" else UNKNOWN)
        for letter in text
    )
    return ems * size * (BOLD if bold else 1)


@lru_cache(maxsize=512)
def words_in(text: str) -> tuple[frozenset[int], frozenset[int]]:
    """Find the words of the glossary: the places inside them, and those at their edges."""
    found = [match.span() for match in GLOSSARY.finditer(text)]
    inside = frozenset(at for start, end in found for at in range(start + 1, end))
    return inside, frozenset(at for span in found for at in span) - inside


def place(text: str, at: int) -> float | None:
    """Judge the place before the letter `at` as the end of a line; None where a line must never end.

    >>> place("น้ำ", 1), place("เรียน", 1), place("ต่างๆ", 4)
    (None, None, None)
    >>> place("ก ข", 2) == SPACE, place("เพราะเหตุ", 5) == WORD, place("กติกา", 3) == SYLLABLE
    (True, True, True)
    """
    before, after = text[at - 1], text[at]
    if is_mark(after) or after == " " or after in STAY_WITH_THE_ONE_BEFORE or before in STAY_WITH_THE_NEXT:
        return None
    if before == " ":
        return SPACE
    if not (is_thai(before) and is_thai(after)):
        return (
            FORCED if before.isalnum() and after.isalnum() and is_thai(before) == is_thai(after) else POSSIBLE
        )
    inside, edges = words_in(text)
    worth = _thai_place(text, at, at in edges)
    return worth - 1 if at in inside else worth


def _thai_place(text: str, at: int, at_edge: bool) -> float:
    before, after = text[at - 1], text[at]
    if SILENCED.match(text, at) or HALF_A_WORD.search(text, max(at - 3, 0), at):
        return FORCED
    if at_edge or after in LEADING or before in "ะๆฯ์":
        return WORD
    return FORCED if _is_inside_a_syllable(text, at) else SYLLABLE if VOICED.match(text, at) else POSSIBLE


def _is_inside_a_syllable(text: str, at: int) -> bool:
    before = text[max(at - 3, 0) : at]
    return bool(
        COMPOUND_START.match(text, at - 1)
        or HALF_A_VOWEL.search(before)
        or LAST.match(text, at)
        or text.startswith("รร", at)
        or (before.endswith("รร") and not VOICED.match(text, at))
        or (before[-2:-1] and before[-2] in "เแโ" and not is_mark(before[-1]))
    )


def wrap(text: str, width: float, size: float, *, bold: bool = False, most: int = 0) -> list[str]:
    """Break a text into lines; with `most`, into so many at most, the last one ending in three dots.

    >>> wrap("ยึดมั่นในจริยธรรมและยืนหยัดกระทำ", 130, 16)
    ['ยึดมั่นในจริยธรรม', 'และยืนหยัดกระทำ']
    """
    rest = clean(text)
    lines: list[str] = []
    while rest:
        if measure(rest, size, bold=bold) <= width:
            lines.append(rest)
            break
        end = _end_of_line(rest, width, size * (BOLD if bold else 1))
        lines.append(rest[:end].rstrip())
        rest = rest[end:]
    if most and len(lines) > most:
        lines = [*lines[: most - 1], _shorten(lines[most - 1], width, size, bold=bold)]
    return lines or [""]


def _end_of_line(text: str, width: float, size: float) -> int:
    """Find the best place that still fits; if none fits, the first one at all."""
    used, best, best_worth = 0.0, 0, -10.0
    for at in range(1, len(text)):
        used += measure(text[at - 1], size)
        worth = place(text, at)
        if used > width and best:
            break
        if worth is None:
            continue
        if used > width:
            return at
        if worth + used / width >= best_worth:
            best, best_worth = at, worth + used / width
    return best or len(text)


def _shorten(line: str, width: float, size: float, *, bold: bool) -> str:
    """End the line in three dots, within the width."""
    while line and measure(line + "…", size, bold=bold) > width:
        line = line[:-1]
    while line and (line[-1] in STAY_WITH_THE_NEXT or line[-1] == " "):
        line = line[:-1]
    return line + "…"
