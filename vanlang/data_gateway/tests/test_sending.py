"""From the outbox to the axis: once, in order, patiently, and to an end."""

import io
from datetime import timedelta

import pytest
from django.db import transaction
from pytest_django import Settings

from vanlang.data_gateway import api as data_gateway
from vanlang.data_gateway.actions import receiving, sending, waking
from vanlang.data_gateway.actions.connectors import plugs
from vanlang.data_gateway.actions.connectors.axis import Axis, over_the_network
from vanlang.data_gateway.api import State, Transfer
from vanlang.data_gateway.models import Consignment, Member, Peer
from vanlang.data_gateway.rules.answers import DeliveryState, Listed
from vanlang.data_gateway.tests.conftest import (
    MONDAY,
    NOBODY,
    OURS,
    THEIRS,
    Send,
    agency_of,
    as_actor,
    stored,
)
from vanlang.identity.api import Person
from vanlang.kernel.actors import PLATFORM, STRANGER
from vanlang.kernel.models import Entry, Job
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal, TooLarge

A_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)


def events() -> list[str]:
    found = Entry.objects.filter(about__startswith="data_gateway.transfer:").order_by("id")
    return [kind.removeprefix("data_gateway.") for kind in found.values_list("kind", flat=True)]


def only() -> Transfer:
    return Transfer.objects.select_related("message").get()


def axis_is_away() -> None:
    plugs.plug("axis", lambda peer, secret: Axis(over_the_network(NOBODY), peer.system_id, secret))


def test_a_message_reaches_the_other_side_and_its_word_comes_back(
    peer: Peer, send: Send, theirs: Axis
) -> None:
    send(b"cong van")

    sending.push_next(peer, at=MONDAY)
    offer = theirs.offers()[0]
    into = io.BytesIO()
    theirs.fetch(offer, into)
    theirs.report(offer.ref, THEIRS, DeliveryState.DONE, "")
    receiving.look(peer, at=MONDAY)

    assert into.getvalue() == b"cong van"
    assert offer.envelope.from_code == OURS
    assert offer.envelope.id == "G09,2026/11/23,7816/VPCP-TTĐT"
    assert only().state == State.DELIVERED
    assert events() == ["sent", "delivered"]
    assert theirs.offers() == []


def test_a_message_that_is_refused_says_why(peer: Peer, send: Send, theirs: Axis) -> None:
    send()
    sending.push_next(peer, at=MONDAY)

    theirs.report(theirs.offers()[0].ref, THEIRS, DeliveryState.FAIL, "Gửi nhầm nơi nhận")
    receiving.look(peer, at=MONDAY)

    assert (only().state, only().reason) == (State.REFUSED, "Gửi nhầm nơi nhận")
    assert events() == ["sent", "refused"]


def test_sending_twice_sends_once(peer: Peer, send: Send, theirs: Axis) -> None:
    first, second = send(), send()
    while sending.push_next(peer, at=MONDAY):
        pass
    third = send()

    assert first.pk == second.pk == third.pk
    assert not sending.push_next(peer, at=MONDAY)
    assert len(theirs.offers()) == 1


def test_the_same_id_for_another_content_is_refused(send: Send) -> None:
    send(b"mot")

    with pytest.raises(Conflict):
        send(b"hai")


def test_what_was_handed_over_and_not_noted_has_the_same_doc_id(
    peer: Peer, send: Send, theirs: Axis
) -> None:
    """As after kill -9 between the axis's answer and our commit."""
    send()
    sending.push_next(peer, at=MONDAY)
    first = only().remote_id
    Transfer.objects.update(state=State.WAITING, remote_id="", sent_at=None)

    sending.push_next(peer, at=MONDAY)

    assert only().remote_id == first
    assert Consignment.objects.count() == 1
    assert len(theirs.offers()) == 1


