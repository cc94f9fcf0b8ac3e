"""What notices are about. A room above adds its kinds in `apps.ready()`."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Kind(NamedTuple):
    """How a kind is called; of a confidential one a letter tells the kind only, never the sentence."""

    label: "str | _StrPromise"
    is_confidential: bool = False


KINDS: dict[str, Kind] = {}
