"""Steps 7 and 8: activities, budget, the check for loose ends, progress, evidence, year-end."""
