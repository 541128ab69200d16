"""A month of steering: tasks given, communes report (one by Excel, one late, one whose parts do not
add up), the province verifies, colours change, the report is signed and sent; and a year later
the month is there as it was, to the digit.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Page
from pytest_django import Settings

from tests.browser.conftest import DESK, PHONE, Accessible
from tests.browser.desks import Desk, Desks, apart, seat, work
from vanlang.documents.models import Attachment
from vanlang.documents.rules.states import FileKind
from vanlang.identity.api import Unit, province_committee, unit_by_code
from vanlang.indicators import api as indicators
from vanlang.indicators.actions import defining as indicating
from vanlang.indicators.actions import reporting, verifying
from vanlang.indicators.actions.defining import Wanted
from vanlang.indicators.models import ColourChange, Verification
from vanlang.indicators.rules.states import Decides
from vanlang.kernel import files
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.deadlines import ZONE
from vanlang.reports.actions import defining, opening
from vanlang.reports.models import Submission
from vanlang.reports.queries import examples
from vanlang.reports.rules.definitions import Feed
from vanlang.signing import api as signing
from vanlang.tasks.models import Task

pytestmark = [
    pytest.mark.whole,
    pytest.mark.django_db(transaction=True, databases=["default", "side"]),
]
MUONG_BI, VIET_TRI, THU_CUC = "05158", "07900", "08545"
BEFORE = datetime(2026, 2, 16, 8, 0, tzinfo=ZONE)
FEBRUARY, MARCH = indicators.parse_period("2026-02"), indicators.parse_period("2026-03")
TEAMS = "to_cong_nghe_so"
TASK = "Kiện toàn tổ công nghệ số cộng đồng"
TOTAL = "27"  # 12 and 8 and 7
D = Decimal


@dataclass
class Clock:
    """What time the platform takes it to be; it runs on, and a test sets it forward."""

    now: datetime
    since: datetime

    def __call__(self) -> datetime:
        return self.now + (datetime.now(ZONE) - self.since)

    def set(self, moment: str) -> datetime:
        self.now = datetime.fromisoformat(moment).replace(tzinfo=ZONE)
        self.since = datetime.now(ZONE)
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> Clock:
    """Set the platform's time, with a test authority that was founded in it."""
    settings.HOME = tmp_path / "home"
    made = Clock(BEFORE, datetime.now(ZONE))
    monkeypatch.setattr(timezone, "now", made)
    return made


@pytest.fixture
def desks(
    open_page: Callable[..., Page], site: str, accessible: Accessible, fits: Accessible
) -> Desks:
    return Desks(open_page, site, DESK, scripts=True, checks=(accessible, fits))


@pytest.fixture
def laid_down(clock: Clock, transactional_db: None) -> None:
    """The officials, an indicator that the province verifies, and the monthly regime that fills it;
    of the month before, three communes had three, twelve and six teams.
    """
    at = clock()
    seat((), at=at)
    owner = province_committee()
    wanted = Wanted(
        name="Tổ công nghệ số cộng đồng đang hoạt động",
        unit_name="tổ",
        effective_from=FEBRUARY.start,
        decimals=0,
        decides=Decides.VERIFIED,
        for_province=False,
        for_communes=True,
        green=D(10),
        amber=D(5),
    )
    made = indicating.draft(TEAMS, wanted, owner=owner, by=PLATFORM, at=at)
    indicating.publish(made, by=PLATFORM, at=at)
    for code, teams in ((MUONG_BI, 3), (VIET_TRI, 12), (THU_CUC, 6)):
        say(code, FEBRUARY, teams, at=at)
    for check in Verification.objects.all():
        verifying.verify(check, value=check.reported.value, by=PLATFORM, at=at)
    shipped = examples.all_of_them()["nq57_thang"]
    tasks, teams_table = shipped.tables
    regime = replace(
        shipped,
        collector="",
        recipients=("Văn phòng Chính phủ",),
        tables=(tasks, replace(teams_table, feeds=(Feed("*", "so_to", TEAMS),))),
    )
    draft = defining.draft_regime("nq57_thang", regime, owner=owner, by=PLATFORM, at=at)
    defining.publish(draft, by=PLATFORM, at=at)


