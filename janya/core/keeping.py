"""Keeps the last few things worked out, under keys that change when what they rest on changes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

Thing = TypeVar("Thing")


EVERY: "list[Kept[Any]]" = []


def forget() -> None:
    """Empty everything that is kept: for whoever puts another database under the program, as tests do."""
    for kept in EVERY:
        with kept.lock:
            kept.things.clear()


class Kept(Generic[Thing]):
    """At most `most` things of one process, the least lately asked for going first.

    A key must name all that the thing rests on: whoever asks with the same key gets the same thing, never an older one.

    >>> squares: Kept[int] = Kept(2)
    >>> [squares.get(n, lambda: n * n) for n in (3, 3, 4, 5)]
    [9, 9, 16, 25]
    >>> len(squares)
    2
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.lock = Lock()
        self.things: OrderedDict[Hashable, Thing] = OrderedDict()
        EVERY.append(self)

    def __len__(self) -> int:
        return len(self.things)

    def get(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        """The thing of this key, made now if it is not kept."""
        with self.lock:
            if key in self.things:
                self.things.move_to_end(key)
                return self.things[key]
        made = make()
        with self.lock:
            self.things[key] = made
            while len(self.things) > self.most:
                self.things.popitem(last=False)
        return made
