"""Search in Thai text: both sides written one way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from janya.core import search
from janya.risks.models import Risk
from tests import make

thai = st.text(st.sampled_from("กขคงนมรวสอ่้๊็ัิีึุูเแโไๅาำะ์ๆฯ ๐๑๒12Abc%_\\'\n"), max_size=40)


@given(thai)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert search.fold(search.fold(text)) == search.fold(text)


@given(thai, thai)
def test_the_parts_of_an_excerpt_are_the_text_and_the_found_ones_are_words_of_the_query(
    text: str, query: str
) -> None:
    parts = search.excerpt(query, [text], around=1000)

    joined = "".join(part.text for part in parts)
    assert search.fold(joined) == (search.fold(text) if parts else "")
    assert all(search.fold(part.text) in search.words(query) for part in parts if part.found)
    assert bool(parts) is any(word in search.fold(text) for word in search.words(query))


def test_an_excerpt_is_cut_around_the_word_and_never_parts_a_mark_from_its_letter() -> None:
    text = "ก" * 100 + "ที่ผู้รับจ้างให้ของขวัญแก่กรรมการ" + "น้ำ" * 50

    parts = search.excerpt("ของขวัญ", [text], around=10)

    assert [part.text for part in parts if part.found] == ["ของขวัญ"]
    assert parts[0].text == parts[-1].text == "…"
    assert all(part.text[0] not in "่้๊๋็ัิีึืุู์ำ" for part in parts)


@pytest.mark.django_db
def test_the_database_finds_every_word_anywhere_short_ones_too_whatever_way_it_is_written() -> None:
    drive = make.drive()
    one = make.risk(drive, title="รับของขวัญจากผู้รับจ้าง", cause="ทํางานใกล้ชิด ๓๐ ปี", controls="ทะเบียน ABC 100%")
    make.risk(drive, title="ใช้รถราชการ", cause="", controls="สมุดบันทึก")

    def found(query: str) -> list[Risk]:
        return list(Risk.objects.filter(search.matching("searched", query)))

    for query in (
        "ขวัญ",
        "ร",
        "ทำงาน",
        "30",
        "๓๐",
        "abc",
        "100%",
        "ของขวัญ ใกล้ชิด",
        "ข้าง  ของ".replace("ข้าง", "จ้าง"),
    ):
        assert one in found(query), query
    assert found("ของขวัญ รถ") == []
    assert found("100_") == []
    assert len(found("")) == len(found("ร")) == 2


@pytest.mark.django_db
def test_the_folded_text_follows_what_is_saved() -> None:
    risk = make.risk(make.drive())

    risk.title = "เรื่องใหม่"
    risk.save()

    assert Risk.objects.filter(search.matching("searched", "เรื่องใหม่")).exists()
