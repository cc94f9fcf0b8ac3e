"""The facts of the thread on paper (thread/typst/thread.typ): a table of the items, and a page with a drawing for each."""

from datetime import date
from typing import Any

from django.utils import translation

from janya.core import charts, thai
from janya.drives.models import Drive

from . import queries
from .pictures import flow, shown_of
from .queries import Row
from .rules import Kind
from .words import HEADS, LACKS, Words, cells

BOXES = 5  # of a column on one sheet
ROOM = 0.56  # the height of a drawing that fits under its heading, in its width
ENDS = 6  # loose ends named under a drawing
LISTED = 0.026  # the height of a line under it, in the same measure
WIDTHS = (900, 980, 1080, 1180, 1300)  # wider means smaller letters in fewer lines


def facts(drive: Drive, as_of: date) -> dict[str, Any]:
    """The whole thread in words of the form, always in Thai."""
    with translation.override("th"):
        found = queries.thread(drive)
        words = Words(drive, found)
        kinds = [one.kind for one in found.loose]
        return {
            "agency": drive.agency.name,
            "year": drive.fiscal_year,
            "code": drive.code.short_title,
            "as_of": as_of,
            "demonstration": drive.agency.is_demonstration,
            "whole": sum(row.is_whole for row in found.rows),
            "loose": [
                {"name": str(HEADS[kind]), "count": kinds.count(kind)} for kind in Kind if kind in kinds
            ],
            "loose_count": len(kinds),
            "items": [item_facts(words, row) for row in found.rows],
        }


def item_facts(words: Words, row: Row) -> dict[str, Any]:
    told = words.tell(words.thread.graph.nodes[row.item.ref])
    shown = shown_of(row.graph, row.item.ref, BOXES)
    chart = flow(words, row.graph, shown, f"เส้นทางของ{told.called}", links=False)
    ends = [(words.tell(words.thread.graph.nodes[one.ref]), LACKS[one.kind]) for one in row.loose]
    room = ROOM - (LISTED * (min(len(ends), ENDS) + 1.5) if ends else 0)
    drawing, percent = fitted(chart, room)
    return {
        "called": told.called,
        "title": told.title,
        "percent": row.percent,
        "cells": [
            {"count": one.count, "word": one.word, "loose": one.tone == "loose"} for one in cells(words, row)
        ],
        "drawing": drawing,
        "width": percent,
        "alt": f"{chart.title} {chart.description}",
        "hidden": shown.hidden,
        "ends": [f"{one.called} {one.title}: {lack}" for one, lack in ends[:ENDS]],
        "more": max(0, len(ends) - ENDS),
    }


def fitted(chart: charts.Flow, room: float) -> tuple[charts.Drawing, int]:
    """The drawing in the largest letters with which it fits, and how much of the sheet's width it takes, in percent."""
    tried = []
    for width in WIDTHS:
        drawing = charts.on_paper(chart, width, said=thai.to_thai_digits)
        percent = min(100, int(100 * room * drawing["width"] / drawing["height"]))
        tried.append((percent / width, percent, drawing))
    _size, percent, drawing = max(tried, key=lambda one: one[0])
    return drawing, percent
