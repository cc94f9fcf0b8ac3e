"""What the room reads: figures as of a day, rounds with their comparison, the promotion work, what is carried, the year."""

from .annual import annual
from .carried import Carried, CarryRow, Source, carried, made_of, source_of, words_of_carry
from .figures import figures
from .promotion import (
    CriterionRow,
    Promotion,
    Proposal,
    criteria_of,
    frozen,
    promotion,
    proposals,
    weights_of,
)
from .rounds import (
    Compared,
    Headline,
    View,
    compared,
    facts_of,
    lessons_of,
    remarks_of,
    rounds,
    standing_of,
    view,
    year_before,
)

__all__ = [
    "Carried",
    "CarryRow",
    "Compared",
    "CriterionRow",
    "Headline",
    "Promotion",
    "Proposal",
    "Source",
    "View",
    "annual",
    "carried",
    "compared",
    "criteria_of",
    "facts_of",
    "figures",
    "frozen",
    "lessons_of",
    "made_of",
    "promotion",
    "proposals",
    "remarks_of",
    "rounds",
    "source_of",
    "standing_of",
    "view",
    "weights_of",
    "words_of_carry",
    "year_before",
]
