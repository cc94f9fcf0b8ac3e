"""When a signature stands, what a paper form and a certificate carry, which reminder is due."""

import base64
import hashlib
import hmac
import re
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MARK_LENGTH = 16
VERSION_LENGTH = 8
FORM, CERTIFICATE = "JANYA1", "C"
BODY, SEAL = struct.Struct(">II4s"), 8
FORM_NUMBER = re.compile(r"(\d{4})\s*[-–/]\s*(\d{1,10})\s*[-–/]\s*([0-9A-Fa-f]{8})\Z")


class Reason(StrEnum):
    """Why a person counts as unsigned."""

    NEVER = "never"
    POST = "post"
    CODE = "code"
    WITHDRAWN = "withdrawn"


class To(StrEnum):
    """Whom a step of reminders writes to."""

    PERSON = "person"
    COORDINATOR = "coordinator"


def code_mark(code: str, items: Iterable[tuple[int, str]]) -> str:
    """Short hash of what is acknowledged: the version of the code and the sentence of every item.

    Guidance and cases may be put better without asking anybody again; another sentence, another item, another version may not.
    Source: the project's own rule (decision 0014); mission row S1.

    >>> code_mark("2564", [(1, "ยึดมั่น"), (2, "ซื่อสัตย์")]) == code_mark("2564", [(2, "ซื่อสัตย์"), (1, "ยึดมั่น")])
    True
    >>> code_mark("2564", [(1, "ยึดมั่น")]) == code_mark("2552", [(1, "ยึดมั่น")])
    False
    """
    told = "\n".join([code, *(f"{number} {' '.join(text.split())}" for number, text in sorted(items))])
    return hashlib.sha256(told.encode()).hexdigest()[:MARK_LENGTH]


def why_again(
    *, signed_on: date | None, marked: str, mark: str, post_since: date | None, withdrawn: bool = False
) -> Reason | None:
    """Tell why the person is asked (again); None when the signature stands.

    A change of post is asked about before a change of the code: it is of this person alone.
    Source: the project's own rule (decision 0014); activity 3.1 of the guideline: signed on entering a post.

    >>> why_again(signed_on=date(2026, 1, 5), marked="a", mark="a", post_since=date(2025, 10, 1)) is None
    True
    >>> why_again(signed_on=date(2026, 1, 5), marked="a", mark="a", post_since=date(2026, 2, 1)).value
    'post'
    >>> why_again(signed_on=date(2026, 1, 5), marked="a", mark="b", post_since=None).value
    'code'
    >>> why_again(signed_on=None, marked="", mark="b", post_since=None).value
    'never'
    """
    if signed_on is None:
        return Reason.WITHDRAWN if withdrawn else Reason.NEVER
    if post_since and signed_on < post_since:
        return Reason.POST
    return None if marked == mark else Reason.CODE


def version_of(text: str, mark: str) -> str:
    """Short hash of one person's form: its wording and what is acknowledged with it.

    Source: the project's own rule (decision 0014).

    >>> version_of("ข้าพเจ้ารับทราบ", "a") == version_of("ข้าพเจ้ารับทราบ", "b")
    False
    """
    return hashlib.sha256(f"{mark}\n{text}".encode()).hexdigest()[:VERSION_LENGTH]


@dataclass(frozen=True, slots=True)
class Reference:
    """What a sealed short text stands for: two numbers and eight hexadecimal digits."""

    first: int
    second: int
    version: str


def seal(kind: str, reference: Reference, key: bytes) -> str:
    """Write a reference as few capital letters and digits that nobody without the key can make.

    Source: the project's own rule (decision 0014); capital letters and digits make a QR code of few squares (ISO/IEC 18004, alphanumeric mode).

    >>> seal("C", Reference(7, 12, "0a1b2c3d"), b"key")
    'CAAAAABYAAAAAYCQ3FQ62MGYJTVJGFKNB'
    """
    body = BODY.pack(reference.first, reference.second, bytes.fromhex(reference.version))
    return kind + base64.b32encode(body + _sealed(kind, body, key)).decode()


def unseal(kind: str, text: str, keys: Sequence[bytes]) -> Reference | None:
    """Read a sealed reference; None for every other text, also for one that somebody made up.

    Source: the project's own rule (decision 0014).

    >>> unseal("C", seal("C", Reference(7, 12, "0a1b2c3d"), b"key"), [b"new", b"key"])
    Reference(first=7, second=12, version='0a1b2c3d')
    >>> unseal("C", "C" + "A" * 32, [b"key"]) is None
    True
    """
    if not text.startswith(kind) or len(text) != len(kind) + (BODY.size + SEAL) * 8 // 5:
        return None
    try:
        packed = base64.b32decode(text[len(kind) :])
    except ValueError:
        return None
    body, given = packed[: BODY.size], packed[BODY.size :]
    if not any(hmac.compare_digest(given, _sealed(kind, body, key)) for key in keys):
        return None
    first, second, version = BODY.unpack(body)
    return Reference(first, second, version.hex())


def _sealed(kind: str, body: bytes, key: bytes) -> bytes:
    return hmac.digest(key, kind.encode() + body, "sha256")[:SEAL]


def form_number(year: int, person: int, version: str) -> str:
    """The number on a form that people read and type.

    Source: the project's own rule (decision 0014).

    >>> form_number(2570, 123, "0a1b2c3d")
    '2570-000123-0A1B2C3D'
    """
    return f"{year}-{person:06d}-{version.upper()}"


def read_form_number(typed: str) -> tuple[int, int, str] | None:
    """Year, person and version of a form's number as typed in Arabic digits; None for other words.

    Source: the project's own rule (decision 0014).

    >>> read_form_number(" 2570-000123-0a1b2c3d ")
    (2570, 123, '0a1b2c3d')
    >>> read_form_number("สมชาย") is None
    True
    """
    found = FORM_NUMBER.match(typed.strip())
    return (int(found[1]), int(found[2]), found[3].lower()) if found else None


# ── reminders ──────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class StepFacts:
    """A step of reminders: how many days after the due date (before it: negative), and to whom."""

    key: int
    days: int
    to: str


USUAL_STEPS: tuple[tuple[int, To], ...] = (
    (-30, To.PERSON),
    (-14, To.PERSON),
    (-3, To.PERSON),
    (1, To.COORDINATOR),
)
"""First invitation, two reminders, and a day after the due date whoever coordinates the unit."""


def due_steps(steps: Iterable[StepFacts], due_on: date, today: date) -> list[StepFacts]:
    """The steps to send now: of those whose day has come, the latest to each kind of reader.

    So whoever sets a due date of next week sends one letter and not three at once.
    Source: the project's own rule (decision 0014); mission row A3.1.

    >>> steps = [StepFacts(1, -30, "person"), StepFacts(2, -14, "person"), StepFacts(3, 1, "coordinator")]
    >>> [one.key for one in due_steps(steps, date(2026, 3, 31), date(2026, 3, 20))]
    [2]
    >>> [one.key for one in due_steps(steps, date(2026, 3, 31), date(2026, 4, 1))]
    [2, 3]
    >>> due_steps(steps, date(2026, 3, 31), date(2026, 2, 1))
    []
    """
    latest: dict[str, StepFacts] = {}
    for step in sorted(steps, key=lambda one: one.days):
        if due_on + timedelta(days=step.days) <= today:
            latest[step.to] = step
    return sorted(latest.values(), key=lambda one: one.days)
