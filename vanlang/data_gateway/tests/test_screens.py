"""The administrators' pages, and that nobody else has any."""

import pytest
from django.test import Client
from django.urls import reverse

from vanlang.data_gateway.actions import sending
from vanlang.data_gateway.actions.axis import members
from vanlang.data_gateway.api import State, Transfer
from vanlang.data_gateway.models import Agency, Member, Peer
from vanlang.data_gateway.tests.conftest import MONDAY, OURS, SECRETS, THEIRS, Send, agency_of
from vanlang.identity.api import Person
from vanlang.kernel.actors import PLATFORM

pytestmark = pytest.mark.django_db(databases=["default", "side"])


@pytest.fixture
def desk(client: Client, administrator: Person) -> Client:
    client.force_login(administrator)
    return client


@pytest.fixture
def failed(peer: Peer, send: Send) -> Transfer:
    send(id="vb-hong")
    transfer = Transfer.objects.get()
    transfer.state, transfer.reason, transfer.ended_at = State.FAILED, "Trục từ chối", MONDAY
    transfer.save(update_fields=["state", "reason", "ended_at"])
    return transfer


def text_of(client: Client, name: str, *arguments: object) -> str:
    answer = client.get(reverse(name, args=arguments))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_first_page_says_how_the_connections_fare(desk: Client, failed: Transfer) -> None:
    page = text_of(desk, "data_gateway-home")

    assert "Trục tỉnh" in page
    assert "vb-hong" in page
    assert "Trục từ chối" in page
    assert "Bộ Nội vụ" in page
    for secret in SECRETS.values():
        assert secret not in page


def test_a_peer_that_does_not_answer_says_why(desk: Client, peer: Peer) -> None:
    Peer.objects.update(failure_count=3, last_error="Không trả lời (hết giờ)", last_error_at=MONDAY)

    assert "Không trả lời (hết giờ)" in text_of(desk, "data_gateway-peer", peer.pk)
    assert "PHU_THO" in text_of(desk, "data_gateway-peer", peer.pk)
    assert SECRETS["PHU_THO"] not in text_of(desk, "data_gateway-peer", peer.pk)


def test_a_failed_message_is_sent_again_from_its_page(desk: Client, failed: Transfer) -> None:
    assert "Trục từ chối" in text_of(desk, "data_gateway-transfer", failed.pk)

    answer = desk.post(reverse("data_gateway-transfer-retry", args=[failed.pk]))

    assert answer.status_code == 302
    assert Transfer.objects.get().state == State.WAITING
    assert desk.post(reverse("data_gateway-transfer-retry", args=[failed.pk])).status_code == 409


def test_messages_are_found_by_state_and_code(desk: Client, failed: Transfer) -> None:
    address = reverse("data_gateway-transfers")

    assert b"vb-hong" in desk.get(address, {"trang-thai": "failed"}).content
    assert b"vb-hong" not in desk.get(address, {"trang-thai": "sent"}).content
    assert b"vb-hong" in desk.get(address, {"q": THEIRS}).content
    assert b"vb-hong" not in desk.get(address, {"q": "G99"}).content


def test_an_agency_is_entered_and_leaves(desk: Client, peer: Peer) -> None:
    fields = {"code": "H44.07", "name": "Sở Y tế", "peer": ""}

    wrong = desk.post(reverse("data_gateway-agency-add"), {**fields, "code": "h44"})
    taken = desk.post(reverse("data_gateway-agency-add"), {**fields, "code": THEIRS})
    made = desk.post(reverse("data_gateway-agency-add"), fields)
    agency = agency_of("H44.07")
    left = desk.post(reverse("data_gateway-agency-withdraw", args=[agency.pk]))

    assert (wrong.status_code, taken.status_code) == (422, 422)
    assert "ở nút khác" in taken.content.decode()
    assert (made.status_code, left.status_code) == (302, 302)
    agency.refresh_from_db()
    assert agency.valid_to is not None
    assert "Đã rời" in text_of(desk, "data_gateway-agencies")


