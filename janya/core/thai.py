"""Thai as an official reads and writes it: digits, dates, the Buddhist year, the fiscal year, numbers, money, text.

Standard library only. Sentences for people are msgids here and are translated where they are shown (see `IsWrong`).
Source of the calendar and of the written forms: Regulation of the Office of the Prime Minister on Correspondence
B.E. 2526; Calendar Year Act B.E. 2483 (1 January 2484 was the first new year's day in January); Budget Procedures
Act B.E. 2561, s. 4 (fiscal year).
"""

import re
import unicodedata
from calendar import isleap, monthrange
from datetime import date, time
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal

Digits = Literal["arabic", "thai"]

ERA = 543
FIRST_YEAR = 2484  # B.E.; before it the year began on 1 April, so that 543 is not the whole difference
LOWEST_BUDDHIST = 2400  # a year of four digits above this is B.E.
FISCAL_START = 10  # October
MOST_WHOLE_DIGITS = 15
MOST_DECIMALS = 6
LONGEST_TYPED = 60

MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
MONTHS_SHORT = (
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
)
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")


def _(sentence: str) -> str:
    """Mark a sentence for makemessages; whoever shows it translates it."""
    return sentence


class IsWrong(ValueError):
    """What was typed cannot be read. `sentence % named` tells in Thai what to do; translate `sentence` to show it."""

    def __init__(self, sentence: str, **named: object) -> None:
        super().__init__(sentence % named)
        self.sentence = sentence
        self.named = named


class DateIsWrong(IsWrong):
    """No such date, or not one we can read."""


class NumberIsWrong(IsWrong):
    """No number, or not one we can read."""


# ── digits ─────────────────────────────────────────────────────────────────────────────────
TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def to_thai_digits(text: object) -> str:
    """
    >>> to_thai_digits("คำสั่งที่ 12/2569")
    'คำสั่งที่ ๑๒/๒๕๖๙'
    """
    return str(text).translate(TO_THAI)


def to_arabic_digits(text: object) -> str:
    """
    >>> to_arabic_digits("๒๒/๑๑/๒๕๖๙")
    '22/11/2569'
    """
    return str(text).translate(TO_ARABIC)


def _in(digits: Digits, text: str) -> str:
    return to_thai_digits(text) if digits == "thai" else text


# ── dates as text ──────────────────────────────────────────────────────────────────────────
def be_year(day: date) -> int:
    """The Buddhist year of a day.

    >>> be_year(date(2026, 11, 22))
    2569
    """
    return day.year + ERA


def long_date(day: date, digits: Digits = "arabic") -> str:
    """
    >>> long_date(date(2026, 11, 22))
    '22 พฤศจิกายน 2569'
    >>> long_date(date(2026, 11, 22), "thai")
    '๒๒ พฤศจิกายน ๒๕๖๙'
    """
    return _in(digits, f"{day.day} {MONTHS[day.month - 1]} {be_year(day)}")


def short_date(day: date, digits: Digits = "arabic") -> str:
    """
    >>> short_date(date(2026, 11, 22))
    '22 พ.ย. 2569'
    """
    return _in(digits, f"{day.day} {MONTHS_SHORT[day.month - 1]} {be_year(day)}")


def order_date(day: date, digits: Digits = "thai") -> str:
    """The date as orders and announcements write it.

    >>> order_date(date(2026, 11, 22))
    'วันที่ ๒๒ พฤศจิกายน พ.ศ. ๒๕๖๙'
    """
    return _in(digits, f"วันที่ {day.day} {MONTHS[day.month - 1]} พ.ศ. {be_year(day)}")


def typed_date(day: date) -> str:
    """The date as a person types it into a form.

    >>> typed_date(date(2026, 3, 5))
    '05/03/2569'
    """
    return f"{day.day:02}/{day.month:02}/{be_year(day)}"


def clock(moment: time, digits: Digits = "arabic") -> str:
    """
    >>> clock(time(9, 30)), clock(time(9, 30), "thai")
    ('09.30 น.', '๐๙.๓๐ น.')
    """
    return _in(digits, f"{moment.hour:02}.{moment.minute:02} น.")


