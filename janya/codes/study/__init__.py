"""Study in depth: cases of what to do and not to do, the quiz of an item, how far the agency is item by item.

A part of the room `codes`, furnished like a room: rules, models, actions, queries, forms, views.
"""
