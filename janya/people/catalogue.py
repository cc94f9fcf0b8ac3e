"""How the people room's kinds of the catalogue become rows."""

from collections.abc import Mapping

from janya.core.catalogue import Catalogue
from janya.core.models import Synced

from .models import Agency, Ministry, PositionLevel, StaffKind

COMMON = ("key", "source", "verified")


def load(kinds: Mapping[str, Catalogue]) -> dict[str, Synced]:
    """Ministries, agencies one can choose from, position levels, staff kinds."""

    def rows(kind: str, *names: str) -> list[dict[str, object]]:
        return [{name: entry[name] for name in (*COMMON, *names)} for entry in kinds[kind].entries]

    done = {"ministries": Ministry.sync(rows("ministries", "name", "name_en"))}
    ministry = {found.key: found for found in Ministry.objects.all()}
    agencies = rows("agencies", "kind", "name", "name_en", "letter_code", "ministry", "head_title")
    done["agencies"] = Agency.sync(
        {**row, "ministry": ministry.get(str(row["ministry"]))} for row in agencies
    )
    done["position_levels"] = PositionLevel.sync(
        rows("position_levels", "type", "level", "type_en", "level_en", "dpis_code", "ocsc_code", "order")
    )
    done["staff_kinds"] = StaffKind.sync(rows("staff_kinds", "name", "name_en"))
    return done
