"""One fiscal year from an empty database to the signed report: an officer, a coordinator, the head, and who answers.

Nothing is put into the database beside the pages.
"""

import io
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import Site
from tests.journeys.eyes import axe, too_wide

PASSWORD = "เพชรบุรี-ไม่ลืม-2570"
OFFICER, COORDINATOR, HEAD = "วิภา ตั้งใจดี", "ประสาน งานดี", "สมบูรณ์ ซื่อตรง"
UNIT = "สำนักงานจังหวัดเพชรบุรี"
ITEMS = 7  # of the code of 2564
GROUPS = ("ข้าราชการ", "ผู้รับบริการและประชาชน")
ANSWERS = 5  # a group, the least that is shown
RISK = "เอื้อประโยชน์แก่ผู้เสนอราคาบางรายในการจัดซื้อจัดจ้าง"
GAP = "การให้บริการยังไม่เท่าเทียมกันทุกจุด"
INDICATORS = (
    (RISK, "ร้อยละของโครงการจัดซื้อจัดจ้างที่เปิดเผยข้อมูลครบถ้วน"),
    (GAP, "ร้อยละของผู้รับบริการที่ได้รับบริการตามลำดับคิว"),
)


def test_a_year_from_the_first_page_to_the_report(
    visit: Callable[[], Page], chromium: Browser, site: Site, tmp_path: Path
) -> None:
    officer, coordinator, head = visit(), visit(), visit()

    begin(officer)
    drive = officer.url
    add_unit(officer)
    accept(coordinator, invite(officer, site, COORDINATOR, "prasan@example.go.th", "ผู้ประสานงาน", UNIT))
    accept(head, invite(officer, site, HEAD, "sombun@example.go.th", "หัวหน้าส่วนราชการ"))
    study_and_sign(officer, OFFICER)
    study_and_sign(head, HEAD)
    study_and_sign(coordinator, COORDINATOR)
    write_risks(officer)
    survey = open_survey(officer)
    inside, outside = links(officer)
    answer(chromium, site, inside, by_hand=0)
    answer(chromium, site, outside, by_hand=1)
    see_results(officer, survey)
    decide_issues(officer)
    score_issues(officer)
    set_indicators(officer)
    plan(officer)
    approve_plan(officer, head)
    activity = report_progress(coordinator, tmp_path)
    finish_the_rest(officer, activity, tmp_path)
    measure(officer)
    evaluate(officer)
    home_is_complete(officer, drive)
    report_opens(officer)
    sign_report(officer, head, drive, tmp_path)


# ── words of this journey ──────────────────────────────────────────────────────────────────
def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name, exact=True).click()


def to_step(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="งานประจำปี").get_by_role("link", name=name).click()


def fill(page: Page, facts: dict[str, str]) -> None:
    for label, text in facts.items():
        page.get_by_label(label, exact=True).fill(text)


def choose(page: Page, label: str, words: str) -> None:
    """The choice of a list that contains these words."""
    field = page.get_by_label(label, exact=True)
    field.select_option(label=field.locator("option").filter(has_text=words).first.inner_text())


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def told(page: Page, words: str) -> None:
    expect(page.locator("#messages")).to_contain_text(words)


def looks_well(page: Page) -> None:
    """A page that the demonstration agency cannot show."""
    assert too_wide(page) == []
    assert axe(page) == []


def box(page: Page, legend: str) -> Locator:
    return page.get_by_role("group", name=legend)


# ── the beginning ──────────────────────────────────────────────────────────────────────────
def begin(page: Page) -> None:
    page.goto("/")
    heading(page, "เริ่มต้นใช้งานจรรยา")
    choose(page, "ส่วนราชการ", "จังหวัดเพชรบุรี")
    choose(page, "ประมวลจริยธรรมที่ใช้", "2564")
    fill(
        page,
        {
            "คำนำหน้าชื่อ (ไม่บังคับ)": "นาง",
            "ชื่อ": "วิภา",
            "นามสกุล": "ตั้งใจดี",
            "อีเมลสำหรับเข้าสู่ระบบ": "vipa@example.go.th",
            "รหัสผ่าน": PASSWORD,
            "รหัสผ่านอีกครั้ง": PASSWORD,
        },
    )
    expect(page.get_by_label("ปีงบประมาณ (พ.ศ.)")).to_have_value(re.compile(r"25\d\d"))
    press(page, "เริ่มต้นใช้งาน")
    told(page, "เริ่มต้นเรียบร้อยแล้ว")


