"""Persons from Excel and CSV files: preview, then all or nothing."""
