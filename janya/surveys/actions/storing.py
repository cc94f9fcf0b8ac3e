"""Writing responses, and the pool in which answers through single-use links wait for company (docs/anonymity.md)."""

import base64
import json
import logging
import secrets
from collections.abc import Mapping, Sequence

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from .. import queries, rules
from ..models import Remark, Response, SurveyGroup, Waiting

log = logging.getLogger("janya.surveys")
Texts = Mapping[int | None, str]  # by the question's key; None: the remark at the end of the form
NO_TIME = 0  # a seal of this kind else says openly when it was made
PADDED = 4096  # sealed answers are filled up to one length, so that it tells nothing
LONGEST_ANSWERS, LONGEST_TEXT = 2100, 2000 * 4 + 40  # bytes: of the digits, and of one text with its question
CHANCE = secrets.SystemRandom()


def keep(group: SurveyGroup, given: Sequence[tuple[str, Texts]]) -> None:
    """Write responses and their texts, apart from each other and in no order."""
    Response.objects.bulk_create(
        [Response(survey_id=group.survey_id, group=group, answers=answers) for answers, _texts in given]
    )
    remarks = [
        Remark(survey_id=group.survey_id, group=group, question_id=question, text=text)
        for _answers, texts in given
        for question, text in texts.items()
    ]
    if remarks:
        CHANCE.shuffle(remarks)  # else the first remark would stand where the first response does
        Remark.objects.bulk_create(remarks)


def room_for(texts: int) -> int:
    """The one length to which answers with at most so many texts are filled up."""
    return -(-(LONGEST_ANSWERS + texts * LONGEST_TEXT) // PADDED) * PADDED


def seal(answers: str, texts: Texts, room: int) -> bytes:
    """Close an answer with a key that is not in the database."""
    plain = [
        [question, "".join(one for one in text if one >= " " or one in "\n\t")]
        for question, text in texts.items()
    ]
    written = json.dumps([answers, plain], ensure_ascii=False).encode()
    return _lock().encrypt_at_time(written + b" " * (-len(written) % room), NO_TIME)


def unseal(sealed: bytes | memoryview) -> tuple[str, Texts]:
    """Open what `seal` closed. Raises InvalidToken when the secret of this installation has changed."""
    answers, texts = json.loads(_lock().decrypt(bytes(sealed)))
    return answers, dict(texts)


def _lock() -> Fernet:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"janya.surveys.waiting")
    return Fernet(base64.urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))


def wait(group: SurveyGroup, answers: str, texts: Texts) -> None:
    """Put an answer among those that wait, and let so many go by lot as may go. The caller holds the transaction."""
    SurveyGroup.objects.select_for_update().get(pk=group.pk)  # one at a time: the pool is counted
    asked = queries.questionnaire(group.survey)
    room = room_for(1 + sum(one.kind == rules.TEXT for one in asked.questions))  # and the remark at the end
    Waiting.objects.create(group=group, sealed=seal(answers, texts, room))
    release(group, closing=False)


def release(group: SurveyGroup, *, closing: bool) -> int:
    """Turn waiting answers into responses, chosen by lot; at closing all of them. Tells how many.

    What another secret key sealed cannot be opened: it goes on waiting, until that key is back.
    """
    waiting = list(Waiting.objects.filter(group=group))
    if not rules.released(len(waiting), closing=closing):
        return 0
    opened = [(one.pk, answer) for one in waiting if (answer := _opened(one)) is not None]
    leaving = CHANCE.sample(opened, rules.released(len(opened), closing=closing))
    if leaving:
        keep(group, [answer for _pk, answer in leaving])
        Waiting.objects.filter(pk__in=[pk for pk, _answer in leaving]).delete()
    return len(leaving)


def _opened(one: Waiting) -> tuple[str, Texts] | None:
    try:
        return unseal(one.sealed)
    except InvalidToken:
        log.error("An answer of group %s was sealed with another secret key", one.group_id)
        return None
