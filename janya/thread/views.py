from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from janya.core import documents
from janya.core.http import Request, download, page, slice_of
from janya.drives.access import drives_of, the_drive
from janya.drives.models import Drive
from janya.evidence.models import Evidence
from janya.issues.models import Issue
from janya.kpis.models import Kpi
from janya.plans.models import Activity
from janya.risks.models import Risk

from . import comparing, exports, pictures, queries
from . import paper as on_paper
from .rules import Graph, Kind, Ref, Stage, figures, walk, wholeness
from .words import HEADS, STAGES, Told, Words, cells

SHORT = 5  # loose ends of a kind that stand on the page of the year


def year(request: Request, drive: int) -> HttpResponse:
    """Every code item with what stands at each stage, and what hangs loose."""
    found = the_drive(request, drive)
    thread = queries.thread(found)
    words = Words(found, thread)
    rows = [(row, words.tell(thread.graph.nodes[row.item.ref]), cells(words, row)) for row in thread.rows]
    return page(
        request,
        "thread/year.html",
        drive=found,
        rows=rows,
        stages=[str(name) for stage, name in STAGES.items() if stage is not Stage.ITEM],
        ends=ends_by_kind(words),
        loose=len(thread.loose),
        whole=sum(row.is_whole for row in thread.rows),
        evidence=len(thread.graph.of(Stage.EVIDENCE)),
        earlier=any(one.fiscal_year < found.fiscal_year for one in drives_of(request)),
    )


def ends_by_kind(words: Words) -> list[dict[str, Any]]:
    """Each kind that there is, with how many and the first of them."""
    told = []
    for kind in Kind:
        found = [one for one in words.thread.loose if one.kind is kind]
        if found:
            first = [words.end(one) for one in found[:SHORT]]
            told.append({"kind": kind, "name": HEADS[kind], "count": len(found), "ends": first})
    return told


def loose(request: Request, drive: int) -> HttpResponse:
    """All loose ends of the year, or those of one kind or of the thread of one item."""
    found = the_drive(request, drive)
    thread = queries.thread(found)
    words = Words(found, thread)
    kind, of_item = request.GET.get("kind", ""), request.GET.get("item", "")
    chosen = next((row for row in thread.rows if str(row.item.pk) == of_item), None)
    every = chosen.loose if chosen else thread.loose
    rows = slice_of(request, [one for one in every if kind in {"", one.kind}])
    counts = [(one, HEADS[one], sum(end.kind is one for end in every)) for one in Kind]
    return page(
        request,
        "thread/loose.html",
        drive=found,
        rows=rows,
        ends=[words.end(one) for one in rows],
        kind=kind,
        kinds=[one for one in counts if one[2]],
        count=len(every),
        items=thread.items,
        item=chosen.item if chosen else None,
    )


def years(request: Request, drive: int) -> HttpResponse:
    """Each item this year and last, across the codes where they differ."""
    found = queries.years(the_drive(request, drive))
    lines, charts = comparing.lines(found), comparing.pictures(found)
    return page(request, "thread/years.html", drive=found.drive, found=found, lines=lines, charts=charts)