def test_an_axis_that_is_down_for_a_day_loses_nothing(peer: Peer, send: Send, theirs: Axis) -> None:
    for number in range(3):
        send(f"so {number}".encode(), id=f"so-{number}")
    working = plugs._plugs["axis"]  # noqa: SLF001
    axis_is_away()

    tries, at = 0, MONDAY
    while at < MONDAY + A_DAY:
        peer.refresh_from_db()
        tries += sending.push_next(peer, at=at)
        peer.refresh_from_db()
        again = max(peer.next_attempt_at or at, at + timedelta(seconds=1))
        # After the first hour an hour a try is enough to show that a day passes.
        at = again if at < MONDAY + AN_HOUR else at + AN_HOUR
    plugs.plug("axis", working)
    while sending.push_next(peer, at=at):
        pass

    peer.refresh_from_db()
    assert 30 < tries < 60, "every five minutes in the first hour, and not every second"
    assert {one.envelope.id for one in theirs.offers()} == {"so-0", "so-1", "so-2"}
    assert set(Transfer.objects.values_list("state", "attempts")) == {(State.SENT, 1)}
    assert peer.failure_count == 0


def test_a_node_that_rests_is_left_alone(peer: Peer, send: Send) -> None:
    send()
    axis_is_away()

    sending.push_next(peer, at=MONDAY)

    peer.refresh_from_db()
    assert peer.rests(MONDAY + timedelta(seconds=1))
    assert not sending.push_next(peer, at=MONDAY + timedelta(seconds=1))
    assert waking.push_where_due(at=MONDAY + timedelta(seconds=1)) == 0
    assert "không trả lời" in peer.last_error


def test_what_does_not_arrive_in_time_comes_back_as_an_error(peer: Peer, send: Send) -> None:
    send()
    axis_is_away()
    sending.push_next(peer, at=MONDAY)

    assert sending.expire_due(at=MONDAY + 2 * A_DAY) == 0
    assert sending.expire_due(at=MONDAY + 3 * A_DAY) == 1
    assert sending.expire_due(at=MONDAY + 4 * A_DAY) == 0

    assert only().state == State.EXPIRED
    assert "không trả lời" in only().reason
    told = Entry.objects.get(kind="data_gateway.expired")
    assert (told.payload["message"], told.payload["to"]) == (only().message.message_id, THEIRS)
    assert told.payload["reason"] == only().reason


def test_the_agencys_word_counts_after_our_patience_ended(
    peer: Peer, send: Send, theirs: Axis
) -> None:
    send()
    sending.push_next(peer, at=MONDAY)
    offer = theirs.offers()[0]
    sending.expire_due(at=MONDAY + 3 * A_DAY)

    theirs.report(offer.ref, THEIRS, DeliveryState.DONE, "")
    receiving.look(peer, at=MONDAY + 4 * A_DAY)

    assert only().state == State.DELIVERED
    assert events() == ["sent", "expired", "delivered"]


def test_a_thread_keeps_its_order_and_others_pass(peer: Peer, send: Send, theirs: Axis) -> None:
    send(b"moi", id="moi", thread="vb-1")
    send(b"thu hoi", id="thu-hoi", thread="vb-1")
    send(b"khac", id="khac", thread="vb-2")
    first = Transfer.objects.get(message__message_id="moi")
    first.next_attempt_at = MONDAY + timedelta(minutes=10)
    first.save(update_fields=["next_attempt_at"])

    while sending.push_next(peer, at=MONDAY):
        pass
    early = [one.envelope.id for one in theirs.offers()]
    while sending.push_next(peer, at=MONDAY + timedelta(minutes=10)):
        pass

    assert early == ["khac"]
    assert [one.envelope.id for one in theirs.offers()] == ["khac", "moi", "thu-hoi"]


def test_one_request_carries_a_circular_to_all_behind_the_axis(
    peer: Peer, send: Send, them: Member, theirs: Axis
) -> None:
    codes = [f"G09.{number:03}" for number in range(148)]
    for code in codes:
        theirs.register(Listed(code, f"Đơn vị {code}"))
        data_gateway.register_agency(code=code, name=code, peer=peer, by=PLATFORM, at=MONDAY)

    send(to_codes=tuple(codes))
    assert sending.push_next(peer, at=MONDAY)

    assert not sending.push_next(peer, at=MONDAY)
    assert Transfer.objects.filter(state=State.SENT).count() == 148
    assert len(theirs.offers()) == 100, "a page"


