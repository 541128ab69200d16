"""A directive from the province to 148 communes and back: drafted, initialled, signed on a phone,
issued; one commune registers, directs, answers, and what it had to do is closed.

At a desk with everything a browser has, and on a phone without JavaScript.
"""

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, Accessible
from tests.browser.desks import Desk, Desks, apart, seat, work
from vanlang.demo import people
from vanlang.documents.models import Attachment, Document, IncomingEntry
from vanlang.documents.rules.states import EntryState, FileKind
from vanlang.identity.api import Person, province_committee
from vanlang.kernel import files
from vanlang.signing import api as signing
from vanlang.tasks.models import Task

pytestmark = [
    pytest.mark.whole,
    pytest.mark.django_db(transaction=True, databases=["default", "side"]),
]
COMMUNE = "05158"  # Mường Bi
SUBJECT = "tăng cường bảo đảm an toàn thông tin mạng"
REPORT = "Báo cáo kết quả bảo đảm an toàn thông tin mạng"


@pytest.fixture
def shown(transactional_db: None) -> None:
    """The real units, and the officials of the province and of the shown communes."""
    seat((COMMUNE,), at=timezone.now())


@pytest.fixture(params=[True, False], ids=["desk with scripts", "phone without scripts"])
def desks(
    request: pytest.FixtureRequest,
    open_page: Callable[..., Page],
    site: str,
    accessible: Accessible,
    fits: Accessible,
) -> Desks:
    """Open browsers; the leader's is always a phone."""
    if request.param:
        return Desks(open_page, site, DESK, scripts=True, checks=(accessible, fits))
    return Desks(open_page, site, PHONE, scripts=False, checks=())


def issue_directive(desks: Desks) -> None:
    """From the province's drafter to its clerk's button."""
    drafter = desks.open()
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

    initialler = desks.open()
    initialler.official("thamtra.tinh")
    initialler.goto("/van-ban/di/", "list")
    initialler.follow(re.compile(SUBJECT), "initial")
    initialler.press("Đồng ý, ký nháy")
    initialler.sees("Chờ ký")

    leader = desks.open(PHONE)
    leader.official("lanhdao.tinh")
    leader.goto("/van-ban/di/cho-ky/", "to-sign")
    leader.tick(re.compile(SUBJECT))
    leader.type_pin()
    leader.press("Ký văn bản đã chọn", "signed")
    leader.sees("Đã ký 1 văn bản: 01/CT-UBND")

    clerk = desks.open()
    clerk.official("vanthu.tinh")
    clerk.goto("/van-ban/di/cho-phat-hanh/", "to-issue")
    clerk.open_what_was_signed()
    clerk.type_pin()
    clerk.press("Đóng dấu và phát hành")
    clerk.sees("Đã đóng dấu và phát hành 1 văn bản")
    clerk.goto("/van-ban/di/?xem=da-phat-hanh")
    clerk.follow(re.compile("CT-UBND"), "issued")
    clerk.sees("Nơi nhận: 148")


def register_and_direct(desks: Desks, directive: Document) -> None:
    """In the commune: the clerk registers, the leader directs on a phone."""
    clerk = desks.open()
    clerk.official(f"vanthu.{COMMUNE}")
    clerk.goto("/van-ban/", "inbox")
    clerk.goto(f"/van-ban/{directive.pk}/", "arrived")
    chief = apart(lambda: Person.objects.get(username=f"lanhdao.{COMMUNE}").name)
    option = clerk.page.locator("select[name=present_to] option", has_text=chief).first
    clerk.page.locator("select[name=present_to]").select_option(option.get_attribute("value"))
    clerk.press("Vào sổ và trình")
    clerk.sees("Chờ lãnh đạo chỉ đạo")
    find(clerk, is_suggested=desks.scripts)

    leader = desks.open(PHONE)
    leader.official(f"lanhdao.{COMMUNE}")
    leader.goto(f"/van-ban/{directive.pk}/", "direct")
    leader.fill("Ý kiến chỉ đạo", "Phòng chủ trì tham mưu báo cáo Ủy ban nhân dân tỉnh.")
    worker = leader.page.locator("select[name=lead] option", has_text="Văn hóa").first
    leader.page.locator("select[name=lead]").select_option(worker.get_attribute("value"))
    leader.page.locator("select[name=working_days]").select_option("5")
    leader.page.get_by_text("Phối hợp, ngày hạn, giao thành nhiệm vụ").click()
    leader.tick(re.compile("Giao thành nhiệm vụ"))
    leader.press("Ghi ý kiến và chuyển", "directed")


def find(clerk: Desk, *, is_suggested: bool) -> None:
    """A few words without accents: with scripts it is offered while they are typed."""
    clerk.goto("/van-ban/tim/")
    box = clerk.page.get_by_label(re.compile("^Từ trong trích yếu"))
    box.press_sequentially("bao dam an toan tho")
    if is_suggested:
        clerk.sees("Có phải bạn tìm")
    else:
        box.fill("bao dam an toan")
        clerk.page.get_by_role("button", name="Tìm").click()
    clerk.follow(re.compile(SUBJECT), "found")
    clerk.sees("Chờ lãnh đạo chỉ đạo")


def answer(desks: Desks, directive: Document) -> None:
    """The commune's report goes back by the same road."""
    drafter = desks.open()
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

    leader = desks.open(PHONE)
    leader.official(str(signer.username))
    leader.goto("/van-ban/di/cho-ky/")
    leader.tick(re.compile(REPORT))
    leader.type_pin()
    leader.press("Ký văn bản đã chọn")
    leader.sees("Đã ký 1 văn bản: 01/BC-UBND")

    clerk = desks.open()
    clerk.official(f"vanthu.{COMMUNE}")
    clerk.goto("/van-ban/di/cho-phat-hanh/")
    clerk.open_what_was_signed()
    clerk.type_pin()
    clerk.press("Đóng dấu và phát hành")
    clerk.sees("Đã đóng dấu và phát hành 1 văn bản")


@pytest.mark.usefixtures("shown")
def test_a_directive_goes_to_148_communes_and_comes_back_done(
    desks: Desks,
) -> None:
    issue_directive(desks)
    directive = Document.objects.get(subject__contains=SUBJECT)
    assert IncomingEntry.objects.filter(document=directive).count() == 148
    file = Attachment.objects.get(document=directive, kind=FileKind.MAIN).file
    assert apart(lambda: signing.verify(files.read(file))).is_genuine
    register_and_direct(desks, directive)
    assert Task.objects.filter(closed_at__isnull=True).exists()
    answer(desks, directive)
    work()

    entry = IncomingEntry.objects.get(document=directive, unit__area_code=COMMUNE)
    assert entry.state == EntryState.CLOSED
    assert not Task.objects.filter(closed_at__isnull=True).exists()
    back = IncomingEntry.objects.get(document__reply_to=directive)
    assert back.unit == province_committee()
