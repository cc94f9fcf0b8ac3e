"""The agency's own lists: kinds of risk and processes of work."""

from django.db import transaction
from django.utils.translation import gettext as _

from janya.journal import actions as journal
from janya.people.models import Agency, Person

from ..models import KindTurnedOff, Process, Risk, RiskKind


class NameIsTaken(Exception):
    """Another one of the list is called so."""

    def __str__(self) -> str:
        return _("มีรายการชื่อนี้อยู่แล้ว กรุณาใช้ชื่ออื่น")


class IsInUse(Exception):
    """Risks have it, so it is not thrown away."""

    def __str__(self) -> str:
        return _("มีความเสี่ยงที่ใช้รายการนี้อยู่ จึงลบไม่ได้")


@transaction.atomic
def add_kind(agency: Agency, *, name: str, description: str, by: Person) -> RiskKind:
    """Give the agency a kind of its own. Raises NameIsTaken."""
    Agency.objects.select_for_update().get(pk=agency.pk)
    there = RiskKind.objects.filter(agency__in=[agency]) | RiskKind.objects.filter(agency=None)
    if there.filter(name=name).exists():
        raise NameIsTaken
    count = RiskKind.objects.filter(agency=agency).count() + 1
    made = RiskKind.objects.create(
        agency=agency, key=f"own-{count}", name=name, description=description, source=agency.name
    )
    journal.record("risks.kind-added", made, by=by, kind=made.key)
    return made


@transaction.atomic
def turn_kind(agency: Agency, kind: RiskKind, *, off: bool, by: Person) -> None:
    """Offer a kind no more, or again; risks that have it keep it. What is so already changes nothing."""
    if off:
        _row, turned = KindTurnedOff.objects.get_or_create(agency=agency, kind=kind)
    else:
        turned = bool(KindTurnedOff.objects.filter(agency=agency, kind=kind).delete()[0])
    if turned:
        journal.record("risks.kind-turned-off" if off else "risks.kind-offered", agency, by=by, kind=kind.key)


@transaction.atomic
def rename_process(process: Process, *, name: str, by: Person) -> Process:
    """Call a process otherwise; under the name of another one, both become that one."""
    same = Process.objects.filter(agency=process.agency_id, name=name).exclude(pk=process.pk).first()
    if same:
        Risk.objects.filter(process=process).update(process=same)
        process.delete()
        journal.record("risks.processes-merged", same, by=by)
        return same
    process.name = name
    process.save(update_fields=["name"])
    journal.record("risks.process-renamed", process, by=by)
    return process


@transaction.atomic
def remove_process(process: Process, *, by: Person) -> None:
    """Take a process off the list. Raises IsInUse."""
    if Risk.objects.filter(process=process).exists():
        raise IsInUse
    journal.record("risks.process-removed", process.agency, by=by, process=process.pk)
    process.delete()
