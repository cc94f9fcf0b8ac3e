"""Signing on screen and on paper, scans taken in, signatures withdrawn, certificates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from janya.codes.models import Reading
from janya.codes.rules import may_sign, same_name, text_hash
from janya.codes.study import queries as studying
from janya.drives.models import Drive
from janya.files import actions as files
from janya.files.models import StoredFile
from janya.journal import actions as journal
from janya.people.models import Person

from . import queries, rules, scans
from .models import Acknowledgement, ScanBatch, ScannedPage
from .queries import Sight
from .rules import Reference

Why = ScannedPage.Why
State = ScannedPage.State


class CannotSign(Exception):
    """The acknowledgement is refused; the text says why and what to do."""


class CannotWithdraw(Exception):
    """The signature is no longer there to be withdrawn."""

    def __str__(self) -> str:
        return _("การลงนามนี้ถูกยกเลิกหรือมีการลงนามใหม่แทนไปแล้ว")


class PageIsDecided(Exception):
    """Somebody was first with this page."""

    def __str__(self) -> str:
        return _("หน้านี้มีผู้จัดการไปแล้ว กรุณาดูผลล่าสุด")


def text_to_sign(drive: Drive, person: Person) -> str:
    """The set form's wording for this person, year and code version; in Thai whatever the reader's language."""
    position = f"ตำแหน่ง {person.position_title} " if person.position_title else ""
    return (
        f"ข้าพเจ้า {person.get_full_name()} {position}ปฏิบัติราชการที่ {drive.agency.name} ได้ศึกษา{drive.code.title} ครบทุกข้อแล้ว "
        "ข้าพเจ้ารับทราบและเข้าใจสาระของประมวลจริยธรรมดังกล่าว และจะยึดถือเป็นแนวทางในการประพฤติปฏิบัติตน "
        f"และการปฏิบัติหน้าที่ราชการ ประจำปีงบประมาณ พ.ศ. {drive.fiscal_year}"
    )


# ── on screen ──────────────────────────────────────────────────────────────────────────────
def sign(drive: Drive, *, typed_name: str, text: str, by: Person, at: datetime) -> Acknowledgement:
    """Sign on screen. Raises CannotSign when items are unread, the name differs, or the text has changed meanwhile."""
    seen = queries.sight(drive)
    readings = Reading.objects.filter(drive=drive, person=by, item__in=seen.items).count()
    left = studying.still_to_pass(drive, by)
    verdict = may_sign(read=readings, items=len(seen.items), signed=False, to_pass=len(left))
    if not verdict.ok:
        raise CannotSign(verdict.because)
    if not same_name(typed_name, f"{by.first_name} {by.last_name}"):
        raise CannotSign(
            _("ชื่อที่พิมพ์ไม่ตรงกับชื่อของท่านในระบบ กรุณาพิมพ์ว่า “%(name)s”")
            % {"name": f"{by.first_name} {by.last_name}"}
        )
    if text != text_to_sign(drive, by):
        raise CannotSign(_("ข้อความรับทราบเปลี่ยนไปตั้งแต่ท่านเปิดหน้านี้ กรุณาอ่านข้อความล่าสุดแล้วลงนามอีกครั้ง"))
    with transaction.atomic():
        made = put(seen, by, text=text, typed_name=typed_name, signed_at=at, at=at)
        journal.record("codes.acknowledged", made, by=by, text_sha256=made.text_sha256, code=made.code_mark)
    return made


def put(
    seen: Sight,
    person: Person,
    *,
    text: str,
    typed_name: str,
    signed_at: datetime,
    at: datetime,
    scan: StoredFile | None = None,
    entered_by: Person | None = None,
) -> Acknowledgement:
    """Make a signature the one that stands; an older one that is asked for again is renewed by it."""
    drive = seen.drive
    old = Acknowledgement.objects.select_for_update().of(drive).standing().filter(person=person).first()
    if old and queries.why_again(seen, person, old) is None:
        raise CannotSign(_("ท่านลงนามรับทราบแล้ว") if scan is None else _("บุคคลนี้ลงนามรับทราบไว้แล้ว"))
    if old:
        old.ended_at, old.ended_because = at, Acknowledgement.End.RENEWED
        old.save(update_fields=["ended_at", "ended_because"])
    try:
        with transaction.atomic():
            return Acknowledgement.objects.create(
                **facts_of(seen, person, text=text, signed_at=signed_at),
                kind=Acknowledgement.Kind.PAPER if scan else Acknowledgement.Kind.SCREEN,
                typed_name=typed_name,
                scan=scan,
                entered_by=entered_by,
            )
    except IntegrityError as twice:
        raise CannotSign(_("ท่านลงนามรับทราบแล้ว")) from twice


def facts_of(seen: Sight, person: Person, *, text: str, signed_at: datetime) -> dict[str, object]:
    """What every signature keeps: the text and its hash, what was acknowledged, and the post at signing."""
    drive = seen.drive
    return {
        "drive": drive,
        "person": person,
        "unit_id": person.unit_id if person.workplace_id == drive.agency_id else None,
        "position_title": person.position_title,
        "position_level_id": person.position_level_id,
        "signed_at": signed_at,
        "signed_on": timezone.localdate(signed_at),
        "code_id": drive.code_id,
        "code_mark": seen.code_mark,
        "text": text,
        "text_sha256": text_hash(text),
    }


# ── paper: the form ────────────────────────────────────────────────────────────────────────
def keys() -> list[bytes]:
    """The keys of sealed references: the present one first, then those of before."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [
        salted_hmac("janya.codes.signing", "", secret=one, algorithm="sha256").digest() for one in secrets
    ]


