"""Ethics risk: score, level bands, and whether a band table is whole."""

from enum import StrEnum


class Level(StrEnum):
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    CRITICAL = "critical"
