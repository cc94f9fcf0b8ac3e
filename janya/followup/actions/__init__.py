"""What people and the night do in follow-up, by subject."""

from .comments import TooLateToReword, comment, reword, take_away

__all__ = ["TooLateToReword", "comment", "reword", "take_away"]
