"""What the columns and words of a personnel file mean; pure, and with the source of each table."""

from .fields import (
    FIELDS_OF_PERSON,
    NEEDED,
    SPELLINGS,
    Field,
    Wants,
    is_unwanted,
    lacks,
    looks_like_citizen_number,
    proposed,
)
from .levels import Rung, Scheme, codes_in, read_level, scheme_matters
from .words import (
    Presence,
    WordIsUnknown,
    kind_of_staff,
    presence,
    split_full_name,
    split_prename,
    unit_path,
)

__all__ = [
    "FIELDS_OF_PERSON",
    "NEEDED",
    "SPELLINGS",
    "Field",
    "Presence",
    "Rung",
    "Scheme",
    "Wants",
    "WordIsUnknown",
    "codes_in",
    "is_unwanted",
    "kind_of_staff",
    "lacks",
    "looks_like_citizen_number",
    "presence",
    "proposed",
    "read_level",
    "scheme_matters",
    "split_full_name",
    "split_prename",
    "unit_path",
]
