"""Giving, reporting and accepting, on a desk and on a phone without JavaScript, axe everywhere."""

import io
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from vanlang.identity import api as identity
from vanlang.identity.api import Person, Role
from vanlang.kernel.actors import PLATFORM
from vanlang.tasks.models import Task

pytestmark = [
    pytest.mark.whole,
    pytest.mark.django_db(transaction=True, databases=["default", "side"]),
]
Check = Callable[[Page], None]
SHOTS = os.environ.get("VANLANG_SHOTS", "")


def sign_in(page: Page, site: str, person: Person) -> None:
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])


def official(username: str, name: str, code: str, role: Role) -> Person:
    at = timezone.now()
    person = identity.register_official(
        username=username, name=name, by=PLATFORM, at=at, must_change_password=False
    )
    unit = identity.province_committee() if code == "H44" else identity.unit_by_code(code)
    identity.appoint(
        person, unit, title="Công chức", roles=[role], since=date(2025, 7, 1), by=PLATFORM, at=at
    )
    return person


@pytest.fixture
def look(accessible: Check, fits: Check) -> Callable[[Page, str], None]:
    """Check a page for everybody's use, and keep a picture where somebody asked for pictures."""

    def checked(page: Page, name: str) -> None:
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"tasks-{name}.png", full_page=True)
        page.evaluate("scrollTo(0, 0)")  # axe takes what is half scrolled away for covered
        accessible(page)
        fits(page)

    return checked


def paper(folder: Path) -> Path:
    path = folder / "ket-qua.pdf"
    content = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(content)
    path.write_bytes(content.getvalue())
    return path


def test_an_order_goes_to_148_communes_and_comes_back(  # noqa: PLR0913, PLR0917 a day's cast
    page: Page,
    open_page: Callable[..., Page],
    phone_without_js: Page,
    site: str,
    look: Callable[[Page, str], None],
    tmp_path: Path,
) -> None:
    identity.load_units(by=PLATFORM, at=timezone.now())
    tam = official("tam", "Phạm Thị Tâm", "H44", Role.LEADER)
    hoa = official("hoa", "Quách Thị Hòa", "H44.05158", Role.LEADER)
    sign_in(page, site, tam)
    page.goto(f"{site}/nhiem-vu/")
    look(page, "empty")
    page.get_by_role("link", name="Giao nhiệm vụ").click()
    page.get_by_role("button", name="Giao nhiệm vụ").click()
    expect(page.locator("#errors")).to_contain_text("Rõ việc")
    look(page, "give-errors")
    page.get_by_label("Rõ việc").fill("Niêm yết thủ tục hành chính tại một cửa")
    page.get_by_label("Rõ sản phẩm").fill("Ảnh bảng niêm yết")
    page.get_by_label("Tất cả xã, phường (148)").check()
    page.get_by_label("hoặc số ngày làm việc").fill("5")
    look(page, "give")
    page.get_by_role("button", name="Giao nhiệm vụ").click()
    expect(page.get_by_text("Đã xong: 0/148")).to_be_visible()
    look(page, "order")

    sign_in(phone_without_js, site, hoa)
    phone_without_js.goto(f"{site}/nhiem-vu/")
    look_at = phone_without_js
    look_at.get_by_role("link", name="Niêm yết thủ tục hành chính tại một cửa").click()
    look_at.get_by_role("link", name="Báo cáo kết quả").click()
    look_at.get_by_label("Kết quả đã đạt được").fill("Đã niêm yết tại ba điểm.")
    look_at.get_by_label("Tệp sản phẩm").set_input_files(paper(tmp_path))
    look_at.get_by_role("button", name="Gửi báo cáo").click()
    expect(look_at.get_by_text("ket-qua.pdf")).to_be_visible()
    fits_without_scripts(look_at, "phone-reported")

    phone = open_page((360, 740))
    sign_in(phone, site, tam)
    phone.goto(f"{site}/nhiem-vu/?muc=nghiem-thu")
    look(phone, "phone-to-accept")
    phone.get_by_role("link", name="Xem và nghiệm thu").click()
    look(phone, "phone-decide")
    phone.get_by_label("Nghiệm thu, kết thúc nhiệm vụ").check()
    phone.get_by_role("button", name="Ghi quyết định").click()
    expect(phone.get_by_text("Hoàn thành đúng hạn").first).to_be_visible()
    look(phone, "phone-task")
    phone.goto(f"{site}/nhiem-vu/bang/")
    look(phone, "phone-board")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("1 trong 148")
    page.goto(f"{site}/nhiem-vu/bang/")
    look(page, "board")
    page.goto(f"{site}/nhiem-vu/lich/?muc=da-giao")
    look(page, "calendar")
    assert Task.objects.filter(state="closed").count() == 1


def fits_without_scripts(page: Page, name: str) -> None:
    """Keep a picture of a page on which neither axe nor a measure can run."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"tasks-{name}.png", full_page=True)