def add_unit(page: Page) -> None:
    to_step(page, "บุคคลและหน่วยงาน")
    follow(page, "ผังหน่วยงาน")
    fill(page, {"ชื่อหน่วยงาน": UNIT})
    press(page, "เพิ่มหน่วยงาน")
    expect(page.get_by_role("link", name=UNIT, exact=True)).to_be_visible()


def invite(page: Page, site: Site, name: str, email: str, role: str, unit: str = "") -> str:
    """The address in the letter that went to somebody."""
    first, last = name.split()
    to_step(page, "บุคคลและหน่วยงาน")
    follow(page, "เชิญเข้าใช้ระบบ")
    fill(page, {"อีเมล": email, "ชื่อ": first, "นามสกุล": last})
    choose(page, "บทบาท", role)
    if unit:
        choose(page, "หน่วยงาน (ไม่บังคับ)", unit)
    press(page, "ส่งคำเชิญ")
    told(page, f"เชิญ {name} แล้ว")
    letters = [one.read_text("utf-8") for one in (site.home / "mail").iterdir()]
    (letter,) = [one for one in letters if email in one]
    found = re.search(r"http\S+/invitations/\S+", letter)
    assert found, letter
    expect(page.locator("code")).to_have_text(found[0])
    return found[0]


def accept(page: Page, link: str) -> None:
    page.goto(link)
    fill(page, {"รหัสผ่านใหม่": PASSWORD, "รหัสผ่านใหม่อีกครั้ง": PASSWORD})
    press(page, "ตั้งรหัสผ่านและเริ่มใช้งาน")
    expect(page.get_by_role("navigation", name="งานประจำปี")).to_be_visible()


# ── 1 to 3: to understand ──────────────────────────────────────────────────────────────────
def study_and_sign(page: Page, name: str) -> None:
    to_step(page, "ศึกษาประมวล")
    for number in range(1, ITEMS + 1):
        follow(page, f"อ่านข้อ {number}") if number == 1 else None
        press(page, "อ่านข้อนี้แล้ว")
    to_step(page, "ศึกษาประมวล")
    follow(page, "ลงนามรับทราบ")
    if name == OFFICER:
        looks_well(page)
    fill(page, {"พิมพ์ชื่อและนามสกุลของท่านแทนการลงลายมือชื่อ": name})
    page.get_by_label("ข้าพเจ้าได้อ่านข้อความข้างต้นและลงนามด้วยตนเอง").check()
    press(page, "ลงนามรับทราบ")
    told(page, "ลงนามรับทราบเรียบร้อยแล้ว")


def write_risks(page: Page) -> None:
    """One high risk, and no risk found in the other items."""
    to_step(page, "ความเสี่ยง")
    follow(page, "เพิ่มความเสี่ยง ข้อ 1")
    fill(
        page,
        {
            "ประเด็นความเสี่ยง": RISK,
            "การควบคุมแถวที่ 1": "เผยแพร่ประกาศจัดซื้อจัดจ้างบนเว็บไซต์",
            "ผู้รับผิดชอบ (ไม่บังคับ)": "วิภา",
        },
    )
    expect(box(page, "ข้อของประมวลจริยธรรม").get_by_role("checkbox").first).to_be_checked()
    for level in (
        "โอกาสก่อนควบคุม 4",
        "ผลกระทบก่อนควบคุม 5",
        "โอกาสที่เหลืออยู่หลังควบคุม 3",
        "ผลกระทบที่เหลืออยู่หลังควบคุม 5",
    ):
        page.get_by_role("radio", name=level).check()
    press(page, "เพิ่มในทะเบียน")
    heading(page, RISK)
    for number in range(2, ITEMS + 1):
        to_step(page, "ความเสี่ยง")
        follow(page, f"ไม่พบความเสี่ยง ข้อ {number}")
        fill(page, {"เหตุผล": "ตรวจเรื่องร้องเรียนย้อนหลังสามปีแล้วไม่พบ"})
        press(page, "บันทึกผลการวิเคราะห์")
        heading(page, "ความเสี่ยงด้านจริยธรรม")
    expect(page.get_by_role("main").get_by_text("ยังไม่ได้วิเคราะห์")).to_have_count(0)


