"""The pages of follow-up, by subject."""

from . import comments, terms

__all__ = ["comments", "terms"]
