"""Janya drives the Thai Civil Service Code of Ethics through one fiscal year, from the code to the report."""

__version__ = "0.1.0"
