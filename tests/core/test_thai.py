from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from janya.core import thai

days = st.dates(date(1941, 1, 1), date(2100, 12, 31))
amounts = st.decimals(-(10**20), 10**20, places=2)
thai_text = st.text(st.sampled_from("กขงนรอเแโใไะาำๅัิีึืฺุู็่้๊๋์ํ๎ๆฯ a๑1\u200b\u00a0\u0316\u0327\r\n"))

TODAY = date(2026, 11, 22)


# ── digits ─────────────────────────────────────────────────────────────────────────────────
@given(st.text(st.characters(exclude_characters="๐๑๒๓๔๕๖๗๘๙")))
def test_digits_come_back_and_nothing_else_changes(text: str) -> None:
    written = thai.to_thai_digits(text)

    assert thai.to_arabic_digits(written) == text
    assert not set(written) & set("0123456789")
    assert len(written) == len(text)


# ── dates ──────────────────────────────────────────────────────────────────────────────────
def test_every_day_from_1941_to_2100_is_read_in_every_way_it_is_written() -> None:
    day = date(1941, 1, 1)
    while day <= date(2100, 12, 31):
        short = thai.short_date(day)

        read = {
            thai.parse_date(written)
            for written in (
                short,
                thai.long_date(day),
                thai.order_date(day),
                thai.typed_date(day),
                day.isoformat(),
                f"{day.year + 543}-{day.month:02}-{day.day:02}",
            )
        }

        assert read == {day}
        day += timedelta(days=1)


@given(days, st.sampled_from(["thai", "arabic"]), st.sampled_from(["/", "-", ".", " / "]), st.booleans())
def test_a_day_is_read_with_either_digits_and_any_sign_between(
    day: date, digits: thai.Digits, gap: str, era: bool
) -> None:
    typed = gap.join([str(day.day), str(day.month), f"พ.ศ. {day.year + 543}" if era else f"{day.year + 543}"])

    read = thai.parse_date(thai.to_thai_digits(typed) if digits == "thai" else typed)

    assert read == day


