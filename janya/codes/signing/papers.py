"""What goes out: the set forms to print, the register as a table, the summary by unit, the certificate."""

import io
from collections.abc import Iterator
from datetime import date
from math import ceil
from typing import Any

import segno
from django.utils import timezone
from django.utils.translation import gettext as _

from janya.core import sheets
from janya.core.sheets import Column
from janya.drives.models import Drive
from janya.norms.models import CodeItem
from janya.people.models import Person

from . import actions, queries
from .models import Acknowledgement
from .queries import ALL, SIGNED, Chosen, Count3, Sight

MOST_FORMS = 500  # of one PDF: what a person fetches from the printer at once


# ── forms ──────────────────────────────────────────────────────────────────────────────────
def parts(count: int) -> int:
    """How many PDFs the forms of so many persons make."""
    return ceil(count / MOST_FORMS)


def forms(seen: Sight, chosen: Chosen, part: int = 1) -> dict[str, Any]:
    """Facts of the forms of those who were chosen, unit by unit as they are handed out; `part` of MOST_FORMS each."""
    start = (max(part, 1) - 1) * MOST_FORMS
    people = (
        queries.of_choice(seen, chosen)
        .select_related("unit")
        .order_by("unit__path", "order", "pk")[start : start + MOST_FORMS]
    )
    items = CodeItem.objects.filter(pk__in=seen.items).order_by("number", "pk")
    drive = seen.drive
    return {
        "agency": drive.agency.name,
        "year": drive.fiscal_year,
        "code": drive.code.title,
        "gazette": drive.code.gazette,
        "items": [{"number": one.number, "title": one.title} for one in items],
        "forms": [form(seen, person) for person in people],
    }


def form(seen: Sight, person: Person) -> dict[str, str]:
    made = actions.form_of(seen, person)
    return {
        "name": person.get_full_name(),
        "position": person.position_title,
        "unit": person.unit.name if person.unit else "",
        "text": made.text,
        "number": made.number,
        "qr": qr(made.code),
    }


def qr(text: str) -> str:
    """A QR code as SVG, with a quarter of its squares to spare for folds and stains."""
    held = io.BytesIO()
    segno.make(text, error="q", micro=False).save(held, kind="svg", scale=4, border=2, xmldecl=False)
    return held.getvalue().decode()


# ── the register ───────────────────────────────────────────────────────────────────────────
def columns() -> list[Column]:
    return [
        Column(_("ลำดับ"), 8, "number"),
        Column(_("ชื่อและนามสกุล"), 28),
        Column(_("รหัสบุคลากร"), 14),
        Column(_("ตำแหน่ง"), 32),
        Column(_("ประเภทและระดับตำแหน่ง"), 30),
        Column(_("ประเภทบุคลากร"), 18),
        Column(_("หน่วยงาน"), 32),
        Column(_("สังกัด"), 28),
        Column(_("การลงนาม"), 14),
        Column(_("วิธีลงนาม"), 18),
        Column(_("วันที่ลงนาม"), 14, "date"),
        Column(_("รหัสข้อความ"), 16),
        Column(_("เหตุที่ต้องลงนาม"), 32),
        Column(_("อ่านแล้ว (ข้อ)"), 14, "number"),
        Column(_("อีเมล"), 28),
        Column(_("ส่งเตือนล่าสุด"), 14, "date"),
    ]


def rows(seen: Sight, chosen: Chosen) -> Iterator[list[object]]:
    for number, line in enumerate(queries.Lines(seen, chosen), start=1):
        signed = line.signed if line.has_signed else None
        yield [
            number,
            line.name,
            line.external_id,
            line.post,
            line.level,
            line.kind,
            line.unit,
            line.home,
            _("ลงนามแล้ว") if line.has_signed else _("ยังไม่ลงนาม"),
            signed.way if signed else "",
            signed.signed_on if signed else None,
            signed.text_sha256[:12] if signed else "",
            line.why,
            line.read,
            line.email,
            timezone.localdate(line.reminded_at) if line.reminded_at else None,
        ]


def register(seen: Sight, chosen: Chosen, kind: str, *, on: date) -> bytes:
    """The table of those who were chosen, as `xlsx` or `csv`."""
    if kind == "csv":
        return sheets.csv(columns(), rows(seen, chosen))
    title = register_name(seen.drive, chosen)
    return sheets.excel([(_("ทะเบียน"), columns(), rows(seen, chosen))], title=title)


def register_name(drive: Drive, chosen: Chosen) -> str:
    named = {
        SIGNED: _("ทะเบียนผู้ลงนามรับทราบประมวลจริยธรรม ปี %(year)s"),
        ALL: _("ทะเบียนการลงนามรับทราบประมวลจริยธรรม ปี %(year)s"),
    }
    return named.get(chosen.show, _("รายชื่อผู้ที่ยังไม่ลงนามรับทราบประมวลจริยธรรม ปี %(year)s")) % {
        "year": drive.fiscal_year
    }


# ── the summary ────────────────────────────────────────────────────────────────────────────
def summary(seen: Sight, *, on: date) -> dict[str, Any]:
    """Facts of the official summary: the whole, every unit with its depth, and the other dimensions."""
    found = queries.counts(seen, "unit", Chosen())
    sums = queries.rolled_up(seen, found)
    units = [
        told(one.name, sums[one.pk], depth=one.depth)
        for one in queries.units(seen.drive, seen.mark).values()
        if sums[one.pk].people
    ]
    if loose := found.get(None):
        units.append(told(_("ยังไม่ระบุหน่วยงาน"), loose))
    tables = [
        {
            "title": str(queries.DIMENSIONS[by]),
            "rows": [told(row.name, row.count) for row in queries.rows_of(seen, by, Chosen())],
        }
        for by in ("level", "home", "kind")
    ]
    kinds = Acknowledgement.objects.of(seen.drive).standing().filter(code_mark=seen.code_mark)
    return {
        "agency": seen.drive.agency.name,
        "year": seen.drive.fiscal_year,
        "code": seen.drive.code.title,
        "on": on,
        "whole": told("", queries.total(seen)),
        "paper": kinds.filter(kind=Acknowledgement.Kind.PAPER).count(),
        "units": units,
        "tables": tables,
    }


def told(name: str, count: Count3, depth: int = 0) -> dict[str, Any]:
    return {
        "name": name,
        "depth": depth,
        "people": count.people,
        "readers": count.readers,
        "signed": count.signed,
        "percent": count.percent,
    }


# ── the certificate ────────────────────────────────────────────────────────────────────────
def certificate(made: Acknowledgement, *, address: str) -> dict[str, Any]:
    """Facts of one person's certificate; `address` is where it can be verified."""
    return {
        "agency": made.drive.agency.name,
        "year": made.drive.fiscal_year,
        "code": made.code.title,
        "name": made.person.get_full_name(),
        "position": made.position_title,
        "number": made.number,
        "on": made.signed_on,
        "hash": short_hash(made),
        "address": address,
        "qr": qr(address),
    }


def short_hash(made: Acknowledgement) -> str:
    """The beginning of the hash in groups of four, as it stands on the certificate and on the page that verifies it."""
    text = made.text_sha256[:16].upper()
    return " ".join(text[at : at + 4] for at in range(0, 16, 4))