def open_survey(page: Page) -> str:
    to_step(page, "ความคาดหวัง")
    page.get_by_role("main").get_by_role("link", name="เตรียมแบบสำรวจ").first.click()
    follow(page, "ใช้ชุดนี้ ความคาดหวังต่อจริยธรรม")
    fill(page, {"ถึงวันที่": f"30/9/{year(page)}"})
    for group in GROUPS:
        fill(page, {group: "๕"})
    press(page, "บันทึกร่าง")
    told(page, "เตรียมแบบสำรวจแล้ว")
    follow(page, "แก้ไข")
    looks_well(page)
    press(page, "บันทึก")
    heading(page, re.compile("^แบบสำรวจ"))
    page.once("dialog", lambda ask: ask.accept())
    press(page, "เปิดรับคำตอบ")
    expect(page.get_by_role("button", name="ปิดรับคำตอบ")).to_be_visible()
    return page.url


def links(page: Page) -> list[str]:
    found = [str(button.get_attribute("data-copy")) for button in page.locator("[data-copy]").all()]
    assert len(found) == len(GROUPS)
    return found


def answer(chromium: Browser, site: Site, link: str, *, by_hand: int) -> None:
    """By hand on a telephone without JavaScript; the others send the same form."""
    context = chromium.new_context(
        base_url=site.address, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    try:
        page = context.new_page()
        for _somebody in range(by_hand):
            page.goto(link)
            for row in page.get_by_role("group").all():
                wished = "พึงประสงค์" in row.locator("legend").inner_text()
                row.get_by_label("5" if wished else "2", exact=True).check()
            press(page, "ส่งคำตอบ")
            heading(page, "ขอบคุณสำหรับคำตอบของท่าน")
        for _somebody in range(ANSWERS - by_hand):
            page.goto(link)
            fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content()))
            names = set(re.findall(r'name="([dp]\d+)"', page.content()))
            levels = {name: "5" if name.startswith("d") else "3" for name in names}
            sent = page.request.post(link, form={**fields, **levels, "remark": "ขอให้แจ้งลำดับคิวชัดเจน"})
            assert sent.url.endswith("/thanks/"), sent.text()
    finally:
        context.close()


def see_results(page: Page, survey: str) -> None:
    page.goto(survey)
    expect(page.get_by_role("heading", name=f"ผู้ตอบแล้ว {ANSWERS * len(GROUPS)} คน")).to_be_visible()
    page.once("dialog", lambda ask: ask.accept())
    press(page, "ปิดรับคำตอบ")
    follow(page, "ผลสำรวจ")
    expect(page.get_by_role("heading", name="ช่องว่างรายข้อและกลุ่ม")).to_be_visible()
    results = page.url.split("?")[0]
    page.goto(f"{results}?view=texts")
    expect(page.get_by_text("ขอให้แจ้งลำดับคิวชัดเจน").first).to_be_visible()
    page.goto(results)


