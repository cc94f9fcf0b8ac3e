"""What is measured, and against what: `make bench`, or `make bench ONLY=page`.

One JSON line a figure: {name, value, unit, baseline, ratio, bar, holds}. `bar` bounds the ratio where there is one,
else the value. Everything that is compared is measured in the same run, in turns, on seeded agencies of one and of
ten times the size; the figures of one run are comparable with each other, and their ratios with those of other runs.
"""