# ── dates from text ────────────────────────────────────────────────────────────────────────
_AGE = r"(?P<era>[พค]\.?\s?ศ\.?)?\s*"
_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
DAY_FIRST = (
    re.compile(
        rf"(?P<day>[0-9]{{1,2}})\s*(?P<gap>[/.-])\s*(?P<month>[0-9]{{1,2}})\s*(?P=gap)\s*{_AGE}{_YEAR}"
    ),
    re.compile(rf"(?P<day>[0-9]{{1,2}})\s*(?:เดือน\s*)?(?P<month>[ก-๎][ก-๎.]*?)\s*{_AGE}{_YEAR}"),
    re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<era>)(?P<year>[0-9]{4})"),
)
MONTH_NUMBERS = {
    name.replace(".", ""): number for names in (MONTHS, MONTHS_SHORT) for number, name in enumerate(names, 1)
}


def parse_date(text: str, today: date | None = None) -> date:
    """Read a date in any of the ways in which an official types it; `today` tells the century of a two-digit year.

    A year above 2400 is B.E. Only with ISO order or with "ค.ศ." is a lower year taken as C.E.: nothing is guessed.
    "ก.พ." is February only between a day and a year; elsewhere it is the Commission.

    >>> [parse_date(typed).isoformat() for typed in ("22/11/2569", "วันที่ ๒๒ พฤศจิกายน พ.ศ. ๒๕๖๙", "2569-11-22")]
    ['2026-11-22', '2026-11-22', '2026-11-22']
    >>> parse_date("22 พ.ย. 69", today=date(2026, 1, 1))
    datetime.date(2026, 11, 22)
    >>> parse_date("29/02/2567")
    datetime.date(2024, 2, 29)
    >>> parse_date("31/02/2569")
    Traceback (most recent call last):
    janya.core.thai.DateIsWrong: ไม่มีวันที่ 31 กุมภาพันธ์ กรุณาตรวจวันที่อีกครั้ง เช่น 28/02/2569
    """
    typed = re.sub(r"^วันที่", "", to_arabic_digits(normalise(text)).strip()).strip()
    if not typed:
        raise DateIsWrong(_("กรุณากรอกวันที่ เช่น 22/11/2569"))
    if len(typed) <= LONGEST_TYPED:
        if found := YEAR_FIRST.fullmatch(typed):
            year = int(found["year"])
            return _day(found["day"], found["month"], year if year > LOWEST_BUDDHIST else year + ERA)
        for pattern in DAY_FIRST:
            if found := pattern.fullmatch(typed):
                return _day(found["day"], found["month"], _buddhist(found, today))
    raise DateIsWrong(_("อ่านวันที่ไม่ออก กรุณาพิมพ์วัน เดือน และปี พ.ศ. เช่น 22/11/2569 หรือ 22 พ.ย. 2569"))


