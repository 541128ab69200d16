"""Photographs of one paper from a phone: shrunk before they are sent, and put in order."""

import io
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Accessible
from vanlang.identity.api import Person
from vanlang.kernel import files
from vanlang.public_services.actions import drafts
from vanlang.public_services.actions.drafts import Beginning
from vanlang.public_services.models import Draft, DraftPage
from vanlang.public_services.tests.conftest import ANSWERS, Cast, cast, definition_with, publish
from vanlang.public_services.tests.test_pages import PAPERS
from vanlang.ui import photographs
from vanlang.ui.tests.test_photographs import HEIC, SIDEWAYS, photograph

__all__ = ["cast"]
pytestmark = [
    pytest.mark.whole,
    pytest.mark.django_db(transaction=True, databases=["default", "side"]),
]
KEY = UUID("6f0f4b8a-6a55-4c0e-9d1c-0b6a4a3c9f11")
LABEL = "cho Giấy chứng sinh"


@pytest.fixture
def draft(cast: Cast) -> Draft:
    publish(definition_with(papers=PAPERS))
    beginning = Beginning(KEY, "9.000001", "05158", cast.lan)
    begun = drafts.begin(beginning, by=cast.lan_acts, at=timezone.now())
    drafts.save_form(begun, ANSWERS, by=cast.lan_acts, at=timezone.now())
    return begun


def walk_in(page: Page, site: str, person: Person) -> None:
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
    page.goto(f"{site}/nop/9.000001/{KEY}/giay-to/")


def shot(name: str, *, turned: int = 0, scale: int = 1) -> FilePayload:
    """Return a photograph as a phone of twelve million points takes it, and as heavy."""
    grain = Image.effect_noise((4032 // scale, 3024 // scale), 40).convert("RGB")
    exif = Image.Exif()
    exif[274] = turned or 1
    content = io.BytesIO()
    grain.save(content, "JPEG", quality=88, exif=exif)
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def test_a_phone_sends_far_fewer_bytes_and_the_pages_stand_in_order(
    phone: Page, site: str, draft: Draft, accessible: Accessible, fits: Accessible
) -> None:
    walk_in(phone, site, draft.person)
    field = phone.get_by_label(LABEL)
    first, second = shot("trang 1", turned=SIDEWAYS), shot("trang 2")
    heic: FilePayload = {"name": "IMG_3.HEIC", "mimeType": "image/heic", "buffer": HEIC}
    little: FilePayload = {"name": "nho.jpg", "mimeType": "image/jpeg", "buffer": photograph()}

    field.set_input_files([first, second])
    field.set_input_files([heic, little])  # taken afterwards: they add up

    expect(phone.get_by_text("Thu nhỏ xong")).to_be_visible()
    sizes = field.evaluate("input => [...input.files].map((file) => [file.name, file.size])")
    assert [name for name, _ in sizes] == ["trang 1.jpg", "trang 2.jpg", "IMG_3.HEIC", "nho.jpg"]
    before = len(first["buffer"]) + len(second["buffer"])
    assert sum(size for _, size in sizes[:2]) < before / 3  # grain; a page of text is a tenth
    assert sizes[2][1] == len(HEIC)
    assert sizes[3][1] <= len(little["buffer"])
    accessible(phone)
    fits(phone)
    phone.get_by_role("button", name="Bỏ nho.jpg").click()
    phone.get_by_role("button", name="Chỉ lưu").click()

    expect(phone.get_by_role("img", name="Ảnh 3: IMG_3.HEIC")).to_be_visible()
    rows = DraftPage.objects.filter(paper__draft=draft).select_related("file")
    pictures = [_picture(row) for row in rows]
    assert [max(picture.size) for picture in pictures] == [2000, 2000, 64]
    assert pictures[0].size == (1500, 2000)  # upright, as it was held
    accessible(phone)
    fits(phone)
    phone.get_by_role("button", name="Lên trước ảnh 2").click()
    expect(phone.get_by_role("img", name="Ảnh 2: IMG_3.HEIC")).to_be_visible()
    accessible(phone)


def test_pressed_at_once_what_was_chosen_is_sent_when_it_is_small(
    page: Page, site: str, cast: Cast, draft: Draft
) -> None:
    walk_in(page, site, cast.lan)

    page.get_by_label(LABEL).set_input_files([shot(str(number)) for number in range(2)])
    page.get_by_role("button", name="Lưu và tiếp tục").click()

    expect(page.get_by_role("heading", name="Kiểm tra và nộp")).to_be_visible()
    expect(page.get_by_text("2 ảnh, gộp thành một tệp PDF")).to_be_visible()
    widths = [_picture(row).width for row in DraftPage.objects.select_related("file")]
    assert widths == [2000, 2000]


def test_a_phone_without_scripts_sends_several_and_puts_them_in_order(
    phone_without_js: Page, site: str, cast: Cast, draft: Draft, fits: Accessible
) -> None:
    page = phone_without_js
    walk_in(page, site, cast.lan)
    broken: FilePayload = {"name": "hong.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff"}

    page.get_by_label(LABEL).set_input_files([shot("trang 1", scale=4), broken])
    page.get_by_role("button", name="Chỉ lưu").click()
    expect(page.get_by_role("alert")).to_contain_text("“hong.jpg”: Tệp ảnh bị hỏng")
    page.get_by_label(LABEL).set_input_files(shot("trang 2"))
    page.get_by_role("button", name="Chỉ lưu").click()
    page.get_by_role("button", name="Lên trước ảnh 1").click()

    expect(page.get_by_role("img", name="Ảnh 1: trang 2.jpg")).to_be_visible()
    fits(page)
    row = DraftPage.objects.get(file_name="trang 2.jpg")
    assert _picture(row).width == photographs.LONGEST_EDGE


def _picture(row: DraftPage) -> Image.Image:
    return Image.open(io.BytesIO(files.read(row.file)))
