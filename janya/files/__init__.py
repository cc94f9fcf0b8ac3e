"""Evidence and documents: stored once, checked, typed by content, hashed."""
