"""The cast at a commune with a registry, an office and a leader; Quang sits elsewhere."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from vanlang.documents.actions import incoming
from vanlang.documents.models import IncomingEntry
from vanlang.documents.rules.arrivals import Arrival
from vanlang.documents.rules.secrecy import Access
from vanlang.documents.rules.states import Source
from vanlang.identity import api as identity
from vanlang.identity.api import Block, Level, Person, Registration, Role, Unit, UnitKind
from vanlang.kernel.actors import PLATFORM, Actor

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 08:00 in Phú Thọ
SINCE = date(2025, 7, 1)


def unit_of(
    code: str,
    name: str,
    *,
    level: Level = Level.COMMUNE,
    kind: UnitKind = UnitKind.COMMITTEE,
    agency: Unit | None = None,
) -> Unit:
    """Make one unit; the whole tree is identity's to load and takes its time."""
    unit = Unit.objects.create(
        code=code,
        name=name,
        short_name=name,
        folded=name.lower(),
        block=Block.COMMITTEE,
        level=level,
        kind=kind,
        parent=agency,
        agency=agency,
        path=f"/{code}/" if agency is None else f"{agency.path}{code}/",
        valid_from=SINCE,
    )
    if agency is None:
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
def muong_bi(db: None) -> Unit:
    return unit_of("H44.05158", "Ủy ban nhân dân xã Mường Bi")


@pytest.fixture
def office(muong_bi: Unit) -> Unit:
    return unit_of("H44.05158.01", "Phòng Văn hóa - Xã hội", kind=UnitKind.OFFICE, agency=muong_bi)


@pytest.fixture
def economy(muong_bi: Unit) -> Unit:
    return unit_of("H44.05158.02", "Phòng Kinh tế", kind=UnitKind.OFFICE, agency=muong_bi)


@pytest.fixture
def van_son(db: None) -> Unit:
    return unit_of("H44.05152", "Ủy ban nhân dân xã Vân Sơn")


@pytest.fixture
def lan(db: None) -> Person:
    facts = Registration(name="Bùi Thị Lan", identity_number="003188000123")
    return identity.register_citizen(facts, by=PLATFORM, at=MONDAY)


@pytest.fixture
def thao(muong_bi: Unit) -> Person:
    """The clerk."""
    return official("thao", "Bùi Thị Thảo", muong_bi, Role.CLERK)


@pytest.fixture
def minh(office: Unit) -> Person:
    return official("minh", "Đinh Văn Minh", office, Role.PROCESSOR)


@pytest.fixture
def hoa(muong_bi: Unit) -> Person:
    return official("hoa", "Quách Thị Hòa", muong_bi, Role.LEADER)


@pytest.fixture
def quang(van_son: Unit) -> Person:
    return official("quang", "Hà Văn Quang", van_son, Role.CLERK, Role.LEADER, Role.PROCESSOR)


def letter(**changes: object) -> Arrival:
    """Return what a letter of the province says of itself."""
    facts: dict[str, object] = {
        "subject": "V/v rà soát hộ nghèo, hộ cận nghèo năm 2026",
        "author_name": "Ủy ban nhân dân tỉnh",
        "author_code": "H44",
        "notation": "1234/UBND-KGVX",
        "number": 1234,
        "type_code": "CV",
        "issued_on": date(2026, 11, 20),
        "signer_name": "Nguyễn Văn An",
    }
    return Arrival(**(facts | changes))  # type: ignore[arg-type]


Arrive = Callable[..., IncomingEntry]


@pytest.fixture
def arrive(muong_bi: Unit, thao: Person) -> Arrive:
    """Return a function by which the clerk takes in a letter on paper."""

    def one(**changes: object) -> IncomingEntry:
        source = changes.pop("source", Source.PAPER)
        return incoming.arrive(
            letter(**changes),
            unit=muong_bi,
            source=source,  # type: ignore[arg-type]
            by=as_actor(thao),
            at=MONDAY,
        )

    return one


@pytest.fixture
def registered(arrive: Arrive, thao: Person, hoa: Person) -> IncomingEntry:
    """A letter in the register, laid before Hòa."""
    return incoming.register(arrive(), present_to=hoa, by=as_actor(thao), at=MONDAY)


@pytest.fixture
def restricted(arrive: Arrive, thao: Person, hoa: Person) -> IncomingEntry:
    found = arrive(
        access=Access.RESTRICTED, notation="55/UBND-NC", subject="V/v xem xét kỷ luật cán bộ Zyx"
    )
    return incoming.register(found, present_to=hoa, by=as_actor(thao), at=MONDAY)


KEY = UUID("0193a000-0000-7000-8000-000000000001")
