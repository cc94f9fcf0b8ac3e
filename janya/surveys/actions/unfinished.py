"""Answers kept to go on with later, sealed with a key that only the respondent's own link holds."""

import base64
import hashlib
import json
import secrets
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.http import QueryDict
from django.utils.translation import gettext as _

from ..models import SurveyGroup, Unfinished
from .storing import NO_TIME

LARGEST = 200_000  # characters of all fields together
PADDED = 32_768  # so that the length tells nothing of whoever wrote no more than two long texts
NAMES = "dpacrt"


class TooLong(Exception):
    """More than any respondent types."""

    def __str__(self) -> str:
        return _("ข้อความที่พิมพ์ยาวเกินกว่าจะเก็บไว้ได้ กรุณาย่อข้อความแล้วลองอีกครั้ง")


def _parts(link: str) -> tuple[str, Fernet]:
    """What the row is found by, and the key; neither tells the other."""
    found = hashlib.sha256(b"janya.surveys.unfinished.row:" + link.encode()).hexdigest()
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"janya.surveys.unfinished.key")
    return found, Fernet(base64.urlsafe_b64encode(derived.derive(link.encode())))


def keep_for_later(group: SurveyGroup, sent: QueryDict, *, link: str = "") -> str:
    """Keep what was chosen and typed; gives the last part of the link. The same link keeps the newest."""
    fields = {
        name: values
        for name, values in sent.lists()
        if name in {"remark", "page"} or (name[:1] in NAMES and name[1:].partition("-")[0].isdecimal())
    }
    written = json.dumps(fields).encode()
    if len(written) > LARGEST:
        raise TooLong
    link = link or secrets.token_urlsafe(18)
    row, lock = _parts(link)
    Unfinished.objects.update_or_create(
        link_hash=row,
        defaults={
            "group": group,
            "sealed": lock.encrypt_at_time(written + b" " * (-len(written) % PADDED), NO_TIME),
            "kept_until": group.survey.closes_on + timedelta(days=1),
        },
    )
    return link


def kept_for_later(group: SurveyGroup, link: str) -> dict[str, list[str]] | None:
    """What was kept under this link; None where there is nothing."""
    row, lock = _parts(link)
    found = Unfinished.objects.filter(link_hash=row, group=group).first()
    if found is None:
        return None
    try:
        fields: dict[str, list[str]] = json.loads(lock.decrypt(bytes(found.sealed)))
    except (InvalidToken, ValueError):
        return None
    return fields


def forget_later(group: SurveyGroup, link: str) -> None:
    Unfinished.objects.filter(link_hash=_parts(link)[0], group=group).delete()