# ── 4 to 6: to decide ──────────────────────────────────────────────────────────────────────
def decide_issues(page: Page) -> None:
    """The risk and one gap are adopted; the other gaps are turned down, once without a reason in vain."""
    to_step(page, "ประเด็น")
    expect(page.get_by_role("heading", name=f"ข้อเสนอรอพิจารณา {1 + ITEMS} เรื่อง")).to_be_visible()
    main = page.get_by_role("main")
    main.get_by_role("listitem").filter(has_text=RISK).get_by_role("link", name="รับเป็นประเด็น").click()
    press(page, "บันทึกผลการพิจารณา")
    main.get_by_role("listitem").filter(has_text="ตามข้อ 5").get_by_role("link", name="รับเป็นประเด็น").click()
    fill(page, {"ประเด็น": GAP})
    press(page, "บันทึกผลการพิจารณา")
    for left in range(ITEMS - 1, 0, -1):
        expect(page.get_by_role("heading", name=f"ข้อเสนอรอพิจารณา {left} เรื่อง")).to_be_visible()
        main.get_by_role("link", name="ไม่รับ").first.click()
        if left == 1:
            press(page, "บันทึกผลการพิจารณา")
            expect(page.get_by_role("alert")).to_contain_text("กรุณาระบุเหตุผลที่ไม่รับ")
        page.get_by_label("เหตุผล", exact=False).last.fill("ดำเนินการอยู่แล้วในแผนของสำนักงาน")
        press(page, "บันทึกผลการพิจารณา")
    expect(page.get_by_role("heading", name="ประเด็นที่รับไว้ 2 ประเด็น")).to_be_visible()


def score_issues(page: Page) -> None:
    to_step(page, "ลำดับความสำคัญ")
    for issue, score in ((RISK, "5"), (GAP, "2")):
        page.get_by_role("row").filter(has_text=issue).get_by_role("link", name="ให้คะแนน").click()
        for row in page.get_by_role("group").all():
            row.get_by_label(f"{score} –").check()
        press(page, "บันทึกคะแนน")
        heading(page, "ลำดับความสำคัญของประเด็น")
    expect(page.get_by_role("main").get_by_text("ยังไม่ให้คะแนน")).to_have_count(0)
    expect(page.get_by_role("row").nth(1)).to_contain_text(RISK)


def set_indicators(page: Page) -> None:
    to_step(page, "ตัวชี้วัด")
    for n, (issue, name) in enumerate(INDICATORS):
        page.get_by_role("link", name=f"เพิ่มตัวชี้วัดของประเด็น {issue}", exact=True).click()
        expect(box(page, "ประเด็นที่ตัวชี้วัดนี้ตอบ").get_by_role("checkbox", name=issue)).to_be_checked()
        fill(
            page,
            {
                "ตัวชี้วัด": "ข้าราชการมีจริยธรรมดีขึ้น" if n == 0 else name,
                "คำจำกัดความ": "นับทุกเรื่องที่สิ้นสุดในปีงบประมาณ ไม่นับเรื่องที่ยกเลิก",
                "สูตรการคำนวณ": "จำนวนที่ครบถ้วน × 100 ÷ จำนวนทั้งหมด",
                "หน่วยนับ": "ร้อยละ",
                "ค่าฐาน (ไม่บังคับ)": "๕๐",
                "ค่าเป้าหมาย": "90",
                "น้ำหนัก (ร้อยละ)": "50",
                "กำหนดบรรลุ": f"30/9/{year(page)}",
            },
        )
        fill(page, {"ผู้รับผิดชอบ": "วิภา"})
        press(page, "เสนอเกณฑ์จากค่าเป้าหมาย")
        expect(page.get_by_label("ระดับ 5", exact=True)).to_have_value("90")
        press(page, "บันทึกตัวชี้วัด")
        if n == 0:
            expect(page.get_by_role("alert")).to_contain_text("คำว่า “ดีขึ้น” วัดไม่ได้")
            fill(page, {"ตัวชี้วัด": name})
            press(page, "บันทึกตัวชี้วัด")
        heading(page, name)
        to_step(page, "ตัวชี้วัด")
    expect(page.get_by_text("ครบ 100 แล้ว")).to_be_visible()


def year(page: Page) -> str:
    found = re.search(r"25\d\d", page.locator(".eyebrow").inner_text())
    assert found
    return found[0]


