import hashlib
import os
import tempfile
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from janya.journal import actions as journal
from janya.people.models import Agency, Person

from . import content, rules, scanning
from .models import StoredFile

MEGABYTE = 1024 * 1024


class FileIsRefused(Exception):
    """A file that may not be kept; its text tells in Thai why, and what may be."""


def store(agency: Agency, upload: "File[Any]", *, by: Person) -> StoredFile:
    """Keep a file once: within the limit, typed by its content, under the hash of its bytes."""
    folder = Path(settings.MEDIA_ROOT)
    incoming = folder / "incoming"
    incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=incoming, delete=False) as draft:
        path = Path(draft.name)
        try:
            sha256, size = copy(upload, draft)
            kind = content.media_type(path, upload.name or "")
            if kind is None:
                raise FileIsRefused(
                    _(
                        "ระบบไม่รับแฟ้มชนิดนี้ กรุณาแนบแฟ้ม PDF รูปภาพ (PNG, JPEG, WebP) "
                        "เอกสาร Word, Excel, PowerPoint (.docx, .xlsx, .pptx) ที่ไม่มีแมโครและไม่ได้ใส่รหัสผ่าน "
                        "หรือแฟ้มข้อความ (.txt, .csv)"
                    )
                )
            if why := scanning.why_not(path):
                raise FileIsRefused(why)
            kept = folder / rules.place(sha256)
            kept.parent.mkdir(exist_ok=True, mode=0o700)
            path.chmod(0o600)
            path.replace(kept)
        finally:
            path.unlink(missing_ok=True)
    return remember(
        agency, name=rules.safe_name(upload.name or "", kind), kind=kind, sha256=sha256, size=size, by=by
    )


def copy(upload: "File[Any]", to: IO[bytes]) -> tuple[str, int]:
    """Write the upload down piece by piece; its hash and its size. What is empty or too large is refused."""
    limit: int = settings.UPLOAD_LIMIT
    digest, size = hashlib.sha256(), 0
    for chunk in upload.chunks():
        size += len(chunk)
        if size > limit:
            raise FileIsRefused(
                _("แฟ้มใหญ่เกินไป แนบได้ไม่เกิน %(limit)s เมกะไบต์ กรุณาลดขนาดหรือแบ่งแฟ้ม")
                % {"limit": limit // MEGABYTE}
            )
        digest.update(chunk)
        to.write(chunk)
    if not size:
        raise FileIsRefused(_("แฟ้มนี้ว่างเปล่า กรุณาตรวจแฟ้มแล้วแนบใหม่"))
    to.flush()
    os.fsync(to.fileno())
    return digest.hexdigest(), size


@transaction.atomic
def remember(agency: Agency, *, name: str, kind: str, sha256: str, size: int, by: Person) -> StoredFile:
    """The row of a kept file; the same content given again is the same row."""
    kept, new = StoredFile.objects.get_or_create(
        agency=agency,
        sha256=sha256,
        defaults={"name": name, "media_type": kind, "size": size, "uploaded_by": by},
    )
    if new:
        journal.record("files.stored", kept, by=by, sha256=sha256, size=size, media_type=kind)
    return kept