@dataclass(frozen=True, slots=True)
class PaperForm:
    """What a person's printed form carries."""

    person: Person
    text: str
    version: str
    number: str
    code: str  # of the QR


def form_of(seen: Sight, person: Person) -> PaperForm:
    text = text_to_sign(seen.drive, person)
    version = rules.version_of(text, seen.code_mark)
    reference = Reference(seen.drive.pk, person.pk, version)
    number = rules.form_number(seen.drive.fiscal_year, person.pk, version)
    return PaperForm(person, text, version, number, rules.seal(rules.FORM, reference, keys()[0]))


def read_code(texts: Iterable[str]) -> Reference | None:
    """The first of a page's codes that is ours."""
    known = keys()
    found = (rules.unseal(rules.FORM, text.strip(), known) for text in texts)
    return next((one for one in found if one), None)


# ── paper: what comes back ─────────────────────────────────────────────────────────────────
@transaction.atomic
def take_in(
    drive: Drive, sources: Sequence[StoredFile], *, name: str, signed_on: date, by: Person
) -> ScanBatch:
    """Keep scans that are to be read; reading is the work of `background.read_scans`."""
    batch = ScanBatch.objects.create(drive=drive, name=name[:200], signed_on=signed_on, by=by)
    batch.sources.set(sources)
    journal.record("codes.scans-brought", batch, by=by, files=len(sources))
    return batch


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page whose picture is kept, and the reference on it, if one was readable."""

    picture: StoredFile
    reference: Reference | None


def keep_page(batch: ScanBatch, found: "scans.Page") -> PageRead:
    """Store the re-encoded picture of one page as a file of its own."""
    upload = ContentFile(found.jpeg, name=f"{batch.name} หน้า {found.number}.jpg")
    return PageRead(files.store(batch.drive.agency, upload, by=batch.by), read_code(found.codes))


@transaction.atomic
def file_pages(batch: ScanBatch, pages: Sequence[PageRead], *, at: datetime) -> dict[str, int]:
    """Match every page to its person and take the signatures; all or nothing. How many came to what."""
    if batch.read_at:
        raise PageIsDecided
    seen = queries.sight(batch.drive)
    drives = {one.reference.first for one in pages if one.reference}
    persons = Person.objects.select_related("unit").in_bulk(
        [one.reference.second for one in pages if one.reference]
    )
    agencies = dict(Drive.objects.filter(pk__in=drives).values_list("pk", "agency_id"))
    tally: dict[str, int] = {}
    for number, one in enumerate(pages, start=1):
        page = ScannedPage(batch=batch, number=number, picture=one.picture)
        settle(page, one.reference, seen, persons, agencies, at=at)
        page.save(force_insert=True)
        tally[page.state] = tally.get(page.state, 0) + 1
    batch.read_at = at
    batch.save(update_fields=["read_at"])
    journal.record("codes.scans-read", batch, by=batch.by, pages=tally)
    return tally


def settle(
    page: ScannedPage,
    reference: Reference | None,
    seen: Sight,
    persons: dict[int, Person],
    agencies: dict[int, int],
    *,
    at: datetime,
) -> None:
    """Decide what becomes of one page; a signature is taken at once."""
    if reference is None:
        page.state, page.why = State.OPEN, Why.UNREADABLE
        return
    page.state = State.REFUSED
    if reference.first != seen.drive.pk:
        ours = agencies.get(reference.first) == seen.drive.agency_id
        page.why = Why.OTHER_YEAR if ours else Why.OTHER_AGENCY
        return
    person = persons.get(reference.second)
    page.person = person
    why = why_not(seen, person, reference.version, page.batch.signed_on)
    if why or person is None:
        page.why = why or Why.GONE
        return
    take(page, person, seen, by=page.batch.by, at=at)


def why_not(seen: Sight, person: Person | None, version: str, signed_on: date) -> str:
    """Why a form of this person and version is not taken; empty when it may be."""
    if person is None or person.workplace_id != seen.drive.agency_id or not person.is_active:
        return Why.GONE
    if version and version != form_of(seen, person).version:
        return Why.OLD_FORM
    if person.post_since and signed_on < person.post_since:
        return Why.BEFORE_POST
    return ""


def take(page: ScannedPage, person: Person, seen: Sight, *, by: Person, at: datetime) -> None:
    """The page becomes the person's signature, or is a duplicate."""
    day = page.batch.signed_on
    signed_at = min(timezone.make_aware(datetime.combine(day, time(12))), at)
    page.person = person
    try:
        made = put(
            seen,
            person,
            text=text_to_sign(seen.drive, person),
            typed_name=person.get_full_name(),
            signed_at=signed_at,
            at=at,
            scan=page.picture,
            entered_by=by,
        )
    except CannotSign:
        page.state, page.why = State.REFUSED, Why.DUPLICATE
        return
    page.state, page.why, page.acknowledgement = State.TAKEN, "", made
    journal.record(
        "codes.acknowledged-on-paper", made, by=by, text_sha256=made.text_sha256, code=made.code_mark, on=day
    )


