"""Preparing, changing, opening and closing a survey."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from janya.core.models import HasChanged
from janya.drives.models import Drive
from janya.journal import actions as journal
from janya.norms.models import CodeItem
from janya.people.models import Agency, Person, Unit

from .. import composition
from ..models import (
    BankQuestion,
    BankStatement,
    Choice,
    Invitation,
    Question,
    Section,
    StakeholderGroup,
    Survey,
    SurveyGroup,
    Unfinished,
)
from . import storing


class AfterClosing(Protocol):
    """What an upper room does when a survey closes, within the same transaction."""

    def __call__(self, survey: Survey, *, by: Person) -> None: ...


AFTER_CLOSING: list[AfterClosing] = []


class IsFrozen(Exception):
    """A survey that was opened cannot be changed: its statements and groups are what people answered."""

    def __str__(self) -> str:
        return _("แบบสำรวจเปิดรับคำตอบแล้ว จึงแก้ไขไม่ได้")


class IsOver(Exception):
    """The last day is past: opening would take no answer."""

    def __str__(self) -> str:
        return _("พ้นวันปิดรับที่กำหนดไว้แล้ว กรุณากำหนดวันปิดรับใหม่ก่อนเปิดรับคำตอบ")


class IsNotReady(Exception):
    """Something is wanting before it may open; `wanting` tells each with the page that mends it."""

    def __init__(self, wanting: Sequence[composition.Wanting]) -> None:
        super().__init__()
        self.wanting = wanting

    def __str__(self) -> str:
        return _("ยังเปิดรับคำตอบไม่ได้ %(first)s") % {"first": self.wanting[0].text}


class HasAnswers(Exception):
    """What people answered stays as they saw it."""

    def __str__(self) -> str:
        return _("มีผู้ตอบแบบสำรวจนี้แล้ว จึงแก้ไขไม่ได้ หากต้องการเปลี่ยนคำถาม กรุณาทำเป็นฉบับใหม่")


class WasInvited(Exception):
    """A group whose members hold links is not struck off."""

    def __str__(self) -> str:
        return _("มีผู้ได้รับลิงก์เฉพาะบุคคลของกลุ่มนี้แล้ว จึงเอากลุ่มออกไม่ได้")


class WasNotOpened(Exception):
    """A draft has nothing to close or to take longer."""

    def __str__(self) -> str:
        return _("แบบสำรวจนี้ยังไม่เคยเปิดรับคำตอบ")


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
    texts = _texts(drive)
    sections = {
        item: Section(survey=survey, position=position, title=heading_of(item))
        for position, item in enumerate(dict.fromkeys(item for item, _text in texts))
    }
    Section.objects.bulk_create(sections.values())
    Question.objects.bulk_create(
        Question(survey=survey, section=sections[item], item=item, position=position, text=text)
        for position, (item, text) in enumerate(texts)
    )
    _set_groups(survey, groups)
    journal.record("surveys.prepared", survey, by=by, groups=[group.key for group in groups])
    return survey


def heading_of(item: CodeItem) -> str:
    """The heading of the part of a questionnaire that asks about one item."""
    return (_("ข้อ %(n)s %(title)s") % {"n": item.number, "title": item.title})[:200]


@transaction.atomic
def prepare_own(
    drive: Drive,
    *,
    title: str,
    opens_on: date,
    closes_on: date,
    groups: Mapping[StakeholderGroup, int],
    by: Person,
    introduction: str = "",
) -> Survey:
    """Make an empty draft with one section to write questions in."""
    survey = Survey.objects.create(
        drive=drive,
        kind=Survey.Kind.OWN,
        title=title,
        introduction=introduction,
        opens_on=opens_on,
        closes_on=closes_on,
    )
    Section.objects.create(survey=survey, position=0, title=_("คำถาม"))
    _set_groups(survey, groups)
    journal.record("surveys.prepared", survey, by=by, groups=[group.key for group in groups])
    return survey


@transaction.atomic
def prepare_awareness(
    drive: Drive,
    *,
    title: str,
    opens_on: date,
    closes_on: date,
    groups: Mapping[StakeholderGroup, int],
    by: Person,
    introduction: str = "",
    compared_with: Survey | None = None,
) -> Survey:
    """Make a draft of the ready awareness survey: questions of knowledge for the drive's code, then ratings.

    `compared_with` is the survey taken before the activities whose effect this one is to show.
    """
    survey = Survey.objects.create(
        drive=drive,
        kind=Survey.Kind.AWARENESS,
        title=title,
        introduction=introduction,
        opens_on=opens_on,
        closes_on=closes_on,
        compared_with=compared_with,
    )
    knowledge = Section.objects.create(survey=survey, position=0, title=_("ความรู้เกี่ยวกับประมวลจริยธรรม"))
    ratings = Section.objects.create(survey=survey, position=1, title=_("ความเห็นและการปฏิบัติ"))
    bank = BankQuestion.objects.filter(Q(code=drive.code_id) | Q(code=None)).order_by(
        F("item__number").asc(nulls_last=True), "number"
    )
    asked = [
        Question(
            survey=survey,
            section=knowledge if one.answer else ratings,
            item_id=one.item_id,
            position=position,
            kind=Question.Kind.SINGLE if one.answer else Question.Kind.RATING,
            text=one.text,
            lowest="" if one.answer else _("ไม่เห็นด้วยอย่างยิ่ง"),
            highest="" if one.answer else _("เห็นด้วยอย่างยิ่ง"),
        )
        for position, one in enumerate(bank)
    ]
    Question.objects.bulk_create(asked)
    Choice.objects.bulk_create(
        Choice(question=question, position=place, text=text, is_right=place + 1 == one.answer)
        for question, one in zip(asked, bank, strict=True)
        for place, text in enumerate(one.choices)
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
    SurveyGroup.objects.bulk_create(
        SurveyGroup(survey=survey, group=group, target=target, token=open_token())
        for group, target in groups.items()
    )


def open_token() -> str:
    """What stands in the open link of a group."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """One group that is asked, or its people in one unit only."""

    group: StakeholderGroup
    target: int
    unit: Unit | None = None


@transaction.atomic
def set_groups(survey: Survey, rows: Sequence[GroupFacts], *, seen: int, by: Person) -> None:
    """Say who is asked. Links of groups that stay are kept. Raises IsFrozen, HasChanged, WasInvited."""
    take(survey, seen)
    present = {(one.group_id, one.unit_id): one for one in survey.groups.all()}
    wanted = {(one.group.pk, one.unit.pk if one.unit else None): one for one in rows}
    gone = [one.pk for key, one in present.items() if key not in wanted]
    if Invitation.objects.filter(group__in=gone).exists():
        raise WasInvited
    SurveyGroup.objects.filter(pk__in=gone).delete()
    for key, facts in wanted.items():
        if key in present:
            SurveyGroup.objects.filter(pk=present[key].pk).update(target=facts.target)
        else:
            SurveyGroup.objects.create(
                survey=survey, group=facts.group, unit=facts.unit, target=facts.target, token=open_token()
            )
    journal.record("surveys.changed", survey, by=by, groups=[one.group.key for one in rows])


def take(survey: Survey, seen: int) -> None:
    """Claim a draft for a change. Raises IsFrozen after opening, HasChanged when somebody saved it since."""
    claimed = survey.claim(seen)
    survey.refresh_from_db(fields=["state"])  # whoever opens it now waits for the claimed row
    if survey.state != Survey.State.DRAFT:
        raise IsFrozen
    if not claimed:
        raise HasChanged
    _into_sections(survey)


def _into_sections(survey: Survey) -> None:
    """Give questions of an older draft, which stand without sections, one section for each item."""
    loose = list(survey.questions.filter(section=None).select_related("item").order_by("position"))
    if not loose:
        return
    first = survey.sections.count()
    found: dict[int | None, Section] = {}
    for one in loose:
        if one.item_id not in found:
            title = heading_of(one.item) if one.item else survey.title[:200]
            found[one.item_id] = Section(survey=survey, position=first + len(found), title=title)
    Section.objects.bulk_create(found.values())
    for one in loose:
        one.section = found[one.item_id]
    Question.objects.bulk_update(loose, ["section"])


@transaction.atomic
def change(
    survey: Survey,
    *,
    seen: int,
    title: str,
    introduction: str,
    opens_on: date,
    closes_on: date,
    by: Person,
    by_page: bool = False,
    compared_with: Survey | None = None,
) -> None:
    """Change the facts of a draft. Raises IsFrozen after opening, HasChanged when somebody saved it since."""
    take(survey, seen)
    survey.title, survey.introduction, survey.opens_on, survey.closes_on = (
        title,
        introduction,
        opens_on,
        closes_on,
    )
    survey.by_page, survey.compared_with = by_page, compared_with
    survey.save()
    journal.record("surveys.changed", survey, by=by)


@transaction.atomic
def open_survey(survey: Survey, *, by: Person, on: date | None = None) -> None:
    """Take answers from now on; statements and groups are frozen. Opened on its first day unless told.

    Raises IsOver when the last day is past, IsNotReady when a question or a group is wanting. Opening what is open
    changes nothing.
    """
    found = _locked(survey)
    if (on or found.opens_on) > found.closes_on:
        raise IsOver
    if found.state == Survey.State.DRAFT and (wanting := composition.wanting(found)):
        raise IsNotReady(wanting)
    if found.state != Survey.State.OPEN:
        _set_state(survey, Survey.State.OPEN)
        journal.record("surveys.opened", survey, by=by)


@transaction.atomic
def close_survey(survey: Survey, *, by: Person) -> None:
    """Take no more answers; an opened survey can be opened again. Closing what is closed changes nothing."""
    found = _locked(survey)
    if found.state == Survey.State.DRAFT:
        raise WasNotOpened
    if found.state == Survey.State.OPEN:
        for group in survey.groups.all():
            storing.release(group, closing=True)
        _set_state(survey, Survey.State.CLOSED)
        for act in AFTER_CLOSING:
            act(survey, by=by)
        journal.record("surveys.closed", survey, by=by)


@transaction.atomic
def back_to_draft(survey: Survey, *, by: Person) -> None:
    """Make an opened survey that nobody has answered a draft again. Raises HasAnswers."""
    found = _locked(survey)
    if found.state == Survey.State.DRAFT:
        return
    if composition.has_answers(found):
        raise HasAnswers
    Unfinished.objects.filter(group__survey=found).delete()
    _set_state(survey, Survey.State.DRAFT)
    journal.record("surveys.taken-back", survey, by=by)


@transaction.atomic
def extend(survey: Survey, *, seen: int, closes_on: date, by: Person) -> None:
    """Take answers until another day, closed or not; questions and groups stay. Raises WasNotOpened, HasChanged."""
    claimed = survey.claim(seen)
    if _locked(survey).state == Survey.State.DRAFT:
        raise WasNotOpened
    if not claimed:
        raise HasChanged
    Survey.objects.filter(pk=survey.pk).update(closes_on=closes_on)
    Unfinished.objects.filter(group__survey=survey).update(kept_until=closes_on + timedelta(days=1))
    survey.closes_on = closes_on
    _set_state(survey, Survey.State.OPEN)
    journal.record("surveys.extended", survey, by=by, closes_on=closes_on.isoformat())


def _locked(survey: Survey) -> Survey:
    """The survey as it stands now; who opens or closes it at the same moment waits."""
    return Survey.objects.select_for_update().get(pk=survey.pk)


def _set_state(survey: Survey, state: Survey.State) -> None:
    Survey.objects.filter(pk=survey.pk).update(state=state)
    survey.state = state


@transaction.atomic
def add_group(agency: Agency, *, name: str, inside: bool, by: Person) -> StakeholderGroup:
    """A stakeholder group of the agency's own."""
    made = StakeholderGroup.objects.create(
        agency=agency,
        key=f"own-{agency.pk}-{secrets.token_hex(4)}",
        name=name,
        inside=inside,
        source=agency.name,
    )
    journal.record("surveys.group-added", made, by=by, agency=agency)
    return made
