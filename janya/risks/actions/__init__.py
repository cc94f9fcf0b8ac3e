"""What is done to the register, by subject."""

from .carry import carry
from .items import RiskIsThere, review_item, withdraw_review
from .lists import IsInUse, NameIsTaken, add_kind, remove_process, rename_process, turn_kind
from .register import (
    LEVELS,
    RiskIsClosed,
    accept,
    add,
    assess,
    change,
    close,
    controls_of,
    reopen,
)
from .scales import BandFacts, BandsAreNotWhole, set_bands, set_scales, use_national
from .sheet import LARGEST, PlanIsWrong, SheetIsWritten, take_sheet, write_sheet

__all__ = [
    "LARGEST",
    "LEVELS",
    "BandFacts",
    "BandsAreNotWhole",
    "IsInUse",
    "NameIsTaken",
    "PlanIsWrong",
    "RiskIsClosed",
    "RiskIsThere",
    "SheetIsWritten",
    "accept",
    "add",
    "add_kind",
    "assess",
    "carry",
    "change",
    "close",
    "controls_of",
    "remove_process",
    "rename_process",
    "reopen",
    "review_item",
    "set_bands",
    "set_scales",
    "take_sheet",
    "turn_kind",
    "use_national",
    "withdraw_review",
    "write_sheet",
]
