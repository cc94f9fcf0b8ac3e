"""Step 6: concrete indicators, targets, readings and scores."""
