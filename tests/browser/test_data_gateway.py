"""The administrator's pages of the exchange, on a desk and on a phone."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from vanlang.data_gateway import api as data_gateway
from vanlang.data_gateway.actions import peers, sending
from vanlang.data_gateway.actions.axis import members
from vanlang.data_gateway.api import Kind
from vanlang.data_gateway.models import Transfer
from vanlang.identity import api as identity
from vanlang.identity.api import Person, Role
from vanlang.kernel import files
from vanlang.kernel.actors import PLATFORM

pytestmark = [
    pytest.mark.whole,
    pytest.mark.django_db(transaction=True, databases=["default", "side"]),
]
Check = Callable[[Page], None]
SHOTS = os.environ.get("VANLANG_SHOTS", "")
OURS = "H44.02"


def sign_in(page: Page, site: str, person: Person) -> None:
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])


@pytest.fixture
def look(accessible: Check, fits: Check) -> Callable[[Page, str], None]:
    """Check a page for everybody's use, and keep a picture where somebody asked for pictures."""

    def checked(page: Page, name: str) -> None:
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"data_gateway-{name}.png", full_page=True)
        accessible(page)
        fits(page)

    return checked


@pytest.fixture
def tam() -> Person:
    """An administrator of the province, a circular under way, and an axis that does not answer."""
    at = timezone.now()
    identity.load_units(by=PLATFORM, at=at)
    person = identity.register_official(
        username="quantri", name="Phạm Thị Tâm", by=PLATFORM, at=at, must_change_password=False
    )
    identity.appoint(
        person,
        identity.province_committee(),
        title="Quản trị",
        roles=[Role.ADMIN],
        since=date(2025, 7, 1),
        by=PLATFORM,
        at=at,
    )
    peer = peers.connect(
        name="Trục liên thông văn bản quốc gia",
        connector="axis",
        address="http://127.0.0.1:9/",
        system_id="phu-tho",
        secret_name="TRUC_QUOC_GIA",  # noqa: S106 its name, not the key
        by=PLATFORM,
        at=at,
    )
    members.admit(
        system_id="ubnd-xa-muong-bi",
        name="Hệ thống quản lý văn bản xã Mường Bi",
        secret_name="MUONG_BI",  # noqa: S106 likewise
        code_prefix="H44.05158",
        by=PLATFORM,
        at=at,
    )
    data_gateway.register_agency(code=OURS, name="Sở Nội vụ tỉnh Phú Thọ", by=PLATFORM, at=at)
    for code, name in (("G09", "Bộ Nội vụ"), ("H35", "Ủy ban nhân dân tỉnh Ninh Bình")):
        data_gateway.register_agency(code=code, name=name, peer=peer, by=PLATFORM, at=at)
    data_gateway.send(
        id="H44.02,2026/11/23,1204/SNV-VP",
        kind=Kind.EDOC,
        from_code=OURS,
        to_codes=["G09", "H35"],
        file=files.store(b"<edXML/>" * 20_000, by=PLATFORM, at=at),
        by=PLATFORM,
        at=at,
    )
    sending.push_next(peer, at=at)
    sending.expire_due(at=Transfer.objects.latest("pk").expires_at)
    return person


def test_what_did_not_arrive_is_found_and_sent_again(
    page: Page, site: str, tam: Person, look: Callable[[Page, str], None]
) -> None:
    sign_in(page, site, tam)
    page.goto(f"{site}/quan-tri/lien-thong/")
    look(page, "home")

    page.get_by_role("link", name="1204/SNV-VP → G09").click()
    look(page, "message")
    page.get_by_role("button", name="Gửi lại").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Chờ gửi")
    page.goto(f"{site}/quan-tri/lien-thong/ban-tin/")
    look(page, "messages")
    page.goto(f"{site}/quan-tri/lien-thong/")
    page.get_by_role("link", name="Trục liên thông văn bản quốc gia").click()
    look(page, "peer")


def test_an_agency_is_entered_on_a_phone(
    phone: Page, site: str, tam: Person, look: Callable[[Page, str], None]
) -> None:
    page = phone
    sign_in(page, site, tam)
    page.goto(f"{site}/quan-tri/lien-thong/")
    look(page, "home-phone")
    page.get_by_role("link", name="Các cơ quan").click()
    look(page, "agencies-phone")
    page.get_by_role("link", name="Thêm cơ quan").click()
    page.get_by_label("Mã định danh điện tử").fill("h44.07")
    page.get_by_role("button", name="Lưu cơ quan").click()
    look(page, "agency-wrong-phone")

    page.get_by_label("Mã định danh điện tử").fill("H44.07")
    page.get_by_label("Tên cơ quan").fill("Sở Y tế tỉnh Phú Thọ")
    page.get_by_role("button", name="Lưu cơ quan").click()

    expect(page.get_by_text("Sở Y tế tỉnh Phú Thọ").first).to_be_visible()
    page.goto(f"{site}/quan-tri/lien-thong/nut/them/")
    look(page, "peer-add-phone")
