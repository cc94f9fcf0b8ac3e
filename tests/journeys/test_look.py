"""Every page that an officer of the demonstration agency comes to by its links: it fits the window, has one heading,
complains of nothing, and can be used by those who do not see it."""

from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from janya.home.demonstration_facts import PASSWORD
from tests.architecture.test_strangers import PUBLIC, table
from tests.journeys.conftest import Site, serving
from tests.journeys.eyes import axe, too_wide

OFFICER = "officer@demo.janya.example"
NO_PAGES = {
    "files:download",
    "risks:export-csv",
    "risks:export-excel",
    "risks:paper",
    "surveys:qr",
    "people:sign-out",
    *PUBLIC,
}
BEHIND_A_BUTTON = {
    "home:close",
    "home:reopen",
    "kpis:measure",
    "people:end-appointment",
    "people:leave",
    "people:remove-unit",
    "people:withdraw",
    "plans:remove",
    "reports:annual-pdf",
    "risks:turn-kind",
    "risks:use-national",
    "risks:withdraw-review",
    "surveys:close",
    "surveys:open",
}
"""What is only sent, never opened."""
IN_PARTS = {"risks:people", "risks:weigh"}
"""Part of another page."""
OTHERWISE = {
    "codes:sign",  # seen by the journey of the year: this officer has signed
    "surveys:change",  # and this: the survey is open
    "journal:list",  # auditors and administrators
    "plans:withdraw",  # the running year of the demonstration has no evidence yet
    "kpis:correct",  # nor readings
    "risks:accept",  # only from a risk that waits for it
    "risks:sheet",  # after a workbook was sent in
}
DARK = ("home:drive", "risks:list", "findings:results", "issues:ranking", "kpis:show", "plans:follow-up")


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


def test_every_page_of_an_officer_can_be_looked_at(visit: Callable[[], Page], site: Site) -> None:
    page = visit()
    sign_in(page)
    seen: dict[str, str] = {}
    ahead, faults = [urlsplit(page.url).path], []

    while ahead:
        path = ahead.pop(0)
        name = named(path)
        if not name or name in seen or name.rstrip("?") in NO_PAGES | {"home:front"}:
            continue
        answer = page.goto(path)
        seen[name] = path
        told = [
            *([] if answer and answer.ok else [f"answers {answer and answer.status}"]),
            *([] if page.locator("h1").count() == 1 else [f"has {page.locator('h1').count()} headings"]),
            *too_wide(page),
            *([] if name.endswith("?") else axe(page)),
        ]
        faults += [f"{name} {path}: {one}" for one in told]
        ahead += links(page, site)

    unseen = {address.name for address in table()} - {name.rstrip("?") for name in seen}
    assert faults == [], "\n" + "\n".join(faults)
    # one who has signed is not asked again, and the demonstration has no draft of a survey
    sometimes = {"home:front", "codes:sign", "surveys:change", "surveys:extend"}
    assert unseen - NO_PAGES - BEHIND_A_BUTTON - IN_PARTS - OTHERWISE <= sometimes


def test_main_pages_can_be_read_in_the_dark(visit: Callable[[], Page], site: Site) -> None:
    page = visit()
    page.context.add_cookies([{"name": "janya_theme", "value": "dark", "url": site.address}])
    sign_in(page)
    first = page.url
    faults = []

    for name in DARK:
        page.goto(first)
        around = [one for one in links(page, site) if named(one) == name]
        if not around:
            page.goto(next(one for one in links(page, site) if named(one) == f"{name.split(':')[0]}:list"))
            around = [one for one in links(page, site) if named(one) == name]
        page.goto(around[0])
        faults += [f"{name}: {one}" for one in axe(page)]

    assert faults == []
