"""A folder and NATS: the same promises as the axis, kept by other means."""

import hashlib
import io
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from vanlang.data_gateway import api as data_gateway
from vanlang.data_gateway.actions import peers, receiving, sending
from vanlang.data_gateway.actions.connectors import plugs
from vanlang.data_gateway.actions.connectors.folder import Folder
from vanlang.data_gateway.actions.connectors.nats import Nats
from vanlang.data_gateway.actions.connectors.plugs import Connector, NotDelivered, Offer
from vanlang.data_gateway.api import Kind, State, Transfer
from vanlang.data_gateway.models import Peer
from vanlang.data_gateway.rules.answers import DeliveryState
from vanlang.data_gateway.rules.envelopes import Envelope
from vanlang.data_gateway.tests.conftest import LONG_AGO, MONDAY, OURS, SECRETS, THEIRS, stored
from vanlang.kernel import files, queue
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import Refusal

SERVER = shutil.which("nats-server") or "/usr/sbin/nats-server"
LARGE = b"0123456789" * 300_000  # three times what a note of NATS may hold


def node(kind: str, address: str, *, system_id: str = "tinh", remote_id: str = "xa") -> Peer:
    peer = peers.connect(
        name=f"Nút {remote_id}",
        connector=kind,
        address=address,
        system_id=system_id,
        remote_id=remote_id,
        secret_name="LA",
        by=PLATFORM,
        at=LONG_AGO,
    )
    data_gateway.register_agency(code=OURS, name="Sở Nội vụ", by=PLATFORM, at=LONG_AGO)
    data_gateway.register_agency(code=THEIRS, name="Xã", peer=peer, by=PLATFORM, at=LONG_AGO)
    return peer


@pytest.fixture(scope="session")
def nats_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not Path(SERVER).exists():
        pytest.fail("nats-server is missing: apt install nats-server.")
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    store = tmp_path_factory.mktemp("nats")
    words = ("-a", "127.0.0.1", "-p", str(port), "-js", "-sd", str(store))
    running = subprocess.Popen([SERVER, *words], stderr=subprocess.DEVNULL)
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"nats://127.0.0.1:{port}"
    running.terminate()
    running.wait()


Carried = tuple[Peer, Connector]


@pytest.fixture(params=["folder", "nats"])
def carried(request: pytest.FixtureRequest, db: None, settings: Settings) -> Carried:
    """Our end as a peer, and the other end as its own connector with the same key."""
    if request.param == "folder":
        settings.EXCHANGE_FOLDERS.mkdir()
        peer = node("folder", "usb")
        there = Peer(address="usb", system_id="xa", remote_id="tinh")
        return peer, Folder.to(there, SECRETS["LA"])
    address = request.getfixturevalue("nats_server")
    # A pair of names of its own for each test: the server keeps what others left.
    ours, their_name = f"tinh-{os.urandom(4).hex()}", f"xa-{os.urandom(4).hex()}"
    peer = node("nats", address, system_id=ours, remote_id=their_name)
    return peer, Nats.to(
        Peer(address=address, system_id=their_name, remote_id=ours, secret_name="LA"), SECRETS["LA"]
    )


def send(content: bytes = b"noi dung", name: str = "vb-1") -> None:
    data_gateway.send(
        id=name,
        kind=Kind.EDOC,
        from_code=OURS,
        to_codes=[THEIRS],
        file=stored(content),
        by=PLATFORM,
        at=MONDAY,
    )


def hand_in(there: Connector, content: bytes = b"tu xa", name: str = "vb-2") -> Envelope:
    sha256 = hashlib.sha256(content).hexdigest()
    envelope = Envelope(name, Kind.EDOC, THEIRS, (OURS,), sha256, len(content))
    there.send(envelope, io.BytesIO(content))
    return envelope


def fetched(there: Connector, offer: Offer) -> bytes:
    into = io.BytesIO()
    there.fetch(offer, into)
    return into.getvalue()


@pytest.mark.parametrize("content", [b"nho", LARGE])
def test_there_and_back(carried: Carried, content: bytes) -> None:
    peer, there = carried
    send(content)
    sending.push_next(peer, at=MONDAY)

    offer = there.offers()[0]
    came = fetched(there, offer)
    there.report(offer.ref, THEIRS, DeliveryState.PROCESSING, "")
    there.report(offer.ref, THEIRS, DeliveryState.DONE, "")
    receiving.look(peer, at=MONDAY)
    queue.drain()

    assert came == content
    assert Transfer.objects.get().state == State.DELIVERED
    assert there.offers() == []
    assert plugs.connector(peer).outcomes("").told == []


