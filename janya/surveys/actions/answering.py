"""Taking answers: anonymous, once a form, and nothing in the journal (decision 0006)."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import date

from django.core import signing
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from janya.core.templatetags.janya import thai_date_long

from .. import queries, rules
from ..models import Invitation, SpentForm, SurveyGroup
from . import inviting, storing

SALT = "janya.surveys.form"
# Written out: to put it together anew would cost each answer more than to ask it.
AS_IT_STANDS = "SELECT state, opens_on, closes_on, version FROM surveys_survey WHERE id = %s"


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


def answer(
    group: SurveyGroup,
    *,
    answers: str,
    number: str,
    on: date,
    texts: Mapping[int, str] | None = None,
    remark: str = "",
    invitation: Invitation | None = None,
    on_paper: bool = False,
) -> bool:
    """Keep one anonymous answer; False when this form was sent before. No journal line (decision 0006).

    `answers` is the text of the response by `rules.layout`, `texts` are free answers by the question's key. An answer
    through an invitation waits sealed among others; what was left empty on paper stays empty. Raises SurveyIsNotOpen;
    AnswerIsWrong for a forged number or an answer that does not fit; LinkIsUsed.
    """
    asked = queries.questionnaire(group.survey)
    _check(group, asked, answers, number, texts or {}, may_lack=on_paper)
    spent = hashlib.sha256(number.encode()).hexdigest()
    told: dict[int | None, str] = {
        question: text.strip() for question, text in (texts or {}).items() if text.strip()
    }
    if remark.strip():
        told[None] = remark.strip()
    try:
        with transaction.atomic():
            version = group.survey.version
            _as_it_stands(group)
            if why := refusal(group, on=on):
                raise SurveyIsNotOpen(why)
            if group.survey.version != version:
                raise AnswerIsWrong  # it was taken back and changed since its questions were read
            SpentForm.objects.bulk_create([SpentForm(survey_id=group.survey_id, number_hash=spent)])
            if invitation is None:
                storing.keep(group, [(answers, told)])
            else:
                inviting.use(invitation, group, answers, told)
    except IntegrityError:
        if SpentForm.objects.filter(number_hash=spent).exists():
            return False  # sent twice
        raise
    return True


def _as_it_stands(group: SurveyGroup) -> None:
    """Read the survey anew and hold it until the answer is kept: whoever closes it or takes it back waits so long.

    Answers do not wait for each other: they share the row, which Django's own lock would not let them.
    """
    shared = " FOR SHARE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(AS_IT_STANDS + shared, [group.survey_id])
        found = cursor.fetchone()
    survey = group.survey
    survey.state, survey.opens_on, survey.closes_on, survey.version = found


def _check(
    group: SurveyGroup,
    asked: queries.Questionnaire,
    answers: str,
    number: str,
    texts: Mapping[int, str],
    *,
    may_lack: bool,
) -> None:
    try:
        owner, _nonce = signing.loads(number, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as forged:
        raise AnswerIsWrong from forged
    if owner != group.pk or len(answers) != asked.width:
        raise AnswerIsWrong
    pieces = rules.split(answers, asked.places)
    judged = asked.rules
    fitting = all(
        rules.fits(one.kind, one.choices, piece) and (one.may_not_know or rules.UNKNOWN not in piece)
        for one, piece in zip(judged, pieces, strict=True)
    )
    if (
        not fitting
        or (not may_lack and rules.wanting(judged, pieces))
        or pieces != rules.only_asked(judged, pieces)
    ):
        raise AnswerIsWrong
    if not set(texts) <= {one.pk for one in asked.questions if one.kind == rules.TEXT}:
        raise AnswerIsWrong