@pytest.mark.parametrize(
    "typed",
    [
        "22/11/2569",
        "22-11-2569",
        "22.11.2569",
        "22 / 11 / 2569",
        "22112569",
        "22 พ.ย. 2569",
        "22พ.ย.2569",
        "22 พย 2569",
        "22 พ.ย. 69",
        "22/11/69",
        "22 พฤศจิกายน 2569",
        "22 พฤศจิกายน พ.ศ. 2569",
        "22 พฤศจิกายน พ.ศ.2569",
        "22 พฤศจิกายน พศ 2569",
        "วันที่ 22 เดือน พฤศจิกายน พ.ศ. 2569",
        "วันที่ ๒๒ พฤศจิกายน พ.ศ. ๒๕๖๙",
        "22 พ.ย. ค.ศ. 2026",
        "22/11/ค.ศ. 2026",
        "2026-11-22",
        "2569-11-22",
        "๒๕๖๙-๑๑-๒๒",
        "  22/11/2569\u200b ",
        "22\u00a0พ.ย.\u00a02569",
    ],
)
def test_an_official_may_type_a_date_as_she_likes(typed: str) -> None:
    assert thai.parse_date(typed, TODAY) == TODAY


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("29/02/2567", date(2024, 2, 29)),
        ("5 ก.พ. 2569", date(2026, 2, 5)),
        ("1/1/2484", date(1941, 1, 1)),
        ("1/1/20", date(1977, 1, 1)),
        ("1/1/19", date(1976, 1, 1)),
        ("1/1/18", date(2075, 1, 1)),
        ("29 ก.พ. 67", date(2024, 2, 29)),
    ],
)
def test_these_dates_are_right(typed: str, meant: date) -> None:
    assert thai.parse_date(typed, TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "กรุณากรอกวันที่ เช่น 22/11/2569"),
        ("วันที่", "กรุณากรอกวันที่ เช่น 22/11/2569"),
        ("ก.พ.", "อ่านวันที่ไม่ออก กรุณาพิมพ์วัน เดือน และปี พ.ศ. เช่น 22/11/2569 หรือ 22 พ.ย. 2569"),
        ("ก.พ. 2569", "อ่านวันที่ไม่ออก กรุณาพิมพ์วัน เดือน และปี พ.ศ. เช่น 22/11/2569 หรือ 22 พ.ย. 2569"),
        ("22/11-2569", "อ่านวันที่ไม่ออก กรุณาพิมพ์วัน เดือน และปี พ.ศ. เช่น 22/11/2569 หรือ 22 พ.ย. 2569"),
        ("2" * 100_000, "อ่านวันที่ไม่ออก กรุณาพิมพ์วัน เดือน และปี พ.ศ. เช่น 22/11/2569 หรือ 22 พ.ย. 2569"),
        ("٢٢/١١/٢٥٦٩", "อ่านวันที่ไม่ออก กรุณาพิมพ์วัน เดือน และปี พ.ศ. เช่น 22/11/2569 หรือ 22 พ.ย. 2569"),
        ("31/02/2569", "ไม่มีวันที่ 31 กุมภาพันธ์ กรุณาตรวจวันที่อีกครั้ง เช่น 28/02/2569"),
        ("31 เม.ย. 2569", "ไม่มีวันที่ 31 เมษายน กรุณาตรวจวันที่อีกครั้ง เช่น 30/04/2569"),
        ("0/11/2569", "ไม่มีวันที่ 0 พฤศจิกายน กรุณาตรวจวันที่อีกครั้ง เช่น 30/11/2569"),
        ("30/02/2567", "ไม่มีวันที่ 30 กุมภาพันธ์ กรุณาตรวจวันที่อีกครั้ง เช่น 29/02/2567"),
        ("29/02/2569", "ปี พ.ศ. 2569 เดือนกุมภาพันธ์มี 28 วัน กรุณาตรวจวันที่อีกครั้ง เช่น 28/02/2569"),
        ("11/22/2569", "ไม่มีเดือนที่ 22 กรุณาพิมพ์วันก่อนเดือน และเดือนเป็นเลข 1 ถึง 12 เช่น 22/11/2569"),
        ("22/0/2569", "ไม่มีเดือนที่ 0 กรุณาพิมพ์วันก่อนเดือน และเดือนเป็นเลข 1 ถึง 12 เช่น 22/11/2569"),
        (
            "22 พฤศจิ 2569",
            "ไม่มีเดือนชื่อ “พฤศจิ” กรุณาตรวจชื่อเดือน หรือพิมพ์เป็นตัวเลข เช่น 22/11/2569",
        ),
        ("22/11/2026", "ปี 2026 น่าจะเป็นปี ค.ศ. กรุณาพิมพ์เป็นปี พ.ศ. คือ 2569"),
        ("22/11/0069", "ปี 0069 ไม่ถูกต้อง กรุณาพิมพ์ปี พ.ศ. สี่หลัก เช่น 22/11/2569"),
        ("22/11/ค.ศ. 2569", "ปี ค.ศ. 2569 น่าจะเป็นปี พ.ศ. กรุณาตรวจปีอีกครั้ง เช่น 22/11/2569"),
        ("22/11/ค.ศ. 26", "กรุณาพิมพ์ปี พ.ศ. ให้ครบสี่หลัก เช่น 22/11/2569"),
    ],
)
def test_a_wrong_date_is_answered_with_what_to_do(typed: str, sentence: str) -> None:
    with pytest.raises(thai.DateIsWrong) as told:
        thai.parse_date(typed, TODAY)

    assert str(told.value) == sentence
    assert told.value.sentence % told.value.named == sentence