def _buddhist(found: re.Match[str], today: date | None) -> int:
    """The Buddhist year that was meant."""
    year, era = int(found["year"]), (found["era"] or "")[:1]
    if len(found["year"]) < len("2569"):
        if today is None or era == "ค":
            raise DateIsWrong(_("กรุณาพิมพ์ปี พ.ศ. ให้ครบสี่หลัก เช่น 22/11/2569"))
        near = be_year(today)
        return min(
            (near // 100 * 100 + year + shift for shift in (-100, 0, 100)), key=lambda be: abs(be - near)
        )
    if era == "พ" or (year > LOWEST_BUDDHIST and not era):
        return year
    if era and year <= LOWEST_BUDDHIST:
        return year + ERA
    if era:
        raise DateIsWrong(
            _("ปี ค.ศ. %(year)s น่าจะเป็นปี พ.ศ. กรุณาตรวจปีอีกครั้ง เช่น 22/11/2569"), year=found["year"]
        )
    if year + ERA < FIRST_YEAR:
        raise DateIsWrong(_("ปี %(year)s ไม่ถูกต้อง กรุณาพิมพ์ปี พ.ศ. สี่หลัก เช่น 22/11/2569"), year=found["year"])
    raise DateIsWrong(
        _("ปี %(year)s น่าจะเป็นปี ค.ศ. กรุณาพิมพ์เป็นปี พ.ศ. คือ %(buddhist)s"),
        year=found["year"],
        buddhist=year + ERA,
    )


def _day(day_typed: str, month_typed: str, year: int) -> date:
    """The day that these three name, or a sentence that tells which of them is wrong."""
    day = int(day_typed)
    month = (
        int(month_typed) if month_typed.isdecimal() else MONTH_NUMBERS.get(month_typed.replace(".", ""), 0)
    )
    if not month and not month_typed.isdecimal():
        raise DateIsWrong(
            _("ไม่มีเดือนชื่อ “%(month)s” กรุณาตรวจชื่อเดือน หรือพิมพ์เป็นตัวเลข เช่น 22/11/2569"), month=month_typed
        )
    if not 1 <= month <= len(MONTHS):
        raise DateIsWrong(
            _("ไม่มีเดือนที่ %(month)s กรุณาพิมพ์วันก่อนเดือน และเดือนเป็นเลข 1 ถึง 12 เช่น 22/11/2569"), month=month
        )
    if year < FIRST_YEAR:
        raise DateIsWrong(
            _(
                "ระบบไม่รับวันที่ก่อนปี พ.ศ. 2484 เพราะในเวลานั้นขึ้นปีใหม่ในวันที่ 1 เมษายน "
                "ปีที่พิมพ์จึงอาจคลาดเคลื่อนหนึ่งปี กรุณาตรวจปีอีกครั้ง"
            )
        )
    last = monthrange(year - ERA, month)[1]
    if 1 <= day <= last:
        return date(year - ERA, month, day)
    example = f"{last}/{month:02}/{year}"
    if (day, month) == (29, 2) and not isleap(year - ERA):
        raise DateIsWrong(
            _("ปี พ.ศ. %(year)s เดือนกุมภาพันธ์มี 28 วัน กรุณาตรวจวันที่อีกครั้ง เช่น %(example)s"),
            year=year,
            example=example,
        )
    raise DateIsWrong(
        _("ไม่มีวันที่ %(day)s %(month)s กรุณาตรวจวันที่อีกครั้ง เช่น %(example)s"),
        day=day,
        month=MONTHS[month - 1],
        example=example,
    )


# ── fiscal year ────────────────────────────────────────────────────────────────────────────
def fiscal_year(day: date) -> int:
    """The fiscal year (B.E.) in which a day lies; it begins on 1 October of the year before.

    >>> fiscal_year(date(2025, 9, 30)), fiscal_year(date(2025, 10, 1))
    (2568, 2569)
    """
    return be_year(day) + (day.month >= FISCAL_START)


def fiscal_year_span(year: int) -> tuple[date, date]:
    """First and last day of a fiscal year (B.E.).

    >>> fiscal_year_span(2569)
    (datetime.date(2025, 10, 1), datetime.date(2026, 9, 30))
    """
    return date(year - ERA - 1, FISCAL_START, 1), date(year - ERA, FISCAL_START - 1, 30)


def fiscal_quarter(day: date) -> int:
    """Quarter 1 is October to December.

    >>> [fiscal_quarter(date(2026, month, 1)) for month in (10, 1, 4, 7)]
    [1, 2, 3, 4]
    """
    return (day.month - FISCAL_START) % 12 // 3 + 1


def half(day: date) -> int:
    """Half 1 is October to March, half 2 April to September.

    >>> half(date(2026, 3, 31)), half(date(2026, 4, 1))
    (1, 2)
    """
    return (fiscal_quarter(day) + 1) // 2


def months_of_fiscal_year(year: int) -> tuple[date, ...]:
    """The first day of each of the twelve months, October first.

    >>> [short_date(day) for day in months_of_fiscal_year(2569)][:4]
    ['1 ต.ค. 2568', '1 พ.ย. 2568', '1 ธ.ค. 2568', '1 ม.ค. 2569']
    """
    first, last = fiscal_year_span(year)
    return tuple(
        date(first.year if month >= FISCAL_START else last.year, month, 1)
        for month in (*range(FISCAL_START, 13), *range(1, FISCAL_START))
    )


# ── numbers from text ──────────────────────────────────────────────────────────────────────
NUMBER = re.compile(
    r"(?P<sign>[-+]?)\s?(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|)(?:\.(?P<part>[0-9]+))?"
)


def parse_decimal(text: str) -> Decimal:
    """Read a number with Thai or Arabic digits, with or without commas.

    >>> parse_decimal(" ๑,๒๓๔.๕๐ "), parse_decimal("-0.5")
    (Decimal('1234.50'), Decimal('-0.5'))
    """
    typed = re.sub(r"\s+", " ", to_arabic_digits(normalise(text)).replace("−", "-")).strip()
    if not typed:
        raise NumberIsWrong(_("กรุณากรอกตัวเลข"))
    found = NUMBER.fullmatch(typed) if len(typed) <= LONGEST_TYPED else None
    if len(typed) > LONGEST_TYPED or (found and len(re.sub("[, ]", "", found["whole"])) > MOST_WHOLE_DIGITS):
        raise NumberIsWrong(_("ตัวเลขยาวเกินไป กรุณากรอกไม่เกิน %(digits)s หลัก"), digits=MOST_WHOLE_DIGITS)
    if found and len(found["part"] or "") > MOST_DECIMALS:
        raise NumberIsWrong(_("ทศนิยมยาวเกินไป กรุณากรอกไม่เกิน %(decimals)s ตำแหน่ง"), decimals=MOST_DECIMALS)
    if found and (found["whole"] or found["part"]):
        whole = re.sub("[, ]", "", found["whole"]) or "0"
        return Decimal(
            f"{found['sign']}{whole}.{found['part']}" if found["part"] else f"{found['sign']}{whole}"
        )
    if re.fullmatch(r"[-+]?[0-9][0-9, ]*(\.[0-9]*)?", typed):
        raise NumberIsWrong(_("กรุณาตรวจเครื่องหมายในตัวเลข จุลภาคคั่นทุกสามหลัก และจุดนำหน้าทศนิยม เช่น 1,234.50"))
    raise NumberIsWrong(_("กรุณากรอกเป็นตัวเลขเท่านั้น เช่น 1,234.50"))


def parse_whole(text: str) -> int:
    """
    >>> parse_whole("๑,๒๓๔")
    1234
    >>> parse_whole("12.5")
    Traceback (most recent call last):
    janya.core.thai.NumberIsWrong: กรุณากรอกเป็นจำนวนเต็ม ไม่มีทศนิยม เช่น 1,234
    """
    number = parse_decimal(text)
    if number != number.to_integral_value() or "." in text:
        raise NumberIsWrong(_("กรุณากรอกเป็นจำนวนเต็ม ไม่มีทศนิยม เช่น 1,234"))
    return int(number)


# ── numbers and money as text ──────────────────────────────────────────────────────────────────────────
def number(value: Decimal | int | float, places: int = MOST_DECIMALS, digits: Digits = "arabic") -> str:
    """A number with commas and without zeros at its end.

    >>> number(Decimal("1234.50")), number(66.65, 1), number(1000, digits="thai")
    ('1,234.5', '66.7', '๑,๐๐๐')
    """
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), context=EXACT)
    text = f"{EXACT.plus(rounded):,f}"
    return _in(digits, text.rstrip("0").rstrip(".") if "." in text else text)


