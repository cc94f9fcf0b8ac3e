"""Signed forms on paper: scans brought in, matched by their QR code, the rest by the officer."""

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from janya.core.http import Request, go, page, slice_of
from janya.core.search_select import MOST_PROPOSED, asked
from janya.drives.access import changing, the_drive
from janya.drives.models import Drive
from janya.files import actions as files
from janya.files.models import StoredFile
from janya.files.rules import JPEG
from janya.jobs import actions as jobs
from janya.people.models import Person
from janya.people.queries import called

from .. import actions, queries, scans
from ..forms import ChoosePersonForm, ScansForm
from ..models import ScanBatch, ScannedPage

State = ScannedPage.State
PAGE_ROWS = 12  # with pictures


def paper(request: Request, drive: int) -> HttpResponse:
    """What came in on paper, and the form that takes more."""
    found = the_drive(request, drive)
    form = ScansForm(request.POST or None, request.FILES or None, initial={"signed_on": timezone.localdate()})
    if request.method == "POST":
        changing(request, found)
        if form.is_valid() and (batch := take_in(found, form, request.user)):
            job = jobs.begin(
                "codes.read-scans",
                title=_("อ่านแบบลงนามที่สแกน"),
                agency=found.agency,
                by=request.user,
                facts={"batch": batch.pk},
                once=f"batch-{batch.pk}",
            )
            return go(request, batch if job.state == "done" else job)
    open_pages = Count("pages", filter=Q(pages__state=State.OPEN))
    taken = Count("pages", filter=Q(pages__state=State.TAKEN))
    batches = (
        ScanBatch.objects.filter(drive=found)
        .select_related("by")
        .annotate(all_pages=Count("pages"), open_pages=open_pages, taken_pages=taken)
        .order_by("-pk")
    )
    return page(
        request,
        "codes/paper.html",
        fragment="form",
        drive=found,
        form=form,
        rows=slice_of(request, batches),
        status=422 if form.errors else 200,
    )


def take_in(drive: Drive, form: ScansForm, by: Person) -> ScanBatch | None:
    """Check and keep the files; what is refused is told at its field."""
    try:
        with transaction.atomic():
            sources = kept(drive, form.uploads, by)
            name = form.uploads[0].name or ""
            if len(form.uploads) > 1:
                name = _("%(name)s และอีก %(n)s แฟ้ม") % {"name": name, "n": len(form.uploads) - 1}
            return actions.take_in(drive, sources, name=name, signed_on=form.cleaned_data["signed_on"], by=by)
    except (scans.ScanIsRefused, files.FileIsRefused) as refused:
        form.add_error("scans", str(refused))
        return None


def kept(drive: Drive, uploads: Sequence[UploadedFile], by: Person) -> list[StoredFile]:
    sources = []
    for upload in uploads:
        stored = files.store(drive.agency, upload, by=by)
        try:
            scans.check(stored.path, stored.media_type)
        except scans.ScanIsRefused as refused:
            raise scans.ScanIsRefused(f"{upload.name}: {refused}") from refused
        sources.append(stored)
    return sources


@require_safe
def batch(request: Request, scan_batch: int) -> HttpResponse:
    """What became of every page; those that wait for the officer come first."""
    found = get_object_or_404(
        ScanBatch.objects.visible_to(request.user).select_related("drive__agency", "drive__code", "by"),
        pk=scan_batch,
    )
    pages = found.pages.select_related("person__unit", "acknowledgement", "picture", "decided_by")
    shown = request.GET.get("show", "")
    tally = queries.tally(found.pages.all())
    shown = shown if shown in State.values else State.OPEN if tally.get(State.OPEN) else ""
    rows = slice_of(request, pages.filter(state=shown) if shown else pages, PAGE_ROWS)
    return page(
        request,
        "codes/batch.html",
        fragment="pages",
        drive=found.drive,
        batch=found,
        rows=rows,
        shown=shown,
        tabs=[(state.value, state.label, tally.get(state.value, 0)) for state in State],
        total=sum(tally.values()),
    )


def the_page(request: Request, scan: int) -> ScannedPage:
    return get_object_or_404(
        ScannedPage.objects.visible_to(request.user).select_related(
            "batch__drive__agency", "batch__drive__code", "picture", "person"
        ),
        pk=scan,
    )


@require_safe
def picture(request: Request, scan: int) -> HttpResponse:
    """The picture of a page as we drew it; never the bytes that were uploaded."""
    found = the_page(request, scan)
    if found.picture.media_type != JPEG:
        raise Http404
    try:
        answer = HttpResponse(found.picture.path.read_bytes(), content_type=JPEG)
    except FileNotFoundError as gone:
        raise Http404(_("ไม่พบแฟ้มนี้ในที่เก็บ กรุณาแจ้งผู้ดูแลระบบ")) from gone
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, max-age=600"
    return answer


def choose(request: Request, scan: int) -> HttpResponse:
    """Whose form a page is, when its code cannot be read."""
    found = the_page(request, scan)
    changing(request, found.drive)
    form = ChoosePersonForm(request.POST or None)
    form.offer(found.drive, address=persons_address(found.drive))
    status = 0
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose(found, form.cleaned_data["person"], by=request.user, at=timezone.now())
        except actions.CannotSign as refused:
            form.add_error("person", str(refused))
        except actions.PageIsDecided as late:
            form.add_error(None, str(late))
            status = 409
        else:
            name = form.cleaned_data["person"].get_full_name()
            return go(request, found.batch, say=_("บันทึกการลงนามของ%(name)sแล้ว") % {"name": name})
    return page(
        request,
        "codes/choose.html",
        fragment="form",
        drive=found.drive,
        scan=found,
        form=form,
        status=status,
    )


def persons_address(drive: Drive) -> str:
    return reverse("codes:find-person", args=[drive.pk])


@require_safe
def find_person(request: Request, drive: int) -> HttpResponse:
    """Proposals while one types; by itself it is no page."""
    found = the_drive(request, drive)
    if not request.htmx:
        return redirect("codes:people", found.pk)
    words = asked(request.GET)
    people = Person.objects.working_in(found.agency).order_by("order", "pk")
    hits = people.named_like(words)[:MOST_PROPOSED] if words else ()
    return render(request, "core/search_options.html", {"proposed": [called(one) for one in hits]})


@require_POST
def put_aside(request: Request, scan: int) -> HttpResponse:
    found = the_page(request, scan)
    changing(request, found.drive)
    try:
        actions.put_aside(found, by=request.user)
    except actions.PageIsDecided as late:
        return go(request, found.batch, say=str(late))
    return go(request, found.batch, say=_("แยกหน้านี้ไว้แล้ว"))
