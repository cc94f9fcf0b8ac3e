"""One agency's ethics work of one fiscal year: code version, eight steps, state."""
