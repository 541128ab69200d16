"""The cast: Tâm leads the province; Hòa leads and Minh works in Mường Bi, Quang elsewhere."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from pytest_django import Settings

from vanlang.identity import api as identity
from vanlang.identity.api import Block, Level, Person, Registration, Role, Unit, UnitKind
from vanlang.indicators.actions import defining, reporting
from vanlang.indicators.actions.defining import Wanted
from vanlang.indicators.models import Definition, Value
from vanlang.indicators.rules.periods import Period, parse_period
from vanlang.kernel.actors import PLATFORM, Actor

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 08:00 in Phú Thọ
SINCE = date(2025, 7, 1)
FEBRUARY = parse_period("2026-02")
MARCH = parse_period("2026-03")  # 15 February to 14 March


def committee(
    code: str, name: str, level: Level = Level.COMMUNE, block: Block = Block.COMMITTEE
) -> Unit:
    """Make one agency; the whole tree is identity's to load and takes its time."""
    unit = Unit.objects.create(
        code=code,
        name=f"Ủy ban nhân dân {name}",
        short_name=f"UBND {name}",
        folded=name.lower(),
        block=block,
        level=level,
        kind=UnitKind.COMMITTEE,
        path=f"{code}/",
        area_code=code.rpartition(".")[2] if level == Level.COMMUNE else "",
        valid_from=SINCE,
    )
    unit.agency = unit
    unit.save(update_fields=["agency"])
    return unit


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
def province(db: None) -> Unit:
    return committee("H44", "tỉnh Phú Thọ", Level.PROVINCE)


@pytest.fixture
def muong_bi(db: None) -> Unit:
    return committee("H44.05158", "xã Mường Bi")


@pytest.fixture
def van_son(db: None) -> Unit:
    return committee("H44.05152", "xã Vân Sơn")


@pytest.fixture
def tam(province: Unit) -> Actor:
    return as_actor(official("tam", "Phạm Thị Tâm", province, Role.LEADER, Role.VIEWER))


@pytest.fixture
def hoa(muong_bi: Unit) -> Actor:
    return as_actor(official("hoa", "Quách Thị Hòa", muong_bi, Role.LEADER))


@pytest.fixture
def minh(muong_bi: Unit) -> Actor:
    return as_actor(official("minh", "Đinh Văn Minh", muong_bi, Role.PROCESSOR))


@pytest.fixture
def quang(van_son: Unit) -> Actor:
    roles = (Role.LEADER, Role.PROCESSOR, Role.VIEWER)
    return as_actor(official("quang", "Hà Văn Quang", van_son, *roles))


@pytest.fixture
def lan(db: None) -> Actor:
    facts = Registration(name="Bùi Thị Lan", identity_number="003188000123")
    return as_actor(identity.register_citizen(facts, by=PLATFORM, at=MONDAY))


WANTED = Wanted(
    name="Tỷ lệ cán bộ đã học kỹ năng số",
    unit_name="%",
    effective_from=date(2025, 12, 15),
    for_communes=True,
    green=Decimal(90),
    amber=Decimal(70),
    lowest=Decimal(0),
    highest=Decimal(100),
)
Define = Callable[..., Definition]
Tell = Callable[..., Value]


@pytest.fixture
def define(province: Unit) -> Define:
    """Publish an indicator of the province; what a test cares for it says itself."""

    def defined(
        code: str = "hoc_ky_nang_so", *, at: datetime = MONDAY, **differing: object
    ) -> Definition:
        wanted = replace(WANTED, **differing)  # type: ignore[arg-type] # each test names its own
        row = defining.draft(code, wanted, owner=province, by=PLATFORM, at=at)
        return defining.publish(row, by=PLATFORM, at=at)

    return defined


@pytest.fixture
def tell(muong_bi: Unit) -> Tell:
    """Report a value as the platform's own import does."""

    def told(  # noqa: PLR0913 each test names its own
        value: str | None,
        *,
        code: str = "hoc_ky_nang_so",
        unit: Unit = muong_bi,
        period: Period = MARCH,
        by: Actor = PLATFORM,
        at: datetime = MONDAY,
    ) -> Value:
        number = None if value is None else Decimal(value)
        return reporting.report(
            code, unit=unit, period=period, value=number, key=uuid4(), by=by, at=at
        )

    return told


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: object) -> None:
    settings.FILES_ROOT = tmp_path
