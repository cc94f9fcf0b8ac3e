"""Charts drawn once, for the page and for the document: facts in, SVG and a table out.

Pure Python. Words come in already translated; `janya.core.charts.page` has the usual ones.
"""

from .bars import Bar, Bars, BarWords
from .chart import Chart, Table
from .columns import Columns, ColumnWords
from .course import Course, CourseWords, Stand
from .dumbbell import Dumbbell, DumbbellWords, Pair
from .gantt import Gantt, GanttGroup, GanttPoint, GanttRow, GanttWords
from .heat_map import Band, HeatMap, HeatWords
from .heat_table import HeatCell, HeatRow, HeatScale, HeatTable, HeatTableWords
from .moves import Move, Moves, MoveWords
from .paper import Drawing, on_paper
from .spread import Spread, Spreads, SpreadWords
from .stacks import Stack, Stacks, StackWords
from .step_ring import RingStep, RingWords, StepRing
from .svg import Markup

__all__ = [
    "Band",
    "Bar",
    "BarWords",
    "Bars",
    "Chart",
    "ColumnWords",
    "Columns",
    "Course",
    "CourseWords",
    "Drawing",
    "Dumbbell",
    "DumbbellWords",
    "Gantt",
    "GanttGroup",
    "GanttPoint",
    "GanttRow",
    "GanttWords",
    "HeatCell",
    "HeatMap",
    "HeatRow",
    "HeatScale",
    "HeatTable",
    "HeatTableWords",
    "HeatWords",
    "Markup",
    "Move",
    "MoveWords",
    "Moves",
    "Pair",
    "RingStep",
    "RingWords",
    "Spread",
    "SpreadWords",
    "Spreads",
    "Stack",
    "StackWords",
    "Stacks",
    "Stand",
    "StepRing",
    "Table",
    "on_paper",
]
