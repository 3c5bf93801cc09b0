"""A person at a real headless Chromium, and what axe-core finds on the pages they visit."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support import untranslated

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 812}

_SETTLE = """() => Promise.all(document.getAnimations()
    .filter((animation) => animation.effect.getComputedTiming().endTime < 5000)
    .map((animation) => animation.finished.catch(() => null)))"""


def fits(page: Page) -> bool:
    """Whether nothing is wider than the phone, once the page is there whole."""
    page.wait_for_load_state("load")
    page.locator("main").first.wait_for()
    return int(page.evaluate("document.documentElement.scrollWidth")) <= PHONE["width"]


def barriers_on(page: Page, *, tags: Sequence[str] = ()) -> list[str]:
    """What axe-core finds wrong on the page that is shown, once it is there whole and still.

    With ``tags``, by the rules that have one of them; else by those that axe-core runs by itself.
    """
    page.wait_for_load_state("load")
    page.locator("main").first.wait_for()
    page.evaluate(_SETTLE)
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if tags:
        options["runOnly"] = {"type": "tag", "values": list(tags)}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"axe {violation['id']} on {page.url}: {[n['target'] for n in violation['nodes']][:3]}"
        for violation in found
    ]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        missing = "Chromium is not installed (./run test brings it)"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Person:
    """Somebody at a browser of their own; notes every fault that the browser reports."""

    browser: Browser
    address: str
    viewport: dict[str, int]
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context = self.browser.new_context(
            viewport=self.viewport,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(30_000)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", lambda request: self._note_request(request.url))

    def visit(self, path: str) -> Page:
        """Open a page of the office."""
        self.page.goto(f"{self.address}{path}")
        return self.page

    def log_in(self, name: str, password: str) -> None:
        """Log in with the password alone."""
        page = self.visit("/accounts/login/")
        page.fill("input[name=login]", name)
        page.fill("input[name=password]", password)
        with page.expect_navigation():
            page.press("input[name=password]", "Enter")

    def look_for_barriers(self) -> None:
        """Note what axe-core finds wrong on the page that is shown, and what is not Vietnamese."""
        self.faults += barriers_on(self.page)
        for text in untranslated.shown_on(self.page):
            self.faults.append(f"not in Vietnamese on {self.page.url}: {text}")

    def _note_console(self, message: object) -> None:
        if message.type == "error":
            self.faults.append(f"console on {self.page.url}: {message.text}")

    def _note_request(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:", "about:")):
            self.faults.append(f"request to a third party: {url}")
