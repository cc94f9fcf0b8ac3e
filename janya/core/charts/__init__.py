"""Charts drawn once, for the page and for the document: facts in, SVG and a table out.

Pure Python. Words come in already translated; `janya.core.charts.page` has the usual ones.
"""

from .bars import Bar, Bars, BarWords
from .chart import Chart, Table
from .dumbbell import Dumbbell, DumbbellWords, Pair
from .heat_map import Band, HeatMap, HeatWords
from .step_ring import RingStep, RingWords, StepRing
from .svg import Markup

__all__ = [
    "Band",
    "Bar",
    "BarWords",
    "Bars",
    "Chart",
    "Dumbbell",
    "DumbbellWords",
    "HeatMap",
    "HeatWords",
    "Markup",
    "Pair",
    "RingStep",
    "RingWords",
    "StepRing",
    "Table",
]
