"""A real `janya serve` with an empty database, and a real browser before it."""

import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.postgres import free_port

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox",  # the checking machine runs as root
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE = 120  # seconds for the first start, which makes the database
QUICKLY = 15_000  # milliseconds for anything on a page
EXPECTED = ("status of 403", "status of 404", "status of 409", "status of 422", "status of 429")
"""The browser tells every refusal as an error; a journey tries some on purpose."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM.exists():
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed (apt install chromium)"))


@dataclass(frozen=True)
class Site:
    """A running Janya: where it answers, and the folder of its data (mail/, files/, janya.sqlite3)."""

    address: str
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """For another command about the same data: `janya report …`."""
        ours = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("JANYA_", "DATABASE_URL", "DJANGO_", "PYTEST_"))
        }
        return {**ours, "JANYA_HOME": str(self.home), "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """An empty Janya: nobody can sign in yet."""
    with serving() as site:
        yield site


@contextmanager
def serving(*words: str) -> Iterator[Site]:
    """`janya serve` in a folder of its own, on a free port."""
    home, port = Path(tempfile.mkdtemp(prefix="janya-journey-")), free_port()
    site = Site(f"http://127.0.0.1:{port}", home)
    with subprocess.Popen(
        [sys.executable, "-m", "janya", "serve", *words, "--port", str(port)],
        cwd=ROOT,
        env=site.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        try:
            assert server.stdout
            wait_until_ready(server.stdout)
            yield site
        finally:
            server.terminate()
            server.wait(timeout=20)
            shutil.rmtree(home, ignore_errors=True)


def wait_until_ready(said: IO[str]) -> None:
    """Read what the server says until it is ready; a thread goes on reading, so that the pipe never fills."""
    lines: queue.Queue[str] = queue.Queue()

    def read() -> None:
        for line in said:
            lines.put(line)
        lines.put("")

    threading.Thread(target=read, daemon=True).start()
    heard: list[str] = []
    while not (heard and heard[-1].startswith("Janya is ready at ")):
        try:
            heard.append(lines.get(timeout=PATIENCE))
        except queue.Empty:
            pytest.fail(f"janya serve is not ready after {PATIENCE} s:\n{''.join(heard)}")
        if not heard[-1]:
            pytest.fail(f"janya serve has ended:\n{''.join(heard)}")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for one module; it ends with it, because its event loop would disturb Django in other tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, site: Site) -> Iterator[Callable[[], Page]]:
    """`visit()` is a page of a new visitor with cookies of his own; nothing may go wrong in his console.

    A visitor meets no server but ours.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(known in message.text for known in EXPECTED):
            troubles.append(f"{message.page.url if message.page else ''}: {message.text}")

    def new() -> Page:
        context = chromium.new_context(
            base_url=site.address, locale="th-TH", viewport={"width": 1280, "height": 900}
        )
        context.set_default_timeout(QUICKLY)
        context.on("console", note)
        context.on("weberror", lambda wrong: troubles.append(str(wrong.error)))
        context.on(
            "request",
            lambda asked: (
                None
                if asked.url.startswith((site.address, "data:", "blob:"))
                else troubles.append(f"asked {asked.url}")
            ),
        )
        contexts.append(context)
        return context.new_page()

    yield new
    for context in contexts:
        context.close()
    assert troubles == [], "\n".join(troubles)
