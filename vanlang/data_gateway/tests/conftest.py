"""Two nodes in one database: ours, and Bộ Nội vụ's, which talks to the axis with its own key."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

import httpx
import pytest
import time_machine
from django.test.client import ClientHandler
from pytest_django import Settings

from vanlang.data_gateway import api as data_gateway
from vanlang.data_gateway.actions import peers
from vanlang.data_gateway.actions.axis import members
from vanlang.data_gateway.actions.connectors import plugs
from vanlang.data_gateway.actions.connectors.axis import Axis
from vanlang.data_gateway.models import Agency, Member, Peer
from vanlang.data_gateway.rules.answers import Listed
from vanlang.data_gateway.tests.axis_caller import OURS, THEIRS, Caller
from vanlang.identity import api as identity
from vanlang.identity.api import Block, Level, Person, Role, Unit, UnitKind
from vanlang.kernel import files, journal
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.models import StoredFile

if TYPE_CHECKING:
    from django.http import HttpResponse

__all__ = ["OURS", "THEIRS"]  # beside what stands here

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 08:00 in Phú Thọ
SINCE = date(2025, 7, 1)
LONG_AGO = datetime(2025, 7, 1, tzinfo=UTC)  # before whatever the machine's clock says
AXIS = "http://testserver/truc-lien-thong/"
NOBODY = "http://127.0.0.1:9/"  # discard: nothing listens there
SECRETS = {"PHU_THO": "khoa-phu-tho", "BO_NOI_VU": "khoa-bo-noi-vu", "LA": "khoa-la"}


@pytest.fixture(autouse=True)
def server_on_monday() -> Iterator[None]:
    """Give the axis and the pages, which read the clock, the day that the tests hand to actions.

    A message expires three days after it was sent; with the machine's own day beside MONDAY every
    message here had expired before it was looked at.
    """
    with time_machine.travel(MONDAY, tick=True):
        yield


@pytest.fixture(autouse=True)
def nobody_above(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let messages stay opaque: what they say, the systems above judge, and they are not here."""
    monkeypatch.delitem(journal._listeners, "data_gateway.received", raising=False)  # noqa: SLF001 put back after


@lru_cache
def in_process() -> httpx.Client:
    """Return a client that reaches the axis of this process, without a port."""
    # Django's own test handler keeps the connection of the test open, the real one would not.
    handler = ClientHandler(enforce_csrf_checks=True)
    handler.load_middleware()

    def application(environ: dict[str, object], start: Callable[..., object]) -> Iterable[bytes]:
        answer = cast("HttpResponse", handler({**environ, "SERVER_NAME": "testserver"}))
        start(f"{answer.status_code} {answer.reason_phrase}", list(answer.items()))
        return iter(answer) if answer.streaming else [answer.content]

    return httpx.Client(base_url=AXIS, transport=httpx.WSGITransport(application))


@pytest.fixture(autouse=True)
def own_places(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    settings.EXCHANGE_FOLDERS = tmp_path / "exchange"
    settings.EXCHANGE_SECRETS = SECRETS


@pytest.fixture(autouse=True)
def axis_in_process() -> None:
    plugs.plug("axis", lambda peer, secret: Axis(in_process(), peer.system_id, secret))


def committee(code: str, name: str, level: Level) -> Unit:
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
    return committee("H44", "Ủy ban nhân dân tỉnh Phú Thọ", Level.PROVINCE)


@pytest.fixture
def administrator(province: Unit) -> Person:
    return official("quantri", "Phạm Thị Tâm", province, Role.ADMIN)


@pytest.fixture
def quang(db: None) -> Person:
    van_son = committee("H44.05152", "Ủy ban nhân dân xã Vân Sơn", Level.COMMUNE)
    return official("quang", "Hà Văn Quang", van_son, Role.ADMIN, Role.CLERK)


@pytest.fixture
def minh(province: Unit) -> Person:
    return official("minh", "Đinh Văn Minh", province, Role.CLERK)


@pytest.fixture
def us(db: None) -> Member:
    """The axis knows us and our agency."""
    member = members.admit(
        system_id="phu-tho",
        name="Tỉnh Phú Thọ",
        secret_name="PHU_THO",
        code_prefix="H44",
        by=PLATFORM,
        at=MONDAY,
    )
    members.register(Listed(OURS, "Sở Nội vụ Phú Thọ"), member=member, at=LONG_AGO)
    return member


@pytest.fixture
def them(db: None) -> Member:
    member = members.admit(
        system_id="bo-noi-vu",
        name="Bộ Nội vụ",
        secret_name="BO_NOI_VU",
        code_prefix="G09",
        by=PLATFORM,
        at=MONDAY,
    )
    members.register(Listed(THEIRS, "Bộ Nội vụ"), member=member, at=LONG_AGO)
    return member


@pytest.fixture
def peer(us: Member, them: Member) -> Peer:
    """We know the axis, our agency and theirs."""
    peer = peers.connect(
        name="Trục tỉnh",
        connector="axis",
        address=AXIS,
        system_id="phu-tho",
        secret_name="PHU_THO",
        by=PLATFORM,
        at=MONDAY,
    )
    data_gateway.register_agency(code=OURS, name="Sở Nội vụ Phú Thọ", by=PLATFORM, at=LONG_AGO)
    data_gateway.register_agency(code=THEIRS, name="Bộ Nội vụ", peer=peer, by=PLATFORM, at=LONG_AGO)
    return peer


@pytest.fixture
def theirs(them: Member) -> Axis:
    """The other node: our own connector with its key."""
    return Axis(in_process(), "bo-noi-vu", SECRETS["BO_NOI_VU"])


@pytest.fixture
def ours(us: Member) -> Axis:
    return Axis(in_process(), "phu-tho", SECRETS["PHU_THO"])


def stored(content: bytes) -> StoredFile:
    return files.store(content, by=PLATFORM, at=MONDAY)


Send = Callable[..., data_gateway.Message]


@pytest.fixture
def send(peer: Peer) -> Send:
    def send_one(  # noqa: PLR0913 one sentence, each word with its name
        content: bytes = b"noi dung",
        *,
        id: str = "G09,2026/11/23,7816/VPCP-TTĐT",  # noqa: A002
        to_codes: tuple[str, ...] = (THEIRS,),
        thread: str = "",
        kind: data_gateway.Kind = data_gateway.Kind.EDOC,
        at: datetime = MONDAY,
    ) -> data_gateway.Message:
        return data_gateway.send(
            id=id,
            kind=kind,
            from_code=OURS,
            to_codes=to_codes,
            file=stored(content),
            thread=thread,
            by=PLATFORM,
            at=at,
        )

    return send_one


def agency_of(code: str) -> Agency:
    return Agency.objects.get(code=code, valid_to=None)


@pytest.fixture
def ministry(them: Member) -> Caller:
    return Caller("bo-noi-vu", SECRETS["BO_NOI_VU"])


@pytest.fixture
def province_system(us: Member) -> Caller:
    return Caller("phu-tho", SECRETS["PHU_THO"])


@pytest.fixture
def outsider(us: Member, them: Member) -> Caller:
    """A third member, which is neither end of anything."""
    members.admit(
        system_id="la",
        name="Hệ thống lạ",
        secret_name="LA",
        code_prefix="H01",
        by=PLATFORM,
        at=MONDAY,
    )
    return Caller("la", SECRETS["LA"])
