"""The chain that shows whether a journal line was changed afterwards."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """One journal line as the chain sees it."""

    number: int
    facts: Mapping[str, object]
    previous: str
    digest: str


def digest(facts: Mapping[str, object], *, previous: str) -> str:
    """Hash one line together with the hash of the line before it.

    Source: the project's own rule (append-only journal, decision 0004); SHA-256 as in FIPS 180-4.

    >>> digest({"deed": "risks.assessed"}, previous=FIRST)[:12]
    '293ea6ea93ea'
    """
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def broken(links: Iterable[Link]) -> list[int]:
    """Tell the numbers of the lines at which the chain does not hold, in order.

    A changed line breaks at itself; a removed or inserted line breaks at the next one.

    Source: the project's own rule (append-only journal, decision 0004).

    >>> one = digest({"n": 1}, previous=FIRST)
    >>> broken([Link(1, {"n": 1}, FIRST, one), Link(2, {"n": 2}, one, "forged")])
    [2]
    """
    wrong: list[int] = []
    previous = FIRST
    expected = 1
    for link in links:
        sound = (
            link.number == expected
            and link.previous == previous
            and link.digest == digest(link.facts, previous=link.previous)
        )
        if not sound:
            wrong.append(link.number)
        previous, expected = link.digest, link.number + 1
    return wrong