@transaction.atomic
def choose(page: ScannedPage, person: Person, *, by: Person, at: datetime) -> None:
    """The officer says whose form a page without a readable code is. Raises CannotSign with the reason."""
    page = claim(page)
    seen = queries.sight(page.drive)
    why = why_not(seen, person, "", page.batch.signed_on)
    if why:
        raise CannotSign(str(Why(why).label))
    page.decided_by = by
    take(page, person, seen, by=by, at=at)
    if page.state != State.TAKEN:
        raise CannotSign(_("บุคคลนี้ลงนามรับทราบไว้แล้ว หากเป็นแบบที่ซ้ำ กรุณากด “แยกหน้านี้ไว้”"))
    page.save()


@transaction.atomic
def put_aside(page: ScannedPage, *, by: Person) -> None:
    """The page is no form to be taken, e.g. a cover sheet; it stays in the batch and can be seen."""
    page = claim(page)
    page.state, page.decided_by = State.ASIDE, by
    page.save(update_fields=["state", "decided_by"])
    journal.record("codes.scan-put-aside", page, by=by)


def claim(page: ScannedPage) -> ScannedPage:
    open_pages = ScannedPage.objects.select_for_update(of=("self",)).select_related(
        "batch__drive__agency", "batch__drive__code", "picture"
    )
    found = open_pages.filter(pk=page.pk, state=State.OPEN).first()
    if found is None:
        raise PageIsDecided
    return found


@transaction.atomic
def withdraw(acknowledgement: Acknowledgement, *, reason: str, by: Person, at: datetime) -> None:
    """Undo a signature on paper, e.g. taken for the wrong person; the scan and the reason stay."""
    ended = (
        Acknowledgement.objects.standing()
        .filter(pk=acknowledgement.pk, kind=Acknowledgement.Kind.PAPER)
        .update(
            ended_at=at,
            ended_because=Acknowledgement.End.WITHDRAWN,
            ended_by=by,
            end_reason=reason,
        )
    )
    if not ended:
        raise CannotWithdraw
    journal.record("codes.acknowledgement-withdrawn", acknowledgement, by=by)


# ── certificate ────────────────────────────────────────────────────────────────────────────
def certificate_code(acknowledgement: Acknowledgement) -> str:
    reference = Reference(
        acknowledgement.drive_id, acknowledgement.pk, acknowledgement.text_sha256[: rules.VERSION_LENGTH]
    )
    return rules.seal(rules.CERTIFICATE, reference, keys()[0])


def certified(code: str) -> Acknowledgement | None:
    """The signature that a certificate's code is of; None for a code that nobody gave out."""
    reference = rules.unseal(rules.CERTIFICATE, code.strip().upper(), keys())
    if reference is None:
        return None
    return (
        Acknowledgement.objects.filter(
            pk=reference.second, drive=reference.first, text_sha256__startswith=reference.version
        )
        .select_related("drive__agency", "drive__code", "code", "person")
        .first()
    )
