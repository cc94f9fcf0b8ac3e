"""What surveys say: figures by item and question, comparison, texts. All read tallies only."""

from .comparison import Compared, ScoreCompared, compared, earlier, score_compared
from .heat import columns, heat_of_items, heats_of_questions
from .pictures import dumbbell
from .questions import (
    QuestionRow,
    Reliability,
    Score,
    awareness,
    questions,
    reliability,
    score,
    score_of_part,
)
from .results import GapRow, Results, Whole, counted, item_gaps, items_of, measured_of, results
from .texts import Texts, texts

__all__ = [
    "Compared",
    "GapRow",
    "QuestionRow",
    "Reliability",
    "Results",
    "Score",
    "ScoreCompared",
    "Texts",
    "Whole",
    "awareness",
    "columns",
    "compared",
    "counted",
    "dumbbell",
    "earlier",
    "heat_of_items",
    "heats_of_questions",
    "item_gaps",
    "items_of",
    "measured_of",
    "questions",
    "reliability",
    "results",
    "score",
    "score_compared",
    "score_of_part",
    "texts",
]