# ── 7 and 8: to act ────────────────────────────────────────────────────────────────────────
def plan(page: Page) -> None:
    """Two activities of the 44, one for the unit; before the second the check names what hangs loose."""
    for n, (_issue, indicator) in enumerate(INDICATORS):
        to_step(page, "แผนปฏิบัติ")
        page.get_by_role("main").get_by_role("link", name="เลือกจาก 44 ตัวอย่าง").first.click()
        page.get_by_role("main").get_by_role("link", name=re.compile("^นำมาใช้")).nth(n * 20).click()
        fill(page, {"วันที่เริ่ม": f"1/10/{int(year(page)) - 1}", "วันที่สิ้นสุด": f"31/8/{year(page)}"})
        if n == 0:
            choose(page, "หน่วยงาน (ไม่บังคับ)", UNIT)
        choose(page, "ผู้รับผิดชอบ", "ประสาน" if n == 0 else "วิภา")
        page.get_by_role("checkbox", name=indicator).check()
        press(page, "เพิ่มในแผน")
        told(page, "เพิ่มกิจกรรมในแผนแล้ว")
        to_step(page, "แผนปฏิบัติ")
        follow(page, "ตรวจแผน")
        if n == 0:
            expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(1)
            expect(page.get_by_role("main").get_by_role("listitem")).to_contain_text(INDICATORS[1][1])
    expect(page.get_by_text("แผนเชื่อมกันครบ")).to_be_visible()


def approve_plan(officer: Page, head: Page) -> None:
    """The officer sends the plan, the head approves what was sent."""
    to_step(officer, "แผนปฏิบัติ")
    follow(officer, "การอนุมัติ")
    fill(officer, {"เรื่องที่เสนอ (ไม่บังคับ)": "ขออนุมัติแผนปฏิบัติประจำปี"})
    press(officer, "เสนอหัวหน้าส่วนราชการ")
    told(officer, "เสนอแผนต่อหัวหน้าส่วนราชการแล้ว")
    to_step(head, "แผนปฏิบัติ")
    follow(head, "การอนุมัติ")
    follow(head, "เปิดดู")
    looks_well(head)
    press(head, "อนุมัติแผน")
    told(head, "อนุมัติแผนแล้ว")


def report_progress(page: Page, folder: Path) -> str:
    """The coordinator reports on the activity of the unit, and may not on the other."""
    to_step(page, "ติดตามประเมินผล")
    activities = page.get_by_role("main").get_by_role("table").get_by_role("link")
    expect(activities).to_have_count(2)
    page.get_by_role("row").filter(has_text="วิภา").get_by_role("link").click()
    expect(page.get_by_role("link", name="รายงานความก้าวหน้า")).to_have_count(0)
    page.go_back()
    page.get_by_role("row").filter(has_text="ประสาน").get_by_role("link").click()
    finish(page, folder)
    return page.url


def finish(page: Page, folder: Path) -> None:
    follow(page, "รายงานความก้าวหน้า")
    fill(page, {"ความก้าวหน้า (ร้อยละ)": "๑๐๐", "ผลการดำเนินงาน": "ดำเนินการครบทุกอำเภอตามแผน"})
    press(page, "บันทึกความก้าวหน้า")
    told(page, "บันทึกความก้าวหน้าแล้ว")
    follow(page, "เพิ่มหลักฐาน")
    paper = folder / "รายงานการประชุม.txt"
    paper.write_text(f"รายงานการประชุม {page.url}", "utf-8")
    page.get_by_label("แฟ้มหลักฐาน").set_input_files(paper)
    fill(page, {"ชื่อหลักฐาน (ไม่บังคับ)": "รายงานการประชุมคณะทำงาน"})
    press(page, "เก็บหลักฐาน")
    told(page, "เก็บหลักฐานแล้ว")
    activity = page.url
    follow(page, "รายงานการประชุมคณะทำงาน")
    with page.expect_download() as kept:
        page.get_by_role("link", name="ดาวน์โหลด").click()
    assert kept.value.path().read_text("utf-8") == paper.read_text("utf-8")
    page.goto(activity)


