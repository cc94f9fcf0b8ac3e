"""Small pictures of evidence: drawn anew from the file, so that nothing of the file itself is ever shown."""

import io
from pathlib import Path

import pypdfium2
from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from janya.core.pdfium import PDFIUM
from janya.files import rules as kinds
from janya.files.models import StoredFile

EDGE = 320  # pixels
MOST_PIXELS = 60_000_000
PICTURES = {kinds.PNG, kinds.JPEG, kinds.WEBP}


def can_have(file: StoredFile | None) -> bool:
    return file is not None and file.media_type in PICTURES | {kinds.PDF}


def thumbnail(file: StoredFile) -> bytes | None:
    """A JPEG of the first page or the picture, kept; None where none can be drawn."""
    kept = Path(settings.MEDIA_ROOT) / "thumbnails" / f"{file.sha256}.jpg"
    if not kept.exists():
        drawn = draw(file)
        if drawn is None:
            return None
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = kept.with_suffix(f".{id(drawn)}")
        draft.write_bytes(drawn)
        draft.replace(kept)
    return kept.read_bytes()


def draw(file: StoredFile) -> bytes | None:
    try:
        picture = page_of(file.path) if file.media_type == kinds.PDF else picture_of(file.path)
        picture.thumbnail((EDGE, EDGE))
        held = io.BytesIO()
        picture.convert("RGB").save(held, "JPEG", quality=80)
    except (OSError, ValueError, UnidentifiedImageError, Image.DecompressionBombError, pypdfium2.PdfiumError):
        return None
    return held.getvalue()


def picture_of(path: Path) -> Image.Image:
    with Image.open(path) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise ValueError(opened.size)
        opened.draft("RGB", (EDGE * 2, EDGE * 2))
        return ImageOps.exif_transpose(opened).copy()


def page_of(path: Path) -> Image.Image:
    with PDFIUM:
        document = pypdfium2.PdfDocument(path)
        try:
            page = document[0]
            drawn: Image.Image = page.render(scale=EDGE / max(page.get_size())).to_pil()
            return drawn
        finally:
            document.close()
