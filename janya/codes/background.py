"""The room's long work, for the worker: reading scans, letters."""

from .signing import background

__all__ = ["background"]
