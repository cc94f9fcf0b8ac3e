"""How scales, bands and kinds of risk of the catalogue become rows."""

from collections.abc import Mapping

from janya.core.catalogue import Catalogue
from janya.core.models import Synced

from .models import Band, RiskKind, Scale

SET = "default"  # the set of scales that every agency begins with


def load(kinds: Mapping[str, Catalogue]) -> dict[str, Synced]:
    def rows(kind: str, *names: str) -> list[dict[str, object]]:
        entries = [entry for entry in kinds[kind].entries if entry.get("scale_set", SET) == SET]
        return [{name: entry[name] for name in ("key", *names, "source", "verified")} for entry in entries]

    return {
        "risk_scales": Scale.sync(rows("risk_scales", "axis", "level", "word", "description"), agency=None),
        "risk_bands": Band.sync(
            rows("risk_bands", "level", "name", "floor", "ceiling", "response"), agency=None
        ),
        "risk_kinds": RiskKind.sync(rows("risk_kinds", "name", "description"), agency=None),
    }
