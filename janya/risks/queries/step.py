"""What step 2 reports of itself, and what of the register waits for somebody."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from janya.drives.models import Drive
from janya.drives.rules import Missing, StepState

from .. import rules
from ..models import Acceptance, Band, Risk
from .items import item_rows
from .register import acceptance_floor
from .scales import bands_for


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many open risks wait for what."""

    risks: int
    bare: int
    overdue: int
    due: int
    unaccepted: int
    untargeted: int


def waiting(drive: Drive, bands: list[Band], today: date) -> Waiting:
    """Counts of the open risks; one query."""
    floor = acceptance_floor(bands)
    unaccepted = Q(response=rules.Response.ACCEPT, residual_score__gte=floor, accepted=False)
    counted = (
        Risk.objects.of(drive)
        .open()
        .annotate(accepted=Exists(Acceptance.standing()))
        .aggregate(
            risks=Count("pk"),
            bare=Count("pk", filter=Q(owner=None) | Q(controls="")),
            overdue=Count("pk", filter=Q(review_on__lt=today)),
            due=Count("pk", filter=Q(review_on__lte=today + timedelta(rules.SOON_DAYS))),
            unaccepted=Count("pk", filter=unaccepted),
            untargeted=Count("pk", filter=Q(target_score=None)),
        )
    )
    return Waiting(**counted)


def step_state(drive: Drive, today: date) -> StepState:
    """Step 2: parts are code items looked at, and open risks that have an owner and told controls."""
    items = item_rows(drive)
    loose = [row.item for row in items if not row.is_seen]
    found = waiting(drive, bands_for(drive.agency_id), today)
    here = reverse("risks:list", args=[drive.pk])
    missing = []
    if not found.risks:
        missing.append(Missing(_("ยังไม่มีความเสี่ยงในทะเบียน"), reverse("risks:add", args=[drive.pk])))
    if loose and found.risks:
        numbers = ", ".join(str(item.number) for item in loose)
        missing.append(Missing(_("ยังไม่ได้วิเคราะห์ข้อ %(numbers)s") % {"numbers": numbers}, f"{here}#items"))
    for count, sentence, state in (
        (found.bare, _("ความเสี่ยงที่ยังไม่ระบุผู้รับผิดชอบหรือการควบคุม %(count)s รายการ"), "incomplete"),
        (found.unaccepted, _("ความเสี่ยงที่เสนอให้ยอมรับแต่ยังไม่มีผู้ยอมรับ %(count)s รายการ"), "unaccepted"),
        (found.overdue, _("ความเสี่ยงที่เลยกำหนดทบทวน %(count)s รายการ"), "overdue"),
    ):
        if count:
            missing.append(Missing(sentence % {"count": count}, f"{here}?state={state}#register"))
    facts = [_("ความเสี่ยงเปิดอยู่ %(count)s รายการ") % {"count": found.risks}] if found.risks else []
    done = (len(items) - len(loose) + found.risks - found.bare) if found.risks else 0
    return StepState(2, done, len(items) + found.risks, facts, missing)
