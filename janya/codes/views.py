from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from janya.core.http import Request, go, page
from janya.drives.access import changing, the_drive
from janya.drives.models import Drive
from janya.norms.models import CodeItem
from janya.people.rules import Duty

from . import actions, queries
from .forms import ItemForm, SignForm
from .study import actions as studying
from .study.forms import QuizForm
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
    return show_item(request, found, shown, QuizForm(QuizQuestion.objects.filter(item=shown)))


@require_POST
def quiz(request: Request, drive: int, item: int) -> HttpResponse:
    """Answer the questions of an item: what is right and why is shown at once, as often as one likes."""
    found = the_drive(request, drive, Duty.BELONG)
    shown = get_object_or_404(CodeItem.objects.of(found.code_id, found.agency_id), pk=item)
    changing(request, found, Duty.BELONG)
    form = QuizForm(QuizQuestion.objects.filter(item=shown), request.POST)
    if not form.is_valid():
        return show_item(request, found, shown, form)
    try:
        marked, _result = studying.answer(
            found, shown, form.questions, form.chosen, by=request.user, at=timezone.now()
        )
    except studying.QuizHasChanged as changed:
        form.add_error(None, str(changed))
        return show_item(request, found, shown, form)
    return show_item(request, found, shown, form, marked=marked)


def show_item(
    request: Request,
    drive: Drive,
    shown: CodeItem,
    form: QuizForm,
    *,
    marked: list[studying.Marked] | None = None,
) -> HttpResponse:
    """The reading page; `marked` are answers just given."""
    own = queries.own(drive, request.user)
    items = [one.item for one in own.items]
    at = items.index(shown)
    return page(
        request,
        "codes/item.html",
        fragment="quiz",
        drive=drive,
        item=shown,
        sub_items=shown.sub_items.all(),
        cases=list(Case.objects.filter(item=shown)),
        form=form,
        marked=marked,
        result=own.items[at].quiz,
        again=request.GET.get("again") == "1",
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
