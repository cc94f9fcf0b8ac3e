"""What counts of answers say: means, gaps with their intervals, reliability, comparison, and what stays hidden.

Everything is worked out from counts, so that a million answers cost as little as a hundred (docs/findings.md).
"""

from .closings import ANSWERS, KNOWLEDGE, blocks_of, carried, measures_of, told_before, usable
from .counting import Measured, added, tally
from .figures import (
    CONFIDENCE,
    LEVELS,
    TOP,
    Difference,
    Gap,
    Levels,
    Pair,
    alpha_of,
    difference_of,
    gap_of,
    incomplete_beta,
    levels_of,
    pair_in,
    pair_of,
    scores_of,
    shares_of,
    side_of,
    t_cumulative,
    t_quantile,
)
from .hiding import TOTAL, Part, hidden_parts, light_cut

__all__ = [
    "ANSWERS",
    "CONFIDENCE",
    "KNOWLEDGE",
    "LEVELS",
    "TOP",
    "TOTAL",
    "Difference",
    "Gap",
    "Levels",
    "Measured",
    "Pair",
    "Part",
    "added",
    "alpha_of",
    "blocks_of",
    "carried",
    "difference_of",
    "gap_of",
    "hidden_parts",
    "incomplete_beta",
    "levels_of",
    "light_cut",
    "measures_of",
    "pair_in",
    "pair_of",
    "scores_of",
    "shares_of",
    "side_of",
    "t_cumulative",
    "t_quantile",
    "tally",
    "told_before",
    "usable",
]
