"""From any code item to its evidence and back, and what hangs loose."""
