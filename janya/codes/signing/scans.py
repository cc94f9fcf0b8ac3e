"""Pictures of signed forms: PDF pages and photographs, within limits, turned upright, with the codes that stand on them.

What was uploaded is never shown: every page is drawn anew, as a JPEG of ours without anything that came with it.
"""

import io
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import zxingcpp
from django.utils.translation import gettext as _
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

from janya.core.pdfium import PDFIUM
from janya.files.rules import JPEG, PDF, PNG

KINDS = {PDF: "PDF", JPEG: "JPEG", PNG: "PNG"}
MOST_PAGES = 500  # of one file
MOST_PIXELS = 60_000_000  # of one picture: a good telephone makes 50 million
READ_SIDE = 2600  # pixels of the longer side when looking for the code,
KEPT_SIDE = 1750  # and of the picture that is kept: A4 at 150 dots an inch
POINTS = 72
DOTS = 200
QUALITY = 72
BACKGROUND = "white"


class ScanIsRefused(Exception):
    """The file cannot be read as scans; str() is a Thai sentence."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its picture drawn anew and upright, and the texts of the QR codes on it."""

    number: int
    jpeg: bytes
    codes: tuple[str, ...]


def check(path: Path, kind: str) -> int:
    """How many pages a file has. Raises ScanIsRefused before anything large is unpacked."""
    if kind not in KINDS:
        raise ScanIsRefused(_("แฟ้มสแกนต้องเป็น PDF, JPEG หรือ PNG"))
    if kind == PDF:
        with PDFIUM:
            document = opened(path)
            try:
                count = len(document)
            finally:
                document.close()
        if not count:
            raise ScanIsRefused(_("แฟ้ม PDF นี้ไม่มีหน้า กรุณาสแกนใหม่"))
        if count > MOST_PAGES:
            raise ScanIsRefused(
                _("แฟ้ม PDF นี้มี %(count)s หน้า รับได้ไม่เกินแฟ้มละ %(most)s หน้า กรุณาแบ่งแฟ้ม")
                % {"count": f"{count:,}", "most": MOST_PAGES}
            )
        return count
    with photograph(path):
        return 1


def opened(path: Path) -> "pypdfium2.PdfDocument":
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as wrong:
        if "password" in str(wrong).lower():
            raise ScanIsRefused(_("แฟ้ม PDF นี้ใส่รหัสผ่านไว้ กรุณาบันทึกใหม่โดยไม่ใส่รหัสผ่าน")) from wrong
        raise ScanIsRefused(_("เปิดแฟ้ม PDF นี้ไม่ได้ แฟ้มอาจเสีย กรุณาสแกนใหม่")) from wrong


def photograph(path: Path) -> Image.Image:
    """A picture whose size is known to be bearable; nothing is unpacked yet."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            found = Image.open(path, formats=["JPEG", "PNG"])
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as bomb:
        raise ScanIsRefused(too_large()) from bomb
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as wrong:
        raise ScanIsRefused(_("เปิดภาพนี้ไม่ได้ แฟ้มอาจเสีย กรุณาถ่ายหรือสแกนใหม่")) from wrong
    if found.width * found.height > MOST_PIXELS:
        found.close()
        raise ScanIsRefused(too_large())
    return found


def too_large() -> str:
    return _("ภาพนี้ละเอียดเกินไป รับได้ไม่เกิน %(most)s ล้านจุดต่อภาพ กรุณาลดความละเอียดแล้วส่งใหม่") % {
        "most": MOST_PIXELS // 1_000_000
    }


def pages(path: Path, kind: str) -> Iterator[Page]:
    """Every page, one in memory at a time."""
    check(path, kind)
    for number, picture in enumerate(drawn(path) if kind == PDF else taken(path), start=1):
        codes, turn = read(picture)
        yield Page(number, jpeg(picture, turn), codes)


def drawn(path: Path) -> Iterator[Image.Image]:
    with PDFIUM:
        document = opened(path)
        count = len(document)
    try:
        for at in range(count):
            with PDFIUM:
                picture = draw(document, at)
            yield picture
    finally:
        with PDFIUM:
            document.close()


def draw(document: "pypdfium2.PdfDocument", at: int) -> Image.Image:
    """One page in grey; however large the sheet says it is, its picture has a longest side."""
    try:
        page = document[at]
        width, height = page.get_size()
        scale = min(DOTS / POINTS, READ_SIDE / max(width, height, 1))
        picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
        page.close()
    except pypdfium2.PdfiumError:
        return Image.new("L", (620, 877), BACKGROUND)  # a page that cannot be drawn is one without a code
    return picture


def taken(path: Path) -> Iterator[Image.Image]:
    with photograph(path) as found:
        try:
            found.draft("RGB", (READ_SIDE, READ_SIDE))  # a JPEG can be read smaller at once
            upright: Any = ImageOps.exif_transpose(found)
            if upright.mode in {"RGBA", "LA", "P"}:
                coloured = upright.convert("RGBA")
                sheet = Image.new("RGBA", coloured.size, BACKGROUND)
                sheet.alpha_composite(coloured)
                upright = sheet
            picture = upright.convert("RGB")
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as wrong:
            raise ScanIsRefused(_("เปิดภาพนี้ไม่ได้ แฟ้มอาจเสีย กรุณาถ่ายหรือสแกนใหม่")) from wrong
    picture.thumbnail((READ_SIDE, READ_SIDE))
    yield picture


def read(picture: Image.Image) -> tuple[tuple[str, ...], int]:
    """The texts of the QR codes, and by how many degrees the page stands turned (0, 90, 180, 270).

    A bad scan is looked at again: with its greys stretched, softened against specks, and smaller.
    """
    grey = picture.convert("L")
    looks: tuple[Callable[[], Image.Image], ...] = (
        lambda: grey,
        lambda: ImageOps.autocontrast(grey, cutoff=2),
        lambda: grey.filter(ImageFilter.MedianFilter(3)),
        lambda: grey.filter(ImageFilter.GaussianBlur(2)),
        lambda: ImageOps.autocontrast(grey.reduce(2), cutoff=2),
    )
    for look in looks:
        found = zxingcpp.read_barcodes(look(), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
        if found:
            return tuple(one.text for one in found), round(found[0].orientation / 90) * 90 % 360
    return (), 0


def jpeg(picture: Image.Image, turn: int) -> bytes:
    """The picture that is kept: upright, of bearable size, nothing in it but its dots."""
    shown = picture.rotate(turn, expand=True) if turn else picture.copy()
    shown.thumbnail((KEPT_SIDE, KEPT_SIDE))
    held = io.BytesIO()
    shown.save(held, "JPEG", quality=QUALITY, optimize=True)
    return held.getvalue()
