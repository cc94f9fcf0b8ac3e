"""The forms of a plan, by subject."""

from .activities import (
    AddForm,
    ChangeForm,
    EvidenceForm,
    ProgressForm,
    ReasonForm,
    SampleForm,
)
from .milestones import SeenForm, milestone_rows
from .money import CeilingForm, OwnSourceForm, source_rows

__all__ = [
    "AddForm",
    "CeilingForm",
    "ChangeForm",
    "EvidenceForm",
    "OwnSourceForm",
    "ProgressForm",
    "ReasonForm",
    "SampleForm",
    "SeenForm",
    "milestone_rows",
    "source_rows",
]
