"""Filters: dates, numbers and digits as a Thai page shows them. Nothing in gives nothing out."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.utils import dateformat, timezone
from django.utils.translation import get_language

from janya.core import thai

register = template.Library()


def _in_thai() -> bool:
    return (get_language() or "th").startswith("th")


def _local(moment: Any) -> Any:
    """A moment in Thailand's time, so that its day is the day here."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


@register.filter
def thai_date(day: date | None) -> str:
    """22 พ.ย. 2569; on English pages 22 Nov 2569: the year stays B.E., like the fiscal year beside it."""
    if not isinstance(day, date):
        return ""
    here = _local(day)
    return thai.short_date(here) if _in_thai() else f"{dateformat.format(here, 'j M')} {thai.be_year(here)}"


@register.filter
def thai_date_long(day: date | None) -> str:
    """22 พฤศจิกายน 2569"""
    if not isinstance(day, date):
        return ""
    here = _local(day)
    return thai.long_date(here) if _in_thai() else f"{dateformat.format(here, 'j F')} {thai.be_year(here)}"


@register.filter
def thai_datetime(moment: datetime | None) -> str:
    """22 พ.ย. 2569 09.30 น."""
    if not isinstance(moment, datetime):
        return ""
    here = _local(moment)
    return f"{thai_date(here)} {thai.clock(here.time()) if _in_thai() else f'{here:%H:%M}'}"


@register.filter
def thai_digits(text: Any) -> str:
    """๒๕๖๙"""
    return "" if text is None else thai.to_thai_digits(text)


def _decimal(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


@register.filter
def number(value: Any, places: int = thai.MOST_DECIMALS) -> str:
    """1,234.5; `|number:1` keeps at most one decimal."""
    found = _decimal(value)
    return "" if found is None else thai.number(found, places)


@register.filter
def money(value: Any) -> str:
    """1,234.50 without unit: write บาท beside it or above the column."""
    found = _decimal(value)
    return "" if found is None else thai.money(found)


@register.filter
def percent(value: Any, places: int = 1) -> str:
    """66.7% from 66.6667: the value is already in the hundred."""
    found = _decimal(value)
    return "" if found is None else f"{thai.number(found, places)}%"