def commune(code: str) -> Unit:
    return unit_by_code(f"H44.{code}")


def say(code: str, period: indicators.Period, teams: int, *, at: datetime) -> None:
    reporting.report(
        TEAMS, unit=commune(code), period=period, value=D(teams), key=uuid4(), by=PLATFORM, at=at
    )


def report_of(code: str) -> Submission:
    return Submission.objects.get(unit=commune(code), round__period_key=MARCH.key)


def verified(code: str, as_of: datetime | None = None) -> tuple[Decimal | None, str]:
    found = indicators.value(TEAMS, unit=commune(code), period=MARCH, as_of=as_of)
    assert found is not None
    return found.decided, found.colour


def give_tasks(desks: Desks) -> None:
    leader = desks.open()
    leader.official("lanhdao.tinh")
    leader.goto("/nhiem-vu/")
    leader.follow("Giao nhiệm vụ")
    leader.fill("Rõ việc", TASK)
    leader.fill("Rõ sản phẩm", "Quyết định kiện toàn")
    leader.tick("Tất cả xã, phường (148)")
    leader.fill("hoặc số ngày làm việc", "15")
    leader.press("Giao nhiệm vụ", "month-given")
    leader.sees("Đã xong: 0/148")


def one_is_done(desks: Desks) -> None:
    """Mường Bi reports at once, and the province accepts it on a phone."""
    there = desks.open(PHONE)
    there.official(f"lanhdao.{MUONG_BI}")
    there.goto("/nhiem-vu/")
    there.follow(TASK)
    there.follow("Báo cáo kết quả")
    there.fill("Kết quả đã đạt được", "Đã ban hành quyết định kiện toàn 12 tổ.")
    there.press("Gửi báo cáo")
    leader = desks.open(PHONE)
    leader.official("lanhdao.tinh")
    leader.goto("/nhiem-vu/?muc=nghiem-thu")
    leader.follow("Xem và nghiệm thu")
    leader.tick("Nghiệm thu, kết thúc nhiệm vụ")
    leader.press("Ghi quyết định")
    leader.sees("Hoàn thành đúng hạn")


def type_in(writer: Desk, values: dict[str, str]) -> None:
    for column, text in values.items():
        writer.page.locator(f"input[name^='o:co_so/'][name$='/{column}']").fill(text)


def hand_in(desks: Desks, code: str) -> None:
    """The leader approves and sends, on a phone."""
    leader = desks.open(PHONE)
    leader.official(f"lanhdao.{code}")
    leader.goto(report_of(code).get_absolute_url())
    leader.press("Duyệt báo cáo")
    leader.press("Gửi và khóa", f"month-sent-{code}")
    leader.sees("Đã gửi")


def explain_everything(writer: Desk) -> None:
    for field in writer.page.get_by_label("Giải trình").all():
        field.fill("Đã đối chiếu với sổ theo dõi của đơn vị.")


def by_form(desks: Desks) -> None:
    """More branches with the handbook than there are branches: said, mended, presented."""
    writer = desks.open()
    writer.official(f"thuly.{MUONG_BI}")
    writer.goto("/bao-cao/", "month-mine")
    writer.follow(re.compile("Nghị quyết số 57"))
    first = writer.page.locator("input[name='o:nhiem_vu/tat_ca/giao']")
    assert first.input_value() == "1", "counted by the platform"
    done = writer.page.locator("input[name='o:nhiem_vu/tat_ca/xong_dung_han']")
    assert done.input_value() == "1"
    said = {"so_to": "12", "thanh_vien": "60", "luot": "300", "chi_bo": "20", "so_tay": "25"}
    type_in(writer, said)
    writer.press("Lưu và trình lãnh đạo", "month-unbalanced")
    writer.sees("1 chỗ bất thường chưa giải trình")
    writer.sees("Chi bộ dùng Sổ tay không nhiều hơn tổng số chi bộ; ở đây 25 và 20")
    type_in(writer, {"so_tay": "15"})
    writer.press("Lưu và trình lãnh đạo", "month-presented")
    writer.sees("Đã trình lãnh đạo")
    hand_in(desks, MUONG_BI)


