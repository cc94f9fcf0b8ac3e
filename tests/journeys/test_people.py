"""A list of officials from its file to the coverage: one signs on the screen, the rest on paper that is scanned."""

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site
from tests.journeys.test_the_year import (
    accept,
    begin,
    choose,
    fill,
    follow,
    heading,
    looks_well,
    press,
    study_and_sign,
    to_step,
    told,
)

UNIT = "สำนักงานจังหวัดเพชรบุรี"
HEADER = "รหัส,คำนำหน้า,ชื่อ,สกุล,ตำแหน่ง,ระดับ,สังกัดหน่วยงาน,อีเมล,วันที่บรรจุ"
PEOPLE = (
    f"101,นาย,สมชาย,ใจดี,นักจัดการงานทั่วไป,ชำนาญการ,{UNIT},somchai@example.go.th,๑ ต.ค. ๒๕๕๘",
    f"102,นางสาว,มาลี,สุขใจ,ผู้อำนวยการกลุ่ม,M1,{UNIT},,1/10/2550",
    f"103,นาง,อารีย์,มั่นคง,เจ้าพนักงานธุรการ,ชำนาญงาน,{UNIT},,2015-10-01",
)
WRONG = f"104,นาย,วีระ,กล้าหาญ,นิติกร,ปฏิบัติการ,{UNIT},,31/2/2560"
ADDRESS = "somchai@example.go.th"
NOT_ON_SCREEN = 3  # the officer and two of the list
BUDDHIST = 543  # years before the Christian era
DOTS = 130  # an inch
PATIENCE = 60_000  # milliseconds for work behind


def test_a_list_of_officials_from_its_file_to_the_coverage(
    visit: Callable[[], Page], site: Site, tmp_path: Path
) -> None:
    officer, official = visit(), visit()
    begin(officer)

    send_list(officer, [*PEOPLE, WRONG])
    see_what_is_wrong(officer)
    send_list(officer, PEOPLE)
    take_over(officer)
    send_list(officer, PEOPLE)
    expect(officer.get_by_text("ไม่มีการเปลี่ยนแปลง รายชื่อในไฟล์ตรงกับในระบบแล้ว")).to_be_visible()

    accept(official, let_in(officer, site))
    study_and_sign(official, "สมชาย ใจดี")
    send_scans(officer, scanned(print_forms(officer, tmp_path)))
    choose_by_hand(officer)
    read_coverage(officer)


def table_of(rows: list[str] | tuple[str, ...]) -> bytes:
    """As a spreadsheet of an office in Thailand saves it."""
    return "\r\n".join([HEADER, *rows]).encode("cp874")


# ── the list ───────────────────────────────────────────────────────────────────────────────
def send_list(page: Page, rows: list[str] | tuple[str, ...]) -> None:
    to_step(page, "บุคคลและหน่วยงาน")
    follow(page, "นำเข้าจากไฟล์")
    page.get_by_label("ไฟล์ Excel หรือ CSV").set_input_files(
        {"name": "ทำเนียบ.csv", "mimeType": "text/csv", "buffer": table_of(rows)}
    )
    press(page, "อ่านไฟล์")
    heading(page, "คอลัมน์ใดคืออะไร")
    looks_well(page)
    page.get_by_label("M1 M2 คือประเภทอำนวยการ").check()
    press(page, "ตรวจรายชื่อ")
    when_done(page, "ตรวจก่อนนำเข้ารายชื่อ")


def when_done(page: Page, words: str) -> None:
    """Wait for the work behind; what is done before one looks is shown at once."""
    there = page.get_by_role("heading", level=1, name=words)
    result = page.get_by_role("link", name="ดูผล")
    expect(result.or_(there)).to_be_visible(timeout=PATIENCE)
    if result.is_visible():
        result.click()
    heading(page, words)


def see_what_is_wrong(page: Page) -> None:
    expect(page.get_by_role("heading", name="มี 1 แถวที่ต้องแก้ จึงยังนำเข้าไม่ได้")).to_be_visible()
    expect(page.locator("#rows")).to_contain_text("วันที่บรรจุ")
    expect(page.get_by_role("button", name=re.compile("ยืนยันนำเข้า"))).to_have_count(0)
    looks_well(page)


def take_over(page: Page) -> None:
    looks_well(page)
    press(page, "ยืนยันนำเข้า")
    when_done(page, "ผลการนำเข้ารายชื่อ")
    looks_well(page)


# ── signing ────────────────────────────────────────────────────────────────────────────────
def let_in(page: Page, site: Site) -> str:
    """The one with an address is let in; whoever is known already is not written twice."""
    to_step(page, "บุคคลและหน่วยงาน")
    follow(page, "เชิญเข้าใช้ระบบ")
    fill(page, {"อีเมล": ADDRESS, "ชื่อ": "สมชาย", "นามสกุล": "ใจดี"})
    choose(page, "บทบาท", "ข้าราชการ")
    press(page, "ส่งคำเชิญ")
    told(page, "เชิญ นายสมชาย ใจดี แล้ว")
    return page.locator("code").inner_text()


def print_forms(page: Page, tmp_path: Path) -> Path:
    to_step(page, "ศึกษาประมวล")
    follow(page, "ใครลงนามแล้ว")
    heading(page, "ผู้ที่ยังไม่ลงนามรับทราบ")
    with page.expect_download() as download:
        follow(page, "พิมพ์แบบลงนาม")
    download.value.save_as(tmp_path / "forms.pdf")
    return tmp_path / "forms.pdf"


def scanned(forms: Path) -> bytes:
    """All forms in one file, the first upside down; the code of the last is torn off."""
    document = pypdfium2.PdfDocument(forms)
    pages = [page.render(scale=DOTS / 72).to_pil().convert("L") for page in document]
    document.close()
    assert len(pages) == NOT_ON_SCREEN
    pages[0] = pages[0].rotate(180)
    pages[-1].paste(255, (0, 0, pages[-1].width, pages[-1].height // 2))
    held = io.BytesIO()
    pages[0].save(held, "PDF", resolution=DOTS, save_all=True, append_images=pages[1:])
    return held.getvalue()


def send_scans(page: Page, scans: bytes) -> None:
    follow(page, "แบบบนกระดาษ")
    page.get_by_label("แฟ้มสแกนหรือภาพถ่ายของแบบที่ลงนามแล้ว").set_input_files(
        {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": scans}
    )
    fill(page, {"วันที่ลงนามบนแบบ": thai_day()})
    press(page, "ส่งและอ่านรหัส")
    when_done(page, "scan.pdf")
    looks_well(page)


def thai_day() -> str:
    """Today in Greenwich, which is never later than the day in Thailand."""
    day = datetime.now(tz=UTC)
    return f"{day.day}/{day.month}/{day.year + BUDDHIST}"


def choose_by_hand(page: Page) -> None:
    """The page without a code waits for a person who reads the name on it."""
    follow(page, "เลือกบุคคล")
    looks_well(page)
    fill(page, {"แบบนี้เป็นของใคร": "อารีย์"})
    press(page, "บันทึกการลงนามของบุคคลนี้")
    told(page, "บันทึกการลงนาม")


def read_coverage(page: Page) -> None:
    to_step(page, "ศึกษาประมวล")
    follow(page, "ใครลงนามแล้ว")
    expect(page.get_by_text("ลงนามครบทุกคนแล้ว")).to_be_visible()
    follow(page, "ความครอบคลุม")
    expect(page.get_by_role("paragraph").filter(has_text="4 จาก 4 คน")).to_be_visible()
    looks_well(page)
