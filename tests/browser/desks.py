"""Officials at their browsers, and what happens beside them.

    clerk = desks.open()
    clerk.official("vanthu.tinh")
    clerk.goto("/van-ban/di/cho-phat-hanh/", "to-issue")

Each page is looked at as axe and a narrow window do; with VANLANG_SHOTS a folder of pictures is
kept, by the names that the steps give.
"""

import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Accessible
from vanlang.demo import accounts, province
from vanlang.identity.api import commune_committees, departments, load_units, province_committee
from vanlang.kernel import queue
from vanlang.kernel.actors import PLATFORM

T = TypeVar("T")
TO_SEAL = re.compile("^Xem (bản đã ký|phụ lục)")
SHOTS = os.environ.get("VANLANG_SHOTS", "")


class Desk:
    """One official at one browser; looks at each page as axe and a narrow window do."""

    def __init__(self, page: Page, site: str, *checks: Accessible) -> None:
        self.page, self.site, self.checks = page, site, checks

    def look(self, name: str = "") -> None:
        self.page.wait_for_load_state("load")
        if SHOTS and name:
            width = self.page.viewport_size["width"] if self.page.viewport_size else 0
            self.page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
        for check in self.checks:
            check(self.page)

    def goto(self, path: str, name: str = "") -> None:
        self.page.goto(f"{self.site}{path}")
        self.look(name)

    def official(self, username: str) -> None:
        """Sign in; the two pages on the way are looked at in test_identity.py."""
        self.page.context.clear_cookies()
        self.page.goto(f"{self.site}/dang-nhap/can-bo/")
        self.page.get_by_label("Tên đăng nhập").fill(username)
        self.page.get_by_label("Mật khẩu").fill(accounts.PASSWORD)
        self.page.get_by_role("button", name="Đăng nhập").first.click()
        self.page.wait_for_load_state("load")

    def press(self, text: str | re.Pattern[str], name: str = "") -> None:
        self.page.get_by_role("button", name=text).first.click()
        self.look(name)

    def follow(self, text: str | re.Pattern[str], name: str = "") -> None:
        self.page.locator("main").get_by_role("link", name=text).first.click()
        self.look(name)

    def fill(self, label: str, text: str) -> None:
        self.page.locator("main").get_by_label(label, exact=False).first.fill(text)

    def open_what_was_signed(self) -> None:
        """Open every signed paper of the clerk's list and each annex."""
        here = self.page.url
        for link in self.page.get_by_role("link", name=TO_SEAL).all():
            signed = self.page.request.get(f"{self.site}{link.get_attribute('href')}")
            assert signed.body().startswith(b"%PDF")
        self.page.goto(here)

    def type_pin(self) -> None:
        """Prove presence before signing or sealing."""
        self.page.get_by_label("Mã PIN ký số").fill(accounts.PIN)

    def tick(self, label: str | re.Pattern[str]) -> None:
        self.page.locator("main").get_by_label(label).first.check()

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("main")).to_contain_text(text)


@dataclass(frozen=True)
class Desks:
    """Opens browsers: of a width, with scripts or without, with checks or without."""

    open_page: Callable[..., Page]
    site: str
    size: tuple[int, int]
    scripts: bool
    checks: tuple[Accessible, ...]

    def open(self, size: tuple[int, int] | None = None) -> Desk:
        page = self.open_page(size or self.size, scripts=self.scripts)
        return Desk(page, self.site, *self.checks)


def seat(communes: tuple[str, ...], *, at: datetime) -> None:
    """Make the real units, the officials that the demonstration shows, and their certificates."""
    load_units(by=PLATFORM, at=at)
    committee = province_committee()
    everybody = accounts.accounts(
        committee, list(commune_committees()), list(departments()), whole=False
    )
    here = [one for one in everybody if one.is_shown]
    province.open_accounts(here, at=at, say=lambda _text: None)
    agencies = [unit for unit in commune_committees() if unit.area_code in communes]
    province.issue_certificates(here, [committee, *agencies], at=at)


def apart(act: Callable[[], T]) -> T:
    """Do something in a thread of its own: Playwright's loop holds this one."""

    def run() -> T:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as worker:
        return worker.submit(run).result()


def work() -> None:
    """Let the worker do what waits."""
    apart(lambda: queue.run_due(timezone.now()))
    assert not queue.failed().exists()
