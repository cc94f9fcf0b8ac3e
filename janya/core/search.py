"""Search in Thai text, the same on every database: both sides written one way, every word somewhere, any part of a word.

A room keeps the text to search in a column of its own (`SearchedField`), folded whenever the row is saved, and asks
for it with `matching`. It is a plain scan: two letters are found as well as twenty, and 2,000 rows take milliseconds (50,000 about
a tenth of a second). Where that is too slow one day, a trigram index belongs behind this function and nowhere else.
No table of its own.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q

from janya.core import thai

MOST_WORDS = 8
LONGEST_QUERY = 100
AROUND = 45  # letters shown on each side of a found word
MARKS = re.compile(f"[{thai.MARKS}]")


class Part(NamedTuple):
    """A piece of an excerpt; `found` pieces are what was searched for."""

    text: str
    found: bool


def fold(text: str) -> str:
    """Write text as it is searched: one way to write what looks the same, Arabic digits, small letters, single spaces.

    >>> fold("ข้อ ๑๒  ABC\\n ท\u0e4d\u0e32")
    'ข้อ 12 abc ทำ'
    """
    return "".join(_small(letter) for letter in _tidy(text))


def _tidy(text: str) -> str:
    return " ".join(thai.to_arabic_digits(thai.normalise(text)).replace("\0", " ").split())


def _small(letter: str) -> str:
    """A small letter takes the place of one letter, never of two, so that places in the text stay what they are."""
    lower = letter.lower()
    return lower if len(lower) == 1 else letter


def folded(*texts: str) -> str:
    """Fold several texts into one; no word is found across the border of two.

    >>> folded("ของขวัญ", "", "รถราชการ")
    'ของขวัญ\\nรถราชการ'
    """
    return "\n".join(fold(text) for text in texts if text.strip())


class SearchedField(models.TextField):  # type: ignore[type-arg]
    """Keeps the folded text of the row's other fields `of`, so that the database can search it.

    Rows of a migration do not know `of`; they keep what the migration gives them.
    """

    def __init__(self, *args: Any, of: Sequence[str] = (), **kwargs: Any) -> None:
        self.of = tuple(of)
        super().__init__(*args, **{"editable": False, "default": "", "blank": True, **kwargs})

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if self.of:
            texts = (str(getattr(model_instance, name) or "") for name in self.of)
            setattr(model_instance, self.attname, folded(*texts))
        return super().pre_save(model_instance, add)


def words(query: str) -> list[str]:
    """The words of a query, folded, each once.

    >>> words(" ของขวัญ  ๑๒ ของขวัญ")
    ['ของขวัญ', '12']
    """
    return list(dict.fromkeys(fold(query[:LONGEST_QUERY]).split()))[:MOST_WORDS]


def matching(field: str, query: str) -> Q:
    """Rows in whose folded `field` every word of the query stands. A query without words finds every row."""
    found = Q()
    for word in words(query):
        found &= Q(**{f"{field}__contains": word})
    return found


def excerpt(query: str, texts: Iterable[str], around: int = AROUND) -> list[Part]:
    """The first text in which a word of the query stands, cut around it, the found words apart; else nothing.

    >>> [part.text for part in excerpt("ของขวัญ", ["รถราชการ", "รับของขวัญจากผู้รับจ้าง"]) if part.found]
    ['ของขวัญ']
    """
    asked = words(query)
    for text in texts:
        shown = _tidy(text)
        plain = "".join(_small(letter) for letter in shown)
        places = [(plain.find(word), len(word)) for word in asked]
        if there := [place for place in places if place[0] >= 0]:
            first = min(there)
            start, end = _cut(shown, first[0] - around, first[0] + first[1] + around)
            return _parts(shown, plain, asked, start, end)
    return []


def _cut(text: str, start: int, end: int) -> tuple[int, int]:
    """Move the cut so that no mark is parted from its letter."""
    start, end = max(start, 0), min(end, len(text))
    while start and MARKS.match(text[start]):
        start -= 1
    while end < len(text) and MARKS.match(text[end]):
        end += 1
    return start, end


def _parts(shown: str, plain: str, asked: list[str], start: int, end: int) -> list[Part]:
    pattern = re.compile("|".join(re.escape(word) for word in sorted(asked, key=len, reverse=True)))
    parts: list[Part] = [Part("…", False)] if start else []
    at = start
    for found in pattern.finditer(plain, start, end):
        if found.start() > at:
            parts.append(Part(shown[at : found.start()], False))
        parts.append(Part(shown[found.start() : found.end()], True))
        at = found.end()
    if at < end:
        parts.append(Part(shown[at:end], False))
    if end < len(shown):
        parts.append(Part("…", False))
    return parts
