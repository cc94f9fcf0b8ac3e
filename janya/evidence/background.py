"""Every night: does each published link answer, and is what it shows still what was accepted?"""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from janya.drives.models import Drive
from janya.jobs.models import Job
from janya.jobs.work import Progress, every, work

from . import actions, queries
from .models import Evidence

KEPT_UP = timedelta(days=400)  # a closed year's links are looked at for another year


@every("evidence.check-links", hour=2)
def check_links(today: date) -> None:
    """All links of running years, and of years that were closed not long ago."""
    for one in queries.links_to_check(today - KEPT_UP):
        actions.check(one, at=timezone.now())


@work("evidence.check-drive")
def check_drive(job: Job, progress: Progress) -> None:
    """All links of one drive, because somebody asked."""
    drive = Drive.objects.get(pk=job.facts["drive"])
    links = list(Evidence.objects.of(drive).standing().exclude(link=""))
    wrong = 0
    for number, one in enumerate(links):
        progress.step(number, len(links), _("กำลังตรวจลิงก์"))
        wrong += actions.check(one, at=timezone.now()).outcome != "same"
    progress.finish(
        say=_("ตรวจ %(count)s ลิงก์ ต้องดู %(wrong)s ลิงก์") % {"count": len(links), "wrong": wrong},
        url=f"{queries.list_of(drive)}?show=look",
    )
