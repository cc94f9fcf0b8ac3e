"""Agencies, units, persons, posts, roles and sign-in."""
