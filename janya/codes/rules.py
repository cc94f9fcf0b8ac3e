"""Study and acknowledgement: the text that is signed, its hash, the name typed, coverage."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    ok: bool
    because: str = ""


def text_hash(text: str) -> str:
    """SHA-256 of the very text that was signed, as 64 hexadecimal digits.

    Source: the project's own rule; mission row S1 and activity 3.1 of the guideline (signing acknowledgement).

    >>> text_hash("ข้าพเจ้ารับทราบ")[:8]
    '1801cf0c'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def same_name(typed: str, real: str) -> bool:
    """Tell whether the typed signature is the person's own name; spaces and the form of address may differ.

    Source: the project's own rule, after the 4th amendment of the regulation on correspondence (2564): a name may be typed for a signature.

    >>> same_name("สมชาย  ใจดี", "สมชาย ใจดี")
    True
    >>> same_name("นายสมชาย ใจดี", "สมชาย ใจดี")
    True
    >>> same_name("สมหญิง ใจดี", "สมชาย ใจดี")
    False
    """
    given, wanted = "".join(typed.split()), "".join(real.split())
    return bool(wanted) and (given == wanted or given in {f"{prename}{wanted}" for prename in PRENAMES})


PRENAMES = ("นาย", "นาง", "นางสาว", "น.ส.", "ว่าที่ร้อยตรี", "ว่าที่ ร.ต.")


def may_sign(*, read: int, items: int, signed: bool, to_pass: int = 0) -> Verdict:
    """Tell whether a person may sign: every item read, and not signed yet.

    `to_pass` is the number of items whose questions the agency wants answered rightly first.

    Source: mission row S1: study comes before acknowledgement.

    >>> may_sign(read=9, items=10, signed=False).because
    'ยังอ่านไม่ครบ เหลืออีก 1 ข้อ'
    """
    if signed:
        return Verdict(False, "ลงนามรับทราบแล้ว")
    if items == 0:
        return Verdict(False, "ยังไม่มีข้อของประมวลจริยธรรม")
    if read < items:
        return Verdict(False, f"ยังอ่านไม่ครบ เหลืออีก {items - read} ข้อ")
    if to_pass:
        return Verdict(False, f"ยังตอบคำถามทบทวนไม่ผ่านอีก {to_pass} ข้อ กรุณาตอบให้ถูกทุกคำถามก่อนลงนาม")
    return Verdict(True)


def share(part: int, whole: int) -> float:
    """Part of the whole in percent; nothing of nothing is nothing.

    Source: arithmetic.

    >>> share(3, 4), share(0, 0)
    (75.0, 0.0)
    """
    return part * 100 / whole if whole else 0.0
