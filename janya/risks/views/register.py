"""The register as a page: pictures, code items, rows; and what stands around it."""

from functools import partial
from hashlib import sha256
from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from janya.core.charts import Chart
from janya.core.http import Request, go, page, slice_of
from janya.core.search_select import asked as typed
from janya.drives import queries as drives
from janya.drives.access import changing, drives_of, the_drive
from janya.drives.models import Drive
from janya.people.queries import called

from .. import actions, queries
from ..forms import AddForm, people_of
from ..models import RESPONSES, Band, Risk
from .common import KEPT, edits

PICTURES = ("residual", "inherent", "target", queries.MOVES)
OF_A_CELL = ("cell", "which", "before", "left", "aim", "sort")
COLUMNS = (
    ("number", gettext_lazy("รหัส"), ""),
    ("", gettext_lazy("ความเสี่ยง"), ""),
    ("", gettext_lazy("ข้อ"), ""),
    ("inherent", gettext_lazy("ก่อนควบคุม"), "risk-num"),
    ("residual", gettext_lazy("เหลืออยู่"), ""),
    ("", gettext_lazy("เป้าหมาย"), ""),
    ("owner", gettext_lazy("ผู้รับผิดชอบ"), ""),
    ("", gettext_lazy("ตอบสนอง"), ""),
    ("review", gettext_lazy("ทบทวนภายใน"), ""),
)


def risk_list(request: Request, drive: int) -> HttpResponse:
    """The picture, the code items and the register; htmx asks for the rows alone, so the rest waits to be shown."""
    found = the_drive(request, drive)
    today = timezone.localdate()
    at = (found.pk, get_language(), drives.mark(found), today)
    bands = KEPT.get((*at, "bands"), lambda: queries.bands_for(found.agency_id))
    filters = queries.filters_of(request.GET.dict())
    which = filters["which"] if filters.get("which") in PICTURES else "residual"
    asked = (*at, "rows", request.GET.get("page", ""), *filters.items())
    risks, rows = KEPT.get(
        asked, lambda: shown(request, queries.register(found, filters, bands, today), bands, filters)
    )
    return page(
        request,
        "risks/list.html",
        fragment="rows",
        drive=found,
        risks=risks,
        rows=rows,
        asked=sha256(repr(asked).encode()).hexdigest(),
        bands=bands,
        filters=filters,
        narrowed=queries.narrowing(filters),
        which=which,
        pictures=PICTURES,
        columns=columns(filters.get("sort", "")),
        cell=queries.cell_of(filters.get("cell", "")),
        chart=partial(
            KEPT.get, (*at, "map", *filters.items()), partial(picture, found, bands, filters, which)
        ),
        items=partial(KEPT.get, (*at, "items"), partial(queries.item_rows, found)),
        choices=partial(KEPT.get, (*at, "choices"), partial(queries.choices, found)),
        waiting=partial(KEPT.get, (*at, "waiting"), partial(queries.waiting, found, bands, today)),
        responses=RESPONSES,
        earlier=any(
            one.agency_id == found.agency_id and one.fiscal_year < found.fiscal_year
            for one in drives_of(request)
        ),
        beside=partial(queries.beside, found),
        edits=edits(request, found),
        has_any=Risk.objects.of(found).exists,
    )


def picture(drive: Drive, bands: list[Band], filters: dict[str, str], which: str) -> Chart:
    """The heat map or the moves, of the whole register or of what the filters leave."""
    kept = {name: value for name, value in filters.items() if name not in OF_A_CELL}
    rows = queries.narrowed(drive, kept, bands) if queries.narrowing(kept) else None
    if which == queries.MOVES:
        return queries.movement_map(drive, bands, rows=rows, kept=kept)
    return queries.heat_map(
        drive, bands, which=which, cell=filters.get("cell", ""), rows=rows, kept=queries.narrowing(kept)
    )


def shown(
    request: Request, register: "QuerySet[Risk]", bands: list[Band], filters: dict[str, str]
) -> tuple["Page[Risk]", list[queries.RiskRow]]:
    """The page of the register that was asked for."""
    risks = slice_of(request, register)
    risks.object_list = list(risks.object_list)
    return risks, queries.rows_of(list(risks.object_list), bands, words=filters.get("q", ""))


