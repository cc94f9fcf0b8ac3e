from math import ceil
from typing import Any

from axes.helpers import get_cool_off
from axes.utils import reset as forget_failures
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import (
    INTERNAL_RESET_SESSION_TOKEN,
    LoginView,
    LogoutView,
    PasswordResetConfirmView,
    PasswordResetView,
)
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from janya.core.http import Request, go, page, slice_of

from . import actions, queries
from .access import changing, may_change, may_change_email, the_agency, the_person
from .forms import (
    AccountForm,
    AgencyForm,
    ChangePasswordForm,
    FilterForm,
    ForgottenForm,
    InviteForm,
    MoveForm,
    NewPasswordForm,
    PersonForm,
    RenameForm,
    RoleForm,
    SignInForm,
    UnitForm,
)
from .models import Agency, Appointment, Invitation, Person, Unit
from .refusals import EmailIsTaken, Refusal
from .rules import Duty

BACKEND = "django.contrib.auth.backends.ModelBackend"
THEMES = ("light", "dark", "auto")
YEAR = 60 * 60 * 24 * 365


# ── sign-in ────────────────────────────────────────────────────────────────────────────────
class SignIn(LoginView):
    form_class = SignInForm
    template_name = "people/sign_in.html"
    redirect_authenticated_user = True

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


@method_decorator(login_not_required, name="dispatch")
class SignOut(LogoutView):
    """By POST only; whoever is signed out already just comes to sign-in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect("people:sign-in")
        return super().dispatch(request, *args, **kwargs)


class Forgotten(PasswordResetView):
    form_class = ForgottenForm
    template_name = "people/forgotten.html"
    email_template_name = "people/letters/reset.txt"
    subject_template_name = "people/letters/reset_subject.txt"
    success_url = reverse_lazy("people:forgotten-sent")

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


@login_not_required
def forgotten_sent(request: HttpRequest) -> HttpResponse:
    """The same sentence whether or not somebody has the address."""
    return page(request, "people/forgotten_sent.html")


class Reset(PasswordResetConfirmView):
    form_class = NewPasswordForm
    template_name = "people/reset.html"
    user: Person

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return {**{key: value for key, value in kwargs.items() if key != "user"}, "person": self.user}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        actions.change_password(self.user, password=form.cleaned_data["password"], by=self.user)
        forget_failures(username=self.user.email)
        del self.request.session[INTERNAL_RESET_SESSION_TOKEN]
        return go(self.request, "people:sign-in", say=_("ตั้งรหัสผ่านใหม่แล้ว กรุณาเข้าสู่ระบบด้วยรหัสผ่านใหม่"))

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Too many wrong passwords: how long to wait."""
    wait = get_cool_off(request)
    seconds = ceil(wait.total_seconds()) if wait else 0
    answer = render(request, "people/locked_out.html", {"minutes": ceil(seconds / 60)}, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


@login_not_required
@never_cache
@sensitive_post_parameters("password", "password_again")
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Take up an invitation: set a password and begin."""
    today = timezone.localdate()
    invitation = queries.invitation(token, today)
    if invitation is None:
        return page(request, "people/invitation_over.html", status=404)
    form = NewPasswordForm(invitation.person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.accept_invitation(invitation, password=form.cleaned_data["password"], on=today)
        except Refusal:
            return page(request, "people/invitation_over.html", status=404)
        login(request, person, backend=BACKEND)
        return go(request, "home:front", say=_("ตั้งรหัสผ่านแล้ว ยินดีต้อนรับสู่ระบบจรรยา"))
    return page(request, "people/accept.html", form=form, invitation=invitation)


# ── oneself ────────────────────────────────────────────────────────────────────────────────
@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the machine has it; kept in a cookie."""
    onward = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure())
    answer = go(request, onward if safe else "home:front")
    if (chosen := request.POST.get("theme")) in THEMES:
        answer.set_cookie(
            "janya_theme", chosen, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.HTTPS
        )
    return answer


def account(request: Request) -> HttpResponse:
    """One's own name, roles, language and theme."""
    person = request.user
    form = AccountForm(request.POST or None, instance=Person.objects.get(pk=person.pk))
    if request.method == "POST" and form.is_valid():
        actions.change_person(person, by=person, on=timezone.localdate(), **form.cleaned_data)
        return go(request, "people:account", say=_("บันทึกข้อมูลของท่านแล้ว"))
    return page(request, "people/account.html", form=form, theme=request.COOKIES.get("janya_theme", "light"))


@sensitive_post_parameters()
def password(request: Request) -> HttpResponse:
    """A new password for oneself; sessions on other machines end."""
    person = Person.objects.get(pk=request.user.pk)
    form = ChangePasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.change_password(person, password=form.cleaned_data["password"], by=person)
        update_session_auth_hash(request, person)
        return go(request, "people:account", say=_("เปลี่ยนรหัสผ่านแล้ว เครื่องอื่นที่เข้าสู่ระบบค้างไว้ต้องเข้าสู่ระบบใหม่"))
    return page(request, "people/password.html", form=form)


