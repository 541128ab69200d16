"""The cast at a commune with a registry, an office and a leader; Quang sits elsewhere."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from vanlang.data_gateway.models import Agency, Message, Peer, Transfer
from vanlang.data_gateway.rules.states import Direction, Kind
from vanlang.data_gateway.rules.states import State as Carried
from vanlang.documents.actions import incoming
from vanlang.documents.actions.exchange import receiving
from vanlang.documents.models import IncomingEntry
from vanlang.documents.rules.arrivals import Arrival
from vanlang.documents.rules.secrecy import Access
from vanlang.documents.rules.states import Source
from vanlang.documents.tests.cast import MONDAY, SINCE, Cast, make_cast, unit_of
from vanlang.documents.tests.exchange_desk import G22, H15, HERE
from vanlang.documents.tests.exchange_desk import MONDAY as NOW
from vanlang.identity import api as identity
from vanlang.identity.api import Person, Registration, Role, Unit, UnitKind
from vanlang.kernel import files
from vanlang.kernel.actors import PLATFORM, Actor

__all__ = ["MONDAY", "SINCE", "unit_of"]  # the cast's, for tests that begin here


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
        access=Access.RESTRICTED,
        notation="55/UBND-NC",
        subject="V/v xem xét kỷ luật cán bộ Zyxwvut",
    )
    return incoming.register(found, present_to=hoa, by=as_actor(thao), at=MONDAY)


KEY = UUID("0193a000-0000-7000-8000-000000000001")


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def peer(cast: Cast) -> Peer:
    peer = Peer.objects.create(
        name="Trục",
        connector="folder",
        address="/a",
        system_id="h44",
        secret_name="A",  # noqa: S106 the name of a key
    )
    for code, name, behind in (
        (cast.unit.code, cast.unit.name, None),
        (cast.other.code, cast.other.name, None),
        (G22, "Văn phòng Chính phủ", peer),
        (H15, "Ủy ban nhân dân tỉnh Đắk Lắk", peer),
    ):
        Agency.objects.create(
            code=code,
            name=name,
            is_ours=behind is None,
            peer=behind,
            valid_from=NOW,
            changed_at=NOW,
        )
    return peer


@pytest.fixture
def come(peer: Peer) -> Callable[..., Transfer]:
    """Return a function that brings a message as the gateway does; it may do so again."""

    def one(
        content: bytes,
        *,
        to: str = HERE.code,
        sender: str = G22,
        kind: Kind = Kind.EDOC,
        at: datetime = NOW,
    ) -> Transfer:
        file = files.store(content, by=PLATFORM, at=NOW)
        message, _ = Message.objects.get_or_create(
            direction=Direction.IN,
            from_code=sender,
            message_id=f"m-{file.sha256[:20]}",
            defaults={
                "kind": kind,
                "file": file,
                "created_at": NOW,
                "expires_at": NOW + timedelta(days=5),
            },
        )
        transfer, _ = Transfer.objects.get_or_create(
            message=message,
            to_code=to,
            defaults={
                "direction": Direction.IN,
                "from_code": sender,
                "peer": peer,
                "state": Carried.RECEIVED,
                "created_at": NOW,
                "expires_at": NOW + timedelta(days=5),
            },
        )
        receiving.receive(transfer, at=at)
        transfer.refresh_from_db()
        return transfer

    return one
