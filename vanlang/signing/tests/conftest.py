"""The cast: Hòa signs for Mường Bi, Minh works there, Quang elsewhere; and a paper to sign."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from vanlang.identity import api as identity
from vanlang.identity.api import Person, Role, Unit
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.signing.actions.certificates import issue_test_certificates
from vanlang.signing.queries import evidence
from vanlang.ui import papers

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 08:00 in Phú Thọ
SINCE = date(2025, 7, 1)
RESULT = {
    "at": MONDAY,
    "title": "Giấy xác nhận",
    "superior": "",
    "agency": "Ủy ban nhân dân\nxã Mường Bi",
    "number": "15",
    "symbol": "XN-UBND",
    "place": "Mường Bi",
    "date": MONDAY.date(),
    "kind": "Giấy xác nhận",
    "summary": "Về việc cư trú tại địa phương",
    "authority": "",
    "bases": ["Căn cứ Luật Cư trú ngày 13 tháng 11 năm 2020;"],
    "paragraphs": ["Ủy ban nhân dân xã Mường Bi xác nhận:"],
    "facts": [["Họ và tên", "Bùi Thị Lan"]],
    "closing": ["Giấy này có giá trị trong 06 tháng kể từ ngày ký."],
    "signing_as": ["TM. Ủy ban nhân dân", "Chủ tịch"],
    "signer": "Quách Thị Hòa",
    "recipients": ["Như trên", "Lưu: VT"],
    "seal_mm": 36,
    "code": "K7Q4-29TM-X3PD",
    "check": "Kiểm tra tại cổng dịch vụ công của tỉnh",
    "qr": "https://example.vn/K7Q4-29TM-X3PD",
}


@dataclass(frozen=True, slots=True)
class Place:
    page: int
    x1: float
    y1: float
    x2: float
    y2: float


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    evidence.forget()


@pytest.fixture(scope="session")
def paper() -> papers.Paper:
    return papers.render("public_services/result", RESULT)


@pytest.fixture
def muong_bi(db: None) -> Unit:
    identity.load_units(by=PLATFORM, at=MONDAY)
    return identity.unit_by_code("H44.05158")


@pytest.fixture
def van_son(muong_bi: Unit) -> Unit:
    return identity.unit_by_code("H44.05152")


def make_official(username: str, name: str, unit: Unit, title: str, *roles: Role) -> Person:
    person = identity.register_official(
        username=username, name=name, by=PLATFORM, at=MONDAY, must_change_password=False
    )
    identity.appoint(person, unit, title=title, roles=roles, since=SINCE, by=PLATFORM, at=MONDAY)
    return person


@pytest.fixture
def hoa(muong_bi: Unit) -> Person:
    person = make_official("hoa", "Quách Thị Hòa", muong_bi, "Chủ tịch", Role.LEADER)
    issue_test_certificates([person, muong_bi], at=timezone.now())
    return person


@pytest.fixture
def minh(muong_bi: Unit) -> Person:
    return make_official("minh", "Đinh Văn Minh", muong_bi, "Văn thư", Role.CLERK, Role.ADMIN)


@pytest.fixture
def quang(van_son: Unit) -> Person:
    person = make_official(
        "quang", "Hà Văn Quang", van_son, "Văn thư", Role.CLERK, Role.ADMIN, Role.LEADER
    )
    issue_test_certificates([person, van_son], at=timezone.now())
    return person


def acting(person: Person) -> Actor:
    return identity.actor_of(person, timezone.now())
