"""A chart on paper: the drawing without its words, and each word with its place, so that the document sets them.

The reader of SVG in Typst maps the marks of Thai to no character, which the archive's PDF refuses, and lays the letter
after sara am over it. Set by Typst as text, words are shaped rightly, can be searched, and are checked like all others.
"""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import TypedDict

from .chart import WIDE, Chart

TEXT = re.compile(r"<text([^>]*)>(.*?)</text>", re.DOTALL)
LINE = re.compile(r"<tspan([^>]*)>(.*?)</tspan>", re.DOTALL)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


class Words(TypedDict):
    """One line of text: its place and size in units of the drawing; `y` is the baseline."""

    x: float
    y: float
    size: float
    anchor: str  # start, middle, end
    bold: bool
    fill: str
    words: str


class Drawing(TypedDict):
    """What `picture` of official.typ takes: size in units, shapes, and words."""

    width: float
    height: float
    svg: str
    texts: list[Words]


def on_paper(chart: Chart, width: int = WIDE, said: Callable[[str], str] = str) -> Drawing:
    """Take a chart apart for a document; `said` turns each line of words, for example into Thai digits.

    Source: measured on Typst 0.15; a pattern can read the markup because `el` has written it.
    """
    drawn = str(chart.svg(width))
    size = BOX.search(drawn)
    assert size
    return {
        "width": float(size[1]),
        "height": float(size[2]),
        "svg": TEXT.sub("", drawn),
        "texts": [words for found in TEXT.finditer(drawn) for words in lines(found, said)],
    }


def lines(found: re.Match[str], said: Callable[[str], str]) -> Iterator[Words]:
    whole = dict(ATTRIBUTE.findall(found[1]))
    parts = [({**whole, **dict(ATTRIBUTE.findall(one[1]))}, one[2]) for one in LINE.finditer(found[2])]
    for facts, words in parts or [(whole, found[2])]:
        yield {
            "x": float(facts["x"]),
            "y": float(facts["y"]),
            "size": float(facts["font-size"]),
            "anchor": facts.get("text-anchor", "start"),
            "bold": "font-weight" in facts,
            "fill": facts["fill"],
            "words": said(unescape(words)),
        }
