"""A mail server that goes away in the middle, or refuses one address."""

from collections.abc import Sequence
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import ClassVar

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend


class Post(EmailBackend):
    """Like mail in memory, but for what stands here."""

    gone_after: ClassVar[int | None] = None
    refused: ClassVar[set[str]] = set()
    taken: ClassVar[int] = 0

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for one in messages:
            if Post.gone_after is not None and Post.taken >= Post.gone_after:
                raise SMTPServerDisconnected
            if one.to[0] in Post.refused:
                raise SMTPRecipientsRefused({one.to[0]: (550, b"no such user")})
            Post.taken += 1
        return super().send_messages(messages)
