"""Tables that people bring: read whatever their shape, refused with a reason, and written so that nothing runs."""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from janya.core import sheets
from janya.core.http import download
from janya.core.sheets import Column, SheetIsWrong

HEADERS = ["ชื่อ", "นามสกุล", "วันบรรจุ"]


def workbook(rows: list[list[Any]], *, change: Any = None) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    if change:
        change(page)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def read(
    data: bytes | Path, name: str = "คน.xlsx", **more: Any
) -> tuple[list[str], list[tuple[int, list[Any]]]]:
    grid = sheets.read(data, name=name, **more)
    return grid.headers, [(row.number, row.cells) for row in grid.rows]


# ── Excel ──────────────────────────────────────────────────────────────────────────────────
def test_a_workbook_is_read_with_the_numbers_that_excel_shows() -> None:
    data = workbook([HEADERS, ["สมชาย", "ใจดี", date(2026, 10, 1)], [], ["มาลี", "สุขใจ", 12]])

    assert read(data) == (
        HEADERS,
        [(2, ["สมชาย", "ใจดี", date(2026, 10, 1)]), (4, ["มาลี", "สุขใจ", 12])],
    )


def test_a_workbook_is_read_from_the_disk_too(tmp_path: Path) -> None:
    kept = tmp_path / "a"
    kept.write_bytes(workbook([HEADERS, ["ก", "ข", "ค"]]))

    assert read(kept)[1] == [(2, ["ก", "ข", "ค"])]


def test_titles_above_the_headers_are_passed_over() -> None:
    rows: list[list[Any]] = [
        ["รายชื่อข้าราชการ จังหวัดตัวอย่าง"],
        ["ณ วันที่ 1 ตุลาคม 2569"],
        [],
        HEADERS,
        ["ก", "ข", 1],
    ]

    assert read(workbook(rows)) == (HEADERS, [(5, ["ก", "ข", 1])])
    assert read(workbook(rows), known=HEADERS)[0] == HEADERS


def test_hidden_rows_and_merged_cells_are_read_and_told() -> None:
    def hide(page: Any) -> None:
        page.row_dimensions[2].hidden = True
        page.merge_cells("A1:B1")

    grid = sheets.read(workbook([HEADERS, ["ก", "ข", 1], ["ค", "ง", 2]], change=hide), name="a.xlsx")

    assert [row.number for row in grid.rows] == [2, 3]
    assert len(grid.warnings) == 2
    assert "แถวที่ซ่อนอยู่ 1 แถว" in grid.warnings[0]


def test_a_formula_without_its_value_is_told_with_its_place() -> None:
    grid = sheets.read(workbook([HEADERS, ["ก", "=A1", 1], ["ค", "ง", "=1+1"]]), name="a.xlsx")

    assert any("B2, C3" in one for one in grid.warnings)
    assert [row.cells for row in grid.rows] == [["ก", None, 1], ["ค", "ง", None]]


def test_a_million_empty_rows_cost_nothing() -> None:
    def far(page: Any) -> None:
        page.row_dimensions[1_048_576].height = 20
        page.cell(1_000_000, 3)  # a cell with nothing in it but its look
        page.cell(1_000_000, 3).font = openpyxl.styles.Font(bold=True)

    assert read(workbook([HEADERS, ["ก", "ข", 1]], change=far))[1] == [(2, ["ก", "ข", 1])]


def test_one_cell_far_away_is_refused_before_the_table_is_made() -> None:
    def far(page: Any) -> None:
        page.cell(1_048_576, 16_384, "x")

    with pytest.raises(SheetIsWrong, match="ตารางใหญ่เกินกำหนด"):
        read(workbook([HEADERS], change=far))


def test_one_cell_far_away_may_not_make_a_large_table() -> None:
    """What lies between is empty, but would stand in memory."""

    def far(page: Any) -> None:
        page.cell(200_000, 150, "x")

    with pytest.raises(SheetIsWrong, match="ตารางใหญ่เกินกำหนด"):
        read(workbook([HEADERS], change=far))


def test_one_long_text_may_not_be_pointed_to_from_every_cell() -> None:
    def sharing(rows: int) -> bytes:
        held = io.BytesIO()
        with Workbook(held) as book:
            page = book.add_worksheet()
            page.write_row(0, 0, HEADERS)
            for row in range(1, rows + 1):
                page.write_row(row, 0, ["ก" * 32_000] * 3)
        return held.getvalue()

    assert len(sharing(1_500)) < 60_000
    assert len(read(sharing(3))[1]) == 3
    with pytest.raises(SheetIsWrong, match="ตารางใหญ่เกินกำหนด"):
        read(sharing(1_500))


def test_other_sheets_do_not_matter() -> None:
    def second(page: Any) -> None:
        other = page.parent.create_sheet("คำ & อธิบาย")
        other.cell(300_000, 1, "=1+1")

    grid = sheets.read(workbook([HEADERS, ["ก", "ข", 1]], change=second), name="a.xlsx")

    assert [row.cells for row in grid.rows] == [["ก", "ข", 1]]
    assert len(grid.warnings) == 1
    assert "2 แผ่นงาน" in grid.warnings[0]


def test_where_a_formula_lacks_its_value_is_known_by_place() -> None:
    book = workbook([[None, *HEADERS], [None, "ก", "=A1", 1]])

    grid = sheets.read(book, name="a.xlsx")

    assert grid.unworked == {(2, 1)}
    assert grid.headers[1] == "นามสกุล"


