"""What goes out over the axis: whole, once, and every refusal with words."""

from datetime import timedelta
from pathlib import Path

import pytest

from vanlang.data_gateway.models import Agency, Message, Peer, Transfer
from vanlang.data_gateway.rules.states import Direction, Kind
from vanlang.documents.actions import addressing, ending, issuing
from vanlang.documents.actions.exchange import carriage, sending
from vanlang.documents.models import (
    Document,
    EdxmlMessage,
    IncomingEntry,
)
from vanlang.documents.rules import edxml
from vanlang.documents.rules.exchange import bare_notation, file_name
from vanlang.documents.rules.outgoing import DispatchState
from vanlang.documents.rules.states import State, WrongState
from vanlang.documents.tests import edxml_samples as samples
from vanlang.documents.tests.cast import Cast, drafted, signed
from vanlang.documents.tests.exchange_desk import G22, H15, LATER, MONDAY, Come, issue, row, told
from vanlang.kernel import files
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import Conflict, NotPermitted
from vanlang.signing import api as signing


def test_issue_puts_one_signed_message_into_the_outbox(cast: Cast, peer: Peer) -> None:
    document = issue(cast, G22, H15)

    message = Message.objects.get(direction=Direction.OUT)
    content = files.read(message.file)
    found = samples.read(content)
    assert isinstance(found.message, edxml.Message)
    assert {one.to_code for one in message.transfers.all()} == {G22, H15}
    assert [one.code for one in found.message.recipients] == [G22, H15]
    assert found.message.document_id == document.exchange_id == message.message_id
    assert (document.place, found.message.place) == ("", "Mường Bi")  # as the paper has it
    assert signing.verify_xml(content, at=MONDAY + timedelta(days=400)).outcome != "altered"
    (path,) = found.files.values()
    assert signing.verify(path.read_bytes()).signatures


def test_issue_sends_nothing_when_it_is_undone(cast: Cast, peer: Peer) -> None:
    draft = drafted(cast, at=MONDAY)
    addressing.address(
        draft, units=[], outsiders=[addressing.Outsider("VPCP", G22)], by=cast.minh, at=MONDAY
    )
    waiting = signed(cast, draft, MONDAY)

    with pytest.raises(NotPermitted):
        issuing.issue(waiting, by=cast.quang, at=MONDAY)

    assert not Message.objects.exists()
    assert not EdxmlMessage.objects.exists()


def test_issue_is_not_held_up_by_an_agency_that_left(cast: Cast, peer: Peer) -> None:
    Agency.objects.filter(code=H15).update(valid_to=MONDAY)

    document = issue(cast, G22, H15, "G99")

    assert row(document).state == DispatchState.QUEUED
    for code in (H15, "G99"):
        assert row(document, code).state == DispatchState.FAILED
        assert "rời trục" in row(document, code).error


def test_issue_says_when_the_agency_is_not_on_the_axis(cast: Cast, peer: Peer) -> None:
    Agency.objects.filter(code=cast.unit.code).delete()

    document = issue(cast, G22)

    assert document.state == State.ISSUED
    assert "chưa đăng ký" in row(document).error


def test_issue_delivers_at_once_to_a_code_that_sits_here(cast: Cast, peer: Peer) -> None:
    document = issue(cast, cast.other.code)

    assert IncomingEntry.objects.get(document=document).unit == cast.other
    assert not Message.objects.exists()


def test_send_again_reaches_who_came_back(cast: Cast, peer: Peer) -> None:
    Agency.objects.filter(code=H15).update(valid_to=MONDAY)
    document = issue(cast, G22, H15)
    Agency.objects.create(code=H15, name="Đắk Lắk", peer=peer, valid_from=MONDAY, changed_at=MONDAY)

    sending.send_again(document, by=cast.nga, at=LATER)

    assert row(document, H15).state == DispatchState.QUEUED
    assert Transfer.objects.filter(to_code=H15).count() == 1
    assert Transfer.objects.filter(to_code=G22).count() == 1
    with pytest.raises(Conflict):
        sending.send_again(document, by=cast.nga, at=LATER)
    with pytest.raises(NotPermitted):
        sending.send_again(document, by=cast.quang, at=LATER)


