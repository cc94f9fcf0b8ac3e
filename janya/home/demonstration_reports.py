"""The finished year's report, submitted by the officer and signed by the head."""

from datetime import datetime, timedelta

from django.urls import reverse

from janya.core.thai import fiscal_year_span
from janya.drives.models import Drive
from janya.people.models import Person
from janya.reports import actions, steps
from janya.reports.models import SignedReport

REASON = "ส่วนที่เหลือเป็นบุคลากรที่ลาศึกษาต่อหรืออยู่ระหว่างโอนย้าย ได้แจ้งให้ดำเนินการเมื่อกลับมาปฏิบัติราชการแล้ว"


def sign_report(drive: Drive, *, officer: Person, head: Person, at: datetime, host: str) -> SignedReport:
    """A report of the year as it ended, with its number, its seal and its kept file."""
    _start, end = fiscal_year_span(drive.fiscal_year)
    submission = actions.submit(
        drive,
        as_of=end,
        by=officer,
        at=at - timedelta(days=2),
        missing=steps.missing(drive, end),
        note="เรียนเสนอเพื่อโปรดพิจารณาลงนามก่อนส่งสำนักงาน ก.พ.",
        incomplete=REASON,
    )
    return actions.sign(
        submission,
        typed_name=f"{head.first_name} {head.last_name}",
        incomplete=REASON,
        by=head,
        at=at,
        address=lambda seal: f"https://{host}{reverse('reports:verify', args=[seal])}",
    )
