"""How the norms' kinds of the catalogue become rows."""

from collections.abc import Mapping
from typing import Any

from janya.core.catalogue import Catalogue
from janya.core.models import Synced

from .models import Code, CodeItem, Holiday, ItemMapping, Step, SubItem

ITEM_FIELDS = (
    "number",
    "clause",
    "slug",
    "title",
    "gloss_en",
    "gist",
    "guidance",
    "dos",
    "donts",
    "questions",
    "source",
    "verified",
)
CODE_FIELDS = (
    "key",
    "title",
    "short_title",
    "gazette",
    "published_on",
    "effective_from",
    "effective_to",
    "legal_base",
    "source",
    "verified",
)


def picked(entry: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: entry[name] for name in names if name in entry}


def load(kinds: Mapping[str, Catalogue]) -> dict[str, Synced]:
    """Codes with items, sub-items and mapping; steps; holidays. Rows that people edited stay."""
    codes = kinds["codes"].entries
    done = {"codes": Code.sync(picked(entry, CODE_FIELDS) for entry in codes)}
    code = {found.key: found for found in Code.objects.all()}
    done["code_items"] = CodeItem.sync(
        (
            {
                **picked(item, ITEM_FIELDS),
                "key": f"{entry['key']}.{item['number']}",
                "code": code[entry["key"]],
            }
            for entry in codes
            for item in entry["items"]
        ),
        agency=None,
    )
    items = {found.key: found for found in CodeItem.objects.filter(agency=None)}
    done["sub_items"] = SubItem.sync(
        {
            **picked(sub, ("number", "text", "status", "source", "verified")),
            "key": f"{entry['key']}.{item['number']}.{sub['number']}",
            "item": items[f"{entry['key']}.{item['number']}"],
        }
        for entry in codes
        for item in entry["items"]
        for sub in item.get("sub_items", [])
    )
    done["code_mappings"] = ItemMapping.sync(
        {
            **picked(entry, ("key", "weight", "source", "verified")),
            "from_item": items[f"{entry['from_code']}.{entry['from_item']}"],
            "to_item": items[f"{entry['to_code']}.{entry['to_item']}"],
        }
        for entry in kinds["code_mappings"].entries
    )
    done["steps"] = Step.sync(
        picked(entry, ("key", "number", "title", "short", "question", "months", "source", "verified"))
        for entry in kinds["steps"].entries
    )
    done["holidays"] = Holiday.sync(
        picked(entry, ("key", "date", "name", "source", "verified")) for entry in kinds["holidays"].entries
    )
    return done
