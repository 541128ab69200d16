"""The cast: Lan (citizen), Minh (officer), Hòa (his chief), Quang (officer elsewhere)."""

from datetime import UTC, date, datetime

import pytest

from vanlang.identity.actions.people import Registration, register_citizen, register_official
from vanlang.identity.actions.posts import appoint
from vanlang.identity.actions.units import load_units
from vanlang.identity.models import Person, Unit
from vanlang.identity.queries.units import unit_by_code
from vanlang.identity.rules import Role
from vanlang.kernel.actors import PLATFORM

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 08:00 in Phú Thọ
SINCE = date(2025, 7, 1)
PASSWORD = "Muong-Bi 2026 sang"  # noqa: S105 nobody's


def make_official(username: str, name: str, unit: Unit, title: str, *roles: Role) -> Person:
    person = register_official(
        username=username, name=name, by=PLATFORM, at=MONDAY, must_change_password=False
    )
    appoint(person, unit, title=title, roles=roles, since=SINCE, by=PLATFORM, at=MONDAY)
    return person


@pytest.fixture
def tree(db: None) -> None:
    load_units(by=PLATFORM, at=MONDAY)


@pytest.fixture
def muong_bi(tree: None) -> Unit:
    return unit_by_code("H44.05158")


@pytest.fixture
def van_son(tree: None) -> Unit:
    return unit_by_code("H44.05152")


@pytest.fixture
def lan(db: None) -> Person:
    facts = Registration(name="Bùi Thị Lan", identity_number="003188000123")
    return register_citizen(facts, by=PLATFORM, at=MONDAY)


@pytest.fixture
def minh(muong_bi: Unit) -> Person:
    centre = unit_by_code("H44.05158.04")
    return make_official("minh", "Đinh Văn Minh", centre, "Công chức", Role.RECEIVER)


@pytest.fixture
def hoa(muong_bi: Unit) -> Person:
    return make_official("hoa", "Quách Thị Hòa", muong_bi, "Chủ tịch", Role.LEADER)


@pytest.fixture
def quang(van_son: Unit) -> Person:
    return make_official("quang", "Hà Văn Quang", van_son, "Công chức", Role.RECEIVER)


@pytest.fixture
def dung(muong_bi: Unit) -> Person:
    """Who heads a unit directly below: the law lets a signature pass to her."""
    return make_official("dung", "Bạch Thị Dung", muong_bi, "Trưởng phòng", Role.REVIEWER)