def by_excel(desks: Desks, folder: Path) -> None:
    writer = desks.open()
    writer.official(f"thuly.{VIET_TRI}")
    writer.goto(report_of(VIET_TRI).get_absolute_url())
    writer.follow("Nhập từ Excel", "month-import")
    with writer.page.expect_download() as coming:
        writer.page.get_by_role("link", name="Tải mẫu của báo cáo này").click()
    file = folder / "bao-cao.xlsx"
    coming.value.save_as(file)
    book = load_workbook(file)
    teams = book["Biểu 2"]
    for column, number in enumerate((8, 41, 1250, 90, 44), 2):
        teams.cell(5, column, number)
    book.save(file)
    writer.page.get_by_label("Tệp Excel đã điền").set_input_files(file)
    writer.press("Kiểm tra và nhập", "month-imported")
    writer.sees("Đã lưu")
    writer.press("Lưu và trình lãnh đạo")
    hand_in(desks, VIET_TRI)


def late(desks: Desks) -> None:
    writer = desks.open()
    writer.official(f"thuly.{THU_CUC}")
    writer.goto("/bao-cao/")
    writer.sees("1 trong 1 báo cáo phải gửi đã quá hạn")
    writer.follow(re.compile("Nghị quyết số 57"))
    said = {"so_to": "7", "thanh_vien": "30", "luot": "95", "chi_bo": "18", "so_tay": "6"}
    type_in(writer, said)
    writer.press("Lưu và trình lãnh đạo")
    hand_in(desks, THU_CUC)


def verify(desks: Desks) -> None:
    """Two as they reported; four of eight in Việt Trì are found at work."""
    leader = desks.open()
    leader.official("lanhdao.tinh")
    leader.goto("/chi-so/tham-dinh/", "month-verify")
    leader.sees("3 số liệu chờ thẩm định")
    for place, found in (("Mường Bi", ""), ("Việt Trì", "4"), ("Thu Cúc", "")):
        leader.goto("/chi-so/tham-dinh/")
        leader.follow(re.compile(place))
        if found:
            leader.fill("Số được công nhận", found)
            leader.press("Công nhận")
            leader.sees("ghi rõ lý do")
            leader.fill("Ý kiến", "Bốn tổ chưa họp lần nào trong kỳ.")
        leader.press("Công nhận", f"month-verified-{place}")
        leader.sees("Được công nhận")
    leader.goto("/chi-so/hom-nay/", "month-today")
    leader.sees("Việt Trì")


def sign_and_send(desks: Desks, top: Submission) -> None:
    """The sum goes out as a signed document, and with it the report."""
    writer = desks.open()
    writer.official("soanthao.tinh")
    writer.goto(top.get_absolute_url(), "month-top")
    writer.sees("còn thiếu 145")
    writer.sees(TOTAL)
    explain_everything(writer)
    writer.press("Lưu và trình lãnh đạo")
    writer.sees("Đã trình lãnh đạo")
    leader = desks.open(PHONE)
    leader.official("lanhdao.tinh")
    leader.goto(top.get_absolute_url())
    leader.press("Duyệt báo cáo")
    writer.goto(top.get_absolute_url())
    writer.press("Lập văn bản ký số", "month-document")
    writer.follow("Trình ký")
    writer.press(re.compile("^Trình$"))
    writer.sees("Chờ ký")
    leader.goto("/van-ban/di/cho-ky/")
    leader.tick(re.compile("Nghị quyết số 57"))
    leader.type_pin()
    leader.press("Ký văn bản đã chọn")
    leader.sees("Đã ký 1 văn bản")
    clerk = desks.open()
    clerk.official("vanthu.tinh")
    clerk.goto("/van-ban/di/cho-phat-hanh/")
    clerk.open_what_was_signed()
    clerk.type_pin()
    clerk.press("Đóng dấu và phát hành")
    clerk.sees("Đã đóng dấu và phát hành 1 văn bản")


def figures_of(desk: Desk, path: str) -> list[str]:
    """Return every line of every table of a report, as somebody reads it."""
    desk.goto(path)
    lines = desk.page.locator("section.cells tr").all_inner_texts()
    assert len(lines) > len((MUONG_BI, VIET_TRI, THU_CUC))
    return lines


