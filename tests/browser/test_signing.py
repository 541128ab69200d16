"""The inventory of certificates, on a desk and on a phone; every page is accessible."""

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from vanlang.identity import api as identity
from vanlang.identity.api import Person, Role
from vanlang.kernel.actors import PLATFORM
from vanlang.signing import api as signing

pytestmark = [
    pytest.mark.whole,
    pytest.mark.django_db(transaction=True, databases=["default", "side"]),
]

SINCE = date(2025, 7, 1)
Check = Callable[[Page], None]
SHOTS = os.environ.get("VANLANG_SHOTS", "")


def look(page: Page, name: str) -> None:
    """Keep a picture of the page where somebody asked for pictures."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"signing-{name}.png", full_page=True)


def sign_in(page: Page, site: str, person: Person) -> None:
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])


def official(username: str, name: str, title: str, role: Role) -> Person:
    now = timezone.now()
    person = identity.register_official(
        username=username, name=name, by=PLATFORM, at=now, must_change_password=False
    )
    unit = identity.unit_by_code("H44.05158")
    identity.appoint(person, unit, title=title, roles=[role], since=SINCE, by=PLATFORM, at=now)
    return person


@pytest.fixture
def minh() -> Person:
    """Minh administers Mường Bi; Hòa's certificate ends in a month, the agency's later."""
    identity.load_units(by=PLATFORM, at=timezone.now())
    hoa = official("hoa", "Quách Thị Hòa", "Chủ tịch", Role.LEADER)
    almost_over = timezone.now() - timedelta(days=5 * 365 - 30)
    signing.issue_test_certificates([hoa], at=almost_over)
    signing.issue_test_certificates([identity.unit_by_code("H44.05158")], at=timezone.now())
    return official("minh", "Đinh Văn Minh", "Quản trị", Role.ADMIN)


def test_an_administrator_renews_and_revokes(
    page: Page, site: str, minh: Person, accessible: Check
) -> None:
    sign_in(page, site, minh)
    page.goto(f"{site}/chung-thu-so/")
    expect(page.get_by_text("hết hạn trong 60 ngày tới")).to_be_visible()
    accessible(page)
    look(page, "list")

    page.get_by_role("link", name="Quách Thị Hòa").click()
    accessible(page)
    page.get_by_role("button", name="Cấp lại").click()
    expect(page.get_by_text("còn hiệu lực")).to_be_visible()
    page.get_by_role("button", name="Thu hồi").click()
    accessible(page)
    page.get_by_label("Lý do thu hồi").fill("Mất thiết bị")
    page.get_by_role("button", name="Thu hồi").click()

    expect(page.get_by_text("Mất thiết bị")).to_be_visible()
    look(page, "revoked")


def test_the_pages_fit_a_phone(
    phone: Page, site: str, minh: Person, accessible: Check, fits: Check
) -> None:
    sign_in(phone, site, minh)
    for address in ("", "dang-ky/", "cap-thu-nghiem/"):
        phone.goto(f"{site}/chung-thu-so/{address}")
        accessible(phone)
        fits(phone)
        look(phone, f"phone-{address.strip('/')}")
    phone.goto(f"{site}/chung-thu-so/")
    phone.get_by_role("link", name="Ủy ban nhân dân xã Mường Bi").click()
    accessible(phone)
    fits(phone)
    look(phone, "phone-detail")
