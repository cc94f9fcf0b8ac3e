"""The plan goes to the head of agency, who approves it or sends it back."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from janya.drives.models import Drive
from janya.journal import actions as journal
from janya.people.models import Person

from .. import queries, rules
from ..models import PlanVersion


class CannotBeSent(Exception):
    """There is nothing to send, a version waits already, or nothing has changed."""


class DecidedAlready(Exception):
    """Somebody has decided on this version."""

    def __str__(self) -> str:
        return _("แผนฉบับนี้มีผู้พิจารณาแล้ว")


@transaction.atomic
def send(drive: Drive, *, note: str, by: Person) -> PlanVersion:
    """Freeze the plan as it is and put it before the head of agency. Raises CannotBeSent with a sentence."""
    Drive.objects.select_for_update().get(pk=drive.pk)
    rows = queries.rows_now(drive)
    every = PlanVersion.objects.filter(drive=drive)
    digest = rules.fingerprint(rows)
    if not rows:
        raise CannotBeSent(_("ยังไม่มีกิจกรรมในแผน กรุณาเพิ่มกิจกรรมก่อนเสนอ"))
    if every.filter(decision=PlanVersion.Decision.AWAITED).exists():
        raise CannotBeSent(_("มีแผนที่รอหัวหน้าส่วนราชการพิจารณาอยู่แล้ว"))
    newest = queries.approved(drive)
    if newest and newest.sha256 == digest:
        raise CannotBeSent(_("แผนไม่เปลี่ยนจากฉบับที่อนุมัติแล้ว จึงไม่ต้องเสนออีก"))
    number = (every.aggregate(last=Max("number"))["last"] or 0) + 1
    made = PlanVersion.objects.create(
        drive=drive, number=number, rows=rows, sha256=digest, note=note, sent_by=by
    )
    journal.record("plans.sent", made, by=by, number=number, sha256=digest, activities=len(rows))
    return made


@transaction.atomic
def decide(version: PlanVersion, *, approves: bool, reason: str, by: Person) -> None:
    """The head of agency approves a version, or sends it back with a reason. Raises DecidedAlready."""
    kept = PlanVersion.objects.select_for_update().get(pk=version.pk)
    if kept.decision:
        raise DecidedAlready
    kept.decision = PlanVersion.Decision.APPROVED if approves else PlanVersion.Decision.RETURNED
    kept.reason, kept.decided_by, kept.decided_at = reason, by, timezone.now()
    kept.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
    deed = "plans.approved" if approves else "plans.returned"
    journal.record(deed, kept, by=by, number=kept.number, sha256=kept.sha256)
