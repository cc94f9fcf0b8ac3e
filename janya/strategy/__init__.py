"""Step 7: the strategic plan, and the other policies the code is woven into."""
