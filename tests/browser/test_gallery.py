"""Every component, in every state, on a wide and a narrow screen."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Accessible

pytestmark = pytest.mark.whole


def test_gallery_meets_wcag(page: Page, site: str, accessible: Accessible) -> None:
    page.goto(f"{site}/ui/")

    accessible(page)


def test_gallery_meets_wcag_on_a_phone(
    phone: Page, site: str, accessible: Accessible, fits: Accessible
) -> None:
    phone.goto(f"{site}/ui/")

    accessible(phone)
    fits(phone)


def test_gallery_reads_without_scripts(page_without_js: Page, site: str) -> None:
    page_without_js.goto(f"{site}/ui/")

    expect(page_without_js.locator("h1")).to_contain_text("Mọi thành phần")


@pytest.mark.parametrize("address", ["/khong-co-trang-nay/", "/ngon-ngu/en/"])
def test_frame_meets_wcag(page: Page, site: str, accessible: Accessible, address: str) -> None:
    page.goto(f"{site}{address}")

    accessible(page)
