"""Writing responses, and the pool in which answers through single-use links wait for company (docs/anonymity.md)."""

import base64
import json
import secrets
from collections.abc import Mapping, Sequence

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from .. import rules
from ..models import Remark, Response, SurveyGroup, Waiting

Texts = Mapping[int | None, str]  # by the question's key; None: the remark at the end of the form
PADDED = 4096  # sealed answers are filled up to a multiple of this, so that their length tells nothing
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
        Remark.objects.bulk_create(remarks)


def seal(answers: str, texts: Texts) -> bytes:
    """Close an answer with a key that is not in the database."""
    written = json.dumps([answers, [[question, text] for question, text in texts.items()]]).encode()
    return _lock().encrypt(written + b" " * (-len(written) % PADDED))


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
    Waiting.objects.create(group=group, sealed=seal(answers, texts))
    release(group, closing=False)


def release(group: SurveyGroup, *, closing: bool) -> int:
    """Turn waiting answers into responses, chosen by lot; at closing all of them. Tells how many."""
    waiting = list(Waiting.objects.filter(group=group))
    leaving = CHANCE.sample(waiting, rules.released(len(waiting), closing=closing))
    if leaving:
        keep(group, [unseal(one.sealed) for one in leaving])
        Waiting.objects.filter(pk__in=[one.pk for one in leaving]).delete()
    return len(leaving)
