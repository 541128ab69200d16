"""Signing in as people do it: with the electronic identity, with a code, with a passkey."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Accessible
from vanlang.identity.actions.units import load_units
from vanlang.identity.models import Person
from vanlang.identity.queries.units import province_committee, unit_by_code
from vanlang.identity.rules import Role
from vanlang.identity.tests.conftest import MONDAY, PASSWORD, make_official
from vanlang.kernel.actors import PLATFORM

pytestmark = [
    pytest.mark.whole,
    pytest.mark.django_db(transaction=True, databases=["default", "side"]),
]


@pytest.fixture
def chief(transactional_db: None) -> Person:
    """An administrator of the province, who needs a second factor."""
    load_units(by=PLATFORM, at=MONDAY)
    person = make_official(
        "tinh", "Phan Văn Tỉnh", province_committee(), "Chuyên viên", Role.ADMIN, Role.RECEIVER
    )
    Person.objects.filter(pk=person.pk).update(
        password=make_password(PASSWORD), password_changed_at=timezone.now()
    )
    make_official("hoa", "Quách Thị Hòa", unit_by_code("H44.05158"), "Chủ tịch", Role.LEADER)
    return person


def type_password(page: Page, site: str) -> None:
    page.goto(f"{site}/dang-nhap/can-bo/")
    page.get_by_label("Tên đăng nhập").fill("tinh")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def say_password_again(page: Page) -> None:
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_citizen_signs_in_on_a_phone(
    open_page: Callable[..., Page],
    site: str,
    accessible: Accessible,
    fits: Accessible,
    scripts: bool,
) -> None:
    phone = open_page((360, 740), scripts=scripts)

    def looked_at() -> None:
        if scripts:  # axe and the measure are scripts themselves
            accessible(phone)
            fits(phone)

    phone.goto(f"{site}/toi/")
    looked_at()
    phone.get_by_role("link", name="Đăng nhập bằng định danh điện tử").click()
    looked_at()
    phone.get_by_role("button", name="Chọn Bùi Thị Lan").click()

    expect(phone.locator("h1")).to_have_text("Bùi Thị Lan")
    looked_at()
    phone.goto(f"{site}/toi/ai-da-xem/")
    looked_at()


def test_an_administrator_adds_an_application_and_uses_its_code(
    page: Page, site: str, accessible: Accessible, chief: Person
) -> None:
    page.goto(f"{site}/dang-nhap/can-bo/")
    accessible(page)
    type_password(page, site)
    page.goto(f"{site}/don-vi/")
    expect(page.locator("h1")).to_have_text("Đăng nhập an toàn")
    accessible(page)
    page.get_by_role("link", name="Bật ứng dụng xác thực").click()
    accessible(page)
    say_password_again(page)
    accessible(page)
    secret = page.locator("code").inner_text()
    counters = list(totp.yield_hotp_counters_from_time())
    page.get_by_label("Mã ứng dụng đang hiện").fill(
        totp.format_hotp_value(totp.hotp_value(secret, counters[0]))
    )
    page.get_by_role("button", name="Bật", exact=True).click()
    expect(page.locator("h1")).to_have_text(re.compile("mã dự phòng"))
    accessible(page)
    spare = page.locator("code").first.inner_text()
    page.get_by_role("button", name="Thoát").click()

    type_password(page, site)
    accessible(page)
    page.get_by_label("Mã xác thực").fill(spare)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()

    for address in ("/uy-quyen/", "/uy-quyen/vang-nguoi/", "/don-vi/?q=muong+bi", "/nguoi/?q=hoa"):
        page.goto(f"{site}{address}")
        accessible(page)
    page.get_by_role("link", name="Quách Thị Hòa").click()
    accessible(page)
    page.goto(f"{site}/don-vi/H44.05158.00/")
    accessible(page)


def test_a_passkey_stands_in_for_the_password(
    page: Page, site: str, accessible: Accessible, chief: Person
) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    type_password(page, site)
    page.goto(f"{site}/toi/bao-mat/")
    page.get_by_role("link", name="Thêm khóa").click()
    say_password_again(page)
    accessible(page)
    page.get_by_role("button", name="Thêm khóa").click()
    expect(page.locator("h1")).to_have_text(re.compile("mã dự phòng"))
    page.goto(f"{site}/toi/bao-mat/khoa/")
    accessible(page)
    expect(page.locator("h1")).to_have_text("Bạn có 1 khóa đăng nhập")
    page.get_by_role("button", name="Thoát").click()

    page.goto(f"{site}/dang-nhap/can-bo/")
    page.get_by_role("button", name="Dùng khóa đăng nhập").click()
    expect(page.get_by_role("button", name="Thoát")).to_be_visible()
    page.goto(f"{site}/don-vi/")

    expect(page.locator("h1")).to_have_text("Đơn vị")
