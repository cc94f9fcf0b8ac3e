"""A questionnaire made from another: last year's, any earlier one, or a new edition of one that has answers."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import Max

from janya.drives.models import Drive
from janya.journal import actions as journal
from janya.norms.models import CodeItem, ItemMapping
from janya.people.models import Person

from ..models import Choice, Question, Section, Survey, SurveyGroup
from .building import close_survey, heading_of, open_token


@transaction.atomic
def copy(
    source: Survey,
    drive: Drive,
    *,
    title: str,
    opens_on: date,
    closes_on: date,
    by: Person,
    introduction: str = "",
) -> Survey:
    """Make a draft with the questions and groups of an earlier survey; its items are those of the drive's code."""
    made = _copied(
        source,
        drive,
        title=title,
        introduction=introduction,
        opens_on=opens_on,
        closes_on=closes_on,
        compare=True,
    )
    journal.record("surveys.copied", made, by=by, source=source.pk)
    return made


@transaction.atomic
def new_edition(survey: Survey, *, by: Person, on: date) -> Survey:
    """Make the next edition of an opened survey, as a draft, and close the old one. Its answers stay with it."""
    close_survey(survey, by=by)
    made = _copied(
        survey,
        survey.drive,
        title=survey.title,
        introduction=survey.introduction,
        opens_on=on,
        closes_on=max(survey.closes_on, on),
        edition=_last_edition(survey) + 1,
    )
    journal.record("surveys.edition-made", made, by=by, source=survey.pk, edition=made.edition)
    return made


def _last_edition(survey: Survey) -> int:
    """Editions of one title in one year are counted together, so that no two have one number."""
    alike = Survey.objects.filter(drive=survey.drive_id, title=survey.title)
    return max(survey.edition, alike.aggregate(last=Max("edition"))["last"] or 1)


def _copied(
    source: Survey,
    drive: Drive,
    *,
    title: str,
    introduction: str,
    opens_on: date,
    closes_on: date,
    edition: int = 1,
    compare: bool = False,
) -> Survey:
    made = Survey.objects.create(
        drive=drive,
        kind=source.kind,
        title=title,
        introduction=introduction,
        opens_on=opens_on,
        closes_on=closes_on,
        by_page=source.by_page,
        edition=edition,
        copied_from=source,
        compared_with=source if compare else source.compared_with,
    )
    items = _items_now(source.drive, drive)
    _copy_questions(source, made, items)
    SurveyGroup.objects.bulk_create(
        SurveyGroup(
            survey=made, group_id=one.group_id, unit_id=one.unit_id, target=one.target, token=open_token()
        )
        for one in source.groups.all()
    )
    return made


def _items_now(before: Drive, now: Drive) -> Mapping[int, CodeItem]:
    """Each item of the earlier drive's code in the present code; where it went to several, to the weightiest.

    An item that lives on nowhere is not among them.
    """
    if before.code_id == now.code_id:
        return {one.pk: one for one in CodeItem.objects.of(now.code_id, now.agency_id)}
    found: dict[int, CodeItem] = {}
    forth = ItemMapping.objects.filter(from_item__code=before.code_id, to_item__code=now.code_id)
    for one in forth.select_related("to_item").order_by("weight", "-to_item__number"):
        found[one.from_item_id] = one.to_item
    if not found:
        back = ItemMapping.objects.filter(from_item__code=now.code_id, to_item__code=before.code_id)
        for one in back.select_related("from_item").order_by("weight", "-from_item__number"):
            found[one.to_item_id] = one.from_item
    return found


def _copy_questions(source: Survey, made: Survey, items: Mapping[int, CodeItem]) -> None:
    old = list(
        source.questions.select_related("item", "section").prefetch_related("choices").order_by("position")
    )
    sections = _copy_sections(source, made, old, items)
    new = [
        Question(
            survey=made,
            section=sections.get(one.section_id or 0) or sections[-(one.item_id or 0)],
            item=items.get(one.item_id or 0),
            position=place,
            copied_from=one,
            **{name: getattr(one, name) for name in SAME},
        )
        for place, one in enumerate(old)
    ]
    Question.objects.bulk_create(new)
    of = {was.pk: now for was, now in zip(old, new, strict=True)}
    resting = [now for was, now in zip(old, new, strict=True) if was.asked_if_id]
    for was, now in zip(old, new, strict=True):
        now.asked_if = of.get(was.asked_if_id or 0)
    Question.objects.bulk_update(resting, ["asked_if"])
    Choice.objects.bulk_create(
        Choice(question=now, position=choice.position, text=choice.text, is_right=choice.is_right)
        for was, now in zip(old, new, strict=True)
        for choice in was.choices.all()
    )


SAME = ("kind", "text", "help", "required", "may_not_know", "lowest", "highest", "asked_if_answer")


def _copy_sections(
    source: Survey, made: Survey, questions: list[Question], items: Mapping[int, CodeItem]
) -> dict[int, Section]:
    """Copies by the old section's key; where there was none, one for each item, by the item's key made negative."""
    found: dict[int, Section] = {}
    item_of = {one.section_id: one.item for one in questions if one.section_id and one.item}
    for one in source.sections.all():
        title, item = one.title, item_of.get(one.pk)
        if item and title == heading_of(item) and item.pk in items:
            title = heading_of(items[item.pk])
        found[one.pk] = Section(survey=made, position=len(found), title=title, introduction=one.introduction)
    for question in questions:
        key = -(question.item_id or 0)
        if not question.section_id and key not in found:
            item = items.get(question.item_id or 0) or question.item
            title = heading_of(item) if item else source.title[:200]
            found[key] = Section(survey=made, position=len(found), title=title)
    Section.objects.bulk_create(found.values())
    return found
