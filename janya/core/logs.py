"""What may stand in the log: never the secret part of a public link."""

import logging
import re

SECRET = re.compile(r"(?<![^/\s])(/?(?:i|s)/)[^/\s]+(?:/go-on/[^/\s]+)?")


def without_secrets(text: str) -> str:
    """The text with the secret parts of survey links left out.

    >>> without_secrets("Gone: /i/Zm9v-2/"), without_secrets("/s/abc/go-on/def/"), without_secrets("/risks/7/")
    ('Gone: /i/…/', '/s/…/', '/risks/7/')
    """
    return SECRET.sub(r"\1…", text)


class NoSecrets(logging.Filter):
    """Writes /i/…/ for the address of a link, whoever logs it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(without_secrets(one) if isinstance(one, str) else one for one in record.args)
        if isinstance(record.msg, str):
            record.msg = without_secrets(record.msg)
        return True