# ── agency and units ───────────────────────────────────────────────────────────────────────
def agency(request: Request, agency: int) -> HttpResponse:
    """The agency's own facts, and the way to its settings."""
    found = the_agency(request, agency, Duty.MANAGE if request.method == "POST" else Duty.VIEW)
    form = AgencyForm(request.POST or None, instance=Agency.objects.get(pk=found.pk))
    if request.method == "POST" and form.is_valid():
        actions.change_agency(found, by=request.user, **form.cleaned_data)
        return go(request, "people:agency", found.pk, say=_("บันทึกข้อมูลส่วนราชการแล้ว"))
    return page(
        request, "people/agency.html", agency=found, form=form, manages=request.user.may(Duty.MANAGE, found)
    )


def units(request: Request, agency: int) -> HttpResponse:
    """The tree of units; a new unit is added below it."""
    found = the_agency(request, agency, Duty.MANAGE if request.method == "POST" else Duty.VIEW)
    form = UnitForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_unit(found, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            return go(request, "people:units", found.pk, say=_("เพิ่มหน่วยงานแล้ว"))
    return page(
        request,
        "people/units.html",
        agency=found,
        form=form,
        units=queries.units_of(found),
        manages=request.user.may(Duty.MANAGE, found),
    )


def the_unit(request: Request, pk: int) -> Unit:
    unit = get_object_or_404(Unit.objects.select_related("agency", "parent"), pk=pk)
    the_agency(request, unit.agency_id, Duty.MANAGE)
    return unit


def rename_unit(request: Request, unit: int) -> HttpResponse:
    found = the_unit(request, unit)
    form = RenameForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename_unit(found, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            return go(request, "people:units", found.agency_id, say=_("เปลี่ยนชื่อหน่วยงานแล้ว"))
    heading = _("เปลี่ยนชื่อหน่วยงาน")
    return page(request, "people/unit.html", unit=found, agency=found.agency, form=form, heading=heading)


def move_unit(request: Request, unit: int) -> HttpResponse:
    found = the_unit(request, unit)
    form = MoveForm(found, request.POST or None, initial={"parent": found.parent_id})
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_unit(found, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error("parent", str(refusal))
        else:
            return go(request, "people:units", found.agency_id, say=_("ย้ายหน่วยงานแล้ว"))
    heading = _("ย้ายหน่วยงาน")
    return page(request, "people/unit.html", unit=found, agency=found.agency, form=form, heading=heading)


@require_POST
def remove_unit(request: Request, unit: int) -> HttpResponse:
    found = the_unit(request, unit)
    try:
        actions.remove_unit(found, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return go(request, "people:units", found.agency_id)
    return go(request, "people:units", found.agency_id, say=_("ลบหน่วยงานแล้ว"))


# ── people ─────────────────────────────────────────────────────────────────────────────────
def people(request: Request, agency: int) -> HttpResponse:
    """Who works here and who holds a role here; found by a part of the name."""
    found = the_agency(request, agency)
    form = FilterForm(found, request.GET or None)
    chosen = {key: value for key, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    rows = slice_of(request, queries.people_of(found, **chosen, on=timezone.localdate()))
    return page(
        request,
        "people/list.html",
        fragment="rows",
        agency=found,
        filters=form,
        filtered=bool(chosen),
        rows=rows,
        manages=request.user.may(Duty.MANAGE, found),
    )


def show(request: Request, person: int) -> HttpResponse:
    """One person: post, place of work, and the roles in agencies that the viewer may see."""
    found, viewer = the_person(request, person), request.user
    held = [
        (one, viewer.may(Duty.MANAGE, one.agency_id))
        for one in found.appointments.select_related("agency", "unit").order_by("-ended_on", "pk")
        if viewer.may(Duty.VIEW, one.agency_id) or found.pk == viewer.pk
    ]
    near = {one.agency.pk: one.agency for one, _manages in held if one.ended_on is None}
    if found.workplace:
        near[found.workplace.pk] = found.workplace
    managed = [one for one in near.values() if viewer.may(Duty.MANAGE, one)]
    invitations = Invitation.objects.open(timezone.localdate()).filter(person=found, agency__in=managed)
    return page(
        request,
        "people/show.html",
        person=found,
        held=[pair for pair in held if pair[0].ended_on is None],
        ended=[one for one, _manages in held if one.ended_on],
        managed=managed,
        invitations=invitations.select_related("agency", "invited_by"),
        link=request.session.pop(f"invitation-{found.pk}", "") if managed else "",
        may_change=may_change(viewer, found),
        signs_in=found.email and found.has_usable_password(),
    )


def add_person(request: Request, agency: int) -> HttpResponse:
    found = the_agency(request, agency, Duty.MANAGE)
    form = PersonForm(found, request.POST or None, initial={"home_agency": found.pk})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_person(found, by=request.user, on=timezone.localdate(), **form.cleaned_data)
        except EmailIsTaken as taken:
            form.add_error("email", str(taken))
        else:
            return go(request, made, say=_("เพิ่มรายชื่อแล้ว"))
    return page(request, "people/form.html", agency=found, form=form, heading=_("เพิ่มรายชื่อบุคคล"))


def change_person(request: Request, person: int) -> HttpResponse:
    found = the_person(request, person)
    changing(request, found)
    form = PersonForm(
        found.workplace,
        request.POST or None,
        instance=found,
        may_change_email=may_change_email(request.user, found),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_person(found, by=request.user, on=timezone.localdate(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("email" if "email" in form.fields else None, str(refusal))
        else:
            return go(request, found, say=_("บันทึกข้อมูลบุคคลแล้ว"))
    return page(
        request,
        "people/form.html",
        agency=found.workplace,
        person=found,
        form=form,
        heading=_("แก้ไขข้อมูลบุคคล"),
    )


@require_POST
def leave(request: Request, agency: int, person: int) -> HttpResponse:
    """The person no longer works here."""
    found, where = the_person(request, person), the_agency(request, agency, Duty.MANAGE)
    try:
        actions.leave(found, agency=where, by=request.user, on=timezone.localdate())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return go(request, found)
    return go(request, "people:list", where.pk, say=_("บันทึกการพ้นจากส่วนราชการแล้ว"))


def appoint(request: Request, agency: int, person: int) -> HttpResponse:
    found, where = the_person(request, person), the_agency(request, agency, Duty.MANAGE)
    form = RoleForm(where, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.appoint(
                found, agency=where, by=request.user, on=timezone.localdate(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error("role", str(refusal))
        else:
            return go(request, found, say=_("กำหนดบทบาทแล้ว"))
    return page(request, "people/appoint.html", agency=where, person=found, form=form)


@require_POST
def end_appointment(request: Request, appointment: int) -> HttpResponse:
    seen = Appointment.objects.filter(agency__in=Agency.objects.where(request.user, Duty.VIEW)).present()
    found = get_object_or_404(seen.select_related("person", "agency"), pk=appointment)
    the_agency(request, found.agency_id, Duty.MANAGE)
    try:
        actions.end_appointment(found, by=request.user, on=timezone.localdate())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return go(request, found.person)
    still_seen = Person.objects.visible_to(request.user).filter(pk=found.person_id).exists()
    say = _("สิ้นสุดบทบาทแล้ว")
    return (
        go(request, found.person, say=say)
        if still_seen
        else go(request, "people:list", found.agency_id, say=say)
    )


def invite(request: Request, agency: int) -> HttpResponse:
    """Ask somebody to sign in; `?person=` fills in a person of the list."""
    found, today = the_agency(request, agency, Duty.MANAGE), timezone.localdate()
    form = InviteForm(found, request.POST or None, initial=asked(request))
    if request.method == "POST" and form.is_valid():
        try:
            invited = actions.invite(
                found,
                **form.cleaned_data,
                by=request.user,
                on=today,
                link=lambda token: request.build_absolute_uri(reverse("people:accept", args=[token])),
                sign_in=request.build_absolute_uri(reverse("people:sign-in")),
            )
        except Refusal as refusal:
            form.add_error("email", str(refusal))
        else:
            if invited.link and not settings.EMAIL_HOST:
                request.session[f"invitation-{invited.person.pk}"] = invited.link
            return go(
                request, invited.person, say=_("เชิญ %(name)s แล้ว") % {"name": invited.person.get_full_name()}
            )
    return page(request, "people/invite.html", agency=found, form=form, days=settings.INVITATION_DAYS)


def asked(request: Request) -> dict[str, Any]:
    """What is known of the person to be invited."""
    number = request.GET.get("person", "")
    if not (number.isascii() and number.isdecimal() and len(number) < len(str(2**63))):
        return {}
    found = the_person(request, int(number))
    names = ("email", "prename", "first_name", "last_name")
    return {**{name: getattr(found, name) for name in names}, "unit": found.unit_id}


@require_POST
def withdraw(request: Request, invitation: int) -> HttpResponse:
    seen = Invitation.objects.filter(agency__in=Agency.objects.where(request.user, Duty.VIEW))
    found = get_object_or_404(seen.select_related("person"), pk=invitation)
    the_agency(request, found.agency_id, Duty.MANAGE)
    try:
        actions.withdraw_invitation(found, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return go(request, found.person)
    return go(request, found.person, say=_("ถอนคำเชิญแล้ว"))
