"""The forms of a plan, by subject."""

from janya.evidence.forms import ProofForm as EvidenceForm

from .activities import (
    AddForm,
    ChangeForm,
    ProgressForm,
    ReasonForm,
    SampleForm,
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
    "milestone_rows",
    "source_rows",
]
