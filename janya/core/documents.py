"""Documents by Typst: a template and facts in, PDF, PNG or SVG out; the same facts give the same bytes.

Facts go in as JSON (`json(bytes(sys.inputs.data))` in the template), never as markup, so that nothing in them can be
read as markup. Only files below the package can be read; only the fonts that came with Janya are used.

`render` makes it here, `press` in a process of its own: a web worker that made long reports would keep 70 MB of them.
"""

import json
import logging
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, datetime, timezone
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any, Literal

import fontpkg_sarabun
import typst

logger = logging.getLogger(__name__)

PACKAGE = Path(__file__).resolve().parent.parent
FONTS = Path(str(fontpkg_sarabun.__file__)).parent / "files"
STANDARDS = ["a-2a", "ua-1"]  # for the archive, and for those who listen to it

WRITABLE = (
    r"\n\x20-\x7e\u00a0-\u024f\u0391-\u03a1\u03a3-\u03c9\u0e01-\u0e3a\u0e3f-\u0e5b\u200b-\u2027\u202f-\u203a\u2044"
    r"\u20a0-\u20bf\u2100-\u211e\u2122\u2190-\u22ff\u25a0-\u25ff\u2713\u2714\u2717"
)
"""Latin, Thai, Greek, punctuation, money, arrows, arithmetic and shapes; a picture of a face is not in any font."""
UNWRITABLE = re.compile(f"[^{WRITABLE}]+")
CONTROL = re.compile(
    r"(?<!\\)((?:\\\\)*)\\u00(?:0[0-9a-f]|1[0-9a-f]|7f)"
)  # as JSON writes them; copied from Word

Form = Literal["pdf", "png", "svg"]


class DocumentCannotBeMade(Exception):
    """The template and the facts do not fit; `detail` is Typst's own word for whoever mends it."""

    def __init__(self, detail: str) -> None:
        super().__init__("จัดทำเอกสารไม่สำเร็จ กรุณาแจ้งผู้ดูแลระบบพร้อมเวลาที่พบ")
        self.detail = detail


PRESSES = BoundedSemaphore(2)  # at once, of one process; who comes later waits
LONGEST = 50.0  # seconds for one document


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
def kept(template: str) -> Press:
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
    return make(template, text_of(facts), form, moment_of(as_of))


def press(
    template: str, facts: Mapping[str, object], *, form: Form = "pdf", as_of: date | None = None
) -> bytes:
    """The same document as `render`, made in a process of its own. Raises DocumentCannotBeMade."""
    errand = {
        "template": template,
        "facts": text_of(facts),
        "form": form,
        "moment": moment_of(as_of).isoformat(),
    }
    with PRESSES:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "janya.core.press"],
                input=json.dumps(errand).encode(),
                capture_output=True,
                timeout=LONGEST,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise failed(template, f"not made within {LONGEST:.0f} s") from late
    if done.returncode:
        said = done.stderr.decode(errors="replace")
        raise failed(template, said if done.returncode == 1 else f"exit code {done.returncode}: {said}")
    return done.stdout


def make(template: str, facts: str, form: Form, moment: datetime) -> bytes:
    try:
        return kept(template).make(facts, form, moment)
    except (typst.TypstError, RuntimeError) as wrong:
        raise failed(template, str(wrong)) from wrong


def failed(template: str, detail: str) -> DocumentCannotBeMade:
    """Typst's word goes to the log; it names a place in the template and tells nothing of the facts."""
    logger.error("%s cannot be made: %s", template, detail)
    return DocumentCannotBeMade(detail)


def text_of(facts: Mapping[str, object]) -> str:
    """The facts as JSON, with a square for what no font of ours can write: an archive's PDF refuses it whole."""
    written = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=plain)
    return UNWRITABLE.sub("□", CONTROL.sub(r"\1 ", written))


def moment_of(day: date | None) -> datetime:
    """What stands in the file as its date."""
    day = day or date(2000, 1, 1)
    return datetime(day.year, day.month, day.day, tzinfo=timezone.utc)  # noqa: UP017


def check() -> None:
    """Make a small page. Raises DocumentCannotBeMade."""
    render("core/typst/check.typ", {"text": "ตรวจแบบอักษร"}, form="png")