def columns(sort: str) -> list[dict[str, Any]]:
    """The heads of the list: by which one sorts, and which way it is sorted now."""
    present = sort.removeprefix("-")
    present = present if present in queries.SORTS else "residual"
    turned = sort.startswith("-")
    falls = {"inherent", "residual"}  # what these show first is the greatest
    return [
        {
            "key": key,
            "word": word,
            "css": css,
            "to": f"-{key}" if key == present and not turned else key,
            "is_sorted": bool(key) and key == present,
            "falls": (key in falls) is not turned,
        }
        for key, word, css in COLUMNS
    ]


def add(request: Request, drive: int) -> HttpResponse:
    """A new risk, empty or from an example of the bank."""
    found = the_drive(request, drive)
    changing(request, found)
    item = queries.whole_number(request.GET.get("item", ""))
    begun = queries.example_for(found, request.GET.get("example", ""))
    form = AddForm(request.POST or None, drive=found, initial={"items": [item] if item else [], **begun})
    if request.method == "POST" and form.is_valid():
        made = actions.add(found, by=request.user, on=timezone.localdate(), **form.cleaned_data)
        return go(request, made, say=_("เพิ่มความเสี่ยงในทะเบียนแล้ว"))
    return page(request, "risks/add.html", fragment="form", drive=found, form=form, begun=begun)


def people(request: Request, drive: int) -> HttpResponse:
    """Names that fit what is typed, for a box that asks who."""
    found = the_drive(request, drive)
    words = typed(request.GET) or str(next(iter(request.GET.values()), ""))
    rows = people_of(found).named_like(words)[:20] if words.strip() else []
    proposed = [called(one) for one in rows]
    return page(request, "risks/people.html", fragment="options", drive=found, words=words, proposed=proposed)


def weigh(request: Request, drive: int) -> HttpResponse:
    """The scores of the levels chosen so far, for a form that is being filled in."""
    found = the_drive(request, drive)
    chosen = {name: request.GET.get(name, "") for name in actions.LEVELS}
    return page(
        request,
        "risks/weigh.html",
        fragment="weighed",
        drive=found,
        weighed=queries.weigh(chosen, found.agency_id),
    )


def bank(request: Request, drive: int) -> HttpResponse:
    """The bank of example risks, by code item."""
    found = the_drive(request, drive)
    item, words = request.GET.get("item", ""), request.GET.get("q", "")
    return page(
        request,
        "risks/bank.html",
        fragment="rows",
        drive=found,
        gathered=queries.bank_rows(found, item=item, words=words),
        items=[row.item for row in queries.item_rows(found)],
        filters={"item": item, "q": words},
        edits=edits(request, found),
    )


def units(request: Request, drive: int) -> HttpResponse:
    """Units compared."""
    found = the_drive(request, drive)
    bands = queries.bands_for(found.agency_id)
    rows = queries.compared(found, bands, timezone.localdate())
    levels = queries.levels_of(bands)
    return page(
        request,
        "risks/units.html",
        drive=found,
        lines=[(row, queries.named(row.unit), row.counted(list(levels))) for row in rows],
        levels=levels,
        chart=queries.comparison(found, rows, bands),
    )


def carry(request: Request, drive: int) -> HttpResponse:
    """Risks of the year before, to be carried into this one."""
    found = the_drive(request, drive)
    changing(request, found)
    earlier = queries.previous_drive(found)
    bands = queries.bands_for(found.agency_id)
    rows = queries.carriable(found, earlier, bands) if earlier else []
    if request.method == "POST":
        chosen = {queries.whole_number(typed) for typed in request.POST.getlist("risk")}
        picked = [one.row.risk for one in rows if one.row.risk.pk in chosen]
        made = actions.carry(found, picked, by=request.user, on=timezone.localdate())
        if made:
            said = _("ยกมา %(count)s รายการ กรุณาทบทวนระดับและการควบคุมของปีนี้") % {"count": len(made)}
            return go(request, "risks:list", found.pk, say=said)
    return page(
        request,
        "risks/carry.html",
        status=422 if request.method == "POST" else 0,
        drive=found,
        earlier=earlier,
        rows=rows,
        left=sum(not one.carried for one in rows),
    )
