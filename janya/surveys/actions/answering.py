"""Taking answers: anonymous, once a form, and nothing in the journal (decision 0006)."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from janya.core.templatetags.janya import thai_date_long

from .. import rules
from ..models import Remark, Response, SpentForm, SurveyGroup

SALT = "janya.surveys.form"


class SurveyIsNotOpen(Exception):
    """Answers are not taken now; the text says why."""


class AnswerIsWrong(Exception):
    """The answer does not fit the survey; nothing is kept."""

    def __str__(self) -> str:
        return _("แบบที่ส่งมาไม่ตรงกับข้อคำถามของแบบสำรวจ จึงยังไม่ได้บันทึกคำตอบ กรุณากดส่งคำตอบอีกครั้ง")


def new_number(group: SurveyGroup) -> str:
    """A one-time number for one showing of the form; signed, so that nobody can invent one."""
    return signing.dumps([group.pk, secrets.token_urlsafe(12)], salt=SALT)


def refusal(group: SurveyGroup, *, on: date) -> str:
    """Why answers are not taken on this day, or nothing."""
    match group.survey.phase(on):
        case rules.Phase.TAKING:
            return ""
        case rules.Phase.DRAFT:
            return _("แบบสำรวจนี้ยังไม่เปิดรับคำตอบ")
        case rules.Phase.WAITING:
            return _("แบบสำรวจนี้ยังไม่เปิดรับคำตอบ จะเปิดรับตั้งแต่วันที่ %(day)s") % {
                "day": thai_date_long(group.survey.opens_on)
            }
        case _closed:
            return _("แบบสำรวจนี้ปิดรับคำตอบแล้ว ขอขอบคุณที่สนใจ")


@transaction.atomic
def answer(
    group: SurveyGroup, *, ratings: Sequence[rules.Rating], number: str, remark: str = "", on: date
) -> bool:
    """Keep one anonymous answer; False when this form was sent before. No journal line (decision 0006).

    Raises SurveyIsNotOpen, or AnswerIsWrong for a forged number, a wrong length or a level off the scale.
    """
    group.survey.refresh_from_db(fields=["state", "opens_on", "closes_on"])
    if why := refusal(group, on=on):
        raise SurveyIsNotOpen(why)
    try:
        owner, _nonce = signing.loads(number, salt=SALT)
        text = rules.written(ratings)
    except (signing.BadSignature, ValueError, TypeError) as forged:
        raise AnswerIsWrong from forged
    if owner != group.pk or len(ratings) != group.survey.questions.count():
        raise AnswerIsWrong
    spent = hashlib.sha256(number.encode()).hexdigest()
    _form, is_new = SpentForm.objects.get_or_create(number_hash=spent, defaults={"survey": group.survey})
    if is_new:
        Response.objects.create(survey=group.survey, group=group, answers=text)
        if remark.strip():
            Remark.objects.create(survey=group.survey, text=remark.strip())
    return is_new
