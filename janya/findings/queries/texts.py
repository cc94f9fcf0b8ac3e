"""Free texts, and which group may stand beside them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from janya.surveys import rules as asking
from janya.surveys.models import Remark, Survey

from .. import rules
from .results import Results


@dataclass(frozen=True, slots=True)
class Texts:
    title: str
    texts: list[tuple[str, str]]  # group or nothing, text


def texts(survey: Survey, found: Results) -> list[Texts]:
    """Free texts by question in the order of their random keys; the group stands beside them where its figures may be shown."""
    if found.counted is None or found.counted < asking.SMALLEST_CELL or survey.state != Survey.State.CLOSED:
        return []
    away, _total = found.whole.hidden_of(rules.ANSWERS) if found.whole else (set[str](), False)
    names = {
        cell: found.names[part.key]
        for part in found.parts
        if part.kind == "group" and part.key not in away
        for cell in part.cells
    }
    by_question: dict[str, list[tuple[str, str]]] = {}
    for one in Remark.objects.filter(survey=survey).select_related("question").order_by("pk"):
        title = one.question.text if one.question else _("ข้อเสนอแนะ")
        by_question.setdefault(title, []).append((names.get(one.group_id or 0, ""), one.text))
    return [Texts(title, told) for title, told in by_question.items()]
