"""Single-use links: who is invited, and that a link was used; which answer it gave is not known (docs/anonymity.md)."""

import base64
import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from janya.journal import actions as journal
from janya.people.models import Person

from .. import lots, rules
from ..frames import chosen_of
from ..models import Invitation, Lot, Survey, SurveyGroup
from . import storing

SALT = "janya.surveys.link"
REMIND_DAYS = 3  # between two reminders of one group


class LinkIsUsed(Exception):
    """Each link takes one answer."""

    def __str__(self) -> str:
        return _("ลิงก์นี้ใช้ตอบแบบสำรวจแล้ว ขอขอบคุณที่ให้ความร่วมมือ")


class TooFewInvited(Exception):
    """An answer among fewer than five could be told apart by whoever holds the database."""

    def __str__(self) -> str:
        return _(
            "กลุ่มที่เชิญด้วยลิงก์เฉพาะบุคคลต้องมีอย่างน้อย %(smallest)s คน เพื่อไม่ให้รู้ว่าใครตอบอย่างไร "
            "กลุ่มที่เล็กกว่านี้กรุณาใช้ลิงก์ของกลุ่มหรือ QR"
        ) % {"smallest": rules.SMALLEST_CELL}


class NobodyToInvite(Exception):
    """All who fit were invited already, or nobody fits."""

    def __str__(self) -> str:
        return _("ไม่มีผู้ที่ยังไม่ได้รับเชิญตามเงื่อนไขนี้ กรุณาเปลี่ยนเงื่อนไข")


class TooSoon(Exception):
    """Reminders keep a distance; nobody is urged every day."""

    def __str__(self) -> str:
        return _("เตือนครั้งก่อนยังไม่ครบ %(days)s วัน หรือไม่มีผู้ที่ต้องเตือน จึงยังไม่ส่งจดหมาย") % {"days": REMIND_DAYS}


def new_token() -> str:
    return secrets.token_urlsafe(24)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def token_of(invitation: Invitation) -> str:
    """The secret part of the link. It is worked out anew for each letter and kept nowhere, so that a reminder has the same."""
    return base64.urlsafe_b64encode(
        salted_hmac(SALT, invitation.pk.hex, algorithm="sha256").digest()[:24]
    ).decode()


def use(invitation: Invitation, group: SurveyGroup, answers: str, texts: storing.Texts) -> None:
    """Spend the link and let the answer wait among others. The caller holds the transaction. Raises LinkIsUsed."""
    if not Invitation.objects.filter(pk=invitation.pk, group=group, is_used=False).update(is_used=True):
        raise LinkIsUsed
    storing.wait(group, answers, texts)


# ── inviting ───────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def invite_persons(
    group: SurveyGroup,
    frame: Mapping[int, int | None],
    *,
    method: str,
    size: int,
    conditions: str,
    by: Person,
    on: date,
    seed: str = "",
) -> Lot:
    """Invite persons of the frame, which is person → unit: all of it, or so many by lot. Letters are sent afterwards.

    The seed is made here, so that nobody chooses it; it is kept, and written into the journal. Raises NobodyToInvite,
    TooFewInvited.
    """
    _lock(group)
    invited = set(
        Invitation.objects.filter(group__survey=group.survey_id)
        .exclude(person=None)
        .values_list("person", flat=True)
    )
    left = {person: unit for person, unit in frame.items() if person not in invited}
    if not left or (method != Lot.Method.ALL and size < 1):
        raise NobodyToInvite
    seed = seed or secrets.token_hex(16)
    chosen = chosen_of(left, method, size, seed)
    _add(group, [Invitation(group=group, person_id=person) for person in chosen])
    lot = Lot.objects.create(
        group=group,
        method=method,
        conditions=conditions[:500],
        seed=seed,
        frame=len(left),
        frame_mark=lots.mark_of(left),
        size=len(chosen),
        people=sorted(left.items()),
        by=by,
        drawn_on=on,
    )
    journal.record(
        "surveys.invited",
        group.survey,
        by=by,
        group=group.pk,
        method=method,
        count=len(chosen),
        frame=len(left),
        seed=seed,
    )
    return lot


@transaction.atomic
def invite_addresses(group: SurveyGroup, addresses: Sequence[str], *, by: Person) -> int:
    """Invite addresses that belong to nobody known here; tells how many. Raises NobodyToInvite, TooFewInvited."""
    _lock(group)
    known = set(
        Invitation.objects.filter(group__survey=group.survey_id)
        .exclude(email="")
        .values_list("email", flat=True)
    )
    new = [one for one in dict.fromkeys(addresses) if one not in known]
    if not new:
        raise NobodyToInvite
    _add(group, [Invitation(group=group, email=one) for one in new])
    journal.record("surveys.invited", group.survey, by=by, group=group.pk, method="list", count=len(new))
    return len(new)


def _lock(group: SurveyGroup) -> None:
    """Two who invite at once invite nobody twice."""
    Survey.objects.select_for_update().get(pk=group.survey_id)


def _add(group: SurveyGroup, invitations: Iterable[Invitation]) -> None:
    rows = list(invitations)
    for one in rows:
        one.token_hash = hash_of(token_of(one))
    Invitation.objects.bulk_create(rows, batch_size=500)
    if Invitation.objects.filter(group=group).count() < rules.SMALLEST_CELL:
        raise TooFewInvited


@transaction.atomic
def withdraw_unsent(group: SurveyGroup, *, by: Person) -> int:
    """Take back invitations whose letter was never sent, such as those with a wrong address."""
    count, _each = Invitation.objects.filter(group=group, sent_on=None, is_used=False).delete()
    if count:
        journal.record("surveys.withdrawn", group.survey, by=by, group=group.pk, count=count)
    return count


# ── reminding ──────────────────────────────────────────────────────────────────────────────
def to_remind(survey: Survey) -> int:
    """How many letters a reminder would take. It is shown only where it does not point at a few."""
    return Invitation.objects.filter(group__survey=survey, is_used=False).exclude(sent_on=None).count()


@transaction.atomic
def begin_reminder(survey: Survey, *, by: Person, on: date) -> list[int]:
    """Begin another round for every group that has waited long enough; tells the groups. Raises TooSoon."""
    Survey.objects.select_for_update().get(pk=survey.pk)
    due = [one for one in survey.groups.all() if not _was_reminded(one, on)]
    asked = Invitation.objects.filter(group__in=due).exclude(sent_on=None)
    open_ones = asked.filter(is_used=False).count()
    if not open_ones:
        raise TooSoon
    groups = list(asked.order_by().values_list("group", flat=True).distinct())
    SurveyGroup.objects.filter(pk__in=groups).update(reminders=F("reminders") + 1, reminded_on=on)
    few = lots.tells_too_much(open_ones, asked.count())
    facts = {"is_few": True} if few else {"count": open_ones}
    journal.record("surveys.reminded", survey, by=by, **facts)
    return groups


def _was_reminded(group: SurveyGroup, on: date) -> bool:
    return group.reminded_on is not None and (on - group.reminded_on).days < REMIND_DAYS
