"""Steps 7 and 8: lights, milestones, money, the check, and what changed since the plan was approved."""

from .budget import BudgetFacts, MonthRow, Over, by_month, over_ceilings, spent_by_month
from .check import (
    OWNED_AT_ONCE,
    ActivityFacts,
    IssueFacts,
    Kind,
    KpiFacts,
    Loose,
    crowded,
    loose_ends,
    most_at_once,
)
from .lights import LATE_BY, Light, light, planned_percent
from .milestones import MOST_MILESTONES, MilestoneFacts, late, outside, share_done, share_due
from .tools import Tool, tool_of
from .versions import Change, Row, RowChange, changes, fingerprint

__all__ = [
    "LATE_BY",
    "MOST_MILESTONES",
    "OWNED_AT_ONCE",
    "ActivityFacts",
    "BudgetFacts",
    "Change",
    "IssueFacts",
    "Kind",
    "KpiFacts",
    "Light",
    "Loose",
    "MilestoneFacts",
    "MonthRow",
    "Over",
    "Row",
    "RowChange",
    "Tool",
    "by_month",
    "changes",
    "crowded",
    "fingerprint",
    "late",
    "light",
    "loose_ends",
    "most_at_once",
    "outside",
    "over_ceilings",
    "planned_percent",
    "share_done",
    "share_due",
    "spent_by_month",
    "tool_of",
]