def test_a_connection_is_set_up_and_switched_off(desk: Client) -> None:
    fields = {
        "name": "Nút xã",
        "connector": "folder",
        "address": "xa",
        "system_id": "tinh",
        "remote_id": "",
        "secret_name": "LA",
    }

    wrong = desk.post(reverse("data_gateway-peer-add"), fields)
    made = desk.post(reverse("data_gateway-peer-add"), {**fields, "remote_id": "xa-1"})
    peer = Peer.objects.get()
    desk.post(reverse("data_gateway-peer-switch", args=[peer.pk]))

    assert (wrong.status_code, made.status_code) == (422, 302)
    assert not Peer.objects.get().is_active
    assert desk.post(reverse("data_gateway-peer-try", args=[peer.pk])).status_code == 302


def test_a_member_is_let_in_and_shut_out(desk: Client) -> None:
    fields = {"system_id": "h01", "name": "Tỉnh bạn", "code_prefix": "H01", "secret_name": "LA"}

    made = desk.post(reverse("data_gateway-member-add"), fields)
    member = Member.objects.get()
    desk.post(reverse("data_gateway-member-switch", args=[member.pk]))

    assert made.status_code == 302
    assert not Member.objects.get().is_active


def addresses(transfer: Transfer) -> list[str]:
    member = Member.objects.first()
    ours = Agency.objects.get(code=OURS)
    assert member is not None
    return [
        reverse("data_gateway-home"),
        reverse("data_gateway-transfers"),
        reverse("data_gateway-transfer", args=[transfer.pk]),
        reverse("data_gateway-transfer-retry", args=[transfer.pk]),
        reverse("data_gateway-agencies"),
        reverse("data_gateway-agency-add"),
        reverse("data_gateway-agency-withdraw", args=[ours.pk]),
        reverse("data_gateway-peer-add"),
        reverse("data_gateway-peer", args=[transfer.peer_id]),
        reverse("data_gateway-peer-try", args=[transfer.peer_id]),
        reverse("data_gateway-peer-switch", args=[transfer.peer_id]),
        reverse("data_gateway-member-add"),
        reverse("data_gateway-member-switch", args=[member.pk]),
    ]


def test_the_stranger_sees_and_does_nothing(
    client: Client, failed: Transfer, quang: Person, minh: Person
) -> None:
    """Quang administers a commune, Minh is a clerk at the province: neither keeps the axis."""
    for person in (quang, minh):
        client.force_login(person)
        for address in addresses(failed):
            assert client.get(address).status_code in {403, 404, 405}, address
            answer = client.post(address, {"code": "H44.99", "name": "x"})
            assert answer.status_code in {403, 404, 405}, address
    assert Transfer.objects.get().state == State.FAILED
    assert agency_of(OURS).valid_to is None
    assert Peer.objects.get().is_active


def test_a_page_of_many_messages_asks_the_database_seldom(
    desk: Client, peer: Peer, send: Send, django_assert_max_num_queries: object
) -> None:
    for number in range(30):
        send(id=f"vb-{number}")

    with django_assert_max_num_queries(12):  # type: ignore[operator]
        desk.get(reverse("data_gateway-transfers"))


def test_switching_off_a_peer_keeps_what_waits(desk: Client, peer: Peer, send: Send) -> None:
    send()
    desk.post(reverse("data_gateway-peer-switch", args=[peer.pk]))

    assert not sending.push_next(peer, at=MONDAY)
    desk.post(reverse("data_gateway-peer-switch", args=[peer.pk]))
    assert sending.push_next(peer, at=MONDAY)


def test_the_axis_page_shows_no_key(desk: Client, us: Member) -> None:
    members.switch(us, on=True, by=PLATFORM, at=MONDAY)

    assert SECRETS["PHU_THO"] not in text_of(desk, "data_gateway-home")
