"""The pages of follow-up, by subject."""

from . import comments, late, mine, months, terms

__all__ = ["comments", "late", "mine", "months", "terms"]
