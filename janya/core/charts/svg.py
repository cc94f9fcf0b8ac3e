"""The drawing pen: elements whose text is always escaped, and colours that have a name.

A colour is written twice: as an attribute, so that the drawing stands in a document by itself, and as a class, so
that `charts.css` can replace it on the page (a style sheet is stronger than an attribute).
"""

import re
from html import escape

FONT = "Sarabun"

# The light theme; `charts.css` says the same for the page, and the dark theme besides.
PAINTS = {
    "ink": "#1b2433",
    "soft": "#55627a",
    "line": "#b4bfce",
    "faint": "#e6ebf2",
    "card": "#ffffff",
    "navy": "#1b4b91",
    "on-navy": "#ffffff",
    "gold": "#b8892b",
    "target": "#8a6416",
    "low": "#c8e6c9",
    "on-low": "#14401e",
    "moderate": "#fff0a8",
    "on-moderate": "#4d3a00",
    "high": "#ffcc99",
    "on-high": "#5c2700",
    "critical": "#b3261e",
    "on-critical": "#ffffff",
    "done": "#2e7d32",
    "on-done": "#ffffff",
    "late": "#b3261e",
    "on-late": "#ffffff",
    "empty": "#6f7c90",
}
LETTERS_OF_PAINT = {"fill": "f", "stroke": "s"}

# What XML does not allow, and the marks that turn the direction of writing round.
FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


class Markup(str):
    """What `el` has built. Templates take it as it is (`__html__`), for every text in it is already escaped."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def clean(text: object) -> str:
    """Make one line of text that may stand in XML.

    >>> clean("a\\x00b\\n c ")
    'a b c'
    """
    return " ".join(FORBIDDEN.sub(" ", str(text)).split())


def plain(number: float) -> str:
    """Write a coordinate: two decimals at most, the same on every machine.

    >>> plain(2.0), plain(1 / 3), plain(-0.001)
    ('2', '0.33', '0')
    """
    written = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def el(tag: str, *children: str, **attributes: str | float | None) -> Markup:
    """Build one element; `font_size=15` is `font-size="15"`, `fill="navy"` a colour of `PAINTS`, `css` the classes.

    >>> el("text", "a < b", x=1.5, fill="navy")
    '<text x="1.5" fill="#1b4b91" class="f-navy">a &lt; b</text>'
    """
    classes = [str(attributes.pop("css"))] if attributes.get("css") else []
    written = ""
    for name, value in attributes.items():
        if value is None or name == "css":
            continue
        if name in LETTERS_OF_PAINT and value in PAINTS:
            classes.append(f"{LETTERS_OF_PAINT[name]}-{value}")
            value = PAINTS[str(value)]
        said = clean(value) if isinstance(value, str) else plain(value)
        written += f' {name.replace("_", "-")}="{escape(said)}"'
    if classes:
        written += f' class="{escape(" ".join(classes))}"'
    inside = "".join(child if isinstance(child, Markup) else escape(clean(child)) for child in children)
    return Markup(f"<{tag}{written}>{inside}</{tag}>" if inside else f"<{tag}{written}/>")


def text(
    x: float,
    y: float,
    words: str,
    size: float,
    *,
    fill: str = "ink",
    anchor: str | None = None,
    bold: bool = False,
) -> Markup:
    """Write one line; `y` is its baseline."""
    weight = 600 if bold else None
    return el("text", words, x=x, y=y, font_size=size, font_weight=weight, text_anchor=anchor, fill=fill)


def column(
    x: float,
    y: float,
    lines: list[str],
    size: float,
    *,
    fill: str = "ink",
    anchor: str | None = None,
    bold: bool = False,
    css: str = "",
) -> Markup:
    """Write lines under one another as one text; `y` is the first baseline."""
    rows = [el("tspan", line, x=x, y=y + at * leading(size)) for at, line in enumerate(lines)]
    weight = 600 if bold else None
    return el(
        "text", *rows, font_size=size, font_weight=weight, text_anchor=anchor, fill=fill, css=css or None
    )


def label(y: float, lines: list[str], size: float, href: str = "", x: float = 0) -> Markup:
    """Write the name of a row; on the page it looks like a link where it is one."""
    return column(x, y, lines, size, css="chart-link" if is_address(href) else "")


def leading(size: float) -> float:
    """From one baseline to the next: Thai vowels and tone marks stand two high above and one deep below."""
    return size * 1.45


def link(href: str | None, label: str, *children: str, current: bool = False, second: bool = False) -> Markup:
    """Make its children lead to a page of this site; without such an address, only a group.

    A `second` way to the same page serves the pointer only; the keyboard and the ear have the first.
    """
    if not is_address(href):
        return el("g", *children)
    marked = {"aria-label": label, "aria-current": "true" if current else None}
    return el("a", *children, href=href, **({"aria-hidden": "true", "tabindex": "-1"} if second else marked))


def is_address(href: str | None) -> bool:
    """Whether it is an address of this site; anything else is not linked.

    >>> is_address("/risks/7/"), is_address("?level=high"), is_address("//evil.example/"), is_address("javascript:x")
    (True, True, False, False)
    """
    return bool(href) and str(href).startswith(("/", "?", "#")) and not str(href).startswith(("//", "/\\"))
