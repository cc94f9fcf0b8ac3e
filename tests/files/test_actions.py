import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from janya.files import actions, queries, rules
from janya.files.actions import FileIsRefused
from janya.files.models import StoredFile
from janya.journal.models import Entry
from tests import make

from . import samples

pytestmark = pytest.mark.django_db


def upload(content: bytes, name: str = "แฟ้ม.pdf") -> SimpleUploadedFile:
    one = SimpleUploadedFile("x", content, content_type="application/pdf")
    one._name = name  # type: ignore[attr-defined]  # what a browser of ill will may send
    return one


def store(content: bytes, name: str = "แฟ้ม.pdf") -> StoredFile:
    agency = make.agency()
    return actions.store(agency, upload(content, name), by=make.officer(agency))


def test_store_keeps_the_bytes_under_their_hash_and_writes_the_journal(tmp_path: Path) -> None:
    agency = make.agency()
    ana = make.officer(agency)

    kept = actions.store(agency, upload(samples.PDF, "คำสั่ง ที่ ๑.pdf"), by=ana)

    sha256 = hashlib.sha256(samples.PDF).hexdigest()
    assert (kept.name, kept.media_type, kept.size, kept.sha256) == (
        "คำสั่ง ที่ ๑.pdf",
        "application/pdf",
        len(samples.PDF),
        sha256,
    )
    assert kept.path == tmp_path / "files" / sha256[:2] / sha256[2:]
    assert kept.path.read_bytes() == samples.PDF
    assert list((tmp_path / "files" / "incoming").iterdir()) == []
    assert [(entry.deed, entry.by_id) for entry in Entry.objects.all()] == [("files.stored", ana.pk)]


def test_the_same_content_is_kept_once_per_agency() -> None:
    agency, other = make.agency(), make.agency()
    ana = make.officer(agency)

    first = actions.store(agency, upload(samples.PDF), by=ana)
    again = actions.store(agency, upload(samples.PDF, "อีกชื่อ.pdf"), by=ana)
    elsewhere = actions.store(other, upload(samples.PDF), by=ana)

    assert first == again
    assert elsewhere != first
    assert elsewhere.path == first.path
    assert Entry.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (samples.PDF, rules.PDF),
        (samples.PNG, rules.PNG),
        (samples.JPEG, rules.JPEG),
        (samples.WEBP, rules.WEBP),
        (samples.DOCX, rules.DOCX),
        (samples.XLSX, rules.XLSX),
        (samples.PPTX, rules.PPTX),
        ("ลำดับ,ชื่อ\n1,สมชาย <somchai@moi.go.th>\n".encode(), rules.TEXT),
        ("ลำดับ,ชื่อ\r\n".encode("tis-620"), rules.TEXT),
    ],
)
def test_the_content_decides_the_kind_and_mends_the_ending(content: bytes, kind: str) -> None:
    kept = store(content, "เอกสาร.bin")

    assert kept.media_type == kind
    assert kept.name == f"เอกสาร{rules.ENDINGS[kind][0]}"


@pytest.mark.parametrize(
    "content",
    [
        samples.HTML,
        b"\xef\xbb\xbf  " + samples.HTML,
        b"words before " + samples.HTML,
        samples.SVG,
        samples.GIF,
        samples.EXE,
        samples.OLD_WORD,
        samples.MACROS,
        samples.package("index.html"),
        samples.package("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"),
        samples.DOCX[: len(samples.DOCX) // 2],
        b"PK\x03\x04" + b"\x00" * 100,
        b"text with \x00 inside",
        bytes(range(128, 256)),
    ],
)
@pytest.mark.parametrize("name", ["รายงาน.pdf", "รายงาน.txt", "รายงาน.docx"])
def test_every_other_kind_is_refused_with_what_is_allowed(content: bytes, name: str, tmp_path: Path) -> None:
    with pytest.raises(FileIsRefused, match=r"กรุณาแนบแฟ้ม PDF รูปภาพ \(PNG, JPEG, WebP\)"):
        store(content, name)

    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    assert not StoredFile.objects.exists()


def test_a_document_that_unpacks_to_very_much_is_refused() -> None:
    zeros = b"\x00" * (rules.MOST_UNPACKED // 4)
    bomb = samples.package(
        "[Content_Types].xml", *(f"word/{n}.xml" for n in range(4)), "word/document.xml", content=zeros
    )
    assert len(bomb) < 2 * 1024 * 1024

    with pytest.raises(FileIsRefused):
        store(bomb, "ระเบิด.docx")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(FileIsRefused, match="ว่างเปล่า"):
        store(b"")


def test_a_file_above_the_limit_is_refused_while_it_is_read(settings: Settings, tmp_path: Path) -> None:
    settings.UPLOAD_LIMIT = 1024 * 1024

    class Endless(ContentFile):  # type: ignore[type-arg]
        pieces = 0

        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            while True:
                self.pieces += 1
                yield samples.PDF + b"x" * 65536

    endless = Endless(b"", "ใหญ่.pdf")
    agency = make.agency()
    with pytest.raises(FileIsRefused, match="ไม่เกิน 1 เมกะไบต์"):
        actions.store(agency, endless, by=make.officer(agency))

    assert endless.pieces < 20
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../x.html", "x.pdf"),
        ("..\\..\\windows\\x.exe", "x.pdf"),
        ("/etc/passwd", "passwd.pdf"),
        ("", "file.pdf"),
        ("..", "file.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "aSet-Cookie b.pdf"),
        ("ชื่อ\u202egpj.pdf", "ชื่อgpj.pdf"),
        ("ก" * 500 + ".pdf", "ก" * 120 + ".pdf"),
        ("รายงานการประชุม ครั้งที่ ๓/๒๕๖๙.pdf", "๒๕๖๙.pdf"),
    ],
)
def test_names_are_made_safe(typed: str, kept: str, tmp_path: Path) -> None:
    stored = store(samples.PDF, typed)

    assert stored.name == kept
    assert stored.path.is_relative_to(tmp_path / "files")


def test_damage_and_loss_are_found_and_giving_the_file_again_mends_them() -> None:
    sound, changed, lost = (store(samples.PDF + word) for word in (b"1", b"2", b"3"))
    changed.path.write_bytes(b"other")
    lost.path.unlink()

    assert {kept.pk for kept in queries.damaged()} == {changed.pk, lost.pk}

    actions.store(lost.agency, upload(samples.PDF + b"3"), by=lost.uploaded_by)
    assert [kept.pk for kept in queries.damaged()] == [changed.pk]
    assert sound.path.exists()
