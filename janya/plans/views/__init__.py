"""The pages of a plan, by subject."""

from . import activities

__all__ = ["activities"]
