"""Every page that an officer of the demonstration agency comes to by its links: it fits the window, has one heading,
complains of nothing, and can be used by those who do not see it."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve, reverse
from playwright.sync_api import Page

from janya.home.demonstration_facts import PASSWORD
from tests.architecture.test_strangers import PUBLIC, Address, table
from tests.journeys.conftest import Site, serving
from tests.journeys.eyes import axe, too_wide
from tests.journeys.test_the_year import fill, follow, press, to_step, told, year

OFFICER = "officer@demo.janya.example"
NO_PAGES = {
    "evidence:picture",
    "files:download",
    "risks:export-csv",
    "risks:export-excel",
    "risks:paper",
    "surveys:qr",
    "people:sign-out",
    *PUBLIC,
}
IN_PARTS = {"codes:find-person", "risks:people", "risks:weigh"}
"""Part of another page."""
OTHERWISE = {
    "home:front",  # leads to the year
    "evaluation:promotion",  # both years have begun it, so the list leads to what was begun
    "evaluation:score",  # only while it is open
    "kpis:remove",  # the first of the list has readings
    "kpis:sheet",  # after a workbook was sent in
    "plans:sheet",
    "reports:verify",  # from the code on a signed paper
    "codes:sign",  # seen by the journey of the year: this officer has signed
    "evaluation:reopen",  # the running year of the demonstration has closed no evaluation yet
    "issues:merge",  # after two were chosen
    "journal:list",  # auditors and administrators
    "kpis:measure",  # only sent
    "plans:withdraw",  # nor evidence
    "personnel:faults-csv",  # the file of the journey of a list has faults
    "personnel:faults-excel",
    "risks:accept",  # only from a risk that waits for it
    "risks:sheet",  # after a workbook was sent in
    "surveys:change",  # seen by the journey of a survey, as the next is
    "surveys:differences",
    "surveys:lot",  # after invitations
    "surveys:lot-export",
    "surveys:paper-find",  # leads to the form of a code
}
DARK = {
    "home:drive": "home:drive",
    "risks:list": "home:drive",
    "findings:results": "surveys:list",
    "issues:ranking": "home:drive",
    "kpis:show": "kpis:list",
    "plans:follow-up": "home:drive",
    "thread:year": "home:drive",
    "thread:item": "thread:year",
}
"""A page, and the page that leads to it."""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving("--demo") as site:
        yield site


def sign_in(page: Page) -> None:
    page.goto("/sign-in/")
    page.get_by_label("อีเมล").fill(OFFICER)
    page.get_by_label("รหัสผ่าน").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url("**/drives/**")


def named(path: str) -> str:
    """The name of a page, with a mark when it is asked for with words of its own."""
    parts = urlsplit(path)
    try:
        return resolve(parts.path).view_name + ("?" if parts.query else "")
    except Resolver404:
        return ""


def links(page: Page, site: Site) -> list[str]:
    found = [urljoin(page.url, link.get_attribute("href") or "") for link in page.locator("a[href]").all()]
    return [one.removeprefix(site.address).split("#")[0] for one in found if one.startswith(site.address)]


def is_file(page: Page, path: str) -> bool:
    """Tell whether an address sends a file to keep, which no browser shows as a page; it must at least come."""
    answer = page.request.get(path)
    kept = "attachment" in answer.headers.get("content-disposition", "")
    assert not kept or (answer.ok and answer.body()), path
    return kept or not answer.headers.get("content-type", "").startswith("text/html")


def is_only_sent(page: Page, address: Address) -> bool:
    """Tell whether there is nothing to look at: the address takes what a button sends, and refuses to be opened."""
    path = reverse(address.name, kwargs=dict.fromkeys(address.parts, 1))
    return page.request.get(path).status == HTTPStatus.METHOD_NOT_ALLOWED


# ── what the demonstration has not ─────────────────────────────────────────────────────────
def write_a_survey(page: Page) -> str:
    """A draft with a question of one's own; where it is written."""
    to_step(page, "ความคาดหวัง")
    page.get_by_role("main").get_by_role("link", name="เตรียมแบบสำรวจ").first.click()
    follow(page, "เริ่มแบบเปล่า")
    fill(page, {"ชื่อแบบสำรวจ": "แบบสำรวจของเราเอง", "ถึงวันที่": f"30/9/{year(page)}", "ข้าราชการ": "6"})
    press(page, "บันทึกร่าง")
    page.get_by_role("main").get_by_role("link", name="ตอบเป็นข้อความ", exact=True).click()
    fill(page, {"คำถาม": "ท่านอยากให้ปรับปรุงเรื่องใด"})
    press(page, "บันทึกคำถาม")
    told(page, "บันทึกคำถามแล้ว")
    return urlsplit(page.url).path


