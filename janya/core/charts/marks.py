"""Small shapes that tell a thing apart without its colour."""

from math import cos, pi, sin

from .lettering import measure
from .svg import Markup, el, plain, text

SHAPES = {"low": "circle", "moderate": "diamond", "high": "triangle", "critical": "square"}


def polygon(corners: list[tuple[float, float]], **look: str | float | None) -> Markup:
    return el("polygon", points=" ".join(f"{plain(x)},{plain(y)}" for x, y in corners), **look)


def mark(shape: str, x: float, y: float, r: float, **look: str | float | None) -> Markup:
    """Draw a circle, diamond, triangle, square or octagon of about the same weight round a centre."""
    if shape == "diamond":
        r *= 1.2
        return polygon([(x, y - r), (x + r, y), (x, y + r), (x - r, y)], **look)
    if shape == "triangle":
        return polygon(
            [(x, y - r * 1.15), (x + r * 1.15, y + r * 0.85), (x - r * 1.15, y + r * 0.85)], **look
        )
    if shape == "square":
        return el("rect", x=x - r * 0.95, y=y - r * 0.95, width=r * 1.9, height=r * 1.9, **look)
    if shape == "octagon":
        turns = [(2 * side + 1) * pi / 8 for side in range(8)]
        return polygon([(x + r * 1.1 * cos(turn), y + r * 1.1 * sin(turn)) for turn in turns], **look)
    return el("circle", cx=x, cy=y, r=r, **look)


def flow(
    items: list[tuple[Markup, float, str]], y: float, size: float, left: float, right: float
) -> tuple[list[Markup], float]:
    """Set (mark drawn at 0,0; its width; words) side by side from `left`, in as many lines as they need.

    `y` is the first baseline; returned with what was drawn is the last one.
    """
    drawn: list[Markup] = []
    x = left
    for picture, room, words in items:
        wide = room + measure(words, size)
        if x > left and x + wide > right:
            x, y = left, y + size * 1.75
        if room:
            drawn.append(el("g", picture, transform=f"translate({plain(x)} {plain(y - size * 0.34)})"))
        drawn.append(text(x + room, y, words, size))
        x += wide + size * 1.1
    return drawn, y