def finish_the_rest(page: Page, done: str, folder: Path) -> None:
    to_step(page, "ติดตามประเมินผล")
    page.get_by_role("row").filter(has_text="วิภา").get_by_role("link").click()
    assert page.url != done
    finish(page, folder)


def measure(page: Page) -> None:
    to_step(page, "ตัวชี้วัด")
    for number, value in ((1, "๙๒.๕"), (2, "80")):
        page.get_by_role("link", name=f"บันทึกผลของตัวชี้วัดที่ {number}", exact=True).click()
        fill(page, {"ค่าที่วัดได้": value})
        press(page, "บันทึกผล")
        told(page, "บันทึกผลการวัดแล้ว")
        to_step(page, "ตัวชี้วัด")
    expect(page.get_by_role("main").get_by_role("row").nth(1)).to_contain_text("92.5")


def evaluate(page: Page) -> None:
    to_step(page, "ติดตามประเมินผล")
    follow(page, "ประเมินผลประจำปี")
    follow(page, "ประเมินผลรอบ 12 เดือน")
    fill(page, {"สรุปผลการดำเนินงานทั้งปี": "ดำเนินการครบทั้งแปดขั้นตอน"})
    press(page, "บันทึกการประเมิน")
    told(page, "บันทึกร่างการประเมินแล้ว")
    page.once("dialog", lambda dialog: dialog.accept())
    press(page, "ปิดการประเมิน")
    told(page, "ปิดการประเมินแล้ว")
    to_step(page, "ติดตามประเมินผล")
    expect(page.get_by_text("ดำเนินการครบทั้งแปดขั้นตอน")).to_be_visible()


# ── the end ────────────────────────────────────────────────────────────────────────────────
def home_is_complete(page: Page, drive: str) -> None:
    page.goto(drive)
    expect(page.get_by_text("ครบทั้งแปดขั้นตอนแล้ว")).to_be_visible()
    steps = page.locator(".year-step")
    expect(steps).to_have_count(8)
    expect(steps.get_by_text("ครบถ้วน", exact=True)).to_have_count(8)
    assert axe(page) == []


def report_opens(page: Page) -> None:
    follow(page, "จัดทำรายงาน")
    with page.expect_download() as made:
        press(page, "ดาวน์โหลด PDF")
    content = made.value.path().read_bytes()
    assert content.startswith(b"%PDF")
    paper = PdfReader(io.BytesIO(content))
    assert len(paper.pages) > 8
    assert paper.metadata
    assert paper.metadata.title


def sign_report(officer: Page, head: Page, drive: str, folder: Path) -> None:
    """The officer submits, the head signs; the file is the one signed, and one byte more is not."""
    officer.goto(drive)
    follow(officer, "จัดทำรายงาน")
    follow(officer, "เสนอให้หัวหน้าส่วนราชการลงนาม")
    looks_well(officer)
    press(officer, "เสนอลงนาม")
    heading(officer, re.compile("ที่เสนอลงนาม$"))
    head.goto(officer.url)
    fill(head, {"พิมพ์ชื่อและนามสกุลของท่านเพื่อลงนาม": HEAD})
    head.get_by_label("ข้าพเจ้าได้พิจารณารายงานนี้แล้วและขอรับรอง").check()
    press(head, "ลงนามรายงาน")
    heading(head, re.compile("^รายงานเลขที่"))
    looks_well(head)
    with head.expect_download() as kept:
        follow(head, "ดาวน์โหลดฉบับลงนาม")
    signed = folder / "รายงาน.pdf"
    signed.write_bytes(kept.value.path().read_bytes())
    changed = folder / "รายงานที่แก้.pdf"
    changed.write_bytes(signed.read_bytes()[:-1] + b"!")
    for file, answer in ((signed, "เป็นฉบับที่ลงนามจริง ไม่ถูกแก้ไข"), (changed, "แฟ้มนี้ถูกแก้ไข")):
        head.goto("/reports/check/")
        head.get_by_label("แฟ้มรายงานที่ต้องการตรวจสอบ").set_input_files(file)
        press(head, "ตรวจสอบ")
        expect(head.get_by_role("main")).to_contain_text(answer)