def test_the_axis_reports_are_noted_per_recipient(cast: Cast, peer: Peer) -> None:
    document = issue(cast, G22, H15)

    for event, code in (("sent", G22), ("delivered", G22), ("sent", H15), ("expired", H15)):
        _report(document, event, code, why="Quá hạn" if event == "expired" else "")

    assert row(document).state == DispatchState.DELIVERED
    assert row(document, H15).state == DispatchState.FAILED
    assert row(document, H15).error == "Quá hạn"


def test_a_report_of_refusal_returns_the_row(cast: Cast, peer: Peer) -> None:
    document = issue(cast, G22)

    _report(document, "refused", G22, why="N.Subject: Thiếu Subject.")
    _report(document, "delivered", G22)  # late, and out of order

    assert row(document).state == DispatchState.RETURNED
    assert "N.Subject" in row(document).error


def _report(document: Document, event: str, code: str, why: str = "") -> None:
    carriage.note(
        f"data_gateway.{event}",
        message_id=document.exchange_id,
        from_code=document.author_code,
        to_code=code,
        why=why,
        at=LATER,
    )


def test_our_recall_asks_every_recipient_and_hears_the_answers(cast: Cast, come: Come) -> None:
    document = issue(cast, G22, H15)
    ended = ending.recall(document, reason="Sai số liệu", by=cast.hoa, at=LATER)
    for _ in range(1):
        sending.ask_back(ended, reason="Sai số liệu", by=PLATFORM, at=LATER)
    recalled = Message.objects.filter(kind=Kind.EDOC).latest("pk")
    found = samples.read(files.read(recalled.file)).message

    come(told(edxml.Status.CHANGE_AGREED, ended), kind=Kind.STATUS)
    refusing = told(
        edxml.Status.CHANGE_REFUSED,
        ended,
        sender=edxml.Organisation(code=H15, name="Đắk Lắk"),
        description="Đã triển khai",
    )
    come(refusing, sender=H15, kind=Kind.STATUS)

    assert isinstance(found, edxml.Message)
    assert found.business.purpose == edxml.Purpose.RECALL
    assert found.business.document_id == document.exchange_id
    assert row(ended).state == DispatchState.RECALLED
    assert "Đã triển khai" in row(ended, H15).error


def test_our_replacement_names_what_it_replaces(cast: Cast, peer: Peer) -> None:
    old = issue(cast, G22)
    draft = drafted(cast, at=MONDAY)
    Document.objects.filter(pk=draft.pk).update(replaces=old)
    draft.refresh_from_db()

    issue(cast, G22, document=draft)

    found = samples.read(files.read(Message.objects.latest("pk").file)).message
    assert isinstance(found, edxml.Message)
    assert found.business.replacements == (edxml.Replacement(old.exchange_id, (G22,)),)


def test_our_update_goes_out_with_the_reason(cast: Cast, peer: Peer) -> None:
    document = issue(cast, G22)

    sending.update(document, reason="Bổ sung phụ lục", by=cast.nga, at=LATER)

    found = samples.read(files.read(Message.objects.latest("pk").file)).message
    assert isinstance(found, edxml.Message)
    assert found.business.purpose == edxml.Purpose.UPDATE
    with pytest.raises(NotPermitted):
        sending.update(document, reason="", by=cast.quang, at=LATER)
    ending.recall(document, reason="Sai", by=cast.hoa, at=LATER)
    with pytest.raises(WrongState):
        sending.update(document, reason="", by=cast.nga, at=LATER)


def test_names_in_a_message_are_safe_and_of_one_file_each() -> None:
    assert file_name("a/b\\c.pdf", set()) == "a-b-c.pdf"
    assert file_name("a.pdf", {"a.pdf", "a (2).pdf"}) == "a (3).pdf"
    assert len(file_name("x" * 400 + ".pdf", set())) <= 200
    assert bare_notation("07/QĐ-UBND", 7) == "QĐ-UBND"
    assert bare_notation("55-NQ/TU", 55) == "55-NQ/TU"
    assert Path(file_name("..", set())).name == "tep"
