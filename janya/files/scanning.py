"""A virus scanner of the place, asked about every file before it is kept."""

import logging
import shlex
import subprocess
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

CLEAN, FOUND = 0, 1  # exit codes, as of clamscan and clamdscan
SECONDS = 60
log = logging.getLogger(__name__)


def why_not(path: Path) -> str:
    """The sentence with which a file is refused, "" when it may be kept or no scanner is set.

    `JANYA_SCAN` is a command that gets the path as its last word and ends with 0 (clean) or 1 (found); any other end, or none
    within a minute, means that nobody has looked: then nothing is kept. No shell is involved.
    """
    command = shlex.split(settings.SCAN)
    if not command:
        return ""
    try:
        ended = subprocess.run(  # noqa: S603 whoever runs Janya names the command
            [*command, str(path)], capture_output=True, timeout=SECONDS, check=False
        ).returncode
    except (OSError, subprocess.TimeoutExpired) as failed:
        log.error("the scanner did not answer: %s", type(failed).__name__)
        ended = -1
    if ended == CLEAN:
        return ""
    if ended == FOUND:
        return _("โปรแกรมตรวจไวรัสพบสิ่งอันตรายในแฟ้มนี้ จึงไม่เก็บแฟ้มไว้ กรุณาตรวจเครื่องที่ใช้แล้วแนบแฟ้มอื่น")
    return _("ขณะนี้ตรวจไวรัสไม่ได้ จึงยังไม่รับแฟ้ม กรุณาลองอีกครั้งภายหลัง หรือแจ้งผู้ดูแลระบบ")
