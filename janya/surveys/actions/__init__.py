from .answering import AnswerIsWrong, SurveyIsNotOpen, answer, new_number, refusal
from .building import (
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
from .inviting import LinkIsUsed, hash_of, new_token
from .unfinished import TooLong, forget_later, keep_for_later, kept_for_later

__all__ = [
    "AnswerIsWrong",
    "IsFrozen",
    "IsOver",
    "LinkIsUsed",
    "SurveyIsNotOpen",
    "TooLong",
    "WasNotOpened",
    "add_group",
    "answer",
    "change",
    "close_survey",
    "extend",
    "forget_later",
    "hash_of",
    "keep_for_later",
    "kept_for_later",
    "new_number",
    "new_token",
    "open_survey",
    "prepare",
    "prepare_awareness",
    "refusal",
]
