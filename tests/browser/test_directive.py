"""A directive from the province to 148 communes and back: drafted, initialled, signed on a phone,
issued; one commune registers, directs, answers, and what it had to do is closed.

At a desk with everything a browser has, and on a phone without JavaScript.
"""

import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Accessible
from vanlang.demo import accounts, people, province
from vanlang.documents.models import Attachment, Document, IncomingEntry
from vanlang.documents.rules.states import EntryState, FileKind
from vanlang.identity.api import (
    Person,
    commune_committees,
    departments,
    load_units,
    province_committee,
)
from vanlang.kernel import files, queue
from vanlang.kernel.actors import PLATFORM
from vanlang.signing import api as signing
from vanlang.tasks.models import Task

pytestmark = [
    pytest.mark.whole,
    pytest.mark.django_db(transaction=True, databases=["default", "side"]),
]
T = TypeVar("T")
SHOTS = os.environ.get("VANLANG_SHOTS", "")
COMMUNE = "05158"  # Mường Bi
SUBJECT = "tăng cường bảo đảm an toàn thông tin mạng"
REPORT = "Báo cáo kết quả bảo đảm an toàn thông tin mạng"


@pytest.fixture
def shown(transactional_db: None) -> None:
    """The real units, and the officials of the province and of the shown communes."""
    at = timezone.now()
    load_units(by=PLATFORM, at=at)
    committee = province_committee()
    everybody = accounts.accounts(
        committee, list(commune_committees()), list(departments()), whole=False
    )
    here = [one for one in everybody if one.is_shown]
    province.open_accounts(here, at=at, say=lambda _text: None)
    agencies = [unit for unit in commune_committees() if unit.area_code == COMMUNE]
    province.issue_certificates(here, [committee, *agencies], at=at)


class Desk:
    """One official at one browser; looks at each page as axe and a narrow window do."""

    def __init__(self, page: Page, site: str, *checks: Accessible) -> None:
        self.page, self.site, self.checks = page, site, checks

    def look(self, name: str = "") -> None:
        self.page.wait_for_load_state("networkidle" if self.checks else "load")
        if SHOTS and name:
            width = self.page.viewport_size["width"] if self.page.viewport_size else 0
            self.page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
        for check in self.checks:
            check(self.page)

    def goto(self, path: str, name: str = "") -> None:
        self.page.goto(f"{self.site}{path}")
        self.look(name)

    def official(self, username: str) -> None:
        self.page.context.clear_cookies()
        self.goto("/dang-nhap/can-bo/")
        self.page.get_by_label("Tên đăng nhập").fill(username)
        self.page.get_by_label("Mật khẩu").fill(accounts.PASSWORD)
        self.press("Đăng nhập")

    def press(self, text: str | re.Pattern[str], name: str = "") -> None:
        self.page.get_by_role("button", name=text).first.click()
        self.look(name)

    def follow(self, text: str | re.Pattern[str], name: str = "") -> None:
        self.page.locator("main").get_by_role("link", name=text).first.click()
        self.look(name)

    def fill(self, label: str, text: str) -> None:
        self.page.locator("main").get_by_label(label, exact=False).first.fill(text)

    def tick(self, label: str | re.Pattern[str]) -> None:
        self.page.locator("main").get_by_label(label).first.check()

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("main")).to_contain_text(text)


Open = Callable[[tuple[int, int]], Desk]


@pytest.fixture(params=[True, False], ids=["desk with scripts", "phone without scripts"])
def desks(
    request: pytest.FixtureRequest,
    open_page: Callable[..., Page],
    site: str,
    accessible: Accessible,
    fits: Accessible,
) -> tuple[Open, tuple[int, int]]:
    """Open browsers; the leader's is always a phone."""
    scripts = bool(request.param)
    checks = (accessible, fits) if scripts else ()

    def desk(size: tuple[int, int]) -> Desk:
        return Desk(open_page(size, scripts=scripts), site, *checks)

    return desk, DESK if scripts else PHONE


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


