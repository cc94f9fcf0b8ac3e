"""Coverage by five dimensions, and the list of persons with what one does about it."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from janya.core import documents, http
from janya.core.charts import Bar, Bars
from janya.core.charts.page import bar_words
from janya.core.http import Request, page, slice_of
from janya.core.thai import to_arabic_digits
from janya.drives.access import the_drive

from .. import papers, queries
from ..models import REASONS, SigningTerm
from ..queries import DIMENSIONS, NONE, UNSIGNED, Chosen

GOAL = 100  # percent


@require_safe
def coverage(request: Request, drive: int) -> HttpResponse:
    """Coverage by one dimension, of all or of those the filter leaves."""
    found = the_drive(request, drive)
    seen = queries.sight(found)
    by = request.GET.get("by", "unit")
    by = by if by in DIMENSIONS else "unit"
    chosen = Chosen.of(request.GET, found, seen.mark).groups
    rows = slice_of(request, queries.rows_of(seen, by, chosen))
    whole = (
        queries.total(seen, chosen)
        if by != "place"
        else sum((row.count for row in rows.paginator.object_list), queries.Count3())
    )
    return page(
        request,
        "codes/coverage.html",
        fragment="coverage",
        drive=found,
        by=by,
        dimensions=DIMENSIONS.items(),
        chosen=chosen,
        whole=whole,
        rows=rows,
        lines=[(row, leads_to(by, row, chosen)) for row in rows.object_list],
        chart=chart(by, list(rows.object_list), whole),
        mark=seen.mark,
        options=lambda: queries.options(seen, chosen),
        trail=trail(seen, chosen),
        due_on=SigningTerm.objects.filter(drive=found).values_list("due_on", flat=True).first(),
    )


def leads_to(by: str, row: queries.CoverageRow, chosen: Chosen) -> str:
    """The filter of the list that shows those of a row who have not signed; none where the list has no such filter."""
    if by == "place" or row.is_itself:
        return ""
    groups = {name: getattr(chosen, name) for name in ("unit", "level", "home", "kind")} | {by: row.key}
    return urlencode({name: value for name, value in groups.items() if value})


def chart(by: str, rows: "list[queries.CoverageRow]", whole: queries.Count3) -> Bars:
    return Bars(
        title=_("ร้อยละของผู้ลงนามรับทราบ แยกตาม%(dimension)s") % {"dimension": DIMENSIONS[by]},
        description=_("ลงนามแล้ว %(signed)s จาก %(total)s คน")
        % {"signed": f"{whole.signed:,}", "total": f"{whole.people:,}"},
        rows=tuple(
            Bar(
                row.name,
                row.count.percent,
                _("%(signed)s จาก %(people)s คน")
                % {"signed": f"{row.count.signed:,}", "people": f"{row.count.people:,}"},
            )
            for row in rows
        ),
        words=bar_words(str(DIMENSIONS[by]), _("ร้อยละ")),
        unit="%",
        maximum=100,
        target=GOAL,
    )


def trail(seen: queries.Sight, chosen: Chosen) -> list[queries.UnitName]:
    """The units from the top down to the one that is looked into."""
    every = queries.units(seen.drive, seen.mark)
    looked = every.get(int(chosen.unit)) if chosen.unit not in {"", NONE} else None
    return [every[pk] for pk in looked.above] if looked else []


# ── the list ───────────────────────────────────────────────────────────────────────────────
@require_safe
def people(request: Request, drive: int) -> HttpResponse:
    """Those who have not signed (or have), with why, how they can be reached, and what one can do about exactly these."""
    found = the_drive(request, drive)
    seen = queries.sight(found)
    chosen = Chosen.of(request.GET, found, seen.mark)
    rows: Any = slice_of(request, queries.Lines(seen, chosen))  # type: ignore[arg-type]
    rows.object_list = list(rows.object_list)
    count = rows.paginator.count
    return page(
        request,
        "codes/people.html",
        fragment="people",
        drive=found,
        chosen=chosen,
        rows=rows,
        mark=seen.mark,
        options=lambda: queries.options(seen, chosen),
        reasons=[(key.value, label) for key, label in REASONS.items()],
        filters=filters_of(request),
        forms_at=reverse("codes:forms", args=[found.pk]),
        parts=papers.parts(count) if chosen.show == UNSIGNED else 0,
        kept=[pair for pair in request.GET.items() if pair[0] not in {"page", "part"}],
        most_forms=papers.MOST_FORMS,
        whole=queries.total(seen),
    )


def filters_of(request: Request) -> str:
    """The filter as it stands in the address, without the page."""
    asked = request.GET.copy()
    asked.pop("page", None)
    return asked.urlencode()


@require_safe
def export(request: Request, drive: int, kind: str) -> HttpResponse:
    """Exactly what is filtered, as Excel or CSV."""
    found = the_drive(request, drive)
    seen = queries.sight(found)
    chosen = Chosen.of(request.GET, found, seen.mark)
    data = papers.register(seen, chosen, kind, on=localdate())
    return http.download(data, papers.register_name(found, chosen), kind)


@require_safe
def forms(request: Request, drive: int) -> HttpResponse:
    """The set forms of those who were chosen as one PDF; of many, part by part."""
    found = the_drive(request, drive)
    seen = queries.sight(found)
    chosen = Chosen.of(request.GET, found, seen.mark)
    typed = to_arabic_digits(request.GET.get("part", "1").strip())
    part = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 1
    facts = papers.forms(seen, chosen, part)
    if not facts["forms"]:
        raise Http404(_("ไม่มีผู้ที่ต้องพิมพ์แบบตามที่เลือก"))
    data = documents.press("codes/typst/forms.typ", facts, as_of=localdate())
    return http.download(data, _("แบบลงนามรับทราบประมวลจริยธรรม ชุดที่ %(n)s") % {"n": max(part, 1)}, "pdf")


@require_safe
def summary(request: Request, drive: int) -> HttpResponse:
    """The official summary by unit as PDF."""
    found = the_drive(request, drive)
    data = documents.press(
        "codes/typst/summary.typ", papers.summary(queries.sight(found), on=localdate()), as_of=localdate()
    )
    name = _("สรุปการลงนามรับทราบประมวลจริยธรรม ปี %(year)s") % {"year": found.fiscal_year}
    return http.download(data, name, "pdf")