@pytest.mark.parametrize("typed", ["31/12/2483", "1 มกราคม พ.ศ. 2000", "1940-12-31", "1/1/ค.ศ. 1940"])
def test_years_before_2484_are_refused_with_the_reason(typed: str) -> None:
    with pytest.raises(thai.DateIsWrong, match=r"2484 เพราะ.*1 เมษายน"):
        thai.parse_date(typed)


def test_a_short_year_needs_today() -> None:
    with pytest.raises(thai.DateIsWrong, match="ครบสี่หลัก"):
        thai.parse_date("22 พ.ย. 69")


@given(days, days)
def test_a_short_year_is_the_nearest_one(day: date, today: date) -> None:
    near = abs(day.year - today.year)

    if near < 50 and not (day.month == 2 and day.day == 29):
        assert thai.parse_date(f"{day.day}/{day.month}/{(day.year + 543) % 100:02}", today) == day


@given(st.text())
def test_any_text_is_a_date_or_is_wrong_and_never_breaks(text: str) -> None:
    try:
        read = thai.parse_date(text, TODAY)
    except thai.DateIsWrong:
        return
    assert read >= date(1941, 1, 1)


@given(st.times())
def test_a_clock_has_a_dot(moment: time) -> None:
    assert thai.to_arabic_digits(thai.clock(moment, "thai")) == thai.clock(moment) == f"{moment:%H.%M} น."


# ── fiscal year ────────────────────────────────────────────────────────────────────────────
@given(days)
def test_a_fiscal_year_contains_its_days(day: date) -> None:
    year = thai.fiscal_year(day)

    first, last = thai.fiscal_year_span(year)
    months = thai.months_of_fiscal_year(year)

    assert first <= day <= last
    assert last + timedelta(days=1) == thai.fiscal_year_span(year + 1)[0]
    assert day.replace(day=1) in months
    assert list(months) == sorted(months)
    assert len(months) == 12
    assert months[0] == first
    assert thai.fiscal_quarter(day) == months.index(day.replace(day=1)) // 3 + 1
    assert thai.half(day) == months.index(day.replace(day=1)) // 6 + 1


# ── numbers ────────────────────────────────────────────────────────────────────────────────
@given(st.integers(-(10**15) + 1, 10**15 - 1), st.booleans(), st.booleans())
def test_whole_numbers_come_back(number: int, commas: bool, in_thai: bool) -> None:
    written = f"{number:,}" if commas else str(number)

    assert thai.parse_whole(thai.to_thai_digits(written) if in_thai else written) == number
    assert thai.parse_whole(written.replace(",", " ")) == number


@given(st.decimals(-(10**14), 10**14, places=4))
def test_decimals_come_back(number: Decimal) -> None:
    assert thai.parse_decimal(f"{number:f}") == number
    assert thai.parse_decimal(thai.to_thai_digits(f"{number:,f}")) == number


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "กรุณากรอกตัวเลข"),
        ("  ", "กรุณากรอกตัวเลข"),
        ("NaN", "กรุณากรอกเป็นตัวเลขเท่านั้น เช่น 1,234.50"),
        ("inf", "กรุณากรอกเป็นตัวเลขเท่านั้น เช่น 1,234.50"),
        ("-Infinity", "กรุณากรอกเป็นตัวเลขเท่านั้น เช่น 1,234.50"),
        ("1e5", "กรุณากรอกเป็นตัวเลขเท่านั้น เช่น 1,234.50"),
        ("1_000", "กรุณากรอกเป็นตัวเลขเท่านั้น เช่น 1,234.50"),
        ("٣", "กรุณากรอกเป็นตัวเลขเท่านั้น เช่น 1,234.50"),
        ("-", "กรุณากรอกเป็นตัวเลขเท่านั้น เช่น 1,234.50"),
        (".", "กรุณากรอกเป็นตัวเลขเท่านั้น เช่น 1,234.50"),
        ("12,34", "กรุณาตรวจเครื่องหมายในตัวเลข จุลภาคคั่นทุกสามหลัก และจุดนำหน้าทศนิยม เช่น 1,234.50"),
        ("5.", "กรุณาตรวจเครื่องหมายในตัวเลข จุลภาคคั่นทุกสามหลัก และจุดนำหน้าทศนิยม เช่น 1,234.50"),
        ("1" * 16, "ตัวเลขยาวเกินไป กรุณากรอกไม่เกิน 15 หลัก"),
        ("1" * 10_000, "ตัวเลขยาวเกินไป กรุณากรอกไม่เกิน 15 หลัก"),
        ("0.1234567", "ทศนิยมยาวเกินไป กรุณากรอกไม่เกิน 6 ตำแหน่ง"),
    ],
)
def test_a_wrong_number_is_answered_with_what_to_do(typed: str, sentence: str) -> None:
    with pytest.raises(thai.NumberIsWrong) as told:
        thai.parse_decimal(typed)

    assert str(told.value) == sentence


