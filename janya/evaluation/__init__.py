"""Step 8: mid-year and year-end evaluation, and the evaluation of the promotion work."""
