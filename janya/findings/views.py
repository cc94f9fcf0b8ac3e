from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from janya.core.charts import Bar, Bars, Spread, Spreads
from janya.core.charts.page import bar_words, spread_words
from janya.core.http import Request, download, go, page
from janya.drives.access import changing
from janya.surveys.models import Survey
from janya.surveys.rules import SMALLEST_CELL

from . import actions, exports, queries
from .queries import QuestionRow, Results

VIEWS = {"items", "questions", "compare", "texts"}


def the_survey(request: Request, pk: int) -> Survey:
    visible = Survey.objects.visible_to(request.user).select_related(
        "drive__agency", "drive__code", "compared_with"
    )
    return get_object_or_404(visible, pk=pk)


def results(request: Request, survey: int) -> HttpResponse:
    """What the survey says as of its last closing: items, questions, comparison, texts; one view at a time."""
    found = the_survey(request, survey)
    told = queries.results(found)
    view = request.GET.get("view", "items")
    part = request.GET.get("part", "")
    if view not in VIEWS or (view == "items" and told.counted is not None and not told.rows):
        view = "questions"
    chosen = part if part in told.names else None
    kinds = list(dict.fromkeys(one.kind for one in told.parts))
    by = request.GET.get("by", "")
    if by not in kinds:
        by = "group"
    context: dict[str, Any] = {
        "drive": found.drive,
        "survey": found,
        "results": told,
        "view": view,
        "chosen": chosen,
        "by": by,
        "kinds": kinds,
        "smallest": SMALLEST_CELL,
        "parts": [(one.key, told.names[one.key], one.kind) for one in told.parts],
    }
    if told.counted is None:
        return page(request, "findings/results.html", fragment="figures", **context)
    beside = queries.columns(told, by, chosen)
    if view == "items":
        rows = told.of_part(chosen)
        context |= {
            "chart": queries.dumbbell(rows),
            "heat": queries.heat_of_items(told, beside),
        }
    elif view == "questions":
        rows_of_questions = queries.questions(told, chosen)
        context |= {
            "rows": rows_of_questions,
            "chart": spreads(rows_of_questions),
            "heats": queries.heats_of_questions(told, beside),
            "reliability": queries.reliability(told),
            "score": queries.score(told) if chosen is None else None,
            "score_chart": knowledge(told) if chosen is None else None,
            "score_part": queries.score_of_part(told, chosen) if chosen else None,
        }
    elif view == "compare":
        other = queries.earlier(found)
        before = queries.results(other) if other else None
        context |= {
            "other": other,
            "compared": queries.compared(told, before, found, other) if before and other else [],
            "score_compared": queries.score_compared(told, before) if before else None,
        }
    else:
        context["texts"] = queries.texts(found, told)
    return page(request, "findings/results.html", fragment="figures", **context)


def spreads(rows: list[QuestionRow]) -> Spreads | None:
    """How perceived levels and ratings spread; None where no question asks for a level."""
    asked = [row for row in rows if row.question.kind in {"paired", "rating"}]
    if not asked:
        return None
    return Spreads(
        title=_("การกระจายของคำตอบ"),
        description=_("ร้อยละของผู้ตอบในแต่ละระดับ ข้อที่ถามสองด้านแสดงระดับที่เป็นอยู่"),
        rows=tuple(_spread(row) for row in asked),
        words=spread_words(),
    )


def _spread(row: QuestionRow) -> Spread:
    levels = row.levels or row.perceived
    if row.suppressed:
        return Spread(row.question.text, None)
    return Spread(row.question.text, levels.counts if levels else (0,) * 5, levels.mean if levels else None)


def knowledge(found: Results) -> Bars | None:
    score = queries.score(found)
    if score is None:
        return None
    return Bars(
        title=_("ร้อยละที่ตอบถูก แยกตามข้อ"),
        description=_("คะแนนความรู้เฉลี่ย %(mean)s จาก 100") % {"mean": f"{score.mean:.1f}"},
        rows=tuple(Bar(label, share) for label, share in score.items),
        words=bar_words(_("ข้อของประมวล"), _("ร้อยละที่ตอบถูก")),
        unit="%",
        maximum=100,
    )


def export(request: Request, survey: int, ending: str) -> HttpResponse:
    """The figures as a file; hidden cells are hidden there too."""
    found = the_survey(request, survey)
    told = queries.results(found)
    if told.counted is None:
        raise Http404
    name = _("ผล%(title)s") % {"title": found.title}
    if ending == "pdf":
        with translation.override("th"):
            return download(exports.pdf(found, queries.results(found), on=timezone.localdate()), name, "pdf")
    return download(exports.excel(found, told) if ending == "xlsx" else exports.csv(told), name, ending)


@require_POST
def count(request: Request, survey: int) -> HttpResponse:
    """Count a closed survey that has no tallies yet."""
    found = the_survey(request, survey)
    changing(request, found.drive)
    if found.state != Survey.State.CLOSED:
        raise Http404
    actions.count_again(found, by=request.user)
    return go(request, "findings:results", found.pk, say=_("เริ่มนับผลแล้ว"))
