"""The plan as an iCalendar file (RFC 5545), made by the library icalendar."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from janya.drives.models import Drive

from .queries import ActivityRow, state_of

PRODUCT = "-//Janya//Janya//TH"


def calendar(drive: Drive, rows: Sequence[ActivityRow], *, base: str, moment: datetime) -> bytes:
    """All-day events: each activity over its days, each milestone on its own; `base` is the site's address."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", f"{_('แผนปฏิบัติด้านจริยธรรม')} {drive.agency.name} {drive.fiscal_year}")
    made.add("x-wr-timezone", "Asia/Bangkok")
    host = base.split("://", 1)[-1].split("/", 1)[0]
    for row in rows:
        if row.cancelled:
            continue
        activity = row.activity
        event = Event()
        event.add("uid", f"activity-{activity.pk}@{host}")
        event.add("dtstamp", moment)
        event.add("last-modified", activity.updated_at)
        event.add("dtstart", activity.starts_on)
        event.add("dtend", activity.ends_on + timedelta(days=1))
        event.add("summary", activity.title)
        event.add(
            "description",
            "\n".join(
                (f"{_('ผู้รับผิดชอบ')}: {activity.owner}", f"{_('สถานะ')}: {state_of(row)} ({activity.percent}%)")
            ),
        )
        event.add("url", f"{base}{activity.get_absolute_url()}")
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
        for one in row.milestones:
            point = Event()
            point.add("uid", f"milestone-{one.pk}@{host}")
            point.add("dtstamp", moment)
            point.add("dtstart", one.due_on)
            point.add("dtend", one.due_on + timedelta(days=1))
            mark = "✓ " if one.done_on else ""
            point.add("summary", f"{mark}{one.title} – {activity.title}")
            point.add("url", f"{base}{activity.get_absolute_url()}")
            point.add("transp", "TRANSPARENT")
            made.add_component(point)
    return bytes(made.to_ical())
