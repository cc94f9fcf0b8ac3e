"""Long work: reading scans, sending letters."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from janya.jobs.models import Job
from janya.jobs.work import Progress, WorkRefuses, every, work

from . import actions, reminders, scans
from .models import ReminderStep, ScanBatch, ScannedPage


@work("codes.read-scans")
def read_scans(job: Job, progress: Progress) -> None:
    """Draw, read and keep every page; then match them all in one short transaction."""
    batch = ScanBatch.objects.select_related("drive__agency", "drive__code", "by").get(pk=job.facts["batch"])
    sources = list(batch.sources.order_by("pk"))
    try:
        total = sum(scans.check(one.path, one.media_type) for one in sources)
        read: list[actions.PageRead] = []
        for source in sources:
            for found in scans.pages(source.path, source.media_type):
                progress.step(len(read), total, gettext_lazy("กำลังอ่านรหัสบนแบบ"))
                read.append(actions.keep_page(batch, found))
    except scans.ScanIsRefused as refused:
        raise WorkRefuses(str(refused)) from refused
    with transaction.atomic():
        tally = actions.file_pages(batch, read, at=timezone.now())
        progress.finish(
            say=_("บันทึกการลงนาม %(taken)s คน รอเลือกบุคคล %(open)s หน้า ไม่รับ %(refused)s หน้า")
            % {
                "taken": tally.get(ScannedPage.State.TAKEN, 0),
                "open": tally.get(ScannedPage.State.OPEN, 0),
                "refused": tally.get(ScannedPage.State.REFUSED, 0),
            },
            url=batch.get_absolute_url(),
        )


@work("codes.remind")
def remind(job: Job, progress: Progress) -> None:
    """Send the letters of one step to those who were chosen by hand."""
    step = ReminderStep.objects.select_related("drive__agency", "drive__code", "by").get(pk=job.facts["step"])
    chosen = reminders.chosen_of(step.drive, job.facts["filters"])
    sent = reminders.send_step(step, chosen, address=job.facts["address"], progress=progress)
    progress.finish(say=reminders.told(sent), url=reminders.address_of(step.drive))


@every("codes.remind-daily", hour=7)
def remind_daily(today: date) -> None:
    """The steps whose day has come, of every drive with a due date."""
    reminders.send_due(today)
