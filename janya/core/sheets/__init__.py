"""Tables that people bring and take away as Excel or CSV: read with limits and reasons, written so that nothing runs.

Reading trusts nothing: the size, what a zip holds, how far the cells reach, the encoding. Whatever is wrong is a Thai
sentence that says what to do. Writing never makes a formula, and what was guarded reads back as it was.
"""

from .cells import Cell, day, text, tidy, whole
from .reading import LARGEST_FILE, Fault, Grid, Row, SheetIsWrong, columns, read
from .writing import Column, csv, excel

__all__ = [
    "LARGEST_FILE",
    "Cell",
    "Column",
    "Fault",
    "Grid",
    "Row",
    "SheetIsWrong",
    "columns",
    "csv",
    "day",
    "excel",
    "read",
    "text",
    "tidy",
    "whole",
]
