"""Numbers and cells as an address writes them."""

from janya.core import thai
from janya.core.forms import LARGEST_INTEGER

from .. import rules

Cell = tuple[int, int]  # likelihood, impact
AXES = {
    "residual": ("residual_likelihood", "residual_impact"),
    "inherent": ("likelihood", "impact"),
    "target": ("target_likelihood", "target_impact"),
}


def whole_number(typed: str) -> int | None:
    """A number from an address, Thai digits too; None when it is none or larger than any row's."""
    typed = thai.to_arabic_digits(typed)
    if not (typed.isascii() and typed.isdigit() and len(typed) <= len(str(LARGEST_INTEGER))):
        return None
    return int(typed) if int(typed) <= LARGEST_INTEGER else None


def cell_of(typed: str) -> Cell | None:
    """The cell of "4-5", likelihood first; None off the matrix."""
    likelihood, _dash, impact = typed.partition("-")
    steps = tuple(str(step) for step in range(rules.LOWEST, rules.HIGHEST + 1))
    return (int(likelihood), int(impact)) if likelihood in steps and impact in steps else None
