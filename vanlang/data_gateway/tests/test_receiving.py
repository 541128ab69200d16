"""From the axis to the system it is for: once, checked, and reported back."""

import hashlib
import io
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from vanlang.data_gateway import api as data_gateway
from vanlang.data_gateway.actions import receiving
from vanlang.data_gateway.actions.connectors import plugs
from vanlang.data_gateway.actions.connectors.axis import Axis, over_the_network
from vanlang.data_gateway.actions.connectors.plugs import Offer
from vanlang.data_gateway.actions.directory import learn
from vanlang.data_gateway.actions.receiving import Damaged
from vanlang.data_gateway.api import Kind, State, Transfer
from vanlang.data_gateway.models import Delivery, Message, Peer
from vanlang.data_gateway.rules.answers import DeliveryState, Listed
from vanlang.data_gateway.rules.envelopes import Envelope
from vanlang.data_gateway.rules.states import WrongState
from vanlang.data_gateway.tests.conftest import LONG_AGO, MONDAY, NOBODY, OURS, THEIRS
from vanlang.kernel import files, queue
from vanlang.kernel.actors import PLATFORM, STRANGER
from vanlang.kernel.models import Entry, Job, StoredFile
from vanlang.kernel.refusals import NotPermitted, Refusal

ABOUT = "data_gateway.transfer:"


def hand_in(
    theirs: Axis,
    content: bytes = b"gui Phu Tho",
    *,
    name: str = "vb-1",
    to_codes: tuple[str, ...] = (OURS,),
    thread: str = "",
) -> str:
    sha256 = hashlib.sha256(content).hexdigest()
    envelope = Envelope(name, Kind.EDOC, THEIRS, to_codes, sha256, len(content), thread)
    return theirs.send(envelope, io.BytesIO(content))


def look_and_fetch(peer: Peer) -> None:
    """As the worker does, but for the jobs of sending."""
    receiving.look(peer, at=MONDAY)
    queue.drain()


def received() -> list[Entry]:
    return list(Entry.objects.filter(kind="data_gateway.received").order_by("id"))


def test_a_message_comes_in_once_and_the_sender_hears_of_it(peer: Peer, theirs: Axis) -> None:
    hand_in(theirs)

    look_and_fetch(peer)
    look_and_fetch(peer)
    entry = received()[0]
    transfer = data_gateway.transfer(entry.about_id)
    on_arrival = Delivery.objects.get().state
    data_gateway.acknowledge(transfer, by=PLATFORM, at=MONDAY)
    queue.drain()

    assert len(received()) == 1
    assert (entry.payload["from"], entry.payload["to"]) == (THEIRS, OURS)
    assert files.read(transfer.message.file) == b"gui Phu Tho"
    assert on_arrival == DeliveryState.PROCESSING
    assert Delivery.objects.get().state == DeliveryState.DONE
    assert theirs.outcomes("").told[0].state == DeliveryState.DONE


def test_what_is_sent_back_says_why(peer: Peer, theirs: Axis) -> None:
    hand_in(theirs)
    look_and_fetch(peer)
    transfer = Transfer.objects.get()

    with pytest.raises(Refusal):
        data_gateway.refuse(transfer, reason=" ", by=PLATFORM, at=MONDAY)
    data_gateway.refuse(transfer, reason="Không thuộc thẩm quyền", by=PLATFORM, at=MONDAY)
    data_gateway.refuse(transfer, reason="lần nữa", by=PLATFORM, at=MONDAY)
    queue.drain()

    told = theirs.outcomes("").told[0]
    assert (told.state, told.reason) == (DeliveryState.FAIL, "Không thuộc thẩm quyền")
    with pytest.raises(WrongState):
        data_gateway.acknowledge(transfer, by=PLATFORM, at=MONDAY)


def test_a_stranger_judges_nothing(peer: Peer, theirs: Axis) -> None:
    hand_in(theirs)
    look_and_fetch(peer)

    with pytest.raises(NotPermitted):
        data_gateway.acknowledge(Transfer.objects.get(), by=STRANGER, at=MONDAY)

    assert Transfer.objects.get().state == State.RECEIVED


def test_a_restart_between_fetching_and_reporting_doubles_nothing(peer: Peer, theirs: Axis) -> None:
    """The message is kept, the axis does not know it yet, and offers it again."""
    hand_in(theirs)
    offer = _offers(peer)[0]
    receiving.take_in(peer, offer, at=MONDAY)

    again = receiving.take_in(peer, _offers(peer)[0], at=MONDAY)
    receiving.report_next(peer, at=MONDAY)

    assert again == Transfer.objects.get()
    assert len(received()) == 1
    assert _offers(peer) == []


def test_a_fetch_that_is_cut_leaves_nothing_and_succeeds_later(
    peer: Peer, theirs: Axis, settings: Settings
) -> None:
    """What came is shorter than what was announced."""
    hand_in(theirs, b"mot van ban dai")
    whole = _offers(peer)[0]
    longer = Envelope(whole.envelope.id, Kind.EDOC, THEIRS, (OURS,), whole.envelope.sha256, 99, "")

    with pytest.raises(Damaged):
        receiving.take_in(peer, Offer(longer, OURS, whole.ref), at=MONDAY)
    nothing = Transfer.objects.count()
    receiving.take_in(peer, whole, at=MONDAY)

    assert nothing == 0
    assert Transfer.objects.get().state == State.RECEIVED


