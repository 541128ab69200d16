"""vanlang.js: what is written survives a lost line, and nothing is sent twice."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, StorageState, expect

from tests.browser import script_pages
from tests.browser.conftest import Accessible, line_is_lost

pytestmark = [pytest.mark.whole, pytest.mark.urls("tests.browser.script_pages")]


@pytest.fixture(autouse=True)
def seen() -> script_pages.Seen:
    script_pages.seen.__init__()  # type: ignore[misc]
    return script_pages.seen


def lost(page: Page) -> StorageState:
    """Write without a line, close the window, and return what was kept on the machine.

    The line stays cut: a window that a busy Chromium has not let go yet would save over it.
    Chromium writes what a page keeps a moment later.
    """
    context = page.context
    context.set_offline(True)
    page.get_by_label("Họ tên").fill("Bùi Thị Lan")
    page.get_by_label("Đồng ý").check()
    expect(page.locator("[data-draft-status]")).to_contain_text("Mất kết nối")
    page.close()
    until = time.monotonic() + 10
    while not any(origin["localStorage"] for origin in context.storage_state()["origins"]):
        assert time.monotonic() < until, "nothing was kept on the machine"
        time.sleep(0.1)
    return context.storage_state()


def test_draft_is_saved_while_one_writes(page: Page, site: str, seen: script_pages.Seen) -> None:
    page.goto(f"{site}/thu/")

    page.get_by_label("Họ tên").fill("Bùi Thị Lan")

    expect(page.locator("[data-draft-status]")).to_contain_text("Đã lưu nháp lúc")
    assert seen.saved == "Bùi Thị Lan"


def test_draft_survives_a_lost_line(
    open_page: Callable[..., Page], site: str, seen: script_pages.Seen, accessible: Accessible
) -> None:
    page = open_page()
    page.goto(f"{site}/thu/")
    page = open_page(kept=lost(page))

    page.goto(f"{site}/thu/")
    expect(page.locator("main")).to_contain_text("Trên máy này còn bản nháp chưa gửi lên")
    accessible(page)
    page.get_by_role("button", name="Khôi phục").click()

    expect(page.get_by_label("Họ tên")).to_have_value("Bùi Thị Lan")
    expect(page.get_by_label("Đồng ý")).to_be_checked()
    expect(page.locator("[data-draft-status]")).to_contain_text("Đã lưu nháp lúc")
    assert seen.saved == "Bùi Thị Lan"


def test_dropped_draft_is_offered_no_more(open_page: Callable[..., Page], site: str) -> None:
    page = open_page()
    page.goto(f"{site}/thu/")
    page = open_page(kept=lost(page))
    page.goto(f"{site}/thu/")

    page.get_by_role("button", name="Bỏ bản này").click()
    page.reload()

    expect(page.get_by_role("button", name="Khôi phục")).to_have_count(0)


def test_secrets_are_never_kept_on_the_machine(page: Page, site: str) -> None:
    page.goto(f"{site}/thu/")
    with line_is_lost(page):
        page.get_by_label("Họ tên").fill("Lan")
        expect(page.locator("[data-draft-status]")).to_contain_text("Mất kết nối")
        kept = page.evaluate("JSON.stringify(localStorage)")

    assert "Lan" in kept
    assert "csrf" not in kept


def test_copy_on_the_machine_goes_once_it_was_sent(page: Page, site: str) -> None:
    page.goto(f"{site}/thu/")
    page.get_by_label("Họ tên").fill("Lan")

    page.get_by_role("button", name="Gửi").click()

    expect(page.get_by_role("heading", name="Xong")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0


def test_second_click_sends_nothing(page: Page, site: str, seen: script_pages.Seen) -> None:
    page.goto(f"{site}/thu/")

    page.get_by_role("button", name="Gửi").dblclick()

    expect(page.get_by_role("heading", name="Xong")).to_be_visible()
    assert seen.counted["sent"] == 1


def test_paper_is_sent_with_its_progress(page: Page, site: str, seen: script_pages.Seen) -> None:
    page.goto(f"{site}/thu/")
    paper = {"name": "giay.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 x"}
    page.get_by_label("Giấy tờ").set_input_files(paper)  # type: ignore[arg-type]

    page.get_by_role("button", name="Gửi").click()

    expect(page.get_by_role("heading", name="Xong")).to_be_visible()
    assert (seen.counted["papers"], page.url) == (1, f"{site}/xong/")


def test_paper_too_large_is_refused_before_it_is_sent(
    page: Page, site: str, seen: script_pages.Seen
) -> None:
    page.goto(f"{site}/thu/")
    paper = {"name": "to.pdf", "mimeType": "application/pdf", "buffer": b"x" * 3000}

    page.get_by_label("Giấy tờ").set_input_files(paper)  # type: ignore[arg-type]
    page.get_by_role("button", name="Gửi").click()

    expect(page.get_by_role("alert")).to_have_text("Tệp lớn hơn mức cho phép: to.pdf")
    assert seen.counted["sent"] == 0


def test_form_is_sent_without_scripts_too(
    page_without_js: Page, site: str, seen: script_pages.Seen
) -> None:
    page_without_js.goto(f"{site}/thu/")
    page_without_js.get_by_label("Họ tên").fill("Lan")

    page_without_js.get_by_role("button", name="Gửi").click()

    expect(page_without_js.get_by_role("heading", name="Xong")).to_be_visible()
    assert seen.counted["sent"] == 1
