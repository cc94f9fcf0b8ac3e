"""Single-use links: that one was used is known; which answer it gave is not."""

import hashlib
import secrets

from django.utils.translation import gettext as _

from ..models import Invitation, SurveyGroup
from . import storing


class LinkIsUsed(Exception):
    """Each link takes one answer."""

    def __str__(self) -> str:
        return _("ลิงก์นี้ใช้ตอบแบบสำรวจแล้ว ขอขอบคุณที่ให้ความร่วมมือ")


def new_token() -> str:
    return secrets.token_urlsafe(24)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def use(invitation: Invitation, group: SurveyGroup, answers: str, texts: storing.Texts) -> None:
    """Spend the link and let the answer wait among others. The caller holds the transaction. Raises LinkIsUsed."""
    if not Invitation.objects.filter(pk=invitation.pk, group=group, is_used=False).update(is_used=True):
        raise LinkIsUsed
    storing.wait(group, answers, texts)