def test_the_other_way_once_and_with_a_receipt(carried: Carried) -> None:
    peer, there = carried
    hand_in(there, b"tu xa")

    receiving.look(peer, at=MONDAY)
    queue.drain()
    receiving.look(peer, at=MONDAY)
    queue.drain()
    transfer = Transfer.objects.select_related("message__file").get()
    data_gateway.refuse(transfer, reason="Gửi nhầm", by=PLATFORM, at=MONDAY)
    queue.drain()

    told = there.outcomes("").told
    assert files.read(transfer.message.file) == b"tu xa"
    assert [(one.message_id, one.state, one.reason) for one in told] == [
        ("vb-2", DeliveryState.FAIL, "Gửi nhầm")
    ]


def test_a_repeat_is_one_message(carried: Carried) -> None:
    peer, there = carried
    hand_in(there)
    hand_in(there)

    receiving.look(peer, at=MONDAY)
    queue.drain()

    assert Transfer.objects.count() == 1


def test_what_another_key_signed_is_nobodys(
    carried: Carried, nats_server: str, settings: Settings
) -> None:
    peer, there = carried
    forger = (
        Folder(there.theirs, there.ours, there.system_id, there.remote_id, "khoa-khac")
        if isinstance(there, Folder)
        else Nats(nats_server, "", peer.remote_id, peer.system_id, "khoa-khac")
    )
    hand_in(forger, name="gia-mao")

    receiving.look(peer, at=MONDAY)
    queue.drain()

    assert not Transfer.objects.exists()


def test_an_agency_of_another_node_is_not_spoken_for(carried: Carried) -> None:
    peer, there = carried
    content = b"gia danh"
    sha256 = hashlib.sha256(content).hexdigest()
    envelope = Envelope("vb-9", Kind.EDOC, "H44.99", (OURS,), sha256, len(content))
    there.send(envelope, io.BytesIO(content))

    receiving.look(peer, at=MONDAY)
    queue.drain()

    assert not Transfer.objects.exists()
    assert "không được gửi thay" in there.outcomes("").told[0].reason


def test_a_disk_that_is_not_there_is_a_node_that_rests(db: None) -> None:
    peer = node("folder", "chua-gan")

    receiving.look(peer, at=MONDAY)

    peer.refresh_from_db()
    assert "thiết bị đã được gắn chưa" in peer.last_error


def test_half_a_file_is_not_seen_and_a_shortened_one_not_taken(
    db: None, settings: Settings
) -> None:
    settings.EXCHANGE_FOLDERS.mkdir()
    peer = node("folder", "usb")
    there = Folder.to(Peer(address="usb", system_id="xa", remote_id="tinh"), SECRETS["LA"])
    hand_in(there, b"mot hai ba bon")
    here = settings.EXCHANGE_FOLDERS / "usb" / "tinh"
    (here / ".x.message.1.part").write_bytes(b"half")
    payload = next(here.glob("*.payload"))
    payload.write_bytes(b"mot hai")

    offers = plugs.connector(peer).offers()
    with pytest.raises(receiving.Damaged):
        receiving.take_in(peer, offers[0], at=MONDAY)
    payload.write_bytes(b"mot hai ba bon")
    receiving.take_in(peer, offers[0], at=MONDAY)

    assert len(offers) == 1
    assert Transfer.objects.get().state == State.RECEIVED


@pytest.mark.parametrize("place", ["../ngoai", "/etc", "a/../../b"])
def test_a_folder_lies_where_folders_lie(db: None, place: str) -> None:
    peer = Peer(address=place, system_id="tinh", remote_id="xa")

    with pytest.raises(NotDelivered):
        Folder.to(peer, "khoa")


def test_a_nats_that_is_away_is_a_node_that_rests(db: None) -> None:
    peer = node("nats", "nats://127.0.0.1:9")
    send()

    assert sending.push_next(peer, at=MONDAY)

    peer.refresh_from_db()
    assert peer.rests(MONDAY)
    assert Transfer.objects.get().state == State.WAITING


def test_an_unknown_kind_of_connection_is_refused(db: None) -> None:
    with pytest.raises(Refusal, match="Không có đầu nối"):
        node("bo-cau", "x")
    with pytest.raises(Refusal, match="bên kia"):
        node("folder", "x", remote_id="")