DIGIT_WORDS = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
PLACE_WORDS = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
MILLION = 10**6
EXACT = Context(prec=100, rounding=ROUND_HALF_UP)


def _to_satang(amount: Decimal) -> Decimal:
    """Two decimals, half a satang up (away from zero), and no negative zero."""
    if not amount.is_finite():
        raise ValueError("an amount of money is finite")
    return EXACT.plus(amount.quantize(Decimal("0.01"), context=EXACT))


def money(amount: Decimal, digits: Digits = "arabic") -> str:
    """An amount without its unit: pages and documents write บาท beside it or above the column.

    >>> money(Decimal("1234.5")), money(Decimal("1234.5"), "thai")
    ('1,234.50', '๑,๒๓๔.๕๐')
    """
    return _in(digits, f"{_to_satang(amount):,}")


def number_words(number: int) -> str:
    """A whole number read aloud: last 1 is เอ็ด after any other digit, 20 is ยี่สิบ, every million begins anew.

    >>> [number_words(number) for number in (0, 11, 21, 101, 20_000_000, 1_000_001)]
    ['ศูนย์', 'สิบเอ็ด', 'ยี่สิบเอ็ด', 'หนึ่งร้อยเอ็ด', 'ยี่สิบล้าน', 'หนึ่งล้านเอ็ด']
    """
    if number < 0:
        return f"ลบ{number_words(-number)}"
    millions, rest = divmod(number, MILLION)
    if not number:
        return "ศูนย์"
    before = f"{number_words(millions)}ล้าน" if millions else ""
    return before + _under_million(rest, follows=bool(millions))


