"""The norms as loaded from the catalogue: codes of ethics with items and mapping, the eight steps, holidays."""
