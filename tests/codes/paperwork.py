"""Makes what tests of paper need: forms as pictures, turned, slanted, specked, several in one PDF."""

import io
import random

import pypdfium2
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from janya.codes.signing import papers, queries
from janya.core import documents
from janya.drives.models import Drive
from janya.people.models import Person

DOTS = 150


def forms_pdf(drive: Drive) -> bytes:
    """The printed forms of all who have not signed."""
    seen = queries.sight(drive)
    return documents.render("codes/typst/forms.typ", papers.forms(seen, queries.Chosen()))


def form_of(drive: Drive, person: Person) -> Image.Image:
    """A person's printed form as a flat-bed scanner sees it."""
    seen = queries.sight(drive)
    facts = papers.forms(seen, queries.Chosen(person=str(person.pk), show=queries.ALL))
    document = pypdfium2.PdfDocument(documents.render("codes/typst/forms.typ", facts))
    picture: Image.Image = document[0].render(scale=DOTS / 72, grayscale=True).to_pil().convert("L")
    document.close()
    return picture


def specked(picture: Image.Image) -> Image.Image:
    """As a worn copier leaves it: grey, with one dot in thirty wrong."""
    chance = random.Random(7)  # noqa: S311 – specks, no secret
    worn = picture.point(lambda grey: 40 + grey * 170 // 255)
    dots = worn.load()
    assert dots is not None
    for _speck in range(picture.width * picture.height // 30):
        dots[chance.randrange(picture.width), chance.randrange(picture.height)] = chance.choice((0, 255))
    return worn


def turned(picture: Image.Image, degrees: float) -> Image.Image:
    return picture.rotate(degrees, expand=True, fillcolor=255)


def jpeg(picture: Image.Image, name: str = "scan.jpg") -> SimpleUploadedFile:
    held = io.BytesIO()
    picture.convert("RGB").save(held, "JPEG", quality=60)
    return SimpleUploadedFile(name, held.getvalue(), "image/jpeg")


def pdf(pictures: list[Image.Image], name: str = "scans.pdf") -> SimpleUploadedFile:
    held = io.BytesIO()
    first, *others = [one.convert("RGB") for one in pictures]
    first.save(held, "PDF", resolution=DOTS, save_all=True, append_images=others)
    return SimpleUploadedFile(name, held.getvalue(), "application/pdf")


def blank() -> Image.Image:
    return Image.new("L", (1240, 1754), 255)