def sheet(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    return download(exports.workbook(found), named(found), "xlsx")


def paper(request: Request, drive: int) -> HttpResponse:
    found = the_drive(request, drive)
    today = timezone.localdate()
    made = documents.press("thread/typst/thread.typ", on_paper.facts(found, today), as_of=today)
    return download(made, named(found), "pdf")


def named(drive: Drive) -> str:
    return _("เส้นทางของประมวล ปีงบประมาณ %(year)s") % {"year": drive.fiscal_year}


def item(request: Request, drive: int, item: int) -> HttpResponse:
    """The thread of one code item."""
    found = the_drive(request, drive)
    return through(request, found, Ref(Stage.ITEM, item), None, beside=beside(found, item))


def beside(drive: Drive, item: int) -> comparing.Line | None:
    """The item this year and last, where there is a year before and the item came from something in it."""
    found = queries.years(drive)
    lines = comparing.lines(found)
    return next((one for one in lines if one.year.row.item.pk == item and one.year.before), None)


def risk(request: Request, risk: int) -> HttpResponse:
    return of_thing(request, Stage.RISK, Risk.objects.visible_to(request.user), risk)


def issue(request: Request, issue: int) -> HttpResponse:
    return of_thing(request, Stage.ISSUE, Issue.objects.visible_to(request.user), issue)


def kpi(request: Request, kpi: int) -> HttpResponse:
    return of_thing(request, Stage.KPI, Kpi.objects.visible_to(request.user), kpi)


def activity(request: Request, activity: int) -> HttpResponse:
    return of_thing(request, Stage.ACTIVITY, Activity.objects.visible_to(request.user), activity)


def evidence(request: Request, evidence: int) -> HttpResponse:
    return of_thing(request, Stage.EVIDENCE, Evidence.objects.visible_to(request.user), evidence)


def of_thing(request: Request, stage: Stage, things: QuerySet[Any], pk: int) -> HttpResponse:
    """The thread through one thing: only what leads to it and what follows from it."""
    thing = get_object_or_404(things.select_related("drive__agency", "drive__code"), pk=pk)
    return through(request, thing.drive, Ref(stage, pk), thing)


def through(
    request: Request, drive: Drive, ref: Ref, thing: Model | None, beside: comparing.Line | None = None
) -> HttpResponse:
    thread = queries.thread(drive)
    if ref not in thread.graph.nodes:
        if thing is None:
            raise Http404
        return page(request, "thread/outside.html", drive=drive, thing=thing, stage=STAGES[ref.stage])
    graph = walk(thread.graph, ref)
    words = Words(drive, thread, ref)
    told = words.tell(thread.graph.nodes[ref])
    shown = pictures.shown_of(graph, ref)
    title = thread_of(told)
    stage, stages = chosen_stage(request, graph)
    rows = slice_of(request, graph.of(stage))
    hanging = thread.loose_of(graph)
    return page(
        request,
        "thread/one.html",
        drive=drive,
        told=told,
        is_item=ref.stage is Stage.ITEM,
        title=title,
        figures=figures(graph),
        percent=wholeness(graph, thread.hanging),
        ends=[words.end(one) for one in hanging[:SHORT]],
        loose=len(hanging),
        chart=pictures.flow(words, graph, shown, title),
        twigs=pictures.twigs(words, shown),
        hidden=shown.hidden,
        stages=stages,
        stage=stage,
        rows=rows,
        listed=[words.tell(node) for node in rows],
        neighbours=neighbours(words, ref),
        beside=beside,
    )


def thread_of(told: Told) -> str:
    """The name of a thread; a reference in Latin letters stands apart from the Thai before it."""
    if told.called.isascii():
        return _("เส้นทางของ %(code)s") % {"code": told.called}
    return _("เส้นทางของ%(what)s") % {"what": told.called}


def chosen_stage(request: Request, graph: Graph) -> tuple[Stage, list[tuple[Stage, str, int]]]:
    """The stage whose things are listed, and how many of each there are; the first that has any unless asked."""
    stages = [(stage, str(STAGES[stage]), len(graph.of(stage))) for stage in Stage]
    asked = request.GET.get("stage", "")
    usual = next((one for one, _name, count in stages if count and one is not Stage.ITEM), Stage.ITEM)
    stage = next((one for one in Stage if one == asked), usual)
    return stage, [one for one in stages if one[2]]


def neighbours(words: Words, ref: Ref) -> dict[str, Any]:
    """The items before and after, to leaf through."""
    refs = [one.ref for one in words.thread.items]
    if ref not in refs:
        return {}
    at = refs.index(ref)
    nodes = words.thread.graph.nodes
    return {
        "before": words.tell(nodes[refs[at - 1]]) if at else None,
        "after": words.tell(nodes[refs[at + 1]]) if at + 1 < len(refs) else None,
    }
