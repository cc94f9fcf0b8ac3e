"""The pages of step 6."""

from . import depth, indicators

__all__ = ["depth", "indicators"]
