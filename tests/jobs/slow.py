"""A worker with work of its own: `python -m tests.jobs.slow` and the words of `janya work`."""

import os
import sys
import time
from datetime import date

WORDS = sys.argv[1:]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "janya.settings")
    import django

    django.setup()
    register()
    from janya.__main__ import spoken
    from janya.commands import say
    from janya.jobs import worker

    words = spoken(["work", *WORDS])
    return worker.run(grace=words.grace, parent=words.parent, say=say)


def register() -> None:
    from django.db import transaction

    from janya.jobs.models import Job
    from janya.jobs.work import DAILY, Progress, discover, every, work
    from janya.people.models import Agency, Unit

    discover()
    DAILY.clear()

    @work("test.units")
    def units(job: Job, progress: Progress) -> None:
        """So many units in one transaction, each after a while."""
        many = int(job.facts["many"])
        assert job.agency
        with transaction.atomic():
            for number in range(1, many + 1):
                Unit.objects.create(agency=job.agency, name=f"หน่วย {job.pk}.{number}", path=str(number))
                progress.step(number, many, "กำลังเพิ่มหน่วยงาน")
                time.sleep(job.facts["pause"])
            progress.finish(say="เพิ่มแล้ว")

    def unit_of_the_day(today: date) -> None:
        for agency in Agency.objects.all():
            Unit.objects.create(agency=agency, name=f"วันที่ {today} {time.monotonic_ns()}", path="day")

    every("test.day", hour=0)(unit_of_the_day)


if __name__ == "__main__":
    sys.exit(main())
