"""Laws of the words and columns of personnel files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from janya.personnel import rules
from janya.personnel.rules import Field, Presence, Rung, Scheme, WordIsUnknown

RUNGS = [
    Rung("M1", "บริหาร", "ต้น", "M1", "S1"),
    Rung("M2", "บริหาร", "สูง", "M2", "S2"),
    Rung("D1", "อำนวยการ", "ต้น", "D1", "M1"),
    Rung("D2", "อำนวยการ", "สูง", "D2", "M2"),
    Rung("K1", "วิชาการ", "ปฏิบัติการ", "K1", "K1"),
    Rung("K2", "วิชาการ", "ชำนาญการ", "K2", "K2"),
    Rung("K3", "วิชาการ", "ชำนาญการพิเศษ", "K3", "K3"),
    Rung("K4", "วิชาการ", "เชี่ยวชาญ", "K4", "K4"),
    Rung("K5", "วิชาการ", "ทรงคุณวุฒิ", "K5", "K5"),
    Rung("O1", "ทั่วไป", "ปฏิบัติงาน", "O1", "O1"),
    Rung("O2", "ทั่วไป", "ชำนาญงาน", "O2", "O2"),
    Rung("O3", "ทั่วไป", "อาวุโส", "O3", "O3"),
    Rung("O4", "ทั่วไป", "ทักษะพิเศษ", "O4", "O4"),
]
ANY_RUNG = st.sampled_from(RUNGS)
NAMES = st.text(st.sampled_from("กขคงจชซดตนบปพฟมยรลวสหอะาิีุู่้็์เแโใไ"), min_size=1, max_size=12)


# ── levels ─────────────────────────────────────────────────────────────────────────────────
@given(ANY_RUNG)
def test_every_level_is_read_from_its_words_and_from_either_scheme(rung: Rung) -> None:
    said = [
        rules.read_level("", f"ประเภท{rung.type} ระดับ{rung.level}", RUNGS, None),
        rules.read_level("", f"{rung.type}{rung.level}", RUNGS, None),
        rules.read_level(f"ประเภท{rung.type}", rung.level, RUNGS, None),
        rules.read_level("", rung.ocsc, RUNGS, Scheme.OCSC),
        rules.read_level("", rung.dpis.lower(), RUNGS, Scheme.DPIS),
    ]

    assert set(said) == {rung.key}


@pytest.mark.parametrize(
    ("kind", "level", "key"),
    [
        ("", "ชพ.", "K3"),
        ("", "อต.", "D1"),
        ("", "ชำนาญการพิเศษ", "K3"),
        ("วิชาการ", "ระดับชำนาญการ", "K2"),
        ("", "Ｋ２".translate(str.maketrans("Ｋ２", "K2")), "K2"),
        ("", "K๓", "K3"),
        ("", "", None),
        ("", "S3", None),
    ],
)
def test_levels_in_the_ways_in_which_files_write_them(kind: str, level: str, key: str | None) -> None:
    assert rules.read_level(kind, level, RUNGS, Scheme.DPIS) == key


@pytest.mark.parametrize(
    ("kind", "level", "why"),
    [
        ("", "M1", "ระบุชุดรหัส"),
        ("", "ต้น", "หลายประเภท"),
        ("วิชาการ", "", "ไม่มีระดับ"),
        ("ทั่วไป", "ชำนาญการ", "ไม่รู้จัก"),
        ("", "ซี 8", "ไม่รู้จัก"),
    ],
)
def test_a_level_that_is_unclear_says_what_to_write(kind: str, level: str, why: str) -> None:
    with pytest.raises(WordIsUnknown, match=why):
        rules.read_level(kind, level, RUNGS, None)


def test_the_scheme_is_asked_about_only_where_it_matters() -> None:
    seen = {code: rules.scheme_matters({code}) for code in ("K3", "O1", "D1", "M1", "M2", "S1", "S2", "S3")}

    assert [code for code, matters in seen.items() if matters] == ["M1", "M2", "S1", "S2"]


# ── names ──────────────────────────────────────────────────────────────────────────────────
@given(NAMES)
def test_a_name_is_never_lost(name: str) -> None:
    prename, rest = rules.split_prename(name)

    assert rest
    assert name.endswith(rest)
    assert prename or rest == name


@given(
    st.sampled_from(["นาย", "นาง", "นางสาว", "ดร.", "ม.ล.", "พ.ต.อ.", "ว่าที่ร้อยตรี"]), st.sampled_from(["", " "])
)
def test_a_prename_is_taken_off_whether_stuck_or_not(prename: str, gap: str) -> None:
    assert rules.split_prename(f"{prename}{gap}มาลี") == (prename, "มาลี")
    assert rules.split_prename(f"{prename}{gap}มาลี", prename) == (prename, "มาลี")


def test_the_column_of_the_prename_decides_when_it_says_something() -> None:
    assert rules.split_prename("นายิกา", "นางสาว") == ("นางสาว", "นายิกา")
    assert rules.split_prename("ศรีสมร", "นาง") == ("นาง", "ศรีสมร")


# ── other words ────────────────────────────────────────────────────────────────────────────
def test_words_for_kind_of_staff_and_presence() -> None:
    assert rules.kind_of_staff("ข้าราชการพลเรือนสามัญ") == "civil_servant"
    assert rules.kind_of_staff("อื่น ๆ") == "other"
    assert rules.presence("๒") == Presence.LEFT
    for read, word in ((rules.kind_of_staff, "ทหาร"), (rules.presence, "อาจจะ")):
        with pytest.raises(WordIsUnknown, match=word):
            read(word)


@given(st.lists(NAMES, max_size=5))
def test_a_path_of_units_reads_the_same_from_one_cell_or_several(names: list[str]) -> None:
    assert rules.unit_path(" > ".join(names)) == rules.unit_path(*names)


# ── columns ────────────────────────────────────────────────────────────────────────────────
def test_columns_of_dpis_are_known() -> None:
    headers = [
        "PER_ID",
        "PER_CARDNO",
        "PN_NAME",
        "PER_NAME",
        "PER_SURNAME",
        "PER_TYPE",
        "LEVEL_NO",
        "PER_STATUS",
        "PER_SALARY",
        "PER_STARTDATE",
    ]

    assert rules.proposed(headers) == {
        Field.EXTERNAL_ID: 0,
        Field.PRENAME: 2,
        Field.FIRST_NAME: 3,
        Field.LAST_NAME: 4,
        Field.STAFF_KIND: 5,
        Field.LEVEL: 6,
        Field.STATUS: 7,
        Field.STARTED_ON: 9,
    }
    assert [one for one in headers if rules.is_unwanted(one)] == ["PER_CARDNO", "PER_SALARY"]


def test_no_spelling_means_two_fields_and_none_is_unwanted() -> None:
    from janya.personnel.rules.fields import KNOWN, SPELLINGS, plain

    assert {plain(one): field for field, every in SPELLINGS.items() for one in every} == KNOWN
    assert all(KNOWN[plain(one)] == field for field, every in SPELLINGS.items() for one in every)
    assert not [one for every in SPELLINGS.values() for one in every if rules.is_unwanted(one)]


@given(st.integers(0, 10**12 - 1))
def test_one_last_digit_of_ten_makes_a_citizen_number(first: int) -> None:
    fits = [digit for digit in range(10) if rules.looks_like_citizen_number(f"{first:012}{digit}")]

    assert len(fits) == 1
