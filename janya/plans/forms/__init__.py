"""The forms of a plan, by subject."""

from .activities import (
    AddForm,
    ChangeForm,
    EvidenceForm,
    ProgressForm,
    ReasonForm,
    SampleForm,
    YearEndForm,
)
from .milestones import SeenForm, milestone_rows
from .money import CeilingForm, OwnSourceForm, source_rows
from .whole import DecideForm, FeedForm, RowForm, SendForm, SheetForm

__all__ = [
    "AddForm",
    "CeilingForm",
    "ChangeForm",
    "DecideForm",
    "EvidenceForm",
    "FeedForm",
    "OwnSourceForm",
    "ProgressForm",
    "ReasonForm",
    "RowForm",
    "SampleForm",
    "SeenForm",
    "SendForm",
    "SheetForm",
    "YearEndForm",
    "milestone_rows",
    "source_rows",
]