@given(st.text())
def test_any_text_is_a_finite_number_or_is_wrong(text: str) -> None:
    try:
        number = thai.parse_decimal(text)
    except thai.NumberIsWrong:
        return
    assert number.is_finite()


# ── money ──────────────────────────────────────────────────────────────────────────────────
@given(amounts)
def test_money_comes_back(amount: Decimal) -> None:
    assert Decimal(thai.money(amount).replace(",", "")) == amount
    assert thai.to_arabic_digits(thai.money(amount, "thai")) == thai.money(amount)


def heard(words: str) -> int:
    """Read number words back, by listening only to their sounds: the other way round, written apart."""
    digits = {word: digit for digit, word in enumerate(thai.DIGIT_WORDS) if word} | {
        "เอ็ด": 1,
        "ยี่": 2,
        "ศูนย์": 0,
    }
    places = {"สิบ": 10, "ร้อย": 100, "พัน": 1000, "หมื่น": 10_000, "แสน": 100_000}
    total = rest = waiting = 0
    spoken = False
    while words:
        word = next(word for word in (*digits, *places, "ล้าน") if words.startswith(word))
        words = words.removeprefix(word)
        if word in digits:
            waiting, spoken = digits[word], True
        elif word in places:
            rest += (waiting if spoken else 1) * places[word]
            waiting, spoken = 0, False
        else:
            total = (total + rest + waiting) * 10**6
            rest, waiting, spoken = 0, 0, False
    return total + rest + waiting


@given(amounts)
@example(Decimal("1000001000001.21"))
@example(Decimal("11000000"))
def test_an_amount_in_words_can_be_heard_back(amount: Decimal) -> None:
    words = thai.baht_text(amount)

    sign = -1 if words.startswith("ลบ") else 1
    baht, _, satang = words.removeprefix("ลบ").rpartition("บาท")
    satang = satang.removeprefix("ถ้วน").removesuffix("สตางค์")
    assert sign * (heard(baht) * 100 + heard(satang)) == int(amount * 100)
    assert "หนึ่งสิบ" not in words
    assert "สองสิบ" not in words
    assert "สิบหนึ่ง" not in words
    assert words.count("บาท") <= 1


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "ศูนย์บาทถ้วน"),
        ("1", "หนึ่งบาทถ้วน"),
        ("10", "สิบบาทถ้วน"),
        ("11", "สิบเอ็ดบาทถ้วน"),
        ("20", "ยี่สิบบาทถ้วน"),
        ("101", "หนึ่งร้อยเอ็ดบาทถ้วน"),
        ("110", "หนึ่งร้อยสิบบาทถ้วน"),
        ("10001", "หนึ่งหมื่นเอ็ดบาทถ้วน"),
        ("121221", "หนึ่งแสนสองหมื่นหนึ่งพันสองร้อยยี่สิบเอ็ดบาทถ้วน"),
        ("1000000", "หนึ่งล้านบาทถ้วน"),
        ("1000001", "หนึ่งล้านเอ็ดบาทถ้วน"),
        ("21000000", "ยี่สิบเอ็ดล้านบาทถ้วน"),
        ("1000000000000", "หนึ่งล้านล้านบาทถ้วน"),
        ("3502000000000", "สามล้านห้าแสนสองพันล้านบาทถ้วน"),
        ("0.25", "ยี่สิบห้าสตางค์"),
        ("0.01", "หนึ่งสตางค์"),
        ("1.01", "หนึ่งบาทหนึ่งสตางค์"),
        ("-0.004", "ศูนย์บาทถ้วน"),
        ("0.995", "หนึ่งบาทถ้วน"),
        ("-1234.50", "ลบหนึ่งพันสองร้อยสามสิบสี่บาทห้าสิบสตางค์"),
    ],
)
def test_known_amounts_in_words(amount: str, words: str) -> None:
    assert thai.baht_text(Decimal(amount)) == words


