"""When a quiz is passed, and of which groups figures may be shown."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

SMALLEST_GROUP = 5  # persons; the figures of fewer would tell of single persons

Key = TypeVar("Key", bound=Hashable)


def is_passed(right: int, asked: int) -> bool:
    """Tell whether a quiz is passed: every question right. It may be answered as often as one likes.

    Source: the project's own rule; mission row S1 (questions to check oneself).

    >>> is_passed(2, 3), is_passed(3, 3), is_passed(0, 0)
    (False, True, False)
    """
    return 0 < asked == right


def is_better(right: int, asked: int, *, than: tuple[int, int]) -> bool:
    """Tell whether a result is better than an earlier one, also when the number of questions has changed.

    Source: arithmetic; the shares are compared as right × asked of the other, without rounding.

    >>> is_better(2, 3, than=(1, 3)), is_better(1, 2, than=(2, 3)), is_better(2, 3, than=(2, 3))
    (True, False, False)
    """
    before, of = than
    return right * of > before * asked


def shown(sizes: Mapping[Key, int], *, beside: int = 0) -> set[Key]:
    """The parts of a whole whose figures may be shown: none under five, and no hidden rest under five.

    When what stays hidden (with those `beside`, who are in no part) is one to four persons, whoever subtracts the shown
    parts from the whole would see them: the smallest shown part is then hidden too.
    Source: the project's own rule for small cells (issue text: groups under five hidden); as in the results of surveys.

    >>> sorted(shown({"a": 12, "b": 7, "c": 6}))
    ['a', 'b', 'c']
    >>> sorted(shown({"a": 12, "b": 7, "c": 3}))
    ['a']
    >>> sorted(shown({"a": 12, "b": 3, "c": 4}))
    ['a']
    >>> sorted(shown({"a": 12, "b": 9}, beside=2))
    ['a']
    """
    kept = {key: size for key, size in sizes.items() if size >= SMALLEST_GROUP}
    hidden = sum(sizes.values()) - sum(kept.values()) + beside
    while kept and 0 < hidden < SMALLEST_GROUP:
        least = min(kept, key=lambda key: kept[key])
        hidden += kept.pop(least)
    return set(kept)


def percent(part: int, whole: int) -> float:
    """Part of the whole in percent; nothing of nothing is nothing.

    Source: arithmetic.

    >>> percent(3, 4), percent(0, 0)
    (75.0, 0.0)
    """
    return part * 100 / whole if whole else 0.0
