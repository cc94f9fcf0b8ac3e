from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

MOMENT = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)  # half past midnight of the 22nd in Thailand


def shown(text: str, value: object) -> str:
    return Template(f"{{{{ value|{text} }}}}").render(Context({"value": value}))


@pytest.mark.parametrize(
    ("text", "value", "seen"),
    [
        ("thai_date", date(2026, 11, 22), "22 พ.ย. 2569"),
        ("thai_date", MOMENT, "22 พ.ย. 2569"),
        ("thai_date_long", date(2026, 11, 22), "22 พฤศจิกายน 2569"),
        ("thai_datetime", MOMENT, "22 พ.ย. 2569 00.30 น."),
        ("thai_digits", "12/2569", "๑๒/๒๕๖๙"),
        ("thai_digits", 0, "๐"),
        ("number", Decimal("1234.50"), "1,234.5"),
        ("number", 1234567, "1,234,567"),
        ("number", 0, "0"),
        ("number:1", 66.65, "66.7"),
        ("number:0", 100.0, "100"),
        ("money", Decimal("1234.5"), "1,234.50"),
        ("percent", 66.6667, "66.7%"),
        ("percent:0", "80", "80%"),
    ],
)
def test_values_look_thai(text: str, value: object, seen: str) -> None:
    assert shown(text, value) == seen


@pytest.mark.parametrize(
    "text", ["thai_date", "thai_date_long", "thai_datetime", "thai_digits", "number", "money", "percent"]
)
def test_nothing_gives_nothing(text: str) -> None:
    assert shown(text, None) == ""
    assert shown(f'{text}|default:"–"', None) == "–"


@pytest.mark.parametrize("text", ["number", "money", "percent"])
@pytest.mark.parametrize("value", [float("nan"), float("inf"), "x", ""])
def test_what_is_no_number_is_not_shown_as_one(text: str, value: object) -> None:
    assert shown(text, value) == ""


def test_english_pages_keep_the_buddhist_year() -> None:
    with translation.override("en"):
        assert shown("thai_date", date(2026, 11, 22)) == "22 Nov 2569"
        assert shown("thai_date_long", date(2026, 11, 22)) == "22 November 2569"
        assert shown("thai_datetime", MOMENT) == "22 Nov 2569 00:30"
