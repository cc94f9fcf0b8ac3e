"""Letters by e-mail: plain text, careful Thai, no pictures, nothing that follows the reader."""

import logging
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from .models import ROLES, Agency, Invitation, Person
from .rules import Role

log = logging.getLogger(__name__)


def invite(invitation: Invitation, *, role: Role, link: str) -> bool:
    subject = _("เชิญเข้าใช้ระบบจรรยา ของ%(agency)s") % {"agency": invitation.agency.name}
    return send(
        invitation.person.email,
        subject,
        "people/letters/invitation.txt",
        person=invitation.person,
        agency=invitation.agency,
        by=invitation.invited_by,
        role=ROLES[role],
        expires_on=invitation.expires_on,
        link=link,
    )


def tell_of_role(person: Person, *, agency: Agency, role: Role, by: Person, link: str) -> bool:
    subject = _("ท่านได้รับบทบาทใหม่ในระบบจรรยา ของ%(agency)s") % {"agency": agency.name}
    return send(
        person.email,
        subject,
        "people/letters/role.txt",
        person=person,
        agency=agency,
        by=by,
        role=ROLES[role],
        link=link,
    )


def tell_of_new_email(old: str, person: Person) -> bool:
    return send(old, _("อีเมลสำหรับเข้าสู่ระบบจรรยาของท่านเปลี่ยนแล้ว"), "people/letters/new_email.txt", person=person)


def send(to: str | None, subject: str, template: str, **context: Any) -> bool:
    """Send one letter. A mail server that does not answer undoes nothing: it is logged, and one can invite again."""
    if not to:
        return False
    text = render_to_string(template, context)
    try:
        EmailMessage(subject=" ".join(subject.split()), body=text, to=[to]).send()
    except (SMTPException, OSError):
        log.exception("A letter could not be sent")
        return False
    return True
