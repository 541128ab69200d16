"""The cast, and one order that Lan owes the commune."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from pytest_django import Settings

from vanlang.identity import api as identity
from vanlang.identity.api import Block, Level, Person, Registration, Role, Unit, UnitKind
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.payments import api as payments
from vanlang.payments.api import FeeLine, FeeOrder

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 08:00 in Phú Thọ
SINCE = date(2025, 7, 1)
REFERENCE = UUID("0193a000-0000-7000-8000-000000000001")
LINES = (FeeLine("LP01", "Lệ phí cấp bản sao trích lục hộ tịch", 8000), FeeLine("P02", "Phí", 2000))


def committee(code: str, name: str, level: Level) -> Unit:
    """Make one agency; the whole tree is identity's to load and takes its time."""
    unit = Unit.objects.create(
        code=code,
        name=name,
        short_name=name,
        folded=name.lower(),
        block=Block.COMMITTEE,
        level=level,
        kind=UnitKind.COMMITTEE,
        path=f"/{code}/",
        valid_from=SINCE,
    )
    unit.agency = unit
    unit.save(update_fields=["agency"])
    return unit


@pytest.fixture
def muong_bi(db: None) -> Unit:
    return committee("H44.05158", "Ủy ban nhân dân xã Mường Bi", Level.COMMUNE)


def official(username: str, name: str, unit: Unit, *roles: Role) -> Person:
    person = identity.register_official(
        username=username, name=name, by=PLATFORM, at=MONDAY, must_change_password=False
    )
    identity.appoint(
        person, unit, title="Công chức", roles=roles, since=SINCE, by=PLATFORM, at=MONDAY
    )
    return person


def as_actor(person: Person) -> Actor:
    return identity.actor_of(person, MONDAY)


@pytest.fixture
def lan(db: None) -> Person:
    facts = Registration(name="Bùi Thị Lan", identity_number="003188000123")
    return identity.register_citizen(facts, by=PLATFORM, at=MONDAY)


@pytest.fixture
def minh(muong_bi: Unit) -> Person:
    return official("minh", "Đinh Văn Minh", muong_bi, Role.RECEIVER)


@pytest.fixture
def hoa(muong_bi: Unit) -> Person:
    return official("hoa", "Quách Thị Hòa", muong_bi, Role.LEADER)


@pytest.fixture
def quang(muong_bi: Unit) -> Person:
    van_son = committee("H44.05152", "Ủy ban nhân dân xã Vân Sơn", Level.COMMUNE)
    return official("quang", "Hà Văn Quang", van_son, Role.RECEIVER, Role.LEADER)


@pytest.fixture
def administrator(muong_bi: Unit) -> Person:
    province = committee("H44", "Ủy ban nhân dân tỉnh Phú Thọ", Level.PROVINCE)
    return official("quantri", "Phạm Thị Tâm", province, Role.ADMIN)


@pytest.fixture
def order(lan: Person, muong_bi: Unit) -> FeeOrder:
    return payments.order(
        reference=REFERENCE,
        payer_id=lan.pk,
        payer_name=lan.name,
        purpose="Cấp bản sao trích lục khai sinh",
        lines=LINES,
        unit_code=muong_bi.code,
        about="H44.05158-261123-0001",
        return_path="/",
        by=as_actor(lan),
        at=MONDAY,
    )


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: object) -> None:
    settings.FILES_ROOT = tmp_path
