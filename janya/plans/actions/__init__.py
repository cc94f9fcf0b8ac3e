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
from .feeds import digest_of, end_feed, make_feed
from .milestones import MilestoneIsOutside, MilestoneNeedsDays, set_milestones
from .money import SourceIsThere, add_source, set_budget, set_ceilings
from .sheet import LARGEST, PortfolioIsWrong, SheetIsWritten, take_sheet, write_sheet
from .versions import CannotBeSent, DecidedAlready, decide, send

__all__ = [
    "LARGEST",
    "CannotBeRemoved",
    "CannotBeSent",
    "DecidedAlready",
    "MilestoneIsOutside",
    "MilestoneNeedsDays",
    "PortfolioIsWrong",
    "ReportIsOlder",
    "SheetIsWritten",
    "SourceIsThere",
    "add",
    "add_sample",
    "add_source",
    "cancel",
    "change",
    "decide",
    "digest_of",
    "end_feed",
    "evaluate",
    "let_prove",
    "make_feed",
    "prove",
    "remove",
    "report",
    "send",
    "set_budget",
    "set_ceilings",
    "set_milestones",
    "take_sheet",
    "withdraw",
    "write_sheet",
]
