"""Notices by e-mail: one letter to a person, plain text with links; what could not be sent is tried the next morning."""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from janya.people.models import Person

from . import rules
from .models import Choice, Notice

log = logging.getLogger(__name__)
MOST_LINES = 40  # in a letter; who wants all opens the page
OLDEST = timedelta(days=7)  # what is older is no news
PORTION = 500  # persons whose notices are in memory at a time


def send_daily() -> tuple[int, int]:
    """The letter of the morning to whoever has unread notices that were not sent; (sent, failed)."""
    return send(None, since=timezone.now() - OLDEST)


def send_at_once(persons: Collection[int], *, since: datetime) -> tuple[int, int]:
    """The letter to those who want it at once."""
    wanting = Choice.objects.filter(person__in=persons, how=rules.How.AT_ONCE).values_list(
        "person", flat=True
    )
    return send(list(wanting), since=since)


def send(persons: Collection[int] | None, *, since: datetime) -> tuple[int, int]:
    open_ones = Notice.objects.unread().filter(
        emailed_at=None, made_at__gte=since, tries__lt=rules.MOST_TRIES, person__is_active=True
    )
    if persons is not None:
        open_ones = open_ones.filter(person__in=persons)
    numbers = sorted(set(open_ones.exclude(person__email=None).values_list("person", flat=True)))
    sent = failed = 0
    for start in range(0, len(numbers), PORTION):
        portion = numbers[start : start + PORTION]
        went, not_gone = send_portion(open_ones.filter(person__in=portion).select_related("person"))
        sent, failed = sent + went, failed + not_gone
    return sent, failed


def send_portion(notices: Iterable[Notice]) -> tuple[int, int]:
    of_person: dict[Person, list[Notice]] = defaultdict(list)
    for one in notices:
        of_person[one.person].append(one)
    ways = {one.person_id: one for one in Choice.objects.filter(person__in=of_person)}
    gone: list[int] = []
    kept: list[int] = []
    sent = failed = 0
    mail = opened()
    try:
        for person, theirs in of_person.items():
            way = ways.get(person.pk) or Choice(person=person)
            told = [one for one in theirs if rules.goes_by_letter(way.how, one.kind, way.silenced)]
            if not told:
                continue
            went = goes(mail, letter(person, told))
            (gone if went else kept).extend(one.pk for one in told)
            sent, failed = sent + went, failed + (not went)
    finally:
        if mail:
            mail.close()
        Notice.objects.filter(pk__in=gone).update(emailed_at=timezone.now())
        Notice.objects.filter(pk__in=kept).update(tries=F("tries") + 1)
    return sent, failed


def letter(person: Person, notices: list[Notice]) -> EmailMessage:
    """One letter in Thai. Of a confidential notice it tells the kind only; all of it stands behind sign-in."""
    address = settings.ADDRESS
    ways = f"{address}{reverse('inbox:preferences')}"
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(
            "inbox/letters/notices.txt",
            {
                "person": person,
                "notices": notices[:MOST_LINES],
                "more": max(len(notices) - MOST_LINES, 0),
                "address": address,
                "inbox": f"{address}{reverse('inbox:list')}",
                "ways": ways,
            },
        )
        subject = _("จรรยา: มีข้อความถึงท่าน %(count)s เรื่อง") % {"count": len(notices)}
    return EmailMessage(
        subject=subject,
        body=text,
        to=[person.email] if person.email else [],
        headers={"List-Unsubscribe": f"<{ways}>"},
    )


def opened() -> BaseEmailBackend | None:
    mail: BaseEmailBackend = get_connection()
    try:
        mail.open()
    except (SMTPException, OSError):
        log.exception("The mail server does not answer")
        return None
    return mail


def goes(mail: BaseEmailBackend | None, message: EmailMessage) -> bool:
    if mail is None or not message.to:
        return False
    try:
        return bool(mail.send_messages([message]))
    except (SMTPException, OSError):
        log.exception("A letter could not be sent")
        return False
