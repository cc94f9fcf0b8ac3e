"""What follow-up answers, by subject."""

from .comments import Comments, Said, comments, comments_beside, may_comment, may_reword, readers
from .late import Owed, Thing, late, of_late, officers, owed, present_in, running_drives, terms_of
from .mine import Mine, Task, mine
from .months import Comparison, compare, facts, lights_by_month

__all__ = [
    "Comments",
    "Comparison",
    "Mine",
    "Owed",
    "Said",
    "Task",
    "Thing",
    "comments",
    "comments_beside",
    "compare",
    "facts",
    "late",
    "lights_by_month",
    "may_comment",
    "may_reword",
    "mine",
    "of_late",
    "officers",
    "owed",
    "present_in",
    "readers",
    "running_drives",
    "terms_of",
]
