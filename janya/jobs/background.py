"""Daily work of the rooms below this one, which cannot ask for it themselves."""

from datetime import date

from janya.inbox import letters
from janya.journal import actions as journal

from .work import every


@every("inbox.letters", hour=7)
def send_notices(today: date) -> None:
    """The letter of the morning with unread notices; what is sent is marked, so it bears being called again."""
    sent, failed = letters.send_daily()
    if sent or failed:
        journal.record("inbox.letters-sent", by=None, on=today, sent=sent, failed=failed)
