from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.eyes import axe, look


def test_an_empty_system_asks_for_its_first_agency(visit: Callable[[], Page]) -> None:
    page = visit()

    page.goto("/")

    expect(page).to_have_url("/first-run/")
    expect(page.locator("h1")).to_have_count(1)
    look(page, "first-run")
    assert axe(page) == []