def _under_million(number: int, *, follows: bool) -> str:
    words = ""
    for place in reversed(range(len(PLACE_WORDS))):
        digit = number // 10**place % 10
        match place, digit:
            case _any, 0:
                continue
            case 0, 1 if words or follows:
                words += "เอ็ด"
            case 1, 1:
                words += "สิบ"
            case 1, 2:
                words += "ยี่สิบ"
            case _other:
                words += DIGIT_WORDS[digit] + PLACE_WORDS[place]
    return words


def baht_text(amount: Decimal) -> str:
    """An amount in words, as it stands in brackets behind the figures.

    >>> baht_text(Decimal("1234.50"))
    'หนึ่งพันสองร้อยสามสิบสี่บาทห้าสิบสตางค์'
    >>> [baht_text(Decimal(typed)) for typed in ("0", "21", "0.01", "-1000000")]
    ['ศูนย์บาทถ้วน', 'ยี่สิบเอ็ดบาทถ้วน', 'หนึ่งสตางค์', 'ลบหนึ่งล้านบาทถ้วน']
    """
    exact = _to_satang(amount)
    baht, satang = divmod(int(EXACT.abs(exact).scaleb(2, context=EXACT)), 100)
    sign = "ลบ" if exact < 0 else ""
    if not satang:
        return f"{sign}{number_words(baht)}บาทถ้วน"
    return f"{sign}{f'{number_words(baht)}บาท' if baht else ''}{number_words(satang)}สตางค์"


# ── text ───────────────────────────────────────────────────────────────────────────────────
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
VOWEL_MARKS = "\u0e31\u0e34-\u0e37\u0e38\u0e39\u0e47\u0e4d"
TONES = "\u0e48-\u0e4b"
MARKS = f"\u0e3a{VOWEL_MARKS}{TONES}\u0e4c\u0e4e"
LEVELS = {"\u0e3a": 0, **dict.fromkeys("\u0e48\u0e49\u0e4a\u0e4b", 2), "\u0e4c": 3, "\u0e4e": 3}
MARK_RUN = re.compile(f"[{MARKS}]{{2,}}")
SAME_MARK = re.compile(f"([{MARKS}])\\1+")
SPLIT_SARA_AM = re.compile(f"\u0e4d([{TONES}]*)\u0e32")
TONE_BEHIND = re.compile(f"([\u0e30\u0e32\u0e33\u0e45])([{TONES}]+)")
LEADING_VOWEL = re.compile("([เ-ไ])([ก-ฮ])")
LIGHT = str.maketrans("", "", "\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4e")


def normalise(text: str) -> str:
    """One way to write what looks the same: NFC, ำ and แ whole, vowel before tone, nothing invisible, \\n for a new line.

    Spaces at the ends stay, the form takes them off.

    >>> normalise("น\u0e4d\u0e49า"), normalise("เเผน"), normalise("ท\u0e48\u0e35"), normalise("ก\u200bข")
    ('น้ำ', 'แผน', 'ที่', 'กข')
    """
    text = UNSEEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    while (better := _one_pass(text)) != text:
        text = better
    return text


def _one_pass(text: str) -> str:
    text = unicodedata.normalize("NFC", text).replace("เเ", "แ")
    text = MARK_RUN.sub(lambda run: "".join(sorted(run[0], key=lambda mark: LEVELS.get(mark, 1))), text)
    text = SAME_MARK.sub(r"\1", text)
    text = SPLIT_SARA_AM.sub("\\1\u0e33", text)
    return TONE_BEHIND.sub(r"\2\1", text)


def sort_key(text: str) -> tuple[str, str, str]:
    """The key of dictionary order: a leading vowel counts behind its consonant, tone marks only break a tie.

    Source: order of the Royal Institute Dictionary.
    >>> sorted(["แก", "ไก่", "ขา", "กา", "เก้า", "ก้า", "เก่า", "ก่า", "เขา"], key=sort_key)
    ['กา', 'ก่า', 'ก้า', 'เก่า', 'เก้า', 'แก', 'ไก่', 'ขา', 'เขา']
    """
    clean = normalise(text).strip()
    letters = LEADING_VOWEL.sub(r"\2\1", to_arabic_digits(clean).casefold())
    heavy = letters.translate(LIGHT)
    tones = "".join(letter if ord(letter) in LIGHT else " " for letter in letters)
    return heavy, tones, clean
