"""The pages of follow-up, by subject."""

from . import comments

__all__ = ["comments"]
