"""How the cases and quiz questions of the catalogue become rows."""

from collections.abc import Mapping

from janya.core.catalogue import Catalogue
from janya.core.models import Synced
from janya.norms.models import CodeItem

from .models import Case, QuizQuestion

CASE = ("key", "number", "kind", "situation", "why", "source", "verified")
QUESTION = ("key", "number", "text", "choices", "answer", "explanation", "source", "verified")


def load(kinds: Mapping[str, Catalogue]) -> dict[str, Synced]:
    items = {item.key: item for item in CodeItem.objects.filter(agency=None)}
    return {
        kind: model.sync(
            {
                **{name: entry[name] for name in names},
                "item": items[f"{entry['code']}.{entry['item']}"],
            }
            for entry in kinds[kind].entries
        )
        for kind, model, names in (("cases", Case, CASE), ("quizzes", QuizQuestion, QUESTION))
    }
