"""What follow-up answers, by subject."""

from .comments import Comments, Said, comments, comments_beside, may_comment, may_reword, readers

__all__ = ["Comments", "Said", "comments", "comments_beside", "may_comment", "may_reword", "readers"]
