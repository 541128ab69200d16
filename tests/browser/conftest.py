"""A browser for everybody's tests: Debian's Chromium over the live server, with axe at hand.

It is Chromium without a window of its own: the whole one draws its tabs and menus for nobody, which
took as much time as the pages.

    def test_x(page: Page, site: str, accessible: Accessible) -> None:
        page.goto(f"{site}/ui/")
        accessible(page)

`page` is 1280 px wide, `phone` 360; `page_without_js` and `phone_without_js` have no JavaScript.
A script error, a console error or anything that the content security policy had to block fails
the test in which it happened.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    StorageState,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

# Playwright runs its own loop in our thread; the tests themselves are ordinary synchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = os.environ.get("VANLANG_CHROMIUM", "/usr/bin/chromium-headless-shell")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
DESK, PHONE = (1280, 900), (360, 740)
WAITS_MS = 15_000
EXPECTED = "Failed to load resource"  # what Chromium writes for every 4xx page: not an error here
Accessible = Callable[[Page], None]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser a file: while it runs, Playwright's event loop holds the thread of the tests, and
    what signs papers in one of its own could not be tried in the files that follow.
    """
    if not Path(CHROMIUM).exists():
        pytest.fail(
            f"{CHROMIUM} is missing: install chromium-headless-shell or set VANLANG_CHROMIUM"
        )
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield running
        running.close()


@pytest.fixture
def site(live_server: LiveServer) -> str:
    """The address of the running platform, without a slash at its end."""
    return str(live_server.url)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open further pages, each a visitor of their own: `open_page(size=PHONE, scripts=False)`.

    With `kept` it is a visitor on whose machine that was kept.
    """
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and EXPECTED not in message.text:
            complaints.append(message.text)

    def open_one(
        size: tuple[int, int] = DESK, *, scripts: bool = True, kept: StorageState | None = None
    ) -> Page:
        context = browser.new_context(
            storage_state=kept,
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=scripts,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
            accept_downloads=True,
        )
        context.set_default_timeout(WAITS_MS)
        opened.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_one
    for context in opened:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page()


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    return open_page(PHONE)


@pytest.fixture
def page_without_js(open_page: Callable[..., Page]) -> Page:
    return open_page(scripts=False)


@pytest.fixture
def phone_without_js(open_page: Callable[..., Page]) -> Page:
    return open_page(PHONE, scripts=False)


@pytest.fixture(scope="session")
def accessible() -> Accessible:
    """Fail with axe's report when the page, as it stands now, breaks WCAG 2.2 A or AA."""
    axe = Axe()

    def check(page: Page) -> None:
        options = {"runOnly": LEVELS, "resultTypes": ["violations"]}
        results = axe.run(page, options=options)
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return check


@pytest.fixture(scope="session")
def fits() -> Accessible:
    """Fail when the page is wider than the window: nobody should have to push it sideways."""

    def check(page: Page) -> None:
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{page.url} is {wide} px wider than the window"

    return check


@contextmanager
def line_is_lost(page: Page) -> Iterator[None]:
    """Cut the visitor off for a while."""
    page.context.set_offline(True)
    try:
        yield
    finally:
        page.context.set_offline(False)
