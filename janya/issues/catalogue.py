"""How the priority criteria of the catalogue become rows."""

from collections.abc import Mapping

from janya.core.catalogue import Catalogue
from janya.core.models import Synced

from .models import PriorityCriterion


def load(kinds: Mapping[str, Catalogue]) -> dict[str, Synced]:
    names = ("key", "name", "description", "weight", "scale", "feed", "source", "verified")
    rows = [
        {**{name: entry[name] for name in names}, "order": order}
        for order, entry in enumerate(kinds["priority_criteria"].entries)
    ]
    return {"priority_criteria": PriorityCriterion.sync(rows, agency=None)}
