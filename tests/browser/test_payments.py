"""Paying a fee and taking it at the counter, without JavaScript; every page is accessible."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from vanlang.identity import api as identity
from vanlang.identity.api import Person, Registration, Role
from vanlang.kernel.actors import PLATFORM
from vanlang.payments import api as payments
from vanlang.payments.api import FeeLine, State

pytestmark = [
    pytest.mark.whole,
    pytest.mark.django_db(transaction=True, databases=["default", "side"]),
]

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SINCE = date(2025, 7, 1)
REFERENCE = UUID("0193a000-0000-7000-8000-000000000002")
Check = Callable[[Page], None]
SHOTS = os.environ.get("VANLANG_SHOTS", "")


def sign_in(page: Page, site: str, person: Person) -> None:
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])


def look(page: Page, name: str) -> None:
    """Keep a picture of the page where somebody asked for pictures."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"payments-{name}.png", full_page=True)


def official(username: str, name: str, code: str, role: Role) -> Person:
    person = identity.register_official(
        username=username, name=name, by=PLATFORM, at=AT, must_change_password=False
    )
    identity.appoint(
        person,
        identity.unit_by_code(code),
        title="Công chức",
        roles=[role],
        since=SINCE,
        by=PLATFORM,
        at=AT,
    )
    return person


@pytest.fixture
def lan() -> Person:
    identity.load_units(by=PLATFORM, at=AT)
    facts = Registration(name="Bùi Thị Lan", identity_number="003188000123")
    person = identity.register_citizen(facts, by=PLATFORM, at=AT)
    payments.order(
        reference=REFERENCE,
        payer_id=person.pk,
        payer_name=person.name,
        purpose="Cấp bản sao trích lục khai sinh",
        lines=[FeeLine("LP01", "Lệ phí cấp bản sao trích lục hộ tịch", 8000)],
        unit_code="H44.05158",
        about="H44.05158-261123-0001",
        by=PLATFORM,
        at=AT,
    )
    return person


def test_lan_pays_after_the_bank_refused_once(
    page_without_js: Page, site: str, lan: Person
) -> None:
    page = page_without_js
    sign_in(page, site, lan)

    page.goto(f"{site}/thanh-toan/{REFERENCE}/")
    look(page, "order")
    page.get_by_role("button", name="Thanh toán").click()
    look(page, "gateway")
    page.get_by_role("button", name="Giả như ngân hàng từ chối").click()
    assert "không thành công" in page.content()
    look(page, "failed")
    page.get_by_role("button", name="Thanh toán").click()
    page.get_by_role("button", name="Trả tiền").click()

    look(page, "paid")
    assert page.get_by_text("Cơ quan đã nhận đủ tiền").is_visible()
    assert page.get_by_role("link", name="Xem biên lai").is_visible()
    order = payments.order_with(REFERENCE)
    assert order is not None
    assert order.state == State.PAID


def test_the_pages_of_paying_are_accessible(
    open_page: Callable[..., Page], site: str, lan: Person, accessible: Check, fits: Check
) -> None:
    for size in ((1280, 900), (360, 740)):
        page = open_page(size)
        sign_in(page, site, lan)
        for path in (f"/thanh-toan/{REFERENCE}/", "/thanh-toan/"):
            page.goto(f"{site}{path}")
            accessible(page)
            fits(page)
        page.goto(f"{site}/thanh-toan/{REFERENCE}/")
        page.get_by_role("button", name="Thanh toán").click()
        accessible(page)
        fits(page)


def test_minh_takes_cash_and_hoa_gives_it_back(
    open_page: Callable[..., Page], site: str, lan: Person, accessible: Check, fits: Check
) -> None:
    minh = official("minh", "Đinh Văn Minh", "H44.05158", Role.RECEIVER)
    hoa = official("hoa", "Quách Thị Hòa", "H44.05158", Role.LEADER)
    counter, phone, desk = open_page(), open_page((360, 740)), open_page()
    for page, person in ((counter, minh), (phone, lan), (desk, hoa)):
        sign_in(page, site, person)

    counter.goto(f"{site}/thanh-toan/")
    look(counter, "list")
    accessible(counter)
    counter.get_by_role("link", name="Cấp bản sao trích lục khai sinh").click()
    counter.get_by_role("link", name="Thu tại quầy").click()
    counter.get_by_role("button", name="Đã nhận đủ tiền").click()
    accessible(counter)
    look(counter, "collect-error")
    counter.get_by_label("Tiền mặt").check()
    counter.get_by_role("button", name="Đã nhận đủ tiền").click()
    phone.goto(f"{site}/thanh-toan/{REFERENCE}/")
    phone.get_by_role("link", name="Đề nghị hoàn trả").click()
    phone.get_by_label("Lý do đề nghị hoàn trả").fill("Thuộc diện miễn lệ phí")
    accessible(phone)
    fits(phone)
    phone.get_by_role("button", name="Gửi đề nghị").click()
    desk.goto(f"{site}/thanh-toan/{REFERENCE}/hoan/quyet-dinh/")
    accessible(desk)
    look(desk, "decide")
    desk.get_by_label("Đã hoàn trả cho người nộp").check()
    desk.get_by_label("Số chứng từ hoàn trả").fill("UNC 12")
    desk.get_by_role("button", name="Ghi quyết định").click()

    look(desk, "refunded")
    assert "Đã hoàn trả" in desk.content()


def test_the_gateways_day_is_compared(
    page: Page, site: str, lan: Person, accessible: Check, tmp_path: Path
) -> None:
    tam = official("tam", "Phạm Thị Tâm", identity.province_committee().code, Role.ADMIN)
    sign_in(page, site, tam)
    listing = tmp_path / "ngay.csv"
    listing.write_text("MaGiaoDich,MaThamChieu,SoTien,ThoiGianGD\nGD9,la,500,20261123080000\n")

    page.goto(f"{site}/thanh-toan/doi-soat/")
    accessible(page)
    page.get_by_label("Ngày đối soát").fill("2026-11-23")
    page.get_by_label("Bảng kê của cổng thanh toán").set_input_files(listing)
    page.get_by_role("button", name="Đối soát").click()

    look(page, "listing")
    assert "Cổng có, hệ thống không có" in page.content()
    accessible(page)
    page.goto(f"{site}/thanh-toan/doi-soat/")
    accessible(page)
