from .answering import AnswerIsWrong, SurveyIsNotOpen, answer, new_number, refusal
from .building import (
    HasChanged,
    IsFrozen,
    IsOver,
    WasNotOpened,
    add_group,
    change,
    close_survey,
    extend,
    open_survey,
    prepare,
    prepare_awareness,
)

__all__ = [
    "AnswerIsWrong",
    "HasChanged",
    "IsFrozen",
    "IsOver",
    "SurveyIsNotOpen",
    "WasNotOpened",
    "add_group",
    "answer",
    "change",
    "close_survey",
    "extend",
    "new_number",
    "open_survey",
    "prepare",
    "prepare_awareness",
    "refusal",
]
