"""Letters with single-use links, sent by the worker: each at most once, whatever happens to the mail server meanwhile.

A letter is marked as sent before it is handed over, and unmarked when the mail server refuses it. A server that goes away
in the middle so leaves the rest unsent; a worker that is killed between the two leaves one person without a letter, whom
the reminder reaches. Nothing here tells who has answered: what is noted of a reminder is the same for all of a group.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused
from uuid import UUID

from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from janya.jobs import actions as jobs
from janya.jobs.models import Job
from janya.jobs.work import Progress, WorkRefuses, work
from janya.people.models import Person

from .. import lots
from ..models import Invitation, Survey, SurveyGroup, Unfinished
from .answering import refusal
from .inviting import hash_of, token_of

log = logging.getLogger("janya.surveys")
KEPT_DAYS = 90  # after closing, who was invited is forgotten
PER_CONNECTION = 50  # letters; many servers hang up on whoever sends more
REFUSED = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError)  # this letter; the next one may go


def send_invitations(group: SurveyGroup, *, by: Person, base: str) -> Job:
    """Let the worker send the letters of this group that were not sent. `base` is the address of this system."""
    return jobs.begin(
        "surveys.letters",
        title=_("ส่งจดหมายเชิญตอบแบบสำรวจ: %(group)s") % {"group": group},
        agency=group.survey.drive.agency,
        by=by,
        facts={"groups": [group.pk], "base": base},
        once=f"survey-{group.survey_id}",
    )


def send_reminders(survey: Survey, groups: Sequence[int], *, by: Person, base: str) -> Job:
    """Let the worker remind those of these groups who have not answered and were not reminded in this round."""
    return jobs.begin(
        "surveys.reminders",
        title=_("เตือนผู้ที่ยังไม่ตอบแบบสำรวจ: %(survey)s") % {"survey": survey.title},
        agency=survey.drive.agency,
        by=by,
        facts={"groups": list(groups), "base": base},
        once=f"survey-{survey.pk}",
    )


@work("surveys.letters")
def post_letters(job: Job, progress: Progress) -> None:
    for_groups(job, progress, Round("surveys/letters/invitation.txt", is_reminder=False))


@work("surveys.reminders")
def post_reminders(job: Job, progress: Progress) -> None:
    for_groups(job, progress, Round("surveys/letters/reminder.txt", is_reminder=True))
    # Those who answered are marked like the others, so that the mark does not tell when they did.
    groups = SurveyGroup.objects.filter(pk__in=job.facts["groups"])
    for group in groups:
        Invitation.objects.filter(group=group, is_used=True).update(reminded=group.reminders)


class Round:
    """What is to be sent, and how one letter is claimed so that nobody else sends it, and given back."""

    def __init__(self, template: str, *, is_reminder: bool) -> None:
        self.template, self.is_reminder = template, is_reminder

    @property
    def waits(self) -> Q:
        if self.is_reminder:
            return Q(is_used=False, reminded__lt=F("group__reminders")) & ~Q(sent_on=None)
        return Q(is_used=False, sent_on=None)

    def claim(self, one: Invitation, token: str, on: date) -> bool:
        mine = Invitation.objects.filter(pk=one.pk, is_used=False)
        if self.is_reminder:
            mine = mine.filter(reminded__lt=one.group.reminders)
            return bool(mine.update(reminded=one.group.reminders, token_hash=hash_of(token)))
        return bool(mine.filter(sent_on=None).update(sent_on=on, token_hash=hash_of(token)))

    def give_back(self, one: Invitation) -> None:
        mine = Invitation.objects.filter(pk=one.pk)
        if self.is_reminder:
            mine.update(reminded=one.reminded)
        else:
            mine.update(sent_on=None)


def for_groups(job: Job, progress: Progress, this: Round) -> None:
    found = SurveyGroup.objects.filter(pk__in=job.facts["groups"]).select_related("survey__drive__agency")
    today = timezone.localdate()
    for group in found:
        if why := refusal(group, on=today):
            raise WorkRefuses(why)
    rows = Invitation.objects.filter(this.waits, group__in=found).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    asked = Invitation.objects.filter(group__in=found).count()
    hides = this.is_reminder and lots.tells_too_much(len(keys), asked)
    sent, refused = send(
        keys, this, job.facts["base"], today, (lambda _at: None) if hides else steps(progress, len(keys))
    )
    left = len(keys) - sent
    survey = found[0].survey if found else None
    progress.finish(
        say=said(sent, refused, left, hides=hides), url=survey.get_absolute_url() if survey else ""
    )


def steps(progress: Progress, total: int) -> Callable[[int], None]:
    return lambda at: progress.step(at, total, _("กำลังส่งจดหมาย"))


def said(sent: int, refused: int, left: int, *, hides: bool) -> str:
    """How it went, by count only; nothing where the counts are small."""
    if hides:
        return _("ส่งจดหมายแล้ว") if not left else _("ส่งจดหมายได้บางส่วน กรุณาส่งส่วนที่เหลืออีกครั้งภายหลัง")
    if not left:
        return _("ส่งจดหมายแล้ว %(sent)s ฉบับ") % {"sent": f"{sent:,}"}
    if refused == left:
        return _("ส่งจดหมายแล้ว %(sent)s ฉบับ เซิร์ฟเวอร์อีเมลไม่รับ %(refused)s ฉบับ กรุณาตรวจที่อยู่อีเมล") % {
            "sent": f"{sent:,}",
            "refused": f"{refused:,}",
        }
    return _(
        "เซิร์ฟเวอร์อีเมลขัดข้อง ส่งจดหมายได้ %(sent)s ฉบับ ยังไม่ได้ส่ง %(left)s ฉบับ กดส่งส่วนที่เหลือได้ภายหลัง ผู้ที่ได้รับแล้วจะไม่ได้รับซ้ำ"
    ) % {"sent": f"{sent:,}", "left": f"{left:,}"}


def send(
    keys: Sequence[UUID], this: Round, base: str, on: date, step: Callable[[int], None]
) -> tuple[int, int]:
    """Send one letter after the other over one connection. Tells how many went and how many were refused."""
    sent = refused = 0
    link = get_connection()
    try:
        for at, key in enumerate(keys):
            step(at)
            one = Invitation.objects.select_related("group__survey__drive__agency", "person").get(pk=key)
            to = one.email or (one.person.email if one.person else "")
            token = token_of(one)
            if not to or not this.claim(one, token, on):
                refused += not to
                continue
            try:
                if at % PER_CONNECTION == 0:
                    link.close()
                link.open()
                message = letter(one, to, f"{base}{reverse('surveys:invited', args=[token])}", this)
                message.connection = link
                message.send()
            except REFUSED as wrong:
                this.give_back(one)
                refused += 1
                log.warning(
                    "A letter of survey %s was refused: %s", one.group.survey_id, type(wrong).__name__
                )
            except (SMTPException, OSError) as wrong:
                this.give_back(one)
                log.warning("Letters of survey %s stopped: %s", one.group.survey_id, type(wrong).__name__)
                break
            else:
                sent += 1
    finally:
        try:
            link.close()
        except (SMTPException, OSError):
            log.warning("The mail server did not say goodbye")
    return sent, refused


def letter(one: Invitation, to: str, link: str, this: Round) -> EmailMessage:
    survey = one.group.survey
    words = {"survey": survey, "agency": survey.drive.agency, "person": one.person, "link": link}
    subject = _("เตือนให้ตอบแบบสำรวจ: %(title)s") if this.is_reminder else _("ขอเชิญตอบแบบสำรวจ: %(title)s")
    return EmailMessage(
        subject=" ".join((subject % {"title": survey.title}).split()),
        body=render_to_string(this.template, words),
        to=[to],
    )


@jobs.every("surveys.forget", hour=4)
def forget(today: date) -> None:
    """Some weeks after closing, who was invited is forgotten; and what was kept to go on later, after its day."""
    over = Survey.objects.filter(state=Survey.State.CLOSED, closes_on__lt=today - timedelta(days=KEPT_DAYS))
    Invitation.objects.filter(group__survey__in=over).exclude(person=None, email="").update(
        person=None, email=""
    )
    Unfinished.objects.filter(kept_until__lt=today).delete()
