"""Paper forms: how many were printed, piles keyed in one after the other, the last form taken back.

A response keeps no trace of its pile. To take the last form back, one response with the very same answers is removed:
responses of a group that say the same cannot be told apart, so it does not matter which.
"""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from janya.journal import actions as journal
from janya.people.models import Person

from ..models import Batch, Remark, Response, SurveyGroup
from .answering import SurveyIsNotOpen, answer, refusal
from .inviting import hash_of


class CannotBeUndone(Exception):
    """Only the last form of a pile can be taken back, and only until the next one is keyed."""

    def __str__(self) -> str:
        return _("ยกเลิกได้เฉพาะฉบับล่าสุด ก่อนบันทึกฉบับถัดไป และก่อนปิดรับคำตอบ")


class BatchIsDone(Exception):
    """A pile that was ended takes no more forms."""

    def __str__(self) -> str:
        return _("ชุดนี้บันทึกครบแล้ว กรุณาเริ่มชุดใหม่")


@transaction.atomic
def print_forms(group: SurveyGroup, copies: int, *, by: Person) -> None:
    """Note that so many forms are printed for this group."""
    SurveyGroup.objects.filter(pk=group.pk).update(printed=F("printed") + copies)
    journal.record("surveys.paper-printed", group.survey, by=by, group=group.pk, count=copies)


@transaction.atomic
def begin_batch(group: SurveyGroup, *, is_double: bool, by: Person, on: date) -> Batch:
    """A new pile of forms of this group. Raises SurveyIsNotOpen."""
    SurveyGroup.objects.select_for_update().get(pk=group.pk)
    if why := refusal(group, on=on):
        raise SurveyIsNotOpen(why)
    last = Batch.objects.filter(group=group).aggregate(last=Max("number"))["last"] or 0
    made = Batch.objects.create(group=group, number=last + 1, is_double=is_double, by=by)
    journal.record("surveys.paper-begun", group.survey, by=by, group=group.pk, batch=made.number)
    return made


@transaction.atomic
def key_form(
    batch: Batch, *, answers: str, texts: Mapping[int, str], remark: str, number: str, on: date
) -> int:
    """Keep one form through the one door of all answers; tells its number in the pile, 0 when it was sent before.

    No journal line (decision 0006). Raises BatchIsDone, SurveyIsNotOpen, AnswerIsWrong.
    """
    found = Batch.objects.select_for_update().get(pk=batch.pk)
    if found.is_done:
        raise BatchIsDone
    is_new = answer(
        batch.group, answers=answers, texts=texts, remark=remark, number=number, on=on, on_paper=True
    )
    if not is_new:
        return 0
    Batch.objects.filter(pk=batch.pk).update(keyed=F("keyed") + 1, last_form=hash_of(number))
    return found.keyed + 1


@transaction.atomic
def undo_form(
    batch: Batch, *, answers: str, texts: Mapping[int | None, str], number: str, by: Person, on: date
) -> None:
    """Take the last form of a pile back. Raises CannotBeUndone."""
    found = Batch.objects.select_for_update().get(pk=batch.pk)
    if found.is_done or found.last_form != hash_of(number) or refusal(batch.group, on=on):
        raise CannotBeUndone
    alike = Response.objects.filter(group=batch.group, answers=answers).values_list("pk", flat=True).first()
    if alike is None:
        raise CannotBeUndone
    Response.objects.filter(pk=alike).delete()
    for question, text in texts.items():
        told = Remark.objects.filter(group=batch.group, question=question, text=text)
        if (one := told.first()) is not None:
            one.delete()
    Batch.objects.filter(pk=batch.pk).update(keyed=F("keyed") - 1, last_form="")
    journal.record(
        "surveys.paper-undone", batch.group.survey, by=by, group=batch.group_id, batch=batch.number
    )


@transaction.atomic
def end_batch(batch: Batch, *, by: Person) -> None:
    """The pile is through: its count stands. Ending what is ended changes nothing."""
    if Batch.objects.filter(pk=batch.pk, is_done=False).update(is_done=True):
        keyed = Batch.objects.values_list("keyed", flat=True).get(pk=batch.pk)
        journal.record(
            "surveys.paper-keyed",
            batch.group.survey,
            by=by,
            group=batch.group_id,
            batch=batch.number,
            count=keyed,
        )


@transaction.atomic
def begin_kiosk(group: SurveyGroup, *, by: Person) -> None:
    """Note that somebody made a device a place where people answer."""
    journal.record("surveys.kiosk-begun", group.survey, by=by, group=group.pk)


__all__ = [
    "BatchIsDone",
    "CannotBeUndone",
    "SurveyIsNotOpen",
    "begin_batch",
    "begin_kiosk",
    "end_batch",
    "key_form",
    "print_forms",
    "undo_form",
]
