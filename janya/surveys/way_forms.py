"""Forms of the ways in: whom to invite, addresses from a list or a file, paper."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from janya.core import sheets, thai
from janya.core.forms import JanyaForm, ThaiIntegerField
from janya.core.sheets import Fault, SheetIsWrong
from janya.people.models import Agency, Person, PositionLevel, Unit

from .models import Lot

MOST_ADDRESSES = 20_000
MOST_FAULTS = 200
LONGEST_EMAIL = 254
KNOWN = {"email": ("อีเมล", "อีเมล์", "ที่อยู่อีเมล", "email", "e-mail", "email address", "mail")}


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Unit) -> str:
        return f"{'– ' * obj.depth}{obj.name}"


class InviteForm(JanyaForm):
    """Which persons of the agency are asked, all of them or so many by lot."""

    unit = UnitField(
        label=_("หน่วยงาน (รวมหน่วยงานภายใต้)"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("ทุกหน่วยงาน"),
    )
    level = forms.ModelChoiceField(
        label=_("ประเภทและระดับตำแหน่ง"),
        queryset=PositionLevel.objects.all(),
        required=False,
        empty_label=_("ทุกระดับ"),
    )
    home = forms.ModelChoiceField(
        label=_("สังกัด"), queryset=Agency.objects.none(), required=False, empty_label=_("ทุกสังกัด")
    )
    method = forms.ChoiceField(
        label=_("วิธีเลือก"), choices=Lot.Method.choices, initial=Lot.Method.ALL, widget=forms.RadioSelect
    )
    size = ThaiIntegerField(
        label=_("จำนวนที่สุ่ม (คน)"),
        min_value=1,
        max_value=1_000_000,
        required=False,
        help_text=_("เว้นว่างเมื่อเชิญทุกคน"),
    )

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["unit"].queryset = Unit.objects.of(agency)
        homes = Person.objects.working_in(agency).order_by().values("home_agency").distinct()
        fields["home"].queryset = Agency.objects.filter(pk__in=homes).order_by("name")

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        by_lot = facts.get("method") in {Lot.Method.SIMPLE, Lot.Method.UNITS}
        if by_lot and not facts.get("size") and "size" not in self.errors:
            self.add_error("size", gettext("กรุณาระบุจำนวนที่จะสุ่ม"))
        return facts

    @property
    def conditions(self) -> str:
        """What was chosen, in words, to be kept with the lot."""
        chosen = [
            (self.fields[name].label, self.cleaned_data.get(name)) for name in ("unit", "level", "home")
        ]
        return " · ".join(f"{label}: {value}" for label, value in chosen if value) or gettext(
            "ทุกคนที่ปฏิบัติราชการที่นี่"
        )


class AddressesForm(JanyaForm):
    """Addresses pasted or in a file; each fault is told with its row, and then nothing is kept."""

    pasted = forms.CharField(
        label=_("ที่อยู่อีเมล บรรทัดละหนึ่งคน"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        required=False,
        max_length=2_000_000,
    )
    file = forms.FileField(
        label=_("หรือไฟล์ Excel หรือ CSV ที่มีช่อง “อีเมล”"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.faults: list[Fault] = []
        self.twice: list[str] = []
        self.addresses: list[str] = []

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        file = facts.get("file")
        if not file and not str(facts.get("pasted", "")).strip():
            if not self.errors:
                raise ValidationError(gettext("กรุณาวางรายการอีเมล หรือเลือกไฟล์"))
            return facts
        try:
            for row, column, typed in (
                self._in_file(file) if file else self._in_lines(facts.get("pasted", ""))
            ):
                self._take(row, column, typed)
        except SheetIsWrong as wrong:
            self.add_error("file" if file else "pasted", str(wrong))
        if self.faults:
            self.add_error(
                None, gettext("มีที่อยู่อีเมลที่ต้องแก้ไข %(count)s รายการ ยังไม่ได้เชิญผู้ใด") % {"count": len(self.faults)}
            )
        return facts

    def _take(self, row: int, column: str, typed: str) -> None:
        address = plain_address(typed)
        if len(self.addresses) >= MOST_ADDRESSES:
            raise SheetIsWrong(
                gettext("รายการยาวเกิน %(most)s ที่อยู่ กรุณาแบ่งเป็นหลายครั้ง") % {"most": f"{MOST_ADDRESSES:,}"}
            )
        try:
            validate_email(address)
        except ValidationError:
            if len(self.faults) < MOST_FAULTS:
                self.faults.append(
                    Fault(row, column, gettext("“%(typed)s” ไม่ใช่ที่อยู่อีเมล") % {"typed": typed[:80]})
                )
            return
        if address in self._seen:
            self.twice.append(address)
            return
        self._seen.add(address)
        self.addresses.append(address)

    @property
    def _seen(self) -> set[str]:
        seen: set[str] = self.__dict__.setdefault("seen", set())
        return seen

    def _in_lines(self, pasted: str) -> Iterator[tuple[int, str, str]]:
        for number, line in enumerate(pasted.splitlines(), start=1):
            for part in re.split(r"[,;\t]", line):
                if part.strip():
                    yield number, gettext("อีเมล"), part.strip()

    def _in_file(self, file: UploadedFile) -> Iterator[tuple[int, str, str]]:
        if file.size and file.size > 20_000_000:
            raise SheetIsWrong(gettext("ไฟล์มีขนาดใหญ่เกินไป กรุณาแบ่งเป็นหลายไฟล์"))
        grid = sheets.read(file.read(), name=file.name or "", known=KNOWN["email"])
        at = sheets.columns(grid.headers, KNOWN).get("email")
        if at is None:
            raise SheetIsWrong(gettext("ไม่พบช่อง “อีเมล” ในไฟล์ กรุณาตั้งชื่อหัวตารางว่า “อีเมล”"))
        for row in grid.rows:
            typed = str(row.cells[at] or "").strip() if at < len(row.cells) else ""
            if typed:
                yield row.number, grid.headers[at], typed


def plain_address(typed: str) -> str:
    """The address alone, out of "สมชาย <somchai@example.go.th>"; small letters, as mail servers take them.

    >>> plain_address("สมชาย ใจดี <Somchai@Example.go.th>"), plain_address(" a@b.th ")
    ('somchai@example.go.th', 'a@b.th')
    """
    inside = re.search(r"<([^<>]+)>", typed)
    return (inside.group(1) if inside else typed).strip().lower()[: LONGEST_EMAIL + 1]


class PrintForm(JanyaForm):
    copies = ThaiIntegerField(label=_("จำนวนที่จะพิมพ์ (ชุด)"), min_value=1, max_value=100_000)


class BatchForm(JanyaForm):
    is_double = forms.BooleanField(label=_("บันทึกแต่ละฉบับสองครั้งเพื่อตรวจทาน"), required=False)


def code_of(survey: int, edition: int, group: int) -> str:
    """What stands on a paper form: which survey, edition and group it belongs to.

    >>> code_of(12, 1, 45)
    'S12-1-45'
    """
    return f"S{survey}-{edition}-{group}"


def read_code(typed: str) -> tuple[int, int, int] | None:
    """Read a code that was typed or scanned, with Thai digits or inside an address; None when it is none.

    >>> read_code("s๑๒-๑-๔๕"), read_code("https://x/s/abc/?form=S12-1-45"), read_code("12")
    ((12, 1, 45), (12, 1, 45), None)
    """
    found = re.search(r"[sS](\d{1,9})-(\d{1,4})-(\d{1,9})\s*$", thai.to_arabic_digits(typed.strip()))
    return (int(found.group(1)), int(found.group(2)), int(found.group(3))) if found else None