def shown_on(desk: Desk, code: str, day: str) -> str:
    """Return what an indicator's page says of a commune in March, looked at from a day."""
    desk.goto(f"/chi-so/{TEAMS}/?don-vi=H44.{code}&ngay={day}", f"month-indicator-{code}")
    row = desk.page.locator("tr", has_text="Tháng 03/2026").first
    rule = desk.page.locator("dl", has_text="Xanh khi").first
    return f"{row.inner_text()}\n{rule.inner_text()}"


def meanwhile(at: datetime) -> None:
    """Another version, and a figure of that March said and verified anew."""
    old = indicators.definition(TEAMS, MARCH)
    assert old is not None
    stricter = indicating.draft(
        TEAMS,
        Wanted(
            name=old.name,
            unit_name=old.unit_name,
            effective_from=indicators.parse_period("2026-07").start,
            decimals=0,
            decides=Decides.VERIFIED,
            for_province=False,
            for_communes=True,
            green=D(30),
            amber=D(20),
            change_note="Chỉ tiêu mới.",
        ),
        owner=province_committee(),
        by=PLATFORM,
        at=at,
    )
    indicating.publish(stricter, by=PLATFORM, at=at)
    say(MUONG_BI, MARCH, 9, at=at)
    again = Verification.objects.get(unit=commune(MUONG_BI), period_key=MARCH.key)
    verifying.verify(again, value=D(9), by=PLATFORM, at=at)


@pytest.mark.usefixtures("laid_down")
def test_a_month_is_reported_verified_sent_and_there_a_year_later(
    desks: Desks, clock: Clock, tmp_path: Path
) -> None:
    clock.set("2026-02-23 09:00")
    give_tasks(desks)
    clock.set("2026-03-04 09:00")
    one_is_done(desks)
    assert Task.objects.filter(state="closed").count() == 1

    clock.set("2026-03-16 07:30")
    assert apart(lambda: opening.open_due(at=clock())) == 1
    work()
    by_form(desks)
    by_excel(desks, tmp_path)
    clock.set("2026-03-19 10:00")
    late(desks)
    work()
    assert [report_of(code).is_late(clock()) for code in (MUONG_BI, VIET_TRI, THU_CUC)] == [
        False,
        False,
        True,
    ]
    verify(desks)
    turned = {
        change.unit.area_code: (change.before, change.after)
        for change in ColourChange.objects.filter(value__period_key=MARCH.key)
    }
    assert turned == {MUONG_BI: ("bad", "good"), VIET_TRI: ("good", "bad")}

    clock.set("2026-03-20 08:00")
    top = Submission.objects.get(unit=province_committee(), round__period_key=MARCH.key)
    sign_and_send(desks, top)
    work()
    top.refresh_from_db()
    assert top.state == "sent"
    assert top.document is not None
    reader = desks.open()
    reader.official("lanhdao.tinh")
    then = figures_of(reader, top.get_absolute_url())
    assert any(TOTAL in line for line in then)
    colours = {code: verified(code) for code in (MUONG_BI, VIET_TRI, THU_CUC)}
    clock.set("2026-03-23 08:00")
    reader.official("lanhdao.tinh")
    rows = {code: shown_on(reader, code, "2026-03-22") for code in colours}

    clock.set("2026-06-01 08:00")
    meanwhile(clock())
    work()

    clock.set("2027-03-22 08:00")
    reader.official("lanhdao.tinh")
    assert verified(MUONG_BI) != colours[MUONG_BI], "today it is known better"
    sent = datetime(2026, 3, 22, 12, tzinfo=ZONE)
    assert {code: verified(code, sent) for code in colours} == colours
    assert {code: shown_on(reader, code, "2026-03-22") for code in rows} == rows
    as_of = (
        f"{top.get_absolute_url()}?luc={sent.astimezone(ZONE) + timedelta(hours=1):%Y-%m-%dT%H:%M}"
    )
    assert figures_of(reader, as_of) == then
    assert figures_of(reader, top.get_absolute_url()) == then
    paper = Attachment.objects.get(document=top.document, kind=FileKind.MAIN).file
    assert apart(lambda: signing.verify(files.read(paper))).is_genuine
