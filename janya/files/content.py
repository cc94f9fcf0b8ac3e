"""What a file really is: its bytes decide, never its name."""

import zipfile
from pathlib import Path

import puremagic

from . import rules

BY_SIGNATURE = frozenset({rules.PDF, rules.PNG, rules.JPEG, rules.WEBP})
HEAD = 4096
LARGEST_TEXT = 5 * 1024 * 1024


def media_type(path: Path, name: str) -> str | None:
    """The kind of a kept file, or None when it is of no kind that may be kept."""
    with path.open("rb") as stored:
        head = stored.read(HEAD)
    if head.startswith(b"PK"):
        return office(path)
    try:
        named: set[str] = {match.mime_type for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        named = set()
    for kind in BY_SIGNATURE & named:
        return kind
    if path.stat().st_size > LARGEST_TEXT:
        return None
    return rules.text_kind(path.read_bytes(), name)


def office(path: Path) -> str | None:
    """Read the table of contents only; nothing is unpacked."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError):
        return None
    return rules.office_kind([part.filename for part in parts], sum(part.file_size for part in parts))
