import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import date

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from janya.core.models import HasChanged
from janya.drives.models import Drive
from janya.journal import actions as journal
from janya.norms.models import CodeItem
from janya.people.models import Agency, Person

from . import rules
from .models import (
    BankStatement,
    Remark,
    Response,
    SpentForm,
    StakeholderGroup,
    Statement,
    Survey,
    SurveyGroup,
)

SALT = "janya.surveys.form"


class SurveyIsNotOpen(Exception):
    """Answers are not taken now; the text says why."""


class AnswerIsWrong(Exception):
    """The answer does not fit the survey; nothing is kept."""

    def __str__(self) -> str:
        return _("แบบสำรวจที่ส่งมาไม่ตรงกับข้อคำถาม กรุณาเปิดลิงก์แบบสำรวจใหม่แล้วตอบอีกครั้ง")


class IsFrozen(Exception):
    """A survey that was opened cannot be changed: its statements and groups are what people answered."""

    def __str__(self) -> str:
        return _("แบบสำรวจเปิดรับคำตอบแล้ว จึงแก้ไขไม่ได้")


@transaction.atomic
def prepare(
    drive: Drive,
    *,
    title: str,
    opens_on: date,
    closes_on: date,
    groups: Mapping[StakeholderGroup, int],
    by: Person,
    introduction: str = "",
) -> Survey:
    """Make a draft from the ready statements of the drive's code; each group gets its own open link."""
    survey = Survey.objects.create(
        drive=drive, title=title, introduction=introduction, opens_on=opens_on, closes_on=closes_on
    )
    Statement.objects.bulk_create(
        Statement(survey=survey, item=item, position=position, text=text)
        for position, (item, text) in enumerate(_texts(drive))
    )
    _set_groups(survey, groups)
    journal.record("surveys.prepared", survey, by=by, groups=[group.key for group in groups])
    return survey


def _texts(drive: Drive) -> list[tuple[CodeItem, str]]:
    """The bank's statements item by item; an item without any gets one made from its title."""
    bank: dict[int, list[str]] = {}
    for one in BankStatement.objects.filter(code=drive.code_id).order_by("item", "number"):
        bank.setdefault(one.item_id, []).append(one.text)
    items = CodeItem.objects.of(drive.code_id, drive.agency_id).order_by("number", "pk")
    return [
        (item, text)
        for item in items
        for text in bank.get(item.pk, [_("เจ้าหน้าที่ปฏิบัติตามหลักที่ว่า “%(title)s”") % {"title": item.title[:300]}])
    ]


def _set_groups(survey: Survey, groups: Mapping[StakeholderGroup, int]) -> None:
    survey.groups.exclude(group__in=list(groups)).delete()
    for group, target in groups.items():
        SurveyGroup.objects.update_or_create(
            survey=survey,
            group=group,
            defaults={"target": target},
            create_defaults={"target": target, "token": secrets.token_urlsafe(16)},
        )


@transaction.atomic
def change(
    survey: Survey,
    *,
    seen: int,
    title: str,
    introduction: str,
    opens_on: date,
    closes_on: date,
    groups: Mapping[StakeholderGroup, int],
    by: Person,
) -> None:
    """Change a draft. Raises IsFrozen after opening, HasChanged when somebody saved it since."""
    claimed = survey.claim(seen)
    survey.refresh_from_db(fields=["state"])  # whoever opens it now waits for the claimed row
    if survey.state != Survey.State.DRAFT:
        raise IsFrozen
    if not claimed:
        raise HasChanged
    survey.title, survey.introduction, survey.opens_on, survey.closes_on = (
        title,
        introduction,
        opens_on,
        closes_on,
    )
    survey.save()
    _set_groups(survey, groups)
    journal.record("surveys.changed", survey, by=by)


@transaction.atomic
def open_survey(survey: Survey, *, by: Person) -> None:
    """Take answers from now on; statements and groups are frozen."""
    Survey.objects.filter(pk=survey.pk).update(state=Survey.State.OPEN)
    survey.state = Survey.State.OPEN
    journal.record("surveys.opened", survey, by=by)


@transaction.atomic
def close_survey(survey: Survey, *, by: Person) -> None:
    """Take no more answers; an opened survey can be opened again."""
    Survey.objects.filter(pk=survey.pk).update(state=Survey.State.CLOSED)
    survey.state = Survey.State.CLOSED
    journal.record("surveys.closed", survey, by=by)


@transaction.atomic
def add_group(agency: Agency, *, name: str, inside: bool, by: Person) -> StakeholderGroup:
    """A stakeholder group of the agency's own."""
    count = StakeholderGroup.objects.filter(agency=agency).count()
    made = StakeholderGroup.objects.create(
        agency=agency, key=f"own-{agency.pk}-{count + 1}", name=name, inside=inside, source=agency.name
    )
    journal.record("surveys.group-added", made, by=by, agency=agency)
    return made


def new_number(group: SurveyGroup) -> str:
    """A one-time number for one showing of the form; signed, so that nobody can invent one."""
    return signing.dumps([group.pk, secrets.token_urlsafe(12)], salt=SALT)


def refusal(group: SurveyGroup, *, on: date) -> str:
    """Why answers are not taken on this day, or nothing."""
    survey = group.survey
    if survey.state == Survey.State.DRAFT or on < survey.opens_on:
        return _("แบบสำรวจนี้ยังไม่เปิดรับคำตอบ")
    if survey.state == Survey.State.CLOSED or on > survey.closes_on:
        return _("แบบสำรวจนี้ปิดรับคำตอบแล้ว ขอขอบคุณที่สนใจ")
    return ""


@transaction.atomic
def answer(
    group: SurveyGroup, *, ratings: Sequence[rules.Rating], number: str, remark: str = "", on: date
) -> bool:
    """Keep one anonymous answer; False when this form was sent before. No journal line (decision 0006).

    Raises SurveyIsNotOpen, or AnswerIsWrong for a forged number, a wrong length or a level off the scale.
    """
    group.survey.refresh_from_db(fields=["state"])
    if why := refusal(group, on=on):
        raise SurveyIsNotOpen(why)
    try:
        owner, _nonce = signing.loads(number, salt=SALT)
        text = rules.written(ratings)
    except (signing.BadSignature, ValueError, TypeError) as forged:
        raise AnswerIsWrong from forged
    if owner != group.pk or len(ratings) != group.survey.statements.count():
        raise AnswerIsWrong
    spent = hashlib.sha256(number.encode()).hexdigest()
    _form, is_new = SpentForm.objects.get_or_create(number_hash=spent, defaults={"survey": group.survey})
    if is_new:
        Response.objects.create(survey=group.survey, group=group, answers=text)
        if remark.strip():
            Remark.objects.create(survey=group.survey, text=remark.strip())
    return is_new
