"""What each deed is called in Thai. Every room adds its own in its `deeds.py`, found when the program starts."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DEEDS: "dict[str, _StrPromise]" = {}


def sentence(deed: str) -> str:
    """The deed in words; a deed that no room has told of shows as it is."""
    known = DEEDS.get(deed)
    return str(known) if known is not None else deed


def choices() -> list[tuple[str, str]]:
    """All known deeds for a list to choose from, in the order of their rooms."""
    return [("", _("ทุกการกระทำ")), *((deed, sentence(deed)) for deed in sorted(DEEDS))]
