"""Signed forms on paper for the demonstration: printed, "scanned" (one of them upside down), and taken in as officers do."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from django.core.files.base import ContentFile
from PIL import Image

from janya.codes.signing import actions, papers, queries, scans
from janya.core import documents
from janya.drives.models import Drive
from janya.files import actions as files
from janya.files.rules import PDF
from janya.people.models import Person

DOTS = 110


def bring_forms(drive: Drive, people: Sequence[Person], *, signed_on: date, by: Person, at: datetime) -> None:
    """A batch with a page for each of these people, and a cover sheet without a code."""
    seen = queries.sight(drive)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "forms.pdf"
        path.write_bytes(scanned([sheet(seen, one) for one in people]))
        stored = files.store(
            drive.agency, ContentFile(path.read_bytes(), name="แบบลงนามที่ทำการปกครอง.pdf"), by=by
        )
        batch = actions.take_in(drive, [stored], name=stored.name, signed_on=signed_on, by=by)
        pages = [actions.keep_page(batch, one) for one in scans.pages(path, PDF)]
    actions.file_pages(batch, pages, at=at)


def sheet(seen: queries.Sight, person: Person) -> Image.Image:
    facts = papers.forms(seen, queries.Chosen(show=queries.ALL, person=str(person.pk)))
    document = pypdfium2.PdfDocument(documents.render("codes/typst/forms.typ", facts))
    picture: Image.Image = document[0].render(scale=DOTS / 72, grayscale=True).to_pil().convert("L")
    document.close()
    return picture


def scanned(sheets: list[Image.Image]) -> bytes:
    """The sheets as a scanner gives them: the first upside down, and one that somebody laid on top by mistake."""
    turned = [sheets[0].rotate(180), *sheets[1:]]
    cover = Image.new("L", sheets[0].size, "white")
    held = io.BytesIO()
    cover.save(held, "PDF", resolution=DOTS, save_all=True, append_images=turned)
    return held.getvalue()