def test_nothing_is_minus_zero_and_no_money_is_infinite() -> None:
    assert thai.money(Decimal("-0.001")) == "0.00"

    with pytest.raises(ValueError, match="finite"):
        thai.money(Decimal("NaN"))


# ── text ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("น\u0e49\u0e4d\u0e32", "น\u0e49\u0e33"),
        ("น\u0e4d\u0e49\u0e32", "น\u0e49\u0e33"),
        ("น\u0e33\u0e49", "น\u0e49\u0e33"),
        ("ก\u0e4d\u0e32", "กำ"),
        ("เเก้ไข", "แก้ไข"),
        ("ที" + "\u0e48" * 3, "ที่"),
        ("ท\u0e48\u0e35", "ที่"),
        ("ผู\u0e49", "ผู้"),
        ("ผ\u0e49\u0e39", "ผู้"),
        ("ประสิทธ\u0e4c\u0e34", "ประสิทธิ์"),
        ("จริย\u200bธรรม\ufeff", "จริยธรรม"),
        ("\u202eกลับ", "กลับ"),
        ("สอง\u00a0คำ", "สอง คำ"),
        ("หนึ่ง\r\nสอง\rสาม", "หนึ่ง\nสอง\nสาม"),
        ("cafe\u0301", "café"),
        ("กรม ก.พ. ๒๕๖๙", "กรม ก.พ. ๒๕๖๙"),
    ],
)
def test_what_looks_the_same_is_written_the_same(typed: str, written: str) -> None:
    assert thai.normalise(typed) == written


@given(thai_text)
@example("ก\u0316\u0e34\u0e3a")
def test_normal_text_stays_as_it_is(text: str) -> None:
    once = thai.normalise(text)

    assert thai.normalise(once) == once


@given(thai_text, thai_text)
def test_only_equal_texts_share_a_place_in_the_dictionary(one: str, other: str) -> None:
    same = thai.sort_key(one) == thai.sort_key(other)

    assert same == (thai.normalise(one).strip() == thai.normalise(other).strip())


def test_words_stand_in_dictionary_order() -> None:
    """Agrees with Perl's Unicode::Collate on these words."""
    order = (
        "กก กรรม กรรมการ กรรมาธิการ กะ กัก กา ก่า ก้า การ การณ์ การัน กาล กำ กิ กุ เก็ง เก่ง เก้ง เก๋ง เกราะ เกา เก่า เก้า "
        "เกาะ แก โกน ใกล้ ไก่ ขา ขาราชการ ข้าราชการ เขา เข่า เข้า จริยธรรม จังหวัด นาม น้าม นำ น้ำ นำมา รัก ฤดู ลาน วัน "
        "หมา หวาน เหมา แหม แหวน อ่าน อานันท์ อำเภอ เอก โอกาส"
    )

    assert " ".join(sorted(set(order.split()), key=thai.sort_key)) == order
