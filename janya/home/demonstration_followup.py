"""What the demonstration agency followed up: comments, notices, and each month as it was."""

from datetime import date, timedelta

from janya.core import thai
from janya.drives.models import Drive
from janya.followup import actions
from janya.inbox import actions as inbox
from janya.inbox.models import Notice
from janya.people.models import Person
from janya.plans.models import Activity

WORDS = (
    ("head", "ขอให้เร่งสรุปผลกิจกรรมนี้ก่อนการประชุมประจำเดือน"),
    ("officer", "รับทราบค่ะ จะเสนอสรุปภายในสัปดาห์หน้า พร้อมแนบภาพกิจกรรมและรายชื่อผู้เข้าร่วม"),
)
MOST = 2  # activities with comments


def follow(drive: Drive, *, people: dict[str, Person], today: date) -> None:
    """Keep every month that is over, remind as of today, and let the head and the officer speak."""
    for month in thai.months_of_fiscal_year(drive.fiscal_year):
        last = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        if last < today:
            actions.take(drive, last, by=None, steps=False)
    if drive.state != Drive.State.RUNNING:
        return
    for activity in Activity.objects.of(drive).select_related("drive__agency", "unit", "owner")[:MOST]:
        for who, words in WORDS:
            if who in people:
                actions.comment(activity, text=words, by=people[who])
    actions.remind(drive, today)
    seen = Notice.objects.filter(person=people["officer"]).values_list("pk", flat=True)[:1]
    inbox.read([*seen], by=people["officer"])
