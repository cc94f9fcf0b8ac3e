"""Figures that rooms above show beside the register as evidence: complaints, discipline, what a survey found.

This room may not ask the rooms above; they put a question here when they are ready (`BESIDE.append` in their
`AppConfig.ready`), as they do with the sentences of the journal. It answers with the figures of a drive.
"""

from collections.abc import Callable
from dataclasses import dataclass

from janya.drives.models import Drive


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as it is shown: what it is, how much, what it rests on, where it comes from."""

    label: str
    value: str
    note: str = ""
    href: str = ""


BESIDE: list[Callable[[Drive], list[Figure]]] = []


def beside(drive: Drive) -> list[Figure]:
    """The figures of all rooms that have some."""
    return [figure for asked in BESIDE for figure in asked(drive)]
