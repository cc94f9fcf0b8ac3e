"""The pages of follow-up, by subject."""

from . import comments, mine, terms

__all__ = ["comments", "mine", "terms"]
