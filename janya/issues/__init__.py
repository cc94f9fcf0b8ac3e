"""Steps 4 and 5: candidates from risks and gaps, adopted issues, priorities."""
