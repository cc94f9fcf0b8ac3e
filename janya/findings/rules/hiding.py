"""What stays hidden, so that no figure of fewer than five people follows from all that is shown."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from janya.surveys.rules import SMALLEST_CELL

Key = TypeVar("Key", bound=Hashable)


def hidden(counts: Mapping[Key, int], *, smallest: int = SMALLEST_CELL) -> tuple[set[Key], bool]:
    """Tell which cells are not shown, and whether the total is withheld too.

    Cells with answers, but fewer than the smallest, are hidden. Where the total is shown, what is hidden must not
    follow from what is left: the hidden cells together must hold at least `smallest` answers and be at least two, so the
    smallest shown cell is hidden with them until that is so; when nothing is left to hide with, the total goes too.

    Source: mission row S3 (groups too small to hide a person are suppressed); complementary suppression.

    >>> hidden({"a": 3, "b": 40, "c": 9}) == ({"a", "c"}, False)
    True
    >>> hidden({"a": 3})
    ({'a'}, True)
    >>> hidden({"a": 30, "b": 12})
    (set(), False)
    """
    filled = {key: count for key, count in counts.items() if count}
    away = {key for key, count in filled.items() if count < smallest}
    if not away:
        return set(), False
    left = sorted((key for key in filled if key not in away), key=lambda key: filled[key])
    while left and (len(away) < 2 or sum(filled[key] for key in away) < smallest):
        away.add(left.pop(0))
    safe = len(away) >= 2 and sum(filled[key] for key in away) >= smallest
    return away, not safe


@dataclass(frozen=True, slots=True)
class Part:
    """A row of a table: a group or a unit, as the cells (group × unit) it is made of. Parts of one `kind` are disjoint."""

    key: str
    kind: str
    cells: frozenset[int]


def hidden_parts(parts: Sequence[Part], counts: Mapping[int, int]) -> tuple[set[str], bool]:
    """Tell which parts are not shown, and whether the total is withheld, where groups and units are both shown.

    Every kind of part is judged by `hidden`; then, while a hidden part with answers can be worked out as a sum and
    difference of what is shown (its cells lie in the span of the shown parts and the total), the smallest shown part is
    hidden too, and the total last.

    Source: mission row S3; linear disclosure control (Hundepool et al., Statistical Disclosure Control, 2012).

    >>> parts = [Part("g1", "group", frozenset({1})), Part("g2", "group", frozenset({2, 3})),
    ...          Part("u1", "unit", frozenset({1, 2})), Part("u2", "unit", frozenset({3}))]
    >>> hidden_parts(parts, {1: 9, 2: 9, 3: 9}) == (set(), False)
    True
    >>> away, total = hidden_parts(parts, {1: 2, 2: 9, 3: 9})
    >>> "g1" in away and "g2" in away
    True
    """
    size = {part.key: sum(counts.get(cell, 0) for cell in part.cells) for part in parts}
    away: set[str] = set()
    total_away = False
    for kind in dict.fromkeys(part.kind for part in parts):
        hides, total = hidden({part.key: size[part.key] for part in parts if part.kind == kind})
        away |= hides
        total_away |= total
    kinds = {part.kind for part in parts}
    while len(kinds) > 1:
        shown = [part for part in parts if part.key not in away and size[part.key]]
        known = [set(part.cells) for part in shown]
        if not total_away:
            known.append({cell for part in parts for cell in part.cells})
        filled = {cell for cell, count in counts.items() if count}
        open_to_all = [
            part
            for part in parts
            if part.key in away and size[part.key] and _follows(part.cells & filled, known, filled)
        ]
        if not open_to_all:
            break
        if shown:
            away.add(min(shown, key=lambda part: (size[part.key], part.key)).key)
        elif not total_away:
            total_away = True
        else:
            break
    return away, total_away


def _follows(cells: Iterable[int], known: Sequence[set[int]], filled: set[int]) -> bool:
    """Whether the sum over these cells is a linear combination of known sums."""
    basis: list[tuple[int, dict[int, Fraction]]] = []

    def reduced(row: dict[int, Fraction]) -> dict[int, Fraction]:
        for pivot, other in basis:
            if factor := row.get(pivot):
                for cell, value in other.items():
                    left = row.get(cell, Fraction(0)) - factor * value
                    if left:
                        row[cell] = left
                    else:
                        row.pop(cell, None)
        return row

    for one in known:
        row = reduced({cell: Fraction(1) for cell in one & filled})
        if row:
            pivot = min(row)
            scale = row[pivot]
            basis.append((pivot, {cell: value / scale for cell, value in row.items()}))
    return not reduced({cell: Fraction(1) for cell in cells})
