from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from janya.journal import actions as journal
from janya.journal.actions import Actor
from janya.norms.models import Code
from janya.people.models import Agency

from .models import Drive


class YearIsOpenAlready(Exception):
    """The agency has a drive of this fiscal year."""

    def __str__(self) -> str:
        return _("ส่วนราชการนี้เปิดปีงบประมาณดังกล่าวไว้แล้ว กรุณาเลือกปีอื่น")


@transaction.atomic
def open_year(agency: Agency, *, fiscal_year: int, code: Code, by: Actor | None, on: date) -> Drive:
    """Begin the agency's drive of one fiscal year under one version of the code."""
    drive, new = Drive.objects.get_or_create(
        agency=agency, fiscal_year=fiscal_year, defaults={"code": code, "opened_on": on}
    )
    if not new:
        raise YearIsOpenAlready
    journal.record("drives.opened", drive, by=by, fiscal_year=fiscal_year, code=code.key)
    return drive


@transaction.atomic
def close_year(drive: Drive, *, by: Actor, on: date) -> None:
    """Close the year: its registers can be read and no longer changed."""
    drive.state, drive.closed_on = Drive.State.CLOSED, on
    drive.save(update_fields=["state", "closed_on"])
    journal.record("drives.closed", drive, by=by)


@transaction.atomic
def reopen_year(drive: Drive, *, reason: str, by: Actor) -> None:
    """Open a closed year again, with the reason in the journal."""
    drive.state, drive.closed_on = Drive.State.RUNNING, None
    drive.save(update_fields=["state", "closed_on"])
    journal.record("drives.reopened", drive, by=by, reason=reason)
