"""What people and the night do in follow-up, by subject."""

from .comments import TooLateToReword, comment, reword, take_away
from .months import take, take_all
from .reminders import nudge, remind, remind_all, set_terms

__all__ = [
    "TooLateToReword",
    "comment",
    "nudge",
    "remind",
    "remind_all",
    "reword",
    "set_terms",
    "take",
    "take_all",
    "take_away",
]