def test_one_wrong_recipient_does_not_cost_the_others_theirs(
    peer: Peer, send: Send, theirs: Axis
) -> None:
    data_gateway.register_agency(code="G09.99", name="Đã rời", peer=peer, by=PLATFORM, at=MONDAY)

    send(to_codes=(THEIRS, "G09.99"))
    while sending.push_next(peer, at=MONDAY):
        pass

    states = dict(Transfer.objects.values_list("to_code", "state"))
    assert states == {THEIRS: State.SENT, "G09.99": State.FAILED}
    assert "G09.99" in Transfer.objects.get(to_code="G09.99").reason
    assert sorted(events()) == ["failed", "sent"]


def test_a_failed_message_is_tried_again_by_an_administrator_alone(
    peer: Peer, send: Send, administrator: Person, minh: Person
) -> None:
    data_gateway.register_agency(code="G09.99", name="Chưa có", peer=peer, by=PLATFORM, at=MONDAY)
    send(to_codes=("G09.99",))
    sending.push_next(peer, at=MONDAY)

    with pytest.raises(NotPermitted):
        sending.retry(only(), by=as_actor(minh), at=MONDAY)
    again = sending.retry(only(), by=as_actor(administrator), at=MONDAY)

    assert again.state == State.WAITING
    with pytest.raises(Conflict):
        sending.retry(only(), by=as_actor(administrator), at=MONDAY)


def test_unknown_and_departed_agencies_are_refused_by_name(peer: Peer, send: Send) -> None:
    data_gateway.withdraw_agency(THEIRS, by=PLATFORM, at=MONDAY)

    with pytest.raises(Refusal, match=r"G09 \(đã rời trục\), H99"):
        send(to_codes=(THEIRS, "H99"), at=MONDAY + A_DAY)
    with pytest.raises(Refusal, match="ngay trên hệ thống này"):
        send(to_codes=(OURS,))
    assert agency_of(OURS).is_ours


@pytest.mark.parametrize("code", ["", "G09;DROP", "g09", "G09..1", "Ｇ09", "G" * 41])
def test_a_code_that_is_none_is_refused(send: Send, code: str) -> None:
    with pytest.raises(Refusal):
        send(to_codes=(code,))


def test_a_stranger_sends_nothing_and_nobody_sends_for_others(peer: Peer) -> None:
    file = stored(b"x")

    with pytest.raises(NotPermitted):
        data_gateway.send(
            id="1",
            kind=data_gateway.Kind.EDOC,
            from_code=OURS,
            to_codes=[THEIRS],
            file=file,
            by=STRANGER,
            at=MONDAY,
        )
    with pytest.raises(Refusal, match="không phải cơ quan của hệ thống này"):
        data_gateway.send(
            id="1",
            kind=data_gateway.Kind.EDOC,
            from_code=THEIRS,
            to_codes=[THEIRS],
            file=file,
            by=PLATFORM,
            at=MONDAY,
        )


def test_what_is_too_large_is_refused_before_it_waits(send: Send, settings: Settings) -> None:
    settings.EXCHANGE_MAX_BYTES = 4

    with pytest.raises(TooLarge):
        send(b"12345")


def test_a_key_that_is_not_there_holds_everything_back(
    peer: Peer, send: Send, settings: Settings
) -> None:
    settings.EXCHANGE_SECRETS = {}
    send()

    sending.push_next(peer, at=MONDAY)

    peer.refresh_from_db()
    assert only().state == State.WAITING
    assert "VANLANG_EXCHANGE_SECRET_PHU_THO" in peer.last_error


def test_a_rolled_back_change_sends_nothing(peer: Peer, send: Send) -> None:
    with transaction.atomic():
        send()
        transaction.set_rollback(True)

    assert not Transfer.objects.exists()


def test_so_many_connections_as_messages_and_no_more_than_allowed(
    peer: Peer, send: Send, settings: Settings
) -> None:
    settings.EXCHANGE_CONNECTIONS = 3
    Job.objects.all().delete()

    send(id="1")
    made = [waking.push_where_due(at=MONDAY), waking.push_where_due(at=MONDAY)]
    for number in range(2, 9):
        send(id=str(number))
    made += [waking.push_where_due(at=MONDAY), waking.push_where_due(at=MONDAY)]

    assert made == [1, 0, 2, 0]
    assert Job.objects.filter(name="data_gateway.push").count() == 3
