"""Documents by Typst: a template and facts in, PDF, PNG or SVG out; the same facts give the same bytes.

Facts go in as JSON (`json(bytes(sys.inputs.data))` in the template), never as markup, so that nothing in them can be
read as markup. Only files below the package can be read; only the fonts that came with Janya are used.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime, timezone
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import fontpkg_sarabun
import typst

PACKAGE = Path(__file__).resolve().parent.parent
FONTS = Path(str(fontpkg_sarabun.__file__)).parent / "files"
STANDARDS = ["a-2a", "ua-1"]  # for the archive, and for those who listen to it

Form = Literal["pdf", "png", "svg"]


class DocumentCannotBeMade(Exception):
    """The template and the facts do not fit; `detail` is Typst's own word for whoever mends it."""

    def __init__(self, detail: str) -> None:
        super().__init__("จัดทำเอกสารไม่สำเร็จ กรุณาแจ้งผู้ดูแลระบบพร้อมเวลาที่พบ")
        self.detail = detail


class Press:
    """One template with its compiled parts kept; one document at a time."""

    def __init__(self, template: str) -> None:
        self.lock = Lock()
        self.compiler = typst.Compiler(
            str(PACKAGE / template), root=str(PACKAGE), font_paths=[str(FONTS)], ignore_system_fonts=True
        )

    def make(self, facts: str, form: Form, moment: datetime) -> bytes:
        options: dict[str, Any] = {"format": form, "sys_inputs": {"data": facts}}
        if form == "pdf":
            options |= {"pdf_standards": STANDARDS, "timestamp": moment}
        with self.lock:
            made = self.compiler.compile(**options)
            forget_parts()
        pages = made if isinstance(made, list) else [made]
        return bytes(pages[0] or b"")


@cache
def blank() -> typst.Compiler:
    return typst.Compiler(str(PACKAGE / "core/typst/blank.typ"), root=str(PACKAGE), ignore_system_fonts=True)


SWEEPS = 9  # Typst keeps what it worked out for ten documents, 30 MB for each long report: so it keeps one


def forget_parts() -> None:
    """Let Typst throw away what it kept of all but the last document, by making empty ones: they cost nothing."""
    for _turn in range(SWEEPS):
        blank().compile(format="svg")


@cache
def press(template: str) -> Press:
    return Press(template)


def plain(value: object) -> object:
    """What JSON does not know: days as ISO text, translated words as text, all else by its own str."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)


def render(
    template: str, facts: Mapping[str, object], *, form: Form = "pdf", as_of: date | None = None
) -> bytes:
    """Make a document. `template` is a path below the package, e.g. "reports/typst/annual.typ".

    `as_of` stands in the file as its date, so that the same facts give the same bytes. Raises DocumentCannotBeMade.
    """
    day = as_of or date(2000, 1, 1)
    moment = datetime(day.year, day.month, day.day, tzinfo=timezone.utc)  # noqa: UP017
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=plain)
    try:
        return press(template).make(text, form, moment)
    except (typst.TypstError, RuntimeError) as wrong:
        raise DocumentCannotBeMade(str(wrong)) from wrong


def check() -> None:
    """Make a small page. Raises DocumentCannotBeMade."""
    render("core/typst/check.typ", {"text": "ตรวจแบบอักษร"}, form="png")
