"""What is done to a plan, by subject."""

from .activities import (
    CannotBeRemoved,
    ReportIsOlder,
    add,
    add_sample,
    cancel,
    change,
    evaluate,
    let_prove,
    prove,
    remove,
    report,
    withdraw,
)
from .milestones import MilestoneIsOutside, MilestoneNeedsDays, set_milestones
from .money import SourceIsThere, add_source, set_budget, set_ceilings

__all__ = [
    "CannotBeRemoved",
    "MilestoneIsOutside",
    "MilestoneNeedsDays",
    "ReportIsOlder",
    "SourceIsThere",
    "add",
    "add_sample",
    "add_source",
    "cancel",
    "change",
    "evaluate",
    "let_prove",
    "prove",
    "remove",
    "report",
    "set_budget",
    "set_ceilings",
    "set_milestones",
    "withdraw",
]
