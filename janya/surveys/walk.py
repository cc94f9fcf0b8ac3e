"""The way of a respondent through a questionnaire: all on one page, or section by section, then a look back at the answers.

The server works out which sections have anything to ask; answers of the other sections travel in hidden fields.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import rules
from .answer_sheet import AnswerSheet, Shown
from .queries import SectionAsked

STEP = (
    "to"  # the button that was pressed: next, back, review, or the number of a section; none of these: send
)


@dataclass(slots=True)
class Walk:
    """`at` is the section on the page; as many as there are sections: the look back before sending."""

    sheet: AnswerSheet
    by_page: bool
    at: int = 0
    places: list[list[int]] = field(default_factory=list)  # of the questions of each section

    def __post_init__(self) -> None:
        place = {one.pk: at for at, one in enumerate(self.sheet.questionnaire.questions)}
        self.places = [[place[one.pk] for one in section.questions] for section in self.sections]
        self.at = max(0, min(self.at, self.last))

    @property
    def sections(self) -> tuple[SectionAsked, ...]:
        return self.sheet.questionnaire.sections

    @property
    def last(self) -> int:
        return len(self.sections)

    @property
    def looks_back(self) -> bool:
        return self.at == self.last

    # ── which questions are on the page ────────────────────────────────────────────────────
    def may_be_asked(self, section: int) -> list[int]:
        """Places that this section shows: what is asked by the answers so far, or may be by answers on the same page."""
        judged = self.sheet.questionnaire.rules
        asked = rules.are_asked(judged, self.sheet.answers)
        shown: list[int] = []
        for place in self.places[section]:
            on = judged[place].asked_if
            if on is None or (on in shown if on in self.places[section] else asked[place]):
                shown.append(place)
        return shown

    @property
    def here(self) -> list[int]:
        """Places of the questions on this page."""
        if self.looks_back:
            return []
        return (
            self.may_be_asked(self.at) if self.by_page else [place for part in self.places for place in part]
        )

    @property
    def shown(self) -> list[tuple[SectionAsked, list[Shown]]]:
        here = set(self.here)
        questions = self.sheet.questionnaire.questions
        found = [
            (section, [self.sheet.shown(place, questions[place]) for place in part if place in here])
            for section, part in zip(self.sections, self.places, strict=True)
        ]
        return [(section, rows) for section, rows in found if rows]

    @property
    def carried(self) -> list[tuple[str, str]]:
        return self.sheet.carried(set(self.here))

    # ── going ──────────────────────────────────────────────────────────────────────────────
    def go(self, to: str) -> None:
        """Follow a button. Forward only when what is on the page is whole; back without a word."""
        if to == "back":
            self.sheet.let_be()
            self.at = self._other(-1)
        elif to in {"next", "review"}:
            if self.sheet.is_whole(self.here):
                self.at = self._other(1) if self.by_page and to == "next" else self.last
        elif to.isascii() and to.isdecimal():
            self.sheet.let_be()
            self.at = min(int(to[:4]), self.last) if self.by_page else 0

    def _other(self, step: int) -> int:
        at = self.at + step
        while 0 <= at < self.last and not self.may_be_asked(at):
            at += step
        return min(at, self.last) if at >= 0 else self.at

    def is_whole(self) -> bool:
        """Judge everything before it is sent; where something is wanting, the way leads there."""
        if self.sheet.is_whole():
            return True
        if self.sheet.wrong and (self.by_page or self.looks_back):
            first = min(self.sheet.wrong)
            self.at = next(n for n, part in enumerate(self.places) if first in part) if self.by_page else 0
        return False

    # ── telling ────────────────────────────────────────────────────────────────────────────
    @property
    def number(self) -> int:
        return self.at + 1

    @property
    def is_first(self) -> bool:
        return self._other(-1) == self.at

    @property
    def percent(self) -> float:
        return self.at * 100 / self.last if self.last else 0.0

    @property
    def told(self) -> list[tuple[int, SectionAsked, list[Any]]]:
        return [(n, section, rows) for n, (section, rows) in enumerate(self.sheet.told()) if rows]


def page_of(sent: Mapping[str, Any] | None) -> int:
    given = str(sent.get("page", "")) if sent else ""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 5 else 0
