"""The acknowledgement in depth: on screen and on paper, in force or to be asked for again, coverage, reminders, certificate.

A part of the room `codes`, furnished like a room: rules, models, actions, queries, forms, views.
"""
