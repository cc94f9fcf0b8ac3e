"""A workbook of the whole plan that comes in: kept, looked at, written whole or not at all."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from janya.core.models import HasChanged
from janya.drives.models import Drive
from janya.issues.models import Issue
from janya.journal import actions as journal
from janya.kpis.models import Kpi
from janya.people.models import Person

from .. import queries
from ..models import Sheet
from .activities import add, change
from .milestones import replace_milestones
from .money import write_lines

LARGEST = 5_000_000  # bytes: it is kept in the database until it is written


class SheetIsWritten(Exception):
    """A workbook is written once."""

    def __str__(self) -> str:
        return _("ไฟล์นี้นำเข้าไปแล้ว หากต้องการแก้ไขอีก กรุณาส่งออกไฟล์ใหม่")


class PortfolioIsWrong(Exception):
    """Some rows are wrong, or somebody changed an activity meanwhile; nothing was written."""

    def __init__(self, portfolio: queries.Portfolio) -> None:
        super().__init__()
        self.portfolio = portfolio


@transaction.atomic
def take_sheet(drive: Drive, *, name: str, content: bytes, by: Person) -> Sheet:
    """Keep a workbook to be looked at; the one that the same person left before goes. Writes nothing else."""
    Sheet.objects.filter(drive=drive, by=by, written_at=None).delete()
    return Sheet.objects.create(drive=drive, name=name[:200], content=content, by=by)


@transaction.atomic
def write_sheet(sheet: Sheet, *, by: Person) -> queries.Portfolio:
    """Write every row, or none. Two at once: the second finds the plan as the first has left it.

    Raises SheetIsWritten, PortfolioIsWrong, SheetIsWrong.
    """
    drive = sheet.drive
    Drive.objects.select_for_update().get(pk=drive.pk)
    kept = Sheet.objects.select_for_update().get(pk=sheet.pk)
    if kept.written_at:
        raise SheetIsWritten
    found = queries.portfolio(drive, bytes(kept.content), kept.name, sender=by)
    if found.faults:
        raise PortfolioIsWrong(found)
    # rows with a number of their own first, so that a new number is not taken before its row comes
    for line in sorted(found.lines, key=lambda one: (one.number is None, one.row)):
        try:
            write_line(drive, line, by=by)
        except HasChanged:
            again = queries.portfolio(drive, bytes(kept.content), kept.name, sender=by)
            raise PortfolioIsWrong(again) from None
    kept.content, kept.written_at = b"", timezone.now()
    kept.new, kept.changed = len(found.new), len(found.changed)
    kept.save()
    journal.record("plans.imported", drive, by=by, new=kept.new, changed=kept.changed, same=found.same)
    return found


def write_line(drive: Drive, line: queries.Line, *, by: Person) -> None:
    facts = dict(line.facts)
    money, points = facts.pop("money", None), facts.pop("milestones", None)
    related: dict[str, Any] = {}
    if "kpis" in facts:
        related["kpis"] = list(Kpi.objects.of(drive).filter(pk__in=facts.pop("kpis")))
    if "issues" in facts:
        related["issues"] = list(Issue.objects.of(drive).filter(pk__in=facts.pop("issues")))
    if "unit" in facts:
        facts["unit_id"] = facts.pop("unit")
    if line.is_new:
        facts.pop("title", None)
        activity = add(drive, by=by, number=line.number, title=line.title, **related, **facts)
        replace_milestones(activity, points or [])
    elif line.is_changed and line.activity:
        activity = line.activity
        related = {
            name: related.get(name, list(getattr(activity, name).all())) for name in ("kpis", "issues")
        }
        if points is not None:
            replace_milestones(activity, points)
        change(activity, seen=activity.version, by=by, **related, **facts)
    else:
        return
    if money:
        write_lines(activity, money)
    elif money is not None or "budget" in facts:
        activity.budget_lines.all().delete()  # the sum was typed anew; the months no longer add up to it