def key_in_paper(page: Page, site: Site) -> str:
    """A batch of paper forms of the survey that is open; where the first is keyed in."""
    to_step(page, "ความคาดหวัง")
    for name in ("surveys:show", "surveys:group", "surveys:paper"):
        page.goto(next(one for one in links(page, site) if named(one) == name))
    press(page, "เริ่มบันทึกชุดใหม่")
    return urlsplit(page.url).path


def keep_evidence(page: Page) -> str:
    """A published link in the store of evidence; where it is told."""
    to_step(page, "คลังหลักฐาน")
    follow(page, "เพิ่มลิงก์")
    fill(page, {"ที่อยู่ของหน้าที่เผยแพร่": "https://www.example.go.th/ethics", "ชื่อหลักฐาน": "ประกาศเจตนารมณ์บนเว็บไซต์"})
    press(page, "เก็บหลักฐาน")
    return urlsplit(page.url).path


def send_a_list(page: Page) -> None:
    to_step(page, "บุคคลและหน่วยงาน")
    follow(page, "นำเข้าจากไฟล์")
    table = "ชื่อ,นามสกุล,ตำแหน่ง\r\nมานะ,อดทน,นิติกร\r\n".encode()
    page.get_by_label("ไฟล์ Excel หรือ CSV").set_input_files(
        {"name": "รายชื่อ.csv", "mimeType": "text/csv", "buffer": table}
    )
    press(page, "อ่านไฟล์")
    press(page, "ตรวจรายชื่อ")


# ── looking ────────────────────────────────────────────────────────────────────────────────
def test_every_page_of_an_officer_can_be_looked_at(visit: Callable[[], Page], site: Site) -> None:
    page = visit()
    sign_in(page)
    running = urlsplit(page.url).path
    finished = next(one for one in links(page, site) if named(one) == "home:drive" and one != running)
    prepared = [key_in_paper(page, site), write_a_survey(page), keep_evidence(page)]
    send_a_list(page)

    seen: set[str] = set()
    faults: list[str] = []
    for starts in ([running, *prepared], [finished]):
        seen |= walk(page, site, starts, faults)

    assert faults == [], "\n" + "\n".join(faults)
    known = seen | NO_PAGES | IN_PARTS | OTHERWISE
    unseen = [one for one in table() if one.name not in known and not is_only_sent(page, one)]
    assert not unseen, " ".join(one.name for one in unseen)


def walk(page: Page, site: Site, ahead: list[str], faults: list[str]) -> set[str]:
    """The names of all pages that some lead to, one address each; what is wrong with them goes to the faults."""
    seen: set[str] = set()
    while ahead:
        path = ahead.pop(0)
        name = named(path)
        if not name or name in seen or name.rstrip("?") in NO_PAGES | {"home:front"}:
            continue
        seen.add(name)
        if is_file(page, path):
            continue
        answer = page.goto(path)
        wrong = [
            *([] if answer and answer.ok else [f"answers {answer and answer.status}"]),
            *([] if page.locator("h1").count() == 1 else [f"has {page.locator('h1').count()} headings"]),
            *too_wide(page),
            *([] if name.endswith("?") else axe(page)),
        ]
        faults += [f"{name} {path}: {one}" for one in wrong]
        ahead += links(page, site)
    return {name.rstrip("?") for name in seen}


def test_main_pages_can_be_read_in_the_dark(visit: Callable[[], Page], site: Site) -> None:
    page = visit()
    page.context.add_cookies([{"name": "janya_theme", "value": "dark", "url": site.address}])
    sign_in(page)
    first = urlsplit(page.url).path
    faults = []

    for name, before in DARK.items():
        for step in {before: None, name: None}:
            around = [first, *links(page, site)]
            page.goto(next(one for one in around if named(one) == step))
        faults += [f"{name}: {one}" for one in axe(page)]

    assert faults == []
