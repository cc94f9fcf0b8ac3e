"""The front door: first run, the year's eight steps, the demonstration agency."""
