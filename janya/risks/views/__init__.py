"""The pages of risks, by subject."""

from .agency import lists, process, scales, turn_kind, use_national
from .items import review_item, withdraw_review
from .one import accept, assess, change, close, show
from .register import add, bank, carry, people, risk_list, units, weigh
from .workbook import export_csv, export_excel, paper, send_in, sheet

__all__ = [
    "accept",
    "add",
    "assess",
    "bank",
    "carry",
    "change",
    "close",
    "export_csv",
    "export_excel",
    "lists",
    "paper",
    "people",
    "process",
    "review_item",
    "risk_list",
    "scales",
    "send_in",
    "sheet",
    "show",
    "turn_kind",
    "units",
    "use_national",
    "weigh",
    "withdraw_review",
]
