"""Lucide's line icons as inline SVG, read once from the package."""

from functools import cache

from lucide.templatetags.lucide import lucide


@cache
def svg(name: str, size: int = 20, css: str = "") -> str:
    """The icon's SVG, hidden from screen readers. Raises lucide.IconDoesNotExist for a name that is none."""
    drawn: str = lucide(
        name, size=size, **{"class": f"icon {css}".strip(), "aria-hidden": "true", "focusable": "false"}
    )
    return drawn
