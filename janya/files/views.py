from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from janya.core.http import Request

from .models import StoredFile
from .rules import ENDINGS


@require_safe
def download(request: Request, file: int) -> FileResponse:
    """Hand the file over to be saved; a browser never shows or runs it as a page of ours."""
    kept = get_object_or_404(StoredFile.objects.visible_to(request.user), pk=file)
    try:
        stored = kept.path.open("rb")
    except FileNotFoundError as gone:
        raise Http404(_("ไม่พบแฟ้มนี้ในที่เก็บ กรุณาแจ้งผู้ดูแลระบบ")) from gone
    kind = kept.media_type if kept.media_type in ENDINGS else "application/octet-stream"
    answer = FileResponse(stored, as_attachment=True, filename=kept.name, content_type=kind)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
