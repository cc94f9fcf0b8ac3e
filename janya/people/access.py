"""Which agency or person a page is about, and whether the one who asks may change it."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from janya.core.http import Request

from .models import Agency, Person
from .rules import Duty


def the_agency(request: Request, pk: int, duty: Duty = Duty.VIEW) -> Agency:
    """The agency of this number: 404 for whoever may not see it, 403 for whoever sees it without the duty."""
    agency = get_object_or_404(Agency.objects.where(request.user, Duty.VIEW), pk=pk)
    if not request.user.may(duty, agency):
        raise PermissionDenied(
            _(
                "บทบาทของท่านดูข้อมูลนี้ได้ แต่แก้ไขไม่ได้ หากจำเป็นต้องแก้ไข กรุณาติดต่อกลุ่มงานคุ้มครองจริยธรรมหรือผู้ดูแลระบบของหน่วยงาน"
            )
        )
    return agency


def the_person(request: Request, pk: int) -> Person:
    seen = Person.objects.visible_to(request.user).select_related(
        "workplace", "home_agency", "unit", "staff_kind", "position_level"
    )
    return get_object_or_404(seen, pk=pk)


def may_change(viewer: Person, person: Person) -> bool:
    """Where a person works decides who may correct the record; an outsider's is kept where a role is held."""
    if person.workplace_id:
        return viewer.may(Duty.MANAGE, person.workplace_id)
    return any(viewer.may(Duty.MANAGE, held.agency_id) for held in person.appointments_held)


def may_change_email(viewer: Person, person: Person) -> bool:
    """An e-mail opens every role a person holds, so only who manages all those agencies may change it."""
    return may_change(viewer, person) and all(
        viewer.may(Duty.MANAGE, held.agency_id) for held in person.appointments_held
    )


def changing(request: Request, person: Person) -> None:
    if not may_change(request.user, person):
        raise PermissionDenied(_("แก้ไขข้อมูลบุคคลนี้ได้เฉพาะผู้ดูแลของส่วนราชการที่บุคคลนี้ปฏิบัติราชการ"))
