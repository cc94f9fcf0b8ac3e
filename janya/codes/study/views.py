"""How far the agency is item by item, and whether the questions must be passed before one signs."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from janya.codes.signing.queries import sight
from janya.core.charts import Bar, Bars
from janya.core.charts.page import bar_words
from janya.core.http import Request, download, go, page
from janya.drives.access import changing, the_drive

from . import actions, exports, queries
from .forms import StudyTermForm
from .models import StudyTerm


def progress(request: Request, drive: int) -> HttpResponse:
    """Read, tried and passed by item; passed by unit; POST says what the drive asks of those who sign."""
    found = the_drive(request, drive)
    term = StudyTerm.objects.filter(drive=found).first()
    form = StudyTermForm(request.POST or None, instance=term)
    if request.method == "POST":
        changing(request, found)
        if form.is_valid():
            actions.set_term(found, quiz_needed=form.cleaned_data["quiz_needed"], by=request.user)
            return go(request, "codes:progress", found.pk, say=_("บันทึกเงื่อนไขก่อนลงนามแล้ว"))
    seen = sight(found)
    rows = queries.by_item(seen)
    return page(
        request,
        "codes/progress.html",
        drive=found,
        form=form,
        needed=bool(term and term.quiz_needed),
        rows=rows,
        units=queries.by_unit(seen),
        people=rows[0].people if rows else 0,
        chart=chart(rows),
    )


def chart(rows: list[queries.ItemStudy]) -> Bars:
    return Bars(
        title=_("ร้อยละของผู้ตอบคำถามทบทวนถูกทุกข้อ แยกตามข้อของประมวล"),
        description=_("แต่ละแท่งเทียบกับผู้ปฏิบัติราชการทั้งหมด"),
        rows=tuple(
            Bar(
                _("ข้อ %(n)s %(title)s") % {"n": row.number, "title": row.title},
                row.percent_passed if row.asks else None,
                _("อ่านแล้ว %(read)s ผ่าน %(passed)s จาก %(people)s คน")
                % {"read": f"{row.read:,}", "passed": f"{row.passed:,}", "people": f"{row.people:,}"},
            )
            for row in rows
        ),
        words=bar_words(_("ข้อ"), _("ร้อยละ")),
        unit="%",
        maximum=100,
    )


@require_safe
def export(request: Request, drive: int) -> HttpResponse:
    """The same figures as a workbook."""
    found = the_drive(request, drive)
    name = _("การศึกษารายข้อ %(year)s") % {"year": found.fiscal_year}
    return download(exports.workbook(sight(found)), name, "xlsx")
