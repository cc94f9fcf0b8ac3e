"""What stays hidden, so that nothing about fewer than five people can be worked out from all that is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

from janya.surveys.rules import SMALLEST_CELL

TOTAL = ""  # the key of the sum over all parts
Weights = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Part:
    """A row of a table: a group or a unit, as the cells (group × unit) it is made of. Parts of one `kind` are disjoint."""

    key: str
    kind: str
    cells: frozenset[int]


def hidden_parts(
    parts: Sequence[Part], counts: Mapping[int, int], *, smallest: int = SMALLEST_CELL
) -> tuple[set[str], bool]:
    """Tell which parts are not shown, and whether the total is withheld too.

    Cells are lines from their group to their unit (without units: to the total), as heavy as they have answers. Sums that are
    shown are the stars of this picture, hidden parts of a kind are one point of it, and whatever can be worked out
    from sums is a cut through it; so it is safe exactly when no cut is lighter than `smallest`. Where one is, the smallest
    shown part on its other side is hidden too; where none is left, the total is withheld. At the end every part that may be shown after
    all is.

    Source: mission row S3; the row space of an incidence matrix is the cut space of its graph (Diestel, Graph Theory,
    §1.9); complementary suppression (Hundepool et al., Statistical Disclosure Control, 2012).

    >>> groups = [Part("a", "group", frozenset({1})), Part("b", "group", frozenset({2})), Part("c", "group", frozenset({3}))]
    >>> hidden_parts(groups, {1: 3, 2: 40, 3: 9}) == ({"a", "c"}, False)
    True
    >>> hidden_parts(groups, {1: 3}), hidden_parts(groups, {1: 30, 2: 12})
    (({'a'}, True), (set(), False))
    """
    size = {part.key: sum(counts.get(cell, 0) for cell in part.cells) for part in parts}
    kind_of = {part.key: part.kind for part in parts if size[part.key]}
    away = {key for key in kind_of if size[key] < smallest}
    lines = _lines(parts, counts)
    total_away = 0 < sum(lines.values()) < smallest

    def weak_point() -> frozenset[str] | None:
        return light_cut(_drawn_together(lines, kind_of, away, total_away=total_away), smallest)

    while cut := weak_point():
        further = _to_hide(cut, kind_of, away, lines, total_away=total_away)
        if further:
            away.add(min(further, key=lambda key: (size[key], key)))
        else:
            total_away = True
    for key in sorted(away, key=lambda key: (-size[key], key)):  # what need not be hidden after all
        if size[key] >= smallest:
            away.discard(key)
            if weak_point():
                away.add(key)
    return away, total_away


def _lines(parts: Sequence[Part], counts: Mapping[int, int]) -> dict[tuple[str, str], int]:
    """How many answers lie between each group and each unit; where units are not told apart, the total is the one unit."""
    first = parts[0].kind if parts else ""
    of = {cell: part.key for part in parts if part.kind == first for cell in part.cells}
    across = {cell: part.key for part in parts if part.kind != first for cell in part.cells}
    found: dict[tuple[str, str], int] = {}
    for cell, key in of.items():
        if count := counts.get(cell, 0):
            line = (key, across.get(cell, TOTAL))
            found[line] = found.get(line, 0) + count
    return found


def _point(key: str, kind_of: Mapping[str, str], away: set[str], *, total_away: bool) -> str:
    """Where a part stands in the picture: by itself while shown; the hidden of a kind together, as their sum is known
    from the total; without the total all that is hidden together."""
    if total_away and (key == TOTAL or key in away):
        return "hidden"
    return f"hidden {kind_of[key]}" if key in away else key


def _drawn_together(
    lines: Weights, kind_of: Mapping[str, str], away: set[str], *, total_away: bool
) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for (one, other), count in lines.items():
        ends = (
            _point(one, kind_of, away, total_away=total_away),
            _point(other, kind_of, away, total_away=total_away),
        )
        if ends[0] != ends[1]:
            found[ends] = found.get(ends, 0) + count
    return found


def _to_hide(
    cut: frozenset[str], kind_of: Mapping[str, str], away: set[str], lines: Weights, *, total_away: bool
) -> list[str]:
    """Shown parts that would draw the two sides of the cut together; else those at its ends."""
    found: list[str] = []
    for kind in dict.fromkeys(kind_of.values()):
        if total_away:
            hidden = "hidden" if away else ""
        else:
            hidden = f"hidden {kind}" if any(kind_of[key] == kind for key in away) else ""
        if hidden:
            inside = hidden in cut
            found += [
                key
                for key, of in kind_of.items()
                if of == kind and key not in away and (key in cut) != inside
            ]
    if found:
        return found
    crossing = {
        key
        for line in lines
        for key in line
        if len({_point(end, kind_of, away, total_away=total_away) in cut for end in line}) == 2
    }
    return [key for key in crossing if key in kind_of and key not in away]


def light_cut(weights: Weights, least: int) -> frozenset[str] | None:
    """Find points that lines of less than `least` weight together join to the rest of what they hang together with.

    Source: Nagamochi & Ibaraki, Computing edge-connectivity (1992): in the order of greatest attachment each point hangs
    on the one before it at least as firmly as on all before it; points that hang together firmly enough are one.

    >>> light_cut({("a", "b"): 9, ("b", "c"): 3, ("c", "d"): 9}, 5) in ({"a", "b"}, {"c", "d"})
    True
    >>> light_cut({("a", "b"): 3, ("a", "c"): 3, ("b", "c"): 3}, 5) is None
    True
    """
    inside = {point: {point} for line in weights for point in line}
    left = {line: weight for line, weight in weights.items() if weight and line[0] != line[1]}
    while left:
        order = _by_attachment(left)
        last, attached = order[-1]
        if attached < least:
            return frozenset(inside[last])
        names: dict[str, str] = {}
        for (before, _weight), (point, weight) in pairwise(order):
            if weight >= least:
                names[point] = names.get(before, before)
        for point, name in names.items():
            inside[name] |= inside.pop(point)
        left = _renamed(left, names)
    return None


def _renamed(weights: Weights, names: Mapping[str, str]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for (one, other), weight in weights.items():
        ends = names.get(one, one), names.get(other, other)
        if ends[0] != ends[1]:
            found[ends] = found.get(ends, 0) + weight
    return found


def _by_attachment(weights: Weights) -> list[tuple[str, int]]:
    """The points that hang together with one of them, each time the one that is most firmly attached to those before it."""
    near: dict[str, list[tuple[str, int]]] = {}
    for (one, other), weight in weights.items():
        near.setdefault(one, []).append((other, weight))
        near.setdefault(other, []).append((one, weight))
    attached = {next(iter(near)): 0}
    waiting = [(0, next(iter(near)))]
    order: dict[str, int] = {}
    while waiting:
        _weight, point = heappop(waiting)
        if point in order:
            continue
        order[point] = attached[point]
        for other, weight in near[point]:
            if other not in order:
                attached[other] = attached.get(other, 0) + weight
                heappush(waiting, (-attached[other], other))
    return list(order.items())
