"""What is done to the register, by subject."""

from .carry import carry
from .items import RiskIsThere, review_item, withdraw_review
from .lists import IsInUse, NameIsTaken, add_kind, remove_process, rename_process, turn_kind
from .register import (
    LEVELS,
    ControlFacts,
    RiskIsClosed,
    accept,
    add,
    assess,
    change,
    close,
    reopen,
)
from .scales import BandFacts, BandsAreNotWhole, set_bands, set_scales, use_national

__all__ = [
    "LEVELS",
    "BandFacts",
    "BandsAreNotWhole",
    "ControlFacts",
    "IsInUse",
    "NameIsTaken",
    "RiskIsClosed",
    "RiskIsThere",
    "accept",
    "add",
    "add_kind",
    "assess",
    "carry",
    "change",
    "close",
    "remove_process",
    "rename_process",
    "reopen",
    "review_item",
    "set_bands",
    "set_scales",
    "turn_kind",
    "use_national",
    "withdraw_review",
]
