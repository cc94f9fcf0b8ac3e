"""How the four areas, the sources of money and the 44 sample activities of the catalogue become rows."""

from collections.abc import Mapping

from janya.core.catalogue import Catalogue
from janya.core.models import Synced

from .models import ActivityArea, BudgetSource, SampleActivity

NAMES = (
    "key",
    "number",
    "title",
    "guidance",
    "suggested_kpi",
    "evidence",
    "tool",
    "code_items",
    "months",
    "source",
    "verified",
)


def load(kinds: Mapping[str, Catalogue]) -> dict[str, Synced]:
    done = {
        "activity_areas": ActivityArea.sync(
            {name: entry[name] for name in ("key", "number", "title", "short", "source", "verified")}
            for entry in kinds["activity_areas"].entries
        )
    }
    areas = {area.number: area for area in ActivityArea.objects.all()}
    done["activities"] = SampleActivity.sync(
        (
            {**{name: entry[name] for name in NAMES}, "area": areas[entry["area"]]}
            for entry in kinds["activities"].entries
        ),
        agency=None,
    )
    done["budget_sources"] = BudgetSource.sync(
        (
            {**{name: entry[name] for name in ("key", "name", "source", "verified")}, "position": position}
            for position, entry in enumerate(kinds["budget_sources"].entries)
        ),
        agency=None,
    )
    return done
