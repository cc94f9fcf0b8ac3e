"""How the criteria of the promotion work become rows."""

from collections.abc import Mapping

from janya.core.catalogue import Catalogue
from janya.core.models import Synced

from .models import PromotionCriterion

NAMES = ("key", "name", "description", "weight", "scale", "evidence", "feed", "source", "verified")


def load(kinds: Mapping[str, Catalogue]) -> dict[str, Synced]:
    rows = [
        {
            **{name: entry[name] for name in NAMES},
            "floors": [str(one) for one in entry["floors"]],
            "order": order,
        }
        for order, entry in enumerate(kinds["promotion_criteria"].entries)
    ]
    return {"promotion_criteria": PromotionCriterion.sync(rows, agency=None)}
