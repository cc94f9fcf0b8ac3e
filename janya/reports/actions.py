"""The report made, laid before the head, signed, sent back: each with its journal line."""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from janya.codes.rules import same_name
from janya.codes.signing.papers import qr
from janya.core import documents
from janya.drives.models import Drive
from janya.files import actions as files
from janya.journal import actions as journal
from janya.journal.actions import Actor
from janya.people.models import Agency, Person

from . import dashboards, queries, rules
from .models import SignedReport, Submission

TEMPLATE = "reports/typst/annual.typ"
SUMMARY = "reports/typst/summary.typ"
SLIDE = "reports/typst/slide.typ"
State = Submission.State
Make = Callable[..., bytes]


class CannotSign(Exception):
    """The signature is refused; the text says why and what to do."""


class IsDecided(Exception):
    """Somebody was first with this submission."""

    def __str__(self) -> str:
        return _("เรื่องนี้มีผู้ดำเนินการไปแล้ว กรุณาดูผลล่าสุด")


class WaitsAlready(Exception):
    """A report of this year waits for the head."""

    def __str__(self) -> str:
        return _("มีรายงานของปีนี้รอลงนามอยู่แล้ว หากต้องการเสนอใหม่ กรุณาถอนเรื่องเดิมก่อน")


def annual_pdf(
    drive: Drive,
    *,
    as_of: date,
    by: Actor | None,
    make: Make = documents.render,
    taken_at: datetime | None = None,
) -> bytes:
    """A draft of the yearly report as PDF: the same data and day give the same bytes. Always in Thai.

    The server gives `make=documents.press`, so that the memory it takes goes with it. Raises DocumentCannotBeMade.
    """
    with translation.override("th"):
        content = make(TEMPLATE, queries.annual(drive, as_of, taken_at), as_of=as_of)
    with transaction.atomic():
        journal.record("reports.made", drive, by=by, as_of=as_of, size=len(content))
    return content


def summary_pdf(
    drive: Drive, *, as_of: date, taken_at: datetime | None = None, make: Make = documents.render
) -> bytes:
    """The executive summary: one page, in Thai. Raises DocumentCannotBeMade."""
    with translation.override("th"):
        return make(SUMMARY, queries.annual(drive, as_of, taken_at), as_of=as_of)


def slide_pdf(
    drive: Drive, *, on: date, taken_at: datetime | None = None, make: Make = documents.render
) -> bytes:
    """The head's screen as one 16:9 page, in Thai. Raises DocumentCannotBeMade."""
    with translation.override("th"):
        facts = dashboards.slide(drive, dashboards.head(drive, on), on, taken_at)
        return make(SLIDE, facts, as_of=on)


# ── before the head ────────────────────────────────────────────────────────────────────────
def submit(
    drive: Drive,
    *,
    as_of: date,
    by: Person,
    at: datetime,
    missing: Sequence[str] = (),
    note: str = "",
    incomplete: str = "",
    why: str = "",
) -> Submission:
    """Lay the report before the head: what it says is frozen now. Raises WaitsAlready."""
    taken_at = timezone.localtime(at).replace(second=0, microsecond=0)
    with translation.override("th"):
        facts = json.loads(documents.text_of(queries.annual(drive, as_of, taken_at)))
    try:
        with transaction.atomic():
            made: Submission = Submission.objects.create(
                drive=drive,
                as_of=as_of,
                taken_at=taken_at,
                facts_text=json.dumps(facts, ensure_ascii=False, sort_keys=True),
                missing=list(missing),
                note=note,
                incomplete=incomplete,
                why=why,
                submitted_by=by,
                submitted_at=at,
            )
            journal.record("reports.submitted", made, by=by, as_of=as_of, missing=len(made.missing))
    except IntegrityError as twice:
        raise WaitsAlready from twice
    return made


def draft_pdf(submission: Submission, *, make: Make = documents.render) -> bytes:
    """What waits for the head, with its watermark. Raises DocumentCannotBeMade."""
    return make(TEMPLATE, submission.facts, as_of=submission.as_of)


@transaction.atomic
def withdraw(submission: Submission, *, by: Person, at: datetime) -> None:
    """The officer takes it back. Raises IsDecided."""
    decided(submission, State.WITHDRAWN, by=by, at=at)
    journal.record("reports.withdrawn", submission, by=by)


