"""A survey from the first question to its results; whoever answers has a telephone and no JavaScript."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Site
from tests.journeys.test_the_year import (
    begin,
    choose,
    fill,
    follow,
    heading,
    looks_well,
    press,
    to_step,
    told,
    year,
)

USED, SATISFIED, EASE, WISH = (
    "ท่านเคยใช้ช่องทางร้องเรียนภายในหรือไม่",
    "จัดลำดับช่องทางที่ท่านสะดวก",
    "เรื่องร้องเรียนได้รับคำตอบตรงเวลา",
    "ท่านอยากให้ปรับปรุงเรื่องใด",
)
WAYS = ("โทรศัพท์", "เว็บไซต์", "ตู้รับเรื่อง")
ANSWERS = 6


def test_a_survey_from_its_first_question_to_its_results(
    visit: Callable[[], Page], chromium: Browser, site: Site
) -> None:
    officer = visit()
    begin(officer)

    survey = start(officer)
    write_questions(officer)
    show_section_by_section(officer, survey)
    try_it_out(officer, survey)
    link = open_it(officer, survey)
    answer_with_care(chromium, site, link)
    for n in range(1, ANSWERS):
        answer_quickly(chromium, site, link, knows=n % 2 == 0)
    read_results(officer, survey)
    make_new_edition(officer, survey)


# ── the officer writes ─────────────────────────────────────────────────────────────────────
def start(page: Page) -> str:
    to_step(page, "ความคาดหวัง")
    page.get_by_role("main").get_by_role("link", name="เตรียมแบบสำรวจ").first.click()
    looks_well(page)
    follow(page, "เริ่มแบบเปล่า")
    fill(page, {"ชื่อแบบสำรวจ": "แบบสำรวจช่องทางร้องเรียน", "ถึงวันที่": f"30/9/{year(page)}", "ข้าราชการ": "๖"})
    press(page, "บันทึกร่าง")
    told(page, "เริ่มแบบสำรวจแล้ว")
    expect(page.get_by_role("link", name="แบบสำรวจยังไม่มีคำถาม")).to_be_visible()
    return page.url.removesuffix("build/")


def write_questions(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name="เลือกหนึ่งข้อ", exact=True).click()
    fill(page, {"คำถาม": USED, "ตัวเลือกที่ 1": "ไม่เคย", "ตัวเลือกที่ 2": "เคย"})
    press(page, "ย้ายตัวเลือกที่ 2 ขึ้น")
    expect(page.get_by_label("ตัวเลือกที่ 1", exact=True)).to_have_value("เคย")
    looks_well(page)
    press(page, "บันทึกคำถาม")
    told(page, "บันทึกคำถามแล้ว")

    add_section(page, "เฉพาะผู้ที่เคยใช้")
    add_question(page, "เฉพาะผู้ที่เคยใช้", "จัดลำดับ")
    fill(page, {"คำถาม": SATISFIED})
    fill(page, {f"ตัวเลือกที่ {n}": way for n, way in enumerate(WAYS, start=1)})
    choose(page, "ถามเมื่อคำถามก่อนหน้า (ไม่บังคับ)", USED)
    press(page, "แสดงคำตอบของคำถามที่เลือก")
    page.get_by_role("group", name="ได้รับคำตอบ").get_by_label("เคย", exact=True).check()
    press(page, "บันทึกคำถาม")
    expect(page.get_by_text("ถามเมื่อข้อ 1 ตอบว่า “เคย”")).to_be_visible()

    add_section(page, "ทุกท่าน")
    add_question(page, "ทุกท่าน", "ระดับที่พึงประสงค์เทียบกับระดับที่เป็นอยู่")
    fill(page, {"คำถาม": EASE})
    choose(page, "ข้อของประมวล (ไม่บังคับ)", "ข้อ 4")
    press(page, "บันทึกคำถาม")
    add_question(page, "ทุกท่าน", "ตอบเป็นข้อความ")
    fill(page, {"คำถาม": WISH})
    page.get_by_label("ต้องตอบ", exact=True).uncheck()
    press(page, "บันทึกคำถาม")

    press(page, "ย้ายข้อ 1 ลง")  # into the next section
    expect(page.get_by_text("ยังไม่มีคำถาม", exact=True)).to_be_visible()
    press(page, "ย้ายข้อ 1 ลง")
    expect(page.get_by_role("alert")).to_contain_text("จึงต้องอยู่หลังข้อนั้น")
    press(page, "ย้ายข้อ 1 ขึ้น")
    expect(page.get_by_text("ยังไม่มีคำถาม", exact=True)).to_have_count(0)
    looks_well(page)


def add_section(page: Page, title: str) -> None:
    page.get_by_role("link", name="เพิ่มส่วน", exact=True).click()
    fill(page, {"หัวข้อ": title})
    press(page, "บันทึก")
    told(page, "เพิ่มส่วนแล้ว")


def add_question(page: Page, section: str, kind: str) -> None:
    part = page.locator("section.build-part").filter(
        has=page.get_by_role("heading", name=section, exact=True)
    )
    if not part.locator("details.build-add[open]").count():
        part.get_by_text("เพิ่มคำถามในส่วนนี้").click()
    part.get_by_role("link", name=kind, exact=True).click()
    heading(page, "เพิ่มคำถาม")


def show_section_by_section(page: Page, survey: str) -> None:
    page.goto(f"{survey}change/")
    page.get_by_label("แสดงทีละส่วน").check()
    press(page, "บันทึก")
    told(page, "บันทึกแล้ว")
    page.goto(f"{survey}asked/")
    fill(page, {"จำนวนคนทั้งหมดของข้าราชการ": "6"})
    press(page, "คำนวณเป้าหมายที่แนะนำ")
    expect(page.get_by_label("เป้าหมายของข้าราชการ")).to_have_value("6")
    looks_well(page)
    press(page, "บันทึก")
    told(page, "บันทึกแล้ว")


def try_it_out(page: Page, survey: str) -> None:
    page.goto(f"{survey}preview/")
    page.get_by_label("ไม่เคย", exact=True).check()
    press(page, "ถัดไป")
    heading(page, "แบบสำรวจช่องทางร้องเรียน")
    expect(page.get_by_text(SATISFIED)).to_have_count(0)
    expect(page.get_by_text(EASE, exact=True)).to_be_visible()


def open_it(page: Page, survey: str) -> str:
    page.goto(survey)
    page.once("dialog", lambda ask: ask.accept())
    press(page, "เปิดรับคำตอบ")
    expect(page.get_by_role("button", name="ปิดรับคำตอบ")).to_be_visible()
    return str(page.locator("[data-copy]").first.get_attribute("data-copy"))


# ── whoever answers ────────────────────────────────────────────────────────────────────────
def telephone(chromium: Browser, site: Site) -> Page:
    context = chromium.new_context(
        base_url=site.address,
        java_script_enabled=False,
        viewport={"width": 360, "height": 740},
        locale="th-TH",
    )
    return context.new_page()


def rate(page: Page, wished: str, found: str) -> None:
    page.get_by_role("group", name="ระดับที่พึงประสงค์").get_by_label(wished, exact=True).check()
    page.get_by_role("group", name="ระดับที่เป็นอยู่จริง").get_by_label(found, exact=True).check()


def answer_with_care(chromium: Browser, site: Site, link: str) -> None:
    """Forgets one, goes back with the browser, puts the rest off, comes back on another device, looks again, sends."""
    page = telephone(chromium, site)
    page.goto(link)
    press(page, "ถัดไป")
    expect(page.get_by_role("alert")).to_contain_text("ยังตอบไม่ครบ 1 ข้อ")
    page.get_by_label("เคย", exact=True).check()
    press(page, "ถัดไป")
    for way, rank in zip(WAYS, "112", strict=True):
        page.get_by_label(way, exact=True).select_option(label=rank)
    press(page, "ถัดไป")
    expect(page.get_by_text("มีลำดับที่ซ้ำกัน (1)")).to_be_visible()
    page.get_by_label(WAYS[2], exact=True).select_option(label="3")
    page.get_by_label(WAYS[1], exact=True).select_option(label="2")
    press(page, "ถัดไป")
    expect(page.get_by_text(EASE, exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_text(SATISFIED, exact=True)).to_be_visible()
    press(page, "ถัดไป")
    rate(page, "5", "2")
    page.get_by_label(WISH).fill("ขอให้แจ้งผลทางโทรศัพท์")
    press(page, "เก็บคำตอบไว้ตอบต่อภายหลัง")
    expect(page.get_by_role("img", name="QR ของลิงก์สำหรับตอบต่อ")).to_be_visible()
    beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    kept = page.get_by_role("link", name="/go-on/").inner_text()
    page.context.close()

    other = telephone(chromium, site)
    other.goto(kept)
    expect(other.get_by_label(WISH)).to_have_value("ขอให้แจ้งผลทางโทรศัพท์")
    press(other, "ถัดไป")
    expect(other.get_by_text("1. โทรศัพท์ · 2. เว็บไซต์ · 3. ตู้รับเรื่อง")).to_be_visible()
    press(other, "ส่งคำตอบ")
    heading(other, "ขอบคุณสำหรับคำตอบของท่าน")
    other.goto(kept)
    expect(other.get_by_text("ไม่พบคำตอบที่เก็บไว้")).to_be_visible()
    other.context.close()
    assert beyond <= 0


def answer_quickly(chromium: Browser, site: Site, link: str, *, knows: bool) -> None:
    page = telephone(chromium, site)
    page.goto(link)
    page.get_by_label("เคย" if knows else "ไม่เคย", exact=True).check()
    press(page, "ถัดไป")
    if knows:
        for rank, way in enumerate(WAYS, start=1):
            page.get_by_label(way, exact=True).select_option(label=str(rank))
        press(page, "ถัดไป")
    rate(page, "5", "3")
    press(page, "ถัดไป")
    press(page, "ส่งคำตอบ")
    heading(page, "ขอบคุณสำหรับคำตอบของท่าน")
    page.context.close()


# ── what came of it ────────────────────────────────────────────────────────────────────────
def read_results(page: Page, survey: str) -> None:
    page.goto(survey)
    expect(page.get_by_role("heading", name=f"ผู้ตอบแล้ว {ANSWERS} คน")).to_be_visible()
    page.once("dialog", lambda ask: ask.accept())
    press(page, "ปิดรับคำตอบ")
    follow(page, "ผลสำรวจ")
    expect(page.get_by_text(f"นับผลจากผู้ตอบ {ANSWERS} คน")).to_be_visible()
    page.goto(f"{survey}results/?view=questions")
    expect(page.get_by_text(USED)).to_be_visible()


def make_new_edition(page: Page, survey: str) -> None:
    page.goto(f"{survey}build/")
    page.once("dialog", lambda ask: ask.accept())
    press(page, "ทำเป็นฉบับใหม่")
    told(page, "ทำเป็นฉบับที่ 2 แล้ว")
    page.get_by_role("link", name="ต่างจากฉบับเดิม").click()
    expect(page.get_by_text("ไม่มีคำถามที่ต่างกัน")).to_be_visible()
