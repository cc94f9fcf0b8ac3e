"""CSV as Thai offices send it: UTF-8 with or without its mark, UTF-16, Windows-874; commas, semicolons or tabs."""

import csv
import io
import re
from collections.abc import Iterator

DELIMITERS = ",;\t|"
# UTF-8 Thai that somebody read as Latin letters and saved again
MOJIBAKE = re.compile("à[¸¹]|Ã\xa0Â[¸¹]|๠[€-\u20ff]|เธ[\u0080-\u00ff]")
MANY = 3  # so often it is no chance
# a vowel or tone mark that stands on nothing: bytes of another alphabet read as Thai
LOOSE_MARK = re.compile("(?:^|[^ก-๎])[ัิ-ฺ็-๎]")
THAI = re.compile("[ก-๙]")
MARKS = re.compile("[ัิ-ฺ็-๎]")
GUARD = "'"
DANGEROUS = "=+-@\t\r"
GUARDED = re.compile("^'+[=+\\-@\t\r]")


class EncodingIsWrong(Exception):
    pass


def decoded(data: bytes) -> str:
    """The text of a CSV file. Raises EncodingIsWrong when no reading of it makes sense."""
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp874"]
    for encoding in encodings:
        try:
            found = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in found or "�" in found or len(MOJIBAKE.findall(found)) >= MANY:
            raise EncodingIsWrong
        marks = len(MARKS.findall(found))
        if encoding == "cp874" and len(LOOSE_MARK.findall(found)) * 5 > marks:
            raise EncodingIsWrong
        return found
    raise EncodingIsWrong


def delimiter_of(found: str) -> str:
    """The delimiter that stands most often outside quotes in the first lines.

    >>> delimiter_of('ก;"ข,ค,ง"\\n1;2')
    ';'
    """
    bare = re.sub(r'"(?:[^"]|"")*"', "", "\n".join(found.splitlines()[:30]))
    return max(DELIMITERS, key=lambda one: (bare.count(one), -DELIMITERS.index(one)))


def rows(found: str) -> Iterator[list[str]]:
    """Records as Excel shows them, a guard against formulas taken off. Raises csv.Error where quotes are broken."""
    for record in csv.reader(io.StringIO(found, newline=""), delimiter=delimiter_of(found), strict=True):
        yield [bare(cell) for cell in record]


def guarded(cell: str) -> str:
    """A text that no spreadsheet takes for a formula.

    Source: OWASP, CSV Injection.

    >>> guarded("=1+1"), guarded("-5"), guarded("สมชาย"), bare(guarded("'=1"))
    ("'=1+1", "'-5", 'สมชาย', "'=1")
    """
    return GUARD + cell if cell[:1] in DANGEROUS and cell else GUARD + cell if GUARDED.match(cell) else cell


def bare(cell: str) -> str:
    """The text as it was before it was guarded."""
    return cell[1:] if GUARDED.match(cell) else cell