def test_a_zip_bomb_is_refused_by_what_it_says_and_by_what_it_is() -> None:
    held = io.BytesIO()
    with (
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed,
        packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
    ):
        for _piece in range(620):
            part.write(b"\0" * 1_000_000)
    bomb = held.getvalue()
    assert len(bomb) < 1_000_000

    with pytest.raises(SheetIsWrong, match="ใหญ่ผิดปกติ"):
        read(bomb)


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"", "a.xlsx", "ว่างเปล่า"),
        (b"PK\x03\x04 broken", "a.xlsx", "เปิดไฟล์ไม่ได้"),
        (b"%PDF-1.7", "a.pdf", "ไม่ใช่ Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "a.xlsx", "รหัสผ่าน"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "a.xls", "เปิดไฟล์ไม่ได้"),
        (workbook([]), "a.xlsx", "แผ่นงานว่างเปล่า"),
        (b"\n\n\n", "a.csv", "แผ่นงานว่างเปล่า"),
        ('ชื่อ,นามสกุล\n"สมชาย,ใจดี\n'.encode(), "a.csv", "แถวที่ 2"),
        (b"name,\x81\x82\x83\n", "a.csv", "CSV UTF-8"),
        ("ชื่อ,สกุล\n".encode().decode("latin-1").encode(), "a.csv", "CSV UTF-8"),
        ("สมชาย,ใจดี\n".encode() + b"\xff\xfe\x00", "a.csv", "CSV UTF-8"),
        (("ชื่อ,สกุล\nก," + "ข" * 40_000 + "\n").encode(), "a.csv", "แถวที่ 2"),
        (("ชื่อ,สกุล\nก," + "ข" * 400_000 + "\n").encode(), "a.csv", "แถวที่ 2"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, name: str, why: str) -> None:
    with pytest.raises(SheetIsWrong, match=why):
        read(data, name)


# ── CSV ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "tis-620", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_whatever_its_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    lines = [delimiter.join(HEADERS), delimiter.join(["สมชาย", f'"ใจดี{delimiter}มาก"', "๑ ต.ค. ๒๕๖๙"])]
    data = "\r\n".join(lines).encode(encoding)

    assert read(data, "a.csv") == (HEADERS, [(2, ["สมชาย", f"ใจดี{delimiter}มาก", "๑ ต.ค. ๒๕๖๙"])])


# ── cells ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "cell",
    [
        "1/10/2569",
        "๑/๑๐/๒๕๖๙",
        "1 ตุลาคม 2569",
        "1 ต.ค. 69",
        "2026-10-01",
        "01/10/2026",
        "25691001",
        25691001,
        46296,
    ],
)
def test_a_day_is_read_in_either_era_and_either_digits(cell: Any) -> None:
    assert sheets.day(cell) == date(2026, 10, 1)


def test_what_is_no_day_number_or_short_text_says_so() -> None:
    for wrong in (lambda: sheets.day("เมื่อวาน"), lambda: sheets.whole("สิบ"), lambda: sheets.whole(True)):
        with pytest.raises(ValueError, match=r"[ก-๙]"):
            wrong()
    with pytest.raises(ValueError, match="ยาวเกินกำหนด"):
        sheets.text("ก" * 11, 10)


# ── going out and coming back ──────────────────────────────────────────────────────────────
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="�"), min_size=1, max_size=30
).map(lambda text: " ".join(text.split()))


@given(st.lists(st.tuples(TEXTS, TEXTS).filter(lambda row: any(row)), min_size=1, max_size=5))
def test_a_csv_comes_back_as_it_went(rows: list[tuple[str, str]]) -> None:
    data = sheets.csv(["ก", "ข"], rows)

    _headers, found = read(data, "a.csv")

    assert [[cell or "" for cell in cells] for _number, cells in found] == [list(row) for row in rows]


@pytest.mark.parametrize("text", ["=1+1", "+66", "-2", "@SUM(A1)", "'=1", "\tก", '=HYPERLINK("http://x")'])
def test_no_text_goes_out_as_a_formula(text: str) -> None:
    first_cell = sheets.csv(["ก"], [[text]]).decode("utf-8-sig").splitlines()[1].lstrip('"')[0]
    book = openpyxl.load_workbook(io.BytesIO(sheets.excel([("ก", [Column("ก")], [[text]])], title="ก")))

    assert first_cell == "'"
    cell = book.worksheets[0]["A2"]
    assert (cell.data_type, cell.value) == ("s", text)


def test_an_excel_keeps_numbers_and_days_and_comes_back() -> None:
    made = sheets.excel(
        [
            (
                "รายชื่อ/2569",
                [Column("ชื่อ"), Column("คน", kind="number"), Column("วัน", kind="date")],
                [["ก", 3, date(2026, 10, 1)]],
            )
        ],
        title="รายชื่อ",
    )

    assert read(made) == (["ชื่อ", "คน", "วัน"], [(2, ["ก", 3, date(2026, 10, 1)])])
    assert made == sheets.excel(
        [
            (
                "รายชื่อ/2569",
                [Column("ชื่อ"), Column("คน", kind="number"), Column("วัน", kind="date")],
                [["ก", 3, date(2026, 10, 1)]],
            )
        ],
        title="รายชื่อ",
    )


def test_headers_are_found_in_many_spellings() -> None:
    known = {"first": ["ชื่อ", "ชื่อตัว"], "last": ["นามสกุล", "สกุล"], "level": ["ระดับ"], "id": ["PER_ID"]}

    found = sheets.columns(["ลำดับที่", "per id", "ชื่อ ", "นาม สกุล", "ระดับตำแหน่ง"], known)

    assert found == {"first": 2, "last": 3, "level": 4, "id": 1}


def test_a_download_is_saved_and_never_shown() -> None:
    answer = download(b"x", 'ทะเบียน "ก"/ข', "csv")

    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