def issue_directive(open_desk: Open, size: tuple[int, int]) -> None:
    """From the province's drafter to its clerk's button."""
    drafter = open_desk(size)
    drafter.official("soanthao.tinh")
    drafter.goto("/van-ban/di/soan/", "kinds")
    drafter.follow(re.compile("^Chỉ thị"), "draft")
    drafter.fill("Trích yếu", f"Về việc {SUBJECT}")
    drafter.press("Lưu dự thảo")
    drafter.follow("Sửa dự thảo")
    drafter.fill("Nội dung", "Yêu cầu Ủy ban nhân dân các xã, phường:\n1. Rà soát.\n2. Báo cáo.")
    drafter.press("Lưu dự thảo", "saved")
    drafter.follow("So sánh các bản", "compare")
    drafter.page.go_back()
    drafter.follow("Chọn nơi nhận", "address")
    drafter.tick(re.compile("Ủy ban nhân dân các xã, phường"))
    drafter.press("Lưu nơi nhận", "addressed")
    drafter.sees("Nơi nhận: 148")
    drafter.follow("Trình ký", "send")
    reviewer = people.invent(390_002).name
    drafter.tick(reviewer)
    drafter.press(re.compile("^Trình$"), "sent")
    drafter.sees("Đang xin ý kiến, ký nháy")

    initialler = open_desk(size)
    initialler.official("thamtra.tinh")
    initialler.goto("/van-ban/di/", "list")
    initialler.follow(re.compile(SUBJECT), "initial")
    initialler.press("Đồng ý, ký nháy")
    initialler.sees("Chờ ký")

    leader = open_desk(PHONE)
    leader.official("lanhdao.tinh")
    leader.goto("/van-ban/di/cho-ky/", "to-sign")
    leader.tick(re.compile(SUBJECT))
    leader.press("Ký văn bản đã chọn", "signed")
    leader.sees("Đã ký 1 văn bản: 01/CT-UBND")

    clerk = open_desk(size)
    clerk.official("vanthu.tinh")
    clerk.goto("/van-ban/di/cho-phat-hanh/", "to-issue")
    clerk.press("Đóng dấu và phát hành")
    clerk.sees("Đã đóng dấu và phát hành 1 văn bản")
    clerk.goto("/van-ban/di/?xem=da-phat-hanh")
    clerk.follow(re.compile("CT-UBND"), "issued")
    clerk.sees("Nơi nhận: 148")


def register_and_direct(open_desk: Open, size: tuple[int, int], directive: Document) -> None:
    """In the commune: the clerk registers, the leader directs on a phone."""
    clerk = open_desk(size)
    clerk.official(f"vanthu.{COMMUNE}")
    clerk.goto("/van-ban/", "inbox")
    clerk.goto(f"/van-ban/{directive.pk}/", "arrived")
    chief = apart(lambda: Person.objects.get(username=f"lanhdao.{COMMUNE}").name)
    option = clerk.page.locator("select[name=present_to] option", has_text=chief).first
    clerk.page.locator("select[name=present_to]").select_option(option.get_attribute("value"))
    clerk.press("Vào sổ và trình")
    clerk.sees("Chờ lãnh đạo chỉ đạo")

    leader = open_desk(PHONE)
    leader.official(f"lanhdao.{COMMUNE}")
    leader.goto(f"/van-ban/{directive.pk}/", "direct")
    leader.fill("Ý kiến chỉ đạo", "Phòng chủ trì tham mưu báo cáo Ủy ban nhân dân tỉnh.")
    worker = leader.page.locator("select[name=lead] option", has_text="Văn hóa").first
    leader.page.locator("select[name=lead]").select_option(worker.get_attribute("value"))
    leader.page.locator("select[name=working_days]").select_option("5")
    leader.page.get_by_text("Phối hợp, ngày hạn, giao thành nhiệm vụ").click()
    leader.tick(re.compile("Giao thành nhiệm vụ"))
    leader.press("Ghi ý kiến và chuyển", "directed")


def answer(open_desk: Open, size: tuple[int, int], directive: Document) -> None:
    """The commune's report goes back by the same road."""
    drafter = open_desk(size)
    drafter.official(f"thuly.{COMMUNE}")
    drafter.goto(f"/van-ban/di/soan/?loai=BC&tra-loi={directive.pk}", "answer")
    drafter.fill("Trích yếu", REPORT)
    drafter.press("Lưu dự thảo")
    drafter.sees("Nơi nhận: 1")
    drafter.follow("Trình ký")
    drafter.press(re.compile("^Trình$"))
    drafter.sees("Chờ ký")
    signer = Document.objects.get(reply_to=directive).signer
    assert signer is not None

    leader = open_desk(PHONE)
    leader.official(str(signer.username))
    leader.goto("/van-ban/di/cho-ky/")
    leader.tick(re.compile(REPORT))
    leader.press("Ký văn bản đã chọn")
    leader.sees("Đã ký 1 văn bản: 01/BC-UBND")

    clerk = open_desk(size)
    clerk.official(f"vanthu.{COMMUNE}")
    clerk.goto("/van-ban/di/cho-phat-hanh/")
    clerk.press("Đóng dấu và phát hành")
    clerk.sees("Đã đóng dấu và phát hành 1 văn bản")


@pytest.mark.usefixtures("shown")
def test_a_directive_goes_to_148_communes_and_comes_back_done(
    desks: tuple[Open, tuple[int, int]],
) -> None:
    open_desk, size = desks

    issue_directive(open_desk, size)
    directive = Document.objects.get(subject__contains=SUBJECT)
    assert IncomingEntry.objects.filter(document=directive).count() == 148
    file = Attachment.objects.get(document=directive, kind=FileKind.MAIN).file
    assert apart(lambda: signing.verify(files.read(file))).is_genuine
    register_and_direct(open_desk, size, directive)
    assert Task.objects.filter(closed_at__isnull=True).exists()
    answer(open_desk, size, directive)
    work()

    entry = IncomingEntry.objects.get(document=directive, unit__area_code=COMMUNE)
    assert entry.state == EntryState.CLOSED
    assert not Task.objects.filter(closed_at__isnull=True).exists()
    back = IncomingEntry.objects.get(document__reply_to=directive)
    assert back.unit == province_committee()
