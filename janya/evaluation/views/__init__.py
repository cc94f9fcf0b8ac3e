"""The pages of evaluation, by subject."""

from .carried import carried, take_up, turn_down, undo
from .promotion import add_criterion, criteria, score, send_gap, weights
from .rounds import (
    add_lesson,
    add_remark,
    change_lesson,
    close,
    excel,
    overview,
    paper,
    remove_lesson,
    remove_remark,
    reopen,
    show,
    write,
)

__all__ = [
    "add_criterion",
    "add_lesson",
    "add_remark",
    "carried",
    "change_lesson",
    "close",
    "criteria",
    "excel",
    "overview",
    "paper",
    "remove_lesson",
    "remove_remark",
    "reopen",
    "score",
    "send_gap",
    "show",
    "take_up",
    "turn_down",
    "undo",
    "weights",
    "write",
]
