"""Position levels: words, abbreviations, and codes of which two schemes give the same letters to different levels."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from janya.core import thai

from .words import WordIsUnknown, _


class Scheme(StrEnum):
    """Whose codes a file uses."""

    DPIS = "dpis"  # M = บริหาร, D = อำนวยการ
    OCSC = "ocsc"  # S = บริหาร, M = อำนวยการ: the English documents of the OCSC


@dataclass(frozen=True, slots=True)
class Rung:
    """One of the thirteen levels."""

    key: str
    type: str
    level: str
    dpis: str
    ocsc: str


CODE = re.compile(r"[MDSKO][1-5]")
AMBIGUOUS = frozenset({"M1", "M2", "S1", "S2"})
OF_GOVERNMENT_EMPLOYEES = frozenset({"S1", "S2", "S3"})  # in DPIS: special government employees, no level
TYPES = ("บริหาร", "อำนวยการ", "วิชาการ", "ทั่วไป")
SHORT = {
    "บต": ("บริหาร", "ต้น"),
    "บส": ("บริหาร", "สูง"),
    "อต": ("อำนวยการ", "ต้น"),
    "อส": ("อำนวยการ", "สูง"),
    "ปก": ("วิชาการ", "ปฏิบัติการ"),
    "ชก": ("วิชาการ", "ชำนาญการ"),
    "ชพ": ("วิชาการ", "ชำนาญการพิเศษ"),
    "ชช": ("วิชาการ", "เชี่ยวชาญ"),
    "ทว": ("วิชาการ", "ทรงคุณวุฒิ"),
    "ปง": ("ทั่วไป", "ปฏิบัติงาน"),
    "ชง": ("ทั่วไป", "ชำนาญงาน"),
    "อว": ("ทั่วไป", "อาวุโส"),
    "ทพ": ("ทั่วไป", "ทักษะพิเศษ"),
}


def codes_in(cells: Iterable[str]) -> set[str]:
    """The level codes among these cells.

    Source: DPIS, LEVEL_NO; OCSC, English names of positions.

    >>> sorted(codes_in(["K3", "m1", "ชำนาญการ", "O 2"]))
    ['K3', 'M1', 'O2']
    """
    bare = (thai.to_arabic_digits(cell).replace(" ", "").upper() for cell in cells)
    return {one for one in bare if CODE.fullmatch(one)}


def scheme_matters(codes: Collection[str]) -> bool:
    """Tell whether one must ask whose codes these are: M and S mean other levels in either scheme.

    Source: DPIS (M1 = executive, D1 = managerial); OCSC in English (S1 = executive, M1 = managerial).

    >>> scheme_matters({"K3", "O1", "D1"}), scheme_matters({"K3", "M1"})
    (False, True)
    """
    return bool(AMBIGUOUS & set(codes))


def read_level(kind: str, level: str, rungs: Sequence[Rung], scheme: Scheme | None) -> str | None:
    """The key of the level that two cells name (type and level, or all in one). None where there is none.

    Raises WordIsUnknown with the reason. A code of a special government employee in DPIS is no level.

    Source: Civil Service Act B.E. 2551, s. 45 and 46; DPIS, LEVEL_NO.

    >>> rungs = [Rung("M1", "บริหาร", "ต้น", "M1", "S1"), Rung("D1", "อำนวยการ", "ต้น", "D1", "M1"),
    ...          Rung("K3", "วิชาการ", "ชำนาญการพิเศษ", "K3", "K3"), Rung("K2", "วิชาการ", "ชำนาญการ", "K2", "K2")]
    >>> read_level("", "ประเภทวิชาการ ระดับชำนาญการพิเศษ", rungs, None), read_level("", "ชก.", rungs, None)
    ('K3', 'K2')
    >>> read_level("", "M1", rungs, Scheme.DPIS), read_level("", "M1", rungs, Scheme.OCSC)
    ('M1', 'D1')
    >>> read_level("อำนวยการ", "ต้น", rungs, None)
    'D1'
    """
    code = thai.to_arabic_digits(level).replace(" ", "").upper()
    if CODE.fullmatch(code):
        return of_code(code, rungs, scheme)
    bare = tidy(level)
    types = {one for one in TYPES if one in tidy(kind)}
    if not bare and not types:
        return None
    if not bare:
        raise WordIsUnknown(_("มีประเภทตำแหน่งแต่ไม่มีระดับ กรุณากรอกระดับ เช่น ชำนาญการ"))
    if bare in SHORT:
        return only([one for one in rungs if (one.type, one.level) == SHORT[bare]], level)
    for one in TYPES:
        if bare.startswith(one):
            types, bare = {one}, bare.removeprefix(one)
            break
    fits = [one for one in rungs if one.level == bare and (not types or one.type in types)]
    return only(fits, f"{kind} {level}".strip())


def tidy(text: str) -> str:
    """A text without the words that only say what it is."""
    bare = re.sub(r"[\s./()\-]+", "", text).replace("ประเภท", "").replace("ตำแหน่ง", "")
    return bare.replace("ระดับ", "")


def of_code(code: str, rungs: Sequence[Rung], scheme: Scheme | None) -> str | None:
    if scheme is None and scheme_matters({code}):
        raise WordIsUnknown(
            _("รหัสระดับ “%(word)s” มีความหมายต่างกันใน DPIS กับรหัสภาษาอังกฤษ กรุณาระบุชุดรหัสก่อน"), code
        )
    if scheme == Scheme.OCSC:
        return only([one for one in rungs if one.ocsc == code], code)
    if code in OF_GOVERNMENT_EMPLOYEES:
        return None
    return only([one for one in rungs if one.dpis == code], code)


def only(fits: Sequence[Rung], word: str) -> str:
    if len(fits) > 1:
        raise WordIsUnknown(
            _("“%(word)s” เป็นได้หลายประเภทตำแหน่ง กรุณาระบุประเภทด้วย เช่น ประเภทอำนวยการ ระดับต้น"), word
        )
    if not fits:
        raise WordIsUnknown(
            _("ไม่รู้จักระดับตำแหน่ง “%(word)s” กรุณาใช้รหัส เช่น K3 หรือคำ เช่น ประเภทวิชาการ ระดับชำนาญการพิเศษ"), word
        )
    return fits[0].key
