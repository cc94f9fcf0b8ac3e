"""The steps of an import: receive a file, answer the questions, confirm, or discard. The long parts are the worker's."""

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from janya.core import sheets
from janya.jobs import actions as jobs
from janya.journal import actions as journal
from janya.people.models import Agency, Person

from . import staging
from .models import Intake

KEPT = timedelta(days=7)  # a file that nobody goes on with
SMALL_FILE, SMALL_TABLE = 200_000, 400  # bytes, rows: done at once, nobody need wait for the worker
TITLES = {
    "personnel.read": _("อ่านไฟล์รายชื่อบุคลากร"),
    "personnel.check": _("ตรวจไฟล์รายชื่อบุคลากร"),
    "personnel.write": _("นำเข้ารายชื่อบุคลากร"),
}


class IntakeIsElsewhere(Exception):
    """The import has gone on, or ended, since the page was opened."""

    def __str__(self) -> str:
        return _("การนำเข้านี้เปลี่ยนสถานะไปแล้ว กรุณาดูสถานะล่าสุด")


class FileIsTooLarge(Exception):
    def __str__(self) -> str:
        most = sheets.LARGEST_FILE // 1_000_000
        return _("ไฟล์ใหญ่เกิน %(most)s MB กรุณาแบ่งเป็นหลายไฟล์") % {"most": most}


def receive(agency: Agency, *, name: str, size: int, chunks: Iterable[bytes], by: Person) -> Intake:
    """Take a file in and have it read; a small one is read at once."""
    if size > sheets.LARGEST_FILE:
        raise FileIsTooLarge
    with transaction.atomic():
        intake = Intake.objects.create(agency=agency, by=by, name=name[-200:])
        staging.keep_upload(intake, chunks)
        intake.save(update_fields=["sha256"])
        journal.record("personnel.received", intake, by=by, sha256=intake.sha256, size=size)
    begin(intake, "personnel.read", by=by, at_once=size <= SMALL_FILE)
    return intake


def answer(intake: Intake, *, answers: Mapping[str, Any], by: Person) -> None:
    """Take the answers, and look through the rows by them; again too, where the last time came to nothing."""
    if not intake.may_be_answered:
        raise IntakeIsElsewhere
    move(intake, {intake.state}, Intake.State.CHECKING, answers=dict(answers))
    begin(intake, "personnel.check", by=by, at_once=is_small(intake))


def confirm(intake: Intake, *, by: Person) -> None:
    """Write what was shown. Raises AlreadyRunning while another import of the agency is being written."""
    seen = intake.state
    move(intake, {Intake.State.READY}, Intake.State.WRITING)
    try:
        begin(intake, "personnel.write", by=by, once="write", at_once=is_small(intake))
    except jobs.AlreadyRunning:
        Intake.objects.filter(pk=intake.pk, state=Intake.State.WRITING).update(state=seen)
        raise


def discard(intake: Intake, *, by: Person | None) -> None:
    """Let go of a file without writing anything."""
    with transaction.atomic():
        kept = Intake.objects.select_for_update(of=("self",)).select_related("job").get(pk=intake.pk)
        if not kept.is_open:
            raise IntakeIsElsewhere
        if kept.is_at_work:
            raise IntakeIsElsewhere
        staging.forget(kept)
        kept.state, kept.finished_at = Intake.State.DISCARDED, timezone.now()
        kept.save()
        journal.record("personnel.discarded", kept, by=by)
    intake.refresh_from_db()


def is_small(intake: Intake) -> bool:
    return int(intake.about.get("rows", 0)) <= SMALL_TABLE


def move(intake: Intake, before: Iterable[str], after: str, **facts: Any) -> None:
    if not Intake.objects.filter(pk=intake.pk, state__in=list(before)).update(state=after, **facts):
        raise IntakeIsElsewhere
    intake.refresh_from_db()


def begin(intake: Intake, kind: str, *, by: Person, at_once: bool, once: str | None = None) -> None:
    with jobs.at_once() if at_once else nullcontext():
        job = jobs.begin(
            kind, title=TITLES[kind], agency=intake.agency, by=by, facts={"intake": intake.pk}, once=once
        )
    Intake.objects.filter(pk=intake.pk).update(job=job)
    intake.refresh_from_db()


def tidy(today: date) -> None:
    """Let go of files with which nobody went on."""
    late = Intake.objects.filter(created_at__date__lt=today - KEPT).exclude(
        state__in=[Intake.State.DONE, Intake.State.DISCARDED, Intake.State.REFUSED]
    )
    for intake in late:
        try:
            discard(intake, by=None)
        except IntakeIsElsewhere:  # it is being written just now
            continue


jobs.every("personnel.tidy", hour=4)(tidy)
