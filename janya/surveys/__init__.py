"""Step 3: stakeholder groups, the expectation survey, responses and gaps."""
