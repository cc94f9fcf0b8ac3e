"""How a room says what its long work is, and how the work tells how far it is.

    @work("personnel.import")
    def bring_in(job: Job, progress: Progress) -> None:
        rows = read(job.facts["file"])
        with transaction.atomic():
            for number, row in enumerate(rows):
                progress.step(number, len(rows), _("กำลังบันทึกรายชื่อ"))
                …
            progress.finish(say=_("นำเข้าแล้ว"), url=…)

What is written is written in one transaction with `finish` as its last line: then a worker that is killed leaves either
all or nothing, and never work that was done but counts as undone. Modules `background` and `actions` of every room are
read when the worker starts, so `@work` stands in one of them.
"""

import logging
import time
from collections.abc import Callable
from datetime import date
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from .models import Job
from .rules import State

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

log = logging.getLogger("janya.jobs")


class Stopped(Exception):
    """Somebody stopped the work, the worker is leaving, or the work was taken over: raised out of `step` and `finish`."""


class WorkIsUnknown(Exception):
    """No room has registered work of this kind."""


class WorkRefuses(Exception):
    """The work cannot be done; str() is a Thai sentence for whoever asked for it."""


class Progress:
    """What a running piece of work tells. Cheap: `step` may be called for every row."""

    def __init__(self, job: Job, leave: Event | None = None) -> None:
        self.job = job
        self.leave = leave or Event()
        self.done, self.total, self.saying = 0, 0, ""
        self.is_finished = False

    def step(self, done: int, total: int = 0, saying: "str | _StrPromise" = "") -> None:
        """`done` of `total` (0 while the whole is not known). Raises Stopped when the work shall end here."""
        self.done, self.total = done, total or self.total
        if saying:
            self.saying = str(saying)
        if self.leave.is_set():
            raise Stopped

    def finish(self, *, say: "str | _StrPromise", url: str = "") -> None:
        """The last line of the work, inside its transaction. Raises Stopped when another attempt has taken over."""
        self.total = self.total or self.done
        ended = (Job.objects.filter(pk=self.job.pk, ticket=self.job.ticket, state=State.RUNNING)).update(
            state=State.DONE,
            done=self.total,
            total=self.total,
            saying=str(say)[:500],
            url=url,
            finished_at=timezone.now(),
        )
        if not ended:
            raise Stopped
        self.is_finished = True


Work = Callable[[Job, Progress], None]
Daily = Callable[[date], object]


class Scheduled(NamedTuple):
    name: str
    hour: int
    act: Daily


KINDS: dict[str, Work] = {}
DAILY: dict[str, Scheduled] = {}


def work(kind: str) -> Callable[[Work], Work]:
    """Register what the worker does for jobs of this kind."""

    def registered(act: Work) -> Work:
        KINDS[kind] = act
        return act

    return registered


def every(name: str, *, daily: bool = True, hour: int = 6) -> Callable[[Daily], Daily]:
    """Register what the worker does once a day, from this hour of Bangkok on; `act(today)` must bear being called again."""
    if not daily:
        msg = "only daily work is known"
        raise ValueError(msg)

    def registered(act: Daily) -> Daily:
        DAILY[name] = Scheduled(name, hour, act)
        return act

    return registered


def discover() -> None:
    """Read the modules in which rooms register their work."""
    autodiscover_modules("background", "actions")


def work_of(job: Job) -> Work:
    if job.day is not None:
        return once_a_day
    if job.kind not in KINDS:
        discover()
    if job.kind not in KINDS:
        raise WorkIsUnknown(job.kind)
    return KINDS[job.kind]


def once_a_day(job: Job, progress: Progress) -> None:
    if job.kind not in DAILY:
        discover()
    if job.kind not in DAILY:
        raise WorkIsUnknown(job.kind)
    begun = time.monotonic()
    DAILY[job.kind].act(job.day or timezone.localdate())
    log.info("%s took %.1f s", job.kind, time.monotonic() - begun)
    progress.finish(say="")
