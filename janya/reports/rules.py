"""How a signed report is numbered, sealed, and told from a draft or from one that was changed."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

SEAL_LENGTH = 20
GOOD_LEVEL = 4  # of five levels
SIGNED, DRAFT = "janya:signed:", "janya:draft"
CLAIM = re.compile(rb"janya:signed:([0-9a-f]{%d})" % SEAL_LENGTH)


class Verdict(StrEnum):
    SIGNED = "signed"  # every byte is that of the file that was signed
    REPLACED = "replaced"  # so too, but a corrected one was signed later
    CHANGED = "changed"  # it says which report it is, and its bytes are others
    DRAFT = "draft"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a file says of itself: the seal of a signed report, or that it is a draft."""

    seal: str = ""
    draft: bool = False


def calendar_year(day: date) -> int:
    """The year in which a paper is numbered: the calendar's, in the Buddhist Era, not the fiscal one.

    Source: Regulation of the Office of the Prime Minister on Correspondence B.E. 2526: numbers run from 1 to the end of the calendar year.

    >>> calendar_year(date(2026, 11, 23))
    2569
    >>> calendar_year(date(2027, 1, 4))
    2570
    """
    return day.year + 543


def spoken_number(number: int, year: int) -> str:
    """The number as papers bear it.

    Source: Regulation of the Office of the Prime Minister on Correspondence B.E. 2526 (number / B.E. year).

    >>> spoken_number(1, 2570)
    '1/2570'
    """
    return f"{number}/{year}"


def seal(facts: str, number: str, signer: str, moment: str) -> str:
    """What ties a signed paper to its facts: the beginning of the hash of facts, number, signer and moment.

    Source: FIPS 180-4 (SHA-256); the project's own rule for what goes in. The file's own hash cannot stand inside it.

    >>> seal("{}", "1/2570", "สมหญิง ใจดี", "2027-01-04T09:00")
    'f63a5849e606006e5bae'
    >>> seal("{}", "1/2570", "สมหญิง ใจดี", "2027-01-04T09:01") == seal("{}", "1/2570", "สมหญิง ใจดี", "2027-01-04T09:00")
    False
    """
    whole = "\x1f".join((facts, number, signer, moment))
    return hashlib.sha256(whole.encode()).hexdigest()[:SEAL_LENGTH]


def spoken_seal(of: str) -> str:
    """The seal in groups of four, to be read aloud and compared.

    Source: the project's own rule; the same look as the code on a certificate.

    >>> spoken_seal("41d5c2a7ee0f")
    '41d5-c2a7-ee0f'
    """
    return "-".join(of[at : at + 4] for at in range(0, len(of), 4))


def claim(content: bytes) -> Claim:
    """What a PDF that Janya made says of itself in its uncompressed metadata.

    Source: ISO 19005-2 (PDF/A-2) 6.6.2: the metadata stream is not encrypted or filtered.

    >>> claim(b"<pdf:Keywords>janya:signed:0123456789abcdef0123</pdf:Keywords>")
    Claim(seal='0123456789abcdef0123', draft=False)
    >>> claim(b"<pdf:Keywords>janya:draft</pdf:Keywords>")
    Claim(seal='', draft=True)
    >>> claim(b"%PDF-1.7")
    Claim(seal='', draft=False)
    """
    found = CLAIM.search(content)
    return Claim(found[1].decode() if found else "", found is None and DRAFT.encode() in content)


def verdict(*, is_known: bool, is_replaced: bool, claimed: bool, draft: bool) -> Verdict:
    """Tell what a file is: only one whose every byte is known is a signed one.

    Source: the project's own rule (a signed report is its bytes).

    >>> verdict(is_known=True, is_replaced=False, claimed=True, draft=False)
    <Verdict.SIGNED: 'signed'>
    >>> verdict(is_known=False, is_replaced=False, claimed=True, draft=False)
    <Verdict.CHANGED: 'changed'>
    >>> verdict(is_known=False, is_replaced=False, claimed=False, draft=True)
    <Verdict.DRAFT: 'draft'>
    """
    if is_known:
        return Verdict.REPLACED if is_replaced else Verdict.SIGNED
    if claimed:
        return Verdict.CHANGED
    return Verdict.DRAFT if draft else Verdict.UNKNOWN


def share_of(part: float, whole: float) -> float | None:
    """The part in the hundred; None where there is no whole.

    Source: arithmetic; a plan without a budget has no share spent.

    >>> share_of(25, 200), share_of(1, 0)
    (12.5, None)
    """
    return part * 100 / whole if whole else None
