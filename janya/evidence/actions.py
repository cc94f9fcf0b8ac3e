from collections.abc import Callable
from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from janya.core import search
from janya.core.models import HasChanged
from janya.drives.models import Drive
from janya.files import actions as files
from janya.files.actions import FileIsRefused
from janya.files.models import StoredFile
from janya.journal import actions as journal
from janya.people.models import Person

from . import fetching, rules
from .models import Evidence, LinkCheck
from .rules import Outcome

__all__ = ["FileIsRefused", "IsThereAlready", "accept", "add_file", "add_link", "change", "check", "withdraw"]

Look = Callable[[str], fetching.Seen]


class IsThereAlready(Exception):
    """The same file or link proves something in this year already; `evidence` is the one."""

    def __init__(self, evidence: Evidence) -> None:
        super().__init__(
            _("หลักฐานนี้มีอยู่แล้วในชื่อ “%(title)s” (%(reference)s) กรุณาใช้รายการเดิม")
            % {"title": evidence.title, "reference": evidence.reference}
        )
        self.evidence = evidence


class IsUsed(Exception):
    """Something still stands on this evidence."""

    def __str__(self) -> str:
        return _("หลักฐานนี้ยังใช้อยู่ กรุณานำออกจากรายการที่ใช้ก่อนแล้วจึงถอน")


def add_file(
    drive: Drive,
    upload: "File[bytes]",
    *,
    title: str = "",
    about: str = "",
    dated_on: date | None = None,
    by: Person,
) -> Evidence:
    """Keep a file as evidence. Raises FileIsRefused with a sentence, and IsThereAlready."""
    stored = files.store(drive.agency, upload, by=by)
    return add(drive, title=title or stored.name, file=stored, about=about, dated_on=dated_on, by=by)


def add_link(
    drive: Drive, link: str, *, title: str, about: str = "", dated_on: date | None = None, by: Person
) -> Evidence:
    """A published page as evidence; the worker looks at it. Raises IsThereAlready."""
    return add(drive, title=title, link=link, about=about, dated_on=dated_on, by=by)


@transaction.atomic
def add(
    drive: Drive,
    *,
    title: str,
    by: Person,
    file: StoredFile | None = None,
    link: str = "",
    about: str = "",
    dated_on: date | None = None,
) -> Evidence:
    Drive.objects.select_for_update().get(pk=drive.pk)
    same = Evidence.objects.of(drive).standing()
    if found := (same.filter(file=file) if file else same.filter(link=link)).first():
        raise IsThereAlready(found)
    last = Evidence.objects.of(drive).aggregate(last=Max("number"))["last"] or 0
    made = Evidence.objects.create(
        drive=drive,
        number=last + 1,
        title=title[:200],
        about=about,
        dated_on=dated_on,
        file=file,
        link=link,
        added_by=by,
        added_at=timezone.now(),
        searched=search.folded(title, about, file.name if file else link),
    )
    journal.record(
        "evidence.added", made, by=by, reference=made.reference, sha256=file.sha256 if file else ""
    )
    return made


@transaction.atomic
def change(
    evidence: Evidence, *, seen: int, title: str, about: str, dated_on: date | None, by: Person
) -> None:
    """Change what is told of it; the file or link itself stays. Raises HasChanged when somebody saved it since."""
    if not evidence.claim(seen):
        raise HasChanged
    evidence.title, evidence.about, evidence.dated_on = title, about, dated_on
    evidence.searched = search.folded(title, about, evidence.file.name if evidence.file else evidence.link)
    evidence.save()
    journal.record("evidence.changed", evidence, by=by, reference=evidence.reference)


@transaction.atomic
def withdraw(evidence: Evidence, *, why: str, used: bool, by: Person) -> None:
    """Take it out of the list; file and history stay. Raises IsUsed while something stands on it."""
    if used:
        raise IsUsed
    evidence.withdrawn_at, evidence.withdrawn_by, evidence.withdrawn_why = timezone.now(), by, why
    evidence.save()
    journal.record("evidence.withdrawn", evidence, by=by, reference=evidence.reference)


@transaction.atomic
def accept(evidence: Evidence, *, by: Person) -> bool:
    """A person has seen the changed page and takes it as evidence as it is now."""
    latest = evidence.checks.first()
    if latest is None or latest.outcome != Outcome.CHANGED:
        return False
    evidence.known_sha256, evidence.outcome = latest.sha256, Outcome.SAME
    evidence.save()
    journal.record("evidence.accepted", evidence, by=by, sha256=latest.sha256)
    return True


# ── links ──────────────────────────────────────────────────────────────────────────────────
def check(evidence: Evidence, *, at: datetime, look: Look = fetching.look) -> LinkCheck:
    """Look at a link and keep what was seen; the same as before only lengthens the row of before."""
    status, sha256, size = None, "", 0
    try:
        seen = look(evidence.link)
    except fetching.LinkIsRefused:
        found = Outcome.REFUSED
    except fetching.LinkFails:
        found = Outcome.FAILS
    else:
        status, sha256, size = seen.status, seen.sha256, seen.size
        found = rules.outcome(status, sha256, evidence.known_sha256)
    with transaction.atomic():
        return keep(evidence, found, status=status, sha256=sha256, size=size, at=at)


def keep(
    evidence: Evidence, found: Outcome, *, status: int | None, sha256: str, size: int, at: datetime
) -> LinkCheck:
    held = Evidence.objects.select_for_update().get(pk=evidence.pk)
    before = held.checks.first()
    if before and (before.outcome, before.status, before.sha256) == (found, status, sha256):
        before.last_at = at
        before.save(update_fields=["last_at"])
        latest = before
    else:
        latest = LinkCheck.objects.create(
            evidence=held, first_at=at, last_at=at, outcome=found, status=status, sha256=sha256, size=size
        )
    first = found is Outcome.SAME and not held.known_sha256
    Evidence.objects.filter(pk=held.pk).update(
        checked_at=at, outcome=found, **({"known_sha256": sha256} if first else {})
    )
    if held.outcome != found:
        journal.record("evidence.checked", held, by=None, outcome=found.value, status=status)
    return latest