def test_what_comes_after_in_a_thread_does_not_come_before(peer: Peer, theirs: Axis) -> None:
    """The line breaks while the first is fetched, and is whole when the second's turn comes."""
    hand_in(theirs, b"moi", name="moi", thread="vb")
    hand_in(theirs, b"thu hoi", name="thu-hoi", thread="vb")
    working = plugs._plugs["axis"]  # noqa: SLF001
    receiving.look(peer, at=MONDAY)
    plugs.plug("axis", lambda peer, secret: Axis(over_the_network(NOBODY), peer.system_id, secret))
    now = timezone.now()

    while queue.run_one(now):
        pass
    plugs.plug("axis", working)
    while queue.run_one(now):
        pass
    early = len(received())
    queue.drain()

    assert early == 0, "the second waits with the first"
    assert [entry.payload["message"] for entry in received()] == ["moi", "thu-hoi"]


def test_a_message_for_several_of_ours_is_kept_once_and_told_of_each(
    peer: Peer, theirs: Axis, ours: Axis
) -> None:
    ours.register(Listed("H44.03", "Sở Tài chính"))
    data_gateway.register_agency(code="H44.03", name="Sở Tài chính", by=PLATFORM, at=LONG_AGO)
    hand_in(theirs, to_codes=(OURS, "H44.03"))

    look_and_fetch(peer)

    assert Message.objects.count() == 1
    assert {entry.payload["to"] for entry in received()} == {OURS, "H44.03"}


def test_a_wrong_addressee_goes_back_with_the_reason(peer: Peer, theirs: Axis) -> None:
    data_gateway.withdraw_agency(OURS, by=PLATFORM, at=LONG_AGO)
    Job.objects.all().delete()  # the axis has not heard that it left
    hand_in(theirs)

    look_and_fetch(peer)

    told = theirs.outcomes("").told[0]
    assert (told.state, "đã rời" in told.reason) == (DeliveryState.FAIL, True)
    assert not Transfer.objects.exists()


def test_nobody_writes_under_the_name_of_an_agency_behind_another_node(
    peer: Peer, theirs: Axis
) -> None:
    data_gateway.withdraw_agency(THEIRS, by=PLATFORM, at=LONG_AGO)
    data_gateway.register_agency(code=THEIRS, name="Của mình", by=PLATFORM, at=LONG_AGO)
    Job.objects.all().delete()
    hand_in(theirs)

    look_and_fetch(peer)

    assert "không được gửi thay" in theirs.outcomes("").told[0].reason
    assert not Transfer.objects.exists()


def test_an_id_that_comes_with_another_content_is_refused(peer: Peer, theirs: Axis) -> None:
    hand_in(theirs, b"mot")
    look_and_fetch(peer)
    forged = _offer_of(b"hai", ref=Transfer.objects.get().remote_id)

    receiving.take_in(peer, forged, at=MONDAY)

    assert Transfer.objects.count() == 1
    assert files.read(Message.objects.get().file) == b"mot"


def test_what_is_too_large_goes_back_unfetched(
    peer: Peer, theirs: Axis, settings: Settings
) -> None:
    hand_in(theirs, b"x" * 100)
    settings.EXCHANGE_MAX_BYTES = 99

    look_and_fetch(peer)

    assert theirs.outcomes("").told[0].state == DeliveryState.FAIL
    assert not StoredFile.objects.filter(stored_by__isnull=False).exists()
    assert not Transfer.objects.exists()


def test_the_directory_follows_the_axis(peer: Peer, theirs: Axis) -> None:
    theirs.register(Listed("G09.01", "Văn phòng Bộ", THEIRS, "vp@example.gov.vn"))
    first = learn(peer, at=MONDAY)
    theirs.register(Listed("G09.01", "Văn phòng Bộ Nội vụ", THEIRS))
    theirs.register(Listed("G09.02", "Vụ Tổ chức", THEIRS))
    theirs.withdraw("G09.02")
    learn(peer, at=MONDAY)

    assert first > 0
    assert learn(peer, at=MONDAY) == 0
    office = data_gateway.agency("G09.01", on=MONDAY)
    assert office is not None
    assert (office.name, office.peer) == ("Văn phòng Bộ Nội vụ", peer)
    assert data_gateway.agency("G09.02", on=MONDAY) is None
    assert data_gateway.agency(OURS, on=MONDAY).is_ours  # type: ignore[union-attr]


def test_what_we_register_is_announced_to_the_axis(peer: Peer, theirs: Axis) -> None:
    data_gateway.register_agency(code="H44.09", name="Sở Y tế", by=PLATFORM, at=LONG_AGO)
    queue.drain()
    listed = [one.code for one in theirs.directory(0).listed]
    data_gateway.withdraw_agency("H44.09", by=PLATFORM, at=LONG_AGO + timedelta(days=1))
    queue.drain()

    assert "H44.09" in listed
    assert "H44.09" in theirs.directory(0).gone


def _offers(peer: Peer) -> list[Offer]:
    return plugs.connector(peer).offers()


def _offer_of(content: bytes, *, ref: str) -> Offer:
    sha256 = hashlib.sha256(content).hexdigest()
    return Offer(Envelope("vb-1", Kind.EDOC, THEIRS, (OURS,), sha256, len(content)), OURS, ref)
