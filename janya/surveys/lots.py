"""Who is asked by lot, what may be told of small numbers, and how many answers a day are still needed. Pure.

A lot is the SHA-256 of the seed and a person's key: whoever has both can draw again, with any tool, and finds the same.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from .rules import SMALLEST_CELL


def lot(seed: str, key: object) -> str:
    """Tell the lot of one key under a seed; the smallest lots are drawn.

    Source: the project's own rule: sha256 of "seed:key", in hexadecimal.

    >>> lot("2569", 7)[:12]
    '96e154b1e9d5'
    """
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def drawn(keys: Iterable[int], size: int, seed: str) -> list[int]:
    """Draw `size` keys by simple random sampling without replacement: those with the smallest lots.

    Source: simple random sampling by random numbers assigned to a frame (Cochran, Sampling Techniques, ch. 2).

    >>> drawn([3, 1, 2, 4], 2, "2569") == drawn([4, 3, 2, 1], 2, "2569")
    True
    >>> sorted(drawn([1, 2], 9, "2569"))
    [1, 2]
    """
    return sorted(keys, key=lambda key: lot(seed, key))[: max(size, 0)]


def shares(sizes: Sequence[int], size: int) -> list[int]:
    """Share a sample out over strata in proportion to their sizes, by largest remainders; never more than a stratum has.

    Source: proportional allocation (Cochran, Sampling Techniques, ch. 5), rounded by Hamilton's method.

    >>> shares([50, 30, 20], 10), shares([5, 5, 1], 4), shares([1, 1], 9)
    ([5, 3, 2], [2, 2, 0], [1, 1])
    """
    whole = sum(sizes)
    if size >= whole:
        return list(sizes)
    floors = [one * size // whole for one in sizes]
    remainders = sorted(range(len(sizes)), key=lambda at: (-(sizes[at] * size % whole), at))
    for at in remainders[: size - sum(floors)]:
        floors[at] += 1
    return floors


def drawn_by_unit(units: Mapping[int | None, Sequence[int]], size: int, seed: str) -> list[int]:
    """Draw from each unit its share of the sample, by lot inside the unit.

    Source: stratified sampling with proportional allocation (`shares`).

    >>> len(drawn_by_unit({1: range(50), 2: range(50, 80), 3: range(80, 100)}, 10, "2569"))
    10
    """
    order = sorted(units, key=lambda unit: (unit is None, unit or 0))
    parts = zip(order, shares([len(units[unit]) for unit in order], size), strict=True)
    return [key for unit, part in parts for key in drawn(units[unit], part, seed)]


def mark_of(keys: Iterable[int]) -> str:
    """Write the frame, that is all who could have been drawn, as one mark; another frame has another mark.

    Source: the project's own rule: sha256 of the sorted keys, joined by commas.

    >>> mark_of([2, 1]) == mark_of([1, 2]) != mark_of([1, 2, 3])
    True
    """
    return hashlib.sha256(",".join(map(str, sorted(keys))).encode()).hexdigest()


def tells_too_much(count: int, whole: int, *, smallest: int = SMALLEST_CELL) -> bool:
    """Tell whether a count out of a whole would point at a few: fewer than the smallest cell did, or did not.

    Source: the same threshold as for figures (`rules.SMALLEST_CELL`), on both sides of the count.

    >>> [tells_too_much(count, 20) for count in (0, 4, 5, 15, 16, 20)]
    [False, True, False, False, True, False]
    """
    return 0 < count < smallest or 0 < whole - count < smallest


def needed_a_day(answered: int, target: int, days: int) -> int:
    """Tell how many answers each of the days that are left must bring to reach the target; rounded up.

    Source: the project's own rule for mission row S3 (response rate live).

    >>> needed_a_day(12, 100, 7), needed_a_day(100, 90, 7), needed_a_day(0, 5, 0)
    (13, 0, 5)
    """
    return -(-max(target - answered, 0) // max(days, 1))
