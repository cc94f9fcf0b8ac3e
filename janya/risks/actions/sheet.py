"""A workbook that comes in: kept, looked at, written whole or not at all."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from janya.core.models import HasChanged
from janya.drives.models import Drive
from janya.journal import actions as journal
from janya.people.models import Person

from .. import queries
from ..models import Sheet
from .register import add, change

LARGEST = 5_000_000  # bytes: it is kept in the database until it is written


class SheetIsWritten(Exception):
    """A workbook is written once."""

    def __str__(self) -> str:
        return _("ไฟล์นี้นำเข้าไปแล้ว หากต้องการแก้ไขอีก กรุณาส่งออกไฟล์ใหม่")


class PlanIsWrong(Exception):
    """Some rows are wrong, or somebody changed a risk meanwhile; nothing was written."""

    def __init__(self, plan: queries.Plan) -> None:
        super().__init__()
        self.plan = plan


@transaction.atomic
def take_sheet(drive: Drive, *, name: str, content: bytes, by: Person) -> Sheet:
    """Keep a workbook to be looked at; the one that the same person left before goes. Writes nothing else."""
    Sheet.objects.filter(drive=drive, by=by, written_at=None).delete()
    return Sheet.objects.create(drive=drive, name=name[:200], content=content, by=by)


@transaction.atomic
def write_sheet(sheet: Sheet, *, by: Person, on: date) -> queries.Plan:
    """Write every row, or none. Two at once: the second finds the register as the first has left it.

    Raises SheetIsWritten, PlanIsWrong, SheetIsWrong.
    """
    drive = sheet.drive
    Drive.objects.select_for_update().get(pk=drive.pk)
    kept = Sheet.objects.select_for_update().get(pk=sheet.pk)
    if kept.written_at:
        raise SheetIsWritten
    plan = queries.plan(drive, bytes(kept.content), kept.name)
    if plan.faults:
        raise PlanIsWrong(plan)
    for line in plan.lines:
        facts = queries.resolved(drive, line)
        if line.is_new:
            add(drive, by=by, on=on, why=line.why, **facts)
        elif line.is_changed and line.risk:
            try:
                change(
                    line.risk,
                    seen=line.risk.version,
                    by=by,
                    on=on,
                    why=line.why,
                    keeps_review=line.tells_review,
                    **facts,
                )
            except HasChanged:
                raise PlanIsWrong(queries.plan(drive, bytes(kept.content), kept.name)) from None
    kept.content, kept.written_at = b"", timezone.now()
    kept.new, kept.changed = len(plan.new), len(plan.changed)
    kept.save()
    journal.record("risks.imported", drive, by=by, new=kept.new, changed=kept.changed, same=plan.same)
    return plan
