"""What a journey looks with: screenshots at two widths, and axe for those who cannot see them."""

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SHOTS = Path(__file__).resolve().parents[2] / "shots"
WIDTHS = (1280, 360)
HEIGHT = 900
GRAVE = {"serious", "critical"}


def look(page: Page, name: str) -> None:
    """Keep `shots/<name>-1280.png` and `-360.png`; a page must not scroll sideways on a phone."""
    SHOTS.mkdir(exist_ok=True)
    wide = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True, animations="disabled")
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond <= 0, f"{page.url} is {beyond} px wider than a window of {width} px"
    if wide:
        page.set_viewport_size(wide)


def too_wide(page: Page) -> list[str]:
    """Widths of the window at which the page must be pushed sideways."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if beyond > 0:
            found.append(f"{beyond} px wider than a window of {width} px")
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    return found


def axe(page: Page) -> list[str]:
    """Grave faults of accessibility, one line each: the rule, and where. The policy of content stays in force."""
    violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{fault['id']} at {' '.join(map(str, node['target']))}: {fault['help']}"
        for fault in violations
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]
