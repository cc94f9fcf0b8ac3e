from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from janya.core.http import Request, go, page
from janya.drives.access import changing, the_drive
from janya.norms.models import CodeItem
from janya.people.rules import Duty

from . import actions, queries
from .forms import ItemForm, SignForm
from .study.models import Case, QuizQuestion


def study(request: Request, drive: int) -> HttpResponse:
    """One's own way through the items; for officers the agency's coverage beside it."""
    found = the_drive(request, drive, Duty.BELONG)
    return page(request, "codes/study.html", drive=found, own=queries.own(found, request.user))


def item(request: Request, drive: int, item: int) -> HttpResponse:
    """The reading page of one item; POST records the reading and goes on to the next."""
    found = the_drive(request, drive, Duty.BELONG)
    shown = get_object_or_404(CodeItem.objects.of(found.code_id, found.agency_id), pk=item)
    if request.method == "POST":
        changing(request, found, Duty.BELONG)
        actions.read(found, shown, by=request.user, at=timezone.now())
        onward = queries.own(found, request.user).next
        if onward:
            return go(
                request,
                "codes:item",
                found.pk,
                onward.pk,
                say=_("บันทึกการอ่านข้อ %(n)s แล้ว") % {"n": shown.number},
            )
        return go(request, "codes:study", found.pk, say=_("ท่านอ่านครบทุกข้อแล้ว ลงนามรับทราบได้"))
    own = queries.own(found, request.user)
    items = [one.item for one in own.items]
    at = items.index(shown)
    return page(
        request,
        "codes/item.html",
        drive=found,
        item=shown,
        sub_items=shown.sub_items.all(),
        cases=list(Case.objects.filter(item=shown)),
        quiz=list(QuizQuestion.objects.filter(item=shown)),
        own=own,
        read=own.items[at].read,
        before=items[at - 1] if at else None,
        after=items[at + 1] if at + 1 < len(items) else None,
    )


def sign(request: Request, drive: int) -> HttpResponse:
    """Sign the acknowledgement on screen."""
    found = the_drive(request, drive, Duty.BELONG)
    own = queries.own(found, request.user)
    if own.acknowledgement or not own.may_sign:
        return redirect("codes:study", found.pk)
    text = actions.text_to_sign(found, request.user)
    form = SignForm(request.POST or None, initial={"text": text})
    if request.method == "POST":
        changing(request, found, Duty.BELONG)
        if form.is_valid():
            facts = form.cleaned_data
            try:
                actions.sign(
                    found,
                    typed_name=facts["typed_name"],
                    text=facts["text"],
                    by=request.user,
                    at=timezone.now(),
                )
            except actions.CannotSign as refused:
                form.data = {**dict(form.data.items()), "text": text}
                form.add_error("typed_name", str(refused))
            else:
                return go(request, "codes:study", found.pk, say=_("ลงนามรับทราบเรียบร้อยแล้ว"))
    return page(request, "codes/sign.html", fragment="form", drive=found, form=form, text=text)


def add_item(request: Request, drive: int) -> HttpResponse:
    """An agency adds an item of its own behind the code's."""
    found = the_drive(request, drive)
    changing(request, found, Duty.MANAGE)
    form = ItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_item(found.code, found.agency, by=request.user, **form.cleaned_data)
        return go(request, "codes:study", found.pk, say=_("เพิ่มข้อของส่วนราชการแล้ว"))
    return page(request, "codes/add_item.html", drive=found, form=form)