@transaction.atomic
def send_back(submission: Submission, *, comment: str, by: Person, at: datetime) -> None:
    """The head sends it back with a comment. Raises IsDecided."""
    decided(submission, State.RETURNED, by=by, at=at, comment=comment)
    journal.record("reports.returned", submission, by=by)


def decided(submission: Submission, state: State, *, by: Person, at: datetime, comment: str = "") -> None:
    """Write the decision, once. Raises IsDecided."""
    changed = (
        Submission.objects.filter(pk=submission.pk)
        .waiting()
        .update(state=state, decided_by=by, decided_at=at, comment=comment)
    )
    if not changed:
        raise IsDecided
    submission.refresh_from_db()


# ── the signature ──────────────────────────────────────────────────────────────────────────
def sign(
    submission: Submission,
    *,
    typed_name: str,
    incomplete: str = "",
    by: Person,
    at: datetime,
    address: Callable[[str], str] = str,
    make: Make = documents.render,
) -> SignedReport:
    """Sign what was submitted: it gets its number, and the bytes of its file are kept for good.

    `address` gives where a seal is verified. Raises CannotSign, IsDecided, DocumentCannotBeMade.
    """
    name = f"{by.first_name} {by.last_name}"
    if not same_name(typed_name, name):
        raise CannotSign(_("ชื่อที่พิมพ์ไม่ตรงกับชื่อของท่านในระบบ กรุณาพิมพ์ว่า “%(name)s”") % {"name": name})
    incomplete = incomplete.strip()
    if submission.missing and not incomplete:
        raise CannotSign(_("บางขั้นตอนของปีนี้ยังไม่ครบ กรุณาระบุเหตุผลที่ลงนามทั้งที่ยังไม่ครบ หรือส่งกลับให้ดำเนินการให้ครบก่อน"))
    drive = submission.drive
    with transaction.atomic():
        agency = Agency.objects.select_for_update().get(pk=drive.agency_id)  # numbers are given one by one
        old = SignedReport.objects.filter(drive=drive).order_by("-version").first()
        decided(submission, State.SIGNED, by=by, at=at)
        year = rules.calendar_year(timezone.localdate(at))
        made = SignedReport(
            agency=agency,
            drive=drive,
            submission=submission,
            number=next_number(agency, year),
            year=year,
            version=old.version + 1 if old else 1,
            replaces=old,
            why=submission.why if old else "",
            incomplete=incomplete if submission.missing else "",
            signed_by=by,
            signer_name=by.get_full_name(),
            signer_position=by.position_title or agency.head_title,
            signed_at=at,
        )
        moment = timezone.localtime(at).isoformat(timespec="seconds")
        made.seal = rules.seal(submission.facts_text, made.spoken_number, made.signer_name, moment)
        with translation.override("th"):
            content = make(TEMPLATE, signed_facts(made, address(made.seal)), as_of=submission.as_of)
        name = f"รายงานการขับเคลื่อนจริยธรรม {drive.fiscal_year} เลขที่ {made.number}-{made.year}.pdf"
        made.file = files.store(agency, ContentFile(content, name=name), by=by)
        made.sha256 = made.file.sha256
        made.save(force_insert=True)
        journal.record(
            "reports.signed",
            made,
            by=by,
            number=made.spoken_number,
            version=made.version,
            sha256=made.sha256,
            replaces=old.spoken_number if old else None,
        )
    return made


def next_number(agency: Agency, year: int) -> int:
    used = SignedReport.objects.filter(agency=agency, year=year).aggregate(last=Max("number"))["last"]
    return (used or 0) + 1


def signed_facts(made: SignedReport, address: str) -> dict[str, object]:
    """The frozen facts without the watermark, and with what a signed report carries."""
    return {
        **made.submission.facts,
        "draft": False,
        "signature": {
            "number": made.spoken_number,
            "version": made.version,
            "signer": made.signer_name,
            "position": made.signer_position,
            "signed_at": timezone.localtime(made.signed_at),
            "replaces": made.replaces.spoken_number if made.replaces else "",
            "why": made.why,
            "incomplete": made.incomplete,
            "seal": made.seal,
            "code": made.code,
            "address": address,
            "qr": qr(address),
        },
    }
