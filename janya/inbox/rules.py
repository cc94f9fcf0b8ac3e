"""Where a notice may lead, and whether it goes out by e-mail."""

from enum import StrEnum

MOST_TRIES = 5  # mornings on which a letter that could not be sent is tried again


class How(StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"
    NONE = "none"


def is_own_path(href: str) -> bool:
    r"""Tell whether an address is a page of this system: one slash first, nothing that a browser reads as another host.

    Source: OWASP, Unvalidated Redirects and Forwards Cheat Sheet.

    >>> [is_own_path(one) for one in ("/activities/3/", "//bad.example/", "/\\bad.example", "https://bad.example/", "")]
    [True, False, False, False, False]
    """
    return (
        href.startswith("/")
        and not href.startswith(("//", "/\\"))
        and "\\" not in href
        and all(sign > " " for sign in href)
    )


def goes_by_letter(how: str, kind: str, silenced: list[str]) -> bool:
    """Tell whether a notice of this kind is sent to somebody who chose this way.

    Source: the reader's own choice; mission row S8, reminders by e-mail.

    >>> goes_by_letter("daily", "reminder", []), goes_by_letter("daily", "reminder", ["reminder"])
    (True, False)
    >>> goes_by_letter("none", "reminder", [])
    False
    """
    return how != How.NONE and kind not in silenced
