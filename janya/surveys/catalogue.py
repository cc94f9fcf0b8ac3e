"""How stakeholder groups and the ready statements of the catalogue become rows."""

from collections.abc import Mapping

from janya.core.catalogue import Catalogue
from janya.core.models import Synced
from janya.norms.models import CodeItem

from .models import BankQuestion, BankStatement, StakeholderGroup


def load(kinds: Mapping[str, Catalogue]) -> dict[str, Synced]:
    names = ("key", "name", "name_en", "inside", "description", "source", "verified")
    done = {
        "stakeholder_groups": StakeholderGroup.sync(
            ({name: entry[name] for name in names} for entry in kinds["stakeholder_groups"].entries),
            agency=None,
        )
    }
    items = {item.key: item for item in CodeItem.objects.filter(agency=None).select_related("code")}
    done["expectation_questions"] = BankStatement.sync(
        {
            "key": f"{entry['code']}.{entry['item']}.{one['number']}",
            "code": items[f"{entry['code']}.{entry['item']}"].code,
            "item": items[f"{entry['code']}.{entry['item']}"],
            "number": one["number"],
            "text": one["text"],
            "source": entry["source"],
            "verified": entry["verified"],
        }
        for entry in kinds["expectation_questions"].entries
        for one in entry["statements"]
    )
    knowledge = [
        {
            "key": f"knowledge.{entry['key']}",
            "code": items[f"{entry['code']}.{entry['item']}"].code,
            "item": items[f"{entry['code']}.{entry['item']}"],
            **{name: entry[name] for name in ("number", "text", "choices", "answer", "source", "verified")},
        }
        for entry in kinds["awareness_questions"].entries
    ]
    ratings = [
        {
            **{name: entry[name] for name in ("key", "number", "text", "source", "verified")},
            "code": None,
            "item": None,
            "choices": [],
            "answer": None,
        }
        for entry in kinds["awareness_ratings"].entries
    ]
    done["awareness_questions"] = BankQuestion.sync([*knowledge, *ratings])
    return done
