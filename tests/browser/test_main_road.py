"""The whole road, as people walk it: a citizen files in one commune what another settles and signs.

Once with everything a browser has, once without JavaScript. The leader signs on a phone.
"""

import random
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Error, Locator, Page, expect

from tests.browser.conftest import PHONE, Accessible, line_is_lost
from vanlang.demo import accounts, answers, province
from vanlang.identity.api import commune_committees, departments, load_units, province_committee
from vanlang.kernel import queue
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.deadlines import ZONE
from vanlang.public_services.models import Dossier
from vanlang.public_services.queries import procedures
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.states import State
from vanlang.ui import papers

pytestmark = [
    pytest.mark.whole,
    pytest.mark.django_db(transaction=True, databases=["default", "side"]),
]
RECOGNITION = "1.001022"  # Đăng ký nhận cha, mẹ, con: a paper, a database, a fee, a review
ATTEMPTS, SETTLES_MS = 5, 400
HERE, THERE = "07900", "05158"  # filed in Việt Trì, settled in Mường Bi, where Lan lives


@pytest.fixture
def shown(transactional_db: None) -> Definition:
    """The real units and procedures, and the officials of the shown communes and the province."""
    at = timezone.now()
    load_units(by=PLATFORM, at=at)
    call_command("load_procedures", verbosity=0)
    everybody = accounts.accounts(
        province_committee(), list(commune_committees()), list(departments()), whole=False
    )
    here = [one for one in everybody if one.is_shown]
    province.open_accounts(here, at=at, say=lambda _text: None)
    agencies = [unit for unit in commune_committees() if unit.area_code == THERE]
    province.issue_certificates(here, agencies, at=at)
    found = procedures.version_for(RECOGNITION, timezone.localdate())
    assert found is not None
    return procedures.definition_of(found)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A paper as a citizen has it on a phone: a PDF."""
    path = tmp_path / "van-ban-dong-y.pdf"
    data = {"title": "Văn bản đồng ý", "at": timezone.now()}
    path.write_bytes(papers.render("demo/paper", data).pdf)
    return path


class Walker:
    """One person at one browser; looks at each page as axe and a narrow window do."""

    def __init__(self, page: Page, site: str, *checks: Accessible) -> None:
        self.page, self.site, self.checks = page, site, checks

    def goto(self, path: str) -> None:
        self.page.goto(f"{self.site}{path}")
        self.look()

    def look(self) -> None:
        """Look once the page stands; what is still on its way to another is looked at there."""
        for attempt in range(ATTEMPTS):
            self.page.wait_for_timeout(SETTLES_MS if self.checks else 0)
            self.page.wait_for_load_state("networkidle" if self.checks else "load")
            try:
                for check in self.checks:
                    check(self.page)
            except Error as problem:
                if "context was destroyed" not in str(problem) or attempt == ATTEMPTS - 1:
                    raise
            else:
                return

    def press(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.look()

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("link", name=name).first.click()
        self.look()

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def official(self, username: str) -> None:
        self.page.context.clear_cookies()
        self.goto("/dang-nhap/can-bo/")
        self.page.get_by_label("Tên đăng nhập").fill(username)
        self.page.get_by_label("Mật khẩu").fill(accounts.PASSWORD)
        self.press("Đăng nhập")

    def type_pin(self) -> None:
        """Prove presence before signing or sealing."""
        self.page.get_by_label("Mã PIN ký số").fill(accounts.PIN)

    def citizen(self, name: str) -> None:
        self.page.get_by_role("link", name="Đăng nhập bằng định danh điện tử").first.click()
        self.look()
        self.page.get_by_role("button", name=f"Chọn {name}").click()


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def walkers(
    request: pytest.FixtureRequest,
    open_page: Callable[..., Page],
    site: str,
    accessible: Accessible,
    fits: Accessible,
) -> Callable[..., Walker]:
    """Open a browser for somebody; without JavaScript axe cannot look either."""
    scripts = bool(request.param)
    checks = (accessible, fits) if scripts else ()

    def walker(size: tuple[int, int] = (1280, 900)) -> Walker:
        return Walker(open_page(size, scripts=scripts), site, *checks)

    return walker


def fill_in(page: Page, definition: Definition) -> None:
    """Answer what identity has not answered already."""
    chance = random.Random(7)  # noqa: S311 answers, not secrets
    filled = answers.fill(definition, chance, timezone.localdate(), [THERE])
    for key, text in filled.items():
        field = page.locator(f'main [name="{key}"]')
        kind = field.first.evaluate("e => e.type")
        if kind in {"radio", "checkbox"}:
            choose(field, text, kind)
        elif kind.startswith("select"):
            if not field.input_value():
                field.select_option(text)
        elif not field.input_value():
            field.fill(text)


def form_of(page: Page) -> list[list[str]]:
    """Read what stands in the form now."""
    pairs: list[list[str]] = page.locator("form[data-draft]").evaluate(
        "form => [...new FormData(form)].filter(([name]) => name !== 'csrfmiddlewaretoken')"
    )
    return pairs


def choose(field: Locator, text: str, kind: str) -> None:
    if kind == "checkbox":
        field.check()
    else:
        field.and_(field.page.locator(f'[value="{text}"]')).check()


def work() -> None:
    """Let the worker do what waits, in a thread: Playwright's loop holds this one."""

    def run() -> int:
        try:
            done = queue.run_due(timezone.now())
            queue.start_periodic(timezone.now())  # the boards count again
            return done + queue.run_due(timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as worker:
        worker.submit(run).result()
    assert not queue.failed().exists()


def file_it(lan: Walker, definition: Definition, scan: Path) -> str:
    """Find, read, sign in, fill in, upload, pay, submit; return the dossier's code."""
    lan.goto("/")
    lan.page.get_by_role("searchbox").first.fill("dang ky nhan cha me con")
    lan.page.get_by_role("searchbox").first.press("Enter")
    lan.follow(re.compile("^Đăng ký nhận cha, mẹ, con$"))
    lan.sees("3 ngày làm việc")
    lan.follow(re.compile("Nộp hồ sơ|Nộp trực tuyến"))
    lan.citizen("Bùi Thị Lan")
    lan.sees("Bạn nộp hồ sơ ở đâu?")
    lan.page.get_by_label("Nơi nộp").select_option(HERE)
    lan.press("Tiếp tục")
    lan.sees("Tờ khai")
    expect(lan.page.locator("aside")).to_contain_text("Mường Bi")
    lan.press("Lưu và tiếp tục")
    lan.sees(re.compile("Có \\d+ chỗ cần sửa"))
    fill_in(lan.page, definition)
    lan.press("Lưu và tiếp tục")
    lan.sees("Giấy tờ")
    lan.press("Lưu và tiếp tục")
    lan.page.locator('input[type="file"]').first.set_input_files(scan)
    lan.press("Lưu và tiếp tục")
    lan.sees("Phí cấp bản sao trích lục hộ tịch")
    lan.press(re.compile(r"^\s*Thanh toán [1-9][0-9.]* đồng"))  # 8.000 for each copy
    lan.sees("Đây là cổng thanh toán thử nghiệm")
    lan.press("Trả tiền")
    if lan.page.get_by_role("link", name="Tiếp tục", exact=True).count():
        lan.follow("Tiếp tục")
    lan.sees("Kiểm tra và nộp")
    lan.page.get_by_label("Tôi cam đoan").check()
    lan.press("Nộp hồ sơ")
    lan.sees("Bộ phận tiếp nhận đang kiểm tra hồ sơ")
    return lan.page.url.rstrip("/").rpartition("/")[2]


def check_the_paper(anybody: Walker, result: Path, altered: Path) -> None:
    """Send the genuine file, then one with a byte changed."""
    altered.write_bytes(result.read_bytes().replace(b"/Type", b"/Tipe", 1))
    anybody.goto("/kiem-tra/")
    for file, verdict in (
        (result, "Chữ ký đúng, văn bản trình diễn"),
        (altered, "Không xác nhận được"),
    ):
        anybody.page.locator('input[type="file"]').set_input_files(file)
        anybody.press("Kiểm tra tệp")
        anybody.sees(verdict)


def seal_what_was_looked_at(clerk: Walker) -> None:
    clerk.official(f"vanthu.{THERE}")
    clerk.goto("/can-bo/dong-dau/")
    clerk.sees("chưa xem")
    address = clerk.page.get_by_role("link", name="Xem bản đã ký").get_attribute("href")
    assert clerk.page.request.get(f"{clerk.site}{address}").body().startswith(b"%PDF")
    clerk.goto("/can-bo/dong-dau/")
    clerk.page.get_by_role("checkbox").first.check()
    clerk.type_pin()
    clerk.press("Đóng dấu kết quả đã chọn")
    clerk.sees("Đã đóng dấu 1 kết quả")


def hand_over_the_copies(counter: Walker, code: str) -> None:
    """Print what Lan paid for and give it to her: only that ends the dossier."""
    assert Dossier.objects.get(code=code).state == State.FINISHED
    counter.official(f"tiepnhan.{HERE}")
    counter.goto(f"/can-bo/ho-so/{code}/")
    counter.press(re.compile(r"^\s*Đã in \d+ bản sao"))
    counter.press(re.compile(r"^\s*Đã trao bản giấy và \d+ bản sao"))
    assert Dossier.objects.get(code=code).state == State.RETURNED


def test_the_whole_road(
    walkers: Callable[..., Walker], shown: Definition, scan: Path, tmp_path: Path
) -> None:
    lan = walkers(PHONE)
    code = file_it(lan, shown, scan)
    today = timezone.localdate(timezone=ZONE)
    assert code == f"H44.{HERE}-{today:%y%m%d}-0001"

    officer = walkers()
    officer.official(f"tiepnhan.{HERE}")
    officer.goto(f"/can-bo/ho-so/{code}/")
    officer.press("Tiếp nhận hồ sơ")
    work()
    officer.official(f"thuly.{THERE}")
    # By its address: outside office hours the hand-over, and so the inbox, waits for the morning.
    officer.goto(f"/can-bo/ho-so/{code}/")
    officer.press("Nhận thụ lý")
    officer.follow("Soạn kết quả")
    officer.press("Trình kết quả")
    officer.official(f"thamtra.{THERE}")
    officer.goto(f"/can-bo/ho-so/{code}/")
    officer.press("Đồng ý, trình ký")

    leader = walkers(PHONE)
    leader.official(f"lanhdao.{THERE}")
    leader.goto("/can-bo/ky/")
    leader.sees("1 văn bản chờ bạn ký")
    leader.page.get_by_role("checkbox").first.check()
    leader.type_pin()
    leader.press("Ký văn bản đã chọn")
    leader.sees("Đã ký")
    seal_what_was_looked_at(walkers())
    work()
    hand_over_the_copies(walkers(), code)

    lan.goto(f"/ho-so/{code}/")
    lan.sees("Đã có kết quả")
    with lan.page.expect_download() as downloading:
        lan.page.get_by_role("link", name="Tải kết quả").click()
    result = tmp_path / "ket-qua.pdf"
    downloading.value.save_as(result)
    lan.page.get_by_label("5, rất hài lòng").check()
    lan.press("Gửi đánh giá")
    lan.sees("Bạn đã đánh giá 5 trên 5")
    lan.goto("/toi/kho/")
    lan.sees("giấy tờ")

    check_the_paper(walkers(PHONE), result, tmp_path / "bi-sua.pdf")

    board = walkers()
    board.official("theodoi.tinh")
    board.goto("/dieu-hanh/tinh/")
    board.sees("100,0 % hồ sơ nộp và nhận kết quả trực tuyến")
    board.follow(re.compile("Hồ sơ đã giải quyết"))
    board.sees(code)


def test_a_draft_survives_a_lost_line(
    open_page: Callable[..., Page], site: str, shown: Definition
) -> None:
    lan = Walker(open_page(PHONE), site)
    lan.goto(f"/nop/{RECOGNITION}/")
    lan.citizen("Bùi Thị Lan")
    lan.press("Tiếp tục")
    address = lan.page.url
    with line_is_lost(lan.page):
        fill_in(lan.page, shown)
        written = form_of(lan.page)
        lan.sees("Mất kết nối: bản nháp đang được giữ trên máy này.")
        again = lan.page.context.new_page()
        lan.page.close()

    lan.page = again
    lan.goto(address.removeprefix(site))

    assert form_of(lan.page) != written
    lan.page.get_by_role("button", name="Khôi phục").click()
    assert form_of(lan.page) == written
