"""How scales, bands, kinds of risk and the bank of examples of the catalogue become rows."""

from collections.abc import Mapping

from janya.core.catalogue import Catalogue
from janya.core.models import Synced
from janya.core.search import folded
from janya.norms.models import CodeItem

from .models import Band, ExampleRisk, RiskKind, Scale

SET = "default"  # the set of scales that every agency begins with
TEXTS = ("title", "cause", "event", "consequence")


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
        "risk_bank": ExampleRisk.sync(examples(kinds["risk_bank"])),
    }


def examples(bank: Catalogue) -> list[dict[str, object]]:
    """The examples whose code item is there, for a code may not be loaded yet."""
    items = dict(CodeItem.objects.filter(agency=None).values_list("key", "pk"))
    kinds = dict(RiskKind.objects.filter(agency=None).values_list("key", "pk"))
    names = ("key", *TEXTS, "controls", "likelihood", "impact", "source", "verified")
    return [
        {
            **{name: entry[name] for name in names},
            "item_id": items[f"{entry['code']}.{entry['item']}"],
            "kind_id": kinds.get(entry["kind"]),
            "searched": folded(*(entry[name] for name in TEXTS)),
        }
        for entry in bank.entries
        if f"{entry['code']}.{entry['item']}" in items
    ]
