"""What people type about risks, by subject."""

from .lists import KindForm, ProcessForm, SheetForm
from .register import AcceptForm, AddForm, AssessForm, ChangeForm, ReasonForm, people_of
from .scales import ScalesForm

__all__ = [
    "AcceptForm",
    "AddForm",
    "AssessForm",
    "ChangeForm",
    "KindForm",
    "ProcessForm",
    "ReasonForm",
    "ScalesForm",
    "SheetForm",
    "people_of",
]
